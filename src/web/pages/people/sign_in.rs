//! Signing in and out of the pages, and going on where one was.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::Data,
};
use serde::{Deserialize, Serialize};

use super::begun_sign_in::begin_address;
use crate::{
    app::App,
    crypto::tokens::Token,
    domain::{
        ids::SessionId,
        single_sign_on::{SignInProvider, by_issuer},
    },
    store::{
        error::Error,
        read::people::{callers::visitor, provider_accounts::issuer_of, who_sees::who_sees},
    },
    usecases::error::{Failure, Refused},
    web::{
        attempts::{guarded, judge_sign_in},
        error::ApiResult,
        extract::{
            AGAIN, AnyonesForm, MembersForm, Params, Posted, Visit, no_session_cookie, session_cookie,
        },
        forms::{Field, Form},
        limits::Limits,
        navigation::home_of,
        page_facts::{Link, PageFacts},
        render::{Page, see, within_the_site},
    },
};

const TITLE: &str = "Sign in";
/// Before the name of a field that a form had which waits for the sign-in.
const KEPT: &str = "kept.";

/// What leads here.
#[derive(Deserialize)]
pub struct Asked {
    return_to: Option<String>,
    token: Option<String>,
}

/// Where somebody who is not signed in is sent first.
#[must_use]
pub fn first(address: &str) -> HttpResponse {
    let back: String = url::form_urlencoded::byte_serialize(address.as_bytes()).collect();
    HttpResponse::SeeOther().insert_header((header::LOCATION, format!("/sign-in?return_to={back}"))).finish()
}

/// The sign-in page of a form that was sent when the login had ended: what was typed waits in it.
///
/// # Errors
/// As [`Page::answer`].
pub fn to_go_on(visit: &Visit, app: &App, path: &str, typed: &Posted) -> ApiResult<HttpResponse> {
    let form = typed.to_keep().into_iter().fold(sign_in_form(path), |form, (name, value)| {
        form.field(Field::hidden(&format!("{KEPT}{name}"), value))
    });
    let note = "You were signed out meanwhile. Sign in again to go on: what you typed is kept.";
    sign_in_page(app, visit, form, path, Some(note))?.status(StatusCode::UNAUTHORIZED).answer(app)
}

/// The facts of `people/again`.
#[derive(Serialize)]
pub(in crate::web) struct Again {
    /// Whether it was sent and not taken.
    refused: bool,
}

impl PageFacts for Again {
    const TEMPLATE: &'static str = "people/again";

    fn samples() -> Vec<Self> {
        vec![Self { refused: true }, Self { refused: false }]
    }

    fn form_sample() -> Option<Form> {
        Some(Form::new("/account/name", "Go back to what you were doing"))
    }
}

/// The page that leads back to a form with what was typed.
///
/// # Errors
/// As [`Page::answer`].
pub fn again(
    visit: &Visit,
    app: &App,
    path: &str,
    typed: &[(String, String)],
    refused: bool,
) -> ApiResult<HttpResponse> {
    let form = Form::new(within_the_site(path), "Go back to what you were doing");
    let form = typed.iter().fold(form, |form, (name, value)| form.field(Field::hidden(name, value.clone())));
    let title = if refused { "Please look at it once more" } else { "You are signed in again" };
    let status = if refused { StatusCode::FORBIDDEN } else { StatusCode::OK };
    Page::of(visit, title, &Again { refused })?
        .form(form.field(Field::hidden(AGAIN, "1")))
        .status(status)
        .answer(app)
}

fn sign_in_form(return_to: &str) -> Form {
    Form::new("/sign-in", "Sign in")
        .field(Field::email("email", "E-mail address").autocomplete("username"))
        .field(Field::password("password", "Password", "current-password"))
        .field(Field::boxes("keep", "").choice_with(
            "yes",
            "Keep me signed in on this device",
            Some("For 30 days. Leave it out on a computer that others use.".to_owned()),
        ))
        .field(Field::hidden("return_to", within_the_site(return_to)))
}

/// The facts of `people/sign_in`.
#[derive(Serialize)]
pub(in crate::web) struct SignIn {
    /// Why one is asked to sign in.
    note: Option<&'static str>,
    /// Where an account is created.
    register: String,
    /// Where one goes on afterwards.
    return_to: String,
    /// Where one signs in with an account elsewhere.
    providers: Vec<Link>,
}

impl PageFacts for SignIn {
    const TEMPLATE: &'static str = "people/sign_in";

