//! The courses of the ladders.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::{
    app::App,
    domain::{
        ids::OrganisationId,
        input::{FieldError, optional_short_text},
        people::fold,
        times::{LONDON, day_in},
        words::{ComingDates, Delivery, OrganisationKind, RequirementKind},
    },
    store::read::{
        catalogue::{
            course::{self, CourseFilter, CourseView, Restriction, Standpoint},
            courses as rows,
        },
        revised::Revised,
    },
    usecases::{
        Failure,
        catalogue::{
            course_terms::{CourseTerms, RequirementTerms},
            edit_course::EditCourse,
            retire_course::CallOff,
        },
    },
    web::{
        api::{
            answers::{Ready, created_revised, refuse_stale, revised},
            present,
        },
        error::{ApiError, ApiResult},
        extract::{Body, Caller, IfMatch, IfNoneMatch, Listed, MaybeCaller, Once, Paging, Params, PathSlug},
        kept::{Kept, Made, end_of_day, name_of},
    },
};

/// Which courses to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CourseQuery {
    /// Of the ladder of this slug.
    #[param(example = "city")]
    ladder: Option<String>,
    /// On this rung, from 1.
    rung: Option<i32>,
    /// With these words in the title.
    q: Option<String>,
    /// Those no longer given, instead of those that are.
    retired: Option<bool>,
    /// Items of a page, at most 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<usize>,
    /// The `next` of the page before.
    cursor: Option<String>,
}

/// Lists the courses, ladder by ladder in their order.
#[utoipa::path(get, path = "/api/v1/courses", tag = "Catalogue", params(CourseQuery),
    responses((status = 200, description = "A page of courses", body = crate::web::api::page_schemas::CoursePage),
        (status = 304, description = "As the caller has it")))]
pub async fn list(
    request: HttpRequest,
    app: Data<App>,
    kept: Data<Kept>,
    has: IfNoneMatch,
    query: Params<CourseQuery>,
) -> ApiResult<HttpResponse> {
    let make = async |now| -> ApiResult<Made<Ready>> {
        Ok(Ready::page(&request, listed(&app, query.0, now).await?)?.until(end_of_day(now)))
    };
    Ok(kept.get(&app, name_of(&request), make).await?.answer(&has))
}

async fn listed(app: &App, query: CourseQuery, now: DateTime<Utc>) -> ApiResult<Listed<Revised<CourseView>>> {
    let paging = Paging::read(query.limit, query.cursor.as_deref())?;
    let title = optional_short_text("q", query.q.as_deref(), 200).map_err(Failure::from)?;
    let filter = CourseFilter {
        ladder: query.ladder.map(known_characters),
        rung: query.rung,
        title: title.map(|title| fold(&title)),
        retired: query.retired.unwrap_or(false),
        drafts: false,
        after: paging.after.clone(),
        limit: paging.limit + 1,
    };
    let (settings, today) = (app.settings.clone(), day_in(now, LONDON));
    let items = app
        .reads
        .run(move |c| course::courses(c, &filter, Standpoint { provider: &settings.provider(), today }))
        .await?;
    Ok(Listed::cut(items, &paging, |course| course.view.slug.clone()))
}

/// A name with characters no slug has stands for nothing; a database may not even take them.
pub(in crate::web::api) fn known_characters(slug: String) -> String {
    if slug.contains('\0') { String::new() } else { slug }
}

/// One course.
#[utoipa::path(get, path = "/api/v1/courses/{slug}", tag = "Catalogue",
    params(("slug" = String, Path, example = "introduction")),
    responses((status = 200, description = "The course", body = CourseView),
        (status = 304, description = "As the caller has it")))]
pub async fn read(
    request: HttpRequest,
    app: Data<App>,
    kept: Data<Kept>,
    caller: MaybeCaller,
    slug: PathSlug,
    has: IfNoneMatch,
) -> ApiResult<HttpResponse> {
    let make = async |now| -> ApiResult<Made<Ready>> {
        let (settings, today) = (app.settings.clone(), day_in(now, LONDON));
        let course = app
            .reads
            .run(move |c| course::course(c, &slug.0, Standpoint { provider: &settings.provider(), today }))
            .await?;
        if course.view.draft && !caller.keeps_catalogue() {
            return Err(ApiError::not_there());
        }
        Ok(Ready::one(&course)?.until(end_of_day(now)))
    };
    if caller.keeps_catalogue() {
        return Ok(make(app.clock.now()).await?.value.answer(&has));
    }
    Ok(kept.get(&app, name_of(&request), make).await?.answer(&has))
}

/// Publishes a course that is a draft.
#[utoipa::path(post, path = "/api/v1/courses/{slug}/publish", tag = "Catalogue",
    params(("slug" = String, Path, example = "introduction")),
    responses((status = 200, description = "The course", body = CourseView)))]
