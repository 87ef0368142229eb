//! The programme of the coming year: every step with its courses and dates, to read, to print and to hang up.

use actix_web::{
    HttpResponse,
    http::header,
    web::{Data, block},
};
use chrono::{DateTime, Months, Utc};
use serde::Serialize;

use crate::{
    app::App,
    documents::programme::{self as paper, ProgrammeCourse, ProgrammeLadder},
    domain::{
        delivery,
        times::{LONDON, day_in, length},
        words::SessionState,
    },
    store::{
        error::Error,
        read::{
            bookings::own_place,
            catalogue::{
                course::{self, CourseFilter, CourseView, Standpoint},
                ladders,
            },
            sessions::session::{self, SessionFilter, SessionView, Viewer},
        },
    },
    web::{
        error::ApiResult,
        extract::Visit,
        files,
        page_facts::PageFacts,
        pages::{form_parts::qr_picture, sessions::date_words},
        render::Page,
    },
};

/// Its address.
const ADDRESS: &str = "/programme";
/// How far it reaches.
const MONTHS: Months = Months::new(12);
/// Dates at most: years of them.
const DATES: i64 = 1000;

/// The facts of `catalogue/programme`.
#[derive(Serialize)]
pub(in crate::web) struct ProgrammeFacts {
    /// From when to when.
    period: String,
    ladders: Vec<LadderFacts>,
    /// Where it stands, as paper says it.
    address: String,
    /// What the picture of that stands on.
    view_box: String,
    /// Its dark modules.
    modules: String,
}

/// A ladder.
#[derive(Serialize)]
struct LadderFacts {
    name: String,
    courses: Vec<CourseFacts>,
}

/// A course with its dates.
#[derive(Clone, Serialize)]
struct CourseFacts {
    address: String,
    title: String,
    sentence: String,
    /// How long it is and how it takes place.
    about: String,
    dates: Vec<DateFacts>,
    /// What stands instead of dates.
    none: &'static str,
}

/// A date.
#[derive(Clone, Serialize)]
struct DateFacts {
    address: String,
    day: String,
    /// The hours, how many dates there are, and where.
    rest: String,
}

impl PageFacts for ProgrammeFacts {
    const TEMPLATE: &'static str = "catalogue/programme";

    fn samples() -> Vec<Self> {
        let date = DateFacts {
            address: "/sessions/1".to_owned(),
            day: "Tuesday 12 January 2027".to_owned(),
            rest: "10am to 1pm, online by Zoom".to_owned(),
        };
        let course = CourseFacts {
            address: "/courses/introduction".to_owned(),
            title: "1. Introduction".to_owned(),
            sentence: "What restorative practice is.".to_owned(),
            about: "3 hours · online by Zoom".to_owned(),
            dates: vec![date],
            none: NO_DATES,
        };
        let none = CourseFacts { dates: Vec::new(), ..course.clone() };
        let ladder = LadderFacts { name: "Restorative practice".to_owned(), courses: vec![course, none] };
        let of = |ladders| Self {
            period: "December 2026 to November 2027".to_owned(),
            ladders,
            address: "https://training.example/programme".to_owned(),
            view_box: "0 0 9 9".to_owned(),
            modules: "M4 4h1v1h-1z".to_owned(),
        };
        vec![of(vec![ladder]), of(Vec::new())]
    }
}

/// Said of a course without dates.
const NO_DATES: &str = "No dates planned yet.";
/// Said of a course that teams ask for.
const ASKED_FOR: &str = "Arranged for whole groups and teams: ask for it on its page.";

