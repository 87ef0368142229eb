//! Changing a session: its dates, places, trainers, joining details, booking window.

use super::{
    cancel_session::lock_with_people,
    difference::Difference,
    session_terms::{SessionTerms, check_zoom, stands, take_over},
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
            sessions::session::{EndedPlaceView, SessionView, session},
        },
        write::sessions::session as sessions,
    },
    usecases::{
        UseCases,
        bookings::{
            end_trainers_places::{EndedPlace, end_trainers_places},
            judge_eligibility::counts,
        },
        change::Change,
        commissions::follow_session::check_limit,
        error::{Failure, Refused},
        events::{Event, SessionChanged},
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
    /// rule. Whoever is put on to run it and holds a place on it loses that place; the answer names them.
    pub async fn edit_session(&self, ask: EditSession) -> Result<Revised<SessionView>, Failure> {
        self.change(move |change| edit(change, &ask)).await
    }
}

/// Changes one session within a change.
pub(super) fn edit(change: &mut Change<'_, '_>, ask: &EditSession) -> Result<Revised<SessionView>, Failure> {
    lock_with_people(change.tx, &[ask.session])?;
    let before = Scene::load_dated(change.tx.conn(), ask.session)?;
    if ask.revision.is_some_and(|revision| revision != before.session.revision) {
        return Err(Refused::Stale.into());
    }
    editable(before.session.state)?;
    change.settle(&before)?;

    let mut row = before.session.clone();
    let (dates, mut errors) = match planned_dates(change.tx, &before, ask) {
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
    match ask.terms.check(change.tx, stands(&row)?, &known, Some(row.starts_at.and_utc()))? {
        Ok(details) => take_over(&mut row, details)?,
        Err(broken) => errors.extend(broken),
    }
    let asked = ask.terms.zoom_meeting.filter(|asked| *asked != row.zoom_meeting);
    errors.extend(check_zoom(change.settings, asked));
    if !errors.is_empty() {
        return Err(errors.into());
    }
    row.private = ask.terms.private.unwrap_or(row.private);
    row.zoom_meeting = ask.terms.zoom_meeting.unwrap_or(row.zoom_meeting);
    check_capacity(row.capacity, counts(change.tx.conn(), &before)?.held)?;
    check_limit(change.tx, &before, row.capacity)?;

    sessions::store(change.tx, &row)?;
    if let Some(changes) = &dates {
        sessions::change_dates(change.tx, row.id, changes)?;
    }
    if let Some(trainers) = &ask.terms.trainer_ids {
        sessions::set_trainers(change.tx, row.id, trainers)?;
    }
    let after = Scene::load(change.conn(), row.id)?;
    if after.session.state == SessionState::Published && Difference::between(&before, &after)?.moves_dates() {
        sessions::mark_dates_changed(change.tx, row.id)?;
    }
    let notice = after.length_notice();
    let ended = match after.session.state {
        SessionState::Published => end_trainers_places(change, &after, Some(ask.by))?,
        _ => Vec::new(),
    };
    let moved = dates.as_ref().is_some_and(|changes| !changes.is_empty());
    change.say(Event::SessionChanged(SessionChanged { before, after, dates: moved, by: ask.by }));
    change.follow()?;
    let mut answer = session(change.tx.conn(), row.id)?;
    let view = |place: EndedPlace| EndedPlaceView { booking_id: place.booking, name: place.name };
    answer.view.ended_places = ended.into_iter().map(view).collect();
    answer.view.notices.extend(notice);
    Ok(answer)
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
