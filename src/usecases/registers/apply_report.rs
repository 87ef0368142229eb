//! What a meeting's reports said is marked: whom an address tells, and whom somebody confirmed; and taken back again.

use std::collections::BTreeMap;

use super::{
    hold_register::{register_is_open, scheduled},
    record_attendance::{NewMark, mark},
};
use crate::{
    domain::{
        access::Actor,
        attendance::from_record,
        ids::{BookingId, PersonId, RowId},
        input::FieldErrors,
        joiners::minutes_of_all,
        words::{BookingState, Outcome, ReportMatch},
    },
    store::{
        read::registers::{
            attendance_imports::{self as imports, BeforeRow, ImportRow, LineRow},
            rosters::{self, RosterView},
        },
        write::{
            registers::{
                attendance_imports as write,
                register::{self, MarkRow},
            },
            service::locks,
        },
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, forbidden},
        loaded_session::Scene,
    },
};

/// Who somebody in a report is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The line.
    pub key: String,
    /// Whose booking; nobody's if `None`. One device may be of several people: then it is named for each.
    pub booking: Option<BookingId>,
}

/// Marking what a meeting's reports said.
#[derive(Debug, Clone)]
pub struct ApplyReport {
    /// Who decides; their right to do so is checked already.
    pub actor: Actor,
    /// The import.
    pub import: RowId,
    /// Who the lines are. A line known by an address needs no decision, and none counts but what is said of it here.
    pub decisions: Vec<Decision>,
    /// Those of whom nobody is there are marked absent, unless they are marked already.
    pub others_absent: bool,
}

impl UseCases {
    /// Marks what a meeting's reports said: everybody known by their address, and everybody decided.
    ///
    /// # Errors
    /// Decisions that name nothing; a proposal that nobody decided; a register that is closed.
    pub async fn apply_report(&self, ask: ApplyReport) -> Result<RosterView, Failure> {
        self.change(move |change| apply(change, &ask)).await
    }

    /// Takes back what an import marked; what somebody marked by hand since stays.
    ///
    /// # Errors
    /// A register that is closed.
    pub async fn undo_report(&self, actor: Actor, import: RowId) -> Result<RosterView, Failure> {
        self.change(move |change| undo(change, actor.person_id, import)).await
    }
}

fn apply(change: &mut Change<'_, '_>, ask: &ApplyReport) -> Result<RosterView, Failure> {
    let session = imports::session_of(change.conn(), ask.import)?;
    locks::lock_sessions(change.tx, &[session])?;
    let scene = Scene::load(change.conn(), session)?;
    register_is_open(&scene)?;
    let row = imports::load(change.conn(), ask.import)?;
    let lines = imports::lines_of(change.conn(), ask.import)?;
    let booked: Vec<BookingId> = register::people_on(change.conn(), session, &[BookingState::Booked])?
        .into_iter()
        .map(|(booking, _)| booking)
        .collect();
    let decided = decide(&lines, &booked, &ask.decisions)?;
    let Some(date) = scheduled(change.conn(), &scene)?.into_iter().find(|date| date.id == row.date_id) else {
        return forbidden("wrong_state", "The date this report is of was called off meanwhile.");
    };
    let mut of: BTreeMap<BookingId, Vec<&LineRow>> = BTreeMap::new();
    for (line, booking) in &decided {
        of.entry(*booking).or_default().push(line);
    }
    let marked = register::marks_of(change.conn(), &booked)?;
    let known = |booking: BookingId| {
        marked.iter().find(|mark| mark.booking_id == booking && mark.date_id == row.date_id)
    };
    let mut marks = Vec::new();
    for (booking, lines) in &of {
        let mut spans = Vec::new();
        for line in lines {
            spans.push((imports::spans(&line.spans)?, line.most));
        }
        let minutes = minutes_of_all(
            spans.iter().map(|(spans, most)| (spans.as_slice(), *most)),
            (date.starts_at, date.ends_at),
        );
        let (outcome, minutes) = from_record(minutes, date.minutes());
        marks.push(NewMark { booking: *booking, date: date.id, outcome, minutes });
    }
    if ask.others_absent {
        let others = booked.iter().filter(|booking| !of.contains_key(booking) && known(**booking).is_none());
        let absent = |booking: &BookingId| NewMark {
            booking: *booking,
            date: date.id,
            outcome: Outcome::Absent,
            minutes: None,
        };
        marks.extend(others.map(absent));
    }
    restore(change, ask.actor.person_id, &row, |booking| marks.iter().all(|mark| mark.booking != booking))?;
    for mark in &marks {
        let before = known(mark.booking);
        let kept = BeforeRow {
            import_id: row.id,
            booking_id: mark.booking,
            outcome: before.map(|before| before.outcome),
            minutes: before.and_then(|before| before.minutes),
            earlier_import_id: before.and_then(|before| before.import_id),
        };
        write::keep_before(change.tx, &kept)?;
    }
    mark(change, &scene, ask.actor.person_id, &marks, Some(row.id))?;
    let decided: Vec<(RowId, BookingId)> =
        decided.iter().map(|(line, booking)| (line.id, *booking)).collect();
    write::decide(change.tx, row.id, &decided)?;
    Ok(rosters::roster(change.conn(), session)?)
}

