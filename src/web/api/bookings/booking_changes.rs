//! What can happen to a booking: cancelled, moved, handed over, offered, approved.

use actix_web::{HttpResponse, web::Data};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{Booking, BookingId, PersonId, SessionId},
        input::{FieldError, FieldErrors},
        people::{EmailAddress, PersonName},
        words::CancelReason,
    },
    store::read::bookings::booking::BookingView,
    usecases::{
        bookings::{
            answer_offer::EditWaiting,
            cancel_booking::CancelBooking,
            move_booking::MoveBooking,
            substitute_booking::{Colleague, SubstituteBooking},
        },
        error::Failure,
    },
    web::{
        access::may_for_booking,
        api::sessions::session::Nothing,
        attempts::count_offer,
        error::ApiResult,
        extract::{Body, Caller, PathId},
        limits::Limits,
        resting::timed,
        why::seen_by,
    },
};

fn answer(app: &App, caller: &Caller, view: BookingView) -> HttpResponse {
    HttpResponse::Ok().json(seen_by(timed(view, app.clock.now()), caller))
}

/// Why a place is given up.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "I am needed in court that morning."}))]
pub struct CancelRequest {
    /// In the caller's words.
    reason: Option<String>,
    /// `illness` or `emergency`, which never count as short notice; `other` when left out.
    #[schema(value_type = Option<String>)]
    because: Option<CancelReason>,
}

/// Cancels a booking.
#[utoipa::path(post, path = "/api/v1/bookings/{id}/cancel", tag = "Bookings", params(("id" = BookingId, Path)),
    request_body = CancelRequest,
    responses((status = 200, description = "Cancelled; short_notice says whether it counts as that",
        body = BookingView)))]
pub async fn cancel(
    app: Data<App>,
    id: PathId<Booking>,
    caller: Caller,
    body: Body<CancelRequest>,
) -> ApiResult<HttpResponse> {
    may_for_booking(&app, &caller, id.0, Action::CancelBooking).await?;
    let CancelRequest { reason, because } = body.value;
    let because = because.unwrap_or(CancelReason::Other);
    let ask = CancelBooking { actor: caller.actor, booking: id.0, reason, because };
    Ok(answer(&app, &caller, app.usecases.cancel_booking(ask).await?))
}

/// Takes the place that has come up.
#[utoipa::path(post, path = "/api/v1/bookings/{id}/accept-offer", tag = "Bookings",
    params(("id" = BookingId, Path)), request_body = Nothing,
    responses((status = 200, description = "Booked, or requested where a yes is needed", body = BookingView)))]
pub async fn accept_offer(
    app: Data<App>,
    id: PathId<Booking>,
    caller: Caller,
    _body: Body<Nothing>,
) -> ApiResult<HttpResponse> {
    may_for_booking(&app, &caller, id.0, Action::AcceptOffer).await?;
    Ok(answer(&app, &caller, app.usecases.accept_offer(caller.actor, id.0).await?))
}

/// Leaves the place that has come up to the next in line.
#[utoipa::path(post, path = "/api/v1/bookings/{id}/decline-offer", tag = "Bookings",
    params(("id" = BookingId, Path)), request_body = Nothing,
    responses((status = 200, description = "Declined", body = BookingView)))]
pub async fn decline_offer(
    app: Data<App>,
    id: PathId<Booking>,
    caller: Caller,
    _body: Body<Nothing>,
) -> ApiResult<HttpResponse> {
    may_for_booking(&app, &caller, id.0, Action::DeclineOffer).await?;
    Ok(answer(&app, &caller, app.usecases.decline_offer(caller.actor, id.0).await?))
}

/// Turns down the dates we offered instead of an earlier one that we called off or moved. From then on the person has
/// two working days to put right what their place hangs on. Taking one of those dates needs no answer here: booking it
/// makes the place safe.
#[utoipa::path(post, path = "/api/v1/bookings/{id}/decline-replacement", tag = "Bookings",
    params(("id" = BookingId, Path)), request_body = Nothing,
    responses((status = 200, description = "Turned down; put_right_until says until when", body = BookingView)))]
pub async fn decline_replacement(
    app: Data<App>,
    id: PathId<Booking>,
    caller: Caller,
    _body: Body<Nothing>,
) -> ApiResult<HttpResponse> {
    may_for_booking(&app, &caller, id.0, Action::DeclineReplacement).await?;
    Ok(answer(&app, &caller, app.usecases.decline_replacement(caller.actor, id.0).await?))
}

/// What somebody waiting wants.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"still_wanted": true, "auto_book_until": "2027-01-08"}))]
pub struct WaitingRequest {
    /// Book automatically when a place comes up, to the end of this day; null switches it off.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<NaiveDate>)]
    auto_book_until: Option<Option<NaiveDate>>,
    /// A place is still wanted, after offers that were not answered.
    still_wanted: Option<bool>,
}

fn present<'de, D: serde::Deserializer<'de>>(value: D) -> Result<Option<Option<NaiveDate>>, D::Error> {
    Option::deserialize(value).map(Some)
}

/// Changes what somebody waiting wants.
#[utoipa::path(patch, path = "/api/v1/bookings/{id}/waiting", tag = "Bookings", params(("id" = BookingId, Path)),
    request_body = WaitingRequest, responses((status = 200, description = "The booking", body = BookingView)))]
pub async fn edit_waiting(
    app: Data<App>,
    id: PathId<Booking>,
    caller: Caller,
    body: Body<WaitingRequest>,
) -> ApiResult<HttpResponse> {
    may_for_booking(&app, &caller, id.0, Action::EditWaiting).await?;
    let ask = EditWaiting {
        actor: caller.actor,
        booking: id.0,
        auto_book_until: body.value.auto_book_until,
        still_wanted: body.value.still_wanted.unwrap_or(false),
    };
    Ok(answer(&app, &caller, app.usecases.edit_waiting(ask).await?))
}

