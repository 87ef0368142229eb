//! Places that hang on an earlier booking: judged again whenever something they hang on changes.
//!
//! A condition belongs to one person alone, so that person's lock is enough to change it; releasing a place takes
//! the later session's lock as well and has a write of its own.

use std::sync::Arc;

use super::{
    Settings, UseCases,
    cancel_booking::{let_go, send_with_cancels},
    error::Failure,
    invites,
    judge::judge,
    open_booking::open_booking,
    places::{booking_ref, hand_out},
    post::{Letter, post_to_person, tell_managers},
    scene::{Scene, next_dates},
    states::enter,
};
use crate::{
    domain::{
        conditions::{ConditionFacts, DAYS_TO_PUT_RIGHT, Outcome, Verdict, after_judging, judge_condition},
        eligibility::{Booker, Eligibility, Request},
        ids::{BookingId, CourseId, PersonId},
        invites::InviteMethod,
        prerequisites::Target,
        times,
        words::{BookingState, CancelReason},
        working_days::extended_deadline,
    },
    mail::message::{ConditionFailed, ConditionKept, Message, NoticeEvent, Page, PlaceReleased, PlaceSafe},
    store::{
        WriteTx,
        read::{conditions as due, facts, people},
        write::bookings::{self, BookingRow, ConditionRow},
    },
};

/// Judges every place that hangs on one of these bookings, after something about them changed.
pub(crate) fn rejudge_dependents(
    tx: &mut WriteTx<'_>,
    settings: &Settings,
    earlier: &[BookingId],
) -> Result<(), Failure> {
    for id in earlier {
        for condition in bookings::conditions_on(tx.conn(), *id)? {
            rejudge(tx, settings, condition, Doing::Theirs)?;
        }
    }
    Ok(())
}

/// Judges every place that hangs on one of these bookings, after we moved the dates of their session.
pub(crate) fn rejudge_after_our_move(
    tx: &mut WriteTx<'_>,
    settings: &Settings,
    moved: &[BookingId],
) -> Result<(), Failure> {
    for id in moved {
        for condition in bookings::conditions_on(tx.conn(), *id)? {
            rejudge(tx, settings, condition, Doing::WeMovedTheEarlier)?;
        }
        for condition in bookings::conditions_of(tx.conn(), *id)? {
            rejudge(tx, settings, condition, Doing::WeMovedTheLater)?;
        }
    }
    Ok(())
}

/// Whose doing the change is that a condition is judged after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doing {
    Theirs,
    WeMovedTheEarlier,
    WeMovedTheLater,
}

fn rejudge(
    tx: &mut WriteTx<'_>,
    settings: &Settings,
    mut condition: ConditionRow,
    doing: Doing,
) -> Result<(), Failure> {
    let now = tx.now();
    let earlier = bookings::load(tx.conn(), condition.depends_on)?;
    let later = bookings::load(tx.conn(), condition.booking_id)?;
    let (before, after) =
        (Scene::load(tx.conn(), earlier.session_id)?, Scene::load(tx.conn(), later.session_id)?);
    let facts = ConditionFacts {
        earlier_state: earlier.state,
        earlier_ends_at: before.ends_at(),
        changed_by_us: earlier.give_up_reason == Some(CancelReason::CalledOff)
            || doing == Doing::WeMovedTheEarlier,
        later_starts_at: after.starts_at(),
        later_moved_by_us: doing == Doing::WeMovedTheLater,
    };
    let verdict = judge_condition(&facts, now);
    match verdict {
        Verdict::Fulfilled => {
            let was_failed = condition.failed_at.is_some();
            "fulfilled".clone_into(&mut condition.state);
            condition.ended_at = Some(now.naive_utc());
            bookings::store_condition(tx, &condition)?;
            if was_failed {
                mail_safe(tx, settings, &after, &later, "the earlier course counts as attended after all")?;
            }
        }
        Verdict::Holds => {
            if condition.failed_at.is_some() {
                "open".clone_into(&mut condition.state);
                (condition.failed_at, condition.release_at) = (None, None);
                bookings::store_condition(tx, &condition)?;
                mail_safe(tx, settings, &after, &later, "the earlier course is booked again")?;
            }
        }
        Verdict::Failed { ours } => {
            if condition.failed_at.is_none() && !otherwise_met(tx, settings, &after, &later)? {
                fail(tx, settings, condition, (&before, &earlier), (&after, &later), ours)?;
            }
        }
        Verdict::Moot => {
            "ended".clone_into(&mut condition.state);
            condition.ended_at = Some(now.naive_utc());
            bookings::store_condition(tx, &condition)?;
        }
    }
    Ok(())
}