/// The programme, in a constant number of statements.
async fn ladders(app: &App) -> ApiResult<Vec<LadderFacts>> {
    let (settings, now) = (app.settings.clone(), app.clock.now());
    let filter = SessionFilter {
        viewer: Viewer::Public,
        course: None,
        from: now,
        to: now.checked_add_months(MONTHS),
        bookable_at: None,
        after: None,
        limit: DATES,
    };
    let (all, dates, courses, by_commission) = app
        .reads
        .run(move |c| {
            let standpoint = Standpoint { provider: &settings.provider(), today: day_in(now, LONDON) };
            let every = CourseFilter { limit: usize::MAX, ..CourseFilter::default() };
            Ok::<_, Error>((
                ladders::ladders(c)?,
                session::sessions(c, &filter)?,
                course::courses(c, &every, standpoint)?,
                own_place::by_commission(c)?,
            ))
        })
        .await?;
    let planned =
        dates.into_iter().map(|date| date.view).filter(|date| date.state == SessionState::Published);
    let dates: Vec<SessionView> = planned.collect();
    let courses: Vec<CourseView> = courses.into_iter().map(|course| course.view).collect();
    let named = all.iter().map(|ladder| (Some(ladder.view.slug.as_str()), ladder.view.name.as_str()));
    let mut ladders = Vec::new();
    for (slug, name) in named.chain([(None, "Other courses")]) {
        let mut of_ladder: Vec<&CourseView> =
            courses.iter().filter(|course| !course.draft && course.ladder.as_deref() == slug).collect();
        of_ladder.sort_by_key(|course| course.rung);
        let courses: Vec<CourseFacts> = of_ladder
            .into_iter()
            .map(|course| {
                let asked_for = by_commission.contains(&course.slug);
                of_course(course, &dates, if asked_for { ASKED_FOR } else { NO_DATES })
            })
            .collect();
        if !courses.is_empty() {
            ladders.push(LadderFacts { name: name.to_owned(), courses });
        }
    }
    Ok(ladders)
}

fn of_course(course: &CourseView, dates: &[SessionView], none: &'static str) -> CourseFacts {
    let date = |view: &SessionView| {
        let mut rest = vec![date_words::hours(view)];
        if view.dates.len() > 1 {
            rest.push(format!("and {} more dates", view.dates.len() - 1));
        }
        rest.push(date_words::place(view));
        DateFacts {
            address: format!("/sessions/{}", view.id),
            day: date_words::long_day(view),
            rest: rest.join(", "),
        }
    };
    CourseFacts {
        address: format!("/courses/{}", course.slug),
        title: match course.rung {
            Some(step) => format!("{step}. {}", course.title),
            None => course.title.clone(),
        },
        sentence: course.summary.clone(),
        about: format!("{} · {}", length(course.duration_minutes), delivery::how(course.delivery)),
        dates: dates.iter().filter(|view| view.course.slug == course.slug).map(date).collect(),
        none,
    }
}

/// "December 2026 to November 2027".
fn period(now: DateTime<Utc>) -> String {
    let first = day_in(now, LONDON);
    let last = first.checked_add_months(Months::new(11)).unwrap_or(first);
    format!("{} to {}", first.format("%B %Y"), last.format("%B %Y"))
}

fn own_address(app: &App) -> String {
    format!("{}{ADDRESS}", app.settings.base_url)
}

/// The programme as a page, which prints as one.
pub async fn show(app: Data<App>, visit: Visit) -> ApiResult<HttpResponse> {
    let address = own_address(&app);
    let (view_box, modules) = qr_picture::of(&address)?;
    let period = period(app.clock.now());
    let facts = ProgrammeFacts { ladders: ladders(&app).await?, address, view_box, modules, period };
    Page::of(&visit, "The year’s programme", &facts)?
        .description("Every course with its dates in the coming year.")
        .back("/courses", "All courses")
        .here("/courses")
        .answer(&app)
}

/// The programme on paper.
pub async fn pdf(app: Data<App>, _visit: Visit) -> ApiResult<HttpResponse> {
    let now = app.clock.now();
    let course = |one: CourseFacts| ProgrammeCourse {
        title: one.title,
        sentence: one.sentence,
        about: one.about,
        dates: match one.dates.as_slice() {
            [] => vec![one.none.to_owned()],
            dates => dates.iter().map(|date| format!("{}, {}", date.day, date.rest)).collect(),
        },
    };
    let ladder = |one: LadderFacts| ProgrammeLadder {
        name: one.name,
        courses: one.courses.into_iter().map(course).collect(),
    };
    let site = app.settings.site.now();
    let programme = paper::Programme {
        provider: site.name.clone(),
        mark: site.mark.as_ref().map(|mark| mark.name.clone()),
        period: period(now),
        address: own_address(&app),
        ladders: ladders(&app).await?.into_iter().map(ladder).collect(),
        made_at: now,
    };
    let marks = files::marks::marks_of(&app, std::iter::once(programme.mark.as_deref())).await?;
    let broken = |why: String| Error::Broken(format!("a programme cannot be printed: {why}"));
    let file = block(move || paper::render(&programme, &marks, &app.fonts))
        .await
        .map_err(|why| broken(why.to_string()))?
        .map_err(|why| broken(why.to_string()))?;
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((header::CONTENT_DISPOSITION, "inline; filename=\"programme.pdf\""))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .body(file))
}
