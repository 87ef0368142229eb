//! A year's sessions made again for the next, as drafts.

use super::{
    create_session::{course_to_schedule, create},
    session_terms::SessionTerms,
};
use crate::{
    domain::{
        ids::{PersonId, SessionId},
        input::FieldError,
        next_year::{is_made_again, next_year},
    },
    store::read::{people::person, sessions::session_rows::spans},
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, forbidden},
        idempotency::{Answer, OnceKey, once},
        loaded_session::Scene,
    },
};

impl UseCases {
    /// Makes a draft for the year after of each of these sessions, all or none: with who runs it, its places and where it
    /// is. Not copied is how to join, which is often another by then, and when booking opens and closes.
    ///
    /// # Errors
    /// Every broken rule; `course_retired`; `not_copied` for one that is not made again.
    pub async fn copy_sessions(
        &self,
        by: PersonId,
        ids: Vec<SessionId>,
        key: Option<OnceKey>,
    ) -> Result<Answer<Vec<SessionId>>, Failure> {
        self.change(move |change| {
            once(change, key.as_ref(), |change| ids.iter().map(|id| copy(change, by, *id)).collect())
        })
        .await
    }
}

fn copy(change: &mut Change<'_, '_>, by: PersonId, id: SessionId) -> Result<SessionId, Failure> {
    let old = Scene::load_dated(change.conn(), id)?;
    if !is_made_again(old.session.state, old.session.private) {
        return forbidden(
            "not_copied",
            "A date that was called off, is still a draft or is for named people only is not copied. Leave it out, or make it anew.",
        );
    }
    let dates = next_year(&spans(&old.dates), old.zone).map_err(|wrong| {
        FieldError::new("dates", format!("{wrong}. Leave this date out and make it by hand."))
    })?;
    let dates: Vec<_> = dates.iter().map(|date| (date.span.starts_at, date.span.ends_at)).collect();
    let ran: Vec<PersonId> = old.trainers.iter().map(|(person, _)| *person).collect();
    let course = course_to_schedule(change.tx, &old.course.slug)?;
    let terms = SessionTerms {
        timezone: Some(old.zone.name().to_owned()),
        capacity: Some(old.session.capacity.into()),
        trainer_ids: Some(person::trainers_among(change.conn(), &ran)?),
        delivery: Some(old.session.delivery),
        location: Some(old.session.location.clone()),
        ..SessionTerms::default()
    };
    create(change, by, &course, &dates, &terms)
}
