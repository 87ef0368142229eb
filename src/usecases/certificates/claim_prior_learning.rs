//! Saying what training one has already done.

use chrono::NaiveDate;

use crate::{
    domain::{
        ids::PersonId,
        input::{FieldErrors, long_text},
        times::{LONDON, day_in},
        words::ClaimState,
    },
    store::{
        WriteTx,
        read::certificates::training_claims::{ClaimView, one},
        write::{
            certificates::training_claims::{self, ClaimRow},
            service::{audit, locks},
        },
    },
    usecases::{
        UseCases,
        error::Failure,
        idempotency::{Answer, OnceKey, once},
    },
};

/// The most that can be said, in characters.
pub const LONGEST: usize = 2_000;

/// What somebody says they did.
#[derive(Debug, Clone)]
pub struct ClaimPriorLearning {
    /// Who.
    pub person: PersonId,
    /// What, where and with whom.
    pub words: String,
    /// When, if they know it; of a year its first day.
    pub done_on: Option<NaiveDate>,
}

impl UseCases {
    /// Keeps what somebody says of training they have already done, until a coordinator decides.
    ///
    /// # Errors
    /// Nothing said, too much said, a day that has not come yet.
    pub async fn claim_prior_learning(
        &self,
        ask: ClaimPriorLearning,
        key: Option<OnceKey>,
    ) -> Result<Answer<ClaimView>, Failure> {
        self.change(move |change| once(change, key.as_ref(), |change| claim(change.tx, &ask))).await
    }
}

fn claim(tx: &mut WriteTx<'_>, ask: &ClaimPriorLearning) -> Result<ClaimView, Failure> {
    let mut errors = FieldErrors::new();
    let words = errors.keep(long_text("words", &ask.words, LONGEST));
    if ask.done_on.is_some_and(|on| on > day_in(tx.now(), LONDON)) {
        errors.add("done_on", "Give a day that has passed.");
    }
    let words = errors.finish(words)?.unwrap_or_default();
    locks::lock_people(tx, &[ask.person])?;
    let row = ClaimRow {
        id: tx.new_id(),
        person_id: ask.person,
        words,
        done_on: ask.done_on,
        state: ClaimState::Open,
        claimed_at: tx.now().naive_utc(),
        decided_at: None,
        decided_by: None,
        course_id: None,
        credential_kind_id: None,
        confirmed_on: None,
        reason: None,
    };
    training_claims::add(tx, &row)?;
    audit::record(tx, Some(ask.person), "training_claimed", ("training_claim", row.id), None)?;
    Ok(one(tx.conn(), row.id)?)
}
