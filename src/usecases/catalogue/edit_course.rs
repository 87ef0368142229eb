//! Changing a course.

use super::course_terms::{CourseTerms, agree, standpoint, store_agreed};
use crate::{
    domain::ids::PersonId,
    store::{
        read::{
            catalogue::{
                course::{CourseView, course},
                courses,
            },
            revised::Revised,
        },
        write::catalogue::course as catalogue,
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, Refused},
    },
};

/// A change asked for.
#[derive(Debug, Clone)]
pub struct EditCourse {
    /// Who asks.
    pub by: PersonId,
    /// Which course.
    pub slug: String,
    /// The revision it was made against; any when `None`.
    pub revision: Option<i32>,
    /// What changes.
    pub terms: CourseTerms,
}

impl UseCases {
    /// Changes a course. A group of its prerequisite that is edited gets a new id.
    ///
    /// # Errors
    /// [`Refused::Stale`], judged first; every broken rule.
    pub async fn edit_course(&self, ask: EditCourse) -> Result<Revised<CourseView>, Failure> {
        self.change(move |change| edit(change, &ask)).await
    }
}

fn edit(change: &mut Change<'_, '_>, ask: &EditCourse) -> Result<Revised<CourseView>, Failure> {
    let id = courses::by_slug(change.tx.conn(), &ask.slug)?.id;
    catalogue::hold_course(change.tx, id)?;
    let mut row = courses::row(change.tx.conn(), id)?;
    if ask.revision.is_some_and(|revision| revision != row.revision) {
        return Err(Refused::Stale.into());
    }
    let place = courses::place(change.tx.conn(), id)?;
    let agreed = agree(change.tx, &mut row, (place, false), &ask.terms)?;
    catalogue::store_course(change.tx, &row)?;
    store_agreed(change.tx, &row, &agreed)?;
    change.note(Some(ask.by), "course_edited", ("course", id), None);
    let now = change.tx.now();
    Ok(course(change.tx.conn(), &row.slug, standpoint(change.settings, now))?)
}
