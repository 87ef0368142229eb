//! Changing a session: its dates, places, trainers, joining details, booking window.

use std::sync::Arc;

use super::{
    cancel_session::lock_with_people,
    session_terms::{SessionTerms, stands, take_over},
    tell_of_change::after_change,
};
use crate::{
    domain::{
        ids::{DateId, PersonId, SessionId},
        input::FieldError,
        session_dates::{DateChanges, plan_date_changes, plan_draft_changes},
        sessions::{DateInput, Span, check_capacity, editable, first_start, last_end},
        words::SessionState,
    },
    store::{
        WriteTx,
        read::{
            revised::Revised,
            sessions::session::{SessionView, session},
        },
        write::{service::audit, sessions::session as sessions},
    },
    usecases::{
        Settings, UseCases,
        bookings::{judge_eligibility::counts, waitlist::settle},
        commissions::follow_session::{check_limit, dates_moved},
        error::{Failure, Refused},
        loaded_session::Scene,
    },
};

/// A change asked for.
#[derive(Debug, Clone)]
pub struct EditSession {
    /// Who asks.
    pub by: PersonId,
    /// Which session.
    pub session: SessionId,
    /// The revision it was made against; any when `None`.
    pub revision: Option<i32>,
    /// Its dates from now on; as they are when `None`.
    pub dates: Option<Vec<DateInput>>,
    /// All else that changes.
    pub terms: SessionTerms,
}

impl UseCases {
    /// Changes a session.
    ///
    /// # Errors
    /// [`Refused::Stale`], judged first; `session_cancelled`, `session_delivered`, `capacity_below_held`; every broken
    /// rule.
    pub async fn edit_session(&self, ask: EditSession) -> Result<Revised<SessionView>, Failure> {
        let settings = Arc::clone(&self.settings);
        self.db.write(move |tx| edit(tx, &settings, &ask)).await
    }
}

fn edit(
    tx: &mut WriteTx<'_>,
    settings: &Settings,
    ask: &EditSession,
) -> Result<Revised<SessionView>, Failure> {
    lock_with_people(tx, ask.session)?;
    let before = Scene::load(tx.conn(), ask.session)?;
    if ask.revision.is_some_and(|revision| revision != before.session.revision) {
        return Err(Refused::Stale.into());
    }
    editable(before.session.state)?;
    settle(tx, settings, &before)?;

    let mut row = before.session.clone();
    let (dates, mut errors) = match planned_dates(tx, &before, ask) {
        Some(Err(broken)) => (None, broken),
        Some(Ok(changes)) => (Some(changes), Vec::new()),
        None => (None, Vec::new()),
    };
    if let Some(changes) = &dates
        && let (Some(start), Some(end)) = (first_start(&changes.all), last_end(&changes.all))
    {
        row.starts_at = start.naive_utc();
        row.ends_at = end.naive_utc();
    }
    let known: Vec<PersonId> = before.trainers.iter().map(|(person, _)| *person).collect();
    match ask.terms.check(tx, stands(&row)?, &known, Some(row.starts_at.and_utc()))? {
        Ok(details) => take_over(&mut row, details)?,
        Err(broken) => errors.extend(broken),
    }
    if !errors.is_empty() {
        return Err(errors.into());
    }
    row.private = ask.terms.private.unwrap_or(row.private);
    check_capacity(row.capacity, counts(tx.conn(), &before)?.held)?;
    check_limit(tx, &before, row.capacity)?;

    sessions::store(tx, &row)?;
    if let Some(changes) = &dates {
        sessions::change_dates(tx, row.id, changes)?;
    }
    if let Some(trainers) = &ask.terms.trainer_ids {
        sessions::set_trainers(tx, row.id, trainers)?;
    }
    audit::record(tx, Some(ask.by), "session_edited", ("session", row.id), None)?;
    let after = Scene::load(tx.conn(), row.id)?;
    after_change(tx, settings, &before, &after)?;
    if dates.as_ref().is_some_and(|changes| !changes.is_empty()) {
        dates_moved(tx, settings, &after)?;
    }
    Ok(session(tx.conn(), row.id)?)
}

fn planned_dates(
    tx: &WriteTx<'_>,
    before: &Scene,
    ask: &EditSession,
) -> Option<Result<DateChanges, Vec<FieldError>>> {
    let existing: Vec<(DateId, Span)> = before
        .dates
        .iter()
        .map(|date| (date.id, Span { starts_at: date.starts_at.and_utc(), ends_at: date.ends_at.and_utc() }))
        .collect();
    ask.dates.as_ref().map(|asked| match before.session.state {
        SessionState::Draft => plan_draft_changes(&existing, asked, tx.now()),
        _ => plan_date_changes(&existing, asked, tx.now()),
    })
}
