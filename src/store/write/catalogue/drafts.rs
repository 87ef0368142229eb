//! Ladders and courses that are not published yet.
//!
//! A draft is a course that is not given, as a retired one is: so it stands in no list and nothing can be booked. That it
//! was never given is what its mark says.

use diesel::prelude::*;

use crate::{
    domain::ids::{CourseId, LadderId},
    store::{
        error::Error,
        schema::{courses, ladders, rungs},
        write_tx::WriteTx,
    },
};

/// Makes a course that was just made a draft.
///
/// # Errors
/// When the database fails.
pub fn draft_course(tx: &mut WriteTx<'_>, id: CourseId) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::update(courses::table.find(id))
        .set((courses::draft.eq(true), courses::retired_at.eq(Some(now))))
        .execute(tx.conn())?;
    Ok(())
}

/// Makes a ladder that was just made a draft.
///
/// # Errors
/// When the database fails.
pub fn draft_ladder(tx: &mut WriteTx<'_>, id: LadderId) -> Result<(), Error> {
    diesel::update(ladders::table.find(id)).set(ladders::draft.eq(true)).execute(tx.conn())?;
    Ok(())
}

/// Publishes a course, under its next revision.
///
/// # Errors
/// When the database fails.
pub fn publish_course(tx: &mut WriteTx<'_>, id: CourseId) -> Result<(), Error> {
    diesel::update(courses::table.find(id))
        .set((
            courses::draft.eq(false),
            courses::retired_at.eq(None::<chrono::NaiveDateTime>),
            courses::revision.eq(courses::revision + 1),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Publishes a ladder, under its next revision.
///
/// # Errors
/// When the database fails.
pub fn publish_ladder(tx: &mut WriteTx<'_>, id: LadderId) -> Result<(), Error> {
    diesel::update(ladders::table.find(id))
        .set((ladders::draft.eq(false), ladders::revision.eq(ladders::revision + 1)))
        .execute(tx.conn())?;
    Ok(())
}

/// The drafts that stand on a ladder.
///
/// # Errors
/// When the database fails.
pub fn drafts_on(tx: &mut WriteTx<'_>, ladder: LadderId) -> Result<Vec<CourseId>, Error> {
    Ok(courses::table
        .inner_join(rungs::table)
        .filter(rungs::ladder_id.eq(ladder))
        .filter(courses::draft.eq(true))
        .order(rungs::position)
        .select(courses::id)
        .load(tx.conn())?)
}
