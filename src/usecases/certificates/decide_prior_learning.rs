//! Deciding what training already done counts as: a course completed, a credential held, or nothing.

use crate::{
    domain::{
        ids::{PersonId, RowId, SessionId},
        input::{FieldError, long_text, optional_short_text},
        times::{LONDON, day_in},
        words::{BookingState, ClaimState},
    },
    mail::message::{ClaimConfirmed, ClaimDeclined, Day, Message, Page},
    store::{
        WriteTx,
        read::certificates::training_claims::{ClaimView, one},
        write::{
            bookings::booking,
            certificates::training_claims::{self, ClaimRow},
            imports::history::{self, Taught, TaughtId},
            service::locks,
        },
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, forbidden},
        events::{Event, LearningCounted, Trail},
        idempotency::{Answer, OnceKey, once},
        queue_mail::{Letter, post_to_person},
    },
};
use chrono::NaiveDate;

/// The most a source may say, in characters.
pub const LONGEST_SOURCE: usize = 200;
/// The most a reason may say, in characters.
pub const LONGEST_REASON: usize = 1_000;

/// What a coordinator decides about a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClaimDecision {
    /// It counts.
    Confirm {
        /// As this: the slug of a course, in force or retired, or of a credential.
        training: String,
        /// From this day; `None` when nobody knows it, which meets no "within N months".
        on: Option<NaiveDate>,
        /// How it was shown, such as "certificate seen".
        source: Option<String>,
    },
    /// It does not count, for this reason; the person reads it.
    Decline {
        /// In the coordinator's words.
        reason: String,
    },
}

impl UseCases {
    /// Confirms or declines a claim; the person is told.
    ///
    /// # Errors
    /// A claim that is not there or decided already, no such training, no reason, a day that has not come yet.
    pub async fn decide_claim(
        &self,
        by: PersonId,
        claim: RowId,
        decision: ClaimDecision,
        key: Option<OnceKey>,
    ) -> Result<Answer<ClaimView>, Failure> {
        self.change(move |change| once(change, key.as_ref(), |change| decide(change, by, claim, &decision)))
            .await
    }
}

fn decide(
    change: &mut Change<'_, '_>,
    by: PersonId,
    id: RowId,
    decision: &ClaimDecision,
) -> Result<ClaimView, Failure> {
    let person = training_claims::load(change.tx.conn(), id)?.person_id;
    locks::lock_people(change.tx, &[person])?;
    let mut claim = training_claims::load(change.tx.conn(), id)?;
    if claim.state != ClaimState::Open {
        return forbidden("claim_decided", "This was decided already.");
    }
    claim.decided_at = Some(change.tx.now().naive_utc());
    claim.decided_by = Some(by);
    let (message, word) = match decision {
        ClaimDecision::Confirm { training, on, source } => {
            (confirm(change, &mut claim, training, *on, source.as_deref())?, "training_claim_confirmed")
        }
        ClaimDecision::Decline { reason } => {
            (decline(change.tx, &mut claim, reason)?, "training_claim_declined")
        }
    };
    let trail = Trail::new(Some(by), word, ("training_claim", claim.id));
    let person = claim.person_id;
    change.say(match decision {
        ClaimDecision::Confirm { .. } => Event::LearningCounted(LearningCounted { person, trail }),
        ClaimDecision::Decline { .. } => Event::Noted(trail),
    });
    post_to_person(change, claim.person_id, |to| Letter::new(to, message))?;
    change.follow()?;
    Ok(one(change.conn(), claim.id)?)
}

fn confirm(
    change: &mut Change<'_, '_>,
    claim: &mut ClaimRow,
    training: &str,
    on: Option<NaiveDate>,
    source: Option<&str>,
) -> Result<Message, Failure> {
    let taught = history::taught(change.tx.conn())?.into_iter().find(|taught| taught.slug == training.trim());
    let Some(Taught { id, title, cpd_minutes, .. }) = taught else {
        return Err(FieldError::new("training", "Choose one of the courses or credentials there are.").into());
    };
    if on.is_some_and(|on| on > day_in(change.tx.now(), LONDON)) {
        return Err(FieldError::new("completed_on", "Give a day that has passed.").into());
    }
    let source = optional_short_text("source", source, LONGEST_SOURCE)?;
    let source = source.unwrap_or_else(|| "told by the person, confirmed by a coordinator".to_owned());
    match id {
        TaughtId::Course(course) => {
            history::add_completion(change.tx, (claim.person_id, None), (course, cpd_minutes), on, &source)?;
            claim.course_id = Some(course);
        }
        TaughtId::Credential(kind) => {
            history::add_credential(change.tx, claim.person_id, kind, on, &source)?;
            claim.credential_kind_id = Some(kind);
        }
    }
    claim.state = ClaimState::Confirmed;
    claim.confirmed_on = on;
    training_claims::store_decision(change.tx, claim)?;
    let held = [BookingState::Booked, BookingState::Requested];
    let sessions: Vec<SessionId> = booking::of_person(change.tx.conn(), claim.person_id, &held)?
        .iter()
        .map(|row| row.session_id)
        .collect();
    locks::lock_sessions(change.tx, &sessions)?;
    // A place in doubt may have just become safe.
    Ok(Message::ClaimConfirmed(ClaimConfirmed {
        says: claim.words.clone(),
        training: title,
        on: on.map(|day| Day { day }),
        ladder_page: Page::at("/my-ladder"),
    }))
}

fn decline(tx: &mut WriteTx<'_>, claim: &mut ClaimRow, reason: &str) -> Result<Message, Failure> {
    let reason = long_text("reason", reason, LONGEST_REASON)?;
    claim.state = ClaimState::Declined;
    claim.reason = Some(reason.clone());
    training_claims::store_decision(tx, claim)?;
    Ok(Message::ClaimDeclined(ClaimDeclined {
        says: claim.words.clone(),
        reason,
        claims_page: Page::at("/my-training"),
    }))
}
