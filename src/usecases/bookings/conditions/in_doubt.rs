//! What is said about a place in doubt: what happened to the earlier course, and what would put it right.

use chrono::NaiveDateTime;

use crate::{
    domain::{
        booking_states::active,
        conditions::{ConditionState, DAYS_TO_PUT_RIGHT, Outcome, Replacement, after_judging},
        eligibility::BookingFacts,
        ids::{CourseId, PersonId},
        prerequisites::Target,
        sessions::Span,
        times,
        words::{BookingState, CancelReason},
        working_days::extended_deadline,
    },
    mail::message::{ConditionFailed, ConditionKept, Message, NextDate, Page, Replacements},
    store::{
        WriteTx,
        read::{
            bookings::{conditions as due, history},
            facts::{course_facts, people_facts},
        },
        write::bookings::booking::{self, BookingRow, ConditionRow},
    },
    usecases::{
        bookings::judge_eligibility::judge_again_for_holder,
        change::Change,
        error::Failure,
        loaded_session::{Scene, next_dates_before},
        queue_mail::{Letter, booking_ref, post_to_person},
    },
};

/// A place in doubt, and the earlier booking that put it there.
pub(in crate::usecases) struct Doubt<'a> {
    pub(in crate::usecases) scene: &'a Scene,
    pub(in crate::usecases) booking: &'a BookingRow,
    pub(in crate::usecases) before: &'a Scene,
    pub(in crate::usecases) earlier: &'a BookingRow,
}

/// "We" and "you" as they stand at the start of a sentence, and inside one.
pub(in crate::usecases) type Words = (&'static str, &'static str);
pub(in crate::usecases) const AT_THE_START: Words = ("We", "You");
pub(in crate::usecases) const INSIDE: Words = ("we", "you");

/// What happened with the earlier course, as a sentence; when the dates of the later one put it out of order, what
/// happened with that.
pub(in crate::usecases) fn what_happened(
    tx: &mut WriteTx<'_>,
    doubt: &Doubt<'_>,
    (we, you): Words,
) -> Result<String, Failure> {
    let (before, earlier) = (doubt.before, doubt.earlier);
    let (course, day) = (&before.course.title, first_day(before));
    Ok(match earlier.state {
        BookingState::NoShow => format!("{you} did not attend {course} on {day}."),
        BookingState::PartlyAttended => format!("{you} were not there long enough for {course} on {day}."),
        BookingState::Booked | BookingState::Requested if later_moved(tx, doubt)? => {
            let (later, to) = (&doubt.scene.course.title, first_day(doubt.scene));
            format!("{we} have moved {later} to {to}, and {course} on {day} is not before it.")
        }
        BookingState::Booked | BookingState::Requested => {
            format!("{course} is now on {day}, which is not before this course.")
        }
        _ => format!("{you} are no longer booked on {course} on {day}."),
    })
}

fn first_day(scene: &Scene) -> String {
    times::day(times::day_in(scene.starts_at(), scene.zone))
}

/// Whether it was the later course whose dates changed last: after those of the earlier one, and after the earlier
/// booking came to its date.
fn later_moved(tx: &mut WriteTx<'_>, doubt: &Doubt<'_>) -> Result<bool, Failure> {
    let Some(later) = doubt.scene.session.dates_changed_at else { return Ok(false) };
    let earlier = doubt.before.session.dates_changed_at;
    let came = history::there_since(tx.conn(), doubt.earlier.id)?.map(|at| at.naive_utc());
    Ok(earlier.is_none_or(|at| at < later) && came.is_none_or(|at| at <= later))
}

/// What we did to one of the two courses, as a sentence.
pub(in crate::usecases) fn our_doing(
    tx: &mut WriteTx<'_>,
    doubt: &Doubt<'_>,
    words: Words,
) -> Result<String, Failure> {
    if doubt.earlier.give_up_reason == Some(CancelReason::CalledOff) {
        let (course, day) = (&doubt.before.course.title, first_day(doubt.before));
        return Ok(format!("{} have had to call off {course} on {day}.", words.0));
    }
    what_happened(tx, doubt, words)
}

