//! A place is taken, asked for, or waited for.

use std::rc::Rc;

use chrono::{DateTime, NaiveDate, Utc};

use super::change_state::{enter, said_of};
use crate::{
    domain::{
        approvals::needed,
        eligibility::{Booker, Eligibility},
        ids::{BookingId, PersonId},
        references::booking_reference,
        words::{BookingOrigin, BookingState},
    },
    store::{
        read::{
            bookings::displaced::displaced,
            facts::place_facts::{Fresh, PlaceFacts},
            people::organisations,
        },
        write::bookings::{
            access_needs,
            booking::{self, BookingRow},
        },
    },
    usecases::{change::Change, error::Failure, events::Happened, loaded_session::Scene},
};

/// Somebody who may have a place.
pub(crate) struct Arrival<'a> {
    pub(crate) scene: &'a Rc<Scene>,
    pub(crate) person: PersonId,
    pub(crate) answer: &'a Eligibility,
    pub(crate) by: PersonId,
    pub(crate) booker: Booker,
    pub(crate) origin: BookingOrigin,
    pub(crate) note: Option<&'a str>,
    pub(crate) access_needs: Option<&'a str>,
    pub(crate) auto_book_until: Option<NaiveDate>,
    /// Who had the place before, when it was handed over.
    pub(crate) received_from: Option<&'a str>,
    /// What it was decided on, where that was gathered at once.
    pub(crate) facts: Option<&'a Rc<PlaceFacts>>,
}

impl Arrival<'_> {
    /// What is known of the booking once it is added.
    pub(crate) fn fresh(&self) -> Option<Fresh> {
        let hangs = !self.answer.conditions.is_empty();
        self.facts.map(|facts| Fresh { facts: Rc::clone(facts), hangs })
    }
}

/// Stores the booking in the state the rules give it.
pub(crate) fn arrive(
    change: &mut Change<'_, '_>,
    arrival: &Arrival<'_>,
    waiting: Option<BookingRow>,
    full: bool,
) -> Result<BookingId, Failure> {
    Ok(arrive_as(change, arrival, waiting, full)?.id)
}

/// The same; gives the booking as it stands.
pub(crate) fn arrive_as(
    change: &mut Change<'_, '_>,
    arrival: &Arrival<'_>,
    waiting: Option<BookingRow>,
    full: bool,
) -> Result<BookingRow, Failure> {
    let asks_yes = !full && approval_needed(change, arrival)?;
    let state = match (full, asks_yes) {
        (true, _) => BookingState::Waitlisted,
        (false, true) => BookingState::Requested,
        (false, false) => BookingState::Booked,
    };
    let what = Happened::Taken {
        note: arrival.note.map(str::to_owned),
        received_from: arrival.received_from.map(str::to_owned),
    };
    let booking = match waiting {
        Some(mut row) => {
            row.organisation_id = arrival.answer.organisation;
            mark_requested(change.now(), &mut row, asks_yes);
            hang_on_earlier(change, arrival, row.id, state)?;
            enter(change, arrival.scene, &mut row, state, (Some(arrival.by), None), what)?;
            row
        }
        None => insert(change, arrival, state, what)?,
    };
    if let Some(needs) = arrival.access_needs {
        access_needs::keep(change.tx, booking.id, needs, false)?;
    }
    Ok(booking)
}

/// Keeps what the place hangs on.
fn hang_on_earlier(
    change: &mut Change<'_, '_>,
    arrival: &Arrival<'_>,
    booking: BookingId,
    state: BookingState,
) -> Result<(), Failure> {
    if matches!(state, BookingState::Booked | BookingState::Requested) {
        for condition in &arrival.answer.conditions {
            booking::add_condition(change.tx, booking, condition.group, condition.depends_on)?;
        }
    }
    Ok(())
}

/// Adds the booking's row and the first line of its history.
pub(crate) fn insert(
    change: &mut Change<'_, '_>,
    arrival: &Arrival<'_>,
    state: BookingState,
    what: Happened,
) -> Result<BookingRow, Failure> {
    let tx = &mut *change.tx;
    let now = tx.now().naive_utc();
    let mut row = BookingRow {
        id: tx.new_id(),
        reference: booking_reference(&tx.random().bytes()),
        session_id: arrival.scene.id(),
        course_id: arrival.scene.session.course_id,
        person_id: arrival.person,
        organisation_id: arrival.answer.organisation,
        state,
        origin: arrival.origin,
        made_by: Some(arrival.by),
        note: arrival.note.map(str::to_owned),
        joined_at: (state == BookingState::Waitlisted).then_some(now),
        line_rank: None,
        displaced: state == BookingState::Waitlisted
            && displaced(tx.conn(), arrival.person, arrival.scene.session.course_id)?,
        unanswered_offers: 0,
        skipped: false,
        told_open_at: None,
        auto_book_until: arrival.auto_book_until,
        requested_at: None,
        approval_with: None,
        approval_since: None,
        approval_reminded_at: None,
        short_notice: false,
        give_up_reason: None,
        completion_reason: None,
        completion_by: None,
        created_at: now,
        updated_at: now,
    };
    mark_requested(tx.now(), &mut row, state == BookingState::Requested);
    booking::add(tx, &row, Some(arrival.by))?;
    hang_on_earlier(change, arrival, row.id, state)?;
    said_of(change, (arrival.scene, &row), (None, Some(arrival.by)), what, arrival.fresh());
    Ok(row)
}

fn mark_requested(now: DateTime<Utc>, row: &mut BookingRow, requested: bool) {
    if requested {
        row.requested_at = Some(now.naive_utc());
        row.approval_since = Some(now.naive_utc());
    }
}

fn approval_needed(change: &mut Change<'_, '_>, arrival: &Arrival<'_>) -> Result<bool, Failure> {
    let organisation_asks = match arrival.answer.organisation {
        Some(id) => match arrival.facts.filter(|facts| facts.knows_member_of(id)) {
            Some(facts) => facts.asking_approval.contains(&id),
            None => organisations::needs_approval(change.conn(), id)?,
        },
        None => false,
    };
    let could_approve = arrival.booker != Booker::Themselves;
    Ok(needed(arrival.scene.course.needs_approval, organisation_asks, could_approve))
}
