//! The second step of signing in: a code, after the password or the link.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use serde::Serialize;

use super::{
    passkey_asks::AskBrowser,
    sign_in::{go_on, keep_waiting, to_begin_again, waiting},
};
use crate::{
    app::App,
    domain::second_factors::{Owed, SecondFactor},
    web::{
        attempts::guarded,
        error::ApiResult,
        extract::{AnyonesForm, Posted, Visit},
        forms::{Field, Form},
        limits::Limits,
        page_facts::PageFacts,
        render::{Page, within_the_site},
    },
};

const TITLE: &str = "One more step to sign in";

/// The facts of `people/second_step`.
#[derive(Serialize)]
pub(in crate::web) struct SecondStep {
    /// Whether an app shows their codes.
    app: bool,
    /// Whether they have recovery codes left.
    recovery: bool,
    /// What the browser is asked, where they have a passkey.
    ask: Option<AskBrowser>,
}

impl PageFacts for SecondStep {
    const TEMPLATE: &'static str = "people/second_step";

    fn samples() -> Vec<Self> {
        vec![
            Self { app: true, recovery: true, ask: None },
            Self { app: true, recovery: false, ask: None },
            Self { app: false, recovery: true, ask: Some(AskBrowser::sample()) },
        ]
    }

    fn form_sample() -> Option<Form> {
        let owed = Owed { challenge: "a1b2c3".to_owned(), methods: vec![SecondFactor::Totp] };
        Some(form_of(&owed, &Posted::default()))
    }
}

fn form_of(owed: &Owed, typed: &Posted) -> Form {
    let (label, hint) = if owed.methods.contains(&SecondFactor::Totp) {
        ("Code", "The six digits your app shows now, or one of your recovery codes.")
    } else {
        ("Recovery code", "One of the codes you were given when you set up your passkey.")
    };
    let form = Form::new("/sign-in/second-step", "Sign in")
        .field(Field::text("code", label).autocomplete("one-time-code").width("medium").hint(hint))
        .field(Field::hidden("challenge", owed.challenge.clone()))
        .field(Field::hidden("keep", typed.get("keep")))
        .field(Field::hidden("return_to", within_the_site(typed.get("return_to"))));
    keep_waiting(form, &waiting(typed))
}

async fn page<'v>(visit: &'v Visit, app: &App, owed: &Owed, form: Form) -> ApiResult<Page<'v>> {
    let question = if owed.methods.contains(&SecondFactor::Passkey) {
        app.usecases.passkey_question(&owed.challenge).await?
    } else {
        None
    };
    let facts = SecondStep {
        app: owed.methods.contains(&SecondFactor::Totp),
        recovery: owed.methods.contains(&SecondFactor::RecoveryCode),
        ask: question.map(|options| {
            let kept = form.names().filter(|name| *name != "code");
            let hidden = kept.map(|name| (name.to_owned(), form.value_of(name).to_owned())).collect();
            AskBrowser::to_show(options, "/sign-in/second-step/passkey", hidden)
        }),
    };
    Ok(Page::of(visit, TITLE, &facts)?.form(form).back("/sign-in", "Begin again"))
}

/// Asks for it, after whatever form took the first step.
///
/// # Errors
/// As [`Page::answer`].
pub async fn ask(visit: &Visit, app: &App, owed: &Owed, typed: &Posted) -> ApiResult<HttpResponse> {
    page(visit, app, owed, form_of(owed, typed)).await?.answer(app)
}

/// Asks again, with what went wrong.
pub(super) async fn again(visit: &Visit, app: &App, typed: &Posted, why: &str) -> ApiResult<HttpResponse> {
    let Some(owed) = app.usecases.owed(typed.get("challenge")).await? else {
        return to_begin_again(visit, app, typed);
    };
    let mut shown = form_of(&owed, typed);
    shown.refuse("", why);
    page(visit, app, &owed, shown).await?.answer(app)
}

/// Takes the code and goes on.
pub async fn finish(
    request: HttpRequest,
    app: Data<App>,
    limits: Data<Limits>,
    form: AnyonesForm,
) -> ApiResult<HttpResponse> {
    let AnyonesForm { visit, posted } = form;
    let (challenge, code) = (posted.get("challenge"), posted.get("code"));
    let Some(owed) = app.usecases.owed(challenge).await? else {
        return to_begin_again(&visit, &app, &posted);
    };
    let mut shown = form_of(&owed, &posted);
    if code.is_empty() {
        shown.refuse("code", "Enter the code your app shows, or a recovery code.");
    }
    if posted.again() || shown.is_wrong() {
        return page(&visit, &app, &owed, shown).await?.answer(&app);
    }
    match guarded(&request, &app, &limits, app.usecases.second_step_in_pages(challenge, code)).await {
        Ok(token) => {
            let keep = posted.get("keep") == "yes";
            go_on(&app, &token, keep, posted.get("return_to"), &waiting(&posted), &visit).await
        }
        Err(error) if error.problem().code() == "wrong_code" => {
            shown.refuse(
                "code",
                "This code is wrong, or was used before. Wait for the next one your app shows; each recovery code \
                 works once.",
            );
            page(&visit, &app, &owed, shown).await?.answer(&app)
        }
        Err(error) if error.problem().code() == "challenge_over" => to_begin_again(&visit, &app, &posted),
        Err(error) => Err(error),
    }
}