/// Dates that would meet what a place lacks while there is time for it, and what that is, a sentence each.
pub(in crate::usecases) fn what_would_help(
    tx: &mut WriteTx<'_>,
    scene: &Scene,
    booking: &BookingRow,
) -> Result<(Vec<NextDate>, Vec<String>), Failure> {
    let now = tx.now();
    let answer = judge_again_for_holder(tx, scene, booking)?;
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
pub(in crate::usecases) fn lacking(
    tx: &mut WriteTx<'_>,
    scene: &Scene,
    outcome: &Outcome,
) -> Result<Vec<CourseId>, Failure> {
    let Outcome::Release { unmet } = outcome else { return Ok(Vec::new()) };
    let groups = course_facts::groups(tx.conn(), scene.session.course_id)?;
    let requirements =
        groups.iter().filter(|group| unmet.contains(&group.id)).flat_map(|group| &group.any_of);
    let courses = requirements.filter_map(|requirement| match requirement.target {
        Target::Course(id) => Some(id),
        _ => None,
    });
    Ok(courses.collect())
}

/// How the replacement for a failed condition stands.
pub(crate) fn replacement(row: &ConditionRow) -> Replacement {
    match (row.state, row.offered_at, row.turned_down_at) {
        (_, _, Some(at)) => Replacement::TurnedDown(at.and_utc()),
        (ConditionState::Kept, Some(at), None) => Replacement::Offered(at.and_utc()),
        (ConditionState::Kept, None, None) => Replacement::Owed,
        _ => Replacement::NotOwed,
    }
}

/// Whether we still owe a replacement, or wait for the answer to one.
pub(in crate::usecases) fn has_open_replacement(row: &ConditionRow) -> bool {
    matches!(replacement(row), Replacement::Owed | Replacement::Offered(_))
}

/// Offers other dates for what we changed, as far as there are any; says that the place is kept. `told` when the
/// person knows already. Gives whether anything was offered.
pub(in crate::usecases) fn offer(
    change: &mut Change<'_, '_>,
    doubt: &Doubt<'_>,
    rows: &mut [ConditionRow],
    told: bool,
) -> Result<bool, Failure> {
    let now = change.tx.now();
    let (next_dates, _) = what_would_help(change.tx, doubt.scene, doubt.booking)?;
    let objections = due::objections(change.tx.conn(), doubt.booking.id)?;
    let until = extended_deadline(now, DAYS_TO_PUT_RIGHT, &objections);
    let offered = !next_dates.is_empty();
    if offered {
        for row in rows {
            row.offered_at = Some(now.naive_utc());
            row.answer_by = until.map(|at| at.naive_utc());
            booking::store_condition(change.tx, row)?;
        }
    }
    if told {
        return Ok(offered);
    }
    let mail = ConditionKept {
        session: doubt.scene.facts(),
        booking: booking_ref(doubt.booking),
        because: our_doing(change.tx, doubt, AT_THE_START)?,
        replacement: offered
            .then(|| Replacements { next_dates, until: doubt.scene.moment(until.unwrap_or(now)) }),
    };
    post_to_person(change, doubt.booking.person_id, |to| {
        Letter::new(to, Message::ConditionKept(mail))
            .about_booking(doubt.booking.id)
            .about_session(doubt.scene.id())
    })?;
    Ok(offered)
}

/// Tells the person that something their place hangs on has failed and until when it can be put right; `because` when
/// it is not what the earlier booking itself says.
pub(in crate::usecases) fn tell_failed(
    change: &mut Change<'_, '_>,
    doubt: &Doubt<'_>,
    release_at: Option<NaiveDateTime>,
    because: Option<String>,
) -> Result<(), Failure> {
    let (next_dates, needed) = what_would_help(change.tx, doubt.scene, doubt.booking)?;
    let now = change.tx.now();
    // While an objection stops the clock there are two working days at least.
    let at_least = extended_deadline(now, DAYS_TO_PUT_RIGHT, &[]).unwrap_or(now);
    let until = release_at.map_or(at_least, |at| at.and_utc());
    let because = match because {
        Some(because) => because,
        None => what_happened(change.tx, doubt, AT_THE_START)?,
    };
    let mail = ConditionFailed {
        session: doubt.scene.facts(),
        booking: booking_ref(doubt.booking),
        depends_on: doubt.before.course_date(),
        because,
        needed,
        until: doubt.scene.moment(until),
        next_dates,
        object: Page::at(format!("/bookings/{}/wrong", doubt.booking.id)),
    };
    post_to_person(change, doubt.booking.person_id, |to| {
        Letter::new(to, Message::ConditionFailed(mail))
            .about_booking(doubt.booking.id)
            .about_session(doubt.scene.id())
    })
}
