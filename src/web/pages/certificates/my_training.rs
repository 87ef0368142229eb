//! Training already done: said here, decided by a coordinator.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use super::evidence_facts::{EvidenceFacts, days, field};
use crate::{
    app::App,
    crypto::tokens::Token,
    domain::{ids::PersonId, times, words::ClaimState, written_days::past_day},
    ports::Random,
    store::read::certificates::{
        claimable::{Claimable, claimable},
        training_claims::{ClaimFilter, ClaimView, list},
    },
    usecases::certificates::claim_prior_learning::ClaimPriorLearning,
    web::{
        error::ApiResult,
        evidence_intake::{Turned, take_in, told},
        extract::{Member, MembersForm, Params, Visit},
        forms::{Field, Form},
        limits::Limits,
        page_facts::{PageFacts, State},
        pages::form_parts::once,
        render::{Page, see},
    },
};

pub(super) const ADDRESS: &str = "/my-training";

/// What leads here.
#[derive(Deserialize)]
pub struct Asked {
    done: Option<String>,
}

/// Training somebody says they have done.
#[derive(Serialize)]
pub(in crate::web) struct MyTrainingFacts {
    /// What they said before, the last first.
    claims: Vec<Claim>,
}

/// Something they said before.
#[derive(Clone, Serialize)]
struct Claim {
    /// Which training they say it was.
    claimed: Option<String>,
    /// Their words, where they say more.
    words: Option<String>,
    /// When they did it.
    done_on: Option<String>,
    /// When they said so.
    said: String,
    /// What was decided.
    state: State,
    /// What it counts as.
    counts_as: Option<String>,
    /// From when.
    from: Option<String>,
    /// Why it does not count.
    reason: Option<String>,
    /// The files that show it.
    files: Vec<EvidenceFacts>,
    /// Where files are added and taken back; none once it is decided, or where none are taken.
    change: Option<String>,
}

impl PageFacts for MyTrainingFacts {
    const TEMPLATE: &'static str = "certificates/my_training";

    fn samples() -> Vec<Self> {
        let open = Claim {
            claimed: None,
            words: Some("The two-day course at the Civic Centre.".to_owned()),
            done_on: None,
            said: "Monday 4 January 2027".to_owned(),
            state: state(ClaimState::Open),
            counts_as: None,
            from: None,
            reason: None,
            files: Vec::new(),
            change: Some("/my-training/1".to_owned()),
        };
        let confirmed = Claim {
            done_on: Some("Friday 12 May 2017".to_owned()),
            state: state(ClaimState::Confirmed),
            counts_as: Some("Two-day restorative practice course".to_owned()),
            from: Some("Friday 12 May 2017".to_owned()),
            claimed: Some("Two-day restorative practice course".to_owned()),
            words: None,
            files: vec![EvidenceFacts::sample(false)],
            change: None,
            ..open.clone()
        };
        let declined = Claim {
            state: state(ClaimState::Declined),
            reason: Some("Nobody at the Civic Centre knows of it.".to_owned()),
            ..open.clone()
        };
        let on_no_day = Claim { from: None, ..confirmed.clone() };
        vec![Self { claims: vec![open, confirmed, on_no_day, declined] }, Self { claims: Vec::new() }]
    }

    fn form_sample() -> Option<Form> {
        Some(claim_form("sample", &[], Some(90)))
    }
}

/// The form; `keep` is how many days files are kept, none where none are taken.
fn claim_form(key: &str, known: &[Claimable], keep: Option<i64>) -> Form {
    let mut form = Form::new(ADDRESS, "Tell the training team");
    if !known.is_empty() {
        let mut field = Field::select("training", "Which training was it?")
            .hint("These are the ones that courses here ask for.")
            .choice("", "Another one");
        for training in known {
            let retired = if training.retired { " (no longer given)" } else { "" };
            field = field.choice(training.slug.clone(), format!("{}{retired}", training.title));
        }
        form = form.field(field);
    }
    let words = Field::lines("words", "What did you do?", 4).hint(
        "The course, who gave it, where, and how long it was. It may stay empty if you chose a training from the list.",
    );
    form = form
        .field(if known.is_empty() { words } else { words.optional() })
        .field(
            Field::text("done_on", "When?")
                .optional()
                .width("medium")
                .hint("A day such as 21/03/2019, or just the year."),
        )
        .field(once::carrying(key));
    match keep {
        Some(days) => form.field(field("What shows it?", days).optional()),
        None => form,
    }
}

