//! Telling Zoom, a call at a time: which call a date is due for, and what came of it. The call itself is made outside any
//! write, by a job.

use chrono::TimeDelta;

use super::zoom_ways::{tell_host, tell_person, tell_that_they_are_gone};
use crate::{
    domain::{
        ids::{BookingId, DateId},
        stays::Stay,
        words::{BookingState, SessionState},
        zoom::{
            Answer, Guest, LONGEST_TOPIC, Meeting, Next, Registrant, RegistrantState, ReportLine, Step, Told,
            Trouble, Wanted, next, wait_after,
        },
    },
    store::{
        read::{
            people::person,
            sessions::{
                session_rows,
                zoom::{self as rows, MeetingRow, RegistrantRow},
            },
        },
        write::{bookings::booking, service::locks, sessions::zoom},
    },
    usecases::{UseCases, change::Change, error::Failure, loaded_session::Scene},
};

/// Longer than all requests of one call may take together, a report's pages included.
const LEASE: TimeDelta = TimeDelta::minutes(10);
/// How many dates are looked up at once.
const BATCH: i64 = 100;
/// The most that is kept of why something failed, in characters.
const LONGEST_ERROR: usize = 300;

/// A call to make, in hand until it is recorded or the lease ends.
#[derive(Debug, Clone)]
pub struct ZoomTask {
    /// Which date it is about.
    pub date: DateId,
    /// The call.
    pub step: Step,
    claim: i32,
}

impl UseCases {
    /// The dates of which Zoom may have to be told something now; none where Zoom is not set up.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn dates_for_zoom(&self) -> Result<Vec<DateId>, Failure> {
        if !self.settings.zoom {
            return Ok(Vec::new());
        }
        let now = self.db.clock().now();
        Ok(self.db.read(move |c| rows::due(c, now, BATCH)).await?)
    }

    /// Takes the next call about a date in hand; none when there is nothing to tell, or somebody else is at it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next_for_zoom(&self, date: DateId) -> Result<Option<ZoomTask>, Failure> {
        self.change(move |change| {
            let Some(mut row) = zoom::claim(change.tx, date, LEASE)? else { return Ok(None) };
            let (wanted, told) = stands(change, &row)?;
            let (step, look_at) = match next(date, &wanted, &told, change.now()) {
                Next::Do(step) => (Some(step), row.look_at),
                Next::At(at) => (None, Some(at.naive_utc())),
                Next::Nothing => (None, None),
            };
            row.look_at = look_at;
            match &step {
                // Should the answer never come, it is looked for before it is asked for again.
                Some(Step::Make { .. }) => row.maybe_made = true,
                Some(_) => {}
                None => {
                    row.lease_until = None;
                    // A report that never came stays said.
                    if told.meeting_id.is_none() || !wanted.meeting || look_at.is_some() {
                        (row.failures, row.last_error) = (0, None);
                    }
                }
            }
            zoom::store(change.tx, &row)?;
            Ok(step.map(|step| ZoomTask { date, step, claim: row.claims }))
        })
        .await
    }

    /// Records what came of a call; how long Zoom is left alone about this date when it came to nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn record_zoom(
        &self,
        task: ZoomTask,
        outcome: Result<Answer, Trouble>,
    ) -> Result<Option<TimeDelta>, Failure> {
        self.change(move |change| record(change, &task, &outcome)).await
    }

    /// Who was in the meeting of a date, as its report says; nothing before that was fetched, or once the register is
    /// closed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn stays_on_zoom(&self, date: DateId) -> Result<Vec<Stay>, Failure> {
        Ok(self.db.read(move |c| rows::stays(c, date)).await?)
    }
}

