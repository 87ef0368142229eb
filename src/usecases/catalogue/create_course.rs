//! Adding a course to the catalogue.

use std::sync::Arc;

use super::course_terms::{CourseTerms, agree, standpoint, store_agreed};
use crate::{
    domain::{courses::suggest_slug, ids::PersonId, words::Delivery},
    store::{
        Error, WriteTx,
        read::{
            catalogue::{
                course::{CourseView, course},
                courses::CourseRow,
            },
            revised::Revised,
        },
        write::{catalogue::course as catalogue, service::audit},
    },
    usecases::{
        Settings, UseCases,
        error::{Failure, forbidden},
        idempotency::{Answer, OnceKey, once},
    },
};

/// Places of a session of a course that says nothing about them.
const CAPACITY: i32 = 20;
/// Per cent of a date that is enough, unless the course says otherwise.
const ENOUGH_PERCENT: i32 = 80;
/// Working days of notice, unless the course says otherwise.
const NOTICE_DAYS: i32 = 3;

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
        let settings = Arc::clone(&self.settings);
        self.db.write(move |tx| once(tx, key.as_ref(), |tx| create(tx, &settings, by, &terms))).await
    }
}

fn create(
    tx: &mut WriteTx<'_>,
    settings: &Settings,
    by: PersonId,
    terms: &CourseTerms,
) -> Result<Revised<CourseView>, Failure> {
    let now = tx.now();
    let mut terms = terms.clone();
    if terms.slug.is_none() {
        terms.slug = terms.title.as_deref().map(suggest_slug);
    }
    terms.cpd_minutes = terms.cpd_minutes.or(terms.duration_minutes);
    let mut row = CourseRow {
        id: tx.new_id(),
        slug: String::new(),
        title: String::new(),
        title_folded: String::new(),
        rung_id: None,
        summary: String::new(),
        audience: String::new(),
        outcomes: "[]".to_owned(),
        delivery: Delivery::Zoom,
        duration_minutes: 0,
        cpd_minutes: 0,
        capacity: CAPACITY,
        enough_percent: ENOUGH_PERCENT,
        enough_dates: None,
        notice_days: NOTICE_DAYS,
        needs_approval: false,
        by_commission: false,
        trains_organisation: false,
        invites_trained_organisations: false,
        retired_at: None,
        revision: 1,
        created_at: now.naive_utc(),
    };
    let agreed = agree(tx, &mut row, (None, true), &terms)?;
    match catalogue::add_course(tx, &row) {
        Err(Error::Conflict(_)) => {
            return forbidden("slug_taken", "There is a course of this slug already. Choose another one.");
        }
        other => other?,
    }
    store_agreed(tx, &row, &agreed)?;
    audit::record(tx, Some(by), "course_created", ("course", row.id), None)?;
    Ok(course(tx.conn(), &row.slug, standpoint(settings, now))?)
}
