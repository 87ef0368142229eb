//! Asking a sign-in provider who somebody is: `OpenID` Connect Core 1.0, the authorization code flow with PKCE (RFC 7636).

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::{
    AccessTokenHash, AuthType, AuthenticationFlow, AuthorizationCode, ClaimsVerificationError, ClientId,
    ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet, EndpointSet, IdTokenVerifier, LogoutRequest,
    Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, PostLogoutRedirectUrl, RedirectUrl,
    RequestTokenError, Scope, SignatureVerificationError, TokenResponse,
    core::{
        CoreClient, CoreClientAuthMethod, CoreIdToken, CoreIdTokenClaims, CoreJsonWebKey,
        CoreJwsSigningAlgorithm, CoreResponseType, CoreTokenResponse, CoreUserInfoClaims,
    },
};
use serde_json::Value;
use tokio::sync::Mutex;
use url::Url;

use super::{
    discovery::{AWAY, FRESH, Known, USABLE},
    http_client::{HttpClient, NoAnswer, chain},
};
use crate::{domain::single_sign_on::Claims, ports::Clock};

/// How far the provider's clock may be from ours.
const SKEW: TimeDelta = TimeDelta::minutes(1);
/// How old a token may be that the provider has just handed out.
const OLDEST: TimeDelta = TimeDelta::minutes(10);

/// How a token may be signed: with a key that only the provider has.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// What there is to know to reach a provider.
pub struct ProviderAccess {
    /// Its number among the providers.
    pub number: u8,
    /// Its address.
    pub issuer: String,
    /// What we are called there.
    pub client_id: String,
    /// What we prove ourselves with.
    pub client_secret: Option<String>,
    /// Whose people may sign in, where it serves many tenants; in lower case.
    pub tenants: Vec<String>,
}

/// One sign-in: what ties what the provider says to the browser that asked.
#[derive(Clone, Copy)]
pub struct Exchange<'a> {
    /// Where the provider sends people back to.
    pub back: &'a str,
    /// Comes back with them.
    pub state: &'a str,
    /// Comes back in what the provider signs.
    pub nonce: &'a str,
    /// Shows that whoever redeems the code asked for it.
    pub verifier: &'a str,
}

/// Why a provider said nothing that can be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProviderFailure {
    /// There is no such provider.
    #[error("there is no such provider")]
    Unknown,
    /// It does not answer, or not as a provider does.
    #[error("the provider is away: {0}")]
    Away(String),
    /// It does not take the code, or not from us.
    #[error("the provider refuses the code: {0}")]
    Refused(String),
    /// What it says cannot be believed.
    #[error("what the provider says cannot be believed: {0}")]
    Untrue(String),
}

/// The providers that are set up.
pub struct SignInProviders {
    providers: Vec<Provider>,
    http: Option<HttpClient>,
    clock: Clock,
}

struct Provider {
    access: ProviderAccess,
    /// Held while it is asked, so that it is asked once however many sign in.
    read: Mutex<Read>,
}

#[derive(Default)]
struct Read {
    known: Option<Arc<Known>>,
    failed: Option<(DateTime<Utc>, String)>,
}

impl SignInProviders {
    /// With these providers; none of them is asked yet.
    ///
    /// # Errors
    /// When there are any, and this machine trusts no certificates.
    pub fn new(access: Vec<ProviderAccess>, clock: Clock) -> Result<Self, String> {
        let http = if access.is_empty() { None } else { Some(HttpClient::new()?) };
        let providers =
            access.into_iter().map(|access| Provider { access, read: Mutex::default() }).collect();
        Ok(Self { providers, http, clock })
    }

    /// Without any.
    #[must_use]
    pub fn none(clock: Clock) -> Self {
        Self { providers: Vec::new(), http: None, clock }
    }

    /// Where somebody is sent to sign in.
    ///
    /// # Errors
    /// When the provider is away.
    pub async fn sign_in_address(&self, number: u8, exchange: Exchange<'_>) -> Result<Url, ProviderFailure> {
        let (provider, http) = self.find(number)?;
        let known = self.known(provider, http, None).await?;
        let client = client(provider, &known, exchange.back)?;
        let verifier = PkceCodeVerifier::new(exchange.verifier.to_owned());
        let (state, nonce) = (exchange.state.to_owned(), exchange.nonce.to_owned());
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let asked = client.authorize_url(flow, move || CsrfToken::new(state), move || Nonce::new(nonce));
        let asked = asked
            .add_scope(Scope::new("email".to_owned()))
            .add_scope(Scope::new("profile".to_owned()))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        Ok(asked.url().0)
    }

