//! The reports of a meeting, read from the files somebody sent.

use std::io::{self, Read as _, Seek as _, SeekFrom};

use actix_web::error::BlockingError;
use chrono_tz::Tz;

use crate::{
    app::App,
    crypto::tokens::sha256,
    domain::{
        access::Actor,
        ids::{DateId, SessionId},
        imports::LineProblem,
        input::{FieldError, FieldErrors},
        report_stamps::DayOrder,
        report_tables::Report,
        times::parse_timezone,
    },
    sheets,
    store::{error::Error as StoreError, read::registers::attendance_imports::AttendanceImportView},
    usecases::{
        error::{Failure, Refused},
        registers::bring_report::BringReport,
    },
    web::extract::{Posted, Upload},
};

/// Files that are looked at together, at most.
const MOST_FILES: usize = 10;

/// Brings in what was sent: the files, or with `from` as `zoom` and a date what Zoom itself said of its meeting.
pub(in crate::web) async fn bring(
    app: &App,
    actor: Actor,
    session: SessionId,
    posted: &Posted,
) -> Result<AttendanceImportView, Failure> {
    if posted.get("from") != "zoom" {
        return app.usecases.bring_report(read(actor, session, posted).await?).await;
    }
    match posted.get("date_id").parse() {
        Ok(date) => app.usecases.bring_from_zoom(actor, session, date).await,
        Err(_) => Err(FieldError::new("date_id", "Say which date it is.").into()),
    }
}

/// What is asked for by the files and what was said beside them: `file`, `date_id`, `zone` and `order`.
async fn read(actor: Actor, session: SessionId, posted: &Posted) -> Result<BringReport, Failure> {
    let mut errors = FieldErrors::new();
    let uploads = posted.uploads("file");
    match uploads.len() {
        0 => errors.add("file", "Choose the report of the meeting."),
        1..=MOST_FILES => {}
        _ => errors.add("file", format!("Choose at most {MOST_FILES} files of one meeting.")),
    }
    let date = posted.optional("date_id").map(|id| id.parse::<DateId>());
    if matches!(date, Some(Err(_))) {
        errors.add("date_id", "This session has no date with this id.");
    }
    let zone = posted.optional("zone").and_then(|zone| errors.keep(parse_timezone("zone", &zone)));
    let order = match posted.get("order") {
        "" => None,
        "day" => Some(DayOrder::DayFirst),
        "month" => Some(DayOrder::MonthFirst),
        _ => {
            errors.add("order", "Say day or month, whichever comes first.");
            None
        }
    };
    let wanted = errors.finish((date.and_then(Result::ok), zone, order))?;
    let (date, zone, order): (Option<DateId>, Option<Tz>, Option<DayOrder>) = wanted;
    let read = actix_web::web::block(move || read_all(&uploads));
    let broken = |error: BlockingError| StoreError::Broken(format!("a report could not be read: {error}"));
    let (reports, digest) = read.await.map_err(broken)??;
    Ok(BringReport { actor, session, date, reports, digest, zone, order })
}

/// Every file's report, and a digest of all of them in their order.
fn read_all(uploads: &[Upload]) -> Result<(Vec<Report>, [u8; 32]), Failure> {
    let again = |error: io::Error| {
        Failure::from(FieldError::new("file", format!("The file cannot be read: {error}.")))
    };
    let several = uploads.len() > 1;
    let (mut reports, mut digest) = (Vec::new(), [0; 32]);
    for upload in uploads {
        let mut file = upload.opened().map_err(again)?;
        let unreadable = |mut problem: LineProblem| {
            if several {
                problem.message = format!("{}: {}", upload.name(), problem.message);
            }
            Failure::from(Refused::UnreadableReport(problem))
        };
        reports.push(sheets::report::read(&mut file).map_err(unreadable)?);
        file.seek(SeekFrom::Start(0)).map_err(again)?;
        let mut part = vec![0; 64 * 1024];
        loop {
            let length = file.read(&mut part).map_err(again)?;
            if length == 0 {
                break;
            }
            let mut link = digest.to_vec();
            link.extend_from_slice(part.get(..length).unwrap_or_default());
            digest = sha256(&link);
        }
    }
    Ok((reports, digest))
}
