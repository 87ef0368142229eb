//! Organisations as they stand.

use diesel::prelude::*;

use crate::{
    domain::ids::OrganisationId,
    store::{AnyConnection, error::Error, schema::organisations},
};

/// Whether bookings under this organisation ask for a manager's yes.
///
/// # Errors
/// [`Error::Missing`] if there is no such organisation.
pub fn needs_approval(connection: &mut AnyConnection, id: OrganisationId) -> Result<bool, Error> {
    Ok(organisations::table.find(id).select(organisations::needs_approval).first(connection)?)
}

/// An organisation's name.
///
/// # Errors
/// [`Error::Missing`] if there is no such organisation.
pub fn name(connection: &mut AnyConnection, id: OrganisationId) -> Result<String, Error> {
    Ok(organisations::table.find(id).select(organisations::name).first(connection)?)
}
