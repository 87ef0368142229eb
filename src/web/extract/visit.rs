//! How a page is asked for: by whom, from which browser, and how it is to be shown.

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
    dev::Payload,
    web::Data,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use futures_util::future::LocalBoxFuture;

use super::caller::{Caller, could_here, enough_for};
use crate::{
    app::App,
    crypto::{
        keys::Purpose,
        tokens::{Token, same},
    },
    domain::single_sign_on::SIGN_IN_WITH,
    ports::Random,
    store::read::people::callers::{Visitor, visitor},
    web::error::{ApiError, ApiResult},
};

/// The cookie of a signed-in browser.
pub const SESSION: &str = "__Host-session";
/// The cookie that ties a form of somebody not signed in to their browser.
const VISIT: &str = "__Host-visit";
/// The cookie of a browser that is signing in with a provider.
pub const SIGN_IN: &str = "__Host-sign-in";
/// The cookie that keeps how pages are shown.
pub const DISPLAY: &str = "__Host-display";
/// How long a browser stays signed in when asked to, and how long it keeps how pages are shown.
const KEPT: Duration = Duration::days(30);

/// The ways pages can be shown: value, and words.
pub const DISPLAYS: [(&str, &str); 4] = [
    ("device", "As my device is set"),
    ("light", "Light"),
    ("dark", "Dark"),
    ("contrast", "High contrast: black, white and yellow"),
];

/// Somebody signed in to the pages.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Their rights and login.
    pub caller: Caller,
    /// Their name.
    pub name: String,
}

impl From<Visitor> for SignedIn {
    fn from(found: Visitor) -> Self {
        Self { caller: Caller { actor: found.actor, login: found.login }, name: found.name }
    }
}

/// One request for a page.
#[derive(Debug, Clone)]
pub struct Visit {
    /// Who asks, if they are signed in.
    pub signed_in: Option<SignedIn>,
    /// One of [`DISPLAYS`].
    pub display: &'static str,
    /// Path and query as asked for.
    pub address: String,
    /// Proves that a form came from a page of ours in this browser.
    pub csrf: String,
    /// Tells this browser from others, before anybody is signed in and after.
    pub browser: String,
    /// The cookie this browser has yet to get before it can send a form.
    pub new_visit: Option<String>,
}

impl Visit {
    /// Reads it from the request, once: the database is asked at most once for each request.
    ///
    /// # Errors
    /// 503 when the database is away; 403 `second_factor_required` of somebody who has to set one up first.
    pub async fn of(request: &HttpRequest) -> ApiResult<Self> {
        if let Some(known) = request.extensions().get::<Self>() {
            return Ok(known.clone());
        }
        let app = request.app_data::<Data<App>>().cloned();
        let app = app.ok_or_else(ApiError::not_together)?;
        let mut visit = Self::of_nobody(request, &app);
        let cookie = request.cookie(SESSION).and_then(|cookie| Token::read(cookie.value()));
        if let Some(cookie) = cookie {
            let (hash, now, rule) = (cookie.hash(), app.clock.now(), app.settings.second_factor_for);
            let found = app.reads.once(move |c| visitor(c, &hash, now));
            if let Some(found) = found.await? {
                enough_for(request, found.began.lacks(rule.asks(&found.actor)))?;
                visit.csrf = csrf(&app, cookie.as_str());
                visit.new_visit = None;
                visit.signed_in = Some(found.into());
            }
        }
        request.extensions_mut().insert(visit.clone());
        Ok(visit)
    }

    /// The same without asking who it is: for the page that says that the database is away.
    #[must_use]
    pub fn of_nobody(request: &HttpRequest, app: &App) -> Self {
        let had = request.cookie(VISIT).and_then(|cookie| Token::read(cookie.value()));
        let (visit, is_new) = match had {
            Some(token) => (token, false),
            None => (Token::new(request.app_data::<Data<Random>>().map_or(&Random::machine(), |r| r)), true),
        };
        let chosen = request.cookie(DISPLAY);
        let display = DISPLAYS.iter().find(|(name, _)| chosen.as_ref().is_some_and(|c| c.value() == *name));
        Self {
            signed_in: None,
            display: display.map_or("device", |(name, _)| name),
            address: request.uri().path_and_query().map_or("/".to_owned(), ToString::to_string),
            csrf: csrf(app, visit.as_str()),
            browser: mark(app, visit.as_str()),
            new_visit: is_new.then(|| visit.as_str().to_owned()),
        }
    }

