//! Who lacks a course, and what holds them up: everybody counted once, by the first of its groups that is not met.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::{
    booking_facts::{BookingFacts, CourseFacts, MembershipFacts, PersonFacts},
    booking_states::active,
    ids::GroupId,
    prerequisites::{EarlierBooking, FirstDate, Judgement, Shortfall, Standing, judge},
    sessions::last_end,
};

/// Where somebody stands before a course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StandsBefore {
    /// They completed it.
    Done,
    /// They have a place on it, asked for one or wait for one.
    Booked,
    /// It is meant for others.
    NotForThem,
    /// Nothing stands between them and a place.
    Free,
    /// This comes first.
    HeldUp {
        /// The first group of the prerequisite that is not met.
        group: GroupId,
        /// Why it is not.
        shortfall: Shortfall,
    },
}

/// Where somebody stands before a course whose next date is then: what they have booked before it counts as planned, and
/// a date after all they have booked is thought of, since another will follow.
#[must_use]
pub fn stands_before(
    course: &CourseFacts,
    person: &PersonFacts,
    (next_date, zone): (DateTime<Utc>, Tz),
) -> StandsBefore {
    if person.learning.completions.iter().any(|done| done.course == course.id) {
        return StandsBefore::Done;
    }
    if person.bookings.iter().any(|booking| booking.course == course.id && active(booking.state)) {
        return StandsBefore::Booked;
    }
    let admits = |one: &&MembershipFacts| course.audience.admits(one.organisation, one.kind);
    let confirmed: Vec<&MembershipFacts> = person.memberships.iter().filter(|one| one.confirmed).collect();
    let under: Vec<&MembershipFacts> = confirmed.iter().copied().filter(admits).collect();
    if !course.audience.everybody() && under.is_empty() {
        return StandsBefore::NotForThem;
    }
    let booked = person.bookings.iter().filter_map(|booking| last_end(&booking.dates)).max();
    let starts_at = booked.map_or(next_date, |end| next_date.max(end + TimeDelta::days(1)));
    let earlier: Vec<EarlierBooking> = person.bookings.iter().filter_map(BookingFacts::as_earlier).collect();
    let claimed: Vec<_> =
        person.memberships.iter().filter(|one| !one.confirmed).map(|one| one.organisation).collect();
    let unmet = |organisation| {
        let standing = Standing {
            record: &person.learning,
            organisation,
            claimed: &claimed,
            waived: &[],
            earlier: &earlier,
        };
        let judged = judge(&course.groups, &standing, FirstDate::new(starts_at, zone));
        judged.into_iter().find_map(|one| match one.judgement {
            Judgement::Unmet(shortfall) => Some((one.group, shortfall)),
            _ => None,
        })
    };
    let mut choices: Vec<_> = under.iter().map(|one| Some(one.organisation)).collect();
    if choices.is_empty() {
        choices.push(None);
    }
    let mut first = None;
    for organisation in choices {
        match unmet(organisation) {
            None => return StandsBefore::Free,
            Some(found) => first = first.or(Some(found)),
        }
    }
    first.map_or(StandsBefore::Free, |(group, shortfall)| StandsBefore::HeldUp { group, shortfall })
}