pub async fn publish(app: Data<App>, slug: PathSlug, caller: Caller) -> ApiResult<HttpResponse> {
    revised(&IfNoneMatch(None), &app.usecases.publish_course(caller.id(), slug.0).await?)
}

/// Whom a course is limited to, as it is said; everybody when both lists are empty.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes course::Restriction as it is taken")]
pub struct RestrictionRequest {
    /// Members of these organisations.
    #[schema(required = false)]
    organisations: Vec<OrganisationId>,
    /// Members of organisations of these kinds.
    #[schema(required = false)]
    kinds: Vec<OrganisationKind>,
}

/// Requirements of which any one is enough. What was read can be sent back: an `id` is passed over.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupRequest {
    /// Passed over: a group that asks for the same keeps its id.
    #[serde(default)]
    #[expect(dead_code, reason = "taken so that what was read can be sent back")]
    id: Option<String>,
    /// The ways to meet it.
    any_of: Vec<RequirementRequest>,
}

/// One way to meet a group.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequirementRequest {
    /// `course`, `credential`, `organisation_course` or `declaration`.
    kind: RequirementKind,
    /// The course's slug.
    course: Option<String>,
    /// The credential's slug.
    credential: Option<String>,
    /// The declaration's slug.
    declaration: Option<String>,
    /// Only what lies within so many months before the first date counts.
    within_months: Option<i64>,
    /// Passed over.
    #[expect(dead_code, reason = "taken so that what was read can be sent back")]
    label: Option<String>,
}

impl From<RequirementRequest> for RequirementTerms {
    fn from(request: RequirementRequest) -> Self {
        let slug = match request.kind {
            RequirementKind::Course | RequirementKind::OrganisationCourse => request.course,
            RequirementKind::Credential => request.credential,
            RequirementKind::Declaration => request.declaration,
        };
        Self { kind: request.kind, slug: slug.map(known_characters), within_months: request.within_months }
    }
}

fn groups(groups: Option<Vec<GroupRequest>>) -> Option<Vec<Vec<RequirementTerms>>> {
    groups.map(|groups| {
        groups.into_iter().map(|group| group.any_of.into_iter().map(Into::into).collect()).collect()
    })
}

macro_rules! course_request {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $kind:ty,)* }) => {
        #[derive(Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        $(#[$doc])*
        pub struct $name {
            $($(#[$field_doc])* $field: $kind,)*
            /// The slug of the ladder it is a step of; null for none.
            #[serde(default, deserialize_with = "present")]
            #[schema(value_type = Option<String>, example = "city")]
            ladder: Option<Option<String>>,
            /// Which step of the ladder, from 1; null for none.
            #[serde(default, deserialize_with = "present")]
            #[schema(value_type = Option<i64>, example = 1)]
            rung: Option<Option<i64>>,
            /// What it is.
            summary: Option<String>,
            /// Whom it is for, in words.
            audience: Option<String>,
            /// What it leaves people able to do.
            outcomes: Option<Vec<String>>,
            /// `zoom`, `room` or `on_site`.
            delivery: Option<Delivery>,
            /// CPD for attending all of it; as long as it lasts unless said.
            cpd_minutes: Option<i64>,
            /// Places of a session unless it says otherwise: 20 unless said.
            capacity: Option<i64>,
            /// Per cent of a date's minutes that are enough: 80 unless said.
            enough_percent: Option<i64>,
            /// How many dates are enough; null for all of them.
            #[serde(default, deserialize_with = "present")]
            #[schema(value_type = Option<i64>)]
            enough_dates: Option<Option<i64>>,
            /// Working days of notice for giving up a place: 3 unless said.
            notice_days: Option<i64>,
            /// A manager's yes is asked for.
            needs_approval: Option<bool>,
            /// Given when somebody commissions it.
            by_commission: Option<bool>,
            /// The organisation that commissions it counts as trained afterwards.
            trains_organisation: Option<bool>,
            /// From how many of its confirmed members on an open date an organisation counts as trained; null: never by
            /// an open date.
            #[serde(default, deserialize_with = "present")]
            #[schema(value_type = Option<i64>)]
            trains_organisation_from: Option<Option<i64>>,
            /// Organisations that have what it asks for are invited when a date is published.
            invites_trained_organisations: Option<bool>,
            /// Name badges say the organisation below the name.
            badges_show_organisation: Option<bool>,
            /// For how many months having done it keeps somebody current in practice; null: it makes no practitioners.
            #[serde(default, deserialize_with = "present")]
            #[schema(value_type = Option<i64>)]
            current_months: Option<Option<i64>>,
            /// The slug of the declaration by which whoever has done it stays current as long again; null: by none.
            #[serde(default, deserialize_with = "present")]
            #[schema(value_type = Option<String>)]
            renewed_by: Option<Option<String>>,
            /// No longer given.
            retired: Option<bool>,
            /// What must be behind somebody: every group, of each any one.
            prerequisites: Option<Vec<GroupRequest>>,
            /// Whom it is limited to.
            #[schema(value_type = Option<RestrictionRequest>)]
            restricted_to: Option<Restriction>,
        }

        impl $name {
            fn terms(self) -> CourseTerms {
                CourseTerms {
                    slug: None,
                    title: None,
                    duration_minutes: None,
                    ladder: self.ladder.map(|ladder| ladder.map(known_characters)),
                    rung: self.rung,
                    summary: self.summary,
                    audience: self.audience,
                    outcomes: self.outcomes,
                    delivery: self.delivery,
                    cpd_minutes: self.cpd_minutes,
                    capacity: self.capacity,
                    enough_percent: self.enough_percent,
                    enough_dates: self.enough_dates,
                    notice_days: self.notice_days,
                    needs_approval: self.needs_approval,
                    by_commission: self.by_commission,
                    trains_organisation: self.trains_organisation,
                    trains_organisation_from: self.trains_organisation_from,
                    invites_trained_organisations: self.invites_trained_organisations,
                    badges_show_organisation: self.badges_show_organisation,
                    current_months: self.current_months,
                    renewed_by: self.renewed_by.map(|slug| slug.map(known_characters)),
                    retired: self.retired,
                    prerequisites: groups(self.prerequisites),
                    restricted_to: self.restricted_to,
                }
            }
        }
    };
}

course_request! {
    /// A new course.
    #[schema(example = json!({
        "slug": "development", "title": "Development", "duration_minutes": 150, "capacity": 24,
        "prerequisites": [{"any_of": [{"kind": "course", "course": "introduction"}]}],
    }))]
    CourseRequest {
        /// Its name in addresses; made of the title unless said.
        slug: Option<String>,
        /// Its title.
        title: String,
        /// Length of a date in minutes. A set lasts that long for each of its dates, or so long in all where that is
        /// nearer to what its dates last together.
        duration_minutes: i64,
    }
}

