//! What a course was when a session's first place was taken, as the session keeps it.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    domain::{
        attendance::AttendanceRule,
        ids::{BookingId, CourseId, PersonId, SessionId},
        kept_terms::{KeptTerms, PlannedDates},
        times::Zone,
        words::{BookingState, SessionState},
    },
    store::{
        AnyConnection,
        error::Error,
        read::{
            bookings::booking::PersonBrief,
            sessions::{dated::has_dates, session_rows},
        },
        schema::{courses, session_terms, sessions},
    },
};

/// A session's kept terms.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable, Selectable)]
#[diesel(table_name = session_terms)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct TermsRow {
    pub session_id: SessionId,
    pub title: String,
    pub outcomes: String,
    pub cpd_minutes: i32,
    pub duration_minutes: i32,
    pub enough_percent: i32,
    pub enough_dates: Option<i32>,
    pub ladder: Option<String>,
    pub provider: Option<String>,
    pub planned_dates: i32,
    pub planned_minutes: i32,
    pub kept_at: NaiveDateTime,
    pub brought_by: Option<PersonId>,
    pub reason: Option<String>,
}

impl TermsRow {
    /// A row for terms kept now; `brought` says by whom and why a coordinator brought later ones.
    ///
    /// # Errors
    /// Only if they cannot be written as JSON.
    pub fn of(
        session_id: SessionId,
        terms: &KeptTerms,
        planned: PlannedDates,
        kept_at: NaiveDateTime,
        brought: Option<(PersonId, String)>,
    ) -> Result<Self, Error> {
        let json = |e: serde_json::Error| Error::Broken(e.to_string());
        let (brought_by, reason) = brought.unzip();
        Ok(Self {
            session_id,
            title: terms.title.clone(),
            outcomes: serde_json::to_string(&terms.outcomes).map_err(json)?,
            cpd_minutes: terms.cpd_minutes,
            duration_minutes: terms.duration_minutes,
            enough_percent: terms.enough.minutes_percent,
            enough_dates: terms.enough.dates_needed,
            ladder: terms.ladder.as_ref().map(serde_json::to_string).transpose().map_err(json)?,
            provider: terms.provider.clone(),
            planned_dates: planned.dates,
            planned_minutes: planned.minutes,
            kept_at,
            brought_by,
            reason,
        })
    }

    /// The terms themselves.
    ///
    /// # Errors
    /// [`Error::Broken`] if what is stored is no JSON.
    pub fn terms(&self) -> Result<KeptTerms, Error> {
        let broken = |e: serde_json::Error| Error::Broken(format!("a session's terms: {e}"));
        Ok(KeptTerms {
            title: self.title.clone(),
            ladder: self.ladder.as_deref().map(serde_json::from_str).transpose().map_err(broken)?,
            outcomes: serde_json::from_str(&self.outcomes).map_err(broken)?,
            cpd_minutes: self.cpd_minutes,
            duration_minutes: self.duration_minutes,
            enough: self.rule(),
            provider: self.provider.clone(),
        })
    }

    /// How much attendance is enough.
    #[must_use]
    pub const fn rule(&self) -> AttendanceRule {
        AttendanceRule { minutes_percent: self.enough_percent, dates_needed: self.enough_dates }
    }

    /// The dates there were to be.
    #[must_use]
    pub const fn planned(&self) -> PlannedDates {
        PlannedDates { dates: self.planned_dates, minutes: self.planned_minutes }
    }
}

/// The terms a session keeps; none as long as nobody has taken a place.
///
/// # Errors
/// When the database fails.
pub fn of_session(connection: &mut AnyConnection, id: SessionId) -> Result<Option<TermsRow>, Error> {
    Ok(session_terms::table.find(id).select(TermsRow::as_select()).first(connection).optional()?)
}

/// The course with this short name, and what the newest of its sessions keeps of it.
///
/// # Errors
/// When the database fails.
pub fn newest_of_course(
    connection: &mut AnyConnection,
    slug: &str,
) -> Result<Option<(CourseId, TermsRow)>, Error> {
    Ok(session_terms::table
        .inner_join(sessions::table.inner_join(courses::table))
        .filter(courses::slug.eq(slug))
        .order(session_terms::kept_at.desc())
        .select((courses::id, TermsRow::as_select()))
        .first(connection)
        .optional()?)
}

/// A coming session that keeps terms of its own.
#[derive(Debug, Clone)]
pub struct ComingSession {
    /// The session.
    pub id: SessionId,
    /// Start of its first date.
    pub starts_at: DateTime<Utc>,
    /// Its zone.
    pub timezone: Zone,
    /// How many places are held.
    pub held: i64,
}

