//! Scheduling a session of a course: a draft, until it is published.

use super::session_terms::{SessionTerms, check_zoom, take_over};
use crate::{
    domain::{
        ids::{PersonId, SessionId},
        input::FieldError,
        session_dates::plan_new_dates,
        sessions::{DateInput, SessionInput, Span, first_start, last_end},
        words::SessionState,
    },
    store::{
        WriteTx,
        read::{
            catalogue::courses::{self, CourseRow},
            revised::Revised,
            sessions::{
                session::{SessionView, session},
                session_rows::SessionRow,
            },
        },
        write::sessions::session as sessions,
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, forbidden},
        idempotency::{Answer, OnceKey, once},
        loaded_session::Scene,
    },
};
use chrono::{DateTime, Utc};

/// A session to be made.
#[derive(Debug, Clone)]
pub struct CreateSession {
    /// Who asks.
    pub by: PersonId,
    /// The course's slug.
    pub course: String,
    /// Its dates.
    pub dates: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    /// All else; places, zone and delivery are the course's unless said.
    pub terms: SessionTerms,
}

impl UseCases {
    /// Creates a draft.
    ///
    /// # Errors
    /// Every broken rule; `course_retired`.
    pub async fn create_session(
        &self,
        ask: CreateSession,
        key: Option<OnceKey>,
    ) -> Result<Answer<Revised<SessionView>>, Failure> {
        self.change(move |change| {
            once(change, key.as_ref(), |change| {
                let course = course_to_schedule(change.tx, &ask.course)?;
                let id = create(change, ask.by, &course, &ask.dates, &ask.terms)?;
                change.follow()?;
                let notice = Scene::load(change.conn(), id)?.length_notice();
                let mut made = session(change.tx.conn(), id)?;
                made.view.notices.extend(notice);
                Ok(made)
            })
        })
        .await
    }
}

/// The course of this slug, if sessions of it can be made.
pub(crate) fn course_to_schedule(tx: &mut WriteTx<'_>, slug: &str) -> Result<CourseRow, Failure> {
    let course = courses::by_slug(tx.conn(), slug)?;
    if course.retired_at.is_some() && !course.draft {
        return forbidden("course_retired", "This course is no longer given, so it gets no new sessions.");
    }
    Ok(course)
}

/// Makes one draft of a course.
pub(crate) fn create(
    change: &mut Change<'_, '_>,
    by: PersonId,
    course: &CourseRow,
    dates: &[(DateTime<Utc>, DateTime<Utc>)],
    terms: &SessionTerms,
) -> Result<SessionId, Failure> {
    let now = change.tx.now();
    let asked: Vec<DateInput> =
        dates.iter().map(|&(starts_at, ends_at)| DateInput { id: None, starts_at, ends_at }).collect();
    let (spans, mut errors): (Vec<Span>, Vec<FieldError>) = match plan_new_dates(&asked, now) {
        Ok(spans) => (spans, Vec::new()),
        Err(broken) => (Vec::new(), broken),
    };
    let starts_at = first_start(&spans);
    let like_the_course = SessionInput {
        timezone: change.settings.timezone.name().to_owned(),
        capacity: course.capacity.into(),
        delivery: course.delivery,
        location: None,
        joining: None,
        booking_opens_at: None,
        booking_closes_at: None,
    };
    errors.extend(check_zoom(change.settings, terms.zoom_meeting));
    let details = match terms.check(change.tx, like_the_course, &[], starts_at)? {
        Ok(details) => Some(details),
        Err(broken) => {
            errors.extend(broken);
            None
        }
    };
    let (Some(details), Some(starts_at), Some(ends_at), true) =
        (details, starts_at, last_end(&spans), errors.is_empty())
    else {
        return Err(errors.into());
    };
    let mut row = SessionRow {
        id: change.tx.new_id(),
        course_id: course.id,
        state: SessionState::Draft,
        timezone: details.timezone.into(),
        delivery: course.delivery,
        capacity: course.capacity,
        location: None,
        joining: None,
        private: terms.private.unwrap_or(false),
        booking_opens_at: None,
        booking_closes_at: None,
        starts_at: starts_at.naive_utc(),
        ends_at: ends_at.naive_utc(),
        dates_changed_at: None,
        published_at: None,
        cancelled_at: None,
        cancel_reason: None,
        register_closed_at: None,
        lock_count: 0,
        revision: 1,
        created_at: now.naive_utc(),
        zoom_meeting: terms.zoom_meeting.unwrap_or(change.settings.zoom),
        on_demand: false,
    };
    take_over(&mut row, details)?;
    sessions::add(change.tx, &row)?;
    sessions::add_dates(change.tx, row.id, &spans)?;
    sessions::set_trainers(change.tx, row.id, terms.trainer_ids.as_deref().unwrap_or_default())?;
    change.note(Some(by), "session_created", ("session", row.id), None);
    Ok(row.id)
}
