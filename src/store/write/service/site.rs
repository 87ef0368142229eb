//! What the partnership says of itself, and its marks.

use diesel::prelude::*;

use crate::{
    domain::{
        colours::Colour,
        ids::SiteId,
        site::{Mark, SiteDetails},
    },
    store::{
        error::Error,
        schema::{site, site_marks},
        write_tx::WriteTx,
    },
};

/// Touches the row before it is read for an edit, so that a second edit waits for the first; its id.
///
/// # Errors
/// When the database fails.
pub fn hold(tx: &mut WriteTx<'_>) -> Result<SiteId, Error> {
    diesel::update(site::table).set(site::revision.eq(site::revision)).execute(tx.conn())?;
    Ok(site::table.select(site::id).first(tx.conn())?)
}

/// Stores what it says from now on, under the next revision.
///
/// # Errors
/// When the database fails.
pub fn store(tx: &mut WriteTx<'_>, details: &SiteDetails, mark: Option<&str>) -> Result<(), Error> {
    diesel::update(site::table)
        .set((
            site::name.eq(details.name.as_deref()),
            site::sentence.eq(details.sentence.as_deref()),
            site::accent.eq(details.accent.map(Colour::shown)),
            site::mark.eq(mark),
            site::revision.eq(site::revision + 1),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Keeps a mark; one that was kept before stays as it is.
///
/// # Errors
/// When the database fails.
pub fn keep_mark(tx: &mut WriteTx<'_>, name: &str, mark: &Mark) -> Result<(), Error> {
    let known: i64 = site_marks::table.find(name).count().get_result(tx.conn())?;
    if known > 0 {
        return Ok(());
    }
    let size = |of: u32| i32::try_from(of).unwrap_or(i32::MAX);
    diesel::insert_into(site_marks::table)
        .values((
            site_marks::name.eq(name),
            site_marks::kind.eq(mark.kind),
            site_marks::width.eq(size(mark.width)),
            site_marks::height.eq(size(mark.height)),
            site_marks::bytes.eq(&mark.bytes),
            site_marks::added_at.eq(tx.now().naive_utc()),
        ))
        .execute(tx.conn())?;
    Ok(())
}
