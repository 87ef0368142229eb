//! Making and changing a ladder with its rungs.

use crate::{
    domain::{
        courses::suggest_slug,
        ids::{PersonId, RungId},
        ladders::{LadderInput, RungInput, check_ladder},
    },
    store::{
        Error, WriteTx,
        read::{
            catalogue::ladders::{LadderView, ladder, with_drafts},
            revised::Revised,
        },
        write::{catalogue::ladders as rows, service::audit},
    },
    usecases::{
        UseCases,
        error::{Failure, Refused, forbidden},
        idempotency::{Answer, OnceKey, once},
    },
};

/// What is said about a ladder; what is `None` stays as it is.
#[derive(Debug, Clone, Default)]
pub struct LadderTerms {
    /// Its name.
    pub name: Option<String>,
    /// What it is for.
    pub summary: Option<String>,
    /// Where it stands in lists, smaller first.
    pub position: Option<i64>,
    /// Its rungs, lowest first.
    pub rungs: Option<Vec<RungInput>>,
}

impl UseCases {
    /// Creates a ladder, at the end of the list unless a position is given.
    ///
    /// # Errors
    /// Every broken rule; `slug_taken`.
    pub async fn create_ladder(
        &self,
        by: PersonId,
        slug: Option<String>,
        terms: LadderTerms,
        key: Option<OnceKey>,
    ) -> Result<Answer<Revised<LadderView>>, Failure> {
        self.change(move |change| {
            once(change, key.as_ref(), |change| create(change.tx, by, slug.as_deref(), &terms))
        })
        .await
    }

    /// Changes a ladder; `revision` is what the change was made against.
    ///
    /// # Errors
    /// [`Refused::Stale`], judged first; `rung_in_use`; every broken rule.
    pub async fn edit_ladder(
        &self,
        by: PersonId,
        slug: String,
        revision: Option<i32>,
        terms: LadderTerms,
    ) -> Result<Revised<LadderView>, Failure> {
        self.change(move |change| edit(change.tx, by, &slug, revision, &terms)).await
    }
}

pub(super) fn create(
    tx: &mut WriteTx<'_>,
    by: PersonId,
    slug: Option<&str>,
    terms: &LadderTerms,
) -> Result<Revised<LadderView>, Failure> {
    let last = with_drafts(tx.conn())?.iter().map(|ladder| ladder.view.position).max().unwrap_or(0);
    let name = terms.name.clone().unwrap_or_default();
    let input = LadderInput {
        slug: slug.map_or_else(|| suggest_slug(&name), str::to_owned),
        name,
        summary: terms.summary.clone().unwrap_or_default(),
        position: terms.position.unwrap_or_else(|| i64::from(last) + 1),
        rungs: Some(terms.rungs.clone().unwrap_or_default()),
    };
    let details = check_ladder(&input, &[])?;
    let id = match rows::add(tx, &details) {
        Err(Error::Conflict(_)) => {
            return forbidden("slug_taken", "There is a ladder of this slug already. Choose another one.");
        }
        other => other?,
    };
    rows::set_rungs(tx, id, &details.rungs.unwrap_or_default())?;
    audit::record(tx, Some(by), "ladder_created", ("ladder", id), None)?;
    Ok(ladder(tx.conn(), &details.slug)?)
}

fn edit(
    tx: &mut WriteTx<'_>,
    by: PersonId,
    slug: &str,
    revision: Option<i32>,
    terms: &LadderTerms,
) -> Result<Revised<LadderView>, Failure> {
    rows::hold(tx, slug)?;
    let stands = ladder(tx.conn(), slug)?;
    if revision.is_some_and(|revision| revision != stands.revision) {
        return Err(Refused::Stale.into());
    }
    let existing: Vec<RungId> = stands.view.rungs.iter().map(|rung| rung.id).collect();
    let input = LadderInput {
        slug: slug.to_owned(),
        name: terms.name.clone().unwrap_or(stands.view.name),
        summary: terms.summary.clone().unwrap_or(stands.view.summary),
        position: terms.position.unwrap_or_else(|| stands.view.position.into()),
        rungs: terms.rungs.clone(),
    };
    let details = check_ladder(&input, &existing)?;
    rows::store(tx, stands.view.id, &details)?;
    if let Some(changes) = &details.rungs {
        if let Some(course) = rows::course_on(tx, &changes.removed)? {
            let detail = format!("The course {course} stands on a rung that would go. Move it first.");
            return forbidden("rung_in_use", detail);
        }
        rows::set_rungs(tx, stands.view.id, changes)?;
    }
    audit::record(tx, Some(by), "ladder_edited", ("ladder", stands.view.id), None)?;
    Ok(ladder(tx.conn(), slug)?)
}
