//! A year's dates looked at as those of the next, and made as drafts.

use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::session_words::each_date;
use crate::{
    app::App,
    domain::{
        ids::SessionId,
        next_year::{NextDate, Stepped, is_made_again, next_year},
        sessions::Span,
        times::{LONDON, ZoneNote, day, day_in, range, start_of_day},
        words::SessionState,
    },
    ports::Random,
    store::{
        error::Error,
        read::{
            catalogue::courses::{self, CourseName},
            sessions::{
                date_list::{self, DateFilter},
                session::SessionView,
            },
        },
    },
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, Params, Visit},
        forms::{Field, Form},
        page_facts::PageFacts,
        pages::form_parts::once,
        render::{Page, see},
    },
};

/// Where it is.
const ADDRESS: &str = "/manage/copy-dates";
/// How many dates are looked at, and copied, at once.
const MOST: i64 = 100;
/// From this month on the dates of the running year are copied, before it those of the last one.
const YEAR_IS_WELL_ON: u32 = 7;
/// How many years back one can copy from.
const YEARS: i32 = 4;

/// The facts of `sessions/copy_dates`.
#[derive(Serialize)]
pub(in crate::web) struct CopyDatesFacts {
    /// Whether any date can be copied.
    any: bool,
    /// Which dates are shown, in words.
    chosen: String,
    /// The year they are made for.
    next: String,
    /// The course they are limited to, by its name in addresses.
    course: String,
    /// The year they are of.
    year: String,
    /// Those that cannot be copied, each in a sentence.
    left_out: Vec<String>,
    /// How many were looked at, where there are more.
    more: Option<i64>,
}

impl PageFacts for CopyDatesFacts {
    const TEMPLATE: &'static str = "sessions/copy_dates";

    fn samples() -> Vec<Self> {
        let some = Self {
            any: true,
            chosen: "All courses, dates of 2026".to_owned(),
            next: "2027".to_owned(),
            course: "introduction".to_owned(),
            year: "2026".to_owned(),
            left_out: vec![
                "Sunday 29 March 2026, 1:15am to 2am: the clocks go forward over that time.".to_owned(),
            ],
            more: Some(MOST),
        };
        let none = Self {
            any: false,
            chosen: some.chosen.clone(),
            next: some.next.clone(),
            course: String::new(),
            year: some.year.clone(),
            left_out: Vec::new(),
            more: None,
        };
        vec![some, none]
    }

    fn form_sample() -> Option<Form> {
        let choice = Choice {
            id: SessionId::from_uuid(uuid::Uuid::from_u128(1)),
            label: "Tuesday 12 January 2027, 10am to 1pm".to_owned(),
            hint: "Introduction to restorative practice. Last time: Tuesday 13 January 2026, 10am to 1pm"
                .to_owned(),
            ticked: true,
        };
        Some(form_of(&Random::seeded(0), &[], &Shown::default(), &[choice]))
    }
}

/// Which dates to look at.
#[derive(Deserialize)]
pub struct Asked {
    course: Option<String>,
    year: Option<i32>,
}

/// Which dates are looked at.
#[derive(Default)]
struct Shown {
    course: Option<String>,
    year: i32,
    this_year: i32,
}

impl Shown {
    fn of(asked: &Asked, now: DateTime<Utc>) -> Self {
        let today = day_in(now, LONDON);
        let usual = if today.month() >= YEAR_IS_WELL_ON { today.year() } else { today.year() - 1 };
        let years = today.year() - YEARS + 1..=today.year();
        Self {
            course: asked.course.clone().filter(|slug| !slug.is_empty() && !slug.contains('\0')),
            year: asked.year.filter(|year| years.contains(year)).unwrap_or(usual),
            this_year: today.year(),
        }
    }

    /// When that year begins and ends.
    fn bounds(&self) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let first = |year| NaiveDate::from_ymd_opt(year, 1, 1).map(|day| start_of_day(day, LONDON));
        first(self.year).zip(first(self.year + 1))
    }
}