    /// Who it is that came back with this code.
    ///
    /// # Errors
    /// When the provider is away, refuses the code, or says what cannot be believed.
    pub async fn who(
        &self,
        number: u8,
        code: &str,
        exchange: Exchange<'_>,
    ) -> Result<Claims, ProviderFailure> {
        let (provider, http) = self.find(number)?;
        let known = self.known(provider, http, None).await?;
        let client = client(provider, &known, exchange.back)?;
        let send = |request| http.send(request);
        let answer = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|why| ProviderFailure::Away(why.to_string()))?
            .set_pkce_verifier(PkceCodeVerifier::new(exchange.verifier.to_owned()))
            .request_async(&send)
            .await
            .map_err(refused)?;
        let token = answer.id_token().ok_or_else(|| untrue("there is no ID token"))?;
        let mut believed = self.believe(provider, &known, token, &answer, exchange.nonce);
        if matches!(believed, Err(Disbelief::UnknownKey)) {
            // The provider may have begun to sign with a new key.
            let known = self.known(provider, http, Some(known.read_at)).await?;
            believed = self.believe(provider, &known, token, &answer, exchange.nonce);
        }
        let said = believed.map_err(|why| untrue(why.to_string()))?;
        let mut claims = claims_of(&said);
        if claims.email.is_none() && known.metadata.userinfo_endpoint().is_some() {
            // Not every provider puts the address into what it signs.
            let asked = client.user_info(answer.access_token().clone(), Some(said.subject().clone()));
            let asked = asked.map_err(|why| untrue(why.to_string()))?;
            let more: CoreUserInfoClaims =
                asked.request_async(&send).await.map_err(|why| untrue(chain(&why)))?;
            claims.email = more.email().map(|email| email.to_string());
            claims.email_verified = more.email_verified().unwrap_or(false);
            claims.name = claims.name.or_else(|| more.name()?.get(None).map(|name| name.to_string()));
            claims.preferred_username =
                claims.preferred_username.or_else(|| more.preferred_username().map(|name| name.to_string()));
        }
        Ok(claims)
    }

    /// Whether what came back may be from this provider: where its name comes back too, it has to be the right one
    /// (RFC 9207).
    pub async fn is_from(&self, number: u8, issuer: &str) -> bool {
        let Ok((provider, http)) = self.find(number) else { return false };
        let Ok(known) = self.known(provider, http, None).await else { return false };
        let tenants = provider.access.tenants.iter().map(|tenant| Some(tenant.as_str())).chain([None]);
        let mut names = tenants.filter_map(|tenant| known.issuer_for(tenant, &provider.access.tenants));
        names.any(|name| name.as_str() == issuer)
    }

    /// Where somebody signs out of the provider itself, if it says where.
    pub async fn sign_out_address(&self, number: u8, back: &str) -> Option<Url> {
        let (provider, http) = self.find(number).ok()?;
        let known = self.known(provider, http, None).await.ok()?;
        let at = known.metadata.additional_metadata().end_session_endpoint.clone()?;
        // No hint of who it is: that would be the signed token itself, kept for as long as the login lives.
        let asked = LogoutRequest::from(at)
            .set_client_id(ClientId::new(provider.access.client_id.clone()))
            .set_post_logout_redirect_uri(PostLogoutRedirectUrl::new(back.to_owned()).ok()?);
        let asked = asked.http_get_url();
        matches!(asked.scheme(), "https" | "http").then_some(asked)
    }

    fn find(&self, number: u8) -> Result<(&Provider, &HttpClient), ProviderFailure> {
        let provider = self.providers.iter().find(|provider| provider.access.number == number);
        provider.zip(self.http.as_ref()).ok_or(ProviderFailure::Unknown)
    }

    /// What the provider says of itself, read again when it is old, or no newer than `outdated`.
    async fn known(
        &self,
        provider: &Provider,
        http: &HttpClient,
        outdated: Option<DateTime<Utc>>,
    ) -> Result<Arc<Known>, ProviderFailure> {
        let mut read = provider.read.lock().await;
        let now = self.clock.now();
        if let Some(known) = &read.known
            && now - known.read_at < FRESH
            && outdated.is_none_or(|at| known.read_at > at)
        {
            return Ok(Arc::clone(known));
        }
        let usable = read.known.clone().filter(|known| now - known.read_at < USABLE);
        let why = match &read.failed {
            Some((at, why)) if now - *at < AWAY => why.clone(),
            _ => match Known::read(http, &provider.access.issuer, now).await {
                Ok(known) => {
                    let known = Arc::new(known);
                    *read = Read { known: Some(Arc::clone(&known)), failed: None };
                    return Ok(known);
                }
                Err(why) => {
                    tracing::warn!(issuer = provider.access.issuer, why, "a sign-in provider is away");
                    read.failed = Some((now, why.clone()));
                    why
                }
            },
        };
        usable.ok_or(ProviderFailure::Away(why))
    }

    /// Checks a token (`OpenID` Connect Core 1.0 §3.1.3.7): who signed it, for whom, when, and for this sign-in.
    fn believe(
        &self,
        provider: &Provider,
        known: &Known,
        token: &CoreIdToken,
        answer: &CoreTokenResponse,
        nonce: &str,
    ) -> Result<CoreIdTokenClaims, Disbelief> {
        // Not believed yet: it only says under whose name and with whose keys the rest is checked.
        let tenant = tenant_of(token);
        let tenant = tenant.as_deref();
        let issuer = known
            .issuer_for(tenant, &provider.access.tenants)
            .ok_or_else(|| Disbelief::Other("it is of a tenant that may not sign in".to_owned()))?;
        let keys = known.keys_of(&issuer, tenant);
        let now = self.clock.now();
        let verifier: IdTokenVerifier<'_, CoreJsonWebKey> = IdTokenVerifier::new_public_client(
            ClientId::new(provider.access.client_id.clone()),
            issuer,
            keys,
        )
        .set_allowed_algs(ALGORITHMS)
        .set_time_fn(move || now - SKEW)
        .set_issue_time_verifier_fn(move |at| {
            let right = at <= now + SKEW && at >= now - OLDEST;
            if right { Ok(()) } else { Err(format!("it was issued at {at}, and it is {now}")) }
        });
        let claims = token.claims(&verifier, &Nonce::new(nonce.to_owned())).map_err(Disbelief::from)?;
        if let Some(hash) = claims.access_token_hash() {
            let other = |why: String| Disbelief::Other(why);
            let algorithm = token.signing_alg().map_err(|why| other(why.to_string()))?;
            let key = token.signing_key(&verifier).map_err(|why| other(why.to_string()))?;
            let of = AccessTokenHash::from_token(answer.access_token(), algorithm, key)
                .map_err(|why| other(why.to_string()))?;
            if of != *hash {
                return Err(other("it goes with another access token".to_owned()));
            }
        }
        Ok(claims.clone())
    }
}

