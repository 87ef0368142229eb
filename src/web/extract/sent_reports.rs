//! The reports of a meeting as a program sends them: parts `file`, and beside them what is said of all of them.

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use futures_util::{FutureExt as _, future::LocalBoxFuture};

use super::{Posted, posted::sent_parts};
use crate::web::error::{ApiError, ApiResult};

/// The most they may hold together, in bytes: a hundred thousand lines are half of it.
pub const LARGEST_REPORTS: usize = 20 * 1024 * 1024;

/// What was sent.
pub struct SentReports(pub Posted);

impl FromRequest for SentReports {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, ApiResult<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let sent = sent_parts(request, payload, LARGEST_REPORTS);
        async move { Ok(Self(sent.await?)) }.boxed_local()
    }
}
