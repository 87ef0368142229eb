//! Action plans as they are kept.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::{
    domain::{
        action_plans::{ActionInput, ActionState, Sharing},
        ids::{BookingId, PlannedActionId},
    },
    store::{
        error::Error,
        schema::{action_plans as plans, planned_actions as actions},
        write_tx::WriteTx,
    },
};

/// Keeps a plan in place of the one there was: actions named by their id are changed, the others are new, and those that
/// are not named any more go.
///
/// # Errors
/// When the database fails.
pub fn replace(
    tx: &mut WriteTx<'_>,
    booking: BookingId,
    of: &[ActionInput],
    sharing: Sharing,
) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    let known = diesel::update(plans::table.find(booking))
        .set((
            plans::shared_with_trainer.eq(sharing.trainer),
            plans::shared_with_manager.eq(sharing.manager),
            plans::revision.eq(plans::revision + 1),
            plans::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    if known == 0 {
        diesel::insert_into(plans::table)
            .values((
                plans::booking_id.eq(booking),
                plans::shared_with_trainer.eq(sharing.trainer),
                plans::shared_with_manager.eq(sharing.manager),
                plans::revision.eq(1),
                plans::created_at.eq(now),
                plans::updated_at.eq(now),
            ))
            .execute(tx.conn())?;
    }
    let kept: Vec<PlannedActionId> = of.iter().filter_map(|action| action.id).collect();
    diesel::delete(actions::table.filter(actions::booking_id.eq(booking)).filter(actions::id.ne_all(&kept)))
        .execute(tx.conn())?;
    for (position, action) in (1..).zip(of) {
        put(tx, booking, position, action)?;
    }
    Ok(())
}

fn put(tx: &mut WriteTx<'_>, booking: BookingId, position: i32, action: &ActionInput) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    let said = (
        actions::position.eq(position),
        actions::words.eq(&action.text),
        actions::due_on.eq(action.by),
        actions::state.eq(action.state),
        actions::note.eq(&action.note),
        actions::updated_at.eq(now),
    );
    if let Some(id) = action.id {
        let theirs = actions::table.filter(actions::id.eq(id)).filter(actions::booking_id.eq(booking));
        diesel::update(theirs).set(said).execute(tx.conn())?;
    } else {
        let id: PlannedActionId = tx.new_id();
        diesel::insert_into(actions::table)
            .values((actions::id.eq(id), actions::booking_id.eq(booking), said))
            .execute(tx.conn())?;
    }
    Ok(())
}

/// Marks an action of a plan, and moves its day; whether the plan has it.
///
/// # Errors
/// When the database fails.
pub fn mark(
    tx: &mut WriteTx<'_>,
    (booking, action): (BookingId, PlannedActionId),
    state: ActionState,
    by: Option<NaiveDate>,
) -> Result<bool, Error> {
    let now = tx.now().naive_utc();
    let theirs = actions::table.filter(actions::id.eq(action)).filter(actions::booking_id.eq(booking));
    let marked = diesel::update(theirs)
        .set((actions::state.eq(state), actions::updated_at.eq(now)))
        .execute(tx.conn())?;
    if marked == 0 {
        return Ok(false);
    }
    if let Some(by) = by {
        diesel::update(actions::table.find(action)).set(actions::due_on.eq(by)).execute(tx.conn())?;
    }
    diesel::update(plans::table.find(booking))
        .set((plans::revision.eq(plans::revision + 1), plans::updated_at.eq(now)))
        .execute(tx.conn())?;
    Ok(true)
}

/// Notes that its holder is reminded of these actions for their day.
///
/// # Errors
/// When the database fails.
pub fn reminded(tx: &mut WriteTx<'_>, of: &[PlannedActionId]) -> Result<(), Error> {
    diesel::update(actions::table.filter(actions::id.eq_any(of)))
        .set(actions::reminded_for.eq(actions::due_on.nullable()))
        .execute(tx.conn())?;
    Ok(())
}

/// Lets a plan go along where one booking takes the place of another of the same person, unless that one has a plan.
///
/// # Errors
/// When the database fails.
pub fn carry(tx: &mut WriteTx<'_>, from: BookingId, into: BookingId) -> Result<(), Error> {
    let taken: i64 = plans::table.find(into).count().get_result(tx.conn())?;
    let there: i64 = plans::table.find(from).count().get_result(tx.conn())?;
    if taken > 0 || there == 0 {
        return Ok(());
    }
    let now = tx.now().naive_utc();
    let (trainer, manager): (bool, bool) = plans::table
        .find(from)
        .select((plans::shared_with_trainer, plans::shared_with_manager))
        .first(tx.conn())?;
    diesel::insert_into(plans::table)
        .values((
            plans::booking_id.eq(into),
            plans::shared_with_trainer.eq(trainer),
            plans::shared_with_manager.eq(manager),
            plans::revision.eq(1),
            plans::created_at.eq(now),
            plans::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    diesel::update(actions::table.filter(actions::booking_id.eq(from)))
        .set(actions::booking_id.eq(into))
        .execute(tx.conn())?;
    diesel::delete(plans::table.find(from)).execute(tx.conn())?;
    Ok(())
}

/// Erases the plans of these bookings.
///
/// # Errors
/// When the database fails.
pub fn erase(tx: &mut WriteTx<'_>, of: &[BookingId]) -> Result<(), Error> {
    diesel::delete(actions::table.filter(actions::booking_id.eq_any(of))).execute(tx.conn())?;
    diesel::delete(plans::table.filter(plans::booking_id.eq_any(of))).execute(tx.conn())?;
    Ok(())
}
