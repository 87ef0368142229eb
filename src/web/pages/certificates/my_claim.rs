//! One's own claim of training already done: its files, added and taken back until it is decided; and each file, for
//! whoever may read it.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use super::{
    evidence_facts::{EvidenceFacts, days, field},
    my_training::{ADDRESS, more_words, state},
};
use crate::{
    app::App,
    domain::{
        access::Action,
        evidence::MOST_FILES,
        ids::{Row, RowId},
        words::ClaimState,
    },
    store::read::certificates::training_claims::{ClaimView, one},
    usecases::error::{Failure, Refused},
    web::{
        access::may_for_claim,
        error::ApiResult,
        evidence_intake::{Turned, take_in, told},
        extract::{Member, MembersForm, Params, PathEvidence, PathId, Visit},
        files,
        forms::Form,
        limits::Limits,
        page_facts::{PageFacts, State},
        render::{Page, see},
    },
};

/// What was just done.
#[derive(Deserialize)]
pub struct Done {
    done: Option<String>,
}

/// A claim of one's own.
#[derive(Serialize)]
pub(in crate::web) struct MyClaimFacts {
    /// Which training they say it was.
    claimed: Option<String>,
    /// Their words, where they say more.
    words: Option<String>,
    /// What was decided.
    state: State,
    /// The files that show it.
    files: Vec<EvidenceFacts>,
    /// Whether one more may be added.
    more: bool,
}

impl PageFacts for MyClaimFacts {
    const TEMPLATE: &'static str = "certificates/my_claim";

    fn samples() -> Vec<Self> {
        let words = Some("The two-day course at the Civic Centre.".to_owned());
        let open = Self {
            claimed: None,
            words,
            state: state(ClaimState::Open),
            files: vec![EvidenceFacts::sample(true)],
            more: true,
        };
        let decided = Self {
            claimed: Some("Two-day restorative practice course".to_owned()),
            words: None,
            state: state(ClaimState::Confirmed),
            files: vec![EvidenceFacts::sample(false)],
            more: false,
        };
        let bare = |more, standing| Self {
            claimed: None,
            words: None,
            state: state(standing),
            files: Vec::new(),
            more,
        };
        vec![open, decided, bare(true, ClaimState::Open), bare(false, ClaimState::Declined)]
    }

    fn form_sample() -> Option<Form> {
        Some(Form::new("/my-training/1", "Add").field(field("Add a file", 90)))
    }
}

fn page<'v>(app: &App, visit: &'v Visit, claim: &ClaimView, form: Option<Form>) -> ApiResult<Page<'v>> {
    let open = claim.state == ClaimState::Open;
    let file = if open { EvidenceFacts::removable } else { EvidenceFacts::of };
    let facts = MyClaimFacts {
        claimed: claim.claimed.as_ref().map(|claimed| claimed.title.clone()),
        words: more_words(claim),
        state: state(claim.state),
        files: claim.evidence.iter().map(|view| file(claim.id, view)).collect(),
        more: open && app.usecases.takes_evidence() && claim.evidence.len() < MOST_FILES,
    };
    let form = form.unwrap_or_else(|| form_of(app, claim.id));
    Ok(Page::of(visit, "Files that show it", &facts)?
        .form(form)
        .here("/my-certificates")
        .back(ADDRESS, "Training you have already done"))
}

fn form_of(app: &App, claim: RowId) -> Form {
    Form::new(format!("{ADDRESS}/{claim}"), "Add").field(field("Add a file", days(app)))
}

/// The claim with its files.
pub async fn show(
    app: Data<App>,
    member: Member,
    id: PathId<Row>,
    done: Params<Done>,
) -> ApiResult<HttpResponse> {
    may_for_claim(&app, &member.caller, id.0, Action::EditEvidence).await?;
    let claim = app.reads.run(move |c| one(c, id.0)).await?;
    let notice = match done.0.done.as_deref() {
        Some("added") => Some("Added. The training team sees it."),
        Some("removed") => Some("Taken back. Nobody sees it any more."),
        Some("decided") => Some("This was decided meanwhile, so its files stay as they are."),
        _ => None,
    };
    page(&app, &member.visit, &claim, None)?.notice(notice).answer(&app)
}

/// Adds files.
pub async fn add(
    app: Data<App>,
    limits: Data<Limits>,
    id: PathId<Row>,
    form: MembersForm,
) -> ApiResult<HttpResponse> {
    let MembersForm { visit, caller, posted, .. } = form;
    let claim_id = id.0;
    may_for_claim(&app, &caller, claim_id, Action::EditEvidence).await?;
    let mut shown = form_of(&app, claim_id);
    let files = posted.uploads("file");
    if files.is_empty() && !posted.again() {
        shown.refuse("file", "Choose a file.");
    }
    if !posted.again() && !shown.is_wrong() {
        let added = match take_in(&app, &limits, &caller, &files).await {
            Ok(evidence) => {
                let mut added: Result<(), Failure> = Ok(());
                for draft in evidence {
                    added =
                        added.and(app.usecases.add_evidence(caller.id(), claim_id, draft).await.map(drop));
                }
                added
            }
            Err(Turned::Away(failure)) => Err(told(failure)),
            Err(Turned::Fault(error)) => return Err(error),
        };
        match added {
            Ok(()) => return see(format!("{ADDRESS}/{claim_id}?done=added")),
            Err(failure) => shown.refused(failure)?,
        }
    }
    let claim = app.reads.run(move |c| one(c, claim_id)).await?;
    page(&app, &visit, &claim, Some(shown))?.answer(&app)
}

/// Takes a file back.
pub async fn remove(
    app: Data<App>,
    id: PathId<Row>,
    file: PathEvidence,
    form: MembersForm,
) -> ApiResult<HttpResponse> {
    may_for_claim(&app, &form.caller, id.0, Action::EditEvidence).await?;
    if form.posted.again() {
        return see(format!("{ADDRESS}/{}", id.0));
    }
    let removed = app.usecases.remove_evidence(form.caller.id(), id.0, file.0).await;
    let done = match removed {
        Ok(()) => "removed",
        Err(Failure::Refused(Refused::Forbidden { .. })) => "decided",
        Err(failure) => return Err(failure.into()),
    };
    see(format!("{ADDRESS}/{}?done={done}", id.0))
}

/// A file, to be saved.
pub async fn file(
    app: Data<App>,
    member: Member,
    id: PathId<Row>,
    file: PathEvidence,
) -> ApiResult<HttpResponse> {
    may_for_claim(&app, &member.caller, id.0, Action::ReadEvidence).await?;
    files::evidence::handed_out(&app, id.0, file.0).await
}
