//! Passkeys: adding one, and signing in with one.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use serde::Serialize;

use super::{
    passkey_asks::AskBrowser,
    prove_again::{current_password, myself, refused_for_now},
    recovery_codes::codes_page,
    second_factor::ADDRESS,
    second_step,
    sign_in::{go_on, to_begin_again, to_try_again, waiting},
};
use crate::{
    app::App,
    domain::second_factors::LONGEST_PASSKEY_NAME,
    usecases::error::{Failure, Refused},
    web::{
        attempts::{count_passkey, guarded},
        error::ApiResult,
        extract::{AnyonesForm, Member, MembersForm, Visit},
        forms::{Field, Form},
        limits::Limits,
        page_facts::PageFacts,
        render::{Page, see, within_the_site},
    },
};

const ADD: &str = "/account/second-factor/passkeys";
const ADD_TITLE: &str = "Add a passkey";
const SIGN_IN_TITLE: &str = "Sign in with a passkey";

/// The facts of `people/passkey`: a page whose one button has the browser ask for a passkey.
#[derive(Serialize)]
pub(in crate::web) struct PasskeyFacts {
    ask: AskBrowser,
}

impl PageFacts for PasskeyFacts {
    const TEMPLATE: &'static str = "people/passkey";

    fn samples() -> Vec<Self> {
        vec![Self { ask: AskBrowser::sample() }]
    }
}

/// The facts of `people/passkey_new`.
#[derive(Serialize)]
pub(in crate::web) struct PasskeyNew {
    /// Why there are none here.
    unavailable: Option<String>,
}

impl PageFacts for PasskeyNew {
    const TEMPLATE: &'static str = "people/passkey_new";

    fn samples() -> Vec<Self> {
        let why = "passkeys belong to a site’s name, and this site is reached under the number 192.0.2.1";
        vec![Self { unavailable: None }, Self { unavailable: Some(why.to_owned()) }]
    }

    fn form_sample() -> Option<Form> {
        Some(new_form())
    }
}

fn new_form() -> Form {
    let hint =
        format!("So that you know it again, such as “Work phone”; at most {LONGEST_PASSKEY_NAME} letters.");
    Form::new(ADD, "Go on")
        .field(Field::text("name", "What is it on?").autocomplete("off").width("medium").hint(hint))
        .field(current_password())
}

fn new_page<'v>(visit: &'v Visit, app: &App, form: Form) -> ApiResult<Page<'v>> {
    let unavailable = app.usecases.passkeys().err().map(|why| why.to_string());
    Ok(Page::of(visit, ADD_TITLE, &PasskeyNew { unavailable })?.form(form).back(ADDRESS, "Your second step"))
}

/// Asks what it is to be called.
pub async fn new(app: Data<App>, member: Member) -> ApiResult<HttpResponse> {
    new_page(&member.visit, &app, new_form())?.answer(&app)
}

/// Has the browser make it.
pub async fn start(app: Data<App>, form: MembersForm) -> ApiResult<HttpResponse> {
    let mut shown = new_form().keep(&form.posted);
    let name = form.posted.get("name");
    if name.is_empty() || name.chars().count() > LONGEST_PASSKEY_NAME {
        shown.refuse("name", format!("Give it a name of at most {LONGEST_PASSKEY_NAME} letters."));
    }
    if form.posted.again() || shown.is_wrong() {
        return new_page(&form.visit, &app, shown)?.answer(&app);
    }
    match app.usecases.start_passkey(myself(&form.caller, &form.posted)).await {
        Ok(asked) => ask_page(&form.visit, ADD_TITLE, AskBrowser::to_make(asked, name))?
            .back(ADDRESS, "Your second step")
            .answer(&app),
        Err(failure) => {
            refused_for_now(&mut shown, failure)?;
            new_page(&form.visit, &app, shown)?.answer(&app)
        }
    }
}

fn ask_page<'v>(visit: &'v Visit, title: &str, ask: AskBrowser) -> ApiResult<Page<'v>> {
    Ok(Page::of(visit, title, &PasskeyFacts { ask })?.has_forms())
}

/// Takes what the browser made.
pub async fn add(app: Data<App>, form: MembersForm) -> ApiResult<HttpResponse> {
    let (caller, posted) = (&form.caller, &form.posted);
    if posted.again() {
        return see(ADD);
    }
    let added = app
        .usecases
        .finish_passkey(
            (caller.id(), caller.login),
            (posted.get("challenge"), posted.get("answer")),
            posted.get("name"),
        )
        .await;
    match added {
        Ok(added) if added.recovery_codes.is_none() => see(format!("{ADDRESS}?done=passkey-added")),
        Ok(added) => codes_page(&form.visit, &app, caller, added.recovery_codes),
        Err(failure) => {
            let mut shown = new_form().keep(posted);
            match failure {
                Failure::Refused(Refused::Credentials(_)) => {
                    shown.refuse("", "That took too long. Begin again.");
                }
                failure => shown.refused(failure)?,
            }
            new_page(&form.visit, &app, shown)?.answer(&app)
        }
    }
}

/// Has the browser ask for a passkey of whomever it belongs to.
pub async fn sign_in(
    request: HttpRequest,
    app: Data<App>,
    limits: Data<Limits>,
    form: AnyonesForm,
) -> ApiResult<HttpResponse> {
    count_passkey(&request, &app, &limits)?;
    let asked = app.usecases.start_passkey_sign_in().await?;
    let posted = &form.posted;
    let hidden = vec![
        ("challenge".to_owned(), asked.challenge),
        ("return_to".to_owned(), within_the_site(posted.get("return_to")).to_owned()),
    ];
    let ask = AskBrowser::to_show(asked.options, "/sign-in/passkey/answer", hidden);
    ask_page(&form.visit, SIGN_IN_TITLE, ask)?.back("/sign-in", "Sign in another way").answer(&app)
}

/// Signs in with the passkey alone.
pub async fn answer(
    request: HttpRequest,
    app: Data<App>,
    limits: Data<Limits>,
    form: AnyonesForm,
) -> ApiResult<HttpResponse> {
    let posted = &form.posted;
    let proof = app.usecases.sign_in_by_passkey(posted.get("challenge"), posted.get("answer"));
    match guarded(&request, &app, &limits, proof).await {
        Ok(token) => go_on(&app, &token, false, posted.get("return_to"), &[], &form.visit).await,
        Err(error) if error.problem().code() == "challenge_over" => {
            let why =
                "No account here has the passkey that answered, or it took too long. Sign in another way.";
            to_try_again(&form.visit, &app, posted, why)
        }
        Err(error) => Err(error),
    }
}

/// Finishes a sign-in with a passkey.
pub async fn finish(
    request: HttpRequest,
    app: Data<App>,
    limits: Data<Limits>,
    form: AnyonesForm,
) -> ApiResult<HttpResponse> {
    let AnyonesForm { visit, posted } = form;
    let challenge = posted.get("challenge");
    let proof = app.usecases.show_passkey(challenge, posted.get("answer"));
    match guarded(&request, &app, &limits, proof).await {
        Ok(token) => {
            let keep = posted.get("keep") == "yes";
            go_on(&app, &token, keep, posted.get("return_to"), &waiting(&posted), &visit).await
        }
        Err(error) if error.problem().code() == "wrong_code" => {
            second_step::again(&visit, &app, &posted, "That was not your passkey. Try again, or use a code.")
                .await
        }
        Err(error) if error.problem().code() == "challenge_over" => to_begin_again(&visit, &app, &posted),
        Err(error) => Err(error),
    }
}
