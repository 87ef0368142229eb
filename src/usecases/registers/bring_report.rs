//! A meeting's reports are brought in: read for the date they are of, and matched with those booked. Nothing is marked.

use chrono_tz::Tz;

use super::hold_register::{register_is_open, scheduled};
use crate::{
    domain::{
        access::Actor,
        attendance::ScheduledDate,
        ids::{DateId, PersonId, RowId, SessionId},
        imports::LineProblem,
        input::FieldError,
        joiner_matching::{
            Expected, Matched, NOTE_TAKER, Other, Remembered, TRAINER, is_one_of, match_all, remember,
            takes_notes,
        },
        joiners::{File, Joiner, gather},
        report_reading::{Known, Placed, place},
        report_stamps::DayOrder,
        report_tables::Report,
        words::{BookingState, ReportEvidence},
    },
    store::{
        AnyConnection,
        read::registers::attendance_imports::{
            self as imports, AttendanceImportView, IgnoredLine, ImportRow, KeptCandidate, LineRow,
        },
        write::{registers::attendance_imports as write, service::locks},
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, Refused},
        loaded_session::Scene,
    },
};

/// Reports of one meeting.
#[derive(Debug, Clone)]
pub struct BringReport {
    /// Who brings them; their right to do so is checked already.
    pub actor: Actor,
    /// The session.
    pub session: SessionId,
    /// The date they are of, where it is said; told by their times otherwise.
    pub date: Option<DateId>,
    /// What each file says.
    pub reports: Vec<Report>,
    /// SHA-256 of the files.
    pub digest: [u8; 32],
    /// The zone their times are in, where it is said.
    pub zone: Option<Tz>,
    /// The order of their days, where it is said.
    pub order: Option<DayOrder>,
}

/// The most people and devices one meeting may have had: each is compared with everybody booked, and kept.
const MOST_JOINERS: usize = 2_000;

/// What the reports are compared with.
struct Facts {
    dates: Vec<ScheduledDate>,
    zone: Tz,
    expected: Vec<Expected>,
    trainers: Vec<Other>,
    waiting: Vec<Other>,
    decided: Vec<Remembered>,
}

/// What the reports come to.
struct Brought {
    date: ScheduledDate,
    evidence: ReportEvidence,
    joiners: Vec<(Joiner, Matched)>,
    left_out: Vec<IgnoredLine>,
}

impl UseCases {
    /// Keeps what a meeting's reports say of who was there, each with whom they may be. The same files again give what
    /// they gave before.
    ///
    /// # Errors
    /// [`Refused::UnreadableReport`]: they are of another date, or can be read in two ways; a register that is closed.
    pub async fn bring_report(&self, ask: BringReport) -> Result<AttendanceImportView, Failure> {
        let brought = self.compared(&ask).await?;
        self.change(move |change| keep(change, &ask, &brought)).await
    }

    /// What [`UseCases::bring_report`] would give; nothing is kept.
    ///
    /// # Errors
    /// As there.
    pub async fn look_at_report(&self, ask: BringReport) -> Result<AttendanceImportView, Failure> {
        let brought = self.compared(&ask).await?;
        self.rehearse(move |change| keep(change, &ask, &brought)).await
    }

    /// Reads the reports and matches everybody: that may take a while, and is done before anything is locked.
    async fn compared(&self, ask: &BringReport) -> Result<Brought, Failure> {
        let (session, date) = (ask.session, ask.date);
        let facts = self.db.read(move |c| load(c, session, date)).await?;
        compare(ask, &facts)
    }
}

fn load(connection: &mut AnyConnection, session: SessionId, date: Option<DateId>) -> Result<Facts, Failure> {
    let scene = Scene::load(connection, session)?;
    register_is_open(&scene)?;
    let mut dates = scheduled(connection, &scene)?;
    if let Some(date) = date {
        dates.retain(|known| known.id == date);
        if dates.is_empty() {
            return Err(FieldError::new("date_id", "This session has no date with this id.").into());
        }
    }
    let expected = with_addresses(connection, session, &[BookingState::Booked])?;
    let waiting = with_addresses(connection, session, &WAITED)?;
    let people: Vec<PersonId> = scene.trainers.iter().map(|(person, _)| *person).collect();
    let addresses = imports::addresses(connection, &people)?;
    let trainers = scene.trainers.iter().map(|(person, name)| Other {
        name: name.clone(),
        addresses: addresses
            .iter()
            .filter(|(of, ..)| of == person)
            .map(|(_, email, _)| email.clone())
            .collect(),
    });
    Ok(Facts {
        dates,
        zone: scene.zone,
        expected,
        trainers: trainers.collect(),
        decided: decided(connection, session)?,
        waiting: waiting.into_iter().map(|one| Other { name: one.name, addresses: one.addresses }).collect(),
    })
}

/// What was decided of earlier reports of the session.
fn decided(connection: &mut AnyConnection, session: SessionId) -> Result<Vec<Remembered>, Failure> {
    let rows = imports::decided_in(connection, session)?;
    Ok(rows.into_iter().map(|(name, email, booking)| Remembered { name, email, booking }).collect())
}

/// Who had no place when the date began.
const WAITED: [BookingState; 4] =
    [BookingState::Requested, BookingState::Waitlisted, BookingState::Offered, BookingState::Cancelled];

fn with_addresses(
    connection: &mut AnyConnection,
    session: SessionId,
    states: &[BookingState],
) -> Result<Vec<Expected>, Failure> {
    let people = imports::people_on(connection, session, states)?;
    let ids: Vec<PersonId> = people.iter().map(|(_, person, _)| *person).collect();
    let addresses = imports::addresses(connection, &ids)?;
    let of = |person: PersonId, confirmed: bool| {
        let own = addresses.iter().filter(|(of, _, is)| *of == person && *is == confirmed);
        own.map(|(_, email, _)| email.clone()).collect()
    };
    Ok(people
        .into_iter()
        .map(|(booking, person, name)| Expected {
            booking,
            name,
            addresses: of(person, true),
            unconfirmed: of(person, false),
        })
        .collect())
}

