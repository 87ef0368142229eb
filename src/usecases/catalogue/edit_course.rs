//! Changing a course.

use std::sync::Arc;

use super::course_terms::{CourseTerms, agree, standpoint, store_agreed};
use crate::{
    domain::ids::PersonId,
    store::{
        WriteTx,
        read::{
            catalogue::{
                course::{CourseView, course},
                courses,
            },
            revised::Revised,
        },
        write::{catalogue::course as catalogue, service::audit},
    },
    usecases::{
        Settings, UseCases,
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
        let settings = Arc::clone(&self.settings);
        self.db.write(move |tx| edit(tx, &settings, &ask)).await
    }
}

fn edit(tx: &mut WriteTx<'_>, settings: &Settings, ask: &EditCourse) -> Result<Revised<CourseView>, Failure> {
    let id = courses::by_slug(tx.conn(), &ask.slug)?.id;
    catalogue::hold_course(tx, id)?;
    let mut row = courses::row(tx.conn(), id)?;
    if ask.revision.is_some_and(|revision| revision != row.revision) {
        return Err(Refused::Stale.into());
    }
    let place = courses::place(tx.conn(), id)?;
    let agreed = agree(tx, &mut row, (place, false), &ask.terms)?;
    catalogue::store_course(tx, &row)?;
    store_agreed(tx, &row, &agreed)?;
    audit::record(tx, Some(ask.by), "course_edited", ("course", id), None)?;
    let now = tx.now();
    Ok(course(tx.conn(), &row.slug, standpoint(settings, now))?)
}
