//! Evidence for an accreditation.

use actix_web::{HttpResponse, web::Data};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    app::App,
    domain::ids::{AccreditationId, Row, RowId},
    usecases::reports::make_evidence_pack::{EvidencePackView, MakeEvidencePack},
    web::{
        error::ApiResult,
        extract::{Body, Caller, Once, PathId},
        files,
    },
};

/// Evidence that is asked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"accreditation_id": "01930000-0000-7000-8000-00000000000a", "from": "2027-01-01",
    "to": "2027-12-31"}))]
pub struct EvidencePackRequest {
    /// For which accreditation.
    accreditation_id: AccreditationId,
    /// The first day; only days on which the accreditation is in force count.
    from: NaiveDate,
    /// The last day.
    to: NaiveDate,
    /// Why people stand in it by name, which is kept on the trail; by certificate number alone when left out.
    names_reason: Option<String>,
}

/// Makes evidence for an accreditation: sessions, trainers, outcomes, attendance, feedback, impact, complaints and what
/// followed, and the certificates given, each figure with its source, as they stand now.
#[utoipa::path(post, path = "/api/v1/evidence-packs", tag = "Reports", request_body = EvidencePackRequest,
    responses((status = 201, description = "What was made, and where it is fetched", body = EvidencePackView)))]
pub async fn make(
    app: Data<App>,
    caller: Caller,
    once: Once,
    body: Body<EvidencePackRequest>,
) -> ApiResult<HttpResponse> {
    let Body { value, hash } = body;
    let ask = MakeEvidencePack {
        by: caller.id(),
        accreditation: value.accreditation_id,
        from: value.from,
        to: value.to,
        names_reason: value.names_reason,
    };
    let made = app.usecases.make_evidence_pack(ask, once.key(caller.id(), hash)).await?;
    Ok(crate::web::api::created_at(&made, &made.value.file))
}

/// The folder: one PDF, and each table as CSV.
#[utoipa::path(get, path = "/api/v1/evidence-packs/{id}.zip", tag = "Reports", params(("id" = RowId, Path)),
    responses((status = 200, description = "The folder", content((Vec<u8> = "application/zip")))))]
pub async fn download(app: Data<App>, _caller: Caller, id: PathId<Row>) -> ApiResult<HttpResponse> {
    files::evidence_pack::archive(&app, id.0).await
}