/// Reads the reports for their date, and matches everybody in them.
fn compare(ask: &BringReport, facts: &Facts) -> Result<Brought, Failure> {
    let mut placed: Vec<Placed> = Vec::new();
    for report in &ask.reports {
        let known =
            Known { dates: &facts.dates, zone: facts.zone, said_zone: ask.zone, said_order: ask.order };
        let line = report.joinings.first().map_or(1, |joining| joining.line);
        placed.push(place(report, known).map_err(|why| unreadable(line, why))?);
    }
    let date = placed.first().and_then(|first| facts.dates.iter().find(|date| date.id == first.date));
    let Some(date) = date.copied() else {
        return Err(unreadable(1, "Choose the report of the meeting first.".to_owned()));
    };
    if placed.iter().any(|other| other.date != date.id) {
        return Err(unreadable(
            1,
            "The files are of different dates. Bring those of one date together.".to_owned(),
        ));
    }
    let files: Vec<File<'_>> = ask
        .reports
        .iter()
        .zip(&placed)
        .map(|(report, placed)| File { joinings: &report.joinings, spans: &placed.spans })
        .collect();
    let (joiners, outside) = gather(&files, (date.starts_at, date.ends_at));
    if joiners.len() > MOST_JOINERS {
        let why = format!("More than {MOST_JOINERS} people joined, more than any date of ours has.");
        return Err(unreadable(1, why));
    }
    let mut left_out: Vec<IgnoredLine> = ask
        .reports
        .iter()
        .flat_map(|report| &report.left_out)
        .map(|left| IgnoredLine { line: left.line, because: left.because.to_owned() })
        .collect();
    let because = |line: u64, because: &str| IgnoredLine { line, because: because.to_owned() };
    left_out
        .extend(outside.into_iter().map(|line| because(line, "was there only before or after this date")));
    let mut people = Vec::new();
    for joiner in joiners {
        if takes_notes(&joiner) {
            left_out.push(because(joiner.line, NOTE_TAKER));
        } else if is_one_of(&joiner, &facts.trainers, &facts.expected) {
            left_out.push(because(joiner.line, TRAINER));
        } else {
            people.push(joiner);
        }
    }
    left_out.sort_by_key(|left| left.line);
    let mut matched = match_all(&people, &facts.expected, &facts.waiting);
    remember(&people, &mut matched, &facts.decided, &facts.expected);
    let totals = ask.reports.iter().any(Report::has_totals_alone);
    let evidence = if totals { ReportEvidence::Totals } else { ReportEvidence::Intervals };
    Ok(Brought { date, evidence, joiners: people.into_iter().zip(matched).collect(), left_out })
}

fn unreadable(line: u64, why: String) -> Failure {
    Refused::UnreadableReport(LineProblem::whole(line, why)).into()
}

fn keep(
    change: &mut Change<'_, '_>,
    ask: &BringReport,
    brought: &Brought,
) -> Result<AttendanceImportView, Failure> {
    locks::lock_sessions(change.tx, &[ask.session])?;
    let scene = Scene::load(change.conn(), ask.session)?;
    register_is_open(&scene)?;
    if !scheduled(change.conn(), &scene)?.contains(&brought.date) {
        return Err(Refused::Stale.into());
    }
    if change.now() < brought.date.starts_at {
        let why = "This date has not started yet; its attendance can be recorded from its start on.";
        return Err(FieldError::new("date_id", why).into());
    }
    if let Some(known) = imports::same(change.conn(), brought.date.id, &ask.digest)? {
        return Ok(imports::view(change.conn(), known)?);
    }
    let Some(source) = ask.reports.first().map(|report| report.source) else {
        return Err(FieldError::new("file", "Choose the report of the meeting.").into());
    };
    let id: RowId = change.tx.new_id();
    let row = ImportRow {
        id,
        session_id: ask.session,
        date_id: brought.date.id,
        source,
        evidence: brought.evidence,
        digest: ask.digest.to_vec(),
        left_out: serde_json::json!(brought.left_out).to_string(),
        by_person: ask.actor.person_id,
        made_at: change.now().naive_utc(),
        applied_at: None,
    };
    let lines: Vec<LineRow> =
        (0..).zip(&brought.joiners).map(|(at, one)| line(change, (id, at), one)).collect();
    write::add(change.tx, &row, &lines)?;
    let detail = format!("{source}: {} joined", lines.len());
    change.note(Some(row.by_person), "attendance_report_brought", ("session", ask.session), Some(&detail));
    Ok(imports::view(change.conn(), id)?)
}

fn line(
    change: &mut Change<'_, '_>,
    (import, at): (RowId, i32),
    (joiner, matched): &(Joiner, Matched),
) -> LineRow {
    let candidates: Vec<KeptCandidate> = matched
        .candidates
        .iter()
        .map(|candidate| KeptCandidate { booking: candidate.booking, because: candidate.because.clone() })
        .collect();
    LineRow {
        id: change.tx.new_id(),
        import_id: import,
        position: at,
        key: joiner.key.clone(),
        name: joiner.name.clone(),
        email: joiner.email.clone(),
        minutes: joiner.minutes(),
        spans: write::kept_spans(&joiner.spans),
        most: joiner.most,
        how: matched.how,
        booking_id: matched.booking,
        candidates: serde_json::json!(candidates).to_string(),
        note: matched.note.map(str::to_owned),
    }
}