/// A date that can be copied.
struct Choice {
    id: SessionId,
    /// When it would be.
    label: String,
    /// What it is copied from, and what to know.
    hint: String,
    ticked: bool,
}

/// What is found.
struct Found {
    choices: Vec<Choice>,
    left_out: Vec<String>,
    courses: Vec<CourseName>,
    more: bool,
}

async fn found(app: &App, shown: &Shown) -> ApiResult<Found> {
    let now = app.clock.now();
    let Some((from, until)) = shown.bounds() else {
        return Ok(Found { choices: Vec::new(), left_out: Vec::new(), courses: Vec::new(), more: false });
    };
    let filter = DateFilter {
        course: shown.course.clone(),
        state: None,
        from,
        until: Some(until),
        after: None,
        limit: MOST + 1,
    };
    let later = DateFilter { from: until, until: None, limit: MOST * 5, ..filter.clone() };
    let read = app.reads.run(move |c| {
        Ok::<_, Error>((date_list::list(c, &filter)?, date_list::list(c, &later)?, courses::all(c)?))
    });
    let (old, later, courses) = read.await?;
    let given = |slug: &str| courses.iter().any(|one| one.slug == slug && !one.retired);
    let more = old.len() > usize::try_from(MOST).unwrap_or(usize::MAX);
    let (mut choices, mut left_out) = (Vec::new(), Vec::new());
    for session in old.into_iter().take(usize::try_from(MOST).unwrap_or(usize::MAX)).map(|one| one.view) {
        if !is_made_again(session.state, session.private) || !given(&session.course.slug) {
            continue;
        }
        let zone = session.timezone.tz();
        let spans: Vec<Span> = session
            .dates
            .iter()
            .map(|date| Span { starts_at: date.starts_at, ends_at: date.ends_at })
            .collect();
        let next = match next_year(&spans, zone) {
            Ok(next) => next,
            Err(wrong) => {
                let when = each_date(&session).into_iter().next().unwrap_or_default();
                left_out.push(format!("{when} ({}): {wrong}.", session.course.title));
                continue;
            }
        };
        let Some(first) = next.first().copied().filter(|first| first.span.starts_at > now) else { continue };
        let there = later.iter().any(|one| {
            one.view.course.slug == session.course.slug
                && one.view.state != SessionState::Cancelled
                && one.view.dates.first().is_some_and(|date| date.starts_at == first.span.starts_at)
        });
        choices.push((first.span, choice(&session, first.span, &next, there)));
    }
    choices.sort_by_key(|(span, _)| *span);
    let choices = choices.into_iter().map(|(_, choice)| choice).collect();
    Ok(Found { choices, left_out, courses, more })
}

fn choice(session: &SessionView, first: Span, next: &[NextDate], there: bool) -> Choice {
    let zone = session.timezone.tz();
    let label = range(first.starts_at, first.ends_at, zone, ZoneNote::WhenElsewhere);
    let dates = match next.len() {
        0 | 1 => String::new(),
        count => format!(" and {} more", count - 1),
    };
    let was = each_date(session).into_iter().next().unwrap_or_default();
    let mut hint = format!("{}. Copied from {was}.", session.course.title);
    for date in next {
        let Some((given, why)) = date.stepped else { continue };
        let why = match why {
            Stepped::BankHoliday(name) => format!("is {name}"),
            Stepped::Weekend => "is on a weekend".to_owned(),
            Stepped::Taken => "has another date of the same group".to_owned(),
        };
        let to = day(day_in(date.span.starts_at, zone));
        hint = format!("{hint} {} {why}: moved to {to}.", day(given));
    }
    if there {
        hint = format!("{hint} There is a date of this course at that time already.");
    }
    Choice { id: session.id, label: format!("{label}{dates}"), hint, ticked: !there }
}

