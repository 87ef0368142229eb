//! Which organisations count as trained by a session.

use chrono::NaiveDate;
use training_ladder::domain::{
    ids::OrganisationId,
    organisation_training::{Completed, HeldFor, Trains, trained_by},
};

fn school(number: u128) -> OrganisationId {
    OrganisationId::from_uuid(uuid::Uuid::from_u128(number))
}

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).expect("a day")
}

fn came(organisation: Option<u128>, confirmed_member: bool, on: u32) -> Completed {
    Completed { organisation: organisation.map(school), confirmed_member, on: day(on) }
}

#[test]
fn a_commissioned_session_trains_whoever_commissioned_it() {
    let trains = Trains { by_commission: true, from: None };
    let people = [came(None, false, 3), came(Some(2), true, 5)];
    let held = |of: Option<u128>| HeldFor::Commission(of.map(school));
    assert_eq!(trained_by(held(Some(1)), trains, &people), vec![(school(1), day(5))]);
    assert_eq!(trained_by(held(None), trains, &people), vec![]);
    assert_eq!(trained_by(held(Some(1)), trains, &[]), vec![], "nobody completed it");
    let not = Trains { by_commission: false, from: Some(1) };
    assert_eq!(trained_by(held(Some(1)), not, &people), vec![]);
}

#[test]
fn an_open_date_trains_from_so_many_confirmed_members_alone() {
    let people =
        [came(Some(1), true, 3), came(Some(1), true, 4), came(Some(2), true, 3), came(Some(2), false, 3)];
    let from = |from| Trains { by_commission: true, from };
    assert_eq!(trained_by(HeldFor::Anybody, from(None), &people), vec![]);
    assert_eq!(
        trained_by(HeldFor::Anybody, from(Some(1)), &people),
        vec![(school(1), day(4)), (school(2), day(3))]
    );
    assert_eq!(trained_by(HeldFor::Anybody, from(Some(2)), &people), vec![(school(1), day(4))]);
    assert_eq!(trained_by(HeldFor::Anybody, from(Some(3)), &people), vec![]);
}
