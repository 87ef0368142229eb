//! Files that show training already done: added by the person, read by them and the coordinators.

use actix_web::{HttpResponse, web::Data};
use utoipa::ToSchema;

use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{Row, RowId},
    },
    store::read::certificates::claim_evidence::EvidenceView,
    web::{
        access::may_for_claim,
        error::{ApiError, ApiResult},
        evidence_intake::take_in,
        extract::{Caller, PathEvidence, PathId, SentFile},
        files,
        limits::Limits,
    },
};

/// A file that shows what somebody says they did.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the parts of a body that is read as it comes")]
pub struct EvidenceUpload {
    /// A PDF, or a picture as JPEG, PNG, WebP or HEIC, of at most 10 MB. What it is is told by what it holds.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Adds a file to one's own claim, while nobody has decided. The same content again is the same file.
#[utoipa::path(post, path = "/api/v1/training-claims/{id}/evidence", tag = "Me", params(("id" = RowId, Path)),
    request_body(content = EvidenceUpload, content_type = "multipart/form-data"),
    responses((status = 201, description = "Kept", body = EvidenceView)))]
pub async fn add(
    app: Data<App>,
    limits: Data<Limits>,
    id: PathId<Row>,
    caller: Caller,
    sent: ApiResult<SentFile>,
) -> ApiResult<HttpResponse> {
    may_for_claim(&app, &caller, id.0, Action::EditEvidence).await?;
    let mut drafts = take_in(&app, &limits, &caller, &[sent?.0]).await?;
    let draft = drafts.pop().ok_or_else(ApiError::not_there)?;
    Ok(HttpResponse::Created().json(app.usecases.add_evidence(caller.id(), id.0, draft).await?))
}

/// A file, as it was handed in, to be saved.
#[utoipa::path(get, path = "/api/v1/training-claims/{id}/evidence/{evidence_id}", tag = "Me",
    params(("id" = RowId, Path), ("evidence_id" = RowId, Path, description = "The file's id.")),
    responses((status = 200, description = "The file", content(
        (Vec<u8> = "application/pdf"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"),
        (Vec<u8> = "image/webp"), (Vec<u8> = "image/heic")))))]
pub async fn read(
    app: Data<App>,
    id: PathId<Row>,
    file: PathEvidence,
    caller: Caller,
) -> ApiResult<HttpResponse> {
    may_for_claim(&app, &caller, id.0, Action::ReadEvidence).await?;
    files::evidence::handed_out(&app, id.0, file.0).await
}

/// Takes a file back from one's own claim, while nobody has decided.
#[utoipa::path(delete, path = "/api/v1/training-claims/{id}/evidence/{evidence_id}", tag = "Me",
    params(("id" = RowId, Path), ("evidence_id" = RowId, Path, description = "The file's id.")),
    responses((status = 204, description = "Taken back")))]
pub async fn remove(
    app: Data<App>,
    id: PathId<Row>,
    file: PathEvidence,
    caller: Caller,
) -> ApiResult<HttpResponse> {
    may_for_claim(&app, &caller, id.0, Action::EditEvidence).await?;
    app.usecases.remove_evidence(caller.id(), id.0, file.0).await?;
    Ok(HttpResponse::NoContent().finish())
}
