//! Ladders with their rungs, kinds of credentials and declarations, accreditations.

use diesel::prelude::*;

use crate::{
    domain::{
        ids::{AccreditationId, CourseId, CredentialKindId, DeclarationId, LadderId, RungId},
        ladders::{AccreditationInput, LadderDetails, RungChanges},
        words::OrganisationKind,
    },
    store::{
        error::Error,
        schema::{
            accreditation_audiences, accreditation_courses, accreditations, courses, credential_kinds,
            declaration_kinds, ladders, rungs,
        },
        write_tx::WriteTx,
    },
};

/// Adds a ladder without its rungs.
///
/// # Errors
/// [`Error::Conflict`] when one of this slug exists.
pub fn add(tx: &mut WriteTx<'_>, ladder: &LadderDetails) -> Result<LadderId, Error> {
    let id: LadderId = tx.new_id();
    tx.savepoint(|tx| {
        diesel::insert_into(ladders::table)
            .values((
                ladders::id.eq(id),
                ladders::slug.eq(&ladder.slug),
                ladders::name.eq(&ladder.name),
                ladders::summary.eq(&ladder.summary),
                ladders::position.eq(ladder.position),
                ladders::revision.eq(1),
            ))
            .execute(tx.conn())
            .map_err(Error::from)
    })?;
    Ok(id)
}

/// Stores a changed ladder without its rungs, under the next revision. Its slug stays: it stands in links.
///
/// # Errors
/// When the database fails.
pub fn store(tx: &mut WriteTx<'_>, id: LadderId, ladder: &LadderDetails) -> Result<(), Error> {
    diesel::update(ladders::table.find(id))
        .set((
            ladders::name.eq(&ladder.name),
            ladders::summary.eq(&ladder.summary),
            ladders::position.eq(ladder.position),
            ladders::revision.eq(ladders::revision + 1),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Touches a ladder's row before it is read for an edit, so that a second edit waits for the first.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn hold(tx: &mut WriteTx<'_>, slug: &str) -> Result<(), Error> {
    let touched = diesel::update(ladders::table.filter(ladders::slug.eq(slug)))
        .set(ladders::revision.eq(ladders::revision))
        .execute(tx.conn())?;
    if touched == 0 { Err(Error::Missing) } else { Ok(()) }
}

/// The slug of a course that stands on one of these rungs, if there is any.
///
/// # Errors
/// When the database fails.
pub fn course_on(tx: &mut WriteTx<'_>, of: &[RungId]) -> Result<Option<String>, Error> {
    Ok(courses::table
        .filter(courses::rung_id.eq_any(of.iter().map(|id| Some(*id)).collect::<Vec<_>>()))
        .order(courses::slug)
        .select(courses::slug)
        .first(tx.conn())
        .optional()?)
}

/// Gives a ladder the rungs it is to have from now on; no course may stand on those taken away.
///
/// # Errors
/// [`Error::Conflict`] when a course does.
pub fn set_rungs(tx: &mut WriteTx<'_>, ladder: LadderId, changes: &RungChanges) -> Result<(), Error> {
    diesel::delete(rungs::table.filter(rungs::id.eq_any(&changes.removed))).execute(tx.conn())?;
    // Positions are unique, so those that stay step aside before they get their new ones.
    for (aside, (id, _)) in (1_i32..).zip(&changes.rungs) {
        if let Some(id) = id {
            diesel::update(rungs::table.find(id)).set(rungs::position.eq(-aside)).execute(tx.conn())?;
        }
    }
    for (position, (id, name)) in (1_i32..).zip(&changes.rungs) {
        if let Some(id) = id {
            diesel::update(rungs::table.find(id))
                .set((rungs::position.eq(position), rungs::name.eq(name)))
                .execute(tx.conn())?;
        } else {
            let id: RungId = tx.new_id();
            diesel::insert_into(rungs::table)
                .values((
                    rungs::id.eq(id),
                    rungs::ladder_id.eq(ladder),
                    rungs::position.eq(position),
                    rungs::name.eq(name),
                ))
                .execute(tx.conn())?;
        }
    }
    Ok(())
}

/// Adds a kind of credential.
///
/// # Errors
/// [`Error::Conflict`] when one of this slug exists.
pub fn add_credential_kind(tx: &mut WriteTx<'_>, slug: &str, name: &str) -> Result<CredentialKindId, Error> {
    let id: CredentialKindId = tx.new_id();
    tx.savepoint(|tx| {
        diesel::insert_into(credential_kinds::table)
            .values((
                credential_kinds::id.eq(id),
                credential_kinds::slug.eq(slug),
                credential_kinds::name.eq(name),
            ))
            .execute(tx.conn())
            .map_err(Error::from)
    })?;
    Ok(id)
}

/// Adds a statement people can declare.
///
/// # Errors
/// [`Error::Conflict`] when one of this slug exists.
pub fn add_declaration_kind(
    tx: &mut WriteTx<'_>,
    slug: &str,
    statement: &str,
) -> Result<DeclarationId, Error> {
    let id: DeclarationId = tx.new_id();
    tx.savepoint(|tx| {
        diesel::insert_into(declaration_kinds::table)
            .values((
                declaration_kinds::id.eq(id),
                declaration_kinds::slug.eq(slug),
                declaration_kinds::statement.eq(statement),
            ))
            .execute(tx.conn())
            .map_err(Error::from)
    })?;
    Ok(id)
}

/// Adds an accreditation of these courses for these kinds of organisation; for all kinds when there is none.
///
/// # Errors
/// When the database fails.
pub fn add_accreditation(
    tx: &mut WriteTx<'_>,
    accreditation: &AccreditationInput,
    of: &[CourseId],
    audiences: &[OrganisationKind],
) -> Result<AccreditationId, Error> {
    let id: AccreditationId = tx.new_id();
    diesel::insert_into(accreditations::table)
        .values((
            accreditations::id.eq(id),
            accreditations::provider.eq(&accreditation.provider),
            accreditations::body.eq(&accreditation.body),
            accreditations::reference.eq(&accreditation.reference),
            accreditations::valid_from.eq(accreditation.from),
            accreditations::valid_to.eq(accreditation.to),
        ))
        .execute(tx.conn())?;
    for course in of {
        diesel::insert_into(accreditation_courses::table)
            .values((
                accreditation_courses::accreditation_id.eq(id),
                accreditation_courses::course_id.eq(course),
            ))
            .execute(tx.conn())?;
    }
    for kind in audiences {
        diesel::insert_into(accreditation_audiences::table)
            .values((
                accreditation_audiences::accreditation_id.eq(id),
                accreditation_audiences::organisation_kind.eq(kind),
            ))
            .execute(tx.conn())?;
    }
    Ok(id)
}
