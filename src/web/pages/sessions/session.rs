//! A course date: when and where it is, and whether the visitor can come.

use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{
    date_words::{Room, hours, long_day, place, room, room_tag, short_day, starts_at, trainers, whole},
    joining::ZOOM_IS_TOLD,
    structured_data,
};
use crate::{
    app::App,
    domain::{
        cancellations,
        ids::{Session, SessionId},
        talks::Talk,
        times,
        words::SessionState,
    },
    store::read::sessions::{clock, session::SessionView},
    web::{
        error::ApiResult,
        extract::{PathId, Visit},
        kept::{Kept, end_of_day},
        kept_pages::{UntilThen, for_all},
        page_facts::{PageFacts, State},
        pages::bookings::{
            can_i_come::{Date, Standing, date, sees_roster, standing},
            standing_facts::StandingFacts,
        },
        render::Page,
    },
};

/// A date, and whether whoever asks can come.
#[derive(Serialize)]
pub(in crate::web) struct SessionFacts {
    /// The date as search engines read it, unless it is not for them.
    json_ld: Option<String>,
    /// The date.
    date: DateFacts,
    /// Where whoever is signed in stands with it.
    stands: Option<StandingFacts>,
    /// Whether it can be booked or waited for now.
    can_book: bool,
    /// Whether no place is left.
    full: bool,
    /// Where it is booked.
    book: String,
    /// `Tuesday 12 January`.
    short_day: String,
    /// Who is coming, for those who may see it.
    roster: Option<String>,
    /// Whether they have a booking here.
    yours: bool,
}

/// What a page says about a date: the facts of `templates/partials/pages/date_facts.hbs`, and more.
#[derive(Debug, Clone, Serialize)]
pub struct DateFacts {
    /// The course's title.
    pub course: String,
    /// The course's page.
    pub course_address: String,
    /// What the course is, in a sentence or two.
    pub summary: String,
    /// Its first date, whole.
    pub when: Option<String>,
    /// Whether it has several dates.
    pub is_set: bool,
    /// All of them.
    pub dates: Vec<OneDate>,
    /// Where it takes place.
    pub place: String,
    /// Whether a place can be booked.
    pub room: State,
    /// Who runs it.
    pub trainers: Option<String>,
    /// What it counts as CPD.
    pub cpd: String,
    /// Its talks, where it is a conference day: when, what, who.
    pub talks: Vec<String>,
    /// Until when a place can be given up without consequence.
    pub consequence: Option<String>,
    /// What Zoom is told of whoever has a place.
    pub zoom: Option<&'static str>,
}

/// One date of several.
#[derive(Debug, Clone, Serialize)]
pub struct OneDate {
    /// "Date 2 of 6".
    pub label: String,
    /// `Tuesday 12 January 2027, 10am to 1pm`.
    pub when: String,
}

impl DateFacts {
    /// A single date with places, and several that are full.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let when = |day: &str| format!("{day} 2027, 10am to 1pm");
        let single = Self {
            course: "Introduction to restorative practice".to_owned(),
            course_address: "/courses/introduction".to_owned(),
            summary: "What restorative practice is, and how to begin.".to_owned(),
            when: Some(when("Tuesday 12 January")),
            is_set: false,
            dates: vec![OneDate { label: "Date 1 of 1".to_owned(), when: when("Tuesday 12 January") }],
            place: "On Zoom".to_owned(),
            room: State::of("open", "6 places left"),
            trainers: Some("Chris Straker".to_owned()),
            cpd: "3 hours of CPD".to_owned(),
            talks: ["10:15am: Circles, Sue Sample (45 minutes)", "11:15am: Repair (1 hour)"]
                .map(str::to_owned)
                .into(),
            consequence: Some("You can give the place up until Friday 8 January.".to_owned()),
            zoom: Some(ZOOM_IS_TOLD),
        };
        let set = Self {
            is_set: true,
            dates: vec![
                OneDate { label: "Date 1 of 2".to_owned(), when: when("Tuesday 12 January") },
                OneDate { label: "Date 2 of 2".to_owned(), when: when("Tuesday 19 January") },
            ],
            room: State::of("waiting", "full, with a waiting list"),
            trainers: None,
            talks: Vec::new(),
            consequence: None,
            zoom: None,
            ..single.clone()
        };
        vec![single, set]
    }
}

impl PageFacts for SessionFacts {
    const TEMPLATE: &'static str = "sessions/session";

