//! The register of practitioners.

use actix_web::{HttpResponse, http::header, web::Data};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    app::App,
    domain::{
        ids::{OrganisationId, PersonId, SessionId},
        practice::PracticeState,
    },
    store::read::{
        catalogue::course_brief::CourseBrief,
        people::person_views::OrganisationBrief,
        practitioners::register::{Practitioner, RegisterQuery, Supporter, register},
    },
    web::{
        error::ApiResult,
        extract::{Caller, Listed, Params},
        files::{practitioners, tables::asked_form},
    },
};

/// Which practitioners.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PractitionersQuery {
    organisation: Option<OrganisationId>,
    course: Option<String>,
    lapsing: Option<bool>,
    format: Option<String>,
}

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
    fn of(one: Practitioner, whole: bool) -> Self {
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

/// Who is trained to which step, and current until when: those who said yes to being listed and are current; for
/// coordinators everybody. As CSV or a workbook too.
#[utoipa::path(get, path = "/api/v1/reports/practitioners", tag = "Reports",
    params(("organisation" = Option<OrganisationId>, Query, description = "Members of this organisation alone"),
        ("course" = Option<String>, Query, description = "By the course of this slug alone"),
        ("lapsing" = Option<bool>, Query, description = "Only whose practice lapses within sixty days"),
        ("format" = Option<String>, Query, description = "`json` (when left out), `csv` or `xlsx`")),
    responses((status = 200, description = "The register, by name", content(
        (crate::web::api::page_schemas::PractitionerPage = "application/json"), (String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub async fn read(app: Data<App>, caller: Caller, query: Params<PractitionersQuery>) -> ApiResult<HttpResponse> {
    let PractitionersQuery { organisation, course, lapsing, format } = query.0;
    let form = asked_form(format.as_deref())?;
    let (whole, now) = (caller.actor.is_coordinator, app.clock.now());
    let query = RegisterQuery {
        people: None,
        listed: !whole,
        organisation,
        course,
        lapsing: lapsing.unwrap_or(false),
    };
    let found = app.reads.run(move |c| register(c, &query, now)).await?;
    if let Some(form) = form {
        return practitioners::table(&app, &found, whole, form).await;
    }
    let items = found.into_iter().map(|one| PractitionerView::of(one, whole)).collect();
    let page = Listed::<PractitionerView> { items, next: None };
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "private, no-store")).json(page))
}
