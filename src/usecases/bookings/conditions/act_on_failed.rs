//! What follows when something a place hangs on has failed. By our doing the place is kept and other dates are offered
//! first; otherwise, or once those were turned down, the person has two working days, then the place is released.

use super::{
    in_doubt::{
        AT_THE_START, Doubt, INSIDE, lacking, offer, our_doing, replacement, tell_failed, what_happened,
        what_would_help,
    },
    review::otherwise_met,
};
use crate::{
    domain::{
        access::Actor,
        conditions::{
            ConditionState, DAYS_TO_PUT_RIGHT, FailureFacts, NextMove, Replacement, after_judging, next_move,
        },
        ids::{BookingId, PersonId},
        words::BookingState,
        working_days::extended_deadline,
    },
    store::{
        WriteTx,
        read::bookings::{
            booking::{self as views, BookingView},
            conditions as due,
        },
        write::bookings::booking::{self, BookingRow, ConditionRow},
    },
    usecases::{
        UseCases,
        bookings::{
            end_booking::end,
            judge_eligibility::judge_again,
            open_booking::{Opened, check_not_started, open_booking},
        },
        change::Change,
        error::{Failure, forbidden},
        events::Ending,
        loaded_session::{Scene, next_dates},
    },
};
use std::rc::Rc;

fn failed(tx: &mut WriteTx<'_>, booking: BookingId) -> Result<Vec<ConditionRow>, Failure> {
    let mut rows = booking::conditions_of(tx.conn(), booking)?;
    rows.retain(|row| row.failed_at.is_some());
    Ok(rows)
}

impl UseCases {
    /// Acts on failed conditions: offers a replacement once there is one, counts one that was not answered as turned
    /// down, and when the time to put it right is over judges the whole prerequisite again and releases the place if it
    /// still fails. Each booking in a write of its own; gives for how many something was done.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn act_on_failed_conditions(&self) -> Result<usize, Failure> {
        let now = self.db.clock().now();
        let due = self.db.read(move |c| due::bookings_to_act_on(c, now)).await?;
        let mut count = 0;
        for booking in due {
            count += usize::from(self.change(move |change| act(change, booking)).await?);
        }
        Ok(count)
    }

    /// Turns down the dates offered instead of one that we changed: from now on the person has two working days.
    ///
    /// # Errors
    /// `no_replacement_offered`, `session_started`.
    pub async fn decline_replacement(
        &self,
        actor: Actor,
        booking: BookingId,
    ) -> Result<BookingView, Failure> {
        self.change(move |change| {
            let open = open_booking(change, booking, &[], &[])?;
            let mut rows = failed(change.tx, booking)?;
            rows.retain(|row| matches!(replacement(row), Replacement::Offered(_)));
            if rows.is_empty() || !holds(&open.booking) {
                let detail = "No other date is on offer instead of an earlier one. Read the booking again.";
                return forbidden("no_replacement_offered", detail);
            }
            check_not_started(change.tx, &open.scene, &Actor { is_coordinator: false, ..actor })?;
            turn_down(change, &open, rows, Some(actor.person_id))?;
            change.note(Some(actor.person_id), "replacement_declined", ("booking", booking), None);
            Ok(views::view(change.tx.conn(), booking)?)
        })
        .await
    }
}

fn holds(booking: &BookingRow) -> bool {
    matches!(booking.state, BookingState::Booked | BookingState::Requested)
}

fn act(change: &mut Change<'_, '_>, id: BookingId) -> Result<bool, Failure> {
    let open = open_booking(change, id, &[], &[])?;
    if !holds(&open.booking) {
        return Ok(false);
    }
    let (mut owed, mut silent, mut over) = (Vec::new(), Vec::new(), None);
    let mut acted = set_deadlines(change.tx, &open.scene, id)?;
    for (row, next) in moves(change.tx, &open.scene, id)? {
        match next {
            NextMove::OfferReplacement => owed.push(row),
            NextMove::CountAsTurnedDown => silent.push(row),
            NextMove::JudgeAgain => over = Some(row),
            NextMove::Wait { .. } | NextMove::LeaveAlone => {}
        }
    }
    if let Some(row) = over {
        release_if_still_failing(change, open, &row)?;
        return Ok(true);
    }
    if silent.is_empty() && owed.is_empty() {
        return Ok(acted);
    }
    let to_offer = !what_would_help(change.tx, &open.scene, &open.booking)?.0.is_empty();
    if !silent.is_empty() {
        acted = true;
        if to_offer {
            turn_down(change, &open, silent, None)?;
        } else {
            // Nothing of what was offered can be taken any more: it is owed again.
            for mut row in silent {
                (row.offered_at, row.answer_by) = (None, None);
                booking::store_condition(change.tx, &row)?;
            }
        }
    }
    if let Some(row) = owed.first().filter(|_| to_offer) {
        let (before, earlier) = earlier_of(change.tx, row)?;
        let doubt = Doubt { scene: &open.scene, booking: &open.booking, before: &before, earlier: &earlier };
        acted |= offer(change, &doubt, &mut owed, false)?;
    }
    Ok(acted)
}

