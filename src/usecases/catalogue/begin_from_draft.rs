//! Beginning a ladder or a course from a ready-made draft: made at once, and seen by coordinators alone until it is
//! published.

use std::collections::BTreeMap;

use super::{
    course_terms::{CourseTerms, RequirementTerms},
    create_course, edit_ladder,
};
use crate::{
    domain::{
        ids::PersonId,
        ladders::RungInput,
        ready_made::{ReadyCourse, ReadyLadder},
        words::RequirementKind,
    },
    store::{
        Error,
        read::catalogue::{courses, ladders},
        write::catalogue::drafts,
    },
    usecases::{
        UseCases,
        catalogue::edit_ladder::LadderTerms,
        change::Change,
        error::{Failure, forbidden},
        idempotency::{Answer, OnceKey, once},
    },
};

/// How many names in addresses are tried before the catalogue is said to be full of them.
const NAMES: usize = 50;

impl UseCases {
    /// Makes a ladder with its courses as drafts; its name in addresses.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_ladder(
        &self,
        by: PersonId,
        ready: &'static ReadyLadder,
        key: Option<OnceKey>,
    ) -> Result<Answer<String>, Failure> {
        self.change(move |change| once(change, key.as_ref(), |change| ladder(change, by, ready))).await
    }

    /// Makes a course as a draft, on no ladder; its name in addresses.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_course(
        &self,
        by: PersonId,
        ready: &'static ReadyCourse,
        key: Option<OnceKey>,
    ) -> Result<Answer<String>, Failure> {
        self.change(move |change| {
            once(change, key.as_ref(), |change| course(change, by, ready, None, &mut BTreeMap::new()))
        })
        .await
    }
}

fn ladder(change: &mut Change<'_, '_>, by: PersonId, ready: &ReadyLadder) -> Result<String, Failure> {
    let slug = free(ready.slug, |slug| match ladders::ladder(change.conn(), slug) {
        Ok(_) => Ok(true),
        Err(Error::Missing) => Ok(false),
        Err(error) => Err(error),
    })?;
    let rungs = ready.steps.iter().map(|step| RungInput { id: None, name: step.step.to_owned() }).collect();
    let terms = LadderTerms {
        name: Some(ready.name.to_owned()),
        summary: Some(ready.summary.to_owned()),
        position: None,
        rungs: Some(rungs),
    };
    let made = edit_ladder::create(change.tx, by, Some(&slug), &terms)?;
    drafts::draft_ladder(change.tx, made.view.id)?;
    let mut called = BTreeMap::new();
    for (rung, step) in (1..).zip(ready.steps) {
        course(change, by, step, Some((slug.as_str(), rung)), &mut called)?;
    }
    Ok(slug)
}

/// Makes one course; `called` are those made before it, by the name they have in the ready-made ladder.
fn course(
    change: &mut Change<'_, '_>,
    by: PersonId,
    ready: &ReadyCourse,
    place: Option<(&str, i64)>,
    called: &mut BTreeMap<&'static str, String>,
) -> Result<String, Failure> {
    let slug = free(ready.slug, |slug| known(change, slug))?;
    let mut needs = Vec::new();
    for group in ready.needs {
        let mut any = Vec::new();
        for need in *group {
            let slug = called.get(need.course).cloned().unwrap_or_else(|| need.course.to_owned());
            // A course begun alone asks for those that are there already.
            if known(change, &slug)? {
                any.push(RequirementTerms {
                    kind: RequirementKind::Course,
                    slug: Some(slug),
                    within_months: need.within_months,
                });
            }
        }
        if !any.is_empty() {
            needs.push(any);
        }
    }
    let terms = CourseTerms {
        slug: Some(slug.clone()),
        title: Some(ready.title.to_owned()),
        ladder: Some(place.map(|(ladder, _)| ladder.to_owned())),
        rung: Some(place.map(|(_, rung)| rung)),
        summary: Some(ready.summary.to_owned()),
        audience: Some(ready.audience.to_owned()),
        outcomes: Some(ready.outcomes.iter().map(|outcome| (*outcome).to_owned()).collect()),
        delivery: Some(ready.delivery),
        duration_minutes: Some(ready.minutes),
        cpd_minutes: Some(ready.cpd),
        capacity: Some(ready.capacity),
        by_commission: Some(ready.by_commission),
        prerequisites: Some(needs),
        ..CourseTerms::default()
    };
    let made = create_course::create(change, by, &terms)?;
    drafts::draft_course(change.tx, made.view.id)?;
    called.insert(ready.slug, slug.clone());
    Ok(slug)
}

/// Whether there is a course of this name in addresses.
pub(super) fn known(change: &mut Change<'_, '_>, slug: &str) -> Result<bool, Error> {
    match courses::by_slug(change.conn(), slug) {
        Ok(_) => Ok(true),
        Err(Error::Missing) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The name itself, or with the first number that makes it free.
pub(super) fn free(
    slug: &str,
    mut taken: impl FnMut(&str) -> Result<bool, Error>,
) -> Result<String, Failure> {
    for number in 1..=NAMES {
        let tried = if number == 1 { slug.to_owned() } else { format!("{slug}-{number}") };
        if !taken(&tried)? {
            return Ok(tried);
        }
    }
    forbidden("slug_taken", "There are too many of this name already. Change the names of some first.")
}
