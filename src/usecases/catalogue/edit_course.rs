//! Changing a course.

use super::{
    course_terms::{CourseTerms, agree, standpoint, store_agreed},
    retire_course::{CallOff, call_off_coming, lock_to_call_off},
};
use crate::{
    domain::{
        ids::{CourseId, PersonId, SessionId},
        input::FieldError,
    },
    store::{
        read::{
            catalogue::{
                course::{CourseView, course},
                courses,
            },
            revised::Revised,
            sessions::kept_terms,
        },
        write::{catalogue::course as catalogue, service::locks},
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, Refused},
        loaded_session::Scene,
        registers::bring_terms::bring_to,
    },
};

/// A change asked for.
#[derive(Debug, Clone)]
pub struct EditCourse {
    /// Who asks.
    pub by: PersonId,
    /// Which course.
    pub slug: String,
    /// The revision it was made against; any when `None`.
    pub revision: Option<i32>,
    /// What changes.
    pub terms: CourseTerms,
    /// The coming sessions with bookings that take the change; all others keep what the course was.
    pub taken_by: Vec<SessionId>,
    /// Of a course that is retired: the coming dates that are called off; all of them take place when `None`.
    pub call_off: Option<CallOff>,
}

impl UseCases {
    /// Changes a course. A group of its prerequisite that is edited gets a new id.
    ///
    /// # Errors
    /// [`Refused::Stale`], judged first; every broken rule. Coming dates are called off only as the course is retired.
    pub async fn edit_course(&self, ask: EditCourse) -> Result<Revised<CourseView>, Failure> {
        self.change(move |change| edit(change, &ask)).await
    }
}

fn edit(change: &mut Change<'_, '_>, ask: &EditCourse) -> Result<Revised<CourseView>, Failure> {
    let id = courses::by_slug(change.tx.conn(), &ask.slug)?.id;
    let going = lock_to_call_off(change, ask.call_off.as_ref(), (id, ask.terms.retired))?;
    locks::lock_sessions(change.tx, &ask.taken_by)?;
    catalogue::hold_course(change.tx, id)?;
    let mut row = courses::row(change.tx.conn(), id)?;
    if ask.revision.is_some_and(|revision| revision != row.revision) {
        return Err(Refused::Stale.into());
    }
    let place = courses::place(change.tx.conn(), id)?;
    let agreed = agree(change.tx, &mut row, (place, false), &ask.terms)?;
    catalogue::store_course(change.tx, &row)?;
    store_agreed(change.tx, &row, &agreed)?;
    change.note(Some(ask.by), "course_edited", ("course", id), None);
    call_off_coming(change, ask.by, &going)?;
    change.follow()?;
    let now = change.tx.now();
    taken(change, id, ask)?;
    Ok(course(change.tx.conn(), &row.slug, standpoint(&change.settings.provider(), now))?)
}

/// Brings the course as it is now to the sessions that take the change.
fn taken(change: &mut Change<'_, '_>, course: CourseId, ask: &EditCourse) -> Result<(), Failure> {
    let now = change.now();
    let coming = kept_terms::coming(change.conn(), course, now)?;
    for (index, session) in ask.taken_by.iter().enumerate() {
        if !coming.iter().any(|known| known.id == *session) {
            let message = "This is no coming date of the course with bookings.";
            return Err(FieldError::new(format!("taken_by[{index}]"), message).into());
        }
        let scene = Scene::load(change.conn(), *session)?;
        bring_to(change, &scene, ask.by, "It took the change when the course was saved.".to_owned())?;
    }
    Ok(())
}
