//! Files that show training already done, as pages list them, and the field that takes them.

use serde::Serialize;

use crate::{
    app::App,
    domain::{
        evidence::{MOST_BYTES, MOST_FILES, size},
        ids::RowId,
    },
    store::read::certificates::claim_evidence::EvidenceView,
    usecases::certificates::keep_evidence::FIELD,
    web::{forms::Field, page_facts::Link},
};

/// What is offered to choose. Without HEIC: phones that take such pictures then send them as JPEG, which everybody can
/// open; it is taken all the same.
const OFFERED: &str = "application/pdf,image/jpeg,image/png,image/webp";

/// A file.
#[derive(Clone, Serialize)]
pub(super) struct EvidenceFacts {
    /// To save it.
    file: Link,
    /// How large it is.
    size: String,
    /// To take it back; none where it stays.
    remove: Option<String>,
}

impl EvidenceFacts {
    /// A file of a claim, to be read.
    pub(super) fn of(claim: RowId, view: &EvidenceView) -> Self {
        Self {
            file: Link::to(format!("/claims/{claim}/evidence/{}", view.id), view.name.clone()),
            size: size(i64::from(view.bytes)),
            remove: None,
        }
    }

    /// The same, to be taken back as well.
    pub(super) fn removable(claim: RowId, view: &EvidenceView) -> Self {
        let remove = Some(format!("/my-training/{claim}/evidence/{}/remove", view.id));
        Self { remove, ..Self::of(claim, view) }
    }

    /// One for samples.
    pub(super) fn sample(removable: bool) -> Self {
        Self {
            file: Link::to("/claims/1/evidence/1", "certificate.pdf"),
            size: "1.5 MB".to_owned(),
            remove: removable.then(|| "/my-training/1/evidence/1/remove".to_owned()),
        }
    }
}

/// The field that takes files; `days` is how long they are kept once it is decided.
pub(super) fn field(label: &str, days: i64) -> Field {
    let days = if days == 1 { "a day".to_owned() } else { format!("{days} days") };
    Field::files(FIELD, label, OFFERED).hint(format!(
        "A certificate or a letter, as a PDF or a picture. Up to {MOST_FILES} files of at most {} MB each. You and the \
         training team can see them; they are deleted {days} after it is decided.",
        MOST_BYTES / 1024 / 1024
    ))
}

/// How long files are kept once it is decided, in days.
pub(super) fn days(app: &App) -> i64 {
    app.settings.retention.evidence.num_days()
}
