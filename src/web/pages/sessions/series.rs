//! A year of dates in one go, looked at before it is made.

use actix_web::{HttpResponse, web::Data};
use chrono::{Months, NaiveDate, NaiveTime, Weekday};
use serde_json::json;

use super::{
    confirm_change,
    edit_session::of_course,
    session_form::{self, Stands},
};
use crate::{
    app::App,
    domain::{
        access::Action,
        recurrence::{MAX_DATES, Rhythm, Schedule, Series, SeriesEnd, SeriesError, Week},
        times::{LONDON, ZoneNote, day, range},
    },
    ports::Random,
    store::read::catalogue::course::CourseView,
    usecases::sessions::{create_series::CreateSeries, session_terms::SessionTerms},
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, PathSlug, Posted, Visit},
        forms::{Field, Form},
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

fn address(slug: &str) -> String {
    format!("/manage/courses/{slug}/dates/series")
}

fn form_of(random: &Random, course: &CourseView, stands: &Stands) -> Form {
    let week = WEEKS
        .iter()
        .fold(Field::select("week", "On the"), |field, (word, label, _)| field.choice(*word, *label));
    let weekday = DAYS.iter().fold(Field::select("weekday", "Day of the week"), |field, (word, label, _)| {
        field.choice(*word, *label)
    });
    session_form::form(&address(&course.slug), "Look at the dates", stands)
        .field(Field::date("first_day", "Not before").hint("A weekly series starts on this day."))
        .field(Field::time("starts", "Starts at").value("10:00"))
        .field(Field::number("minutes", "Length, in minutes").value(course.duration_minutes.to_string()))
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

fn page<'v>(visit: &'v Visit, course: &CourseView, form: Form) -> Page<'v> {
    Page::new(visit, "manage/series", format!("Schedule a series of {}", course.title))
        .form(form)
        .back(format!("/manage/courses/{}", course.slug), course.title.clone())
        .here("/manage/dates")
}

/// The form.
pub async fn new(
    app: Data<App>,
    random: Data<Random>,
    member: Member,
    slug: PathSlug,
) -> ApiResult<HttpResponse> {
    member.caller.could(Action::CreateSession)?;
    let (course, stands) = of_course(&app, slug.0).await?;
    page(&member.visit, &course, form_of(&random, &course, &stands)).answer(&app)
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

fn read(form: &mut Form, posted: &Posted, course: &CourseView) -> Option<Asked> {
    let mut typed = Typed::of(posted);
    let zone = typed.zone("timezone");
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
        zone: zone.unwrap_or(LONDON),
        rhythm,
        end: end.unwrap_or(SeriesEnd::Until(a_year.unwrap_or(first_day))),
    };
    Some(Asked { first_day, starts, minutes, rhythm, end, terms, series })
}

fn field_of(wrong: SeriesError) -> &'static str {
    match wrong {
        SeriesError::NoSuchTime(_) => "starts",
        SeriesError::Length => "minutes",
        SeriesError::Rhythm => "every",
        SeriesError::Empty | SeriesError::TooMany => "until",
        SeriesError::TooFar => "first_day",
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
    let facts = json!({
        "dates": dates, "stepped": stepped, "warnings": schedule.warnings,
        "note": format!("{} each, as drafts: nobody sees them until you publish them.", wording::places(capacity)),
    });
    Page::new(
        visit,
        "manage/series_preview",
        format!(
            "{} of {}",
            if count == 1 { "1 date".to_owned() } else { format!("{count} dates") },
            course.title
        ),
    )
    .facts(facts)
    .form(form)
    .here("/manage/dates")
    .answer(app)
}

/// Shows the dates, then makes them.
pub async fn create(
    app: Data<App>,
    random: Data<Random>,
    form: MembersForm,
    slug: PathSlug,
) -> ApiResult<HttpResponse> {
    form.caller.could(Action::CreateSession)?;
    let (course, stands) = of_course(&app, slug.0).await?;
    let mut shown = form_of(&random, &course, &stands).keep(&form.posted);
    if !form.posted.again()
        && !form.posted.has("_step")
        && let Some(asked) = read(&mut shown, &form.posted, &course)
    {
        match asked.series.schedule() {
            Err(SeriesError::TooMany) => {
                shown.refuse(
                    "until",
                    format!(
                        "This gives more than {MAX_DATES} dates. Choose an earlier last day or fewer dates."
                    ),
                );
            }
            Err(wrong) => shown.refuse(field_of(wrong), wrong.to_string()),
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
                match app.usecases.create_series(ask, once::key(&form, &address(&course.slug))).await {
                    Ok(_) => return see(format!("/manage/courses/{}?done=series", course.slug)),
                    Err(failure) => shown.refused(renamed(failure, session_form::field_named))?,
                }
            }
        }
    }
    page(&form.visit, &course, shown).answer(&app)
}
