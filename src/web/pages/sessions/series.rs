//! A year of dates in one go, looked at before it is made.

use actix_web::{HttpResponse, web::Data};
use chrono::{Months, NaiveDate, NaiveTime, Weekday};
use serde::Serialize;

use super::{
    confirm_change,
    edit_session::of_course,
    session_form::{self, Stands},
};
use crate::{
    app::App,
    domain::{
        kept_terms::{length_notice, one_date},
        recurrence::{Rhythm, Schedule, Series, SeriesEnd, SeriesPart, Week},
        times::{ZoneNote, day, range},
    },
    ports::Random,
    store::read::catalogue::course::CourseView,
    usecases::sessions::{create_series::CreateSeries, session_terms::SessionTerms},
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, PathSlug, Posted, Visit},
        forms::{Field, Form},
        page_facts::PageFacts,
        pages::{
            form_parts::{once, refusals::renamed, typed::Typed},
            wording,
        },
        render::{Page, see},
    },
};

const WEEKS: [(&str, &str, Week); 5] = [
    ("first", "first", Week::First),
    ("second", "second", Week::Second),
    ("third", "third", Week::Third),
    ("fourth", "fourth", Week::Fourth),
    ("last", "last", Week::Last),
];
const DAYS: [(&str, &str, Weekday); 7] = [
    ("monday", "Monday", Weekday::Mon),
    ("tuesday", "Tuesday", Weekday::Tue),
    ("wednesday", "Wednesday", Weekday::Wed),
    ("thursday", "Thursday", Weekday::Thu),
    ("friday", "Friday", Weekday::Fri),
    ("saturday", "Saturday", Weekday::Sat),
    ("sunday", "Sunday", Weekday::Sun),
];

/// The form of a series says all there is to say.
#[derive(Serialize)]
pub(in crate::web) struct SeriesFacts {}

impl PageFacts for SeriesFacts {
    const TEMPLATE: &'static str = "sessions/series";

    fn samples() -> Vec<Self> {
        vec![Self {}]
    }

    fn form_sample() -> Option<Form> {
        Some(form_of(&Random::seeded(0), "introduction", 180, &Stands::sample()))
    }
}

/// The dates a series comes to, before they are made.
#[derive(Serialize)]
pub(in crate::web) struct SeriesPreviewFacts {
    /// The dates, each whole.
    dates: Vec<String>,
    /// The bank holidays that were stepped round, each in a sentence.
    stepped: Vec<String>,
    /// What to look at twice, each in a sentence.
    warnings: Vec<String>,
    /// What is made of them.
    note: String,
}

impl PageFacts for SeriesPreviewFacts {
    const TEMPLATE: &'static str = "sessions/series_preview";

    fn samples() -> Vec<Self> {
        let full = Self {
            dates: vec!["Tuesday 12 January 2027, 10am to 1pm".to_owned()],
            stepped: vec!["Monday 3 May 2027 is Early May bank holiday: left out.".to_owned()],
            warnings: vec!["Christmas falls into this series.".to_owned()],
            note: "12 places each, as drafts: nobody sees them until you publish them.".to_owned(),
        };
        let plain = Self {
            dates: full.dates.clone(),
            stepped: Vec::new(),
            warnings: Vec::new(),
            note: full.note.clone(),
        };
        vec![full, plain]
    }

    fn form_sample() -> Option<Form> {
        let form = Form::new(address("introduction"), "Make this draft");
        Some(form.field(Field::hidden("first_day", "2027-01-12")))
    }
}

fn address(slug: &str) -> String {
    format!("/manage/courses/{slug}/dates/series")
}

