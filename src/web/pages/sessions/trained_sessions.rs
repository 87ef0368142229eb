//! A trainer's dates: today first, with what to prepare and the one thing to open.

use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{
    joining::JoiningFacts,
    session_words::{self as words, people},
};
use crate::{
    app::App,
    domain::{
        access::{Action, Relation},
        times::{self, ZoneNote, day_in},
        words::SessionState,
    },
    store::read::sessions::{
        session::{DateView, SessionView},
        trainer_dates::{self, Need, TrainedSession},
    },
    web::{
        error::ApiResult,
        extract::Member,
        page_facts::{Link, PageFacts, State},
        pages::{
            people::waiting::{self, Waiting},
            registers::check_in_words::check_in_address,
        },
        render::Page,
    },
};

/// A trainer's dates, by when they are.
#[derive(Serialize)]
pub(in crate::web) struct MyDatesFacts {
    /// What waits for the reader: attendance first of all.
    waiting: Waiting,
    /// Those of today that are not over, with what to prepare.
    today: Vec<TodayFacts>,
    /// Those to come.
    coming: Vec<TrainedSessionFacts>,
    /// Those that are finished, the last first.
    past: Vec<TrainedSessionFacts>,
    /// Whether they run none at all.
    none: bool,
    /// Today.
    day: String,
    /// Whether one of today's is over.
    earlier: bool,
}

/// A date of today.
#[derive(Clone, Serialize)]
struct TodayFacts {
    /// The course's title.
    title: String,
    /// `10am to 1pm`.
    when: String,
    /// "date 2 of 6", where there are several.
    which: Option<String>,
    /// How many come, in words.
    count: String,
    /// Where it takes place.
    location: Option<String>,
    /// How to join it.
    joining: Option<JoiningFacts>,
    /// What those who come need.
    needs: Vec<NeedFacts>,
    /// Whether it is over, while other dates of it are still to come.
    over: bool,
    /// Its attendance list, once it can be opened.
    attendance: Option<String>,
    /// The screen by which people check in, while they can.
    check_in: Option<String>,
    /// From when on it can be opened.
    opens: String,
    /// Who is coming.
    roster: String,
}

/// What somebody who comes needs to take part.
#[derive(Clone, Serialize)]
struct NeedFacts {
    /// Their name.
    person: String,
    /// What they need.
    words: String,
    /// Whether it is arranged.
    arranged: bool,
}

/// A session among a trainer's: the facts of `templates/partials/pages/trained_session.hbs`.
#[derive(Clone, Serialize)]
struct TrainedSessionFacts {
    /// The course's title.
    title: String,
    /// Its next date, or all of them once they are over.
    when: String,
    /// "date 2 of 6", where there are several.
    which: Option<String>,
    /// Where it stands.
    state: State,
    /// How many come or came, in words.
    count: String,
    /// How many wait for a place, if any.
    waiting: Option<String>,
    /// What is still to be arranged, if anything.
    needs: Option<String>,
    /// Results said to be wrong, if any.
    disputes: Option<Link>,
    /// Who is coming.
    roster: String,
    /// The attendance list, from the first start until it is finished.
    attendance: Option<String>,
}

impl PageFacts for MyDatesFacts {
    const TEMPLATE: &'static str = "sessions/my_dates";

