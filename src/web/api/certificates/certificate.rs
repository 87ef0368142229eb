//! Certificates: listed, read, printed, withdrawn, checked.

use actix_web::{HttpRequest, HttpResponse, http::header, web::Data};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    app::App,
    domain::{
        access::{Action, Relation},
        certificates::AccreditationLine,
        ids::{Certificate, CertificateId, PersonId},
        talks::TalkAttended,
        times::Zone,
        words::{CertificateState, Delivery},
    },
    store::read::{
        certificates::certificate::{self as views, CertificateFilter, CertificateView, Verified},
        people::relations,
    },
    usecases::certificates::revoke_certificate::RevokeCertificate,
    web::{
        access::{may_for_certificate, sees_former_names},
        api::registers::register::RecordedReasonRequest,
        attempts::find_by_code,
        error::{ApiError, ApiResult},
        extract::{Body, Caller, Listed, Once, Paging, Params, PathId, page_answer},
        files,
        limits::Limits,
    },
};

/// Which certificates to list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    person_id: Option<PersonId>,
    state: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
}

/// Lists the certificates the caller may read: their own and those of whom they manage, newest first.
#[utoipa::path(get, path = "/api/v1/certificates", tag = "Certificates",
    params(("person_id" = Option<PersonId>, Query), ("state" = Option<String>, Query),
        ("limit" = Option<usize>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, description = "A page of certificates", body = crate::web::api::page_schemas::CertificatePage)))]
pub async fn list(
    request: HttpRequest,
    app: Data<App>,
    caller: Caller,
    query: Params<ListQuery>,
) -> ApiResult<HttpResponse> {
    caller.may(Action::ListCertificates, &Relation::default())?;
    let paging = Paging::read(query.0.limit, query.0.cursor.as_deref())?;
    let mut filter = CertificateFilter {
        people: None,
        person: query.0.person_id,
        state: query.0.state.as_deref().map(|state| crate::web::api::word("state", state)).transpose()?,
        before: crate::web::api::position(&paging)?,
        limit: i64::try_from(paging.limit + 1).unwrap_or(i64::MAX),
    };
    let (actor, now) = (caller.actor, app.clock.now());
    let found = app
        .reads
        .run(move |c| {
            if !actor.is_coordinator {
                let mut people = relations::managed_by(c, actor.person_id, now)?;
                people.push(actor.person_id);
                filter.people = Some(people);
            }
            views::list(c, &filter)
        })
        .await?;
    let found: Vec<CertificateView> = found.into_iter().map(|one| as_seen_by(&caller, one)).collect();
    Ok(page_answer(&request, &Listed::cut(found, &paging, |certificate| certificate.id.to_string())))
}

/// A certificate as the caller may see it: a former name is for its holder and coordinators alone.
fn as_seen_by(caller: &Caller, one: CertificateView) -> CertificateView {
    if sees_former_names(caller, one.person_id) { one } else { one.for_others() }
}

/// One certificate.
#[utoipa::path(get, path = "/api/v1/certificates/{id}", tag = "Certificates",
    params(("id" = CertificateId, Path)),
    responses((status = 200, description = "The certificate", body = CertificateView)))]
pub async fn read(app: Data<App>, id: PathId<Certificate>, caller: Caller) -> ApiResult<HttpResponse> {
    may_for_certificate(&app, &caller, id.0, Action::ReadCertificate).await?;
    let id = id.0;
    let found = app.reads.run(move |c| views::view(c, id)).await?;
    Ok(HttpResponse::Ok().json(as_seen_by(&caller, found)))
}

/// A certificate as the paper it is: a PDF drawn from what it said when it was issued.
#[utoipa::path(get, path = "/api/v1/certificates/{id}.pdf", tag = "Certificates",
    params(("id" = CertificateId, Path)),
    responses((status = 200, description = "The paper", content_type = "application/pdf", body = Vec<u8>)))]
pub async fn pdf(app: Data<App>, id: PathId<Certificate>, caller: Caller) -> ApiResult<HttpResponse> {
    may_for_certificate(&app, &caller, id.0, Action::ReadCertificate).await?;
    files::certificate::printed(app, &caller, id.0).await
}

/// Withdraws a certificate; the holder is told why.
#[utoipa::path(post, path = "/api/v1/certificates/{id}/revoke", tag = "Certificates",
    params(("id" = CertificateId, Path)), request_body = RecordedReasonRequest,
    responses((status = 200, description = "Withdrawn", body = CertificateView)))]
pub async fn revoke(
    app: Data<App>,
    id: PathId<Certificate>,
    caller: Caller,
    once: Once,
    body: Body<RecordedReasonRequest>,
) -> ApiResult<HttpResponse> {
    may_for_certificate(&app, &caller, id.0, Action::RevokeCertificate).await?;
    let key = once.key(caller.id(), body.hash);
    let ask = RevokeCertificate { actor: caller.actor, certificate: id.0, reason: body.value.into_reason() };
    Ok(crate::web::api::done(&app.usecases.revoke_certificate(ask, key).await?))
}