/// The sessions of a course whose last date is still to end and that keep terms of their own, by first date.
///
/// # Errors
/// When the database fails.
pub fn coming(
    connection: &mut AnyConnection,
    course: CourseId,
    now: DateTime<Utc>,
) -> Result<Vec<ComingSession>, Error> {
    let rows: Vec<(SessionId, NaiveDateTime, Zone)> = sessions::table
        .inner_join(session_terms::table)
        .filter(sessions::course_id.eq(course))
        .filter(sessions::state.eq_any([SessionState::Draft, SessionState::Published]))
        .filter(sessions::ends_at.gt(now.naive_utc()))
        .filter(has_dates())
        .order((sessions::starts_at, sessions::id))
        .select((sessions::id, sessions::starts_at, sessions::timezone))
        .load(connection)?;
    let ids: Vec<SessionId> = rows.iter().map(|(id, ..)| *id).collect();
    let held = session_rows::held(connection, &ids)?;
    Ok(rows
        .into_iter()
        .map(|(id, starts_at, timezone)| ComingSession {
            id,
            starts_at: starts_at.and_utc(),
            timezone,
            held: held.iter().find(|(of, _)| *of == id).map_or(0, |(_, count)| *count),
        })
        .collect())
}

/// How much attendance is enough on a session: by its kept terms, else by its course.
///
/// # Errors
/// [`Error::Missing`] if there is no such session.
pub fn rule(connection: &mut AnyConnection, id: SessionId) -> Result<AttendanceRule, Error> {
    if let Some(kept) = of_session(connection, id)? {
        return Ok(kept.rule());
    }
    let (minutes_percent, dates_needed) = sessions::table
        .inner_join(courses::table)
        .filter(sessions::id.eq(id))
        .select((courses::enough_percent, courses::enough_dates))
        .first(connection)?;
    Ok(AttendanceRule { minutes_percent, dates_needed })
}

/// Terms of a course, as an answer shows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TermsView {
    /// The title.
    pub title: String,
    /// The ladder's name; null for a course on no ladder.
    pub ladder: Option<String>,
    /// Which of its rungs, from 1.
    pub rung: Option<i32>,
    /// What that rung is called.
    pub rung_name: Option<String>,
    /// What it leaves people able to do.
    pub outcomes: Vec<String>,
    /// CPD in whole minutes.
    pub cpd_minutes: i32,
    /// Length of a date in minutes.
    pub duration_minutes: i32,
    /// Per cent of a date's minutes that count as having attended it.
    pub enough_percent: i32,
    /// How many dates must be attended; null for all of them.
    pub enough_dates: Option<i32>,
    /// Who gives the training; null when nobody knows any more.
    pub provider: Option<String>,
}

impl From<KeptTerms> for TermsView {
    fn from(terms: KeptTerms) -> Self {
        let rung_name = terms.ladder.as_ref().and_then(|ladder| {
            let index = usize::try_from(ladder.rung - 1).ok()?;
            ladder.rungs.get(index).cloned()
        });
        Self {
            title: terms.title,
            rung: terms.ladder.as_ref().map(|ladder| ladder.rung),
            rung_name,
            ladder: terms.ladder.map(|ladder| ladder.ladder),
            outcomes: terms.outcomes,
            cpd_minutes: terms.cpd_minutes,
            duration_minutes: terms.duration_minutes,
            enough_percent: terms.enough.minutes_percent,
            enough_dates: terms.enough.dates_needed,
            provider: terms.provider,
        }
    }
}

/// A session's terms beside those its course has today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SessionTermsView {
    /// The session.
    pub session_id: SessionId,
    /// What its results and papers go by; null as long as nobody has taken a place: the course as it is.
    pub kept: Option<TermsView>,
    /// Since when.
    pub kept_at: Option<DateTime<Utc>>,
    /// Why a coordinator brought later terms to it; null if none did.
    pub reason: Option<String>,
    /// The course today.
    pub today: TermsView,
    /// Whether both come to the same.
    pub same: bool,
    /// Whose results would change if today's terms were brought to the session; nobody's before there are results.
    pub changes: Vec<TermsChange>,
}

/// What bringing today's terms would change for one booking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TermsChange {
    /// The booking.
    pub booking_id: BookingId,
    /// Whose it is.
    pub person: PersonBrief,
    /// The result as it stands.
    pub outcome: BookingState,
    /// The result there would be.
    pub outcome_then: BookingState,
    /// CPD as it stands.
    pub cpd_minutes: i32,
    /// CPD there would be.
    pub cpd_minutes_then: i32,
    /// What would become of the certificate: `none`, `kept`, `issued`, `replaced` or `withdrawn`.
    pub certificate: String,
}
