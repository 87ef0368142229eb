//! Everything that is held about a person, as one archive for them: rows as JSON, tables for a spreadsheet, papers,
//! and their dates for a calendar.

use std::{
    fs::File,
    io::{Seek, SeekFrom},
};

use actix_web::{
    HttpResponse,
    body::SizedStream,
    http::header,
    web::{Data, block},
};
use tokio::sync::Semaphore;

use super::{
    calendar, cpd_record,
    marks::marks_of,
    own_data_tables::{Written, add, begin_stored, write},
    stepwise::stepwise,
};
use crate::{
    app::App,
    calendar::feed::publish,
    documents::{DocumentError, certificate, transcript},
    domain::ids::PersonId,
    store::{
        error::Error,
        read::{certificates::claim_evidence, people::held::Held},
    },
    usecases::error::Failure,
    web::{
        attempts::count_act,
        error::ApiResult,
        extract::Caller,
        limits::{EXPORTS_PER_PERSON, Limits},
    },
};

/// One is made at a time: it keeps a processor busy and the archive in memory, the others wait.
static MAKING: Semaphore = Semaphore::const_new(1);

const ABOUT: &str = "\
Everything that is held about you.

everything.json    every row of every table that is about you; times are in UTC
bookings.csv       your bookings
learning.csv       what you completed, and your CPD time
certificates.csv   your certificates, with the codes by which anyone can check them
                   each of the three as a workbook too (.xlsx)
certificates/      the certificates themselves
evidence/          the files you handed in to show training you had done
cpd-record.pdf     your CPD record on paper
dates.ics          the dates you have or had a place on, for a calendar

Other people stand in it by name alone, where they ran, decided or arranged something for you.
What somebody else told us about themselves is not in it.
";

/// The archive, for the person it is about.
pub(in crate::web) async fn archive(
    app: &Data<App>,
    limits: &Limits,
    caller: &Caller,
) -> ApiResult<HttpResponse> {
    count_act(app, limits, ("exports of", EXPORTS_PER_PERSON), caller)?;
    let person = caller.id();
    let turn = MAKING.acquire().await.map_err(|why| Error::Broken(why.to_string()))?;
    let now = app.clock.now();
    let written = app.reads.run(move |c| write(&mut Held::about(c, person), (person, now), ABOUT)).await?;
    let dates = dates(app, person, &written).await?;
    let record = cpd_record::paper(app, person).await?;
    let named = written.papers.iter().map(|paper| paper.mark.as_deref());
    let marks = marks_of(app, named.chain([record.mark.as_deref()])).await?;
    let fonts = app.fonts.clone();
    let handed_in = evidence(app, person).await?;
    let making = block(move || {
        let mut archive = written.archive;
        add(&mut archive, "dates.ics", dates.as_bytes())?;
        put_paper(&mut archive, "cpd-record", transcript::render(&record, &marks, &fonts))?;
        for paper in written.papers {
            // One after the other: a paper is in memory only until it is in the archive.
            let name = format!("certificates/{}", paper.number);
            put_paper(&mut archive, &name, certificate::render(&paper, &marks, &fonts))?;
        }
        for (name, mut file) in handed_in {
            put_evidence(&mut archive, &name, &mut file)?;
        }
        let broken = |why: String| Error::Broken(format!("an archive: {why}"));
        let mut made = archive.finish().map_err(|why| broken(why.to_string()))?;
        let length = made.seek(SeekFrom::End(0));
        let length = length.and_then(|length| made.rewind().map(|()| length));
        Ok::<_, Error>((length.map_err(|why| broken(why.to_string()))?, made))
    });
    let (length, made) = making.await.map_err(|why| Error::Broken(why.to_string()))??;
    drop(turn);
    app.usecases.note_data_handed_out(person).await?;
    Ok(HttpResponse::Ok()
        .content_type("application/zip")
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"my-data.zip\""))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(SizedStream::new(length, stepwise(made))))
}

/// The files that somebody handed in, each with its name in the archive; one that is gone is left out.
async fn evidence(app: &Data<App>, person: PersonId) -> ApiResult<Vec<(String, File)>> {
    let mut files = Vec::new();
    for stored in app.reads.run(move |c| claim_evidence::of_person(c, person)).await? {
        match app.usecases.open_evidence(&stored.stored_as).await {
            // Two may have one name.
            Ok(file) => files.push((format!("evidence/{}-{}", stored.view.id, stored.view.name), file)),
            Err(Failure::Refused(_)) => {}
            Err(failure) => return Err(failure.into()),
        }
    }
    Ok(files)
}

/// A file as it was handed in: pictures get no smaller by packing.
fn put_evidence(
    archive: &mut super::own_data_tables::Archive,
    name: &str,
    file: &mut File,
) -> Result<(), Error> {
    let broken = |why: String| Error::Broken(format!("evidence for an archive: {why}"));
    begin_stored(archive, name)?;
    std::io::copy(file, archive).map(drop).map_err(|why| broken(why.to_string()))
}

/// A paper; where no font draws a name, why it is not there.
fn put_paper(
    archive: &mut super::own_data_tables::Archive,
    name: &str,
    paper: Result<Vec<u8>, DocumentError>,
) -> Result<(), Error> {
    match paper {
        Ok(paper) => add(archive, &format!("{name}.pdf"), &paper),
        Err(DocumentError::Unprintable { .. }) => {
            let why = "Our fonts do not draw the name on this paper. Give another form of your name under \"Your \
                       name\" on your account's page; then it can be printed.\n";
            add(archive, &format!("{name}.txt"), why.as_bytes())
        }
        Err(other) => Err(Error::Broken(format!("a paper for an archive: {other}"))),
    }
}

async fn dates(app: &Data<App>, person: PersonId, written: &Written) -> ApiResult<String> {
    let mut events = Vec::new();
    let mut newest = None;
    for session in &written.sessions {
        let entries = app.usecases.own_calendar(*session, person).await?;
        newest = newest.max(entries.iter().map(|entry| entry.updated_at).max());
        events.extend(entries.into_iter().map(|entry| calendar::event(app, entry)));
    }
    Ok(publish(&app.settings.provider(), &events, newest.unwrap_or(app.clock.now())))
}