/// Why a token is not believed.
#[derive(Debug, thiserror::Error)]
enum Disbelief {
    #[error("none of the provider's keys signed it")]
    UnknownKey,
    #[error("{0}")]
    Other(String),
}

impl From<ClaimsVerificationError> for Disbelief {
    fn from(error: ClaimsVerificationError) -> Self {
        match error {
            ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey) => {
                Self::UnknownKey
            }
            other => Self::Other(chain(&other)),
        }
    }
}

fn untrue(why: impl Into<String>) -> ProviderFailure {
    ProviderFailure::Untrue(why.into())
}

fn refused<T: openidconnect::ErrorResponse + std::fmt::Display>(
    error: RequestTokenError<NoAnswer, T>,
) -> ProviderFailure {
    match error {
        RequestTokenError::ServerResponse(said) => ProviderFailure::Refused(said.to_string()),
        RequestTokenError::Request(why) => ProviderFailure::Away(chain(&why)),
        RequestTokenError::Parse(why, _) => untrue(why.to_string()),
        RequestTokenError::Other(why) => ProviderFailure::Away(why),
    }
}

fn client(provider: &Provider, known: &Known, back: &str) -> Result<Client, ProviderFailure> {
    let access = &provider.access;
    let secret = access.client_secret.clone().map(ClientSecret::new);
    let back = RedirectUrl::new(back.to_owned()).map_err(|why| ProviderFailure::Away(why.to_string()))?;
    let id = ClientId::new(access.client_id.clone());
    let client =
        CoreClient::from_provider_metadata(known.metadata.clone(), id, secret).set_redirect_uri(back);
    let ways = known.metadata.token_endpoint_auth_methods_supported();
    let only_in_the_body = ways.is_some_and(|ways| {
        ways.contains(&CoreClientAuthMethod::ClientSecretPost)
            && !ways.contains(&CoreClientAuthMethod::ClientSecretBasic)
    });
    Ok(if only_in_the_body { client.set_auth_type(AuthType::RequestBody) } else { client })
}

/// The tenant a token says it is of.
fn tenant_of(token: &CoreIdToken) -> Option<String> {
    let text = token.to_string();
    let payload = URL_SAFE_NO_PAD.decode(text.split('.').nth(1)?).ok()?;
    let payload: Value = serde_json::from_slice(&payload).ok()?;
    Some(payload.get("tid")?.as_str()?.to_ascii_lowercase())
}

fn claims_of(said: &CoreIdTokenClaims) -> Claims {
    let name = said.name().and_then(|name| name.get(None)).map(|name| name.to_string());
    let parts = || {
        let given = said.given_name()?.get(None)?.to_string();
        let family = said.family_name()?.get(None)?.to_string();
        Some(format!("{given} {family}"))
    };
    Claims {
        issuer: said.issuer().to_string(),
        subject: said.subject().to_string(),
        name: name.or_else(parts),
        email: said.email().map(|email| email.to_string()),
        email_verified: said.email_verified().unwrap_or(false),
        preferred_username: said.preferred_username().map(|name| name.to_string()),
    }
}
