//! How a file that somebody sends as evidence comes in: how large it is, what it is, and whether it has a virus, before
//! anything speaks of it.

use super::{
    attempts::count_act,
    error::ApiError,
    extract::{Caller, Upload},
    limits::{EVIDENCE_PER_PERSON, Limits},
};
use crate::{
    app::App,
    domain::{
        evidence::{MOST_BYTES, MOST_FILES, too_large},
        input::FieldError,
    },
    outbound::virus_scanner::Scanned,
    usecases::{
        certificates::keep_evidence::{EvidenceDraft, FIELD},
        error::{Failure, Refused},
    },
};

/// In how many seconds it may be tried again when files cannot be looked at.
const LATER: i64 = 60;

/// Why files that came in are not taken.
pub(in crate::web) enum Turned {
    /// Something that whoever sent them can mend, or wait for.
    Away(Failure),
    /// Anything else.
    Fault(ApiError),
}

impl From<Failure> for Turned {
    fn from(failure: Failure) -> Self {
        Self::Away(failure)
    }
}

impl From<ApiError> for Turned {
    fn from(error: ApiError) -> Self {
        Self::Fault(error)
    }
}

impl From<Turned> for ApiError {
    fn from(turned: Turned) -> Self {
        match turned {
            Turned::Away(failure) => failure.into(),
            Turned::Fault(error) => error,
        }
    }
}

/// Takes files in: each is written where it will lie, told by its content, and looked at for viruses. Those of a call in
/// which one is not taken are gone again.
pub(in crate::web) async fn take_in(
    app: &App,
    limits: &Limits,
    caller: &Caller,
    files: &[Upload],
) -> Result<Vec<EvidenceDraft>, Turned> {
    if files.len() > MOST_FILES {
        let message = format!("Choose {MOST_FILES} files at most. Put several pages into one PDF.");
        return Err(Failure::from(FieldError::new(FIELD, message)).into());
    }
    let mut taken = Vec::new();
    for file in files {
        count_act(app, limits, ("evidence of", EVIDENCE_PER_PERSON), caller)?;
        if file.length() > u64::from(MOST_BYTES) {
            return Err(Failure::from(FieldError::new(FIELD, too_large(file.name()))).into());
        }
        let draft = app.usecases.draft_evidence(file.name(), file.reader()?).await?;
        match app.virus_scanner.look_at(draft.path()).await {
            Scanned::Clean => taken.push(draft),
            Scanned::Infected => {
                app.usecases.note_infected_evidence(caller.id()).await?;
                let message = format!(
                    "“{}” holds a virus, or something that looks like one. It was not kept. Have the device it comes \
                     from looked at.",
                    file.name()
                );
                return Err(Failure::from(FieldError::new(FIELD, message)).into());
            }
            Scanned::NotScanned(why) => {
                tracing::error!(why, "a file that came in cannot be looked at for viruses");
                let detail = "Files cannot be checked for viruses just now. Nothing was kept; try again in a few minutes.";
                let refused =
                    Refused::Later { code: "unavailable", detail: detail.to_owned(), seconds: LATER };
                return Err(Failure::from(refused).into());
            }
        }
    }
    Ok(taken)
}

/// What to say in a form of files that were turned away: its words are kept, the files have to be chosen again.
pub(in crate::web) fn told(failure: Failure) -> Failure {
    match failure {
        Failure::Refused(Refused::Later { detail, .. } | Refused::Forbidden { detail, .. }) => {
            FieldError::new(FIELD, detail).into()
        }
        failure => failure,
    }
}
