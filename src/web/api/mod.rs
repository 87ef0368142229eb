//! The JSON API: handlers parse, ask, answer.
#![expect(clippy::missing_errors_doc, reason = "the API document lists every answer a handler can give")]

mod answers;
pub mod bookings;
pub mod catalogue;
pub mod certificates;
pub mod commissions;
pub mod feedback;
pub mod mail;
mod page_schemas;
pub mod people;
pub mod practice;
pub mod practitioners;
pub mod registers;
pub mod reports;
pub mod service;
pub mod sessions;

use std::str::FromStr;

use actix_web::{HttpResponse, http::header};
use serde::{Deserialize, Deserializer, Serialize};

use super::{
    error::{ApiError, ApiResult},
    extract::Paging,
};
use crate::{
    domain::{input::FieldError, words::Word},
    usecases::{error::Failure, idempotency::Answer},
};

/// 201 with what was made; says so when it was made by an earlier request with the same key.
fn created<T: Serialize>(answer: &Answer<T>) -> HttpResponse {
    let mut response = HttpResponse::Created();
    if answer.replayed {
        response.insert_header(("Idempotency-Replayed", "true"));
    }
    response.json(&answer.value)
}

/// 201 with what was made and where it is.
fn created_at<T: Serialize>(answer: &Answer<T>, location: &str) -> HttpResponse {
    let mut response = created(answer);
    if let Ok(value) = location.parse() {
        response.headers_mut().insert(header::LOCATION, value);
    }
    response
}

/// 200 with what came of it; says so when it was done by an earlier request with the same key.
fn done<T: Serialize>(answer: &Answer<T>) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    if answer.replayed {
        response.insert_header(("Idempotency-Replayed", "true"));
    }
    response.json(&answer.value)
}

/// The position a cursor stands for.
fn position<T: FromStr>(paging: &Paging) -> ApiResult<Option<T>> {
    let parsed = paging.after.as_ref().map(|after| after.parse());
    parsed.transpose().map_err(|_| {
        ApiError::new("invalid_cursor", "Pass the value of \"next\" from the page before, unchanged.")
    })
}

/// A word of a fixed list, from a query.
fn word<T: Word>(field: &str, text: &str) -> ApiResult<T> {
    T::from_word(text).ok_or_else(|| {
        let words: Vec<&str> = T::ALL.iter().map(|word| word.as_str()).collect();
        let wrong = FieldError::new(field, format!("Use one of: {}.", words.join(", ")));
        Failure::from(wrong).into()
    })
}

/// Reads a field of an edit that may be null: left out is `None`, null is `Some(None)`.
#[expect(clippy::option_option, reason = "an edit tells what is left out from what is null")]
fn present<'de, T, D>(field: D) -> Result<Option<Option<T>>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::deserialize(field).map(Some)
}
