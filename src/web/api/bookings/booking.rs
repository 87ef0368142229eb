//! Booking a place, listing and reading bookings.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{Booking, BookingId, OrganisationId, PersonId, Session, SessionId},
        input::FieldError,
        references::parse_reference,
        words::BookingState,
    },
    store::read::{
        bookings::booking::{self as views, BookingFilter, BookingView},
        people::relations,
    },
    usecases::{bookings::book_session::BookSession, error::Failure},
    web::{
        access::{may_for_booking, may_for_person},
        error::ApiResult,
        extract::{Body, Caller, Listed, Once, Paging, Params, PathId, page_answer},
        resting::timed,
        why::seen_by,
    },
};

/// What is asked for; everything may be left out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"join_waitlist": true}))]
pub struct BookRequest {
    /// For whom; the caller when left out.
    person_id: Option<PersonId>,
    /// Under which organisation; the one that makes the person eligible when left out.
    organisation_id: Option<OrganisationId>,
    /// Join the waiting list if no place is left.
    join_waitlist: Option<bool>,
    /// While waiting: book automatically when a place comes up, to the end of this day.
    auto_book_until: Option<NaiveDate>,
    /// A word to the trainer, or to the person booked for.
    note: Option<String>,
    /// What the person needs to take part; seen by the session's trainers and the coordinators alone.
    access_needs: Option<String>,
}

/// Books a place, or joins the waiting list.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/bookings", tag = "Bookings", params(("id" = SessionId, Path)),
    request_body = BookRequest,
    responses((status = 201, description = "Booked, requested or waitlisted", body = BookingView)))]
pub async fn book(
    app: Data<App>,
    session: PathId<Session>,
    caller: Caller,
    once: Once,
    body: Body<BookRequest>,
) -> ApiResult<HttpResponse> {
    let ask = body.value;
    let person = ask.person_id.unwrap_or(caller.id());
    may_for_person(&app, &caller, person, Action::BookPlace).await?;
    let ask = BookSession {
        actor: caller.actor,
        sees: false,
        person,
        session: session.0,
        organisation: ask.organisation_id,
        join_waitlist: ask.join_waitlist.unwrap_or(false),
        auto_book_until: ask.auto_book_until,
        note: ask.note,
        access_needs: ask.access_needs,
        declares: Vec::new(),
    };
    let answer = app.usecases.book_session(ask, once.key(caller.id(), body.hash)).await?;
    Ok(crate::web::api::created_at(&answer, &format!("/api/v1/bookings/{}", answer.value.id)))
}

/// Which bookings to list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    state: Option<String>,
    person_id: Option<PersonId>,
    reference: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
}

/// Lists the bookings the caller may read, oldest first.
#[utoipa::path(get, path = "/api/v1/bookings", tag = "Bookings",
    params(("state" = Option<String>, Query), ("person_id" = Option<PersonId>, Query),
        ("reference" = Option<String>, Query,
            description = "The booking of this reference, as it was read out: case, spaces and O for 0 do not matter"),
        ("limit" = Option<usize>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, description = "A page of bookings", body = crate::web::api::page_schemas::BookingPage)))]
pub async fn list(
    request: HttpRequest,
    app: Data<App>,
    caller: Caller,
    query: Params<ListQuery>,
) -> ApiResult<HttpResponse> {
    let ListQuery { state, person_id, reference, limit, cursor } = query.0;
    let paging = Paging::read(limit, cursor.as_deref())?;
    let after = crate::web::api::position::<BookingId>(&paging)?;
    let state = state.map(|word| crate::web::api::word::<BookingState>("state", &word)).transpose()?;
    let wrong =
        || FieldError::new("reference", "A reference has eight letters and digits, such as 7K2M9QXT.");
    let reference = reference
        .map(|typed| parse_reference(&typed).ok_or_else(wrong))
        .transpose()
        .map_err(Failure::from)?;
    let (actor, now, wanted) = (caller.actor, app.clock.now(), paging.limit);
    let items = app
        .reads
        .run(move |c| {
            let mut people = None;
            if !actor.is_coordinator {
                let mut mine = relations::managed_by(c, actor.person_id, now)?;
                mine.push(actor.person_id);
                people = Some(mine);
            }
            let filter = BookingFilter {
                people,
                trainer: actor.is_trainer.then_some(actor.person_id),
                state,
                person: person_id,
                reference,
                after,
                limit: i64::try_from(wanted + 1).unwrap_or(i64::MAX),
            };
            views::list(c, &filter)
        })
        .await?;
    let items = items.into_iter().map(|view| seen_by(timed(view, now), &caller)).collect();
    Ok(page_answer(&request, &Listed::cut(items, &paging, |booking| booking.id.to_string())))
}

/// One booking with its history.
#[utoipa::path(get, path = "/api/v1/bookings/{id}", tag = "Bookings", params(("id" = BookingId, Path)),
    responses((status = 200, description = "The booking", body = BookingView)))]
pub async fn read(app: Data<App>, id: PathId<Booking>, caller: Caller) -> ApiResult<HttpResponse> {
    may_for_booking(&app, &caller, id.0, Action::ReadBooking).await?;
    let view = app.reads.run(move |c| views::view(c, id.0)).await?;
    Ok(HttpResponse::Ok().json(seen_by(timed(view, app.clock.now()), &caller)))
}
