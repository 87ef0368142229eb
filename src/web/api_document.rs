//! The API's document as it is handed out: made once, for whoever asks for it or shows it.

use std::{collections::BTreeMap, sync::LazyLock};

use actix_web::web::Bytes;
use serde::Serialize;

use crate::crypto::tokens::sha256;

/// The document, made when it is first asked for.
pub type MadeOnce = LazyLock<ApiDocument, Box<dyn FnOnce() -> ApiDocument + Send>>;

/// The document in the forms in which it is read.
#[derive(Debug, Clone)]
pub struct ApiDocument {
    /// As OpenAPI 3.1.
    pub json: Written,
    /// As OpenAPI 3.0, for generators that know no later one.
    pub older_json: Written,
    /// Its operations by tag, in the order of the table of addresses.
    pub outline: BTreeMap<String, Vec<Call>>,
}

/// A document as it goes out, with what names this state of it.
#[derive(Debug, Clone)]
pub struct Written {
    /// What goes out.
    pub body: Bytes,
    /// Its `ETag`.
    pub tag: String,
}

impl From<String> for Written {
    fn from(text: String) -> Self {
        let hash =
            sha256(text.as_bytes()).iter().take(8).fold(0_u64, |hash, byte| hash << 8 | u64::from(*byte));
        Self { tag: format!("\"{hash:016x}\""), body: text.into() }
    }
}

/// One operation in the outline.
#[derive(Debug, Clone, Serialize)]
pub struct Call {
    /// HTTP method.
    pub method: &'static str,
    /// The path, ids in braces.
    pub path: &'static str,
    /// What it does.
    pub summary: String,
    /// The statuses it answers, apart by spaces.
    pub statuses: String,
}
