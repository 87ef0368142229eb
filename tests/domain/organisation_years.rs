//! How an organisation stands over the years.

use chrono::NaiveDate;
use training_ladder::domain::{
    organisation_years::{Invited, OrganisationWay},
    words::CommissionState,
};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

#[test]
fn an_organisation_is_supported_by_a_cohort_a_request_or_a_date_of_its_own() {
    let today = day("2026-11-03");
    let invited = |accepted, begins: &str, ends: &str| OrganisationWay {
        invited: vec![Invited { accepted, begins: day(begins), ends: day(ends) }],
        ..OrganisationWay::default()
    };
    let asked =
        |state, begun| OrganisationWay { requests: vec![(state, begun)], ..OrganisationWay::default() };
    let dated = |on: &str| OrganisationWay { dates: vec![day(on)], ..OrganisationWay::default() };
    for (case, way, supported, joins) in [
        ("nothing", OrganisationWay::default(), false, false),
        ("in a running cohort", invited(true, "2026-09-01", "2027-02-01"), true, false),
        ("on its last day", invited(true, "2026-09-01", "2026-11-03"), true, false),
        ("asked into one that runs", invited(false, "2026-09-01", "2027-02-01"), false, false),
        ("a cohort that is over", invited(true, "2026-09-01", "2026-11-02"), false, false),
        ("invited to one to come", invited(false, "2026-12-01", "2027-02-01"), false, true),
        ("said yes to one to come", invited(true, "2026-12-01", "2027-02-01"), false, true),
        ("asked for training", asked(CommissionState::Enquiry, false), true, false),
        ("a proposal", asked(CommissionState::Proposed, false), true, false),
        ("agreed", asked(CommissionState::Agreed, false), true, true),
        ("scheduled", asked(CommissionState::Scheduled, false), true, true),
        ("scheduled and begun", asked(CommissionState::Scheduled, true), true, false),
        ("withdrawn", asked(CommissionState::Withdrawn, false), false, false),
        ("closed", asked(CommissionState::Closed, true), false, false),
        ("a date a year ago", dated("2025-11-03"), true, false),
        ("a date longer ago", dated("2025-11-02"), false, false),
        ("a date to come", dated("2026-12-01"), false, false),
    ] {
        assert_eq!((way.supported_on(today), way.joins_after(today)), (supported, joins), "{case}");
    }
}
