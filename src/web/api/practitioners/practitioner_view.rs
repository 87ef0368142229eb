//! A practitioner as the register answers.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    domain::{
        ids::{PersonId, SessionId},
        practice::PracticeState,
    },
    store::read::{
        catalogue::course_brief::CourseBrief,
        people::person_views::OrganisationBrief,
        practitioners::register::{Practitioner, Supporter},
    },
};

/// A practitioner by one course.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PractitionerView {
    /// Their record; for coordinators alone.
    pub person_id: Option<PersonId>,
    /// Their name.
    pub name: String,
    /// The organisations they practise at.
    pub organisations: Vec<OrganisationBrief>,
    /// The course they are trained by.
    pub course: CourseBrief,
    /// The ladder it is a step of, by name.
    pub ladder: Option<String>,
    /// Which step, from 1.
    pub step: Option<i32>,
    /// The last day on which they are current; null where nobody knows.
    pub current_until: Option<NaiveDate>,
    /// How that stands today.
    pub state: PracticeState,
    /// Whether they said yes to being listed.
    pub listed: bool,
    /// Who supports them, by name, or `hub`; for coordinators alone.
    pub supported_by: Option<String>,
    /// Where it lapses soon, or has lapsed: coming dates that keep it.
    pub dates: Vec<KeepingDateView>,
}

/// A coming date that keeps somebody current.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct KeepingDateView {
    /// The session.
    pub session_id: SessionId,
    /// Start of its first date.
    pub starts_at: DateTime<Utc>,
}

impl PractitionerView {
    /// As a caller sees them: `whole` for a coordinator.
    #[must_use]
    pub fn of(one: Practitioner, whole: bool) -> Self {
        let step = one.course.step.clone();
        Self {
            person_id: whole.then_some(one.person),
            name: one.name,
            organisations: one
                .organisations
                .into_iter()
                .map(|(id, name)| OrganisationBrief { id, name })
                .collect(),
            course: CourseBrief { slug: one.course.slug, title: one.course.title },
            ladder: step.as_ref().map(|(ladder, ..)| ladder.clone()),
            step: step.map(|(_, step, _)| step),
            current_until: one.until,
            state: one.state,
            listed: one.listed,
            supported_by: one.supported_by.filter(|_| whole).map(|by| match by {
                Supporter::Hub => "hub".to_owned(),
                Supporter::Colleague(name) => name,
            }),
            dates: one
                .dates
                .into_iter()
                .map(|date| KeepingDateView { session_id: date.session, starts_at: date.starts_at })
                .collect(),
        }
    }
}