/// Judges the whole prerequisite of a place again; when nothing is lacking, the conditions that now hold replace
/// the old ones.
fn otherwise_met(
    tx: &mut WriteTx<'_>,
    settings: &Settings,
    scene: &Scene,
    booking: &BookingRow,
) -> Result<bool, Failure> {
    let answer = judge_again(tx, scene, booking)?;
    let Outcome::Keep { conditions } = after_judging(&answer.groups) else { return Ok(false) };
    let was_failed =
        bookings::conditions_of(tx.conn(), booking.id)?.iter().any(|row| row.failed_at.is_some());
    bookings::end_conditions(tx, booking.id)?;
    for condition in conditions {
        bookings::add_condition(tx, booking.id, condition.group, condition.depends_on)?;
    }
    if was_failed {
        mail_safe(tx, settings, scene, booking, "what the course asks for is met another way")?;
    }
    Ok(true)
}

fn judge_again(tx: &mut WriteTx<'_>, scene: &Scene, booking: &BookingRow) -> Result<Eligibility, Failure> {
    let request = Request {
        now: tx.now(),
        by: Booker::Commission,
        organisation: booking.organisation_id,
        own: Some(booking.id),
        joins_waitlist: false,
    };
    Ok(judge(tx.conn(), scene, booking.person_id, &request)?.0)
}

fn fail(
    tx: &mut WriteTx<'_>,
    settings: &Settings,
    mut condition: ConditionRow,
    (before, earlier): (&Scene, &BookingRow),
    (after, later): (&Scene, &BookingRow),
    ours: bool,
) -> Result<(), Failure> {
    let now = tx.now();
    condition.failed_at = Some(now.naive_utc());
    let release_at = extended_deadline(now, DAYS_TO_PUT_RIGHT, &[]);
    if ours {
        "kept".clone_into(&mut condition.state);
    } else {
        "failed".clone_into(&mut condition.state);
        condition.release_at = release_at.map(|at| at.naive_utc());
    }
    bookings::store_condition(tx, &condition)?;
    let (next, needed) = what_would_help(tx, after, later)?;
    let message = if ours {
        Message::ConditionKept(ConditionKept {
            session: after.facts(),
            booking: booking_ref(later),
            called_off: before.course_date(),
            next_dates: next,
        })
    } else {
        Message::ConditionFailed(ConditionFailed {
            session: after.facts(),
            booking: booking_ref(later),
            depends_on: before.course_date(),
            because: because(before, earlier, "You"),
            needed,
            until: after.moment(release_at.unwrap_or(now)),
            next_dates: next,
            object: Page::at(format!("/bookings/{}/wrong", later.id)),
        })
    };
    post_to_person(tx, settings, later.person_id, |to| {
        Letter::new(to, message).about_booking(later.id).about_session(after.id())
    })
}

