//! Which kind a line of the trail is of: what a coordinator looks for under it.

use std::collections::BTreeSet;

use training_ladder::domain::trail::{TrailKind, called};

#[test]
fn a_line_is_found_under_its_kind() {
    for (action, kind, words) in [
        ("roles_changed", TrailKind::Rights, "Roles changed"),
        ("account_closed", TrailKind::Accounts, "Account closed"),
        ("person_erased", TrailKind::Accounts, "Data erased"),
        ("passkey_added", TrailKind::Accounts, "Passkey added"),
        ("second_factor_taken_away", TrailKind::Accounts, "Second step taken away"),
        ("provider_account_linked", TrailKind::Accounts, "Account with a provider linked"),
        ("data_handed_out", TrailKind::Reads, "Took away their own data"),
        ("second_factor_wrong", TrailKind::SignIns, "Wrong second step"),
        ("recovery_code_used", TrailKind::SignIns, "Recovery code used"),
        ("signed_in", TrailKind::SignIns, "Signed in"),
        ("booking_booked", TrailKind::Changes, "Booking booked"),
    ] {
        assert_eq!((TrailKind::of(action), called(action).as_str()), (kind, words), "{action}");
    }
}

#[test]
fn each_word_stands_under_one_kind() {
    let apart: Vec<&str> = TrailKind::Changes.told_apart().collect();
    assert_eq!(apart.iter().collect::<BTreeSet<_>>().len(), apart.len(), "{apart:?}");
}
