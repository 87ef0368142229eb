//! A year of sessions in one go.

use super::{
    create_session::{course_to_schedule, create},
    session_terms::SessionTerms,
};
use crate::{
    domain::{
        ids::PersonId,
        input::FieldError,
        kept_terms::{length_notice, one_date},
        recurrence::{Rhythm, Series, SeriesDate, SeriesEnd, SeriesPart},
        times::{self, parse_timezone},
    },
    store::read::sessions::session::{SessionView, of_ids},
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, Refused},
        idempotency::{Answer, OnceKey, once},
    },
};
use chrono::{Months, NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

/// A series to be made.
#[derive(Debug, Clone)]
pub struct CreateSeries {
    /// Who asks.
    pub by: PersonId,
    /// The course's slug.
    pub course: String,
    /// No date is before this day; a weekly series starts on it.
    pub first_day: NaiveDate,
    /// The wall-clock time of every date.
    pub starts: NaiveTime,
    /// The length of every date; the course's when `None`.
    pub minutes: Option<i64>,
    /// How often.
    pub rhythm: Rhythm,
    /// How long; a year when `None`.
    pub end: Option<SeriesEnd>,
    /// What holds for every session.
    pub terms: SessionTerms,
}

/// What became of a series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesMade {
    /// The drafts, by first date.
    pub sessions: Vec<SessionView>,
    /// The bank holidays met: the day the rhythm gave, the holiday, and where the date went, if anywhere.
    pub stepped: Vec<(NaiveDate, String, Option<NaiveDate>)>,
    /// What the coordinator should know.
    pub warnings: Vec<String>,
}

impl UseCases {
    /// Creates a draft for every date of a series.
    ///
    /// # Errors
    /// Every broken rule; `course_retired`.
    pub async fn create_series(
        &self,
        ask: CreateSeries,
        key: Option<OnceKey>,
    ) -> Result<Answer<SeriesMade>, Failure> {
        self.change(move |change| once(change, key.as_ref(), |change| make(change, &ask))).await
    }
}

fn make(change: &mut Change<'_, '_>, ask: &CreateSeries) -> Result<SeriesMade, Failure> {
    let course = course_to_schedule(change.tx, &ask.course)?;
    let zone = match &ask.terms.timezone {
        Some(name) => parse_timezone("timezone", name)?,
        None => change.settings.timezone,
    };
    let a_year = ask.first_day.checked_add_months(Months::new(12)).and_then(|day| day.pred_opt());
    let series = Series {
        first_day: ask.first_day,
        starts: ask.starts,
        // What does not fit is of no length the domain allows.
        minutes: ask.minutes.map_or(course.duration_minutes, |minutes| i32::try_from(minutes).unwrap_or(-1)),
        zone,
        rhythm: ask.rhythm,
        end: ask.end.unwrap_or_else(|| SeriesEnd::Until(a_year.unwrap_or(NaiveDate::MAX))),
    };
    let schedule = series
        .schedule()
        .map_err(|wrong| FieldError::new(field(wrong.part(series.end)), wrong.to_string()))?;
    let mut made = Vec::with_capacity(schedule.dates.len());
    for (at, date) in schedule.dates.iter().enumerate() {
        let id = create(change, ask.by, &course, &[(date.starts_at, date.ends_at)], &ask.terms);
        made.push(id.map_err(|failure| of_the_series(failure, (at, date), ask.end))?);
    }
    change.follow()?;
    let sessions = of_ids(change.tx.conn(), &made)?.into_iter().map(|session| session.view).collect();
    let stepped = schedule.stepped.iter().map(|step| (step.day, step.holiday.to_owned(), step.to)).collect();
    let mut warnings = schedule.warnings;
    warnings.extend(length_notice(course.cpd_minutes, course.duration_minutes, one_date(series.minutes)));
    Ok(SeriesMade { sessions, stepped, warnings })
}

/// The field of a part of a series.
const fn field(part: SeriesPart) -> &'static str {
    match part {
        SeriesPart::FirstDay => "first_day",
        SeriesPart::Starts => "starts",
        SeriesPart::Minutes => "minutes",
        SeriesPart::Rhythm => "rhythm",
        SeriesPart::Count => "count",
        SeriesPart::Until => "until",
    }
}

/// A session's dates come from the series. Where its first date can be made and a later one cannot, the series goes on
/// for too long; else it begins wrong.
fn of_the_series(failure: Failure, (at, date): (usize, &SeriesDate), end: Option<SeriesEnd>) -> Failure {
    let Failure::Refused(Refused::Invalid(errors)) = failure else { return failure };
    let renamed = errors.into_iter().map(|error| {
        let Some((_, part)) = error.field.strip_prefix("dates[").and_then(|rest| rest.split_once("]."))
        else {
            return error;
        };
        match end {
            _ if part == "ends_at" => FieldError::new("minutes", error.message),
            Some(end) if at > 0 => {
                let which = format!("Date {} would be on {}.", at + 1, times::day(date.day));
                FieldError::new(field(end.part()), format!("{which} {}", error.message))
            }
            _ => FieldError::new("first_day", error.message),
        }
    });
    renamed.collect::<Vec<_>>().into()
}
