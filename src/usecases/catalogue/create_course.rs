//! Adding a course to the catalogue.

use super::course_terms::{CourseTerms, agree, standpoint, store_agreed};
use crate::{
    domain::{
        courses::{self, suggest_slug},
        ids::PersonId,
    },
    store::{
        Error,
        read::{
            catalogue::{
                course::{CourseView, course},
                courses::CourseRow,
            },
            revised::Revised,
        },
        write::catalogue::course as catalogue,
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, forbidden},
        idempotency::{Answer, OnceKey, once},
    },
};

impl UseCases {
    /// Creates a course. Without a slug it gets one made of its title; without CPD as much as it lasts.
    ///
    /// # Errors
    /// Every broken rule; `slug_taken`.
    pub async fn create_course(
        &self,
        by: PersonId,
        terms: CourseTerms,
        key: Option<OnceKey>,
    ) -> Result<Answer<Revised<CourseView>>, Failure> {
        self.change(move |change| once(change, key.as_ref(), |change| create(change, by, &terms))).await
    }
}

pub(super) fn create(
    change: &mut Change<'_, '_>,
    by: PersonId,
    terms: &CourseTerms,
) -> Result<Revised<CourseView>, Failure> {
    let now = change.tx.now();
    let mut terms = terms.clone();
    if terms.slug.is_none() {
        terms.slug = terms.title.as_deref().map(suggest_slug);
    }
    terms.cpd_minutes = terms.cpd_minutes.or(terms.duration_minutes);
    let mut row = CourseRow {
        id: change.tx.new_id(),
        slug: String::new(),
        title: String::new(),
        title_folded: String::new(),
        rung_id: None,
        summary: String::new(),
        audience: String::new(),
        outcomes: "[]".to_owned(),
        delivery: courses::DEFAULT_DELIVERY,
        duration_minutes: 0,
        cpd_minutes: 0,
        capacity: courses::DEFAULT_CAPACITY,
        enough_percent: courses::DEFAULT_ENOUGH_PERCENT,
        enough_dates: None,
        notice_days: courses::DEFAULT_NOTICE_DAYS,
        needs_approval: false,
        by_commission: false,
        trains_organisation: false,
        trains_organisation_from: None,
        invites_trained_organisations: false,
        badges_show_organisation: false,
        current_months: None,
        renewed_by: None,
        retired_at: None,
        revision: 1,
        draft: false,
        created_at: now.naive_utc(),
    };
    let agreed = agree(change.tx, &mut row, (None, true), &terms)?;
    match catalogue::add_course(change.tx, &row) {
        Err(Error::Conflict(_)) => {
            return forbidden("slug_taken", "There is a course of this slug already. Choose another one.");
        }
        other => other?,
    }
    store_agreed(change.tx, &row, &agreed)?;
    change.note(Some(by), "course_created", ("course", row.id), None);
    Ok(course(change.tx.conn(), &row.slug, standpoint(&change.settings.provider(), now))?)
}
