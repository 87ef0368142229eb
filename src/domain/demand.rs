//! How many dates of a course are asked for, and how that is worked out.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::{
    booking_facts::{BookingFacts, CourseFacts, PersonFacts},
    ids::{CourseId, OrganisationId},
    prerequisites::{EarlierBooking, FirstDate, Judgement, Standing, judge_group},
    times::LONDON,
};

/// Whether somebody could take a course at one of these moments and has not: what it asks for is met, or planned by what
/// they have booked, they are among those it is for, and they have neither done it nor anything `instead` of it.
#[must_use]
pub fn could_take(
    course: &CourseFacts,
    instead: &HashSet<CourseId>,
    person: &PersonFacts,
    moments: &[DateTime<Utc>],
) -> bool {
    let has = person.bookings.iter().any(|booking| booking.course == course.id)
        || person.learning.completions.iter().any(|done| instead.contains(&done.course));
    if has || person.disabled {
        return false;
    }
    let confirmed = || person.memberships.iter().filter(|of| of.confirmed);
    let audience = &course.audience;
    if !audience.everybody() && !confirmed().any(|of| audience.admits(of.organisation, of.kind)) {
        return false;
    }
    let earlier: Vec<EarlierBooking> = person.bookings.iter().filter_map(BookingFacts::as_earlier).collect();
    let meets = |organisation: Option<OrganisationId>, at: DateTime<Utc>| {
        let record = &person.learning;
        let standing = Standing { record, organisation, claimed: &[], waived: &[], earlier: &earlier };
        let first = FirstDate::new(at, LONDON);
        course.groups.iter().all(|group| {
            let judged = judge_group(group, &standing, first);
            matches!(judged, Judgement::Met { .. } | Judgement::Planned { .. })
        })
    };
    let mut organisations = std::iter::once(None).chain(confirmed().map(|of| Some(of.organisation)));
    organisations.any(|of| moments.iter().any(|at| meets(of, *at)))
}

/// What is known of the wish for a course over the next six months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wanted {
    /// People who can book it by then and have not.
    pub eligible: u32,
    /// People who wait for a place or have one offered.
    pub waiting: u32,
    /// Requests for training that are open.
    pub requests: u32,
    /// Places of a date.
    pub places: u32,
    /// Over the twelve months before: places there were, and how many of them were held.
    pub filled: Option<(u32, u32)>,
    /// Dates ahead that anybody can book, and the places free on them.
    pub planned: (u32, u32),
}

/// `1 place`, `14 places`.
fn counted(count: u32, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

/// How many people come to a date as things are: its places times how full dates were, at least one.
#[must_use]
pub fn come_to_a_date(wanted: &Wanted) -> u32 {
    let places = u64::from(wanted.places.max(1));
    let come = match wanted.filled {
        // Rounded to the nearest.
        Some((offered, held)) if offered > 0 => {
            (places * u64::from(held) + u64::from(offered) / 2) / u64::from(offered)
        }
        _ => places,
    };
    u32::try_from(come.max(1)).unwrap_or(u32::MAX)
}

/// How many dates that is, and how many of them are not planned yet.
#[must_use]
pub fn dates(wanted: &Wanted) -> (u32, u32) {
    let asked = wanted.eligible + wanted.waiting;
    let all = asked.div_ceil(come_to_a_date(wanted));
    (all, all.saturating_sub(wanted.planned.0))
}

/// The sum in words.
#[must_use]
pub fn in_words(wanted: &Wanted) -> String {
    let people = |count: u32| counted(count, "person", "people");
    let come = come_to_a_date(wanted);
    let (all, more) = dates(wanted);
    let requests = counted(wanted.requests, "open request", "open requests");
    if wanted.eligible + wanted.waiting == 0 {
        let nobody = "Nobody waits, and nobody can book it by then who has not.";
        return match wanted.requests {
            0 => nobody.to_owned(),
            _ => format!("{nobody} {requests} for a group of its own."),
        };
    }
    let mut words = format!(
        "{} can book it by then and {} not; {} {}.",
        people(wanted.eligible),
        if wanted.eligible == 1 { "has" } else { "have" },
        people(wanted.waiting),
        if wanted.waiting == 1 { "waits" } else { "wait" },
    );
    let full = match wanted.filled {
        Some((offered, held)) if offered > 0 => {
            let percent = (u64::from(held) * 100 + u64::from(offered) / 2) / u64::from(offered);
            format!("of which {percent} in 100 were taken over the last 12 months")
        }
        _ => "and no date in the last 12 months to go by".to_owned(),
    };
    words.push_str(&format!(
        " A date has {}, {full}: about {} a date. {} ÷ {come} = {}.",
        counted(wanted.places, "place", "places"),
        people(come),
        wanted.eligible + wanted.waiting,
        counted(all, "date", "dates"),
    ));
    let planned = match wanted.planned {
        (0, _) => " None is planned.".to_owned(),
        (dates, free) => format!(
            " {} planned, with {} free.",
            if dates == 1 { "1 is".to_owned() } else { format!("{dates} are") },
            counted(free, "place", "places"),
        ),
    };
    words.push_str(&planned);
    match more {
        0 => words.push_str(" That is enough."),
        more => words.push_str(&format!(" That leaves {} to plan.", counted(more, "date", "dates"))),
    }
    if wanted.requests > 0 {
        words.push_str(&format!(" {requests} for a group of its own beside these."));
    }
    words
}