course_request! {
    /// What is to change; what is left out stays.
    #[schema(example = json!({"capacity": 16}))]
    CourseEdit {
        /// Its title.
        title: Option<String>,
        /// Length of a date in minutes. A set lasts that long for each of its dates, or so long in all where that is
        /// nearer to what its dates last together.
        duration_minutes: Option<i64>,
        /// With `retired: true`: what becomes of its coming dates; they run unless said.
        coming: Option<ComingDates>,
        /// With `coming: "call_off"`: why, as everybody on those dates is told; that the course is no longer given
        /// unless said.
        reason: Option<String>,
    }
}

/// Creates a course.
#[utoipa::path(post, path = "/api/v1/courses", tag = "Catalogue", request_body = CourseRequest,
    responses((status = 201, description = "The course", body = CourseView)))]
pub async fn create(
    app: Data<App>,
    caller: Caller,
    once: Once,
    body: ApiResult<Body<CourseRequest>>,
) -> ApiResult<HttpResponse> {
    let Body { value, hash } = body?;
    let (slug, title, duration) = (value.slug.clone(), value.title.clone(), value.duration_minutes);
    let terms = CourseTerms { slug, title: Some(title), duration_minutes: Some(duration), ..value.terms() };
    let answer = app.usecases.create_course(caller.id(), terms, once.key(caller.id(), hash)).await?;
    created_revised(&answer, &format!("/api/v1/courses/{}", answer.value.view.slug))
}

/// Changes a course.
#[utoipa::path(patch, path = "/api/v1/courses/{slug}", tag = "Catalogue", request_body = CourseEdit,
    params(("slug" = String, Path, example = "introduction"),
        ("If-Match" = Option<String>, Header, description = "The ETag the change was made against")),
    responses((status = 200, description = "The course", body = CourseView)))]
pub async fn edit(
    app: Data<App>,
    slug: PathSlug,
    caller: Caller,
    IfMatch(revision): IfMatch,
    body: ApiResult<Body<CourseEdit>>,
) -> ApiResult<HttpResponse> {
    let (slug, looked_for) = (slug.0.clone(), slug.0);
    let stands = app.reads.run(move |c| rows::by_slug(c, &looked_for)).await?.revision;
    refuse_stale(revision, stands)?;
    let value = body?.value;
    let (title, duration_minutes) = (value.title.clone(), value.duration_minutes);
    let call_off = match value.coming {
        Some(ComingDates::CallOff) => Some(CallOff { sessions: None, reason: value.reason.clone() }),
        Some(ComingDates::Run) | None if value.reason.is_some() => {
            let message = "Give a reason only with coming: \"call_off\".";
            return Err(Failure::from(FieldError::new("reason", message)).into());
        }
        Some(ComingDates::Run) | None => None,
    };
    let terms = CourseTerms { title, duration_minutes, ..value.terms() };
    // By program no date takes the change: each that has bookings keeps what the course was.
    let ask = EditCourse { by: caller.id(), slug, revision, terms, taken_by: Vec::new(), call_off };
    let course = app.usecases.edit_course(ask).await?;
    revised(&IfNoneMatch(None), &course)
}
