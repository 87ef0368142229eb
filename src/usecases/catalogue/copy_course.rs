//! Making a course like another: a draft with its texts, length, outcomes, prerequisites and settings, on no ladder.

use super::{
    begin_from_draft::{free, known},
    course_terms::{CourseTerms, RequirementTerms, standpoint},
    create_course,
};
use crate::{
    domain::{
        courses::{MAX_TITLE, suggest_slug},
        ids::PersonId,
    },
    store::{
        read::{
            catalogue::course::{self, RequirementView},
            sessions::settings,
        },
        write::catalogue::drafts,
    },
    usecases::{
        UseCases,
        change::Change,
        error::Failure,
        idempotency::{Answer, OnceKey, once},
    },
};

impl UseCases {
    /// Makes the copy; its name in addresses. Neither dates nor bookings are copied, nor the step it stands on: that would
    /// be asked of everybody who climbs the ladder.
    ///
    /// # Errors
    /// [`Refused::NotThere`](crate::usecases::Refused::NotThere) if there is no such course.
    pub async fn copy_course(
        &self,
        by: PersonId,
        slug: String,
        key: Option<OnceKey>,
    ) -> Result<Answer<String>, Failure> {
        self.change(move |change| once(change, key.as_ref(), |change| copy(change, by, &slug))).await
    }
}

fn copy(change: &mut Change<'_, '_>, by: PersonId, slug: &str) -> Result<String, Failure> {
    let provider = change.settings.provider();
    let from = standpoint(&provider, change.now());
    let old = course::course(change.conn(), slug, from)?.view;
    let set = settings::course(change.conn(), slug)?.view;
    let title: String = format!("Copy of {}", old.title).chars().take(MAX_TITLE).collect();
    let slug = free(&suggest_slug(&title), |slug| known(change, slug))?;
    let number = |value: i32| Some(i64::from(value));
    let terms = CourseTerms {
        slug: Some(slug.clone()),
        title: Some(title),
        summary: Some(old.summary),
        audience: Some(old.audience),
        outcomes: Some(old.outcomes),
        delivery: Some(old.delivery),
        duration_minutes: number(old.duration_minutes),
        cpd_minutes: number(old.cpd_minutes),
        capacity: number(old.capacity),
        enough_percent: number(set.enough_percent),
        enough_dates: Some(set.enough_dates.map(i64::from)),
        notice_days: number(set.notice_days),
        needs_approval: Some(set.needs_approval),
        by_commission: Some(set.by_commission),
        trains_organisation: Some(set.trains_organisation),
        trains_organisation_from: Some(set.trains_organisation_from.map(i64::from)),
        invites_trained_organisations: Some(set.invites_trained_organisations),
        badges_show_organisation: Some(set.badges_show_organisation),
        current_months: Some(set.current_months.map(i64::from)),
        renewed_by: Some(set.renewed_by),
        prerequisites: Some(
            old.prerequisites.iter().map(|group| group.any_of.iter().map(same).collect()).collect(),
        ),
        restricted_to: Some(set.restricted_to),
        ..CourseTerms::default()
    };
    let made = create_course::create(change, by, &terms)?;
    drafts::draft_course(change.tx, made.view.id)?;
    Ok(slug)
}

fn same(one: &RequirementView) -> RequirementTerms {
    let slug = one.course.as_ref().or(one.credential.as_ref()).or(one.declaration.as_ref());
    RequirementTerms { kind: one.kind, slug: slug.cloned(), within_months: one.within_months.map(i64::from) }
}
