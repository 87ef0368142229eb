//! Training already done: said here, decided by a coordinator.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    crypto::tokens::Token,
    domain::{ids::PersonId, times, words::ClaimState, written_days::past_day},
    ports::Random,
    store::read::certificates::training_claims::{ClaimFilter, ClaimView, list},
    usecases::certificates::claim_prior_learning::ClaimPriorLearning,
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, Params, Visit},
        forms::{Field, Form},
        page_facts::{PageFacts, State},
        pages::form_parts::once,
        render::{Page, see},
    },
};

const ADDRESS: &str = "/my-training";

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
    /// Their words.
    words: String,
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
}

impl PageFacts for MyTrainingFacts {
    const TEMPLATE: &'static str = "certificates/my_training";

    fn samples() -> Vec<Self> {
        let open = Claim {
            words: "The two-day course at the Civic Centre.".to_owned(),
            done_on: None,
            said: "Monday 4 January 2027".to_owned(),
            state: state(ClaimState::Open),
            counts_as: None,
            from: None,
            reason: None,
        };
        let confirmed = Claim {
            done_on: Some("Friday 12 May 2017".to_owned()),
            state: state(ClaimState::Confirmed),
            counts_as: Some("Two-day restorative practice course".to_owned()),
            from: Some("Friday 12 May 2017".to_owned()),
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
        Some(claim_form("sample"))
    }
}

fn claim_form(key: &str) -> Form {
    Form::new(ADDRESS, "Tell the training team")
        .field(
            Field::lines("words", "What did you do?", 5)
                .hint("The course, who gave it, where, and how long it was. Say too what could show it, such as a certificate."),
        )
        .field(
            Field::text("done_on", "When?")
                .optional()
                .width("medium")
                .hint("A day such as 21/03/2019, or just the year."),
        )
        .field(once::carrying(key))
}

async fn page<'v>(app: &App, visit: &'v Visit, member: PersonId, form: Form) -> ApiResult<Page<'v>> {
    let filter = ClaimFilter { person: Some(member), limit: i64::MAX, ..ClaimFilter::default() };
    let claims = app.reads.run(move |c| list(c, &filter)).await?;
    let facts = MyTrainingFacts { claims: claims.iter().rev().map(line).collect() };
    Ok(Page::of(visit, "Training you have already done", &facts)?
        .form(form)
        .here("/my-certificates")
        .back("/my-certificates", "My certificates and CPD"))
}

fn state(state: ClaimState) -> State {
    match state {
        ClaimState::Open => State::of("waiting", "not decided yet"),
        ClaimState::Confirmed => State::of("good", "on your record"),
        ClaimState::Declined => State::of("bad", "not counted"),
    }
}

fn line(claim: &ClaimView) -> Claim {
    Claim {
        words: claim.words.clone(),
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
    let form = claim_form(Token::new(&random).as_str());
    page(&app, &member.visit, member.caller.id(), form).await?.notice(notice).answer(&app)
}

/// Says it.
pub async fn claim(app: Data<App>, form: MembersForm) -> ApiResult<HttpResponse> {
    let MembersForm { visit, caller, posted, .. } = form;
    let mut shown = claim_form("").keep(&posted);
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
    if posted.get("words").is_empty() {
        shown.refuse("words", "Say what you did: the course, who gave it, and where.");
    }
    if shown.is_wrong() {
        return page(&app, &visit, caller.id(), shown).await?.answer(&app);
    }
    let key = once::key_whatever_it_says(caller.id(), &posted, ADDRESS);
    let ask = ClaimPriorLearning { person: caller.id(), words: posted.get("words").to_owned(), done_on };
    // Sent twice from one page it is kept once.
    match app.usecases.claim_prior_learning(ask, key).await {
        Ok(_) => see(format!("{ADDRESS}?done=said")),
        Err(failure) => {
            shown.refused(failure)?;
            page(&app, &visit, caller.id(), shown).await?.answer(&app)
        }
    }
}
