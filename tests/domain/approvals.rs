//! Who is asked for a yes, one row a boundary. Asked on Monday 11 January 2027 at noon.

use training_ladder::domain::{
    approvals::{Approver, RequestFacts, asked, needed},
    words::Word,
};

use super::facts::at;

#[test]
fn asked_for_only_when_somebody_wants_it_and_the_booker_could_not_give_it() {
    let rows = [
        (false, false, false, false),
        (true, false, false, true),
        (false, true, false, true),
        (true, true, false, true),
        (true, true, true, false),
        (true, false, true, false),
    ];
    for (course, organisation, could_approve, expected) in rows {
        assert_eq!(needed(course, organisation, could_approve), expected);
    }
}

#[test]
fn it_goes_from_the_manager_to_the_lead_to_the_coordinators() {
    use Approver::{Coordinators, Lead, Manager};
    let rows = [
        (true, true, "2027-01-11 12:00", Manager, Some("2027-01-14 17:00")),
        (true, true, "2027-01-14 16:59", Manager, Some("2027-01-14 17:00")),
        (true, true, "2027-01-14 17:00", Lead, Some("2027-01-19 17:00")),
        (true, true, "2027-01-19 16:59", Lead, Some("2027-01-19 17:00")),
        (true, true, "2027-01-19 17:00", Coordinators, None),
        (true, false, "2027-01-14 17:00", Coordinators, None),
        (false, true, "2027-01-11 12:00", Lead, Some("2027-01-14 17:00")),
        (false, true, "2027-01-14 17:00", Coordinators, None),
        (false, false, "2027-01-11 12:00", Coordinators, None),
    ];
    for (has_manager, has_lead, now, approver, until) in rows {
        let facts = RequestFacts { requested_at: at("2027-01-11 12:00"), has_manager, has_lead };
        let asked = asked(facts, at(now));
        assert_eq!(
            (asked.approver, asked.until),
            (approver, until.map(at)),
            "{has_manager} {has_lead} {now}"
        );
    }
}

#[test]
fn each_is_reminded_once() {
    let facts = RequestFacts { requested_at: at("2027-01-11 12:00"), has_manager: true, has_lead: true };
    let rows = [
        ("2027-01-13 16:59", None, false),
        ("2027-01-13 17:00", None, true),
        ("2027-01-13 18:00", Some("2027-01-13 17:00"), false),
        // The manager was reminded; the lead, asked since the 14th, has not been.
        ("2027-01-18 17:00", Some("2027-01-13 17:00"), true),
        ("2027-01-18 17:30", Some("2027-01-18 17:00"), false),
        ("2027-01-20 17:00", None, false),
    ];
    for (now, reminded_at, expected) in rows {
        assert_eq!(asked(facts, at(now)).reminder_due(at(now), reminded_at.map(at)), expected, "{now}");
    }
    assert_eq!(
        [Approver::Manager, Approver::Lead, Approver::Coordinators].map(Word::as_str),
        ["manager", "lead", "coordinator"]
    );
}
