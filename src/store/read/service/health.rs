//! Figures about the service itself.

use diesel::{dsl::count_star, prelude::*};

use crate::store::{AnyConnection, error::Error, schema::outbox};

/// How many mails stand in each state of the outbox.
///
/// # Errors
/// When the database fails.
pub fn queue_lengths(connection: &mut AnyConnection) -> Result<Vec<(String, i64)>, Error> {
    Ok(outbox::table
        .group_by(outbox::state)
        .select((outbox::state, count_star()))
        .order(outbox::state)
        .load(connection)?)
}
