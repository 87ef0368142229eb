//! A place with the invites for all its dates, and the end of one with their CANCELs.

use super::calendar_invites;
use crate::{
    domain::invites::{Invite, InviteMethod},
    mail::message::{BookedDate, CourseDate, DateCancelled, DateFacts, Message, Place},
    store::{
        read::{
            facts::place_facts::Fresh,
            people::person::{self, Recipient},
        },
        write::{
            bookings::booking::{self, BookingRow},
            people::addresses,
        },
    },
    usecases::{
        change::Change,
        error::Failure,
        events::BookingStep,
        loaded_session::Scene,
        queue_mail::{booking_ref, letter, post},
    },
};

/// The place as its holder's mail describes it.
fn place(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    booking: &BookingRow,
    hangs: bool,
) -> Result<Place, Failure> {
    let mut conditions = Vec::new();
    let rows = if hangs { booking::conditions_of(change.conn(), booking.id)? } else { Vec::new() };
    for condition in rows {
        let earlier = booking::load(change.conn(), condition.depends_on)?;
        let earlier: CourseDate = Scene::load(change.conn(), earlier.session_id)?.course_date();
        if !conditions.contains(&earlier) {
            conditions.push(earlier);
        }
    }
    Ok(Place {
        session: scene.facts(),
        booking: booking_ref(booking),
        conditions,
        joining: scene.joining()?,
        joining_follows: scene.joining_follows()?,
        cancel_until: scene.cancel_until(change.now()),
    })
}

/// Mails a place to its holder with the invites for all its dates: the first travels with `message`, each further
/// date of a set has a short mail of its own (RFC 5546 §3.2.2: one UID a REQUEST).
pub(crate) fn send_place(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    booking: &BookingRow,
    message: impl FnOnce(Place) -> Message,
) -> Result<(), Failure> {
    send(change, (scene, booking), None, message)
}

/// The same of a step that took a place, with what is known of it.
pub(crate) fn send_step(
    change: &mut Change<'_, '_>,
    step: &BookingStep,
    message: impl FnOnce(Place) -> Message,
) -> Result<(), Failure> {
    send(change, (&step.scene, &step.booking), step.fresh.as_ref(), message)
}

fn send(
    change: &mut Change<'_, '_>,
    (scene, booking): (&Scene, &BookingRow),
    fresh: Option<&Fresh>,
    message: impl FnOnce(Place) -> Message,
) -> Result<(), Failure> {
    let to = match fresh {
        Some(fresh) => fresh.facts.to.clone().map(|(to, confirmed)| (to, Some(confirmed))),
        None => person::recipient(change.tx.conn(), booking.person_id)?.map(|to| (to, None)),
    };
    let Some((to, confirmed)) = to else { return Ok(()) };
    let letter = |message| letter(&to, message, scene, booking).for_one_who(confirmed);
    let own = scene.for_booking(change.conn(), booking.id)?;
    let place = place(change, &own, booking, fresh.is_none_or(|fresh| fresh.hangs))?;
    let (requests, withdrawn) = match fresh {
        Some(_) => (calendar_invites::first_requests(change, scene, booking, &to)?, Vec::new()),
        None => calendar_invites::request(change, scene, booking, &to)?,
    };
    let mut requests = requests.into_iter();
    let first = letter(message(place)).with_invite(requests.next());
    post(change, first)?;
    for invite in requests {
        let index = scene.dates.iter().position(|date| date.starts_at.and_utc() == invite.starts_at);
        let index = index.unwrap_or_default();
        let mail = BookedDate {
            date: scene.facts_of(&invite),
            before: None,
            joining: own.joining_of(index)?,
            joining_follows: own.joining_follows_of(index)?,
            clashes: Vec::new(),
            booking: booking_ref(booking),
        };
        post(change, letter(Message::BookedDate(mail)).with_invite(Some(invite)))?;
    }
    for invite in withdrawn {
        let because = "The date you moved to has fewer dates, so this one is not for you.";
        let date = scene.facts_left(&invite);
        send_withdrawn(change, scene, booking, &to, (date, invite, because))?;
    }
    Ok(())
}

/// A short mail that takes one date out of a calendar; it speaks of the very date that its CANCEL is for.
fn send_withdrawn(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    booking: &BookingRow,
    to: &Recipient,
    (date, invite, because): (DateFacts, Invite, &str),
) -> Result<(), Failure> {
    let mail = DateCancelled { date, because: because.to_owned(), booking: booking_ref(booking) };
    let letter = letter(to, Message::DateCancelled(mail), scene, booking).with_invite(Some(invite));
    post(change, letter)?;
    Ok(())
}

/// Mails its holder the end of a place, with the CANCELs for all its dates: the first travels with `message`, each
/// further one has a short mail of its own.
pub(crate) fn send_end(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    booking: &BookingRow,
    method: InviteMethod,
    message: Message,
) -> Result<(), Failure> {
    let Some(to) = person::recipient(change.conn(), booking.person_id)? else { return Ok(()) };
    let cancels = calendar_invites::withdraw(change, scene, booking, &to, method)?;
    let to = where_they_stand(change, to, &cancels)?;
    let mut cancels = cancels.into_iter();
    post(change, letter(&to, message, scene, booking).with_invite(cancels.next()))?;
    for cancel in cancels {
        let date = scene.facts_of(&cancel);
        send_withdrawn(change, scene, booking, &to, (date, cancel, "Your booking has ended."))?;
    }
    Ok(())
}

/// Where the entries stand that are taken out: the calendar that has them, as long as its address is the person's.
fn where_they_stand(
    change: &mut Change<'_, '_>,
    to: Recipient,
    cancels: &[Invite],
) -> Result<Recipient, Failure> {
    let at = cancels.iter().map(|cancel| cancel.attendee.email.as_str()).find(|at| *at != to.email);
    let (Some(at), Some(person)) = (at, to.person) else { return Ok(to) };
    let own = addresses::of_person(change.conn(), person)?;
    if own.iter().any(|address| address.confirmed_at.is_some() && address.email == at) {
        return Ok(Recipient { email: at.to_owned(), ..to });
    }
    Ok(to)
}
