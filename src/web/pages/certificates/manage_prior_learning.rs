//! Training people say they have already done, and deciding what it counts as.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use super::{evidence_facts::EvidenceFacts, my_training::more_words, pick_training};
use crate::{
    app::App,
    domain::{
        ids::{Row, RowId},
        times,
        words::ClaimState,
    },
    ports::Random,
    store::read::certificates::training_claims::{self as rows, ClaimFilter, ClaimView},
    usecases::certificates::decide_prior_learning::ClaimDecision,
    web::{
        error::ApiResult,
        extract::{Listed, Member, MembersForm, Paging, Params, PathId, Visit},
        forms::{Field, Form},
        page_facts::{Link, PageFacts},
        pages::{
            form_parts::{once, typed::Typed},
            sessions::date_words::since,
        },
        render::{Page, see},
    },
};

/// Where in the list to begin, and what was just done.
#[derive(Deserialize)]
pub struct Asked {
    cursor: Option<String>,
    done: Option<String>,
}

/// What people say they have done, and nobody has decided.
#[derive(Serialize)]
pub(in crate::web) struct ClaimsFacts {
    /// They, oldest first.
    claims: Vec<ClaimLine>,
    /// The list's next page.
    next: Option<String>,
}

/// One of them.
#[derive(Serialize)]
struct ClaimLine {
    /// Its page.
    address: String,
    /// Whose it is.
    name: String,
    /// Their words.
    words: String,
    /// For how long it has waited.
    since: String,
}

/// What somebody says they have done.
#[derive(Serialize)]
pub(in crate::web) struct ClaimFacts {
    /// Which training they say it was.
    claimed: Option<String>,
    /// Their words, where they say more.
    words: Option<String>,
    /// The files that show it.
    files: Vec<EvidenceFacts>,
    /// When they did it.
    done_on: Option<String>,
    /// Their record.
    person: Link,
    /// Whether it is still to be decided.
    open: bool,
    /// What it counts as.
    confirmed_as: Option<String>,
    /// From when.
    confirmed_on: Option<String>,
    /// Why it does not count.
    reason: Option<String>,
}

impl PageFacts for ClaimsFacts {
    const TEMPLATE: &'static str = "certificates/claims";

    fn samples() -> Vec<Self> {
        let line = ClaimLine {
            address: "/manage/claims/1".to_owned(),
            name: "Amira Khan".to_owned(),
            words: "The two-day course at the Civic Centre.".to_owned(),
            since: "for 3 days".to_owned(),
        };
        vec![
            Self { claims: vec![line], next: Some("/manage/claims?cursor=1".to_owned()) },
            Self { claims: Vec::new(), next: None },
        ]
    }
}

impl PageFacts for ClaimFacts {
    const TEMPLATE: &'static str = "certificates/claim";

    fn samples() -> Vec<Self> {
        let of = |open, confirmed_as: Option<&str>, day: Option<&str>, reason: Option<&str>| Self {
            claimed: confirmed_as.map(str::to_owned),
            words: day.is_none().then(|| "The two-day course at the Civic Centre.".to_owned()),
            files: confirmed_as.map(|_| EvidenceFacts::sample(false)).into_iter().collect(),
            done_on: day.map(str::to_owned),
            person: Link::to("/manage/people/1", "Amira Khan"),
            open,
            confirmed_as: confirmed_as.map(str::to_owned),
            confirmed_on: day.map(str::to_owned),
            reason: reason.map(str::to_owned),
        };
        let course = Some("Two-day restorative practice course");
        vec![
            of(true, None, None, None),
            of(false, course, Some("Friday 12 May 2017"), None),
            of(false, course, None, None),
            of(false, None, None, Some("Nobody at the Civic Centre knows of it.")),
        ]
    }

    fn form_sample() -> Option<Form> {
        let decision = Field::radios("decision", "Does it count?").choice("confirm", "Yes, it counts");
        Some(Form::new("/manage/claims/1", "Decide and tell them").field(decision))
    }
}

fn address(id: RowId) -> String {
    format!("/manage/claims/{id}")
}

/// Those nobody has decided, oldest first.
pub async fn list(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    let Asked { cursor, done } = asked.0;
    let paging = Paging::read(None, cursor.as_deref())?;
    let filter = ClaimFilter {
        person: None,
        state: Some(ClaimState::Open),
        after: paging.after.as_deref().and_then(|id| id.parse().ok()),
        limit: i64::try_from(paging.limit + 1).unwrap_or(i64::MAX),
    };
    let found = app.reads.run(move |c| rows::list(c, &filter)).await?;
    let listed = Listed::cut(found, &paging, |claim| claim.id.to_string());
    let now = app.clock.now();
    let line = |claim: &ClaimView| ClaimLine {
        address: address(claim.id),
        name: claim.person.name.clone(),
        words: claim.words.clone(),
        since: since(claim.claimed_at, now),
    };
    let claims = listed.items.iter().map(line).collect();
    let notice = done.filter(|done| done == "decided").map(|_| "Decided. They are being told.");
    let next = listed.next.map(|cursor| format!("/manage/claims?cursor={cursor}"));
    Page::of(&member.visit, "Training people say they have done", &ClaimsFacts { claims, next })?
        .notice(notice)
        .back("/work", "Work board")
        .here("/work")
        .answer(&app)
}

