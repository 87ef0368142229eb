//! When must I be where? The next booking large, the rest as lists.

use actix_web::{HttpResponse, web::Data};
use serde::Serialize;

use super::{
    booking_lines::{BookingLine, OfferPanel, TodayPanel},
    booking_words as words,
};
use crate::{
    app::App,
    domain::{ids::Session, times::day, words::BookingState},
    store::{
        error::Error,
        read::bookings::{
            on_demand,
            own_bookings::{self, OwnBooking},
        },
    },
    web::{
        error::ApiResult,
        extract::{Member, PathId},
        files,
        page_facts::PageFacts,
        render::Page,
    },
};

/// One's own bookings.
#[derive(Serialize)]
pub(in crate::web) struct MyBookingsFacts {
    /// Places that have come up.
    offers: Vec<OfferPanel>,
    /// The next booking's date, if it is today.
    today: Option<TodayPanel>,
    /// The next booking that has a place.
    next: Option<NextBooking>,
    /// Those after it.
    ahead: Vec<BookingLine>,
    waiting: Vec<BookingLine>,
    /// Courses begun that are taken at any time.
    begun: Vec<BegunLine>,
    /// The latest first.
    past: Vec<BookingLine>,
    /// Whether there has never been one.
    none: bool,
}

/// A course that is taken at any time.
#[derive(Clone, Serialize)]
struct BegunLine {
    title: String,
    address: String,
    /// The day it was finished; none as long as it is not.
    finished: Option<String>,
}

/// The next booking.
#[derive(Serialize)]
struct NextBooking {
    #[serde(flatten)]
    line: BookingLine,
    /// Until when it can be given up without consequence.
    free_until: Option<String>,
    /// Its dates as a calendar file.
    calendar: Option<String>,
}

impl PageFacts for MyBookingsFacts {
    const TEMPLATE: &'static str = "bookings/my_bookings";

    fn samples() -> Vec<Self> {
        let none = || Self {
            offers: Vec::new(),
            today: None,
            next: None,
            ahead: Vec::new(),
            waiting: Vec::new(),
            begun: Vec::new(),
            past: Vec::new(),
            none: false,
        };
        let [booked, over] = BookingLine::samples();
        let next = |line: &BookingLine, free_until: Option<&str>, calendar: Option<&str>| NextBooking {
            line: line.clone(),
            free_until: free_until.map(str::to_owned),
            calendar: calendar.map(str::to_owned),
        };
        let begun = |finished: Option<&str>| BegunLine {
            title: "A refresher".to_owned(),
            address: "/bookings/1/on-demand".to_owned(),
            finished: finished.map(str::to_owned),
        };
        let mut samples = vec![
            Self { begun: vec![begun(None), begun(Some("Monday 4 January 2027"))], ..none() },
            Self { none: true, ..none() },
            Self { next: Some(next(&over, None, None)), ..none() },
            Self {
                offers: OfferPanel::samples(),
                next: Some(next(&booked, Some("until 5pm, Wednesday 6 January"), Some("/calendar.ics"))),
                ahead: vec![booked.clone()],
                ..none()
            },
            Self { ahead: vec![booked.clone()], waiting: vec![booked.clone()], past: vec![over], ..none() },
        ];
        samples.extend(TodayPanel::samples().into_iter().map(|today| Self {
            today: Some(today),
            next: Some(next(&booked, None, None)),
            ..none()
        }));
        samples
    }
}

/// A session's dates as a calendar file, for whoever is booked on it.
pub async fn calendar(app: Data<App>, session: PathId<Session>, member: Member) -> ApiResult<HttpResponse> {
    files::calendar::course_dates(&app, &member.caller, session.0).await
}

/// One's own bookings.
pub async fn show(app: Data<App>, member: Member) -> ApiResult<HttpResponse> {
    let (person, now) = (member.caller.id(), app.clock.now());
    let (bookings, taken) = app
        .reads
        .run(move |c| Ok::<_, Error>((own_bookings::of_person(c, person)?, on_demand::of_person(c, person)?)))
        .await?;
    let (mut ahead, mut past): (Vec<&OwnBooking>, Vec<&OwnBooking>) =
        bookings.iter().partition(|booking| words::is_ahead(booking, now));
    ahead.sort_by_key(|booking| (words::next_date(booking, now).starts_at, booking.id));
    past.sort_by_key(|booking| std::cmp::Reverse((booking.starts_at, booking.id)));
    let has_place =
        |booking: &&OwnBooking| matches!(booking.state, BookingState::Booked | BookingState::Requested);
    let next = ahead.iter().position(has_place).map(|at| ahead.remove(at));
    let lines = |bookings: &[&OwnBooking], wanted: &dyn Fn(&OwnBooking) -> bool| -> Vec<BookingLine> {
        bookings
            .iter()
            .filter(|booking| wanted(booking))
            .map(|booking| BookingLine::of(booking, now))
            .collect()
    };
    let facts = MyBookingsFacts {
        offers: ahead.iter().filter_map(|booking| OfferPanel::of(booking, now)).collect(),
        today: next.and_then(|booking| TodayPanel::of(booking, now)),
        next: next.map(|booking| NextBooking {
            line: BookingLine::of(booking, now),
            free_until: words::free_until(booking, now),
            calendar: (booking.state == BookingState::Booked)
                .then(|| format!("/sessions/{}/calendar.ics", booking.session_id)),
        }),
        ahead: lines(&ahead, &|b| matches!(b.state, BookingState::Booked | BookingState::Requested)),
        waiting: lines(&ahead, &|b| b.state == BookingState::Waitlisted),
        begun: taken
            .iter()
            .map(|one| BegunLine {
                title: one.title.clone(),
                address: format!("/bookings/{}/on-demand", one.booking),
                finished: one.finished_on.map(day),
            })
            .collect(),
        past: lines(&past, &|_| true),
        none: bookings.is_empty() && taken.is_empty(),
    };
    Page::of(&member.visit, "My bookings", &facts)?.here("/my-bookings").answer(&app)
}
