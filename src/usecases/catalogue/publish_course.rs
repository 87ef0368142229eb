//! Publishing what lay as a draft: a course, or a ladder with all of its courses that are drafts.

use super::course_terms::standpoint;
use crate::{
    domain::ids::PersonId,
    store::{
        read::{
            catalogue::{
                course::{CourseView, course},
                courses,
                ladders::{LadderView, ladder},
            },
            revised::Revised,
        },
        write::catalogue::{course as catalogue, drafts, ladders as rows},
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, forbidden},
    },
};

impl UseCases {
    /// Publishes a course: from now on everybody finds it, and dates of it can be published.
    ///
    /// # Errors
    /// `already_published`.
    pub async fn publish_course(&self, by: PersonId, slug: String) -> Result<Revised<CourseView>, Failure> {
        self.change(move |change| publish_one(change, by, &slug)).await
    }

    /// Publishes a ladder, and with it the courses on it that are drafts.
    ///
    /// # Errors
    /// `already_published`.
    pub async fn publish_ladder(&self, by: PersonId, slug: String) -> Result<Revised<LadderView>, Failure> {
        self.change(move |change| publish_all(change, by, &slug)).await
    }
}

fn publish_one(
    change: &mut Change<'_, '_>,
    by: PersonId,
    slug: &str,
) -> Result<Revised<CourseView>, Failure> {
    let id = courses::by_slug(change.conn(), slug)?.id;
    catalogue::hold_course(change.tx, id)?;
    if !courses::row(change.conn(), id)?.draft {
        return forbidden("already_published", "This course is published already.");
    }
    drafts::publish_course(change.tx, id)?;
    change.note(Some(by), "course_published", ("course", id), None);
    let now = change.now();
    Ok(course(change.tx.conn(), slug, standpoint(&change.settings.provider(), now))?)
}

fn publish_all(
    change: &mut Change<'_, '_>,
    by: PersonId,
    slug: &str,
) -> Result<Revised<LadderView>, Failure> {
    rows::hold(change.tx, slug)?;
    let stands = ladder(change.conn(), slug)?.view;
    if !stands.draft {
        return forbidden("already_published", "This ladder is published already.");
    }
    drafts::publish_ladder(change.tx, stands.id)?;
    for course in drafts::drafts_on(change.tx, stands.id)? {
        drafts::publish_course(change.tx, course)?;
        change.note(Some(by), "course_published", ("course", course), None);
    }
    change.note(Some(by), "ladder_published", ("ladder", stands.id), None);
    Ok(ladder(change.conn(), slug)?)
}
