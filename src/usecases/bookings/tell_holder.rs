//! Follower: whoever holds, wants or loses a place is told, with what belongs into their calendar.

use super::{
    ask_for_approval::ask_for_yes,
    begin_on_demand::tell_begun,
    send_place::{send_end, send_place, send_step},
    waitlist::line,
};
use crate::{
    domain::{
        ids::TokenId,
        invites::InviteMethod,
        places::position,
        words::{BookingOrigin, BookingState},
    },
    mail::message::{
        ApprovalLapsed, Approved, AutoBookRefused, Booked, BookingCancelled, Day, Declined, LinkTo, Message,
        Moved, NoPlaceCameUp, OfferMade, OfferPassedOn, Page, PlaceHandedOver, PlaceOpen, PlaceReceived,
        PlaceReleased, SecretLink, SessionCancelled, Waitlisted, When,
    },
    store::{
        read::people::person,
        write::{bookings::booking, commissions::commission},
    },
    usecases::{
        change::Change,
        error::Failure,
        events::{BookingStep, Ending, Event, Happened},
        queue_mail::{booking_ref, letter, post_to_person, who_is_told},
    },
};

/// Tells them.
pub(crate) fn follow(change: &mut Change<'_, '_>, event: &Event) -> Result<bool, Failure> {
    let Event::Booking(step) = event else { return Ok(false) };
    let (scene, booking) = (&step.scene, &step.booking);
    match &step.what {
        Happened::Taken { note, received_from } => {
            taken(change, step, note.as_deref(), received_from.as_deref())?;
        }
        Happened::Approved => {
            let approved_by = named(change, step)?.unwrap_or_default();
            send_place(change, scene, booking, |place| Message::Approved(Approved { approved_by, place }))?;
        }
        Happened::Moved { from } => {
            if booking.state != BookingState::Booked {
                return Ok(false);
            }
            let (moved_by, before) = (somebody_else(change, step)?, from.first_when());
            send_place(change, scene, booking, |place| Message::Moved(Moved { before, place, moved_by }))?;
        }
        Happened::Ended { how, .. } => return ended(change, step, how),
        Happened::Offered { until, automatic: false } => {
            let mail = OfferMade {
                session: scene.facts(),
                reference: booking.reference.clone(),
                until: scene.moment(*until),
                displaced: booking.displaced,
                replaces: None,
                offer_page: Page::at(format!("/bookings/{}/offer", booking.id)),
            };
            tell(change, step, Message::OfferMade(mail))?;
        }
        Happened::OfferUnanswered { position_kept, .. } => {
            let mail = OfferPassedOn {
                session: scene.facts(),
                booking: booking_ref(booking),
                position_kept: *position_kept,
            };
            tell(change, step, Message::OfferPassedOn(mail))?;
        }
        Happened::NotBookedAutomatically { refusals, .. } => {
            let now = change.now();
            let mail = AutoBookRefused {
                session: scene.facts(),
                booking: booking_ref(booking),
                refusals: refusals.clone(),
                next_dates: scene.next_dates(change.conn(), now)?,
            };
            tell(change, step, Message::AutoBookRefused(mail))?;
        }
        Happened::PlaceOpened => {
            let mail = PlaceOpen {
                session: scene.facts(),
                reference: booking.reference.clone(),
                session_page: scene.session_page(),
            };
            tell(change, step, Message::PlaceOpen(mail))?;
        }
        // Whoever is booked automatically hears of the booking, or of what stood against it; not of the offer. A
        // place that is held stands in the mail that asks to confirm the address. Results have their own mails.
        Happened::Begun => return tell_begun(change, step),
        Happened::Offered { .. }
        | Happened::Left
        | Happened::Held
        | Happened::Concluded(_)
        | Happened::ResultTakenBack
        | Happened::ResultMerged { .. } => return Ok(false),
    }
    Ok(true)
}

fn tell(change: &mut Change<'_, '_>, step: &BookingStep, message: Message) -> Result<(), Failure> {
    post_to_person(change, step.booking.person_id, |to| letter(&to, message, &step.scene, &step.booking))
}

/// The name of whoever did it.
fn named(change: &mut Change<'_, '_>, step: &BookingStep) -> Result<Option<String>, Failure> {
    Ok(step.by.map(|by| person::name(change.conn(), by)).transpose()?)
}

/// The name of whoever did it, when it was not the person themselves.
fn somebody_else(change: &mut Change<'_, '_>, step: &BookingStep) -> Result<Option<String>, Failure> {
    if step.by == Some(step.booking.person_id) { Ok(None) } else { named(change, step) }
}

fn taken(
    change: &mut Change<'_, '_>,
    step: &BookingStep,
    note: Option<&str>,
    received_from: Option<&str>,
) -> Result<(), Failure> {
    let (scene, booking) = (&step.scene, &step.booking);
    match booking.state {
        BookingState::Waitlisted => {
            let now = change.now();
            let place = position(&line(change.tx, scene, now)?, booking.id).unwrap_or(1);
            let mail = Waitlisted {
                session: scene.facts(),
                booking: booking_ref(booking),
                position: u32::try_from(place).unwrap_or(u32::MAX),
                automatic_until: booking.auto_book_until.map(|day| Day { day }),
            };
            tell(change, step, Message::Waitlisted(mail))
        }
        BookingState::Requested => {
            let requested_by = somebody_else(change, step)?;
            let mut booking = booking::load(change.conn(), booking.id)?;
            ask_for_yes(change, scene, &mut booking, requested_by)
        }
        _ => {
            let booked_by = somebody_else(change, step)?;
            // What a person writes for themselves is for the trainer; what somebody else writes is for the person.
            let note = booked_by.as_ref().and(note).map(str::to_owned);
            let told = match &step.fresh {
                Some(fresh) => fresh.facts.managers.told(),
                None => who_is_told(change.tx, booking.person_id)?,
            };
            let received_from = received_from.map(str::to_owned);
            let asked_by = who_asked(change, step)?;
            let link = || SecretLink::new(TokenId::from_uuid(booking.id.uuid()), LinkTo::NotComing);
            let say_no = asked_by.as_ref().map(|_| link());
            send_step(change, step, |place| match received_from {
                Some(colleague) => Message::PlaceReceived(PlaceReceived { place, colleague }),
                None => Message::Booked(Booked { place, booked_by, asked_by, say_no, note, told }),
            })
        }
    }
}

