//! Ladders, and what prerequisites and certificates refer to.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::courses::known_characters;
use crate::{
    app::App,
    domain::{ids::RungId, ladders::RungInput, words::OrganisationKind},
    store::read::catalogue::ladders::{
        self as views, AccreditationView, CredentialKindView, DeclarationKindView, LadderView,
    },
    usecases::catalogue::{add_kinds::NewAccreditation, edit_ladder::LadderTerms},
    web::{
        api::{
            answers::{Ready, created_revised, refuse_stale, revised},
            created,
        },
        error::{ApiError, ApiResult},
        extract::{
            Body, Caller, IfMatch, IfNoneMatch, Listed, MaybeCaller, Once, Paging, Params, PathSlug,
            page_answer,
        },
        kept::{Kept, Made, name_of},
    },
};

/// Which page.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Items of a page, at most 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<usize>,
    /// The `next` of the page before.
    cursor: Option<String>,
}

/// Cuts a page out of a short list; a cursor names the last item of the page before.
fn cut<T>(mut items: Vec<T>, query: &PageQuery, position: impl Fn(&T) -> String) -> ApiResult<Listed<T>> {
    let paging = Paging::read(query.limit, query.cursor.as_deref())?;
    if let Some(after) = &paging.after {
        let skipped = items.iter().position(|item| position(item) == *after);
        items.drain(..skipped.map_or(items.len(), |at| at + 1));
    }
    Ok(Listed::cut(items, &paging, position))
}

/// Lists the ladders with their rungs and the courses on them.
#[utoipa::path(get, path = "/api/v1/ladders", tag = "Catalogue", params(PageQuery),
    responses((status = 200, description = "A page of ladders", body = crate::web::api::page_schemas::LadderPage),
        (status = 304, description = "As the caller has it")))]
pub async fn list(
    request: HttpRequest,
    app: Data<App>,
    kept: Data<Kept>,
    has: IfNoneMatch,
    query: Params<PageQuery>,
) -> ApiResult<HttpResponse> {
    let make = async |_| -> ApiResult<Made<Ready>> {
        let items = app.reads.run(views::ladders).await?;
        Ok(Ready::page(&request, cut(items, &query.0, |ladder| ladder.view.slug.clone())?)?.until(None))
    };
    Ok(kept.get(&app, name_of(&request), make).await?.answer(&has))
}

/// One ladder.
#[utoipa::path(get, path = "/api/v1/ladders/{slug}", tag = "Catalogue",
    params(("slug" = String, Path, example = "city")),
    responses((status = 200, description = "The ladder", body = LadderView),
        (status = 304, description = "As the caller has it")))]
pub async fn read(
    app: Data<App>,
    caller: MaybeCaller,
    slug: PathSlug,
    has: IfNoneMatch,
) -> ApiResult<HttpResponse> {
    let ladder = app.reads.run(move |c| views::ladder(c, &slug.0)).await?;
    if ladder.view.draft && !caller.keeps_catalogue() {
        return Err(ApiError::not_there());
    }
    revised(&has, &ladder)
}

/// Publishes a ladder that is a draft, and the drafts that stand on it.
#[utoipa::path(post, path = "/api/v1/ladders/{slug}/publish", tag = "Catalogue",
    params(("slug" = String, Path, example = "city")),
    responses((status = 200, description = "The ladder", body = LadderView)))]
pub async fn publish(app: Data<App>, slug: PathSlug, caller: Caller) -> ApiResult<HttpResponse> {
    revised(&IfNoneMatch(None), &app.usecases.publish_ladder(caller.id(), slug.0).await?)
}

/// A rung as it is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RungRequest {
    /// The rung that is kept, renamed or moved; a new one without.
    id: Option<RungId>,
    /// What it is called.
    name: String,
}

fn rungs(rungs: Vec<RungRequest>) -> Vec<RungInput> {
    rungs.into_iter().map(|rung| RungInput { id: rung.id, name: rung.name }).collect()
}