async fn form_of(app: &App, key: &str) -> ApiResult<Form> {
    let known = app.reads.run(claimable).await?;
    Ok(claim_form(key, &known, app.usecases.takes_evidence().then(|| days(app))))
}

async fn page<'v>(app: &App, visit: &'v Visit, member: PersonId, form: Form) -> ApiResult<Page<'v>> {
    let filter = ClaimFilter { person: Some(member), limit: i64::MAX, ..ClaimFilter::default() };
    let claims = app.reads.run(move |c| list(c, &filter)).await?;
    let takes = app.usecases.takes_evidence();
    let facts = MyTrainingFacts { claims: claims.iter().rev().map(|claim| line(claim, takes)).collect() };
    Ok(Page::of(visit, "Training you have already done", &facts)?
        .form(form)
        .here("/my-certificates")
        .back("/my-certificates", "My certificates and CPD"))
}

pub(super) fn state(state: ClaimState) -> State {
    match state {
        ClaimState::Open => State::of("waiting", "not decided yet"),
        ClaimState::Confirmed => State::of("good", "on your record"),
        ClaimState::Declined => State::of("bad", "not counted"),
    }
}

/// What they said beside the name of the training.
pub(super) fn more_words(claim: &ClaimView) -> Option<String> {
    let name = claim.claimed.as_ref().map(|claimed| claimed.title.as_str());
    Some(claim.words.clone()).filter(|words| name != Some(words.as_str()))
}

fn line(claim: &ClaimView, takes_files: bool) -> Claim {
    let open = claim.state == ClaimState::Open;
    Claim {
        claimed: claim.claimed.as_ref().map(|claimed| claimed.title.clone()),
        words: more_words(claim),
        files: claim.evidence.iter().map(|file| EvidenceFacts::of(claim.id, file)).collect(),
        change: (open && (takes_files || !claim.evidence.is_empty()))
            .then(|| format!("{ADDRESS}/{}", claim.id)),
        done_on: claim.done_on.map(times::day),
        said: times::day(times::day_in(claim.claimed_at, times::LONDON)),
        state: state(claim.state),
        counts_as: claim.confirmed_as.clone(),
        from: claim.confirmed_on.map(times::day),
        reason: claim.reason.clone(),
    }
}

/// The form, and what was said before.
pub async fn show(
    app: Data<App>,
    random: Data<Random>,
    member: Member,
    asked: Params<Asked>,
) -> ApiResult<HttpResponse> {
    let said = asked.0.done.as_deref() == Some("said");
    let notice = said.then_some("Thank you. The training team looks at it and mails you what they decide.");
    let form = form_of(&app, Token::new(&random).as_str()).await?;
    page(&app, &member.visit, member.caller.id(), form).await?.notice(notice).answer(&app)
}

/// Says it.
pub async fn claim(app: Data<App>, limits: Data<Limits>, form: MembersForm) -> ApiResult<HttpResponse> {
    let MembersForm { visit, caller, posted, .. } = form;
    let mut shown = form_of(&app, "").await?.keep(&posted);
    if posted.again() {
        return page(&app, &visit, caller.id(), shown).await?.answer(&app);
    }
    let today = times::day_in(app.clock.now(), times::LONDON);
    let done_on = match past_day(posted.get("done_on"), today, None) {
        Ok(done_on) => done_on,
        Err(wrong) => {
            shown.refuse("done_on", wrong.message);
            None
        }
    };
    if posted.get("words").is_empty() && posted.get("training").is_empty() {
        shown.refuse("words", "Say what you did: the course, who gave it, and where.");
    }
    if shown.is_wrong() {
        return page(&app, &visit, caller.id(), shown).await?.answer(&app);
    }
    let key = once::key_whatever_it_says(caller.id(), &posted, ADDRESS);
    let ask = ClaimPriorLearning {
        person: caller.id(),
        training: posted.optional("training"),
        words: posted.get("words").to_owned(),
        done_on,
    };
    let said = match take_in(&app, &limits, &caller, &posted.uploads("file")).await {
        // Sent twice from one page it is kept once.
        Ok(evidence) => app.usecases.claim_prior_learning(ask, evidence, key).await.map(drop),
        Err(Turned::Away(failure)) => Err(told(failure)),
        Err(Turned::Fault(error)) => return Err(error),
    };
    match said {
        Ok(()) => see(format!("{ADDRESS}?done=said")),
        Err(failure) => {
            shown.refused(failure)?;
            page(&app, &visit, caller.id(), shown).await?.answer(&app)
        }
    }
}