fn form_of(random: &Random, slug: &str, minutes: i32, stands: &Stands) -> Form {
    let week = WEEKS
        .iter()
        .fold(Field::select("week", "On the"), |field, (word, label, _)| field.choice(*word, *label));
    let weekday = DAYS.iter().fold(Field::select("weekday", "Day of the week"), |field, (word, label, _)| {
        field.choice(*word, *label)
    });
    session_form::form(&address(slug), "Look at the dates", stands)
        .field(Field::date("first_day", "Not before").hint("A weekly series starts on this day."))
        .field(Field::time("starts", "Starts at").value("10:00"))
        .field(Field::number("minutes", "Length, in minutes").value(minutes.to_string()))
        .field(
            Field::radios("rhythm", "How often")
                .choice("months", "Every so many months, on one day of the week")
                .choice("weeks", "Every so many weeks")
                .value("months"),
        )
        .field(Field::number("every", "Every how many").value("1").hint("1 for each month or each week."))
        .field(week.value("second"))
        .field(weekday.value("tuesday"))
        .field(Field::number("count", "How many dates").optional().hint("Or say the last day instead."))
        .field(Field::date("until", "Last day").optional().hint("A year after the first unless you say."))
        .field(once::field(random))
}

fn page<'v>(visit: &'v Visit, course: &CourseView, form: Form) -> ApiResult<Page<'v>> {
    let title = format!("Schedule a series of {}", course.title);
    Ok(Page::of(visit, title, &SeriesFacts {})?
        .form(form)
        .back(format!("/manage/courses/{}", course.slug), course.title.clone())
        .here("/manage/dates"))
}

/// The form.
pub async fn new(
    app: Data<App>,
    random: Data<Random>,
    member: Member,
    slug: PathSlug,
) -> ApiResult<HttpResponse> {
    let (course, stands) = of_course(&app, slug.0).await?;
    let form = form_of(&random, &course.slug, course.duration_minutes, &stands);
    page(&member.visit, &course, form)?.answer(&app)
}

/// What was asked for.
struct Asked {
    first_day: NaiveDate,
    starts: NaiveTime,
    minutes: Option<i64>,
    rhythm: Rhythm,
    end: Option<SeriesEnd>,
    terms: SessionTerms,
    series: Series,
}

fn rhythm(typed: &mut Typed<'_>, posted: &Posted) -> Option<Rhythm> {
    let every = typed.needed_number("every", "how many, such as 1");
    // What does not fit is often enough for nothing and refused with the words of the domain.
    let every = u32::try_from(every?).unwrap_or(0);
    match posted.get("rhythm") {
        "weeks" => Some(Rhythm::Weeks { every }),
        "months" => {
            let week = WEEKS.iter().find(|(word, ..)| *word == posted.get("week")).map(|(.., week)| *week);
            let weekday =
                DAYS.iter().find(|(word, ..)| *word == posted.get("weekday")).map(|(.., weekday)| *weekday);
            if week.is_none() || weekday.is_none() {
                typed.errors.add("week", "Choose which week of the month, and which day.");
            }
            Some(Rhythm::Months { every, week: week?, weekday: weekday? })
        }
        _ => {
            typed.errors.add("rhythm", "Choose how often.");
            None
        }
    }
}

fn read(form: &mut Form, posted: &Posted, course: &CourseView, stands: &Stands) -> Option<Asked> {
    let mut typed = Typed::of(posted);
    let zone = typed.zone("timezone", stands.zone);
    let first_day = typed.needed_day("first_day");
    let starts = typed.needed_clock("starts");
    let minutes = typed.number("minutes");
    let rhythm = rhythm(&mut typed, posted);
    let count = typed.number("count");
    let until = if posted.get("until").is_empty() { None } else { typed.needed_day("until") };
    let end = match (count, until) {
        (Some(_), Some(_)) => {
            typed.errors.add("until", "Say either how many dates or the last day.");
            None
        }
        (Some(count), None) => Some(SeriesEnd::Count(usize::try_from(count).unwrap_or(0))),
        (None, until) => until.map(SeriesEnd::Until),
    };
    let terms = session_form::terms(&mut typed, posted, zone);
    if let Err(errors) = typed.errors.finish(()) {
        form.refuse_all(&errors);
        return None;
    }
    let (first_day, starts, rhythm) = (first_day?, starts?, rhythm?);
    let a_year = first_day.checked_add_months(Months::new(12)).and_then(|day| day.pred_opt());
    let length = minutes.unwrap_or_else(|| course.duration_minutes.into());
    let series = Series {
        first_day,
        starts,
        minutes: i32::try_from(length).unwrap_or(-1),
        zone: zone.unwrap_or(stands.zone),
        rhythm,
        end: end.unwrap_or(SeriesEnd::Until(a_year.unwrap_or(first_day))),
    };
    Some(Asked { first_day, starts, minutes, rhythm, end, terms, series })
}

