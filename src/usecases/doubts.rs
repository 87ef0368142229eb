//! What is said about a place in doubt: what happened to the earlier course, and what would put it right.

use super::{
    conditions::judge_again,
    error::Failure,
    scene::{Scene, next_dates_before},
};
use crate::{
    domain::{
        booking_states::active,
        conditions::{Outcome, after_judging},
        eligibility::BookingFacts,
        ids::{CourseId, PersonId},
        prerequisites::Target,
        sessions::Span,
        times,
        words::{BookingState, CancelReason},
    },
    mail::message::NextDate,
    store::{
        WriteTx,
        read::{facts, people_facts},
        write::bookings::BookingRow,
    },
};

/// A place in doubt, and the earlier booking that put it there.
pub(super) struct Doubt<'a> {
    pub(super) scene: &'a Scene,
    pub(super) booking: &'a BookingRow,
    pub(super) before: &'a Scene,
    pub(super) earlier: &'a BookingRow,
}

/// "We" and "you" as they stand at the start of a sentence, and inside one.
pub(super) type Words = (&'static str, &'static str);
pub(super) const AT_THE_START: Words = ("We", "You");
pub(super) const INSIDE: Words = ("we", "you");

/// What happened with the earlier course, as a sentence.
pub(super) fn what_happened(before: &Scene, earlier: &BookingRow, (_, who): Words) -> String {
    let course = &before.course.title;
    let day = times::day(times::day_in(before.starts_at(), before.zone));
    match earlier.state {
        BookingState::NoShow => format!("{who} did not attend {course} on {day}."),
        BookingState::PartlyAttended => format!("{who} were not there long enough for {course} on {day}."),
        BookingState::Booked | BookingState::Requested => {
            format!("{course} is now on {day}, which is not before this course.")
        }
        _ => format!("{who} are no longer booked on {course} on {day}."),
    }
}

/// What we did to the earlier course, as a sentence.
pub(super) fn our_doing(before: &Scene, earlier: &BookingRow, words: Words) -> String {
    if earlier.give_up_reason == Some(CancelReason::CalledOff) {
        let day = times::day(times::day_in(before.starts_at(), before.zone));
        return format!("{} have had to call off {} on {day}.", words.0, before.course.title);
    }
    what_happened(before, earlier, words)
}

/// Dates that would meet what a place lacks while there is time for it, and what that is, a sentence each.
pub(super) fn what_would_help(
    tx: &mut WriteTx<'_>,
    scene: &Scene,
    booking: &BookingRow,
) -> Result<(Vec<NextDate>, Vec<String>), Failure> {
    let now = tx.now();
    let answer = judge_again(tx, scene, booking)?;
    let courses = lacking(tx, scene, &after_judging(&answer.groups, &[]))?;
    let refusals = answer.refusals.iter().filter(|refusal| refusal.requirement.is_some());
    let needed = refusals.map(|refusal| refusal.message.clone()).collect();
    let busy = busy(tx, booking.person_id, &courses)?;
    Ok((next_dates_before(tx.conn(), &courses, (scene.starts_at(), &busy), now)?, needed))
}

/// When somebody has something else. Waiting for one of these courses keeps nobody from booking it.
fn busy(tx: &mut WriteTx<'_>, person: PersonId, courses: &[CourseId]) -> Result<Vec<Span>, Failure> {
    let now = tx.now();
    let waits = |booking: &BookingFacts| {
        courses.contains(&booking.course)
            && matches!(booking.state, BookingState::Waitlisted | BookingState::Offered)
    };
    let people = people_facts::of(tx.conn(), &[person], None, now)?;
    let bookings = people.into_iter().flat_map(|person| person.bookings);
    Ok(bookings.filter(|booking| active(booking.state) && !waits(booking)).flat_map(|of| of.dates).collect())
}

/// The courses that would meet what is lacking.
pub(super) fn lacking(
    tx: &mut WriteTx<'_>,
    scene: &Scene,
    outcome: &Outcome,
) -> Result<Vec<CourseId>, Failure> {
    let Outcome::Release { unmet } = outcome else { return Ok(Vec::new()) };
    let groups = facts::groups(tx.conn(), scene.session.course_id)?;
    let requirements =
        groups.iter().filter(|group| unmet.contains(&group.id)).flat_map(|group| &group.any_of);
    let courses = requirements.filter_map(|requirement| match requirement.target {
        Target::Course(id) => Some(id),
        _ => None,
    });
    Ok(courses.collect())
}