/// What is to be of a date, and what Zoom has been told.
fn stands(change: &mut Change<'_, '_>, row: &MeetingRow) -> Result<(Wanted, Told), Failure> {
    let scene = Scene::load(change.conn(), row.session_id)?;
    let date = session_rows::date(change.conn(), row.date_id)?;
    let mut guests = Vec::new();
    for booking in booking::of_session(change.conn(), row.session_id, &[BookingState::Booked])? {
        if let Some(to) = person::recipient(change.conn(), booking.person_id)? {
            guests.push(Guest { booking: booking.id, name: to.name, email: to.email });
        }
    }
    let takes_place = date.cancelled_at.is_none() && scene.session.state == SessionState::Published;
    let wanted = Wanted {
        meeting: takes_place && scene.makes_meetings()?,
        as_it_is: Meeting {
            topic: scene.course.title.chars().take(LONGEST_TOPIC).collect(),
            starts_at: date.starts_at.and_utc(),
            ends_at: date.ends_at.and_utc(),
        },
        zone: scene.zone,
        guests,
    };
    let meeting = row.topic.clone().zip(row.starts_at.zip(row.ends_at));
    let told = Told {
        meeting_id: row.meeting_id.clone(),
        meeting: meeting.map(|(topic, (starts_at, ends_at))| Meeting {
            topic,
            starts_at: starts_at.and_utc(),
            ends_at: ends_at.and_utc(),
        }),
        maybe_made: row.maybe_made,
        registrants: zoom::registrants(change.tx, row.date_id)?.into_iter().map(registrant).collect(),
        reported: row.reported_at.is_some(),
    };
    Ok((wanted, told))
}

fn registrant(row: RegistrantRow) -> Registrant {
    Registrant { row: row.id, booking: row.booking_id, state: row.state, registrant_id: row.registrant_id }
}

fn record(
    change: &mut Change<'_, '_>,
    task: &ZoomTask,
    outcome: &Result<Answer, Trouble>,
) -> Result<Option<TimeDelta>, Failure> {
    let session = session_rows::date(change.conn(), task.date)?.session_id;
    // Places and invites of the session change with it.
    locks::lock_sessions(change.tx, &[session])?;
    let Some(mut row) = zoom::in_hand(change.tx, task.date, task.claim)? else {
        tracing::warn!(date = %task.date, "the lease had run out before Zoom's answer was recorded");
        return Ok(None);
    };
    row.lease_until = None;
    row.look_at = Some(change.now().naive_utc());
    let wait = match outcome {
        Ok(answer) => {
            (row.failures, row.last_error) = (0, None);
            answered(change, &mut row, &task.step, answer)?;
            None
        }
        Err(trouble) => failed(change, &mut row, &task.step, trouble)?,
    };
    zoom::store(change.tx, &row)?;
    if outcome.is_ok() {
        tell(change, &row, &task.step)?;
    }
    Ok(wait)
}

/// Stores what Zoom answered.
fn answered(
    change: &mut Change<'_, '_>,
    row: &mut MeetingRow,
    step: &Step,
    answer: &Answer,
) -> Result<(), Failure> {
    match (step, answer) {
        (Step::Make { meeting, .. }, Answer::Made(made)) => {
            zoom::set_made(row, made.clone(), Some(meeting));
            change.note(None, "zoom_meeting_made", ("session", row.session_id), None);
        }
        // Nobody knows what it was told then: it is told once more.
        (Step::Find { .. }, Answer::Made(made)) => {
            zoom::set_made(row, made.clone(), None);
            change.note(None, "zoom_meeting_made", ("session", row.session_id), None);
        }
        (Step::Find { .. } | Step::Make { .. }, _) => row.maybe_made = false,
        (Step::Change { meeting, .. }, _) => zoom::set_told(row, Some(meeting)),
        (Step::Delete { .. }, _) => deleted(change, row)?,
        (Step::Register { guest, .. }, Answer::Registered { registrant_id, join_url }) => {
            let known = (Some(registrant_id.clone()), Some(join_url.clone()));
            let place = (row.date_id, guest.booking);
            zoom::set_registrant(change.tx, place, RegistrantState::Live, known)?;
            change.note(None, "zoom_registered", ("booking", guest.booking), None);
        }
        (Step::Register { guest, .. }, _) => refused(change, row, guest.booking)?,
        (Step::Cancel { row: whom, .. }, _) => zoom::set_cancelled(change.tx, *whom)?,
        (Step::Forget { row: whom, .. }, _) => zoom::forget(change.tx, *whom)?,
        (Step::Report { .. }, answer) => {
            if let Answer::Report(lines) = answer {
                keep_report(change, row, lines)?;
            }
            row.reported_at = Some(change.now().naive_utc());
        }
    }
    Ok(())
}

