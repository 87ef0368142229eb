//! Signing in with an account at a provider: there, back, and out again.
//!
//! It begins by a link, not by a form: browsers lead no form of ours to another site.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::Data,
};
use serde::Deserialize;

use super::{
    account::ADDRESS,
    begun_sign_in::{Begun, begin_address},
    sign_in::go_on,
    sign_in_with_facts::{Ended, SignInWithFacts, SignedOutFacts},
};
use crate::{
    app::App,
    domain::{
        ids::LoginId,
        single_sign_on::{NotSignedIn, SignInProvider},
    },
    outbound::sign_in_providers::ProviderFailure,
    ports::Random,
    store::error::Error,
    usecases::{
        error::{Failure, Refused},
        people::single_sign_on::CameBack,
    },
    web::{
        attempts::guarded,
        error::{ApiError, ApiResult},
        extract::{Params, PathProvider, Visit, no_sign_in_cookie},
        limits::Limits,
        navigation::home_of,
        page_facts::Link,
        problems::Problem,
        render::{Page, see},
    },
};

/// What providers answer when somebody turned back (RFC 6749 §4.1.2.1, `OpenID` Connect Core 1.0 §3.1.2.6).
const TURNED_BACK: [&str; 4] =
    ["access_denied", "login_required", "interaction_required", "consent_required"];
/// What they answer when they cannot.
const CANNOT_NOW: [&str; 2] = ["temporarily_unavailable", "server_error"];

/// Where to go on.
#[derive(Deserialize)]
pub struct Asked {
    return_to: Option<String>,
}

/// What the provider sends back.
#[derive(Default, Deserialize)]
pub struct Answered {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

/// Which provider the login that ended began with.
#[derive(Deserialize)]
pub struct Left {
    with: Option<String>,
}

/// Leads to the provider.
pub async fn begin(
    app: Data<App>,
    random: Data<Random>,
    visit: Visit,
    provider: PathProvider,
    asked: Params<Asked>,
) -> ApiResult<HttpResponse> {
    let return_to = asked.0.return_to.unwrap_or_default();
    if let Some(somebody) = &visit.signed_in {
        return see(if return_to.is_empty() { home_of(&somebody.caller.actor) } else { &return_to });
    }
    lead_there(&app, &random, &visit, &provider.0, &return_to, None).await
}

/// Leads to the provider, to sign in or to add the account there to the record of whoever has this login.
pub(super) async fn lead_there(
    app: &App,
    random: &Random,
    visit: &Visit,
    provider: &SignInProvider,
    return_to: &str,
    link: Option<LoginId>,
) -> ApiResult<HttpResponse> {
    let begun =
        Begun::new(app, random, provider.number, return_to, link).ok_or_else(ApiError::not_together)?;
    match app.sign_in_providers.sign_in_address(provider.number, begun.exchange()).await {
        Ok(address) => Ok(HttpResponse::SeeOther()
            .insert_header((header::LOCATION, address.as_str()))
            .cookie(begun.cookie())
            .finish()),
        Err(ProviderFailure::Unknown) => Err(ApiError::not_there()),
        Err(why) => {
            tracing::warn!(provider = provider.name, %why, "nobody can sign in with a provider");
            ended(visit, app, provider, &Ended::Away, return_to)
        }
    }
}

/// Takes what the provider sent back, once.
pub async fn back(
    request: HttpRequest,
    app: Data<App>,
    limits: Data<Limits>,
    visit: Visit,
    provider: PathProvider,
    answered: Params<Answered>,
) -> ApiResult<HttpResponse> {
    let (provider, answered) = (provider.0, answered.0);
    let state = answered.state.clone().unwrap_or_default();
    let Some(begun) = Begun::came_back(&app, &request, provider.number, &state) else {
        return ended(&visit, &app, &provider, &Ended::NotBegunHere, "");
    };
    let mut answer = match settle(&request, &app, &limits, &visit, (&provider, &begun), answered).await? {
        Ok(answer) => answer,
        Err(why) => ended(&visit, &app, &provider, &why, begun.return_to())?,
    };
    answer.add_cookie(&no_sign_in_cookie()).map_err(|why| Error::Broken(why.to_string()))?;
    Ok(answer)
}

/// Asks the provider who it is, and signs them in or adds the account to their record.
async fn settle(
    request: &HttpRequest,
    app: &App,
    limits: &Limits,
    visit: &Visit,
    (provider, begun): (&SignInProvider, &Begun),
    answered: Answered,
) -> ApiResult<Result<HttpResponse, Ended>> {
    if let Some(error) = answered.error.as_deref() {
        tracing::info!(provider = provider.name, error, "a provider signed nobody in");
        return Ok(Err(match error {
            _ if TURNED_BACK.contains(&error) => Ended::Cancelled,
            _ if CANNOT_NOW.contains(&error) => Ended::Away,
            _ => Ended::Refused,
        }));
    }
    if let Some(issuer) = &answered.iss
        && !app.sign_in_providers.is_from(provider.number, issuer).await
    {
        return Ok(Err(Ended::Refused));
    }
    let Some(code) = answered.code else { return Ok(Err(Ended::Refused)) };
    let asking = async {
        match app.sign_in_providers.who(provider.number, &code, begun.exchange()).await {
            Ok(claims) => Ok(Some(claims)),
            Err(why) => {
                tracing::warn!(provider = provider.name, %why, "a sign-in with a provider failed");
                match why {
                    // Its being away is no attempt of anybody's.
                    ProviderFailure::Away(_) => Ok(None),
                    _ => Err(Failure::from(Refused::Credentials("invalid_link"))),
                }
            }
        }
    };
    let claims = match guarded(request, app, limits, asking).await {
        Ok(Some(claims)) => claims,
        Ok(None) => return Ok(Err(Ended::Away)),
        Err(error) if error.problem().status() == StatusCode::UNAUTHORIZED => return Ok(Err(Ended::Refused)),
        Err(error) => return Err(error),
    };
    let came =
        CameBack { provider: provider.number, claims, sign_in: begun.hash(), ends_at: begun.ends_at() };
    if let Some(login) = begun.link() {
        let somebody = visit.signed_in.as_ref().filter(|somebody| somebody.caller.login == login);
        let Some(somebody) = somebody else { return Ok(Err(Ended::NotBegunHere)) };
        let linked = app.usecases.link_provider_account(somebody.caller.id(), login, came).await?;
        return match linked {
            Ok(()) => see(format!("{ADDRESS}?done=linked")).map(Ok),
            Err(why) => Ok(Err(Ended::NotSignedIn(why))),
        };
    }
    match app.usecases.sign_in_with_provider(came).await? {
        Ok(token) => go_on(app, &token, false, begun.return_to(), &[], visit).await.map(Ok),
        Err(why) => Ok(Err(Ended::NotSignedIn(why))),
    }
}

/// The page that says why nobody is signed in.
fn ended(
    visit: &Visit,
    app: &App,
    provider: &SignInProvider,
    why: &Ended,
    return_to: &str,
) -> ApiResult<HttpResponse> {
    let (status, title, what, todo) = why.words(provider);
    let begin = |number: u8, label: String| Some(Link::to(begin_address(number, return_to), label));
    let next = match why {
        _ if visit.signed_in.is_some() => Some(Link::to(ADDRESS, "Your account")),
        Ended::NotSignedIn(NotSignedIn::Elsewhere(other)) => {
            let other = app.settings.providers.iter().find(|provider| provider.number == *other);
            other.and_then(|other| begin(other.number, format!("Sign in with {}", other.name)))
        }
        Ended::NotSignedIn(NotSignedIn::Closed) => Some(Link::to("/contact", "Contact the training team")),
        Ended::NotSignedIn(NotSignedIn::Unproved) => Some(Link::to("/sign-in", "Sign in another way")),
        _ => begin(provider.number, format!("Sign in with {}", provider.name)),
    };
    let other_ways = visit.signed_in.is_none()
        && !matches!(why, Ended::NotSignedIn(NotSignedIn::Elsewhere(_) | NotSignedIn::Unproved));
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::UNAUTHORIZED);
    let facts = SignInWithFacts { what, todo, next, other_ways };
    let mut answer = Page::of(visit, title, &facts)?.status(status).answer(app)?;
    if status == StatusCode::SERVICE_UNAVAILABLE {
        answer.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("60"));
    }
    Ok(answer)
}