/// What happened with the earlier course, as a sentence.
fn because(before: &Scene, earlier: &BookingRow, who: &str) -> String {
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

/// Dates that would meet what a place lacks, and what that is, a sentence each.
fn what_would_help(
    tx: &mut WriteTx<'_>,
    scene: &Scene,
    booking: &BookingRow,
) -> Result<(Vec<crate::mail::message::NextDate>, Vec<String>), Failure> {
    let now = tx.now();
    let answer = judge_again(tx, scene, booking)?;
    let Outcome::Release { unmet } = after_judging(&answer.groups) else {
        return Ok((Vec::new(), Vec::new()));
    };
    let groups = facts::groups(tx.conn(), scene.session.course_id)?;
    let mut courses: Vec<CourseId> = Vec::new();
    for requirement in groups.iter().filter(|group| unmet.contains(&group.id)).flat_map(|group| &group.any_of)
    {
        if let Target::Course(id) = requirement.target {
            courses.push(id);
        }
    }
    let needed = answer
        .refusals
        .iter()
        .filter(|refusal| refusal.requirement.is_some())
        .map(|refusal| refusal.message.clone())
        .collect();
    Ok((next_dates(tx.conn(), &courses, None, now)?, needed))
}

fn mail_safe(
    tx: &mut WriteTx<'_>,
    settings: &Settings,
    scene: &Scene,
    booking: &BookingRow,
    because: &str,
) -> Result<(), Failure> {
    let mail = PlaceSafe {
        session: scene.facts(),
        booking: booking_ref(booking),
        because: format!("Your place is safe: {because}."),
    };
    post_to_person(tx, settings, booking.person_id, |to| {
        Letter::new(to, Message::PlaceSafe(mail)).about_booking(booking.id).about_session(scene.id())
    })
}

/// Looks again at a person's places in doubt, after they booked, moved, were waived or completed something.
pub(crate) fn review_places(
    tx: &mut WriteTx<'_>,
    settings: &Settings,
    person: PersonId,
) -> Result<(), Failure> {
    for booking in bookings::of_person(tx.conn(), person, &[BookingState::Booked, BookingState::Requested])? {
        let conditions = bookings::conditions_of(tx.conn(), booking.id)?;
        if conditions.iter().any(|condition| condition.failed_at.is_some()) {
            let scene = Scene::load(tx.conn(), booking.session_id)?;
            otherwise_met(tx, settings, &scene, &booking)?;
        }
    }
    Ok(())
}

impl UseCases {
    /// Acts on failed conditions whose time is over: judges the whole prerequisite again and releases the place if
    /// it still fails. Each booking in a write of its own; gives how many were looked at.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn act_on_failed_conditions(&self) -> Result<usize, Failure> {
        let now = self.db.clock().now();
        let due = self.db.read(move |c| due::bookings_to_release(c, now)).await?;
        let count = due.len();
        for booking in due {
            let settings = Arc::clone(&self.settings);
            self.db.write(move |tx| release_if_still_failing(tx, &settings, booking)).await?;
        }
        Ok(count)
    }
}

fn release_if_still_failing(tx: &mut WriteTx<'_>, settings: &Settings, id: BookingId) -> Result<(), Failure> {
    let mut open = open_booking(tx, settings, id, &[], &[])?;
    let now = tx.now();
    let conditions = bookings::conditions_of(tx.conn(), id)?;
    let over = |row: &ConditionRow| row.release_at.is_some_and(|at| at.and_utc() <= now);
    let Some(failed) = conditions.into_iter().find(over) else { return Ok(()) };
    // An open objection stops the clock: the release moves on by the working days it was open.
    let objections = due::objections(tx.conn(), id)?;
    let failed_at = failed.failed_at.map_or(now, |at| at.and_utc());
    match extended_deadline(failed_at, DAYS_TO_PUT_RIGHT, &objections) {
        Some(until) if until <= now => {}
        until => {
            let mut failed = failed;
            failed.release_at = until.map(|at| at.naive_utc());
            bookings::store_condition(tx, &failed)?;
            return Ok(());
        }
    }
    let (scene, booking) = (&open.scene, &mut open.booking);
    let holds = matches!(booking.state, BookingState::Booked | BookingState::Requested);
    if !holds || now >= scene.starts_at() || otherwise_met(tx, settings, scene, booking)? {
        return Ok(());
    }
    let earlier = bookings::load(tx.conn(), failed.depends_on)?;
    let before = Scene::load(tx.conn(), earlier.session_id)?;
    let reason = because(&before, &earlier, "you");
    let (next_dates, _) = what_would_help(tx, scene, booking)?;
    let state = booking.state;
    let to_state =
        if state == BookingState::Booked { BookingState::Released } else { BookingState::Cancelled };
    enter(tx, booking, to_state, None, Some(&reason))?;
    let free = let_go(tx, booking, state, "withdrawn")?;
    if let Some(to) = people::recipient(tx.conn(), booking.person_id)? {
        let mail = PlaceReleased {
            session: scene.facts(),
            reference: booking.reference.clone(),
            because: reason.trim_end_matches('.').to_owned(),
            next_dates,
            ladder_page: Page::at("/ladder"),
        };
        let cancels = invites::withdraw(tx, settings, scene, booking, &to, InviteMethod::Withdraw)?;
        send_with_cancels(tx, settings, scene, booking, &to, Message::PlaceReleased(mail), cancels)?;
    }
    tell_managers(tx, settings, scene, (booking.person_id, None), NoticeEvent::Released)?;
    rejudge_dependents(tx, settings, &[id])?;
    hand_out(tx, settings, scene, &free)
}
