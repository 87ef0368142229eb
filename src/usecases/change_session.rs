//! What a changed session means for those who hold places or wait for one.

use super::{Settings, error::Failure, judge::counts, places::hand_out, scene::Scene};
use crate::{
    domain::{
        ids::PersonId,
        places::{FreePlace, places_added},
    },
    store::WriteTx,
};

/// Carries a change through to the people it concerns. The rows are stored; `before` and `after` show the session on
/// either side of the change, which `by` made.
pub(crate) fn after_change(
    tx: &mut WriteTx<'_>,
    settings: &Settings,
    before: &Scene,
    after: &Scene,
    _by: PersonId,
) -> Result<(), Failure> {
    let held = counts(tx.conn(), after)?.held;
    let added = places_added(before.session.capacity, after.session.capacity, held);
    let free = vec![FreePlace::New; usize::try_from(added).unwrap_or(0)];
    hand_out(tx, settings, after, &free)
}
