//! Noting that somebody asked for a place and lacked what the course asks for. A refused booking is rolled back with
//! all it wrote; so this is a write of its own, after it, and a booking that succeeds has none.

use chrono::Datelike;

use crate::{
    domain::{
        ids::{GroupId, OrganisationId, PersonId, SessionId},
        refusals::Refusal,
        times::{LONDON, day_in},
        words::RefusalCode,
    },
    store::{
        read::{facts::people_facts, sessions::session_rows},
        write::reports::refused_attempts::{self, RefusedAttemptRow},
    },
    usecases::{
        UseCases,
        error::{Failure, Refused},
    },
};

impl UseCases {
    /// Notes a refusal, if it is one for lack of a prerequisite. That it cannot be noted is no reason to say anything
    /// else to whoever was refused.
    pub(crate) async fn note_refusal<T>(
        &self,
        outcome: &Result<T, Failure>,
        (person, session): (PersonId, SessionId),
        organisation: Option<OrganisationId>,
    ) {
        let Err(Failure::Refused(Refused::BookingRefused(refusals))) = outcome else { return };
        let groups = lacking(refusals);
        if groups.is_empty() {
            return;
        }
        let noted: Result<(), Failure> = self
            .db
            .write(move |tx| {
                let now = tx.now();
                let course = session_rows::session(tx.conn(), session)?.course_id;
                let theirs: Vec<OrganisationId> = people_facts::memberships_of(tx.conn(), person, now)?
                    .into_iter()
                    .filter(|membership| membership.confirmed)
                    .map(|membership| membership.organisation)
                    .collect();
                let asked = organisation.filter(|asked| theirs.contains(asked));
                let today = day_in(now, LONDON);
                for group in &groups {
                    let row = RefusedAttemptRow {
                        person_id: person,
                        course_id: course,
                        group_id: *group,
                        month: today.with_day(1).unwrap_or(today),
                        // Under which of several they would have come nobody knows.
                        organisation_id: asked.or(match theirs.as_slice() {
                            [one] => Some(*one),
                            _ => None,
                        }),
                    };
                    refused_attempts::keep(tx, &row)?;
                }
                Ok(())
            })
            .await;
        if let Err(error) = noted {
            tracing::warn!(%error, "a refused attempt was not noted");
        }
    }
}

/// The prerequisites that somebody lacks.
fn lacking(refusals: &[Refusal]) -> Vec<GroupId> {
    refusals
        .iter()
        .filter(|refusal| {
            matches!(
                refusal.code,
                RefusalCode::PrerequisiteUnmet
                    | RefusalCode::PrerequisiteLapsed
                    | RefusalCode::PrerequisiteUnconfirmed
            )
        })
        .filter_map(|refusal| refusal.requirement)
        .collect()
}
