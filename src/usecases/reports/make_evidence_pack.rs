//! Making evidence for an accreditation: the figures are counted and kept as they stand.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    domain::{
        evidence_packs::{LONGEST_REASON, days_that_count},
        ids::{AccreditationId, PersonId, RowId},
        input::long_text,
    },
    store::{
        Error,
        read::reports::evidence_packs::in_force,
        write::reports::evidence_packs::{self, EvidencePackRow},
    },
    usecases::{
        UseCases,
        error::Failure,
        idempotency::{Answer, OnceKey, once},
        reports::evidence_figures::figures,
    },
};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct MakeEvidencePack {
    /// Who asks.
    pub by: PersonId,
    /// For which accreditation.
    pub accreditation: AccreditationId,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// Names stand in it, for this reason; certificate numbers when `None`.
    pub names_reason: Option<String>,
}

/// Evidence for an accreditation, made and kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EvidencePackView {
    /// Its id.
    pub id: RowId,
    /// The accreditation.
    pub accreditation_id: AccreditationId,
    /// The first day asked for.
    pub from: NaiveDate,
    /// The last day asked for.
    pub to: NaiveDate,
    /// When it was made: its figures are as they stood then.
    pub made_at: DateTime<Utc>,
    /// Whether people stand in it by name, and not by certificate number alone.
    pub with_names: bool,
    /// How many sessions it tells of.
    pub sessions: usize,
    /// Where it is fetched.
    pub file: String,
}

impl UseCases {
    /// Makes it.
    ///
    /// # Errors
    /// Days on none of which the accreditation was in force; a reason for names without words.
    pub async fn make_evidence_pack(
        &self,
        ask: MakeEvidencePack,
        key: Option<OnceKey>,
    ) -> Result<Answer<EvidencePackView>, Failure> {
        let reason = ask.names_reason.as_deref();
        let reason = reason.map(|reason| long_text("names_reason", reason, LONGEST_REASON)).transpose()?;
        self.change(move |change| {
            once(change, key.as_ref(), |change| {
                let days = in_force(change.conn(), ask.accreditation)?;
                let period = days_that_count((ask.from, ask.to), days)?;
                let provider = change.settings.provider();
                let figures = figures(change.conn(), ask.accreditation, period, &provider)?;
                let now = change.now();
                let row = EvidencePackRow {
                    id: change.tx.new_id(),
                    accreditation_id: ask.accreditation,
                    from_on: ask.from,
                    to_on: ask.to,
                    names_reason: reason.clone(),
                    made_by: ask.by,
                    made_at: now.naive_utc(),
                    figures: serde_json::to_string(&figures).map_err(|why| Error::Broken(why.to_string()))?,
                };
                evidence_packs::add(change.tx, &row)?;
                let word = if reason.is_some() { "evidence_made_with_names" } else { "evidence_made" };
                change.note(Some(ask.by), word, ("evidence_pack", row.id), reason.as_deref());
                Ok(EvidencePackView {
                    id: row.id,
                    accreditation_id: ask.accreditation,
                    from: ask.from,
                    to: ask.to,
                    made_at: now,
                    with_names: reason.is_some(),
                    sessions: figures.sessions.len(),
                    file: format!("/api/v1/evidence-packs/{}.zip", row.id),
                })
            })
        })
        .await
    }
}
