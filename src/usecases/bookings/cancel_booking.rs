//! Giving up a place, a request, an offer or a position in the line.

use std::sync::Arc;

use super::{
    calendar_invites,
    change_state::enter,
    conditions::review::rejudge_dependents,
    end_booking::{let_go, send_with_cancels},
    open_booking::{check_not_started, open_booking},
    waitlist::hand_out,
};
use crate::{
    domain::{
        access::Actor,
        cancellations::short_notice,
        ids::BookingId,
        invites::InviteMethod,
        words::{BookingState, CancelReason},
    },
    mail::message::{BookingCancelled, Message, NoticeEvent},
    store::{
        WriteTx,
        read::{
            bookings::booking::{self as views, BookingView},
            people::person::{self},
        },
        write::bookings::booking::BookingRow,
    },
    usecases::{Settings, UseCases, error::Failure, loaded_session::Scene, queue_mail::tell_managers},
};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct CancelBooking {
    /// Who asks; their right to do so is checked already.
    pub actor: Actor,
    /// Which booking.
    pub booking: BookingId,
    /// In their words.
    pub reason: Option<String>,
    /// Illness and emergencies are recorded apart and never count as short notice.
    pub because: CancelReason,
}

impl UseCases {
    /// Cancels a booking; a place that comes free goes to those who wait.
    ///
    /// # Errors
    /// `wrong_state` when nothing is left to cancel, `session_started`.
    pub async fn cancel_booking(&self, ask: CancelBooking) -> Result<BookingView, Failure> {
        let settings = Arc::clone(&self.settings);
        self.db.write(move |tx| cancel(tx, &settings, &ask)).await
    }
}

fn cancel(tx: &mut WriteTx<'_>, settings: &Settings, ask: &CancelBooking) -> Result<BookingView, Failure> {
    let mut open = open_booking(tx, settings, ask.booking, &[], &[])?;
    check_not_started(tx, &open.scene, &ask.actor)?;
    let (scene, booking) = (&open.scene, &mut open.booking);
    let (state, by) = (booking.state, ask.actor.person_id);
    booking.short_notice = short_notice(state, ask.because, scene.last_moment(), tx.now());
    booking.give_up_reason = Some(ask.because);
    enter(tx, booking, BookingState::Cancelled, Some(by), ask.reason.as_deref())?;
    let free = let_go(tx, booking, state, "declined")?;
    mail_cancelled(tx, settings, scene, booking, ask)?;
    rejudge_dependents(tx, settings, &[booking.id])?;
    hand_out(tx, settings, scene, &free)?;
    let event = if booking.short_notice { NoticeEvent::CancelledShortNotice } else { NoticeEvent::Cancelled };
    if matches!(state, BookingState::Booked | BookingState::Requested) {
        tell_managers(tx, settings, scene, (booking.person_id, Some(by)), event)?;
    }
    Ok(views::view(tx.conn(), booking.id)?)
}

fn mail_cancelled(
    tx: &mut WriteTx<'_>,
    settings: &Settings,
    scene: &Scene,
    booking: &BookingRow,
    ask: &CancelBooking,
) -> Result<(), Failure> {
    let Some(to) = person::recipient(tx.conn(), booking.person_id)? else { return Ok(()) };
    let now = tx.now();
    let cancelled_by = match ask.actor.person_id {
        by if by == booking.person_id => None,
        by => Some(person::name(tx.conn(), by)?),
    };
    let mail = BookingCancelled {
        session: scene.facts(),
        reference: booking.reference.clone(),
        cancelled_by,
        reason: ask.reason.clone(),
        short_notice: booking.short_notice,
        next_dates: scene.next_dates(tx.conn(), now)?,
        course_page: scene.course_page(),
    };
    let cancels = calendar_invites::withdraw(tx, settings, scene, booking, &to, InviteMethod::Withdraw)?;
    send_with_cancels(tx, settings, scene, booking, &to, Message::BookingCancelled(mail), cancels)
}