fn earlier_of(tx: &mut WriteTx<'_>, row: &ConditionRow) -> Result<(Rc<Scene>, BookingRow), Failure> {
    let earlier = booking::load(tx.conn(), row.depends_on)?;
    Ok((Scene::load(tx.conn(), earlier.session_id)?, earlier))
}

/// What is to be done now about each failed condition of a booking.
fn moves(
    tx: &mut WriteTx<'_>,
    scene: &Scene,
    booking: BookingId,
) -> Result<Vec<(ConditionRow, NextMove)>, Failure> {
    let now = tx.now();
    let objections = due::objections(tx.conn(), booking)?;
    let rows = failed(tx, booking)?;
    let judged = rows.into_iter().map(|row| {
        let facts = FailureFacts {
            told_at: row.failed_at.map_or(now, |at| at.and_utc()),
            replacement: replacement(&row),
            objections: &objections,
            later_starts_at: scene.starts_at(),
        };
        let next = next_move(&facts, now);
        (row, next)
    });
    Ok(judged.collect())
}

/// Stores until when each failed condition waits: an open objection stops the clock, and its answer lets it run again.
/// Gives whether anything changed.
fn set_deadlines(tx: &mut WriteTx<'_>, scene: &Scene, booking: BookingId) -> Result<bool, Failure> {
    let mut changed = false;
    for (mut row, next) in moves(tx, scene, booking)? {
        let NextMove::Wait { until } = next else { continue };
        let until = until.map(|at| at.naive_utc());
        let offered = matches!(replacement(&row), Replacement::Offered(_));
        let deadline = if offered { &mut row.answer_by } else { &mut row.release_at };
        if *deadline != until {
            *deadline = until;
            booking::store_condition(tx, &row)?;
            changed = true;
        }
    }
    Ok(changed)
}

/// Stops or starts the clocks of every place that is in doubt because of this booking, after an objection to it was
/// raised or answered. The person must be locked.
pub(in crate::usecases) fn clocks_after_objection(
    tx: &mut WriteTx<'_>,
    about: BookingId,
) -> Result<(), Failure> {
    let mut places: Vec<BookingId> =
        booking::conditions_on(tx.conn(), about)?.into_iter().map(|row| row.booking_id).collect();
    places.push(about);
    places.sort();
    places.dedup();
    for place in places {
        let session = booking::load(tx.conn(), place)?.session_id;
        let scene = Scene::load(tx.conn(), session)?;
        set_deadlines(tx, &scene, place)?;
    }
    Ok(())
}

/// The dates offered instead were turned down, or by nobody: not taken in time. The person's two working days begin.
fn turn_down(
    change: &mut Change<'_, '_>,
    open: &Opened,
    rows: Vec<ConditionRow>,
    by: Option<PersonId>,
) -> Result<(), Failure> {
    let now = change.tx.now();
    let booking = &open.booking;
    let objections = due::objections(change.tx.conn(), booking.id)?;
    let release_at = extended_deadline(now, DAYS_TO_PUT_RIGHT, &objections).map(|at| at.naive_utc());
    let Some(first) = rows.first() else { return Ok(()) };
    let (before, earlier) = earlier_of(change.tx, first)?;
    for mut row in rows {
        row.state = ConditionState::Failed;
        (row.turned_down_at, row.answer_by) = (Some(now.naive_utc()), None);
        row.release_at = release_at;
        booking::store_condition(change.tx, &row)?;
    }
    let what = match by {
        Some(_) => "The other dates offered for the earlier course were turned down.",
        None => "None of the other dates offered for the earlier course was taken in time.",
    };
    booking::add_event(change.tx, booking.id, booking.session_id, booking.state, by, Some(what))?;
    let doubt = Doubt { scene: &open.scene, booking, before: &before, earlier: &earlier };
    let because = format!("{} {what}", our_doing(change.tx, &doubt, AT_THE_START)?);
    tell_failed(change, &doubt, release_at, Some(because))
}

fn release_if_still_failing(
    change: &mut Change<'_, '_>,
    open: Opened,
    over: &ConditionRow,
) -> Result<(), Failure> {
    let Opened { scene, mut booking, .. } = open;
    if otherwise_met(change, &scene, &booking)? {
        return Ok(());
    }
    let now = change.tx.now();
    let (before, earlier) = earlier_of(change.tx, over)?;
    let doubt = Doubt { scene: &scene, booking: &booking, before: &before, earlier: &earlier };
    let reason = match replacement(over) {
        Replacement::TurnedDown(_) => our_doing(change.tx, &doubt, INSIDE)?,
        _ => what_happened(change.tx, &doubt, INSIDE)?,
    };
    let judged = judge_again(change.tx, &scene, &booking)?;
    let courses = lacking(change.tx, &scene, &after_judging(&judged.groups, &[]))?;
    let next_dates = next_dates(change.tx.conn(), &courses, None, now)?;
    let state = booking.state;
    let to_state =
        if state == BookingState::Booked { BookingState::Released } else { BookingState::Cancelled };
    let how = Ending::Released { because: reason.clone(), next_dates };
    end(change, &scene, &mut booking, to_state, (None, Some(&reason)), how)
}
