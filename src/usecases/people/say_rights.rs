//! What the trail is told of rights: whose roles changed, who manages whom and who leads where, before and after.

use crate::{
    domain::ids::{MembershipId, PersonId},
    store::write::people::person::PersonRow,
    usecases::change::Change,
};

/// Says what changed of a person's roles, and of who is their line manager.
pub(crate) fn say_rights(
    change: &mut Change<'_, '_>,
    before: &PersonRow,
    after: &PersonRow,
    by: Option<PersonId>,
) {
    if let Some(roles) = roles_changed(before, after) {
        change.note(by, "roles_changed", ("person", after.id), Some(&roles));
    }
    say_manager(change, after.id, before.line_manager_id, after.line_manager_id, by);
}

/// A person's roles before and after, if they are others now.
pub(crate) fn roles_changed(before: &PersonRow, after: &PersonRow) -> Option<String> {
    let (had, has) = (roles(before), roles(after));
    (had != has).then(|| format!("{had} -> {has}"))
}

fn roles(row: &PersonRow) -> &'static str {
    match (row.is_trainer, row.is_coordinator) {
        (false, false) => "delegate",
        (true, false) => "trainer",
        (false, true) => "coordinator",
        (true, true) => "trainer and coordinator",
    }
}

/// Says who is a person's line manager no more, and who is now; the line names the manager.
pub(crate) fn say_manager(
    change: &mut Change<'_, '_>,
    person: PersonId,
    before: Option<PersonId>,
    after: Option<PersonId>,
    by: Option<PersonId>,
) {
    if before == after {
        return;
    }
    for (manager, word) in [(before, "manager_ended"), (after, "manager_made")] {
        if let Some(manager) = manager {
            change.note(by, word, ("person", person), Some(&manager.to_string()));
        }
    }
}

/// Says that the member began or ceased to lead the organisation.
pub(crate) fn say_lead(
    change: &mut Change<'_, '_>,
    membership: MembershipId,
    (led, leads): (bool, bool),
    by: PersonId,
) {
    let word = match (led, leads) {
        (false, true) => "lead_made",
        (true, false) => "lead_ended",
        _ => return,
    };
    change.note(Some(by), word, ("membership", membership), None);
}
