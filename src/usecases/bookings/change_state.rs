//! Changing where a booking stands: checked by the domain, stored, and kept in the booking's history.

use crate::{
    domain::{booking_states::change, ids::PersonId, words::BookingState},
    store::{
        WriteTx,
        write::{
            bookings::booking::{self, BookingRow},
            service::audit,
        },
    },
    usecases::error::{Failure, forbidden},
};

/// Takes a booking to another state; `by` is `None` when the program itself acts.
pub(crate) fn enter(
    tx: &mut WriteTx<'_>,
    booking: &mut BookingRow,
    to: BookingState,
    by: Option<PersonId>,
    reason: Option<&str>,
) -> Result<(), Failure> {
    let from = booking.state;
    if let Err(illegal) = change(from, to) {
        return forbidden("wrong_state", format!("{}.", sentence(&illegal.to_string())));
    }
    booking.state = to;
    booking::store(tx, booking)?;
    booking::add_event(tx, booking.id, booking.session_id, to, by, reason)?;
    audit::record(tx, by, &format!("booking_{to}"), ("booking", booking.id), Some(from_word(from)))?;
    Ok(())
}

fn from_word(from: BookingState) -> &'static str {
    use crate::domain::words::Word as _;
    from.as_str()
}

fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
