//! The screen in the room: a code that changes each minute, to scan or to type, and who has arrived.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::{
    check_in_words::late_words,
    roster::{allowed, back_of},
};
use crate::{
    app::App,
    domain::{
        access::Action,
        check_ins::{changes_at, late_minutes, shown_code},
        ids::{DateId, Session},
        times::clock,
    },
    store::read::{
        registers::check_ins::ArrivalView,
        sessions::session::{self, DateView},
    },
    usecases::{
        error::{Failure, Refused},
        registers::check_in_codes::CheckInScreen,
    },
    web::{
        error::ApiResult,
        extract::{Member, Params, PathId, wants_json},
        page_facts::PageFacts,
        pages::{form_parts::qr_picture, sessions::session_words as words},
        render::Page,
    },
};

/// Which date.
#[derive(Deserialize)]
pub struct Asked {
    date: Option<String>,
}

/// The screen of a date, as long as people can check in.
#[derive(Serialize)]
pub(in crate::web) struct CheckInScreenFacts {
    /// The course's title.
    course: String,
    /// The date.
    when: String,
    /// Why nobody can check in now, if so.
    closed: Option<String>,
    /// What stands on it.
    screen: Option<ScreenFacts>,
}

/// What stands on the screen; the page's script asks for it again.
#[derive(Clone, Serialize)]
struct ScreenFacts {
    /// What is typed into a browser.
    address: String,
    /// The code, in groups.
    code: String,
    /// The box of the picture.
    view_box: String,
    /// The path of the picture.
    modules: String,
    /// How many have arrived, in words.
    said: String,
    /// Who has arrived, the newest first.
    arrivals: Vec<ArrivalFacts>,
    /// Seconds until the code changes.
    seconds: i64,
}

/// Somebody who has arrived.
#[derive(Clone, Serialize)]
struct ArrivalFacts {
    /// Their name.
    name: String,
    /// When.
    at: String,
    /// How late that is, if it is.
    late: Option<String>,
}

impl PageFacts for CheckInScreenFacts {
    const TEMPLATE: &'static str = "registers/check_in_screen";

    fn samples() -> Vec<Self> {
        let of = |closed: Option<&str>, screen| Self {
            course: "Introduction to restorative practice".to_owned(),
            when: "Tuesday 12 January 2027, 10am to 1pm".to_owned(),
            closed: closed.map(str::to_owned),
            screen,
        };
        let nobody = ScreenFacts {
            address: "training.example/check-in".to_owned(),
            code: "7K2 QFM".to_owned(),
            view_box: "0 0 33 33".to_owned(),
            modules: "M4 4h1v1h-1z".to_owned(),
            said: "0 of 21 are here".to_owned(),
            arrivals: Vec::new(),
            seconds: 42,
        };
        let arrival = |name: &str, late: Option<&str>| ArrivalFacts {
            name: name.to_owned(),
            at: "10:12am".to_owned(),
            late: late.map(str::to_owned),
        };
        let two = ScreenFacts {
            said: "2 of 21 are here".to_owned(),
            arrivals: vec![arrival("Amira Khan", Some("12 minutes late")), arrival("Ben Okoro", None)],
            ..nobody.clone()
        };
        vec![of(None, Some(nobody)), of(None, Some(two)), of(Some("This date is over."), None)]
    }
}

fn facts(
    screen: &CheckInScreen,
    (date, zone): (&DateView, Tz),
    base_url: &str,
    now: DateTime<Utc>,
) -> ApiResult<ScreenFacts> {
    let (view_box, modules) = qr_picture::of(&screen.url)?;
    let arrival = |arrival: &ArrivalView| ArrivalFacts {
        name: arrival.person_name.clone(),
        at: clock(arrival.at.with_timezone(&zone).time()),
        late: late_words(late_minutes(date.starts_at, arrival.at)),
    };
    let short = base_url.split_once("://").map_or(base_url, |(_, rest)| rest);
    Ok(ScreenFacts {
        address: format!("{short}/check-in"),
        code: shown_code(&screen.code),
        view_box,
        modules,
        said: format!("{} of {} are here", screen.arrivals.len(), screen.expected),
        arrivals: screen.arrivals.iter().map(arrival).collect(),
        seconds: (changes_at(now) - now).num_seconds() + 1,
    })
}

/// The screen; its own script asks for what stands on it alone.
pub async fn show(
    request: HttpRequest,
    app: Data<App>,
    session: PathId<Session>,
    member: Member,
    asked: Params<Asked>,
) -> ApiResult<HttpResponse> {
    let back = allowed(&app, &member, session.0, Action::WriteRegister).await?;
    let id = session.0;
    let asked = asked.0.date.as_deref().and_then(|date| date.parse::<DateId>().ok());
    let view = app.reads.run(move |c| session::session(c, id)).await?.view;
    // A date that was called off meanwhile leads to the one that is on.
    let asked = asked.filter(|asked| view.dates.iter().any(|date| date.id == *asked));
    let now = app.clock.now();
    let found = app.usecases.check_in_screen(id, asked).await;
    let shown = match &found {
        Ok(screen) => Some(screen.date_id),
        Err(_) => asked,
    };
    let index = view.dates.iter().position(|date| Some(date.id) == shown).unwrap_or_default();
    let zone = view.timezone.tz();
    let (closed, screen) = match (found, view.dates.get(index)) {
        (Ok(screen), Some(date)) => (None, Some(facts(&screen, (date, zone), &app.settings.base_url, now)?)),
        (Err(Failure::Refused(Refused::Forbidden { detail, .. })), _) if !wants_json(&request) => {
            (Some(detail), None)
        }
        (Err(failure), _) => return Err(failure.into()),
        (Ok(_), None) => return Err(Failure::Refused(Refused::NotThere).into()),
    };
    if let Some(screen) = screen.as_ref().filter(|_| wants_json(&request)) {
        return Ok(HttpResponse::Ok().json(screen));
    }
    let renews = screen.as_ref().map(|screen| screen.seconds);
    let when = view.dates.get(index).map(|date| words::date(date, zone)).unwrap_or_default();
    let facts = CheckInScreenFacts { course: view.course.title.clone(), when, closed, screen };
    Page::of(&member.visit, "Check in", &facts)?
        .back(back, "Who is coming")
        .here(back_of(&member.caller.actor).0)
        .renewed_after(renews)
        .answer(&app)
}
