//! Saying what training one has already done.

use chrono::NaiveDate;

use super::keep_evidence::{EvidenceDraft, KeptFile, add_files, is_unsure};
use crate::{
    domain::{
        ids::PersonId,
        input::{FieldError, FieldErrors, long_text},
        prerequisites::Target,
        times::{LONDON, day_in},
        words::ClaimState,
    },
    store::{
        read::certificates::{
            claimable::{Claimable, claimable},
            training_claims::{ClaimView, one},
        },
        write::{
            certificates::training_claims::{self, ClaimRow},
            service::locks,
        },
    },
    usecases::{
        UseCases,
        change::Change,
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
    /// Which of the courses and credentials that are asked for, by its slug; none for any other.
    pub training: Option<String>,
    /// What, where and with whom; may be empty where that says it all.
    pub words: String,
    /// When, if they know it; of a year its first day.
    pub done_on: Option<NaiveDate>,
}

impl UseCases {
    /// Keeps what somebody says of training they have already done, with the files that show it, until a coordinator
    /// decides.
    ///
    /// # Errors
    /// Nothing said, too much said, a training that nothing asks for, a day that has not come yet, too many files.
    pub async fn claim_prior_learning(
        &self,
        ask: ClaimPriorLearning,
        evidence: Vec<EvidenceDraft>,
        key: Option<OnceKey>,
    ) -> Result<Answer<ClaimView>, Failure> {
        let files = self.settle(evidence).await?;
        let kept = files.clone();
        let said =
            self.change(move |change| once(change, key.as_ref(), |change| claim(change, &ask, &files)));
        let said = said.await;
        let unused = said.as_ref().map_or(true, |answer| answer.replayed);
        self.take_back(kept, unused && !is_unsure(&said)).await;
        said
    }
}

/// The training of this slug, among those that are asked for.
fn named(change: &mut Change<'_, '_>, slug: Option<&str>) -> Result<Option<Claimable>, Failure> {
    let Some(slug) = slug.map(str::trim).filter(|slug| !slug.is_empty()) else { return Ok(None) };
    let found = claimable(change.conn())?.into_iter().find(|known| known.slug == slug);
    match found {
        Some(found) => Ok(Some(found)),
        None => {
            Err(FieldError::new("training", "Choose one of the courses and credentials that are asked for.")
                .into())
        }
    }
}

fn claim(
    change: &mut Change<'_, '_>,
    ask: &ClaimPriorLearning,
    files: &[KeptFile],
) -> Result<ClaimView, Failure> {
    let training = named(change, ask.training.as_deref())?;
    let words = match &training {
        Some(training) if ask.words.trim().is_empty() => training.title.as_str(),
        _ => ask.words.as_str(),
    };
    let mut errors = FieldErrors::new();
    let words = errors.keep(long_text("words", words, LONGEST));
    if ask.done_on.is_some_and(|on| on > day_in(change.now(), LONDON)) {
        errors.add("done_on", "Give a day that has passed.");
    }
    let words = errors.finish(words)?.unwrap_or_default();
    locks::lock_people(change.tx, &[ask.person])?;
    let target = training.map(|training| training.target);
    let row = ClaimRow {
        id: change.tx.new_id(),
        person_id: ask.person,
        words,
        done_on: ask.done_on,
        state: ClaimState::Open,
        claimed_at: change.now().naive_utc(),
        decided_at: None,
        decided_by: None,
        course_id: None,
        credential_kind_id: None,
        confirmed_on: None,
        reason: None,
        claimed_course_id: match target {
            Some(Target::Course(id)) => Some(id),
            _ => None,
        },
        claimed_kind_id: match target {
            Some(Target::Credential(id)) => Some(id),
            _ => None,
        },
    };
    training_claims::add(change.tx, &row)?;
    change.note(Some(ask.person), "training_claimed", ("training_claim", row.id), None);
    add_files(change, &row, files)?;
    Ok(one(change.conn(), row.id)?)
}
