//! Saying what one learnt by a course, for the records of CPD that one hands in.

use crate::{
    domain::{
        booking_states::has_result,
        ids::BookingId,
        input::{FieldErrors, optional_long_text},
        words::BookingState,
    },
    store::{
        read::certificates::reflections::{Reflection, of_booking},
        write::{bookings::booking, certificates::reflections, service::locks},
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, Refused, forbidden},
    },
};

/// The most each answer may hold, in characters.
pub const LONGEST: usize = 1_500;

/// What somebody says of a course.
#[derive(Debug, Clone)]
pub struct WriteReflection {
    /// Of which booking of theirs; that it is theirs is checked already.
    pub booking: BookingId,
    /// What they learnt.
    pub learnt: Option<String>,
    /// The difference it made to their practice.
    pub difference: Option<String>,
    /// What they learnt by talking it over with a peer.
    pub peer: Option<String>,
    /// The revision they saw.
    pub revision: Option<i32>,
}

impl UseCases {
    /// Keeps what somebody says of a course they attended, in place of what they said before.
    ///
    /// # Errors
    /// [`Refused::Stale`]; words that are too long; `wrong_state` for a course that was not attended.
    pub async fn write_reflection(&self, ask: WriteReflection) -> Result<Reflection, Failure> {
        self.change(move |change| write(change, &ask)).await
    }
}

fn write(change: &mut Change<'_, '_>, ask: &WriteReflection) -> Result<Reflection, Failure> {
    let person = booking::load(change.conn(), ask.booking)?.person_id;
    locks::lock_people(change.tx, &[person])?;
    let row = booking::load(change.conn(), ask.booking)?;
    let before = of_booking(change.conn(), ask.booking)?;
    if ask.revision.is_some_and(|revision| revision != before.revision) {
        return Err(Refused::Stale.into());
    }
    if !has_result(row.state) || row.state == BookingState::NoShow {
        return forbidden(
            "wrong_state",
            "You can say what you learnt once the course is on your CPD record.",
        );
    }
    let mut errors = FieldErrors::new();
    let mut text = |field: &str, typed: &Option<String>| {
        errors.keep(optional_long_text(field, typed.as_deref(), LONGEST)).flatten()
    };
    let said = Reflection {
        learnt: text("learnt", &ask.learnt),
        difference: text("difference", &ask.difference),
        peer: text("peer", &ask.peer),
        revision: before.revision,
    };
    errors.finish(())?;
    reflections::put(change.tx, ask.booking, &said)?;
    Ok(of_booking(change.conn(), ask.booking)?)
}
