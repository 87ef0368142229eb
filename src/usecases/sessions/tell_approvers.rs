//! Whoever is to say yes for somebody, or said it when the dates were others, hears what they are now.

use super::{difference::Difference, tell_waiting::Both};
use crate::{
    domain::{approvals::asked, ids::PersonId, words::BookingState},
    mail::message::{ApprovalDatesChanged, Message, Moment, Page},
    store::{
        read::{
            bookings::history,
            people::{person, relations},
        },
        write::bookings::booking::{self, BookingRow},
    },
    usecases::{
        bookings::ask_for_approval::{request_facts, who_is_asked},
        change::Change,
        error::Failure,
        loaded_session::Scene,
        queue_mail::{letter, post_to_person},
    },
};

/// Tells them; nobody is told what they changed themselves.
pub(crate) fn tell_approvers(
    change: &mut Change<'_, '_>,
    (before, after): Both<'_>,
    what: &Difference,
    by: PersonId,
) -> Result<(), Failure> {
    let held = [BookingState::Requested, BookingState::Booked];
    for booking in booking::of_session(change.conn(), after.id(), &held)? {
        let (approvers, answer_by) = if booking.state == BookingState::Requested {
            (still_asked(change, &booking)?, Some(answer_by(change, after, &booking)?))
        } else {
            (said_yes(change, &booking)?, None)
        };
        let page = if answer_by.is_some() { "/approval" } else { "" };
        for approver in approvers.into_iter().filter(|approver| *approver != by) {
            let mail = ApprovalDatesChanged {
                person: person::name(change.conn(), booking.person_id)?,
                session: after.facts(),
                changes: what.in_words(before, after),
                reference: booking.reference.clone(),
                answer_by: answer_by.clone(),
                page: Page::at(format!("/bookings/{}{page}", booking.id)),
            };
            post_to_person(change, approver, |to| {
                letter(&to, Message::ApprovalDatesChanged(mail), after, &booking)
            })?;
        }
    }
    Ok(())
}

fn still_asked(change: &mut Change<'_, '_>, booking: &BookingRow) -> Result<Vec<PersonId>, Failure> {
    match booking.approval_with {
        Some(approver) => who_is_asked(change.tx, booking, approver),
        None => Ok(Vec::new()),
    }
}

fn answer_by(change: &mut Change<'_, '_>, after: &Scene, booking: &BookingRow) -> Result<Moment, Failure> {
    let now = change.now();
    let (facts, ..) = request_facts(change.conn(), booking, now)?;
    let until = asked(facts, now).until.unwrap_or(after.starts_at());
    Ok(after.moment(until.min(after.starts_at())))
}

/// Whoever said yes, as long as they are still in charge of the person.
fn said_yes(change: &mut Change<'_, '_>, booking: &BookingRow) -> Result<Vec<PersonId>, Failure> {
    let Some(approver) = history::approved_by(change.conn(), booking.id)? else { return Ok(Vec::new()) };
    let now = change.now();
    let in_charge = relations::manages(change.conn(), approver, booking.person_id, now)?
        || person::coordinators(change.conn())?.contains(&approver);
    Ok(if in_charge { vec![approver] } else { Vec::new() })
}
