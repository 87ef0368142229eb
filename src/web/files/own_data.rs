//! Everything that is held about a person, as one archive for them: rows as JSON, tables for a spreadsheet, papers,
//! and their dates for a calendar.

use actix_web::{
    HttpResponse,
    http::header,
    web::{Data, block},
};
use tokio::sync::Semaphore;

use super::{
    calendar, cpd_record,
    marks::marks_of,
    own_data_tables::{Written, add, write},
};
use crate::{
    app::App,
    calendar::feed::publish,
    documents::{DocumentError, certificate, transcript},
    domain::ids::PersonId,
    store::{error::Error, read::people::held::Held},
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
    let making = block(move || {
        let mut archive = written.archive;
        add(&mut archive, "dates.ics", dates.as_bytes())?;
        put_paper(&mut archive, "cpd-record", transcript::render(&record, &marks, &fonts))?;
        for paper in written.papers {
            // One after the other: a paper is in memory only until it is in the archive.
            let name = format!("certificates/{}", paper.number);
            put_paper(&mut archive, &name, certificate::render(&paper, &marks, &fonts))?;
        }
        archive.finish().map_err(|why| Error::Broken(format!("an archive: {why}")))
    });
    let made = making.await.map_err(|why| Error::Broken(why.to_string()))??.into_inner();
    drop(turn);
    app.usecases.note_data_handed_out(person).await?;
    Ok(HttpResponse::Ok()
        .content_type("application/zip")
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"my-data.zip\""))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(made))
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
