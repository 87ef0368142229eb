//! JSON bodies: media type, size, syntax, then shape, each with its own answer.

use actix_web::{FromRequest, HttpRequest, dev::Payload, error::PayloadError, web::Bytes};
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    crypto::tokens::sha256,
    domain::input::FieldError,
    web::{body_pace::is_too_slow, error::ApiError, problems::Problem},
};

/// The most a JSON body may hold, in bytes.
pub const LARGEST_BODY: usize = 256 * 1024;

/// How deep a JSON body may be nested; no operation takes more than a few levels.
const DEEPEST: usize = 32;

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
                if error.as_error::<PayloadError>().is_some_and(is_too_slow) {
                    too_slow()
                } else if error.as_response_error().status_code()
                    == actix_web::http::StatusCode::PAYLOAD_TOO_LARGE
                {
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
    if is_too_deep(bytes) {
        return Err(ApiError::new("too_large", format!("A body is nested at most {DEEPEST} deep.")));
    }
    // Read as a whole first: what is not JSON is told before what is not a field.
    let whole: Value = serde_json::from_slice(bytes)
        .map_err(|error| ApiError::new("malformed_request", format!("The body is not JSON: {error}.")))?;
    // A list would be taken for the fields in their order, which nobody is told.
    if !whole.is_object() {
        let wrong = FieldError::new("", "Send a JSON object with the fields by name.");
        return Err(Problem::new("invalid_input", wrong.message.clone()).with_errors(vec![wrong]).into());
    }
    if let Some(field) = find_nul(&whole) {
        let message = "Leave out the character NUL: no text has it.";
        let wrong = FieldError::new(field, message);
        return Err(Problem::new("invalid_input", wrong.to_string()).with_errors(vec![wrong]).into());
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        let inner = error.into_inner();
        let field = if path == "." { String::new() } else { path };
        // It was read as JSON before: whatever is said of its syntax here means a value of another kind.
        let message = match inner.classify() {
            serde_json::error::Category::Data => plain(&inner.to_string()),
            _ => "This is not a value of the kind it takes.".to_owned(),
        };
        let detail = if field.is_empty() { message.clone() } else { format!("{field}: {message}") };
        let wrong = FieldError { field, message };
        ApiError::from(Problem::new("invalid_input", detail).with_errors(vec![wrong]))
    })?;
    Ok(Body { value, hash })
}

/// The answer to a body that came too slowly.
pub(super) fn too_slow() -> ApiError {
    ApiError::new(
        "request_timeout",
        "The request came too slowly, and nothing was changed. Send it again over a better connection.",
    )
}

/// Whether brackets are nested too deep, whatever stands between them: looked at before anything is built of them.
fn is_too_deep(bytes: &[u8]) -> bool {
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'[' | b'{' if !in_text => depth += 1,
            b']' | b'}' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return true;
        }
    }
    false
}

/// What stands between a value and the path inside it.
fn between(rest: &str) -> &'static str {
    if rest.is_empty() || rest.starts_with('[') { "" } else { "." }
}

/// The path of the first text that holds a NUL, which not every database can even compare with. It is put together
/// from its end, once there is one: each value's own would cost as much as all names above it.
fn find_nul(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => text.contains('\0').then(String::new),
        Value::Array(items) => items.iter().enumerate().find_map(|(index, item)| {
            let rest = find_nul(item)?;
            Some(format!("[{index}]{}{rest}", between(&rest)))
        }),
        Value::Object(fields) => fields.iter().find_map(|(name, field)| {
            let rest = if name.contains('\0') { String::new() } else { find_nul(field)? };
            Some(format!("{name}{}{rest}", between(&rest)))
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// Without serde's position, which means nothing to whoever sees the field's path.
fn plain(message: &str) -> String {
    let message = message.split(" at line ").next().unwrap_or(message);
    format!("{message}.")
}