    fn samples() -> Vec<Self> {
        let of = |date: &DateFacts| Self {
            json_ld: Some("{}".to_owned()),
            date: date.clone(),
            stands: None,
            can_book: true,
            full: date.is_set,
            book: "/sessions/1/book".to_owned(),
            short_day: "Tuesday 12 January".to_owned(),
            roster: None,
            yours: false,
        };
        let dates = DateFacts::samples();
        let hidden = |date: &DateFacts| Self {
            json_ld: None,
            can_book: false,
            roster: Some("/sessions/1/roster".to_owned()),
            yours: true,
            ..of(date)
        };
        let stands = StandingFacts::samples().into_iter();
        let stands = stands.map(|stands| Self { stands: Some(stands), yours: true, ..of(&dates[0]) });
        dates.iter().map(of).chain(dates.iter().map(hidden)).chain(stands).collect()
    }
}

/// The page of a date.
pub async fn show(
    app: Data<App>,
    kept: Data<Kept>,
    visit: Visit,
    id: PathId<Session>,
) -> ApiResult<HttpResponse> {
    for_all(&app, &kept, &visit, async |now| page(&app, &visit, id.0, now).await).await
}

async fn page<'v>(
    app: &App,
    visit: &'v Visit,
    id: SessionId,
    now: DateTime<Utc>,
) -> ApiResult<UntilThen<'v>> {
    let date = date(app, visit, id).await?;
    let full = room(&date.session, now) == Room::Full;
    let stands = match &visit.signed_in {
        Some(somebody) => Some(standing(app, &somebody.caller, &date).await?),
        None => None,
    };
    let until = match &visit.signed_in {
        Some(_) => None,
        None => until(&date, app.reads.once(move |c| clock::next_turn(c, now)).await?, now),
    };
    let can_book = matches!(room(&date.session, now), Room::Places(_) | Room::Full);
    let session = &date.session;
    let hidden = session.private || session.state == SessionState::Draft;
    let data = (!hidden).then(|| structured_data::block(&structured_data::instance(app, session)));
    let title = format!("{}, {}", date.course.title, short_day(session));
    let shown = SessionFacts {
        json_ld: data,
        date: facts(&date, now),
        stands: stands.as_ref().map(|stands| StandingFacts::of(stands, &date, full)),
        can_book,
        full,
        book: format!("/sessions/{}/book", session.id),
        short_day: short_day(session),
        roster: sees_roster(visit, &date).then(|| format!("/sessions/{}/roster", session.id)),
        yours: stands.as_ref().is_some_and(|stands| matches!(stands, Standing::Here(_))),
    };
    let page = Page::of(visit, title, &shown)?
        .description(format!(
            "{} on {}, {}. {}",
            date.course.title,
            long_day(session),
            hours(session),
            date.course.summary
        ))
        .back(format!("/courses/{}", date.course.slug), date.course.title.clone())
        .here("/courses");
    Ok((page, until))
}

/// From when on the clock changes the page of a date for whoever is not signed in.
fn until(date: &Date, next_turn: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let free = starts_at(&date.session)
        .map(|starts_at| cancellations::last_moment(starts_at, date.terms.notice_days))
        .filter(|last| *last >= now);
    [next_turn, free, end_of_day(now)].into_iter().flatten().min()
}

/// What a page says about a date.
#[must_use]
pub fn facts(date: &Date, now: DateTime<Utc>) -> DateFacts {
    let session = &date.session;
    let one = |(index, one)| OneDate {
        label: format!("Date {} of {}", index + 1, session.dates.len()),
        when: whole(session, one),
    };
    DateFacts {
        course: date.course.title.clone(),
        course_address: format!("/courses/{}", date.course.slug),
        summary: date.course.summary.clone(),
        when: session.dates.first().map(|one| whole(session, one)),
        is_set: session.dates.len() > 1,
        dates: session.dates.iter().enumerate().map(one).collect(),
        place: place(session),
        room: room_tag(session, now),
        trainers: trainers(session),
        cpd: times::cpd_length(date.course.cpd_minutes),
        talks: date.talks.iter().map(|talk| talk_line(talk, session)).collect(),
        consequence: consequence(session, date.terms.notice_days, now),
        zoom: session.zoom_meeting.then_some(ZOOM_IS_TOLD),
    }
}

fn talk_line(talk: &Talk, session: &SessionView) -> String {
    let begins = times::clock(talk.starts_at.with_timezone(&session.timezone.tz()).time());
    let by = talk.speaker.as_ref().map(|speaker| format!(", {speaker}")).unwrap_or_default();
    format!("{begins}: {}{by} ({})", talk.title, times::length(talk.minutes))
}

/// Until when a place can be given up without consequence.
#[must_use]
pub fn consequence(session: &SessionView, notice_days: i32, now: DateTime<Utc>) -> Option<String> {
    let last = cancellations::last_moment(starts_at(session)?, notice_days);
    Some(cancellations::consequence(last, session.timezone.tz(), now))
}