fn form_of(random: &Random, courses: &[CourseName], shown: &Shown, choices: &[Choice]) -> Form {
    let by_course = courses
        .iter()
        .filter(|one| !one.retired)
        .fold(Field::select("course", "Course").choice("", "All courses"), |field, one| {
            field.choice(one.slug.as_str(), one.title.as_str())
        });
    let by_year = (0..YEARS).fold(Field::select("year", "Dates of"), |field, back| {
        let year = (shown.this_year - back).to_string();
        field.choice(year.clone(), year)
    });
    let boxes = choices.iter().fold(Field::boxes("dates", "Which dates?"), |field, one| {
        field.choice_with(one.id.to_string(), one.label.clone(), Some(one.hint.clone()))
    });
    let ticked: Vec<String> = choices.iter().filter(|one| one.ticked).map(|one| one.id.to_string()).collect();
    let button = match choices.len() {
        0 | 1 => "Make it, as a draft".to_owned(),
        count => format!("Make those ticked, of {count}, as drafts"),
    };
    Form::new(ADDRESS, button)
        .field(by_course.value(shown.course.clone().unwrap_or_default()))
        .field(by_year.value(shown.year.to_string()))
        .field(boxes.ticked(&ticked.iter().map(String::as_str).collect::<Vec<_>>()))
        .field(once::field(random))
}

fn page<'v>(visit: &'v Visit, shown: &Shown, found: &Found, form: Form) -> ApiResult<Page<'v>> {
    let course = found.courses.iter().find(|one| Some(&one.slug) == shown.course.as_ref());
    let whose = course.map_or("All courses", |one| one.title.as_str());
    let facts = CopyDatesFacts {
        any: !found.choices.is_empty(),
        chosen: format!("{whose}, dates of {}", shown.year),
        next: (shown.year + 1).to_string(),
        course: shown.course.clone().unwrap_or_default(),
        year: shown.year.to_string(),
        left_out: found.left_out.clone(),
        more: found.more.then_some(MOST),
    };
    let title = format!("Copy the dates of {} to {}", shown.year, shown.year + 1);
    Ok(Page::of(visit, title, &facts)?.form(form).back("/manage/dates", "Course dates").here("/manage/dates"))
}

/// The dates of a year as they would be in the next, all ticked that are not there yet.
pub async fn form(
    app: Data<App>,
    random: Data<Random>,
    member: Member,
    asked: Params<Asked>,
) -> ApiResult<HttpResponse> {
    let shown = Shown::of(&asked.0, app.clock.now());
    let found = found(&app, &shown).await?;
    let form = form_of(&random, &found.courses, &shown, &found.choices);
    page(&member.visit, &shown, &found, form)?.answer(&app)
}

/// Makes those ticked.
pub async fn copy(app: Data<App>, random: Data<Random>, form: MembersForm) -> ApiResult<HttpResponse> {
    let posted = &form.posted;
    let asked = Asked { course: posted.optional("course"), year: posted.get("year").parse().ok() };
    let shown = Shown::of(&asked, app.clock.now());
    let found = found(&app, &shown).await?;
    let mut kept = form_of(&random, &found.courses, &shown, &found.choices).keep(posted);
    if !posted.again() {
        let ticked = posted.all("dates");
        let chosen: Vec<SessionId> = found
            .choices
            .iter()
            .map(|one| one.id)
            .filter(|id| ticked.contains(&id.to_string().as_str()))
            .collect();
        if chosen.is_empty() || chosen.len() != ticked.len() {
            kept.refuse("dates", "Tick at least one of these dates.");
        } else {
            let key = once::key(form.caller.id(), posted, ADDRESS);
            match app.usecases.copy_sessions(form.caller.id(), chosen, key).await {
                Ok(_) => {
                    let course = shown.course.map(|slug| format!("&course={slug}")).unwrap_or_default();
                    return see(format!("/manage/drafts?done=copied{course}"));
                }
                Err(failure) => kept.refused(failure)?,
            }
        }
    }
    page(&form.visit, &shown, &found, kept)?.answer(&app)
}
