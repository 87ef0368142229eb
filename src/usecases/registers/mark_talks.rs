//! Marking a conference day by the talks somebody was at.

use super::record_attendance::{NewMark, mark};
use crate::{
    domain::{
        access::Actor,
        ids::{BookingId, DateId, RowId, SessionId},
        input::{FieldError, FieldErrors},
        talks::{Talk, check_attended, mark as comes_to},
    },
    store::{
        read::{
            registers::rosters::{self, RosterView},
            sessions::talks as read,
        },
        write::{service::locks, sessions::talks},
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, forbidden},
        loaded_session::Scene,
        registers::hold_register::scheduled,
    },
};

/// The talks of a date that somebody was at.
#[derive(Debug, Clone)]
pub struct TalksOf {
    /// Whose.
    pub booking: BookingId,
    /// Of which date.
    pub date: DateId,
    /// Which talks; none for somebody who was not there.
    pub talks: Vec<RowId>,
}

/// What is asked for.
#[derive(Debug, Clone)]
pub struct MarkTalks {
    /// Who asks; their right to do so is checked already.
    pub actor: Actor,
    /// Which session.
    pub session: SessionId,
    /// Who was at which talks; those not named stay as they are.
    pub marks: Vec<TalksOf>,
}

impl UseCases {
    /// Records who was at which talks: the marks of the register follow from it. All of them, or none if one is wrong.
    ///
    /// # Errors
    /// `no_talks` where the session has none; every wrong mark; a register that is not open.
    pub async fn mark_talks(&self, ask: MarkTalks) -> Result<RosterView, Failure> {
        self.change(move |change| record(change, &ask)).await
    }
}

fn record(change: &mut Change<'_, '_>, ask: &MarkTalks) -> Result<RosterView, Failure> {
    locks::lock_sessions(change.tx, &[ask.session])?;
    let scene = Scene::load(change.conn(), ask.session)?;
    let all = read::of_session(change.conn(), ask.session)?;
    if all.is_empty() {
        return forbidden("no_talks", "This session has no talks: mark its dates instead.");
    }
    let dates = scheduled(change.conn(), &scene)?;
    let mut errors = FieldErrors::new();
    let mut marks: Vec<NewMark> = Vec::new();
    let mut ticked: Vec<(BookingId, DateId, Vec<&Talk>)> = Vec::new();
    for (at, of) in ask.marks.iter().enumerate() {
        let field = format!("marks[{at}]");
        let Some(date) = dates.iter().find(|date| date.id == of.date) else {
            errors.keep::<()>(Err(FieldError::new(
                format!("{field}.date_id"),
                "This session has no date with this id.",
            )));
            continue;
        };
        let Some(there) = errors.keep(check_attended(&field, &all, of.date, &of.talks)) else { continue };
        let (outcome, minutes) = comes_to(date, &all, &there);
        marks.push(NewMark { booking: of.booking, date: of.date, outcome, minutes });
        ticked.push((of.booking, of.date, there));
    }
    errors.finish(()).map_err(Failure::from)?;
    let by = ask.actor.person_id;
    mark(change, &scene, by, &marks, None)?;
    for (booking, date, there) in ticked {
        let there: Vec<RowId> = there.iter().map(|talk| talk.id).collect();
        talks::tick(change.tx, booking, date, &there, by)?;
    }
    change.note(Some(by), "talks_marked", ("session", ask.session), None);
    Ok(rosters::roster(change.conn(), ask.session)?)
}