/// Which line counts for which booking.
fn decide<'l>(
    lines: &'l [LineRow],
    booked: &[BookingId],
    decisions: &[Decision],
) -> Result<Vec<(&'l LineRow, BookingId)>, Failure> {
    let mut errors = FieldErrors::new();
    for (index, decision) in decisions.iter().enumerate() {
        let field = format!("decisions[{index}]");
        if lines.iter().all(|line| line.key != decision.key) {
            errors.add(format!("{field}.key"), "This report has no line with this key.");
        }
        if decision.booking.is_some_and(|booking| !booked.contains(&booking)) {
            errors
                .add(format!("{field}.booking_id"), "No booking with this id holds a place on this session.");
        }
        let earlier = decisions.iter().take(index).filter(|earlier| earlier.key == decision.key);
        let contradicts = |earlier: &Decision| {
            earlier.booking == decision.booking || earlier.booking.is_none() || decision.booking.is_none()
        };
        if earlier.into_iter().any(contradicts) {
            errors.add(format!("{field}.key"), "This line is decided twice.");
        }
    }
    errors.finish(())?;
    let said = |line: &LineRow| -> Vec<&Decision> {
        decisions.iter().filter(|decision| decision.key == line.key).collect()
    };
    let open: Vec<&str> = lines
        .iter()
        .filter(|line| line.how == ReportMatch::Proposed && said(line).is_empty())
        .map(|line| line.name.as_str())
        .collect();
    if !open.is_empty() {
        let detail = format!("Say of each proposal whether it is right: {}.", open.join(", "));
        return forbidden("undecided", detail);
    }
    let mut decided = Vec::new();
    for line in lines {
        let of = said(line);
        if of.is_empty() {
            // Whoever gave up their place since is nobody on the list any more.
            let known =
                line.booking_id.filter(|booking| line.how == ReportMatch::Email && booked.contains(booking));
            decided.extend(known.map(|booking| (line, booking)));
        } else {
            decided.extend(of.iter().filter_map(|decision| decision.booking).map(|booking| (line, booking)));
        }
    }
    Ok(decided)
}

fn undo(change: &mut Change<'_, '_>, by: PersonId, import: RowId) -> Result<RosterView, Failure> {
    let session = imports::session_of(change.conn(), import)?;
    locks::lock_sessions(change.tx, &[session])?;
    let scene = Scene::load(change.conn(), session)?;
    register_is_open(&scene)?;
    let row = imports::load(change.conn(), import)?;
    if row.applied_at.is_some() {
        restore(change, by, &row, |_| true)?;
        write::take_back(change.tx, import)?;
        change.note(Some(by), "attendance_report_undone", ("session", session), None);
    }
    Ok(rosters::roster(change.conn(), session)?)
}

/// Puts back what was marked before the import, where its own mark still stands.
fn restore(
    change: &mut Change<'_, '_>,
    by: PersonId,
    row: &ImportRow,
    which: impl Fn(BookingId) -> bool,
) -> Result<(), Failure> {
    let before: Vec<BeforeRow> = imports::before(change.conn(), row.id)?
        .into_iter()
        .filter(|before| which(before.booking_id))
        .collect();
    let bookings: Vec<BookingId> = before.iter().map(|before| before.booking_id).collect();
    let marks = register::marks_of(change.conn(), &bookings)?;
    for before in before {
        let own = marks.iter().find(|mark| {
            mark.booking_id == before.booking_id
                && mark.date_id == row.date_id
                && mark.import_id == Some(row.id)
        });
        let Some(own) = own else { continue };
        match before.outcome {
            Some(outcome) => {
                let mark = MarkRow {
                    outcome,
                    minutes: before.minutes,
                    import_id: before.earlier_import_id,
                    by_person: by,
                    at: change.now().naive_utc(),
                    ..own.clone()
                };
                register::put_mark(change.tx, &mark)?;
            }
            None => register::take_mark(change.tx, before.booking_id, row.date_id)?,
        }
        change.note(Some(by), "attendance_marked", ("booking", before.booking_id), None);
    }
    Ok(())
}