/// Where a booking moves to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"session_id": "01993c5e-7d20-7000-8000-000000000002"}))]
pub struct MoveRequest {
    /// Another session of the same course.
    session_id: SessionId,
}

/// Moves a booking to another date of the course.
#[utoipa::path(post, path = "/api/v1/bookings/{id}/move", tag = "Bookings", params(("id" = BookingId, Path)),
    request_body = MoveRequest,
    responses((status = 200, description = "Moved; the same booking and reference", body = BookingView)))]
pub async fn move_to(
    app: Data<App>,
    id: PathId<Booking>,
    caller: Caller,
    body: Body<MoveRequest>,
) -> ApiResult<HttpResponse> {
    may_for_booking(&app, &caller, id.0, Action::MoveBooking).await?;
    let to = body.value.session_id;
    crate::web::access::may_see(&app, Some(&caller), to).await?;
    let ask = MoveBooking { actor: caller.actor, booking: id.0, to };
    Ok(answer(&app, &caller, app.usecases.move_booking(ask).await?))
}

/// The colleague who gets a place: by id, or by name and address.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Łucja Nowak", "email": "lucja.nowak@school.example"}))]
pub struct SubstituteRequest {
    /// Somebody the caller manages.
    person_id: Option<PersonId>,
    /// Their name, when they may have none.
    name: Option<String>,
    /// Their address, when they may have none.
    email: Option<String>,
}

/// Hands a place to a colleague. Where the caller manages them it is done at once, and the answer is the colleague's
/// booking. Else it is offered to them by mail: the place stays where it is until they say yes, and the answer is the
/// booking with `handed_to`, the same whoever the address belongs to.
#[utoipa::path(post, path = "/api/v1/bookings/{id}/substitute", tag = "Bookings",
    params(("id" = BookingId, Path)), request_body = SubstituteRequest,
    responses((status = 200, description = "The colleague's booking, or the giver's with handed_to", body = BookingView)))]
pub async fn substitute(
    app: Data<App>,
    limits: Data<Limits>,
    id: PathId<Booking>,
    caller: Caller,
    body: Body<SubstituteRequest>,
) -> ApiResult<HttpResponse> {
    may_for_booking(&app, &caller, id.0, Action::SubstituteBooking).await?;
    let colleague = colleague(body.value).map_err(Failure::from)?;
    if let Colleague::Named(_, email) = &colleague
        && !caller.actor.is_coordinator
    {
        count_offer(&app, &limits, email)?;
    }
    let ask = SubstituteBooking { actor: caller.actor, booking: id.0, colleague };
    Ok(answer(&app, &caller, app.usecases.substitute_booking(ask).await?))
}

fn colleague(ask: SubstituteRequest) -> Result<Colleague, Vec<FieldError>> {
    match (ask.person_id, ask.name, ask.email) {
        (Some(person), None, None) => Ok(Colleague::Known(person)),
        (None, Some(name), Some(email)) => {
            let mut errors = FieldErrors::new();
            let name = errors.keep(PersonName::parse("name", &name));
            let email = errors.keep(EmailAddress::parse("email", &email));
            match (name, email) {
                (Some(name), Some(email)) => Ok(Colleague::Named(name, email)),
                _ => Err(errors.into_vec()),
            }
        }
        _ => Err(vec![FieldError::new("person_id", "Give either person_id, or name and email.")]),
    }
}

/// Takes the offer of a place back: it stays with whoever has it.
#[utoipa::path(post, path = "/api/v1/bookings/{id}/take-back", tag = "Bookings", params(("id" = BookingId, Path)),
    request_body = Nothing, responses((status = 200, description = "The booking", body = BookingView)))]
pub async fn take_back(
    app: Data<App>,
    id: PathId<Booking>,
    caller: Caller,
    _body: Body<Nothing>,
) -> ApiResult<HttpResponse> {
    may_for_booking(&app, &caller, id.0, Action::SubstituteBooking).await?;
    Ok(answer(&app, &caller, app.usecases.take_back_hand_over(caller.actor, id.0).await?))
}

/// Says yes to a request.
#[utoipa::path(post, path = "/api/v1/bookings/{id}/approve", tag = "Bookings", params(("id" = BookingId, Path)),
    request_body = Nothing, responses((status = 200, description = "Booked", body = BookingView)))]
pub async fn approve(
    app: Data<App>,
    id: PathId<Booking>,
    caller: Caller,
    _body: Body<Nothing>,
) -> ApiResult<HttpResponse> {
    may_for_booking(&app, &caller, id.0, Action::ApproveBooking).await?;
    Ok(answer(&app, &caller, app.usecases.approve_booking(caller.actor, id.0).await?))
}

/// Why not.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "We need you in school that day."}))]
pub struct ReasonRequest {
    /// In the caller's words; the person is told.
    pub(in crate::web::api) reason: String,
}

/// Says no to a request.
#[utoipa::path(post, path = "/api/v1/bookings/{id}/decline", tag = "Bookings", params(("id" = BookingId, Path)),
    request_body = ReasonRequest, responses((status = 200, description = "Declined", body = BookingView)))]
pub async fn decline(
    app: Data<App>,
    id: PathId<Booking>,
    caller: Caller,
    body: Body<ReasonRequest>,
) -> ApiResult<HttpResponse> {
    may_for_booking(&app, &caller, id.0, Action::DeclineBooking).await?;
    Ok(answer(&app, &caller, app.usecases.decline_booking(caller.actor, id.0, body.value.reason).await?))
}
