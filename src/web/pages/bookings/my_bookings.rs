//! When must I be where? The next booking large, the rest as lists.

use actix_web::{HttpResponse, web::Data};
use serde_json::{Value, json};

use super::booking_words as words;
use crate::{
    app::App,
    domain::{access::Action, ids::Session, words::BookingState},
    store::read::bookings::own_bookings::{self, OwnBooking},
    web::{
        error::ApiResult,
        extract::{Member, PathId},
        files,
        render::Page,
    },
};

/// A session's dates as a calendar file, for whoever is booked on it.
pub async fn calendar(app: Data<App>, session: PathId<Session>, member: Member) -> ApiResult<HttpResponse> {
    files::calendar::course_dates(&app, &member.caller, session.0).await
}

/// One's own bookings.
pub async fn show(app: Data<App>, member: Member) -> ApiResult<HttpResponse> {
    member.caller.could(Action::ListBookings)?;
    let (person, now) = (member.caller.id(), app.clock.now());
    let bookings = app.reads.run(move |c| own_bookings::of_person(c, person)).await?;
    let (mut ahead, mut past): (Vec<&OwnBooking>, Vec<&OwnBooking>) =
        bookings.iter().partition(|booking| words::is_ahead(booking, now));
    ahead.sort_by_key(|booking| (words::next_date(booking, now).starts_at, booking.id));
    past.sort_by_key(|booking| std::cmp::Reverse((booking.starts_at, booking.id)));
    let has_place =
        |booking: &&OwnBooking| matches!(booking.state, BookingState::Booked | BookingState::Requested);
    let next = ahead.iter().position(has_place).map(|at| ahead.remove(at));
    let lines = |bookings: &[&OwnBooking], wanted: &dyn Fn(&OwnBooking) -> bool| -> Vec<Value> {
        bookings.iter().filter(|booking| wanted(booking)).map(|booking| words::line(booking, now)).collect()
    };
    let facts = json!({
        "offers": ahead.iter().filter_map(|b| words::offer(b, now)).collect::<Vec<_>>(),
        "today": next.and_then(|booking| words::today_panel(booking, now)),
        "next": next.map(|booking| {
            let mut line = words::line(booking, now);
            line["free_until"] = json!(words::free_until(booking, now));
            line["calendar"] = json!((booking.state == BookingState::Booked)
                .then(|| format!("/sessions/{}/calendar.ics", booking.session_id)));
            line
        }),
        "ahead": lines(&ahead, &|b| matches!(b.state, BookingState::Booked | BookingState::Requested)),
        "waiting": lines(&ahead, &|b| b.state == BookingState::Waitlisted),
        "past": lines(&past, &|_| true),
        "none": bookings.is_empty(),
    });
    Page::new(&member.visit, "my_bookings", "My bookings").facts(facts).here("/my-bookings").answer(&app)
}