/// The form's field of a part of a series.
const fn field_of(part: SeriesPart) -> &'static str {
    match part {
        SeriesPart::FirstDay => "first_day",
        SeriesPart::Starts => "starts",
        SeriesPart::Minutes => "minutes",
        SeriesPart::Rhythm => "every",
        SeriesPart::Count => "count",
        SeriesPart::Until => "until",
    }
}

fn preview(
    app: &App,
    visit: &Visit,
    course: &CourseView,
    asked: &Asked,
    schedule: &Schedule,
    posted: &Posted,
) -> ApiResult<HttpResponse> {
    let zone = asked.series.zone;
    let dates: Vec<String> = schedule
        .dates
        .iter()
        .map(|of| range(of.starts_at, of.ends_at, zone, ZoneNote::WhenElsewhere))
        .collect();
    let stepped: Vec<String> = schedule
        .stepped
        .iter()
        .map(|step| match step.to {
            Some(to) => format!("{} is {}: moved to {}.", day(step.day), step.holiday, day(to)),
            None => format!("{} is {}: left out.", day(step.day), step.holiday),
        })
        .collect();
    let count = schedule.dates.len();
    let button = if count == 1 { "Make this draft".to_owned() } else { format!("Make these {count} drafts") };
    let kept = posted.to_keep().into_iter().filter(|(name, _)| name != "_sure" && name != "_step");
    let form = kept.fold(Form::new(address(&course.slug), button), |form, (name, value)| {
        form.field(Field::hidden(&name, value))
    });
    let capacity = asked.terms.capacity.and_then(|places| i32::try_from(places).ok()).unwrap_or_default();
    let places = wording::places(capacity);
    let length_note =
        length_notice(course.cpd_minutes, course.duration_minutes, one_date(asked.series.minutes));
    let facts = SeriesPreviewFacts {
        dates,
        stepped,
        warnings: schedule.warnings.iter().cloned().chain(length_note).collect(),
        note: format!("{places} each, as drafts: nobody sees them until you publish them."),
    };
    let dates = if count == 1 { "1 date".to_owned() } else { format!("{count} dates") };
    let title = format!("{dates} of {}", course.title);
    Page::of(visit, title, &facts)?.form(form).here("/manage/dates").answer(app)
}

/// Shows the dates, then makes them.
pub async fn create(
    app: Data<App>,
    random: Data<Random>,
    form: MembersForm,
    slug: PathSlug,
) -> ApiResult<HttpResponse> {
    let (course, stands) = of_course(&app, slug.0).await?;
    let mut shown = form_of(&random, &course.slug, course.duration_minutes, &stands).keep(&form.posted);
    if !form.posted.again()
        && !form.posted.has("_step")
        && let Some(asked) = read(&mut shown, &form.posted, &course, &stands)
    {
        match asked.series.schedule() {
            Err(wrong) => shown.refuse(field_of(wrong.part(asked.series.end)), wrong.to_string()),
            Ok(schedule) if !confirm_change::is_sure(&form.posted) => {
                return preview(&app, &form.visit, &course, &asked, &schedule, &form.posted);
            }
            Ok(_) => {
                let ask = CreateSeries {
                    by: form.caller.id(),
                    course: course.slug.clone(),
                    first_day: asked.first_day,
                    starts: asked.starts,
                    minutes: asked.minutes,
                    rhythm: asked.rhythm,
                    end: asked.end,
                    terms: asked.terms,
                };
                match app
                    .usecases
                    .create_series(ask, once::key(form.caller.id(), &form.posted, &address(&course.slug)))
                    .await
                {
                    Ok(_) => return see(format!("/manage/drafts?course={}&done=series", course.slug)),
                    Err(failure) => shown.refused(renamed(failure, session_form::field_named))?,
                }
            }
        }
    }
    page(&form.visit, &course, shown)?.answer(&app)
}
