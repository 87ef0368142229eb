//! Calling a session off: everybody on it is told, their calendars cleared, and what hangs on it judged again.

use std::sync::Arc;

use crate::{
    domain::{
        access::Actor,
        booking_states::holds_place,
        ids::SessionId,
        invites::InviteMethod,
        sessions,
        words::{BookingState, CancelReason},
    },
    mail::message::{Message, NoticeEvent, SessionCancelled},
    store::{
        WriteTx,
        read::{
            people::person,
            revised::Revised,
            sessions::session::{self as views, SessionView},
        },
        write::{
            bookings::booking::{self, BookingRow},
            service::{audit, locks},
            sessions::session as rows,
        },
    },
    usecases::{
        Settings, UseCases,
        bookings::{
            calendar_invites,
            change_state::enter,
            conditions::review::rejudge_dependents,
            end_booking::{let_go, send_with_cancels},
            waitlist::settle,
        },
        commissions::follow_session::called_off,
        error::{Failure, forbidden},
        loaded_session::Scene,
        queue_mail::tell_managers,
    },
};

impl UseCases {
    /// Calls a session off, for a reason that everybody on it is told.
    ///
    /// # Errors
    /// A conflict when it is cancelled or delivered already.
    pub async fn cancel_session(
        &self,
        actor: Actor,
        session: SessionId,
        reason: String,
    ) -> Result<Revised<SessionView>, Failure> {
        let settings = Arc::clone(&self.settings);
        self.db
            .write(move |tx| {
                call_off(tx, &settings, &actor, session, &reason)?;
                Ok(views::session(tx.conn(), session)?)
            })
            .await
    }
}

/// Locks everybody with an active booking on a session, then the session. The people are found before anything is
/// locked, so whoever joined in between is found missing and the search repeated.
pub(crate) fn lock_with_people(tx: &mut WriteTx<'_>, session: SessionId) -> Result<Vec<BookingRow>, Failure> {
    let before = booking::of_session(tx.conn(), session, BookingState::ACTIVE)?;
    let people: Vec<_> = before.iter().map(|booking| booking.person_id).collect();
    locks::lock_people(tx, &people)?;
    locks::lock_sessions(tx, &[session])?;
    let now = booking::of_session(tx.conn(), session, BookingState::ACTIVE)?;
    if now.iter().any(|booking| !people.contains(&booking.person_id)) {
        // Locking the newcomer now would break the order of locks; the whole change is run again instead.
        return Err(Failure::Store(crate::store::Error::Again));
    }
    Ok(now)
}

fn call_off(
    tx: &mut WriteTx<'_>,
    settings: &Settings,
    actor: &Actor,
    id: SessionId,
    reason: &str,
) -> Result<(), Failure> {
    lock_with_people(tx, id)?;
    let scene = Scene::load(tx.conn(), id)?;
    settle(tx, settings, &scene)?;
    let state = match sessions::cancel(scene.session.state) {
        Ok(state) => state,
        Err(conflict) => return forbidden(conflict.code(), conflict.to_string()),
    };
    rows::call_off(tx, id, state, reason)?;
    audit::record(tx, Some(actor.person_id), "session_cancelled", ("session", id), None)?;
    let mut ended = Vec::new();
    for mut booking in booking::of_session(tx.conn(), id, BookingState::ACTIVE)? {
        let before = booking.state;
        // Whoever only waited loses no place by it, and so comes first in no other line.
        booking.give_up_reason = holds_place(before).then_some(CancelReason::CalledOff);
        enter(tx, &mut booking, BookingState::Cancelled, Some(actor.person_id), Some(reason))?;
        let_go(tx, &booking, before, "withdrawn")?;
        mail_called_off(tx, settings, &scene, &booking, before, reason)?;
        if matches!(before, BookingState::Booked | BookingState::Requested) {
            let about = (booking.person_id, Some(actor.person_id));
            tell_managers(tx, settings, &scene, about, NoticeEvent::CalledOff)?;
        }
        ended.push(booking.id);
    }
    rejudge_dependents(tx, settings, &ended)?;
    called_off(tx, settings, id, actor.person_id, reason)
}

fn mail_called_off(
    tx: &mut WriteTx<'_>,
    settings: &Settings,
    scene: &Scene,
    booking: &BookingRow,
    before: BookingState,
    reason: &str,
) -> Result<(), Failure> {
    let Some(to) = person::recipient(tx.conn(), booking.person_id)? else { return Ok(()) };
    let now = tx.now();
    let mail = SessionCancelled {
        session: scene.facts(),
        reference: booking.reference.clone(),
        was_waiting: matches!(before, BookingState::Waitlisted | BookingState::Offered),
        reason: reason.to_owned(),
        next_dates: scene.next_dates(tx.conn(), now)?,
        course_page: scene.course_page(),
    };
    let cancels = calendar_invites::withdraw(tx, settings, scene, booking, &to, InviteMethod::CallOff)?;
    send_with_cancels(tx, settings, scene, booking, &to, Message::SessionCancelled(mail), cancels)
}
