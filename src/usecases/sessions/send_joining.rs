//! Sending once more how to join a session: to one person who has a place, or to all of them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    domain::{
        ids::{BookingId, PersonId, SessionId},
        input::FieldError,
        words::{BookingState, SessionState},
    },
    mail::message::{JoiningAgain, Message},
    store::{
        read::people::person,
        write::{bookings::booking, service::locks},
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, forbidden},
        idempotency::{Answer, OnceKey, once},
        loaded_session::{Scene, is_over},
        queue_mail::{booking_ref, letter, post},
    },
};

/// Whom to send it to.
#[derive(Debug, Clone, Copy)]
pub struct SendJoining {
    /// Who sends it; their right to do so is checked already.
    pub by: PersonId,
    /// Of which session.
    pub session: SessionId,
    /// To whose place; everybody's if not said.
    pub booking: Option<BookingId>,
}

/// What was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct JoiningSent {
    /// How many people are mailed.
    pub recipients: i32,
}

impl UseCases {
    /// Sends it: a mail each, about the next date. Nobody without a place gets one.
    ///
    /// # Errors
    /// 409 `no_joining` when nothing is known or nothing is left to join; 409 `nobody_to_write_to`; 422 for a booking
    /// that has no place there.
    pub async fn send_joining(
        &self,
        ask: SendJoining,
        key: Option<OnceKey>,
    ) -> Result<Answer<JoiningSent>, Failure> {
        self.change(move |change| once(change, key.as_ref(), |change| send(change, &ask))).await
    }
}

fn send(change: &mut Change<'_, '_>, ask: &SendJoining) -> Result<JoiningSent, Failure> {
    locks::lock_sessions(change.tx, &[ask.session])?;
    let scene = Scene::load(change.conn(), ask.session)?;
    let now = change.now();
    let next = scene.dates.iter().position(|date| !is_over(date, now));
    let Some(next) = next.filter(|_| scene.session.state == SessionState::Published) else {
        return forbidden("no_joining", "There is no date left to join.");
    };
    let Some(joining) = scene.joining()? else {
        return forbidden("no_joining", "It is not known yet how to join. Add the joining details first.");
    };
    let mut booked = booking::of_session(change.conn(), ask.session, &[BookingState::Booked])?;
    if let Some(id) = ask.booking {
        booked.retain(|booking| booking.id == id);
        if booked.is_empty() {
            let message = "No booking with this id holds a place on this session.";
            return Err(FieldError::new("booking_id", message).into());
        }
    }
    let mut recipients = 0;
    for booking in &booked {
        let Some(to) = person::recipient(change.conn(), booking.person_id)? else { continue };
        let again = JoiningAgain {
            date: scene.date_facts(next),
            joining: joining.clone(),
            booking: booking_ref(booking),
        };
        post(change, letter(&to, Message::JoiningAgain(again), &scene, booking))?;
        recipients += 1;
    }
    if recipients == 0 {
        return forbidden("nobody_to_write_to", "Nobody who has a place can be written to.");
    }
    match ask.booking {
        Some(booking) => change.note(Some(ask.by), "joining_sent_again", ("booking", booking), None),
        None => change.note(Some(ask.by), "joining_sent_again", ("session", ask.session), None),
    }
    Ok(JoiningSent { recipients })
}
