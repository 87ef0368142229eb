//! Who calls: the person behind a bearer token, with their rights as they are now.

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, http::header, web::Data};
use futures_util::future::LocalBoxFuture;

use crate::{
    app::App,
    domain::{
        access::{Access, Action, Actor, Relation, ever, may},
        ids::{LoginId, PersonId},
        second_factors::{Lacks, open_to_every_login},
    },
    store::read::people::callers,
    web::{
        error::{ApiError, ApiResult},
        limits::{CALLS_PER_PERSON, Counted, Limits},
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
    let Matched { action, .. } = matched.ok_or_else(ApiError::not_together)?;
    caller.could(action)
}

/// Goes on only if the login lacks nothing, or what the matched route does is open to every login.
pub(super) fn enough_for(request: &HttpRequest, lacks: Lacks) -> ApiResult<()> {
    let matched = request.extensions().get::<Matched>().copied();
    if lacks == Lacks::Nothing || matched.is_some_and(|it| open_to_every_login(it.action)) {
        return Ok(());
    }
    Err(ApiError::second_factor_required(lacks))
}

/// The caller, if they are signed in. A token that is sent but not valid is an error, never "nobody".
#[derive(Debug, Clone)]
pub struct MaybeCaller(pub Option<Caller>);

impl MaybeCaller {
    /// Whether they keep the catalogue, and so see its drafts.
    #[must_use]
    pub fn keeps_catalogue(&self) -> bool {
        self.0.as_ref().is_some_and(|caller| caller.actor.is_coordinator)
    }
}

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
    let rule = app.settings.second_factor_for;
    let found = app.reads.once(move |c| callers::caller(c, person, login, now));
    let Some((actor, began)) = found.await? else { return Err(invalid_token()) };
    let lacks = began.lacks(rule.asks(&actor));
    request.extensions_mut().insert(Caller { actor, login });
    let key = person.to_string();
    let call = Counted { what: "calls", key: &key, limit: CALLS_PER_PERSON };
    let entry = limits.enter(&[call], now).map_err(|reached| {
        let problem = Problem::new("too_many_requests", "Slow down a little, then go on.");
        problem.with_header(header::RETRY_AFTER, reached.seconds.to_string())
    })?;
    // Every call counts, whatever comes of it.
    drop(entry);
    enough_for(request, lacks)?;
    Ok(Some(Caller { actor, login }))
}

fn invalid_token() -> ApiError {
    let problem = Problem::new(
        "invalid_token",
        "The access token is expired, ended or not one of ours. Refresh it or sign in again.",
    );
    problem.with_header(header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"").into()
}