/// A new ladder.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"slug": "leadership", "name": "Leadership", "rungs": [{"name": "First steps"}]}))]
pub struct LadderRequest {
    /// Its name in addresses; made of the name unless said.
    slug: Option<String>,
    /// Its name.
    name: String,
    /// What it is for.
    summary: Option<String>,
    /// Where it stands in lists, smaller first; last unless said.
    position: Option<i64>,
    /// Its rungs, lowest first.
    rungs: Vec<RungRequest>,
}

/// What is to change about a ladder; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Restorative practice"}))]
pub struct LadderEdit {
    /// Its name.
    name: Option<String>,
    /// What it is for.
    summary: Option<String>,
    /// Where it stands in lists, smaller first.
    position: Option<i64>,
    /// All its rungs, lowest first; one left out goes, unless a course stands on it.
    rungs: Option<Vec<RungRequest>>,
}

/// Creates a ladder.
#[utoipa::path(post, path = "/api/v1/ladders", tag = "Catalogue", request_body = LadderRequest,
    responses((status = 201, description = "The ladder", body = LadderView)))]
pub async fn create(
    app: Data<App>,
    caller: Caller,
    once: Once,
    body: ApiResult<Body<LadderRequest>>,
) -> ApiResult<HttpResponse> {
    let Body { value, hash } = body?;
    let terms = LadderTerms {
        name: Some(value.name),
        summary: value.summary,
        position: value.position,
        rungs: Some(rungs(value.rungs)),
    };
    let key = once.key(caller.id(), hash);
    let answer = app.usecases.create_ladder(caller.id(), value.slug, terms, key).await?;
    created_revised(&answer, &format!("/api/v1/ladders/{}", answer.value.view.slug))
}

/// Changes a ladder.
#[utoipa::path(patch, path = "/api/v1/ladders/{slug}", tag = "Catalogue", request_body = LadderEdit,
    params(("slug" = String, Path, example = "city"),
        ("If-Match" = Option<String>, Header, description = "The ETag the change was made against")),
    responses((status = 200, description = "The ladder", body = LadderView)))]
pub async fn edit(
    app: Data<App>,
    slug: PathSlug,
    caller: Caller,
    IfMatch(revision): IfMatch,
    body: ApiResult<Body<LadderEdit>>,
) -> ApiResult<HttpResponse> {
    let (slug, looked_for) = (slug.0.clone(), slug.0);
    let stands = app.reads.run(move |c| views::ladder(c, &looked_for)).await?.revision;
    refuse_stale(revision, stands)?;
    let value = body?.value;
    let terms = LadderTerms {
        name: value.name,
        summary: value.summary,
        position: value.position,
        rungs: value.rungs.map(rungs),
    };
    let ladder = app.usecases.edit_ladder(caller.id(), slug, revision, terms).await?;
    revised(&IfNoneMatch(None), &ladder)
}

/// Lists the credentials prerequisites can ask for.
#[utoipa::path(get, path = "/api/v1/credential-kinds", tag = "Catalogue", params(PageQuery),
    responses((status = 200, description = "A page of them", body = crate::web::api::page_schemas::CredentialKindPage)))]
pub async fn list_credential_kinds(
    request: HttpRequest,
    app: Data<App>,
    query: Params<PageQuery>,
) -> ApiResult<HttpResponse> {
    let items = app.reads.run(views::credential_kinds).await?;
    Ok(page_answer(&request, &cut(items, &query.0, |kind| kind.slug.clone())?))
}

/// A new kind of credential.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Registered restorative practitioner"}))]
pub struct CredentialKindRequest {
    /// Its name in requests; made of the name unless said.
    slug: Option<String>,
    /// What it is called.
    name: String,
}

/// Adds a kind of credential.
#[utoipa::path(post, path = "/api/v1/credential-kinds", tag = "Catalogue", request_body = CredentialKindRequest,
    responses((status = 201, description = "The kind", body = CredentialKindView)))]
