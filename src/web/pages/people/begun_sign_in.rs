//! A sign-in with a provider that has begun in one browser, and what ties the provider's answer to it.
//!
//! It stands in a cookie of that browser and nowhere else: asking for it keeps nothing here. What goes to the provider
//! (state, nonce, the PKCE verifier) is worked out from it with the site's secret, so that nobody can make one up, and
//! one that comes back with another state is none of ours.

use actix_web::{HttpRequest, cookie::Cookie};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    crypto::{
        keys::Purpose,
        tokens::{Token, TokenHash, same, sha256},
    },
    domain::{ids::LoginId, single_sign_on::SIGN_IN_WITH},
    outbound::sign_in_providers::Exchange,
    ports::Random,
    web::{
        extract::{SIGN_IN, sign_in_cookie},
        render::within_the_site,
    },
};

/// The longest address that is gone on to; a longer one is not, since browsers keep no large cookies.
const LONGEST_RETURN: usize = 1000;

/// Where a sign-in with this provider begins, which goes on at `return_to`.
pub(in crate::web::pages) fn begin_address(provider: u8, return_to: &str) -> String {
    let to = within_the_site(return_to);
    if to.is_empty() || to == "/" {
        return format!("/sign-in/with/{provider}");
    }
    let back: String = url::form_urlencoded::byte_serialize(to.as_bytes()).collect();
    format!("/sign-in/with/{provider}?return_to={back}")
}

/// What the cookie says.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// Makes each one another.
    id: String,
    provider: u8,
    ends_at: DateTime<Utc>,
    return_to: String,
    /// The login of whoever adds the account to their record.
    link: Option<LoginId>,
}

/// A sign-in that has begun.
pub(super) struct Begun {
    kept: Kept,
    text: String,
    back: String,
    state: String,
    nonce: String,
    verifier: String,
}

impl Begun {
    /// Begins one.
    pub(super) fn new(
        app: &App,
        random: &Random,
        provider: u8,
        return_to: &str,
        link: Option<LoginId>,
    ) -> Option<Self> {
        let return_to = Some(within_the_site(return_to)).filter(|to| to.len() <= LONGEST_RETURN);
        let kept = Kept {
            id: Token::new(random).as_str().to_owned(),
            provider,
            ends_at: app.clock.now() + SIGN_IN_WITH,
            return_to: return_to.unwrap_or_default().to_owned(),
            link,
        };
        let text = serde_json::to_string(&kept).ok()?;
        Some(Self::of(app, kept, text))
    }

    /// The one of this browser, if what came back belongs to it and has not run out.
    pub(super) fn came_back(app: &App, request: &HttpRequest, provider: u8, state: &str) -> Option<Self> {
        let cookie = request.cookie(SIGN_IN)?;
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cookie.value()).ok()?).ok()?;
        let kept: Kept = serde_json::from_str(&text).ok()?;
        let begun = Self::of(app, kept, text);
        let ours = same(begun.state.as_bytes(), state.as_bytes());
        (ours && begun.kept.provider == provider && app.clock.now() < begun.kept.ends_at).then_some(begun)
    }

    fn of(app: &App, kept: Kept, text: String) -> Self {
        let part = |what: &[u8]| {
            URL_SAFE_NO_PAD.encode(app.settings.secret.mac(Purpose::SignInWith, &[what, text.as_bytes()]))
        };
        let (state, nonce, verifier) = (part(b"state"), part(b"nonce"), part(b"verifier"));
        let back = format!("{}/sign-in/with/{}/back", app.settings.base_url, kept.provider);
        Self { kept, text, back, state, nonce, verifier }
    }

    /// The cookie that keeps it.
    pub(super) fn cookie(&self) -> Cookie<'static> {
        sign_in_cookie(URL_SAFE_NO_PAD.encode(&self.text))
    }

    /// What goes to the provider.
    pub(super) fn exchange(&self) -> Exchange<'_> {
        Exchange { back: &self.back, state: &self.state, nonce: &self.nonce, verifier: &self.verifier }
    }

    /// What is kept of it once it came back.
    pub(super) fn hash(&self) -> TokenHash {
        sha256(self.state.as_bytes())
    }

    /// Until when it could come back.
    pub(super) fn ends_at(&self) -> DateTime<Utc> {
        self.kept.ends_at
    }

    /// Where to go on.
    pub(super) fn return_to(&self) -> &str {
        &self.kept.return_to
    }

    /// The login of whoever adds the account to their record.
    pub(super) fn link(&self) -> Option<LoginId> {
        self.kept.link
    }
}

/// Shows that a link to add an account came from the account page of this login: nobody else can make a browser add an
/// account of theirs to somebody's record.
fn link_proof(app: &App, login: LoginId, provider: u8) -> String {
    let login = login.uuid();
    let parts: [&[u8]; 3] = [b"link", login.as_bytes(), &[provider]];
    URL_SAFE_NO_PAD.encode(app.settings.secret.mac(Purpose::SignInWith, &parts))
}

/// Where whoever has this login begins to add an account with a provider.
pub(super) fn link_address(app: &App, login: LoginId, provider: u8) -> String {
    format!("/account/sign-in-with/{provider}?proof={}", link_proof(app, login, provider))
}

/// Whether it began on the account page of this login.
pub(super) fn began_on_account(app: &App, login: LoginId, provider: u8, shown: &str) -> bool {
    same(link_proof(app, login, provider).as_bytes(), shown.as_bytes())
}