/// Who asked for the training that somebody is booked on from a list, unless it was they themselves.
fn who_asked(change: &mut Change<'_, '_>, step: &BookingStep) -> Result<Option<String>, Failure> {
    if step.booking.origin != BookingOrigin::Commission {
        return Ok(None);
    }
    let row = commission::of_session(change.conn(), step.scene.id())?;
    let Some(row) = row.filter(|row| row.asked_by != step.booking.person_id) else { return Ok(None) };
    Ok(Some(person::name(change.conn(), row.asked_by)?))
}

fn ended(change: &mut Change<'_, '_>, step: &BookingStep, how: &Ending) -> Result<bool, Failure> {
    let (scene, booking, now) = (&step.scene, &step.booking, change.now());
    let (session, reference, course_page) = (scene.facts(), booking.reference.clone(), scene.course_page());
    // Dates that took place stay with whoever had the place.
    let midway = scene.ends_midway(now).filter(|_| step.from == Some(BookingState::Booked));
    let from_on = midway.map(|date| scene.when(date));
    let withdraw = InviteMethod::Withdraw;
    match how {
        Ending::GivenUp { reason } => {
            let mail = BookingCancelled {
                session,
                reference,
                cancelled_by: somebody_else(change, step)?,
                reason: reason.clone(),
                short_notice: booking.short_notice,
                from_on,
                next_dates: scene.next_dates(change.conn(), now)?,
                course_page,
            };
            send_end(change, scene, booking, withdraw, Message::BookingCancelled(mail))?;
        }
        Ending::Declined { reason } => {
            let mail = Declined {
                session,
                reference,
                declined_by: named(change, step)?.unwrap_or_default(),
                reason: reason.clone(),
                next_dates: scene.next_dates(change.conn(), now)?,
                ladder_page: Page::at("/ladder"),
            };
            tell(change, step, Message::Declined(mail))?;
        }
        Ending::Started => {
            let next_dates = scene.next_dates(change.conn(), now)?;
            let message = if booking.state == BookingState::Lapsed {
                Message::ApprovalLapsed(ApprovalLapsed { session, reference, next_dates, course_page })
            } else {
                let had_offer = step.from == Some(BookingState::Offered);
                let mail = NoPlaceCameUp { session, had_offer, reference, next_dates, course_page };
                Message::NoPlaceCameUp(mail)
            };
            tell(change, step, message)?;
        }
        Ending::CalledOff { reason } => {
            let was_waiting = matches!(step.from, Some(BookingState::Waitlisted | BookingState::Offered));
            let mail = SessionCancelled {
                session,
                reference,
                was_waiting,
                from_on,
                reason: reason.clone(),
                next_dates: scene.next_dates(change.conn(), now)?,
                course_page,
            };
            send_end(change, scene, booking, InviteMethod::CallOff, Message::SessionCancelled(mail))?;
        }
        Ending::Released { because, next_dates } => {
            let mail = PlaceReleased {
                session,
                reference,
                because: because.trim_end_matches('.').to_owned(),
                next_dates: next_dates.clone(),
                ladder_page: Page::at("/ladder"),
            };
            send_end(change, scene, booking, withdraw, Message::PlaceReleased(mail))?;
        }
        Ending::HandedOver { colleague } => {
            let handed_over_by = somebody_else(change, step)?;
            let colleague = colleague.clone();
            let mail =
                PlaceHandedOver { session, reference, colleague, handed_over_by, from_on, course_page };
            send_end(change, scene, booking, withdraw, Message::PlaceHandedOver(mail))?;
        }
        Ending::Merged { because, .. } => ended_by_us(change, step, because, None)?,
        Ending::AccountClosed if step.from == Some(BookingState::Booked) => {
            ended_by_us(change, step, "Your account with us was closed.", from_on)?;
        }
        // They did it themselves a moment ago, never confirmed that the address is theirs, or only waited and lose
        // nothing but the waiting.
        Ending::AccountClosed | Ending::OfferDeclined | Ending::AnotherDateTaken | Ending::NotConfirmed => {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A place that ended for a reason of ours, for which there is no other date to offer.
fn ended_by_us(
    change: &mut Change<'_, '_>,
    step: &BookingStep,
    reason: &str,
    from_on: Option<When>,
) -> Result<(), Failure> {
    let (scene, booking) = (&step.scene, &step.booking);
    let mail = BookingCancelled {
        session: scene.facts(),
        reference: booking.reference.clone(),
        cancelled_by: named(change, step)?,
        reason: Some(reason.to_owned()),
        short_notice: false,
        from_on,
        next_dates: Vec::new(),
        course_page: scene.course_page(),
    };
    send_end(change, scene, booking, InviteMethod::Withdraw, Message::BookingCancelled(mail))
}
