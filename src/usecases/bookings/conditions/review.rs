//! Places that hang on an earlier booking: judged again whenever something they hang on changes.
//!
//! A condition belongs to one person alone, so that person's lock is enough to change it; releasing a place takes
//! the later session's lock as well and has a write of its own.

use super::in_doubt::{Doubt, has_open_replacement, offer, tell_failed};
use crate::{
    domain::{
        conditions::{
            ConditionFacts, ConditionState, DAYS_TO_PUT_RIGHT, Outcome, Verdict, after_judging,
            judge_condition,
        },
        ids::{BookingId, GroupId, PersonId},
        words::{BookingState, CancelReason},
        working_days::extended_deadline,
    },
    mail::message::{Message, PlaceSafe},
    store::write::bookings::booking::{self, BookingRow, ConditionRow},
    usecases::{
        bookings::judge_eligibility::judge_again,
        change::Change,
        error::Failure,
        loaded_session::Scene,
        queue_mail::{Letter, booking_ref, post_to_person},
    },
};

/// Judges every place that hangs on this booking, after something about it changed.
pub(crate) fn rejudge_dependents(change: &mut Change<'_, '_>, earlier: BookingId) -> Result<(), Failure> {
    for condition in booking::conditions_on(change.conn(), earlier)? {
        rejudge(change, condition, Doing::Theirs)?;
    }
    Ok(())
}

/// Judges every place that hangs on one of these bookings, after we moved the dates of their session.
pub(crate) fn rejudge_after_our_move(
    change: &mut Change<'_, '_>,
    moved: &[BookingId],
) -> Result<(), Failure> {
    for id in moved {
        for condition in booking::conditions_on(change.tx.conn(), *id)? {
            rejudge(change, condition, Doing::WeMovedTheEarlier)?;
        }
        for condition in booking::conditions_of(change.tx.conn(), *id)? {
            rejudge(change, condition, Doing::WeMovedTheLater)?;
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

fn rejudge(change: &mut Change<'_, '_>, mut condition: ConditionRow, doing: Doing) -> Result<(), Failure> {
    let now = change.tx.now();
    let earlier = booking::load(change.tx.conn(), condition.depends_on)?;
    let later = booking::load(change.tx.conn(), condition.booking_id)?;
    let (before, after) = (
        Scene::load(change.tx.conn(), earlier.session_id)?,
        Scene::load(change.tx.conn(), later.session_id)?,
    );
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
            condition.state = ConditionState::Fulfilled;
            condition.ended_at = Some(now.naive_utc());
            booking::store_condition(change.tx, &condition)?;
            if was_failed {
                mail_safe(change, &after, &later, "the earlier course counts as attended after all")?;
            }
        }
        Verdict::Holds => {
            if condition.failed_at.is_some() {
                condition.state = ConditionState::Open;
                (condition.failed_at, condition.release_at) = (None, None);
                (condition.offered_at, condition.answer_by, condition.turned_down_at) = (None, None, None);
                booking::store_condition(change.tx, &condition)?;
                mail_safe(change, &after, &later, "the earlier course is booked again")?;
            }
        }
        Verdict::Failed { ours } => {
            if condition.failed_at.is_none() && !otherwise_met(change, &after, &later)? {
                fail(change, condition, (&before, &earlier), (&after, &later), ours)?;
            }
        }
        Verdict::Moot => {
            condition.state = ConditionState::Ended;
            condition.ended_at = Some(now.naive_utc());
            booking::store_condition(change.tx, &condition)?;
        }
    }
    Ok(())
}

/// Judges the whole prerequisite of a place again; when nothing is lacking but what is ours to replace, the conditions
/// that now hold replace the old ones.
pub(in crate::usecases) fn otherwise_met(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    booking: &BookingRow,
) -> Result<bool, Failure> {
    let answer = judge_again(change.tx, scene, booking)?;
    let before = booking::conditions_of(change.tx.conn(), booking.id)?;
    let ours: Vec<GroupId> =
        before.iter().filter(|row| has_open_replacement(row)).map(|row| row.group_id).collect();
    let Outcome::Keep { conditions, open } = after_judging(&answer.groups, &ours) else { return Ok(false) };
    let was_failed = before.iter().any(|row| row.failed_at.is_some());
    for mut row in before.into_iter().filter(|row| !open.contains(&row.group_id)) {
        row.state = ConditionState::Ended;
        row.ended_at = Some(change.tx.now().naive_utc());
        booking::store_condition(change.tx, &row)?;
    }
    for condition in conditions {
        booking::add_condition(change.tx, booking.id, condition.group, condition.depends_on)?;
    }
    if was_failed && open.is_empty() {
        mail_safe(change, scene, booking, "what the course asks for is met another way")?;
    }
    Ok(true)
}

fn fail(
    change: &mut Change<'_, '_>,
    mut condition: ConditionRow,
    (before, earlier): (&Scene, &BookingRow),
    (after, later): (&Scene, &BookingRow),
    ours: bool,
) -> Result<(), Failure> {
    let now = change.tx.now();
    condition.failed_at = Some(now.naive_utc());
    condition.state = if ours { ConditionState::Kept } else { ConditionState::Failed };
    if !ours {
        condition.release_at = extended_deadline(now, DAYS_TO_PUT_RIGHT, &[]).map(|at| at.naive_utc());
    }
    booking::store_condition(change.tx, &condition)?;
    // Several groups may hang on one earlier booking: all of them fail with it, and the person is told once.
    let told = booking::conditions_of(change.tx.conn(), later.id)?.iter().any(|other| {
        other.id != condition.id
            && other.depends_on == condition.depends_on
            && other.failed_at == condition.failed_at
    });
    let doubt = Doubt { scene: after, booking: later, before, earlier };
    if ours {
        offer(change, &doubt, &mut [condition], told)?;
    } else if !told {
        tell_failed(change, &doubt, condition.release_at, None)?;
    }
    Ok(())
}

fn mail_safe(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    booking: &BookingRow,
    because: &str,
) -> Result<(), Failure> {
    let mail = PlaceSafe {
        session: scene.facts(),
        booking: booking_ref(booking),
        because: format!("Your place is safe: {because}."),
    };
    post_to_person(change, booking.person_id, |to| {
        Letter::new(to, Message::PlaceSafe(mail)).about_booking(booking.id).about_session(scene.id())
    })
}

/// Looks again at a person's places in doubt, after they booked, moved, were waived or completed something.
pub(crate) fn review_places(change: &mut Change<'_, '_>, person: PersonId) -> Result<(), Failure> {
    for booking in
        booking::of_person(change.tx.conn(), person, &[BookingState::Booked, BookingState::Requested])?
    {
        let conditions = booking::conditions_of(change.tx.conn(), booking.id)?;
        if conditions.iter().any(|condition| condition.failed_at.is_some()) {
            let scene = Scene::load(change.tx.conn(), booking.session_id)?;
            otherwise_met(change, &scene, &booking)?;
        }
    }
    Ok(())
}