    /// The same browser once it holds this cookie.
    #[must_use]
    pub fn signed_in_by(&self, app: &App, cookie: &Token, found: Option<Visitor>) -> Self {
        let signed_in = found.map(SignedIn::from);
        Self { signed_in, csrf: csrf(app, cookie.as_str()), new_visit: None, ..self.clone() }
    }

    /// Who asks.
    ///
    /// # Errors
    /// Asks to sign in first.
    pub fn somebody(&self) -> ApiResult<&SignedIn> {
        self.signed_in.as_ref().ok_or_else(ApiError::sign_in)
    }

    /// Whether a form with this token came from a page of ours in this browser.
    #[must_use]
    pub fn sent_from_here(&self, token: &str) -> bool {
        self.new_visit.is_none() && same(token.as_bytes(), self.csrf.as_bytes())
    }
}

fn csrf(app: &App, cookie: &str) -> String {
    URL_SAFE_NO_PAD.encode(app.settings.secret.mac(Purpose::Forms, &[cookie.as_bytes()]))
}

/// What is kept of a browser's cookie, so that it is known again: nobody can make the cookie of it.
fn mark(app: &App, cookie: &str) -> String {
    URL_SAFE_NO_PAD.encode(app.settings.secret.mac(Purpose::Forms, &[b"browser", cookie.as_bytes()]))
}

/// A cookie of ours: for this host alone, never over plain HTTP, out of reach of scripts.
fn cookie(name: &str, value: String) -> Cookie<'_> {
    Cookie::build(name, value).path("/").secure(true).http_only(true).same_site(SameSite::Lax).finish()
}

/// The cookie that signs a browser in, until it is closed or for thirty days.
#[must_use]
pub fn session_cookie(token: &Token, keep: bool) -> Cookie<'static> {
    let mut made = cookie(SESSION, token.as_str().to_owned());
    if keep {
        made.set_max_age(KEPT);
    }
    made
}

/// What takes the session's cookie away.
#[must_use]
pub fn no_session_cookie() -> Cookie<'static> {
    let mut made = cookie(SESSION, String::new());
    made.make_removal();
    made
}

/// The cookie of a browser that has yet to send its first form.
#[must_use]
pub fn visit_cookie(value: String) -> Cookie<'static> {
    cookie(VISIT, value)
}

/// The cookie that ties what a provider says to the browser that asked it, for as long as that may take.
#[must_use]
pub fn sign_in_cookie(value: String) -> Cookie<'static> {
    let mut made = cookie(SIGN_IN, value);
    made.set_max_age(Duration::minutes(SIGN_IN_WITH.num_minutes()));
    made
}

/// What takes it away.
#[must_use]
pub fn no_sign_in_cookie() -> Cookie<'static> {
    let mut made = cookie(SIGN_IN, String::new());
    made.make_removal();
    made
}

/// The cookie that keeps how pages are shown.
#[must_use]
pub fn display_cookie(value: &'static str) -> Cookie<'static> {
    let mut made = cookie(DISPLAY, value.to_owned());
    made.set_max_age(Duration::days(365));
    made
}

impl FromRequest for Visit {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, ApiResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Self::of(&request).await })
    }
}

/// A request for a page of somebody who has to be signed in.
#[derive(Debug, Clone)]
pub struct Member {
    /// The request.
    pub visit: Visit,
    /// Their rights and login.
    pub caller: Caller,
    /// Their name.
    pub name: String,
}

impl Member {
    /// Of a request that has to come from somebody signed in, whose role could ever allow what is asked for.
    pub(super) async fn of(request: &HttpRequest) -> ApiResult<Self> {
        let visit = Visit::of(request).await?;
        let SignedIn { caller, name } = visit.somebody()?.clone();
        could_here(request, &caller)?;
        Ok(Self { visit, caller, name })
    }
}

impl FromRequest for Member {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, ApiResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Self::of(&request).await })
    }
}