    fn samples() -> Vec<Self> {
        let register = "/register".to_owned();
        vec![
            Self {
                note: Some("You were signed out meanwhile."),
                register: register.clone(),
                return_to: String::new(),
                providers: vec![Link::to(
                    "/sign-in/with/1?return_to=%2F",
                    "Sign in with City Council account",
                )],
            },
            Self { note: None, register, return_to: "/work".to_owned(), providers: Vec::new() },
        ]
    }

    fn form_sample() -> Option<Form> {
        Some(sign_in_form("/"))
    }
}

/// Where an account is created; the date that somebody wanted to book goes with them.
fn register_address(return_to: &str) -> String {
    let session = return_to.strip_prefix("/sessions/").and_then(|rest| rest.strip_suffix("/book"));
    let session = session.and_then(|id| id.parse::<SessionId>().ok());
    session.map_or_else(|| "/register".to_owned(), |id| format!("/register?session_id={id}"))
}

fn sign_in_page<'v>(
    app: &App,
    visit: &'v Visit,
    form: Form,
    return_to: &str,
    note: Option<&'static str>,
) -> ApiResult<Page<'v>> {
    let link = |provider: &SignInProvider| {
        Link::to(begin_address(provider.number, return_to), format!("Sign in with {}", provider.name))
    };
    let providers = app.settings.providers.iter().map(link).collect();
    let return_to = within_the_site(return_to).to_owned();
    let facts = SignIn { note, register: register_address(&return_to), return_to, providers };
    Ok(Page::of(visit, TITLE, &facts)?.form(form))
}

/// The facts of `people/sign_in_link`: its form is all.
#[derive(Serialize)]
pub(in crate::web) struct SignInLink {}

impl PageFacts for SignInLink {
    const TEMPLATE: &'static str = "people/sign_in_link";

    fn samples() -> Vec<Self> {
        vec![Self {}]
    }

    fn form_sample() -> Option<Form> {
        Some(redeem_form("a1b2c3", "/"))
    }
}

fn redeem_form(token: &str, return_to: &str) -> Form {
    Form::new("/sign-in/redeem", "Sign in")
        .field(Field::hidden("token", token))
        .field(Field::hidden("return_to", within_the_site(return_to)))
}

/// The form; with a mailed link's token, the one button that redeems it.
pub async fn form(app: Data<App>, visit: Visit, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    let Asked { return_to, token } = asked.0;
    let return_to = return_to.unwrap_or_default();
    if let Some(token) = token {
        // Mail programs fetch links to look at them: only the button may use a link up.
        let form = redeem_form(&token, &return_to);
        return Page::of(&visit, TITLE, &SignInLink {})?.form(form).answer(&app);
    }
    if let Some(somebody) = &visit.signed_in {
        return see(if return_to.is_empty() { home_of(&somebody.caller.actor) } else { &return_to });
    }
    sign_in_page(&app, &visit, sign_in_form(&return_to), &return_to, None)?.answer(&app)
}

/// The fields of the form that waits for the sign-in.
pub(super) fn waiting(posted: &Posted) -> Vec<(String, String)> {
    let kept = posted.to_keep().into_iter();
    kept.filter_map(|(name, value)| Some((name.strip_prefix(KEPT)?.to_owned(), value))).collect()
}

/// Gives a form the fields of the one that waits for the sign-in.
pub(super) fn keep_waiting(form: Form, waiting: &[(String, String)]) -> Form {
    waiting
        .iter()
        .fold(form, |form, (name, value)| form.field(Field::hidden(&format!("{KEPT}{name}"), value.clone())))
}

/// Signs in with a password.
pub async fn sign_in(
    request: HttpRequest,
    app: Data<App>,
    limits: Data<Limits>,
    form: AnyonesForm,
) -> ApiResult<HttpResponse> {
    let AnyonesForm { visit, posted } = form;
    let waiting = waiting(&posted);
    let mut shown = keep_waiting(sign_in_form(posted.get("return_to")), &waiting).keep(&posted);
    let (email, password) = (posted.get("email"), posted.as_typed("password"));
    if email.is_empty() {
        shown.refuse("email", "Enter your e-mail address.");
    }
    if password.is_empty() {
        shown.refuse("password", "Enter your password, or ask for a sign-in link below.");
    }
    if posted.again() || shown.is_wrong() {
        return sign_in_page(&app, &visit, shown, posted.get("return_to"), None)?.answer(&app);
    }
    let proof = app.usecases.sign_in_to_pages(email, password);
    let token = match judge_sign_in(&request, (&app, &limits), email, proof).await? {
        Ok(token) => token,
        Err(Failure::Refused(Refused::Credentials(_))) => {
            shown.refuse(
                "email",
                "The e-mail address or the password is wrong. You can also ask for a sign-in link.",
            );
            return sign_in_page(&app, &visit, shown, posted.get("return_to"), None)?.answer(&app);
        }
        Err(failure) => return Err(failure.into()),
    };
    let keep = posted.get("keep") == "yes";
    go_on(&app, &token, keep, posted.get("return_to"), &waiting, &visit).await
}