pub async fn add_credential_kind(
    app: Data<App>,
    caller: Caller,
    once: Once,
    body: ApiResult<Body<CredentialKindRequest>>,
) -> ApiResult<HttpResponse> {
    let Body { value, hash } = body?;
    let key = once.key(caller.id(), hash);
    Ok(created(&app.usecases.add_credential_kind(caller.id(), (value.slug, value.name), key).await?))
}

/// Lists the statements people can declare.
#[utoipa::path(get, path = "/api/v1/declaration-kinds", tag = "Catalogue", params(PageQuery),
    responses((status = 200, description = "A page of them", body = crate::web::api::page_schemas::DeclarationKindPage)))]
pub async fn list_declaration_kinds(
    request: HttpRequest,
    app: Data<App>,
    query: Params<PageQuery>,
) -> ApiResult<HttpResponse> {
    let items = app.reads.run(views::declaration_kinds).await?;
    Ok(page_answer(&request, &cut(items, &query.0, |kind| kind.slug.clone())?))
}

/// A new statement people can declare.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"slug": "practised", "statement": "I have worked restoratively within the last 12 months"}))]
pub struct DeclarationKindRequest {
    /// Its name in requests; made of the statement unless said.
    slug: Option<String>,
    /// What is declared.
    statement: String,
}

/// Adds a statement people can declare.
#[utoipa::path(post, path = "/api/v1/declaration-kinds", tag = "Catalogue", request_body = DeclarationKindRequest,
    responses((status = 201, description = "The statement", body = DeclarationKindView)))]
pub async fn add_declaration_kind(
    app: Data<App>,
    caller: Caller,
    once: Once,
    body: ApiResult<Body<DeclarationKindRequest>>,
) -> ApiResult<HttpResponse> {
    let Body { value, hash } = body?;
    let key = once.key(caller.id(), hash);
    Ok(created(&app.usecases.add_declaration_kind(caller.id(), (value.slug, value.statement), key).await?))
}

/// Lists the accreditations.
#[utoipa::path(get, path = "/api/v1/accreditations", tag = "Catalogue", params(PageQuery),
    responses((status = 200, description = "A page of them", body = crate::web::api::page_schemas::AccreditationPage)))]
pub async fn list_accreditations(
    request: HttpRequest,
    app: Data<App>,
    query: Params<PageQuery>,
) -> ApiResult<HttpResponse> {
    let items = app.reads.run(views::accreditations).await?;
    Ok(page_answer(&request, &cut(items, &query.0, |one| one.id.to_string())?))
}

/// A new accreditation.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "body": "Restorative Justice Council", "reference": "RJC-2026-0147", "from": "2026-01-01", "to": "2028-12-31",
    "courses": ["introduction"], "audiences": ["school"],
}))]
pub struct AccreditationRequest {
    /// Who is accredited: whoever runs this service unless said.
    provider: Option<String>,
    /// The accrediting body.
    body: String,
    /// Its reference.
    reference: String,
    /// First day of the period.
    from: NaiveDate,
    /// Last day of the period.
    to: NaiveDate,
    /// The slugs of the courses it covers.
    courses: Vec<String>,
    /// The kinds of organisation it covers training for; all when empty.
    #[serde(default)]
    audiences: Vec<OrganisationKind>,
}

/// Adds an accreditation.
#[utoipa::path(post, path = "/api/v1/accreditations", tag = "Catalogue", request_body = AccreditationRequest,
    responses((status = 201, description = "The accreditation", body = AccreditationView)))]
pub async fn add_accreditation(
    app: Data<App>,
    caller: Caller,
    once: Once,
    body: ApiResult<Body<AccreditationRequest>>,
) -> ApiResult<HttpResponse> {
    let Body { value, hash } = body?;
    let ask = NewAccreditation {
        provider: value.provider,
        body: value.body,
        reference: value.reference,
        from: value.from,
        to: value.to,
        courses: value.courses.into_iter().map(known_characters).collect(),
        audiences: value.audiences,
    };
    let key = once.key(caller.id(), hash);
    Ok(created(&app.usecases.add_accreditation(caller.id(), ask, key).await?))
}