    fn samples() -> Vec<Self> {
        let day = || "Tuesday 12 January 2027".to_owned();
        let nothing = Self {
            waiting: Waiting::default(),
            today: Vec::new(),
            coming: Vec::new(),
            past: Vec::new(),
            none: true,
            day: day(),
            earlier: false,
        };
        let set = TrainedSessionFacts {
            title: "Action learning sets".to_owned(),
            when: "Tuesday 9 February 2027, 2pm to 4pm".to_owned(),
            which: Some("date 2 of 6".to_owned()),
            state: State::of("good", "full"),
            count: "8 of 8 places taken".to_owned(),
            waiting: Some("2 on the waiting list".to_owned()),
            needs: Some("1 person needs something to be arranged".to_owned()),
            disputes: Some(Link::to("/sessions/2/disputes", "1 person says “This is wrong”")),
            roster: "/sessions/2/roster".to_owned(),
            attendance: Some("/sessions/2/attendance".to_owned()),
        };
        let plain = TrainedSessionFacts {
            which: None,
            waiting: None,
            needs: None,
            disputes: None,
            attendance: None,
            ..set.clone()
        };
        let today = TodayFacts {
            title: "Introduction to restorative practice".to_owned(),
            when: "10am to 1pm".to_owned(),
            which: Some("date 1 of 2".to_owned()),
            count: "2 people coming".to_owned(),
            location: Some("Civic Centre, room 4".to_owned()),
            joining: None,
            needs: vec![
                NeedFacts {
                    person: "Amira Khan".to_owned(),
                    words: "Large print".to_owned(),
                    arranged: true,
                },
                NeedFacts { person: "Ben Okoro".to_owned(), words: "Captions".to_owned(), arranged: false },
            ],
            over: true,
            attendance: Some("/sessions/1/attendance".to_owned()),
            check_in: Some("/sessions/1/check-in?date=2".to_owned()),
            opens: "at 10am".to_owned(),
            roster: "/sessions/1/roster".to_owned(),
        };
        let on_zoom = JoiningFacts::samples().into_iter().map(|joining| TodayFacts {
            which: None,
            location: None,
            joining: Some(joining),
            needs: Vec::new(),
            over: false,
            attendance: None,
            check_in: None,
            ..today.clone()
        });
        let before = TodayFacts { attendance: None, ..today.clone() };
        let on_paper = TodayFacts { check_in: None, ..today.clone() };
        let mut all_of_today = vec![today.clone(), before, on_paper];
        all_of_today.extend(on_zoom);
        let busy = Self {
            waiting: Waiting::default(),
            today: all_of_today,
            coming: vec![set.clone(), plain.clone()],
            past: vec![set, plain],
            none: false,
            day: day(),
            earlier: false,
        };
        let quiet = |waiting: Waiting| Self {
            earlier: waiting == Waiting::default(),
            waiting,
            today: Vec::new(),
            coming: Vec::new(),
            past: Vec::new(),
            none: false,
            day: day(),
        };
        let mut samples = vec![nothing, busy];
        samples.extend(Waiting::samples().into_iter().map(quiet));
        samples
    }
}

/// Where a session stands among a trainer's.
enum Place {
    /// One of its dates is today.
    Today(usize),
    /// Its next date is to come.
    Coming,
    /// All its dates are over, and attendance is not finished: that waits for the trainer.
    Over,
    /// Finished.
    Past,
}

fn place(session: &TrainedSession, now: DateTime<Utc>) -> Place {
    let view = &session.session;
    let zone = view.timezone.tz();
    if view.state == SessionState::Delivered {
        return Place::Past;
    }
    if view.state == SessionState::Cancelled {
        return Place::Coming;
    }
    if view.dates.iter().all(|date| date.ends_at <= now) {
        return Place::Over;
    }
    let today = day_in(now, zone);
    let is_today = |date: &DateView| day_in(date.starts_at, zone) == today;
    // Of two dates on one day the one that is not over comes first.
    let on = view.dates.iter().position(|date| is_today(date) && date.ends_at > now);
    match on.or_else(|| view.dates.iter().rposition(is_today)) {
        Some(index) => Place::Today(index),
        None => Place::Coming,
    }
}

/// Whether one of its dates was today and is over.
fn ended_today(view: &SessionView, now: DateTime<Utc>) -> bool {
    let zone = view.timezone.tz();
    view.dates.iter().any(|date| date.ends_at <= now && day_in(date.ends_at, zone) == day_in(now, zone))
}

fn attendance(session: &TrainedSession, date: Option<&DateView>) -> String {
    let address = format!("/sessions/{}/attendance", session.session.id);
    match date.filter(|_| session.session.dates.len() > 1) {
        Some(date) => format!("{address}?date={}", date.id),
        None => address,
    }
}

fn coming(session: &TrainedSession) -> String {
    let count = usize::try_from(session.people).unwrap_or_default();
    match count {
        0 => "Nobody is booked yet".to_owned(),
        count => format!("{} of {} places taken", count, session.session.capacity),
    }
}

