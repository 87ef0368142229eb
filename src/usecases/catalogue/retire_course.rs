//! What becomes of a course's coming dates when it is retired: they take place, unless they are called off with it.

use crate::{
    domain::{
        ids::{CourseId, PersonId, SessionId},
        input::{FieldError, LONGEST_NOTE, long_text},
    },
    store::read::sessions::date_list::coming_of,
    usecases::{
        change::Change,
        error::Failure,
        sessions::cancel_session::{call_off, lock_with_people},
    },
};

/// What everybody on a date is told, where the coordinator says nothing else.
const BECAUSE: &str = "This course is no longer given.";

/// Coming dates that are called off because the course is retired.
#[derive(Debug, Clone)]
pub struct CallOff {
    /// Which; all of them when `None`.
    pub sessions: Option<Vec<SessionId>>,
    /// Why, as everybody on them is told.
    pub reason: Option<String>,
}

/// Sessions that are about to be called off, locked with everybody on them.
pub(crate) struct Going {
    sessions: Vec<SessionId>,
    reason: String,
}

/// Finds and locks what is called off: before the course is held, since people and sessions come first.
pub(crate) fn lock_to_call_off(
    change: &mut Change<'_, '_>,
    call_off: Option<&CallOff>,
    (course, retired): (CourseId, Option<bool>),
) -> Result<Going, Failure> {
    let Some(wanted) = call_off else { return Ok(Going { sessions: Vec::new(), reason: String::new() }) };
    if retired != Some(true) {
        let message =
            "Its coming dates are called off only as the course is retired. Call them off one by one.";
        return Err(FieldError::new("coming", message).into());
    }
    let reason = long_text("reason", wanted.reason.as_deref().unwrap_or(BECAUSE), LONGEST_NOTE)?;
    let now = change.now();
    let mut sessions = coming_of(change.conn(), course, now)?;
    if let Some(named) = &wanted.sessions {
        sessions.retain(|session| named.contains(session));
    }
    lock_with_people(change.tx, &sessions)?;
    Ok(Going { sessions, reason })
}

/// Calls them off, once the course is stored as retired: nobody is told of further dates of it.
pub(crate) fn call_off_coming(
    change: &mut Change<'_, '_>,
    by: PersonId,
    going: &Going,
) -> Result<(), Failure> {
    for session in &going.sessions {
        call_off(change, by, *session, &going.reason)?;
    }
    Ok(())
}
