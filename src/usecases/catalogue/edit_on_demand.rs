//! What a course is made of that may be taken at any time; with the first of it the course gets its standing session.

use crate::{
    domain::{
        ids::{CourseId, PersonId, RowId},
        input::{FieldError, FieldErrors},
        on_demand::{ContentInput, never},
        words::{Delivery, SessionState},
    },
    store::{
        read::{
            catalogue::{
                courses::{self, CourseRow},
                on_demand::{self, OnDemandRow, OnDemandView},
            },
            revised::Revised,
            sessions::session_rows::SessionRow,
        },
        write::{
            catalogue::{course as catalogue, on_demand as content},
            sessions::session as sessions,
        },
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, Refused, forbidden},
    },
};

/// A change asked for.
#[derive(Debug, Clone)]
pub struct EditOnDemand {
    /// Who asks; their right to do so is checked already.
    pub by: PersonId,
    /// Which course.
    pub slug: String,
    /// The revision it was made against; any when `None`.
    pub revision: Option<i32>,
    /// What it is made of from now on.
    pub content: ContentInput,
}

impl UseCases {
    /// Says what a course is made of that may be taken at any time.
    ///
    /// # Errors
    /// [`Refused::Stale`], judged first; every broken rule; `course_retired` when a course that is no longer given is to
    /// be begun.
    pub async fn edit_on_demand(&self, ask: EditOnDemand) -> Result<Revised<OnDemandView>, Failure> {
        self.change(move |change| edit(change, &ask)).await
    }
}

fn edit(change: &mut Change<'_, '_>, ask: &EditOnDemand) -> Result<Revised<OnDemandView>, Failure> {
    let id = courses::by_slug(change.conn(), &ask.slug)?.id;
    catalogue::hold_course(change.tx, id)?;
    let course = courses::row(change.conn(), id)?;
    let stands = on_demand::of_course(change.conn(), id)?;
    let revision = stands.as_ref().map_or(0, |row| row.revision);
    if ask.revision.is_some_and(|wanted| wanted != revision) {
        return Err(Refused::Stale.into());
    }
    let content = ask.content.check()?;
    known(change, id, &content)?;
    if content.open && course.retired_at.is_some() && !course.draft {
        return forbidden("course_retired", "This course is no longer given, so nobody can begin it.");
    }
    if stands.is_none() {
        begin_to_stand(change, &course, ask.by)?;
    }
    content::store(change.tx, id, &content)?;
    change.note(Some(ask.by), "on_demand_edited", ("course", id), None);
    Ok(on_demand::content(change.conn(), &ask.slug)?)
}

/// What is named by an id has to be there.
fn known(change: &mut Change<'_, '_>, course: CourseId, content: &ContentInput) -> Result<(), Failure> {
    let parts: Vec<RowId> = on_demand::parts_of(change.conn(), course)?.iter().map(|part| part.id).collect();
    let questions: Vec<RowId> =
        on_demand::questions_of(change.conn(), course)?.iter().map(|question| question.id).collect();
    let mut errors = FieldErrors::new();
    let mut strange = |list: &str, at: usize| {
        errors.keep::<()>(Err(FieldError::new(
            format!("{list}[{at}].id"),
            "This course has none with this id.",
        )));
    };
    for (at, part) in content.parts.iter().enumerate() {
        if part.id.is_some_and(|id| !parts.contains(&id)) {
            strange("parts", at);
        }
    }
    for (at, question) in content.questions.iter().enumerate() {
        if question.id.is_some_and(|id| !questions.contains(&id)) {
            strange("questions", at);
        }
    }
    errors.finish(()).map_err(Failure::from)
}

/// The one session of a course that is taken at any time: it has neither dates nor places, and nobody but those who
/// began it knows of it.
fn begin_to_stand(change: &mut Change<'_, '_>, course: &CourseRow, by: PersonId) -> Result<(), Failure> {
    let now = change.now().naive_utc();
    let session = SessionRow {
        id: change.tx.new_id(),
        course_id: course.id,
        state: SessionState::Published,
        timezone: change.settings.timezone.into(),
        delivery: Delivery::OnSite,
        capacity: 0,
        location: None,
        joining: None,
        private: true,
        booking_opens_at: None,
        booking_closes_at: None,
        starts_at: never(),
        ends_at: never(),
        dates_changed_at: None,
        published_at: Some(now),
        cancelled_at: None,
        cancel_reason: None,
        register_closed_at: None,
        lock_count: 0,
        revision: 1,
        created_at: now,
        zoom_meeting: false,
        on_demand: true,
    };
    sessions::add(change.tx, &session)?;
    change.note(Some(by), "session_created", ("session", session.id), None);
    let row = OnDemandRow {
        course_id: course.id,
        session_id: session.id,
        is_open: false,
        introduction: None,
        cpd_minutes: course.cpd_minutes,
        revision: 0,
        created_at: now,
        updated_at: now,
    };
    Ok(content::add(change.tx, &row)?)
}
