//! Finishing: the register is closed, everybody has a result, certificates go out.

use std::collections::BTreeMap;

use super::{
    conclude_booking::{Closing, conclude},
    hold_register::{lock_register, marks_of, planned, register_is_open, scheduled},
    train_organisations::train_organisations,
};
use crate::{
    domain::{
        access::Actor,
        attendance::{ScheduledDate, is_finished, missing_marks},
        grammar::listed,
        ids::{BookingId, DateId, SessionId},
        sessions,
        times::{ZoneNote, day_in, day_without_year, range},
        words::BookingState,
    },
    store::{
        WriteTx,
        read::{
            people::person,
            registers::{closing_facts::closing_facts, register_answers::RegisterCounts},
        },
        write::{
            bookings::booking::{self, BookingRow},
            registers::register,
        },
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, forbidden, refuse},
        events::{Event, RegisterClosed},
        idempotency::{Answer, OnceKey, once},
        loaded_session::Scene,
    },
};

/// How many missing marks a refusal names.
const NAMED: usize = 10;

/// Closing a register.
#[derive(Debug, Clone)]
pub struct CloseRegister {
    /// Who asks; their right to do so is checked already.
    pub actor: Actor,
    /// Which session.
    pub session: SessionId,
}

impl UseCases {
    /// Closes the register: results, completions, certificates and mails, in one write.
    ///
    /// # Errors
    /// `session_not_finished`, `register_incomplete`, or the session's state.
    pub async fn close_register(
        &self,
        ask: CloseRegister,
        key: Option<OnceKey>,
    ) -> Result<Answer<RegisterCounts>, Failure> {
        self.change(move |change| once(change, key.as_ref(), |change| close(change, &ask))).await
    }
}

/// Closes it, in a change that may hold more.
pub(super) fn close(change: &mut Change<'_, '_>, ask: &CloseRegister) -> Result<RegisterCounts, Failure> {
    let scene = lock_register(change.tx, ask.session, &[BookingState::Booked])?;
    register_is_open(&scene)?;
    change.settle(&scene)?;
    finished(change.tx, &scene, &planned(&scene))?;
    let dates = scheduled(change.conn(), &scene)?;
    let booked = booking::of_session(change.tx.conn(), ask.session, &[BookingState::Booked])?;
    let ids: Vec<BookingId> = booked.iter().map(|booking| booking.id).collect();
    let marks = register::marks_of(change.tx.conn(), &ids)?;
    let marked: Vec<(BookingId, DateId)> = marks.iter().map(|mark| (mark.booking_id, mark.date_id)).collect();
    let on: Vec<DateId> = dates.iter().map(|date| date.id).collect();
    everybody_marked(change.tx, &scene, &booked, &missing_marks(&ids, &on, &marked))?;

    let by = ask.actor.person_id;
    let (now, settings) = (change.now(), change.settings);
    let on: Vec<_> = booked.iter().map(|one| (one.id, one.person_id, one.organisation_id)).collect();
    let known = closing_facts(change.conn(), scene.id(), &on)?;
    let mut before = register::results_of(change.conn(), &ids)?;
    let closing = Closing::prepare((change.conn(), now), settings, &scene, dates, by)?.knowing(known);
    // What the places themselves hung on does not matter any more.
    booking::end_conditions(change.tx, &ids)?;
    change.tx.gather();
    let mut counts = RegisterCounts::default();
    let mut completed = Vec::new();
    let mut came = Vec::new();
    let mut is_news = booked.is_empty();
    let mut entered: BTreeMap<BookingState, Vec<BookingId>> = BTreeMap::new();
    for mut booking in booked {
        let marks = marks_of(&marks, booking.id);
        let earlier = before.iter().position(|row| row.booking_id == booking.id);
        let earlier = earlier.map(|at| before.swap_remove(at));
        let result = conclude(change, &closing, &mut booking, (&marks, earlier))?;
        entered.entry(booking.state).or_default().push(booking.id);
        match booking.state {
            BookingState::Attended => counts.attended += 1,
            BookingState::PartlyAttended => counts.partly_attended += 1,
            _ => counts.no_show += 1,
        }
        counts.certificates_issued += i32::from(result.certificate_issued);
        is_news |= result.is_news;
        let Some(on) = result.completed_on else { continue };
        completed.push(booking.person_id);
        came.push((booking.person_id, booking.organisation_id, on));
    }
    for (state, ids) in entered {
        booking::enter_all(change.tx, &ids, state)?;
    }
    change.tx.write_gathered()?;
    train_organisations(change, &scene, &came)?;
    let state = sessions::close_register(scene.session.state).or_else(refuse)?;
    let now = change.tx.now().naive_utc();
    register::set_session_state(change.tx, scene.id(), state, Some(now))?;
    change.say(Event::RegisterClosed(RegisterClosed { scene, by, counts, completed, is_news }));
    Ok(counts)
}

fn finished(tx: &WriteTx<'_>, scene: &Scene, dates: &[ScheduledDate]) -> Result<(), Failure> {
    if is_finished(dates, tx.now()) {
        return Ok(());
    }
    let last = dates.iter().max_by_key(|date| date.ends_at);
    let when = last.map_or_else(
        || "It has no dates".to_owned(),
        |date| {
            let when = range(date.starts_at, date.ends_at, scene.zone, ZoneNote::Always);
            format!("Its last date is {when}")
        },
    );
    forbidden(
        "session_not_finished",
        format!("{when}. Attendance can be finished once the last date is over."),
    )
}

/// Goes on only if nobody's mark is missing; names whose are.
fn everybody_marked(
    tx: &mut WriteTx<'_>,
    scene: &Scene,
    booked: &[BookingRow],
    missing: &[(BookingId, DateId)],
) -> Result<(), Failure> {
    if missing.is_empty() {
        return Ok(());
    }
    let mut lacking: Vec<(&BookingRow, Vec<String>)> = Vec::new();
    for (booking, date) in missing {
        let Some(row) = booked.iter().find(|row| row.id == *booking) else { continue };
        let day =
            scene.dates.iter().find(|row| row.id == *date).map_or_else(String::new, |row| {
                day_without_year(day_in(row.starts_at.and_utc(), scene.zone))
            });
        match lacking.last_mut() {
            Some((last, days)) if last.id == row.id => days.push(day),
            _ => lacking.push((row, vec![day])),
        }
    }
    let mut names = Vec::new();
    for (row, days) in lacking.iter().take(NAMED) {
        let name = person::name(tx.conn(), row.person_id)?;
        names.push(if scene.dates.len() > 1 { format!("{name} ({})", listed(days, "and")) } else { name });
    }
    if lacking.len() > NAMED {
        names.push(format!("{} more", lacking.len() - NAMED));
    }
    forbidden("register_incomplete", format!("Attendance is missing for {}.", listed(&names, "and")))
}