/// What stands behind a verification code: what the paper should say, so that an altered one is found out.
#[derive(Serialize, ToSchema)]
pub struct VerifyAnswer {
    /// `valid`, `superseded` or `revoked`.
    state: CertificateState,
    /// The same in a sentence.
    message: String,
    /// The certificate's number.
    number: String,
    /// The holder's name; null once removed at the holder's request, and for one that was replaced.
    person_name: Option<String>,
    /// The course.
    course_title: String,
    /// The day it was completed.
    completed_on: NaiveDate,
    /// CPD in whole minutes.
    cpd_minutes: i32,
    /// How they were worked out.
    cpd_basis: String,
    /// Start and end of each date attended.
    dates: Vec<VerifiedDate>,
    /// The IANA zone its dates are shown in.
    timezone: Zone,
    /// How it took place.
    delivery: Delivery,
    /// It was taken on demand, so that it has no dates.
    on_demand: bool,
    /// The talks of a conference that were attended or watched, earliest first.
    talks: Vec<VerifiedTalk>,
    /// Who led it.
    trainers: Vec<String>,
    /// Who gave the training.
    provider: String,
    /// The accreditation it states, if one fitted.
    #[schema(value_type = Option<AccreditationAnswer>)]
    accreditation: Option<AccreditationLine>,
    /// When it was issued.
    issued_at: DateTime<Utc>,
    /// The number of the certificate that took its place.
    replaced_by: Option<String>,
    /// When it was replaced.
    replaced_at: Option<DateTime<Utc>>,
    /// When it was withdrawn.
    withdrawn_at: Option<DateTime<Utc>>,
}

/// One date of a certificate.
#[derive(Serialize, ToSchema)]
pub struct VerifiedDate {
    /// Its start.
    starts_at: DateTime<Utc>,
    /// Its end.
    ends_at: DateTime<Utc>,
}

/// A talk of a certificate.
#[derive(Serialize, ToSchema)]
pub struct VerifiedTalk {
    /// What it was called.
    title: String,
    /// Who spoke; null where nobody is named.
    speaker: Option<String>,
    /// How long it lasted, in minutes.
    minutes: i32,
}

impl From<TalkAttended> for VerifiedTalk {
    fn from(talk: TalkAttended) -> Self {
        Self { title: talk.title, speaker: talk.speaker, minutes: talk.minutes }
    }
}

/// An accreditation, as the document describes it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes domain::certificates::AccreditationLine")]
pub struct AccreditationAnswer {
    /// The accrediting body.
    body: String,
    /// Its reference.
    reference: String,
    /// First day of the period.
    valid_from: NaiveDate,
    /// Last day of the period.
    valid_to: NaiveDate,
}

impl From<Verified> for VerifyAnswer {
    fn from(found: Verified) -> Self {
        let message = found.in_words();
        let (state, ended_at, paper) = (found.state, found.ended_at, found.paper);
        Self {
            state,
            message,
            number: paper.number,
            person_name: paper.person_name,
            course_title: paper.course_title,
            completed_on: paper.completed_on,
            cpd_minutes: paper.cpd_minutes,
            cpd_basis: paper.cpd_basis,
            dates: paper
                .dates
                .into_iter()
                .map(|(starts_at, ends_at)| VerifiedDate { starts_at, ends_at })
                .collect(),
            timezone: paper.timezone,
            delivery: paper.delivery,
            on_demand: paper.on_demand,
            talks: paper.talks.into_iter().map(VerifiedTalk::from).collect(),
            trainers: paper.trainers,
            provider: paper.provider,
            accreditation: paper.accreditation,
            issued_at: paper.issued_at,
            replaced_by: found.replaced_by,
            replaced_at: ended_at.filter(|_| state == CertificateState::Superseded),
            withdrawn_at: ended_at.filter(|_| state == CertificateState::Revoked),
        }
    }
}

/// Checks a verification code, read without regard to case, spaces and hyphens; slow for whoever guesses.
#[utoipa::path(get, path = "/api/v1/verify/{code}", tag = "Certificates",
    params(("code" = String, Path, example = "7K3Q-9MXA-2ZRT-5WPE-8HJD-4NBC-6VSG")),
    responses((status = 200, description = "What stands behind it", body = VerifyAnswer)))]
pub async fn verify(request: HttpRequest, app: Data<App>, limits: Data<Limits>) -> ApiResult<HttpResponse> {
    let code = request.match_info().get("code").unwrap_or_default().to_owned();
    let Some(found) = find_by_code(&request, &app, &limits, &code).await? else {
        return Err(ApiError::new(
            "not_found",
            "No certificate has this code. Compare it with the paper, letter by letter.",
        ));
    };
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(VerifyAnswer::from(found)))
}
