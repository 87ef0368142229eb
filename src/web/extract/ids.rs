//! Ids and slugs in paths. What is no UUID names nothing: 404, before anything else is asked.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload, web::Data};

use crate::{
    app::App,
    domain::{
        courses::parse_slug,
        ids::{Id, RowId},
        single_sign_on::SignInProvider,
    },
    web::error::ApiError,
};

/// The `{id}` of the path.
pub struct PathId<T>(pub Id<T>);

impl<T: 'static> FromRequest for PathId<T> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let id = request.match_info().get("id").and_then(|text| text.parse().ok());
        ready(id.map(Self).ok_or_else(ApiError::not_there))
    }
}

/// The `{evidence_id}` of the path.
pub struct PathEvidence(pub RowId);

impl FromRequest for PathEvidence {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let id = request.match_info().get("evidence_id").and_then(|text| text.parse().ok());
        ready(id.map(Self).ok_or_else(ApiError::not_there))
    }
}

/// The `{slug}` of the path. What can be no slug names nothing: 404 as well.
pub struct PathSlug(pub String);

impl FromRequest for PathSlug {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let slug = request.match_info().get("slug").and_then(|text| parse_slug("slug", text).ok());
        ready(slug.map(Self).ok_or_else(ApiError::not_there))
    }
}

/// The sign-in provider whose number is the `{provider}` of the path. One that is not set up names nothing.
pub struct PathProvider(pub SignInProvider);

impl FromRequest for PathProvider {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let number = request.match_info().get("provider").and_then(|text| text.parse::<u8>().ok());
        let found = request.app_data::<Data<App>>().and_then(|app| {
            app.settings.providers.iter().find(|provider| Some(provider.number) == number).cloned()
        });
        ready(found.map(Self).ok_or_else(ApiError::not_there))
    }
}
