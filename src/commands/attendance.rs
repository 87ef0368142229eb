//! `ladder attendance import`: who was there, from the reports of a Zoom, Teams or Google Meet meeting.

use std::{fs::File, path::Path};

use super::{
    attendance_arguments::{AttendanceImportArguments, Lines},
    composition,
    failure::Failure,
    logging,
};
use crate::{
    config::{Problem, ServeConfig, Sources},
    crypto::tokens::sha256,
    domain::{
        access::Actor, imports::LARGEST_FILE, people::EmailAddress, report_tables::Report, times::length,
        words::ReportMatch,
    },
    sheets,
    store::{
        Db,
        read::{
            people::person,
            registers::attendance_imports::{AttendanceImportView, ImportLineView},
            sessions::session_rows,
        },
    },
    usecases::{
        error::{Failure as NotDone, Refused},
        registers::{
            apply_report::{ApplyReport, Decision},
            bring_report::BringReport,
        },
    },
};

/// Marks attendance by the reports, or says what they would mark.
///
/// # Errors
/// A report that cannot be read; a proposal nobody answered. Nothing is marked then.
pub fn import(arguments: &AttendanceImportArguments, sources: &Sources) -> Result<(), Failure> {
    let config = ServeConfig::load(sources)?;
    logging::start(&config.core.logging);
    let (mut reports, mut digest) = (Vec::new(), [0; 32]);
    for path in &arguments.files {
        let (report, own) = read(path)?;
        digest = sha256(&[digest, own].concat());
        reports.push(report);
    }
    let service = composition::compose(&config)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let actor = runtime.block_on(in_whose_name(&service.db, arguments))?;
    let ask = BringReport {
        actor,
        session: arguments.session,
        date: arguments.date,
        reports,
        digest,
        zone: arguments.zone,
        order: arguments.order,
    };
    let usecases = &service.app.usecases;
    if arguments.dry_run {
        let view = runtime.block_on(usecases.look_at_report(ask)).map_err(not_done)?;
        println!("{}", said(&view));
        println!("A dry run, nothing was marked.");
        return Ok(());
    }
    let view = runtime.block_on(usecases.bring_report(ask)).map_err(not_done)?;
    let decisions = decisions(&view, arguments)?;
    let (import, others_absent) = (view.id, arguments.others_absent);
    let apply = ApplyReport { actor, import, decisions, others_absent };
    runtime.block_on(usecases.apply_report(apply)).map_err(not_done)?;
    println!("{}", said(&view));
    println!("Marked. The register is still to be finished.");
    Ok(())
}

fn read(path: &Path) -> Result<(Report, [u8; 32]), Failure> {
    let cannot = |why: std::io::Error| Problem {
        setting: "FILE".to_owned(),
        value: Some(path.display().to_string()),
        why: format!("it cannot be read: {why}"),
        right: "the path of a report that this user may read".to_owned(),
    };
    let mut file = File::open(path).map_err(cannot)?;
    if file.metadata().map_err(cannot)?.len() > LARGEST_FILE {
        let most = LARGEST_FILE / 1024 / 1024;
        return Err(Failure::Found(format!(
            "{}: it is larger than {most} MiB. Nothing was marked.",
            path.display()
        )));
    }
    let report = sheets::report::read(&mut file)
        .map_err(|problem| Failure::Found(format!("{}: {problem} Nothing was marked.", path.display())))?;
    // What was read as a report is of bearable size.
    Ok((report, sha256(&std::fs::read(path).map_err(cannot)?)))
}

