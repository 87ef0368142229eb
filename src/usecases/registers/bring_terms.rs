//! Bringing today's terms of a course to a session that keeps earlier ones: a coordinator's act, with a preview of whom
//! it changes.

use std::{rc::Rc, sync::Arc};

use chrono::{DateTime, Utc};

use super::{
    close_register::{CloseRegister, close},
    conclude_booking::{Closing, judge_booking},
    hold_register::{lock_register, marks_of, scheduled},
    reopen_register::{ReopenRegister, reopen},
};
use crate::{
    domain::{
        access::Actor,
        certificates::{CertificateSnapshot, Earlier, Reissue, reissue},
        ids::{BookingId, PersonId, SessionId},
        input::{LONGEST_REASON, long_text},
        kept_terms::KeptTerms,
        words::{BookingState, SessionState},
    },
    store::{
        AnyConnection,
        read::{
            bookings::booking::PersonBrief,
            certificates::certificate::read_snapshot,
            people::person,
            sessions::kept_terms::{SessionTermsView, TermsChange, TermsRow},
        },
        write::{
            bookings::booking::{self, BookingRow},
            certificates::certificate,
            registers::register::{self, MarkRow, ResultRow},
            sessions::kept_terms,
        },
    },
    usecases::{
        Settings, UseCases,
        change::Change,
        error::{Failure, forbidden},
        events::{Event, SessionChanged},
        idempotency::{Answer, OnceKey, once},
        loaded_session::Scene,
        sessions::keep_terms::terms_of,
    },
};

/// Everybody who has, or can have, a result.
const ON_THE_REGISTER: [BookingState; 4] =
    [BookingState::Booked, BookingState::Attended, BookingState::PartlyAttended, BookingState::NoShow];

/// Bringing today's terms.
#[derive(Debug, Clone)]
pub struct BringTerms {
    /// Who asks; their right to do so is checked already.
    pub actor: Actor,
    /// Which session.
    pub session: SessionId,
    /// Why; it stays on record.
    pub reason: String,
}

impl UseCases {
    /// A session's terms beside those its course has today, and whom bringing these would change.
    ///
    /// # Errors
    /// There is no such session.
    pub async fn terms_of_session(&self, by: Actor, session: SessionId) -> Result<SessionTermsView, Failure> {
        let (settings, now) = (Arc::clone(&self.settings), self.db.clock().now());
        self.db.read(move |c| compare((c, now), &settings, by, session)).await
    }

    /// Gives a session the terms its course has today. Results it has are judged again by them: certificates that come
    /// to say something else are replaced, those no longer earned withdrawn, and whoever it concerns is told.
    ///
    /// # Errors
    /// 409 `terms_are_todays` where there is nothing to bring; `session_cancelled`; the register's own when results are
    /// judged again.
    pub async fn bring_terms(
        &self,
        ask: BringTerms,
        key: Option<OnceKey>,
    ) -> Result<Answer<SessionTermsView>, Failure> {
        self.change(move |change| once(change, key.as_ref(), |change| bring(change, &ask))).await
    }
}

fn bring(change: &mut Change<'_, '_>, ask: &BringTerms) -> Result<SessionTermsView, Failure> {
    let reason = long_text("reason", &ask.reason, LONGEST_REASON)?;
    let scene = lock_register(change.tx, ask.session, &ON_THE_REGISTER)?;
    if scene.session.state == SessionState::Cancelled {
        return forbidden("session_cancelled", "This date was called off: it has no results.");
    }
    let (kept, today) = both(change.tx.conn(), change.settings, &scene)?;
    if kept.is_none_or(|kept| kept.same_as(&today)) {
        return forbidden(
            "terms_are_todays",
            "This date goes by what its course says today: there is nothing to bring to it.",
        );
    }
    let delivered = scene.session.state == SessionState::Delivered;
    if delivered {
        let again = ReopenRegister { actor: ask.actor, session: ask.session, reason: reason.clone() };
        reopen(change, &again)?;
        change.follow()?;
    }
    bring_to(change, &scene, ask.actor.person_id, reason)?;
    if delivered {
        close(change, &CloseRegister { actor: ask.actor, session: ask.session })?;
        change.follow()?;
    }
    let (now, settings) = (change.now(), change.settings);
    compare((change.conn(), now), settings, ask.actor, ask.session)
}

