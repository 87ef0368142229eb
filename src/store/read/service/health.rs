//! Figures about the service itself.

use diesel::{dsl::count_star, prelude::*};

use crate::{
    domain::{ids::MailId, words::MailState},
    store::{AnyConnection, error::Error, schema::outbox},
};

/// Whether the outbox can be read.
///
/// # Errors
/// When the database fails.
pub fn outbox_is_there(connection: &mut AnyConnection) -> Result<(), Error> {
    outbox::table.select(outbox::id).first::<MailId>(connection).optional()?;
    Ok(())
}

/// How many mails stand in each of the states that mails leave again, or in which somebody has to look at them. Those
/// that are done with are not counted: they are as many as were ever sent.
///
/// # Errors
/// When the database fails.
pub fn queue_lengths(connection: &mut AnyConnection) -> Result<Vec<(MailState, i64)>, Error> {
    Ok(outbox::table
        .filter(outbox::state.eq_any([MailState::Queued, MailState::Sending, MailState::Failed]))
        .group_by(outbox::state)
        .select((outbox::state, count_star()))
        .order(outbox::state)
        .load(connection)?)
}
