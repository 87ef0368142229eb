//! A file that somebody handed in as evidence, for them and the coordinators: to be saved, never to be shown as ours.

use actix_web::{HttpResponse, body::SizedStream, http::header};

use super::stepwise::stepwise;
use crate::{
    app::App,
    domain::{evidence::EvidenceKind, ids::RowId},
    store::{error::Error, read::certificates::claim_evidence},
    web::error::ApiResult,
};

/// Whatever the file holds, it can neither act nor fetch anything, nor stand for a page of ours.
const KEPT_IN: &str = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox";

/// The file of a claim, for whoever may read it.
pub(in crate::web) async fn handed_out(app: &App, claim: RowId, id: RowId) -> ApiResult<HttpResponse> {
    let stored = app.reads.run(move |c| claim_evidence::one(c, claim, id)).await?;
    let file = app.usecases.open_evidence(&stored.stored_as).await?;
    let length = file.metadata().map_err(|why| Error::Broken(format!("a file of evidence: {why}")))?.len();
    Ok(HttpResponse::Ok()
        .content_type(stored.view.kind.media_type())
        .insert_header((header::CONTENT_DISPOSITION, attachment(&stored.view.name, stored.view.kind)))
        .insert_header((header::CONTENT_SECURITY_POLICY, KEPT_IN))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(SizedStream::new(length, stepwise(file))))
}

/// A file to be saved under this name (RFC 6266): plainly for programs that know no other letters, and as it is.
fn attachment(name: &str, kind: EvidenceKind) -> String {
    let encoded: String = name
        .bytes()
        .map(|byte| match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect();
    format!("attachment; filename=\"evidence.{}\"; filename*=UTF-8''{encoded}", kind.ending())
}