/// Stores today's terms with a session that keeps others; whatever results it has are judged by them when its register
/// is next closed.
pub(crate) fn bring_to(
    change: &mut Change<'_, '_>,
    scene: &Rc<Scene>,
    by: PersonId,
    reason: String,
) -> Result<(), Failure> {
    let Some(kept) = &scene.kept else { return Ok(()) };
    let today = Scene::load_by_today(change.conn(), scene.id())?;
    let terms = terms_of(change.tx.conn(), change.settings, &today)?;
    let now = change.now().naive_utc();
    let row = TermsRow::of(scene.id(), &terms, kept.planned(), now, Some((by, reason)))?;
    kept_terms::put(change.tx, &row)?;
    let of_session = booking::of_session(change.conn(), scene.id(), &ON_THE_REGISTER)?;
    let ids: Vec<BookingId> = of_session.iter().map(|booking| booking.id).collect();
    register::forget_judged(change.tx, &ids)?;
    change.note(Some(by), "session_terms_brought", ("session", scene.id()), None);
    let after = Scene::load(change.conn(), scene.id())?;
    // Of a date that is over nobody's calendar changes.
    if after.ends_at() > change.now() {
        let before = Rc::clone(scene);
        change.say(Event::SessionChanged(SessionChanged { before, after, dates: false, by }));
    }
    Ok(())
}

/// The terms a session keeps, if it keeps any, and those its course has today.
fn both(
    connection: &mut AnyConnection,
    settings: &Settings,
    scene: &Scene,
) -> Result<(Option<KeptTerms>, KeptTerms), Failure> {
    let today = Scene::load_by_today(connection, scene.id())?;
    let todays = terms_of(connection, settings, &today)?;
    let kept = match &scene.kept {
        Some(_) => Some(terms_of(connection, settings, scene)?),
        None => None,
    };
    Ok((kept, todays))
}

fn compare(
    (connection, now): (&mut AnyConnection, DateTime<Utc>),
    settings: &Settings,
    by: Actor,
    session: SessionId,
) -> Result<SessionTermsView, Failure> {
    let scene = Scene::load(connection, session)?;
    let (kept, today) = both(connection, settings, &scene)?;
    let same = kept.as_ref().is_none_or(|kept| kept.same_as(&today));
    let changes = if same { Vec::new() } else { changes((connection, now), settings, by, session)? };
    Ok(SessionTermsView {
        session_id: session,
        kept: kept.map(Into::into),
        kept_at: scene.kept.as_ref().map(|row| row.kept_at.and_utc()),
        reason: scene.kept.as_ref().and_then(|row| row.reason.clone()),
        today: today.into(),
        same,
        changes,
    })
}

/// Whose result or paper would come to be another.
fn changes(
    (connection, now): (&mut AnyConnection, DateTime<Utc>),
    settings: &Settings,
    by: Actor,
    session: SessionId,
) -> Result<Vec<TermsChange>, Failure> {
    let today = Scene::load_by_today(connection, session)?;
    let dates = scheduled(connection, &today)?;
    let closing = Closing::prepare((connection, now), settings, &today, dates, by.person_id)?;
    let bookings = booking::of_session(connection, session, &ON_THE_REGISTER)?;
    let ids: Vec<BookingId> = bookings.iter().map(|booking| booking.id).collect();
    let marks = register::marks_of(connection, &ids)?;
    let results = register::results_of(connection, &ids)?;
    let mut changes = Vec::new();
    for booking in bookings {
        let Some(result) = results.iter().find(|result| result.booking_id == booking.id) else { continue };
        changes.extend(one_change(connection, &closing, &booking, (&marks, result))?);
    }
    Ok(changes)
}

fn one_change(
    connection: &mut AnyConnection,
    closing: &Closing<'_>,
    booking: &BookingRow,
    (marks, result): (&[MarkRow], &ResultRow),
) -> Result<Option<TermsChange>, Failure> {
    let then = judge_booking(connection, closing, booking, &marks_of(marks, booking.id))?;
    let old = certificate::of_booking(connection, booking.id)?;
    let paper = match &old {
        Some(row) => Some(CertificateSnapshot {
            person_name: row.person_name.clone(),
            ..read_snapshot(&row.snapshot)?
        }),
        None => None,
    };
    let earlier = old.as_ref().zip(paper.as_ref()).map(|(row, paper)| Earlier {
        state: row.state,
        paper,
        was_attended: result.outcome == BookingState::Attended,
    });
    let certificate = match reissue(earlier, then.earned.as_ref()) {
        Reissue::Nothing => "none",
        Reissue::Keep => "kept",
        Reissue::Issue => "issued",
        Reissue::Supersede => "replaced",
        Reissue::Revoke => "withdrawn",
    };
    let same_result = then.judged.outcome == result.outcome && then.award.minutes == result.cpd_minutes;
    if same_result && matches!(certificate, "none" | "kept") {
        return Ok(None);
    }
    let name = person::name(connection, booking.person_id)?;
    Ok(Some(TermsChange {
        booking_id: booking.id,
        person: PersonBrief { id: booking.person_id, name },
        outcome: result.outcome,
        outcome_then: then.judged.outcome,
        cpd_minutes: result.cpd_minutes,
        cpd_minutes_then: then.award.minutes,
        certificate: certificate.to_owned(),
    }))
}
