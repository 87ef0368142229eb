//! A year of sessions in one go.

use actix_web::{HttpResponse, web::Data};
use chrono::{NaiveDate, NaiveTime, Weekday};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::session_requests::JoiningRequest;
use crate::{
    app::App,
    domain::{
        ids::PersonId,
        input::FieldError,
        recurrence::{Rhythm, SeriesEnd, Week},
        words::Delivery,
    },
    store::read::sessions::session::SessionView,
    usecases::{
        Failure,
        idempotency::Answer,
        sessions::{
            create_series::{CreateSeries, SeriesMade},
            session_terms::SessionTerms,
        },
    },
    web::{
        api::created,
        error::ApiResult,
        extract::{Body, Caller, Once, PathSlug},
    },
};

/// How often: `{"weeks": 1}`, or `{"months": 1, "week": "second", "weekday": "tuesday"}`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RhythmRequest {
    /// Every so many weeks, on the weekday of the first day.
    weeks: Option<u32>,
    /// Every so many months.
    months: Option<u32>,
    /// Which week of the month: `first`, `second`, `third`, `fourth` or `last`.
    week: Option<WeekWord>,
    /// Which day of the week.
    weekday: Option<WeekdayWord>,
}

/// A word for a week of the month.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum WeekWord {
    First,
    Second,
    Third,
    Fourth,
    Last,
}

/// A word for a day of the week.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum WeekdayWord {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl From<WeekWord> for Week {
    fn from(word: WeekWord) -> Self {
        match word {
            WeekWord::First => Self::First,
            WeekWord::Second => Self::Second,
            WeekWord::Third => Self::Third,
            WeekWord::Fourth => Self::Fourth,
            WeekWord::Last => Self::Last,
        }
    }
}

impl From<WeekdayWord> for Weekday {
    fn from(word: WeekdayWord) -> Self {
        match word {
            WeekdayWord::Monday => Self::Mon,
            WeekdayWord::Tuesday => Self::Tue,
            WeekdayWord::Wednesday => Self::Wed,
            WeekdayWord::Thursday => Self::Thu,
            WeekdayWord::Friday => Self::Fri,
            WeekdayWord::Saturday => Self::Sat,
            WeekdayWord::Sunday => Self::Sun,
        }
    }
}

impl RhythmRequest {
    fn rhythm(&self) -> Result<Rhythm, FieldError> {
        match (self.weeks, self.months, self.week, self.weekday) {
            (Some(every), None, None, None) => Ok(Rhythm::Weeks { every }),
            (None, Some(every), Some(week), Some(weekday)) => {
                Ok(Rhythm::Months { every, week: week.into(), weekday: weekday.into() })
            }
            _ => Err(FieldError::new(
                "rhythm",
                "Say either weeks alone, or months with week (first to fourth, or last) and weekday.",
            )),
        }
    }
}

/// A series of sessions to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "first_day": "2027-01-01", "starts": "10:00:00",
    "rhythm": {"months": 1, "week": "second", "weekday": "tuesday"}, "count": 12, "trainer_ids": [],
}))]
pub struct SeriesRequest {
    /// No date is before this day; a weekly series starts on it.
    first_day: NaiveDate,
    /// The wall-clock time every date starts at, in the zone: `10:00` or `10:00:00`.
    #[schema(value_type = String, example = "10:00:00")]
    starts: ClockTime,
    /// The length of every date: the course's unless said.
    minutes: Option<i64>,
    /// How often.
    rhythm: RhythmRequest,
    /// So many dates.
    count: Option<usize>,
    /// The last day a date can be on; a year after the first unless this or `count` is said.
    until: Option<NaiveDate>,
    /// IANA zone: Europe/London unless said.
    #[schema(example = "Europe/London")]
    timezone: Option<String>,
    /// Places: the course's unless said.
    capacity: Option<i64>,
    /// Who runs the sessions.
    #[serde(default)]
    trainer_ids: Vec<PersonId>,
    /// `zoom`, `room` or `on_site`: the course's unless said.
    delivery: Option<Delivery>,
    /// How to join.
    joining: Option<JoiningRequest>,
    /// Address and room.
    location: Option<String>,
}

/// A time on the wall clock, with or without seconds.
#[derive(Clone, Copy)]
struct ClockTime(NaiveTime);

impl<'de> Deserialize<'de> for ClockTime {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let time = ["%H:%M", "%H:%M:%S"].iter().find_map(|form| NaiveTime::parse_from_str(&text, form).ok());
        time.map(Self).ok_or_else(|| serde::de::Error::custom("a time is written like 10:00"))
    }
}

/// What became of a series.
#[derive(Serialize, ToSchema)]
pub struct SeriesAnswer {
    /// The drafts, by first date.
    sessions: Vec<SessionView>,
    /// The bank holidays met.
    stepped: Vec<SteppedAnswer>,
    /// What to know before publishing.
    warnings: Vec<String>,
}

/// A date that would have been on a bank holiday.
#[derive(Serialize, ToSchema)]
pub struct SteppedAnswer {
    /// The day the rhythm gave.
    day: NaiveDate,
    /// The bank holiday.
    holiday: String,
    /// Where the date went; null if it fell out.
    to: Option<NaiveDate>,
}

impl From<SeriesMade> for SeriesAnswer {
    fn from(made: SeriesMade) -> Self {
        let stepped = made.stepped.into_iter();
        Self {
            sessions: made.sessions,
            stepped: stepped.map(|(day, holiday, to)| SteppedAnswer { day, holiday, to }).collect(),
            warnings: made.warnings,
        }
    }
}

/// Schedules a series of sessions as drafts, such as "monthly on the second Tuesday at 10:00" for a year. Dates step
/// round bank holidays of England.
#[utoipa::path(post, path = "/api/v1/courses/{slug}/sessions/series", tag = "Catalogue",
    request_body = SeriesRequest, params(("slug" = String, Path, example = "introduction")),
    responses((status = 201, description = "The drafts", body = SeriesAnswer)))]
pub async fn create(
    app: Data<App>,
    slug: PathSlug,
    caller: Caller,
    once: Once,
    body: ApiResult<Body<SeriesRequest>>,
) -> ApiResult<HttpResponse> {
    let Body { value, hash } = body?;
    let rhythm = value.rhythm.rhythm().map_err(Failure::from)?;
    let end = match (value.count, value.until) {
        (Some(count), None) => Some(SeriesEnd::Count(count)),
        (None, Some(until)) => Some(SeriesEnd::Until(until)),
        (None, None) => None,
        (Some(_), Some(_)) => {
            let wrong = FieldError::new("until", "Say either count or until.");
            return Err(Failure::from(wrong).into());
        }
    };
    let terms = SessionTerms {
        timezone: value.timezone,
        capacity: value.capacity,
        trainer_ids: Some(value.trainer_ids),
        delivery: value.delivery,
        joining: Some(value.joining.map(Into::into)),
        location: Some(value.location),
        ..SessionTerms::default()
    };
    let ask = CreateSeries {
        by: caller.id(),
        course: slug.0,
        first_day: value.first_day,
        starts: value.starts.0,
        minutes: value.minutes,
        rhythm,
        end,
        terms,
    };
    let Answer { value, replayed } = app.usecases.create_series(ask, once.key(caller.id(), hash)).await?;
    Ok(created(&Answer { value: SeriesAnswer::from(value), replayed }))
}
