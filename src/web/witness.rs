//! What the trail is told of a call once it is answered: where it came from, what it read that is sensitive, and that
//! it was refused.

use actix_web::{
    Error, HttpMessage, HttpRequest,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{Method, header},
    middleware::Next,
    web::Data,
};
use uuid::Uuid;

use super::{
    attempts::Tried,
    error::ApiError,
    extract::{Caller, Visit, client_address},
    route_table::Matched,
};
use crate::{
    app::App,
    domain::{
        access::Action,
        trail::{
            ACCESS_NEEDS_READ, EVIDENCE_READ, LIMITED, PEOPLE_EXPORTED, PERSON_READ, REFUSED_BY_ROLE,
            REFUSED_NOT_THEIRS, REFUSED_SIGNED_OUT, ROSTER_READ, TRAIL_EXPORTED, TRAIL_READ,
        },
    },
    usecases::{
        change::coming_from,
        service::sightings::{Object, Sighting},
    },
};

/// Answers the call as coming from where it comes from, and notes what of it belongs on the trail. The answer never
/// waits for that.
///
/// # Errors
/// What the request's own handling gives.
pub(super) async fn witness(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let Some(app) = request.app_data::<Data<App>>().cloned() else { return next.call(request).await };
    let origin = app.usecases.origin_of(&client_address(request.request()));
    let response = coming_from(origin.clone(), next.call(request)).await?;
    if let Some(sighting) = seen(&response, origin) {
        app.usecases.sighted(sighting);
    }
    Ok(response)
}

fn seen(response: &ServiceResponse<impl MessageBody>, origin: String) -> Option<Sighting> {
    let request = response.request();
    let Matched { action, .. } = request.extensions().get::<Matched>().copied()?;
    let pattern = request.match_pattern()?;
    let by = caller(request);
    let problem = response.response().error().and_then(|error| error.as_error::<ApiError>());
    let word = match problem {
        Some(problem) => refusal(problem.problem().code(), &pattern, by.as_ref())?,
        None if response.status().is_success() && request.method() == Method::GET => {
            reading(action, &pattern, is_file(response))?
        }
        None => return None,
    };
    let tried = request.extensions().get::<Tried>().map(|tried| Object::Account(tried.0.clone()));
    let object = tried.filter(|_| word == LIMITED).unwrap_or_else(|| object(request, &pattern));
    Some(Sighting {
        word,
        act: Some(action.name()),
        by: by.map(|caller| caller.id()),
        origin: Some(origin),
        object,
    })
}

fn caller(request: &HttpRequest) -> Option<Caller> {
    let extensions = request.extensions();
    let by_token = extensions.get::<Caller>().cloned();
    by_token.or_else(|| Some(extensions.get::<Visit>()?.signed_in.as_ref()?.caller.clone()))
}

/// What a refusal is called on the trail; none for what is no refusal but a slip: a page that asks to sign in first,
/// an address that nobody has.
fn refusal(code: &str, pattern: &str, by: Option<&Caller>) -> Option<&'static str> {
    match code {
        "unauthenticated" if pattern.starts_with("/api/") => Some(REFUSED_SIGNED_OUT),
        "invalid_token" => Some(REFUSED_SIGNED_OUT),
        "forbidden" => Some(REFUSED_BY_ROLE),
        "not_found" if by.is_some() && pattern.contains("{id}") => Some(REFUSED_NOT_THEIRS),
        "too_many_requests" => Some(LIMITED),
        _ => None,
    }
}

/// What a reading of something sensitive is called on the trail. Whether it was the reader's own is looked at later.
fn reading(action: Action, pattern: &str, is_file: bool) -> Option<&'static str> {
    match action {
        Action::ReadTrail => Some(if is_file { TRAIL_EXPORTED } else { TRAIL_READ }),
        Action::ReadRoster => Some(if is_file { PEOPLE_EXPORTED } else { ROSTER_READ }),
        Action::ListPeople | Action::MakeEvidencePack if is_file => Some(PEOPLE_EXPORTED),
        Action::ReadReports if is_file && pattern.starts_with("/reports/rows") => Some(PEOPLE_EXPORTED),
        Action::ReadCommission if pattern.ends_with("/certificates.pdf") => Some(PEOPLE_EXPORTED),
        Action::ReadPerson => Some(PERSON_READ),
        Action::EditPerson if pattern.contains("{id}") => Some(PERSON_READ),
        // A trainer's page shows those of all their dates, the page of a booking those of one to whoever may read them.
        Action::ReadAccessNeeds | Action::EditAccessNeeds | Action::ListTrainedSessions => {
            Some(ACCESS_NEEDS_READ)
        }
        Action::ReadEvidence if is_file => Some(EVIDENCE_READ),
        Action::ReadBooking if pattern == "/bookings/{id}" => Some(ACCESS_NEEDS_READ),
        _ => None,
    }
}

/// Whether what is answered is meant to be taken away: neither a page nor a program's answer.
fn is_file(response: &ServiceResponse<impl MessageBody>) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| !kind.starts_with("text/html") && !kind.starts_with("application/json"))
}

/// The row that the address names.
fn object(request: &HttpRequest, pattern: &str) -> Object {
    let id = request.match_info().get("id").and_then(|id| Uuid::parse_str(id).ok());
    let before = pattern.split("/{id}").next().and_then(|path| path.rsplit('/').next());
    let kind = match before.unwrap_or_default() {
        "addresses" => "address",
        "bookings" => "booking",
        "certificates" => "certificate",
        "claims" | "my-training" | "training-claims" => "training_claim",
        "commissions" => "commission",
        "dates" | "sessions" => "session",
        "disputes" => "dispute",
        "invitations" => "invitation",
        "logins" => "login",
        "mails" => "mail",
        "memberships" => "membership",
        "organisations" => "organisation",
        "evidence-packs" => "evidence_pack",
        "people" => "person",
        _ => return Object::Service,
    };
    id.map_or(Object::Service, |id| Object::Row(kind, id))
}
