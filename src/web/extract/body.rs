//! JSON bodies: media type, size, syntax, then shape, each with its own answer.

use actix_web::{FromRequest, HttpRequest, dev::Payload, web::Bytes};
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;

use crate::{
    crypto::tokens::sha256,
    domain::input::FieldError,
    web::{error::ApiError, problems::Problem},
};

/// The most a JSON body may hold, in bytes.
pub const LARGEST_BODY: usize = 256 * 1024;

/// A JSON body of the right shape, and the hash of what was sent.
pub struct Body<T> {
    /// The value.
    pub value: T,
    /// SHA-256 of the bytes, by which an idempotency key knows its request.
    pub hash: [u8; 32],
}

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let json = is_json(request);
        let bytes = Bytes::from_request(request, payload);
        Box::pin(async move {
            let bytes = bytes.await.map_err(|error| {
                if error.as_response_error().status_code() == actix_web::http::StatusCode::PAYLOAD_TOO_LARGE {
                    ApiError::new("too_large", format!("A request holds at most {LARGEST_BODY} bytes."))
                } else {
                    ApiError::new("malformed_request", "The body could not be read to its end.")
                }
            })?;
            // An empty body stands for an empty object, so that actions without fields need none.
            if bytes.is_empty() {
                return parse(b"{}", sha256(b""));
            }
            if !json {
                return Err(ApiError::new(
                    "unsupported_media_type",
                    "Send the body as JSON with \"Content-Type: application/json\".",
                ));
            }
            parse(&bytes, sha256(&bytes))
        })
    }
}

fn is_json(request: &HttpRequest) -> bool {
    let media_type = request.headers().get("content-type").and_then(|value| value.to_str().ok());
    media_type.is_some_and(|value| {
        let essence = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        essence == "application/json" || essence.ends_with("+json")
    })
}

fn parse<T: DeserializeOwned>(bytes: &[u8], hash: [u8; 32]) -> Result<Body<T>, ApiError> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        let inner = error.into_inner();
        match inner.classify() {
            serde_json::error::Category::Data => {
                let field = if path == "." { String::new() } else { path };
                let message = plain(&inner.to_string());
                let detail = if field.is_empty() { message.clone() } else { format!("{field}: {message}") };
                let wrong = FieldError { field, message };
                Problem::new("invalid_input", detail).with_errors(vec![wrong]).into()
            }
            _ => ApiError::new("malformed_request", format!("The body is not JSON: {inner}.")),
        }
    })?;
    reader
        .end()
        .map_err(|error| ApiError::new("malformed_request", format!("The body is not JSON: {error}.")))?;
    Ok(Body { value, hash })
}

/// Without serde's position, which means nothing to whoever sees the field's path.
fn plain(message: &str) -> String {
    let message = message.split(" at line ").next().unwrap_or(message);
    format!("{message}.")
}