/// The page for an address that signs in with its provider alone.
///
/// # Errors
/// As [`Page::answer`].
pub(in crate::web) fn instead(
    visit: &Visit,
    app: &App,
    problem: &Problem,
    return_to: &str,
) -> ApiResult<HttpResponse> {
    let at = problem.sign_in_at().and_then(|path| path.rsplit('/').next()?.parse::<u8>().ok());
    let provider = app.settings.providers.iter().find(|provider| Some(provider.number) == at);
    let provider = provider.ok_or_else(ApiError::not_together)?;
    let name = &provider.name;
    let facts = SignInWithFacts {
        what: format!("Addresses like yours sign in with {name}, not with a password or a mailed link."),
        todo: "It also makes an account for whoever has none yet.".to_owned(),
        next: Some(Link::to(begin_address(provider.number, return_to), format!("Sign in with {name}"))),
        other_ways: false,
    };
    Page::of(visit, format!("Sign in with {name}"), &facts)?.status(problem.status()).answer(app)
}

/// Says that one is signed out here, and where to sign out of the provider too.
pub async fn signed_out(app: Data<App>, visit: Visit, left: Params<Left>) -> ApiResult<HttpResponse> {
    let number = left.0.with.and_then(|number| number.parse::<u8>().ok());
    let provider = app.settings.providers.iter().find(|provider| Some(provider.number) == number);
    let there = match provider {
        Some(provider) => {
            let back = format!("{}/signed-out", app.settings.base_url);
            app.sign_in_providers.sign_out_address(provider.number, &back).await.map(String::from)
        }
        None => None,
    };
    let facts = SignedOutFacts { provider: provider.map(|provider| provider.name.clone()), there };
    Page::of(&visit, "You are signed out", &facts)?.answer(&app)
}