/// Goes on after a sign-in: to the form that waits, to the page that was asked for, or home.
pub(in crate::web::pages) async fn go_on(
    app: &App,
    token: &Token,
    keep: bool,
    return_to: &str,
    waiting: &[(String, String)],
    visit: &Visit,
) -> ApiResult<HttpResponse> {
    if let Some(before) = &visit.signed_in {
        app.usecases.end_replaced_login(before.caller.id(), before.caller.login).await?;
    }
    let (hash, now) = (token.hash(), app.clock.now());
    let (found, news) = app
        .reads
        .run(move |c| {
            let found = visitor(c, &hash, now)?;
            let news = match &found {
                Some(found) => who_sees(c, found.actor.person_id, now)?.is_news(),
                None => false,
            };
            Ok::<_, Error>((found, news))
        })
        .await?;
    let mut answer = if waiting.is_empty() {
        let home = found.as_ref().map_or("/my-ladder", |found| home_of(&found.actor));
        let to = if matches!(within_the_site(return_to), "" | "/") { home } else { return_to };
        if news {
            // Whoever is new is told first who sees what, on whose word.
            let back: String = url::form_urlencoded::byte_serialize(to.as_bytes()).collect();
            see(format!("/account/who-sees?return_to={back}"))?
        } else {
            see(to)?
        }
    } else {
        again(&visit.signed_in_by(app, token, found), app, return_to, waiting, false)?
    };
    let cookie = session_cookie(token, keep);
    answer.add_cookie(&cookie).map_err(|why| crate::store::error::Error::Broken(why.to_string()))?;
    Ok(answer)
}

/// The sign-in page of somebody whose second step came too late, or went wrong too often.
pub(super) fn to_begin_again(visit: &Visit, app: &App, typed: &Posted) -> ApiResult<HttpResponse> {
    to_try_again(visit, app, typed, "That took too long, or the code was wrong too often. Sign in once more.")
}

/// The sign-in page with what went wrong.
pub(super) fn to_try_again(visit: &Visit, app: &App, typed: &Posted, why: &str) -> ApiResult<HttpResponse> {
    let mut shown = keep_waiting(sign_in_form(typed.get("return_to")), &waiting(typed));
    shown.refuse("", why);
    sign_in_page(app, visit, shown, typed.get("return_to"), None)?.answer(app)
}

/// Redeems a mailed link.
pub async fn redeem(
    request: HttpRequest,
    app: Data<App>,
    limits: Data<Limits>,
    form: AnyonesForm,
) -> ApiResult<HttpResponse> {
    let posted = &form.posted;
    let proof = app.usecases.redeem_link_for_pages(posted.get("token"));
    match guarded(&request, &app, &limits, proof).await {
        Ok(token) => go_on(&app, &token, false, posted.get("return_to"), &[], &form.visit).await,
        Err(error) if error.problem().code() == "invalid_link" => {
            let mut shown = sign_in_form(posted.get("return_to"));
            shown.refuse("", "This sign-in link is used up or too old. Ask for a new one below.");
            sign_in_page(&app, &form.visit, shown, posted.get("return_to"), None)?.answer(&app)
        }
        Err(error) => Err(error),
    }
}

/// Signs this browser out.
pub async fn sign_out(app: Data<App>, form: MembersForm) -> ApiResult<HttpResponse> {
    let caller = &form.caller;
    let login = caller.login;
    let issuer = app.reads.run(move |c| issuer_of(c, login)).await?;
    app.usecases.sign_out_of_pages(caller.id(), login).await?;
    // A form may not lead to another site: the page it leads to has the link that does.
    let provider = issuer.and_then(|issuer| by_issuer(&app.settings.providers, &issuer));
    let mut answer = see(provider.map_or("/".to_owned(), |at| format!("/signed-out?with={}", at.number)))?;
    answer
        .add_cookie(&no_session_cookie())
        .map_err(|why| crate::store::error::Error::Broken(why.to_string()))?;
    Ok(answer)
}
