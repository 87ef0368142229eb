//! Who calls: the person behind a bearer token, with their rights as they are now.

use std::net::IpAddr;

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, http::header, web::Data};
use futures_util::future::LocalBoxFuture;

use crate::{
    app::App,
    domain::{
        access::{Access, Action, Actor, Relation, ever, may},
        ids::{LoginId, PersonId},
    },
    store::read,
    web::{
        error::{ApiError, ApiResult},
        limits::{CALLS_PER_PERSON, Limits},
        problems::Problem,
        route_table::Matched,
    },
};

/// The signed-in caller.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Who it is, as far as rights go.
    pub actor: Actor,
    /// The login the token belongs to.
    pub login: LoginId,
}

impl Caller {
    /// The person's id.
    #[must_use]
    pub fn id(&self) -> PersonId {
        self.actor.person_id
    }

    /// Goes on only if a role of the caller's could ever allow this: 403 before anything is looked for.
    ///
    /// # Errors
    /// 403.
    pub fn could(&self, action: Action) -> ApiResult<()> {
        if ever(&self.actor, action) { Ok(()) } else { Err(ApiError::never_your_role()) }
    }

    /// Goes on only if the caller may do this to an object they stand to in this way.
    ///
    /// # Errors
    /// 403 or 404, as `domain::access` decides.
    pub fn may(&self, action: Action, relation: &Relation) -> ApiResult<()> {
        match may(Some(&self.actor), action, relation) {
            Access::Yes => Ok(()),
            Access::SignIn => Err(ApiError::sign_in()),
            Access::NeverYourRole => Err(ApiError::never_your_role()),
            Access::NotThere => Err(ApiError::not_there()),
        }
    }
}

impl FromRequest for Caller {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, ApiResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let caller = caller(&request).await?.ok_or_else(ApiError::sign_in)?;
            could_here(&request, &caller)?;
            Ok(caller)
        })
    }
}

/// Goes on only if a role of the caller's could ever allow what the matched route does: 403 before anything is looked
/// for, so that no handler has to ask.
pub(super) fn could_here(request: &HttpRequest, caller: &Caller) -> ApiResult<()> {
    let matched = request.extensions().get::<Matched>().copied();
    let Matched(action) = matched.ok_or_else(ApiError::not_together)?;
    caller.could(action)
}

/// The caller, if they are signed in. A token that is sent but not valid is an error, never "nobody".
#[derive(Debug, Clone)]
pub struct MaybeCaller(pub Option<Caller>);

impl FromRequest for MaybeCaller {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, ApiResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { caller(&request).await.map(Self) })
    }
}

async fn caller(request: &HttpRequest) -> ApiResult<Option<Caller>> {
    let Some(authorization) = request.headers().get(header::AUTHORIZATION) else { return Ok(None) };
    let token = authorization.to_str().ok().and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
    });
    let Some(token) = token else { return Err(invalid_token()) };
    let (Some(app), Some(limits)) = (request.app_data::<Data<App>>(), request.app_data::<Data<Limits>>())
    else {
        return Err(invalid_token());
    };
    let now = app.clock.now();
    let claims = app.keys.verify(token, now).await.map_err(|refusal| {
        tracing::debug!(%refusal, "an access token was refused");
        invalid_token()
    })?;
    let (person, login) = (PersonId::from_uuid(claims.sub), LoginId::from_uuid(claims.sid));
    let actor = app.reads.run(move |c| read::people::person::actor_of_login(c, person, login, now)).await?;
    let Some(actor) = actor else { return Err(invalid_token()) };
    request.extensions_mut().insert(Caller { actor, login });
    let key = person.to_string();
    if let Some(seconds) = limits.wait("calls", &key, CALLS_PER_PERSON, now) {
        let problem = Problem::new("too_many_requests", "Slow down a little, then go on.");
        return Err(problem.with_header(header::RETRY_AFTER, seconds.to_string()).into());
    }
    limits.count("calls", &key, CALLS_PER_PERSON, now);
    Ok(Some(Caller { actor, login }))
}

fn invalid_token() -> ApiError {
    let problem = Problem::new(
        "invalid_token",
        "The access token is expired, ended or not one of ours. Refresh it or sign in again.",
    );
    problem.with_header(header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"").into()
}

/// The network address of the client; a proxy's header is believed only from a configured proxy.
#[must_use]
pub fn client_address(request: &HttpRequest) -> String {
    let Some(peer) = request.peer_addr().map(|peer| peer.ip()) else { return "unknown".to_owned() };
    let trusted = request
        .app_data::<Data<App>>()
        .is_some_and(|app| app.trusted_proxies.iter().any(|network| network.contains(peer)));
    if !trusted {
        return peer.to_string();
    }
    // The last address is the one our own proxy saw; those before it may be made up.
    let forwarded = request.headers().get("x-forwarded-for").and_then(|value| value.to_str().ok());
    let seen = forwarded.and_then(|list| list.rsplit(',').next()?.trim().parse::<IpAddr>().ok());
    seen.unwrap_or(peer).to_string()
}
