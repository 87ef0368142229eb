//! Who must have a second factor, what a login lacks, which codes are taken.

use chrono::{TimeDelta, Utc};
use training_ladder::domain::{
    access::{Action, Actor},
    ids::PersonId,
    second_factors::{
        Lacks, LoginFacts, LoginMethod, MustHave, SecondFactor, TypedCode, in_groups, open_to_every_login,
        step_of, steps_taken,
    },
    words::Word,
};

fn actor([is_coordinator, is_trainer, manages_anyone]: [bool; 3]) -> Actor {
    let person_id = PersonId::from_parts(0, &[0; 10]);
    Actor { person_id, is_coordinator, is_trainer, manages_anyone, leads_anywhere: false }
}

#[test]
fn the_setting_asks_those_it_names() {
    let nobody = MustHave::default();
    let coordinators = MustHave { coordinators: true, ..nobody };
    let both = MustHave { trainers: true, ..coordinators };
    let managers = MustHave { managers: true, ..nobody };
    let everybody = MustHave { everybody: true, ..nobody };
    for (rule, who, asked) in [
        (nobody, [true, true, true], false),
        (coordinators, [true, false, false], true),
        (coordinators, [false, true, true], false),
        (coordinators, [false, false, false], false),
        (both, [false, true, false], true),
        (both, [false, false, true], false),
        (managers, [false, false, true], true),
        (managers, [true, true, false], false),
        (everybody, [false, false, false], true),
    ] {
        assert_eq!(rule.asks(&actor(who)), asked, "{rule:?} {who:?}");
    }
}

#[test]
fn a_login_lacks_what_its_person_must_have_and_did_not_show() {
    use LoginMethod::{AddressConfirmed, Link, Passkey, Password, SingleSignOn};
    let totp = Some(SecondFactor::Totp);
    for (must, has_one, method, shown, lacks) in [
        (false, false, Password, None, Lacks::Nothing),
        (false, true, Link, None, Lacks::Nothing),
        (true, false, Password, None, Lacks::SettingUp),
        (true, false, Link, None, Lacks::SettingUp),
        (true, false, AddressConfirmed, None, Lacks::SettingUp),
        // What was shown of a factor that is gone.
        (true, false, Password, totp, Lacks::SettingUp),
        (true, false, Passkey, None, Lacks::SettingUp),
        (true, false, SingleSignOn, None, Lacks::Nothing),
        (true, true, SingleSignOn, None, Lacks::Nothing),
        (true, true, Password, totp, Lacks::Nothing),
        (true, true, Password, Some(SecondFactor::RecoveryCode), Lacks::Nothing),
        (true, true, Link, Some(SecondFactor::Passkey), Lacks::Nothing),
        (true, true, Passkey, None, Lacks::Nothing),
        (true, true, Password, None, Lacks::Showing),
        (true, true, Link, None, Lacks::Showing),
        (true, true, AddressConfirmed, None, Lacks::Showing),
    ] {
        let facts = LoginFacts { method, shown, has_one };
        assert_eq!(facts.lacks(must), lacks, "{must} {facts:?}");
    }
}

#[test]
fn only_a_login_that_showed_the_factor_may_change_it() {
    for (method, shown, has_one, enough) in [
        (LoginMethod::Password, None, false, true),
        (LoginMethod::Password, None, true, false),
        (LoginMethod::Link, None, true, false),
        (LoginMethod::Link, Some(SecondFactor::RecoveryCode), true, true),
        (LoginMethod::Passkey, None, true, true),
        (LoginMethod::SingleSignOn, None, true, true),
    ] {
        assert_eq!(LoginFacts { method, shown, has_one }.proves_enough(), enough);
    }
}

#[test]
fn four_kinds_of_action_are_open_to_every_login() {
    let open: Vec<&str> = Action::ALL
        .iter()
        .filter(|action| open_to_every_login(**action))
        .map(|action| action.name())
        .collect();
    assert_eq!(open, ["sign_in", "read_service", "see_who_i_am", "set_up_second_factor"]);
}

#[test]
fn the_code_of_now_and_its_neighbours_are_taken_and_none_again() {
    let now = "2026-11-03T09:00:29Z".parse::<chrono::DateTime<Utc>>().expect("a time");
    let step = step_of(now);
    assert_eq!(step_of(now + TimeDelta::seconds(1)), step + 1);
    let taken = |last| steps_taken(now, last).collect::<Vec<_>>();
    for (last, steps) in [
        (0, vec![step - 1, step, step + 1]),
        (step - 2, vec![step - 1, step, step + 1]),
        (step - 1, vec![step, step + 1]),
        (step, vec![step + 1]),
        (step + 1, vec![]),
    ] {
        assert_eq!(taken(last), steps);
    }
}

#[test]
fn codes_are_read_as_people_type_them() {
    let totp = |digits: &str| Some(TypedCode::Totp(digits.to_owned()));
    let recovery = Some(TypedCode::Recovery("7KQ29XWDM4TE5PB0HJ3RZ8NC".to_owned()));
    for (typed, read) in [
        ("123456", totp("123456")),
        (" 123 456 ", totp("123456")),
        ("012-345", totp("012345")),
        ("7KQ2-9XWD-M4TE-5PB0-HJ3R-Z8NC", recovery.clone()),
        ("7kq2 9xwd m4te 5pbo hj3r z8nc", recovery),
        ("12345", None),
        ("1234567", None),
        ("١٢٣٤٥٦", None),
        ("7KQ2-9XWD-M4TE-5PB0-HJ3R-Z8N", None),
        ("", None),
    ] {
        assert_eq!(TypedCode::read(typed), read, "{typed:?}");
    }
    assert_eq!(in_groups("7KQ29XWDM4TE5PB0HJ3RZ8NC"), "7KQ2-9XWD-M4TE-5PB0-HJ3R-Z8NC");
}

#[test]
fn words_are_read_back() {
    for method in LoginMethod::ALL {
        assert_eq!(LoginMethod::from_word(method.as_str()), Some(*method));
    }
}
