//! Files that show training somebody has already done: written and looked at first, then kept with the claim in one
//! write. Nothing of a file happens within the write: it lies in the folder before its row speaks of it.

use std::{fs::File, io::Read};

use crate::{
    domain::{
        evidence::{EvidenceKind, MOST_FILES, MOST_WAITING, label, not_taken},
        ids::{PersonId, RowId},
        input::FieldError,
        words::ClaimState,
    },
    store::{
        self,
        evidence_folder::{Draft, EvidenceFolder},
        read::certificates::claim_evidence::{EvidenceView, one},
        write::{
            certificates::{
                claim_evidence::{self, EvidenceRow},
                training_claims::{self, ClaimRow},
            },
            service::locks,
        },
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, Refused, forbidden},
    },
};

/// The field that carries files.
pub const FIELD: &str = "file";

/// A file that is one of those that are taken, and of which no claim speaks yet. It goes when it is dropped.
#[derive(Debug)]
pub struct EvidenceDraft {
    draft: Draft,
    kind: EvidenceKind,
    label: String,
}

impl EvidenceDraft {
    /// Where it is, for what looks for viruses.
    #[must_use]
    pub fn path(&self) -> &std::path::Path {
        self.draft.path()
    }
}

/// What a row says of a file.
#[derive(Debug, Clone)]
pub(super) struct KeptFile {
    stored_as: String,
    kind: EvidenceKind,
    label: String,
    bytes: i32,
    digest: String,
}

impl UseCases {
    /// Whether files are taken at all: a folder for them is named.
    #[must_use]
    pub fn takes_evidence(&self) -> bool {
        self.settings.evidence.is_some()
    }

    fn evidence_folder(&self) -> Result<EvidenceFolder, Failure> {
        let Some(folder) = &self.settings.evidence else {
            return forbidden(
                "evidence_not_taken",
                "No files are taken here: whoever runs the site has named no folder for them. Say in words what you \
                 did, and show the training team what proves it in another way.",
            );
        };
        Ok(folder.clone())
    }

    /// Writes a file that came in into the folder, if it is one of those that are taken.
    ///
    /// # Errors
    /// A file of another kind; 409 `evidence_not_taken`; a folder that cannot be written to.
    pub async fn draft_evidence(
        &self,
        sent_as: &str,
        mut bytes: Box<dyn Read + Send>,
    ) -> Result<EvidenceDraft, Failure> {
        let (folder, random) = (self.evidence_folder()?, self.random.clone());
        let draft = blocking(move || folder.draft(&random, &mut bytes)).await?;
        match EvidenceKind::of(draft.beginning()) {
            Some(kind) => Ok(EvidenceDraft { label: label(sent_as, kind), draft, kind }),
            None => Err(FieldError::new(FIELD, not_taken(sent_as)).into()),
        }
    }

