//! The reports of a meeting as a program sends them: parts `file`, and beside them what is said of all of them.

use actix_multipart::Multipart;
use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header};
use futures_util::future::LocalBoxFuture;

use super::{
    Posted,
    posted::{read_parts, too_large},
};
use crate::web::error::{ApiError, ApiResult};

/// The most they may hold together, in bytes: a hundred thousand lines are half of it.
pub const LARGEST_REPORTS: usize = 20 * 1024 * 1024;

/// What was sent.
pub struct SentReports(pub Posted);

impl FromRequest for SentReports {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, ApiResult<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
        let kind = text(header::CONTENT_TYPE).unwrap_or_default().trim().to_ascii_lowercase();
        if !kind.starts_with("multipart/form-data") {
            return Box::pin(async {
                Err(ApiError::new(
                    "unsupported_media_type",
                    "Send the report as the part \"file\" of \"Content-Type: multipart/form-data\".",
                ))
            });
        }
        let said = text(header::CONTENT_LENGTH).and_then(|length| length.parse::<usize>().ok());
        if said.is_some_and(|length| length > LARGEST_REPORTS) {
            return Box::pin(async { Err(too_large(LARGEST_REPORTS)) });
        }
        let parts = Multipart::new(request.headers(), payload.take());
        Box::pin(async move { Ok(Self(read_parts(parts, LARGEST_REPORTS).await?)) })
    }
}
