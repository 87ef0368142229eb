//! Follower: requests that wait for the answer of somebody whose account is closed go on to the next at once.

use super::escalate_approvals::bring_on;
use crate::{
    store::read::bookings::sweeps,
    usecases::{change::Change, error::Failure, events::Event},
};

/// Passes them on.
pub(crate) fn follow(change: &mut Change<'_, '_>, event: &Event) -> Result<bool, Failure> {
    let Event::AccountClosed(it) = event else { return Ok(false) };
    let now = change.now();
    for id in sweeps::requests_to(change.conn(), it.person, now)? {
        bring_on(change, id)?;
    }
    Ok(true)
}