    /// Notes that somebody sent a file with a virus, which was not kept.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_infected_evidence(&self, person: PersonId) -> Result<(), Failure> {
        self.change(move |change| {
            change.note(Some(person), "evidence_infected", ("person", person), None);
            Ok(())
        })
        .await
    }

    /// Adds a file to one's own claim. The same content again is the same file.
    ///
    /// # Errors
    /// [`Refused::NotThere`]; 409 `claim_decided`; as many files as there may be.
    pub async fn add_evidence(
        &self,
        person: PersonId,
        claim: RowId,
        draft: EvidenceDraft,
    ) -> Result<EvidenceView, Failure> {
        let files = self.settle(vec![draft]).await?;
        let kept = files.clone();
        let added = self.change(move |change| {
            let claim = own_open_claim(change, person, claim)?;
            let before = claim_evidence::of_claim(change.conn(), claim.id)?;
            let known =
                |file: &KeptFile| before.iter().find(|row| row.digest == file.digest).map(|row| row.id);
            let id = match files.first().and_then(known) {
                Some(id) => id,
                None => add_files(change, &claim, &files)?.first().copied().ok_or(Refused::NotThere)?,
            };
            Ok(one(change.conn(), claim.id, id)?)
        });
        let added = added.await;
        let unused =
            added.as_ref().map_or(true, |added| kept.iter().all(|file| file.stored_as != added.stored_as));
        self.take_back(kept, unused && !is_unsure(&added)).await;
        added.map(|added| added.view)
    }

    /// Takes a file back from one's own claim, as long as nobody has decided about it.
    ///
    /// # Errors
    /// [`Refused::NotThere`]; 409 `claim_decided`.
    pub async fn remove_evidence(&self, person: PersonId, claim: RowId, id: RowId) -> Result<(), Failure> {
        self.change(move |change| {
            locks::lock_people(change.tx, &[person])?;
            let rows = claim_evidence::of_claim(change.conn(), claim)?;
            let row = rows.into_iter().find(|row| row.id == id).ok_or(Refused::NotThere)?;
            own_open_claim(change, person, claim)?;
            claim_evidence::remove(change.tx, &row)?;
            change.note(Some(person), "evidence_removed", ("training_claim", claim), None);
            Ok(())
        })
        .await
    }

    /// Opens a file to be read.
    ///
    /// # Errors
    /// [`Refused::NotThere`] where a row speaks of a file that is gone; a folder that cannot be read.
    pub async fn open_evidence(&self, stored_as: &str) -> Result<File, Failure> {
        let (folder, name) = (self.evidence_folder()?, stored_as.to_owned());
        let opened = blocking(move || folder.open(&name)).await?;
        opened.ok_or_else(|| {
            tracing::error!(stored_as, "a file that somebody handed in is not in the folder");
            Refused::NotThere.into()
        })
    }

    /// Gives drafts their names, so that rows may speak of them.
    pub(super) async fn settle(&self, drafts: Vec<EvidenceDraft>) -> Result<Vec<KeptFile>, Failure> {
        if drafts.is_empty() {
            return Ok(Vec::new());
        }
        blocking(move || {
            let mut kept: Vec<KeptFile> = Vec::new();
            for file in &drafts {
                let digest = file.draft.digest();
                // The same content twice is one file; the other goes with its draft.
                if kept.iter().any(|other| other.digest == digest) {
                    continue;
                }
                file.draft.keep()?;
                kept.push(KeptFile {
                    stored_as: file.draft.stored_as().to_owned(),
                    kind: file.kind,
                    label: file.label.clone(),
                    bytes: i32::try_from(file.draft.bytes()).unwrap_or(i32::MAX),
                    digest: digest.to_owned(),
                });
            }
            Ok(kept)
        })
        .await
    }

    /// Deletes files that no row came to speak of. Where it is not known whether one did, they stay, and a job finds out.
    pub(super) async fn take_back(&self, files: Vec<KeptFile>, unused: bool) {
        let Some(folder) = self.settings.evidence.clone().filter(|_| unused && !files.is_empty()) else {
            return;
        };
        let removed =
            blocking(move || files.iter().try_for_each(|file| folder.remove(&file.stored_as).map(drop)));
        if let Err(why) = removed.await {
            tracing::warn!(%why, "a file that was not kept stays in the folder for a day");
        }
    }
}

/// Whether it is not known what came of a write.
pub(super) fn is_unsure<T>(result: &Result<T, Failure>) -> bool {
    matches!(result, Err(Failure::Store(_)))
}

fn own_open_claim(change: &mut Change<'_, '_>, person: PersonId, id: RowId) -> Result<ClaimRow, Failure> {
    locks::lock_people(change.tx, &[person])?;
    let claim = training_claims::load(change.conn(), id)?;
    if claim.person_id != person {
        return Err(Refused::NotThere.into());
    }
    if claim.state != ClaimState::Open {
        return forbidden("claim_decided", "This was decided already, so its files stay as they are.");
    }
    Ok(claim)
}

/// Lets a claim have these files too; gives their ids. Its person is locked.
pub(super) fn add_files(
    change: &mut Change<'_, '_>,
    claim: &ClaimRow,
    files: &[KeptFile],
) -> Result<Vec<RowId>, Failure> {
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let before = claim_evidence::of_claim(change.conn(), claim.id)?.len();
    if before + files.len() > MOST_FILES {
        let message = format!("One claim has at most {MOST_FILES} files. Put several pages into one PDF.");
        return Err(FieldError::new(FIELD, message).into());
    }
    if claim_evidence::waiting(change.conn(), claim.person_id)? + files.len() > MOST_WAITING {
        let message = format!(
            "{MOST_WAITING} files of yours already wait to be looked at. Add others once something of it is decided."
        );
        return Err(FieldError::new(FIELD, message).into());
    }
    let mut ids = Vec::new();
    for file in files {
        let row = EvidenceRow {
            id: change.tx.new_id(),
            claim_id: claim.id,
            stored_as: file.stored_as.clone(),
            label: file.label.clone(),
            kind: file.kind,
            bytes: file.bytes,
            digest: file.digest.clone(),
            added_at: change.now().naive_utc(),
        };
        claim_evidence::add(change.tx, &row)?;
        change.note(Some(claim.person_id), "evidence_added", ("training_claim", claim.id), None);
        ids.push(row.id);
    }
    Ok(ids)
}

/// Runs work on the disk off the threads that answer.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, Failure> {
    let done = tokio::task::spawn_blocking(work).await;
    let broken = |why: String| Failure::from(store::Error::Broken(format!("the folder of evidence: {why}")));
    done.map_err(|why| broken(why.to_string()))?.map_err(|why| broken(why.to_string()))
}