/// "2 people need something", as far as it is not arranged.
fn to_arrange(session: &TrainedSession) -> Option<String> {
    match session.needs.iter().filter(|need| !need.arranged).count() {
        0 => None,
        1 => Some("1 person needs something to be arranged".to_owned()),
        count => Some(format!("{count} people need something to be arranged")),
    }
}

fn today(session: &TrainedSession, index: usize, now: DateTime<Utc>) -> TodayFacts {
    let view = &session.session;
    let date = &view.dates[index];
    let opens = times::clock(date.starts_at.with_timezone(&view.timezone.tz()).time());
    let count = usize::try_from(session.people).unwrap_or_default();
    let need = |need: &Need| NeedFacts {
        person: need.person.clone(),
        words: need.words.clone(),
        arranged: need.arranged,
    };
    TodayFacts {
        title: view.course.title.clone(),
        when: times::clock_range(date.starts_at, date.ends_at, view.timezone.tz(), ZoneNote::WhenElsewhere),
        which: words::which(view, index),
        count: if count == 0 { "Nobody is booked".to_owned() } else { format!("{} coming", people(count)) },
        location: view.location.clone(),
        joining: JoiningFacts::of_session(view),
        needs: session.needs.iter().map(need).collect(),
        over: date.ends_at <= now,
        attendance: (date.starts_at <= now).then(|| attendance(session, Some(date))),
        check_in: check_in_address(view, date, now),
        opens: format!("at {opens}"),
        roster: format!("/sessions/{}/roster", view.id),
    }
}

fn row(session: &TrainedSession, now: DateTime<Utc>) -> TrainedSessionFacts {
    let view = &session.session;
    let zone = view.timezone.tz();
    let next = view.dates.iter().position(|date| date.ends_at > now);
    let (kind, label) = match view.state {
        SessionState::Cancelled => ("bad", "called off"),
        SessionState::Delivered => ("good", "finished"),
        _ if view.places_left <= 0 => ("good", "full"),
        _ => ("open", "places left"),
    };
    let finished = view.state == SessionState::Delivered;
    let when = match next.filter(|_| !finished) {
        Some(index) => words::date(&view.dates[index], zone),
        None => words::dates(view),
    };
    let disputes = usize::try_from(session.disputes).unwrap_or_default();
    let started = view.dates.first().is_some_and(|first| first.starts_at <= now);
    TrainedSessionFacts {
        title: view.course.title.clone(),
        when,
        which: next.and_then(|index| words::which(view, index)),
        state: State::of(kind, label),
        count: if finished {
            format!("{} on the list", people(usize::try_from(session.people).unwrap_or_default()))
        } else {
            coming(session)
        },
        waiting: (view.waitlist_length > 0).then(|| format!("{} on the waiting list", view.waitlist_length)),
        needs: to_arrange(session),
        disputes: (disputes > 0).then(|| {
            let say = if disputes == 1 { "says" } else { "say" };
            let label = format!("{} {say} “This is wrong”", people(disputes));
            Link::to(format!("/sessions/{}/disputes", view.id), label)
        }),
        roster: format!("/sessions/{}/roster", view.id),
        attendance: (started && !finished).then(|| attendance(session, None)),
    }
}

/// The trainer's dates.
pub async fn list(app: Data<App>, member: Member) -> ApiResult<HttpResponse> {
    member.caller.may(Action::ListTrainedSessions, &Relation::default())?;
    let (trainer, now) = (member.caller.id(), app.clock.now());
    let sessions = app.reads.run(move |c| trainer_dates::trained_by(c, trainer, now)).await?;
    let mut facts = MyDatesFacts {
        waiting: waiting::for_caller(&app, &member.caller).await?,
        today: Vec::new(),
        coming: Vec::new(),
        past: Vec::new(),
        none: sessions.is_empty(),
        day: times::day(day_in(now, times::LONDON)),
        earlier: sessions.iter().any(|session| ended_today(&session.session, now)),
    };
    for session in &sessions {
        match place(session, now) {
            Place::Today(index) => facts.today.push(today(session, index, now)),
            Place::Coming => facts.coming.push(row(session, now)),
            Place::Over => {}
            // What was finished last is asked for first.
            Place::Past => facts.past.insert(0, row(session, now)),
        }
    }
    Page::of(&member.visit, "My dates", &facts)?.here("/my-dates").answer(&app)
}
