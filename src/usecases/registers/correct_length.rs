//! Correcting how long a date ran: shorter or longer than planned. It is past, so nobody's calendar changes by it; what
//! people were there for, their CPD and their papers do.

use super::hold_register::{planned, register_is_open};
use crate::{
    domain::{
        access::Actor,
        attendance::check_ran,
        ids::{DateId, SessionId},
        input::{FieldError, FieldErrors, LONGEST_REASON, long_text},
    },
    store::{
        read::{
            registers::rosters::{self, RosterView},
            sessions::date_lengths::LengthRow,
        },
        write::{service::locks, sessions::kept_terms},
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, Refused},
        loaded_session::Scene,
    },
};
use chrono::{DateTime, TimeDelta, Utc};

/// How long a date ran.
#[derive(Debug, Clone, Copy)]
pub enum Ran {
    /// So many minutes from its planned start.
    Minutes(i64),
    /// From and to.
    FromTo(DateTime<Utc>, DateTime<Utc>),
}

/// A correction.
#[derive(Debug, Clone)]
pub struct CorrectLength {
    /// Who says so; their right to do so is checked already.
    pub actor: Actor,
    /// The session.
    pub session: SessionId,
    /// Its date.
    pub date: DateId,
    /// How long it ran.
    pub ran: Ran,
    /// Why that is not what was planned; it stays on record.
    pub reason: String,
}

impl UseCases {
    /// Records it, until the register is closed.
    ///
    /// # Errors
    /// A register that is not open; a date that has not started, or a length it cannot have had.
    pub async fn correct_length(&self, ask: CorrectLength) -> Result<RosterView, Failure> {
        self.change(move |change| correct(change, &ask)).await
    }
}

fn correct(change: &mut Change<'_, '_>, ask: &CorrectLength) -> Result<RosterView, Failure> {
    locks::lock_sessions(change.tx, &[ask.session])?;
    let scene = Scene::load(change.conn(), ask.session)?;
    let Some(date) = planned(&scene).into_iter().find(|date| date.id == ask.date) else {
        return Err(Refused::NotThere.into());
    };
    register_is_open(&scene)?;
    change.settle(&scene)?;
    let now = change.now();
    let mut errors = FieldErrors::new();
    let reason = errors.keep(long_text("reason", &ask.reason, LONGEST_REASON));
    let ran = errors.keep(match ask.ran {
        Ran::Minutes(minutes) => in_minutes(date.starts_at, minutes).and_then(|end| {
            check_ran(&date, (date.starts_at, end), now)
                .map_err(|wrong| FieldError::new("minutes", wrong.message))
        }),
        Ran::FromTo(from, to) => check_ran(&date, (from, to), now),
    });
    let (Some(reason), Some(ran)) = (reason, ran) else { return Err(errors.into_vec().into()) };
    let row = LengthRow {
        id: change.tx.new_id(),
        date_id: ran.id,
        starts_at: ran.starts_at.naive_utc(),
        ends_at: ran.ends_at.naive_utc(),
        reason,
        by_person: ask.actor.person_id,
        at: now.naive_utc(),
    };
    kept_terms::add_length(change.tx, scene.id(), &row)?;
    change.note(Some(ask.actor.person_id), "date_length_corrected", ("session", scene.id()), None);
    Ok(rosters::roster(change.conn(), ask.session)?)
}

fn in_minutes(from: DateTime<Utc>, minutes: i64) -> Result<DateTime<Utc>, FieldError> {
    TimeDelta::try_minutes(minutes)
        .filter(|_| minutes > 0)
        .and_then(|length| from.checked_add_signed(length))
        .ok_or_else(|| FieldError::new("minutes", "Enter how many minutes it ran, from 1."))
}