async fn form_of(app: &App, random: &Random, claim: &ClaimView) -> ApiResult<Form> {
    let training = pick_training::field(app, "training", "What it counts as").await?;
    let on = claim.done_on.map(|on| on.to_string()).unwrap_or_default();
    let said = claim.claimed.as_ref().map(|claimed| claimed.training.clone()).unwrap_or_default();
    Ok(Form::new(address(claim.id), "Decide and tell them")
        .field(
            Field::radios("decision", "Does it count?")
                .choice("confirm", "Yes, it counts")
                .choice("decline", "No, it does not count"),
        )
        .field(training.optional().hint("If it counts.").value(said))
        .field(
            Field::date("completed_on", "The day it counts from")
                .optional()
                .hint("Left empty, it never counts as recent enough where a course asks for that.")
                .value(on),
        )
        .field(Field::text("source", "How it was shown").optional().hint("Such as: certificate seen."))
        .field(Field::lines("reason", "Why it does not count", 3).optional().hint("They read it."))
        .field(once::field(random)))
}

fn page<'v>(visit: &'v Visit, claim: &ClaimView, form: Form) -> ApiResult<Page<'v>> {
    let facts = ClaimFacts {
        claimed: claim.claimed.as_ref().map(|claimed| claimed.title.clone()),
        words: more_words(claim),
        files: claim.evidence.iter().map(|file| EvidenceFacts::of(claim.id, file)).collect(),
        done_on: claim.done_on.map(times::day),
        person: Link::to(format!("/manage/people/{}", claim.person.id), claim.person.name.clone()),
        open: claim.state == ClaimState::Open,
        confirmed_as: claim.confirmed_as.clone(),
        confirmed_on: claim.confirmed_on.map(times::day),
        reason: claim.reason.clone(),
    };
    Ok(Page::of(visit, format!("{} says they have done this", claim.person.name), &facts)?
        .form(form)
        .back("/manage/claims", "Training people say they have done")
        .here("/work"))
}

/// One of them.
pub async fn show(
    app: Data<App>,
    random: Data<Random>,
    member: Member,
    id: PathId<Row>,
) -> ApiResult<HttpResponse> {
    let claim = app.reads.run(move |c| rows::one(c, id.0)).await?;
    let form = form_of(&app, &random, &claim).await?;
    page(&member.visit, &claim, form)?.answer(&app)
}

/// What was decided, if all that belongs to it is said.
fn decision(form: &mut Form, posted: &crate::web::extract::Posted) -> Option<ClaimDecision> {
    let mut typed = Typed::of(posted);
    let on = if posted.get("completed_on").is_empty() { None } else { typed.needed_day("completed_on") };
    let decision = match posted.get("decision") {
        "confirm" => {
            if posted.get("training").is_empty() {
                typed.errors.add("training", "Choose what it counts as.");
            }
            let training = posted.get("training").to_owned();
            Some(ClaimDecision::Confirm { training, on, source: posted.optional("source") })
        }
        "decline" => {
            if posted.get("reason").is_empty() {
                typed.errors.add("reason", "Say why it does not count: they read it.");
            }
            Some(ClaimDecision::Decline { reason: posted.get("reason").to_owned() })
        }
        _ => {
            typed.errors.add("decision", "Choose whether it counts.");
            None
        }
    };
    match typed.errors.finish(()) {
        Ok(()) => decision,
        Err(errors) => {
            form.refuse_all(&errors);
            None
        }
    }
}

/// Decides it.
pub async fn decide(
    app: Data<App>,
    random: Data<Random>,
    id: PathId<Row>,
    form: MembersForm,
) -> ApiResult<HttpResponse> {
    let claim = app.reads.run(move |c| rows::one(c, id.0)).await?;
    let mut shown = form_of(&app, &random, &claim).await?.keep(&form.posted);
    if !form.posted.again()
        && let Some(decision) = decision(&mut shown, &form.posted)
    {
        let key = once::key(form.caller.id(), &form.posted, &address(id.0));
        match app.usecases.decide_claim(form.caller.id(), id.0, decision, key).await {
            Ok(_) => return see("/manage/claims?done=decided"),
            Err(failure) => shown.refused(failure)?,
        }
    }
    page(&form.visit, &claim, shown)?.answer(&app)
}