fn refused(change: &mut Change<'_, '_>, row: &MeetingRow, booking: BookingId) -> Result<(), Failure> {
    zoom::set_registrant(change.tx, (row.date_id, booking), RegistrantState::Refused, (None, None))?;
    Ok(())
}

fn deleted(change: &mut Change<'_, '_>, row: &mut MeetingRow) -> Result<(), Failure> {
    let had = zoom::registrants(change.tx, row.date_id)?;
    zoom::set_gone(change.tx, row)?;
    change.note(None, "zoom_meeting_deleted", ("session", row.session_id), None);
    let had: Vec<BookingId> =
        had.iter().filter(|one| one.state == RegistrantState::Live).map(|one| one.booking_id).collect();
    tell_that_they_are_gone(change, (row.session_id, row.date_id), &had)
}

/// The stays of those who came by a way of their own are theirs; all others are shown as they called themselves.
fn keep_report(change: &mut Change<'_, '_>, row: &MeetingRow, lines: &[ReportLine]) -> Result<(), Failure> {
    let known = zoom::registrants(change.tx, row.date_id)?;
    let booking = |line: &ReportLine| {
        let id = line.registrant_id.as_ref()?;
        let one = known.iter().find(|one| one.registrant_id.as_ref() == Some(id))?;
        Some(one.booking_id)
    };
    let lines: Vec<(ReportLine, Option<BookingId>)> =
        lines.iter().map(|line| (line.clone(), booking(line))).collect();
    zoom::store_report(change.tx, row.date_id, &lines)?;
    Ok(())
}

/// Stores that a call came to nothing, and when it is tried again.
fn failed(
    change: &mut Change<'_, '_>,
    row: &mut MeetingRow,
    step: &Step,
    trouble: &Trouble,
) -> Result<Option<TimeDelta>, Failure> {
    let not_there = matches!(trouble, Trouble::Gone);
    let refuses = matches!(trouble, Trouble::Refused(_));
    match step {
        Step::Delete { .. } if not_there => {
            deleted(change, row)?;
            return Ok(None);
        }
        Step::Cancel { row: whom, .. } if not_there || refuses => {
            zoom::set_cancelled(change.tx, *whom)?;
            return Ok(None);
        }
        Step::Forget { row: whom, .. } if not_there || refuses => {
            zoom::forget(change.tx, *whom)?;
            return Ok(None);
        }
        Step::Register { guest, .. } if refuses => {
            refused(change, row, guest.booking)?;
            return Ok(None);
        }
        // Somebody deleted it there: another one is made.
        Step::Change { .. } | Step::Register { .. } if not_there => zoom::set_gone(change.tx, row)?,
        // Whether it was made is unknown only where no clear answer came.
        Step::Make { .. } if !matches!(trouble, Trouble::Away(_)) => row.maybe_made = false,
        _ => {}
    }
    row.failures += 1;
    row.last_error = Some(trouble.to_string().chars().take(LONGEST_ERROR).collect());
    let now = change.now();
    let wait = wait_after(trouble, u32::try_from(row.failures).unwrap_or(u32::MAX));
    row.look_at = Some((now + wait).naive_utc());
    if matches!(trouble, Trouble::Busy { .. }) {
        // Whatever changes meanwhile: Zoom asked to be left alone.
        row.lease_until = row.look_at;
    }
    Ok(Some(wait))
}

/// Tells people what they have waited for.
fn tell(change: &mut Change<'_, '_>, row: &MeetingRow, step: &Step) -> Result<(), Failure> {
    match step {
        Step::Make { .. } | Step::Find { .. } if row.meeting_id.is_some() => {
            tell_host(change, row.session_id, row.date_id)
        }
        Step::Register { guest, .. } => tell_person(change, guest.booking, row.date_id),
        _ => Ok(()),
    }
}
