//! Training already done: said here, decided by a coordinator.

use actix_web::{HttpResponse, web::Data};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    app::App,
    crypto::tokens::Token,
    domain::{access::Action, imports::day_or_year, times, words::ClaimState},
    ports::Random,
    store::read::certificates::training_claims::{ClaimFilter, ClaimView, list},
    usecases::{certificates::claim_prior_learning::ClaimPriorLearning, idempotency::OnceKey},
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, Params, Visit},
        forms::{Field, Form},
        render::{Page, see},
    },
};

const ADDRESS: &str = "/my-training";

/// What leads here.
#[derive(Deserialize)]
pub struct Asked {
    done: Option<String>,
}

fn claim_form(key: String) -> Form {
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
        .field(Field::hidden("key", key))
}

async fn page<'v>(
    app: &App,
    visit: &'v Visit,
    member: crate::domain::ids::PersonId,
    form: Form,
) -> ApiResult<Page<'v>> {
    let filter = ClaimFilter { person: Some(member), limit: i64::MAX, ..ClaimFilter::default() };
    let claims = app.reads.run(move |c| list(c, &filter)).await?;
    let facts = json!({"claims": claims.iter().rev().map(line).collect::<Vec<_>>()});
    Ok(Page::new(visit, "my_training", "Training you have already done")
        .facts(facts)
        .form(form)
        .here("/my-certificates")
        .back("/my-certificates", "My certificates and CPD"))
}

fn line(claim: &ClaimView) -> Value {
    let (kind, label) = match claim.state {
        ClaimState::Open => ("waiting", "not decided yet"),
        ClaimState::Confirmed => ("good", "on your record"),
        ClaimState::Declined => ("bad", "not counted"),
    };
    json!({
        "words": claim.words,
        "done_on": claim.done_on.map(times::day),
        "said": times::day(times::day_in(claim.claimed_at, times::LONDON)),
        "state": {"kind": kind, "label": label},
        "counts_as": claim.confirmed_as,
        "from": claim.confirmed_on.map(times::day),
        "reason": claim.reason,
    })
}

/// The form, and what was said before.
pub async fn show(
    app: Data<App>,
    random: Data<Random>,
    member: Member,
    asked: Params<Asked>,
) -> ApiResult<HttpResponse> {
    member.caller.could(Action::ReadMe)?;
    let said = asked.0.done.as_deref() == Some("said");
    let notice = said.then_some("Thank you. The training team looks at it and mails you what they decide.");
    let form = claim_form(Token::new(&random).as_str().to_owned());
    page(&app, &member.visit, member.caller.id(), form).await?.notice(notice).answer(&app)
}

/// Says it.
pub async fn claim(app: Data<App>, form: MembersForm) -> ApiResult<HttpResponse> {
    let MembersForm { visit, caller, posted, .. } = form;
    caller.could(Action::EditMe)?;
    let mut shown = claim_form(String::new()).keep(&posted);
    if posted.again() {
        return page(&app, &visit, caller.id(), shown).await?.answer(&app);
    }
    let today = times::day_in(app.clock.now(), times::LONDON);
    let done_on = match day_or_year(posted.get("done_on"), today) {
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
    let key = OnceKey {
        person: caller.id(),
        method: "POST".to_owned(),
        path: ADDRESS.to_owned(),
        key: posted.get("key").chars().take(64).collect(),
        body_hash: [0; 32],
    };
    let ask = ClaimPriorLearning { person: caller.id(), words: posted.get("words").to_owned(), done_on };
    // Sent twice from one page it is kept once.
    match app.usecases.claim_prior_learning(ask, (!key.key.is_empty()).then_some(key)).await {
        Ok(_) => see(format!("{ADDRESS}?done=said")),
        Err(failure) => {
            shown.refused(failure)?;
            page(&app, &visit, caller.id(), shown).await?.answer(&app)
        }
    }
}