/// Who marks: who is named, else the session's first trainer, else a coordinator.
async fn in_whose_name(db: &Db, arguments: &AttendanceImportArguments) -> Result<Actor, Failure> {
    let (session, by) = (arguments.session, arguments.by.clone());
    let now = db.clock().now();
    let found = db
        .read(move |connection| {
            session_rows::session(connection, session)?;
            let person = match by {
                Some(email) => match EmailAddress::parse("by", &email) {
                    Ok(email) => person::account(connection, email.folded())?.map(|account| account.person),
                    Err(_) => None,
                },
                None => match session_rows::trainers(connection, &[session])?.first() {
                    Some((_, trainer, _)) => Some(*trainer),
                    None => person::coordinators(connection)?.first().copied(),
                },
            };
            match person {
                Some(person) => person::actor(connection, person, now),
                None => Ok(None),
            }
        })
        .await;
    match found {
        Ok(Some(actor)) => Ok(actor),
        Ok(None) => Err(Failure::Found(
            "Nobody can mark this: name a trainer or coordinator by an address of theirs, --by ADDRESS. Nothing was \
             marked."
                .to_owned(),
        )),
        Err(crate::store::error::Error::Missing) => {
            Err(Failure::Found("There is no session with this id. Nothing was marked.".to_owned()))
        }
        Err(other) => Err(Failure::Found(format!("Nothing was marked: {other}."))),
    }
}

fn not_done(failure: NotDone) -> Failure {
    let why = match failure {
        NotDone::Refused(Refused::UnreadableReport(problem)) => problem.to_string(),
        NotDone::Refused(Refused::Forbidden { detail, .. }) => detail,
        NotDone::Refused(Refused::Invalid(errors)) => {
            errors.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        }
        NotDone::Refused(Refused::NotThere) => "There is no session with this id.".to_owned(),
        other => format!("{other}."),
    };
    Failure::Found(format!("Nothing was marked. {why}"))
}

/// What is said of the proposals; all of them have to be answered.
fn decisions(
    view: &AttendanceImportView,
    arguments: &AttendanceImportArguments,
) -> Result<Vec<Decision>, Failure> {
    let holds =
        |lines: Option<&Lines>, line: &ImportLineView| lines.is_some_and(|lines| lines.hold(&line.key));
    let proposals = || view.lines.iter().filter(|line| line.how == ReportMatch::Proposed);
    let (confirmed, left) = (arguments.confirm.as_ref(), arguments.leave.as_ref());
    let open: Vec<String> =
        proposals().filter(|line| !holds(confirmed, line) && !holds(left, line)).map(proposal).collect();
    if !open.is_empty() {
        return Err(Failure::Found(format!(
            "Nothing was marked. Say of each of these whether it is right, --confirm LINES or --leave LINES (or all):\n{}",
            open.join("\n")
        )));
    }
    Ok(proposals()
        .map(|line| Decision {
            key: line.key.clone(),
            booking: line.booking_id.filter(|_| holds(confirmed, line)),
        })
        .collect())
}

fn proposal(line: &ImportLineView) -> String {
    let candidate = line.candidates.first();
    let (who, because) =
        candidate.map_or(("nobody", ""), |one| (one.person_name.as_str(), one.because.as_str()));
    format!("line {}: {} may be {who}. {because}", line.key, line.name)
}

/// What the reports say, a line each.
fn said(view: &AttendanceImportView) -> String {
    let mut said = vec![format!("A report of {} for date {}.", view.source, view.date_id)];
    for line in &view.lines {
        let name = &line.name;
        let long = length(line.minutes);
        said.push(match line.how {
            ReportMatch::Email => format!("line {}: {name}, known by their address, {long}", line.key),
            ReportMatch::Proposed => format!("{} {long}", proposal(line)),
            ReportMatch::Ambiguous => {
                let names = line.candidates.iter().map(|one| one.person_name.as_str()).collect::<Vec<_>>();
                format!("line {}: {name} may be {}, {long}; not marked", line.key, names.join(" or "))
            }
            ReportMatch::Unknown => {
                format!("line {}: {name} is nobody on the list, {long}; not marked", line.key)
            }
        });
    }
    said.extend(view.ignored.iter().map(|left| format!("line {}: {}", left.line, left.because)));
    said.push(format!("Not in the meeting: {}.", view.absent.len()));
    said.join("\n")
}
