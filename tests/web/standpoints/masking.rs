//! Answers without what differs from one to the next: ids, secrets, references, and what was typed.

use actix_web::http::header::HeaderMap;

use super::taking::Named;
use crate::support::{app::Answer, personal_data::files};

/// Headers that say nothing of what is answered.
const LEFT_OUT: [&str; 4] = ["x-request-id", "date", "content-length", "set-cookie"];

/// An answer in words that are the same for the same answer; `named` are all who were named so far.
pub fn masked(answer: &Answer, named: &[Named]) -> String {
    let kind = answer.header("content-type");
    let body = if kind.starts_with("application/pdf") {
        format!("{} bytes of PDF", answer.body.len())
    } else if kind.starts_with("application/zip") {
        let text = |(name, content): (String, Vec<u8>)| match String::from_utf8(content) {
            Ok(content) => format!("{name}\n{}", mask(&content, named)),
            Err(_) => format!("{}, a paper", mask(&name, named)),
        };
        files(&answer.body).into_iter().map(text).collect::<Vec<_>>().join("\n")
    } else {
        mask(&answer.text(), named)
    };
    format!("{}\n{}\n{body}", answer.status, headers(&answer.headers, named))
}

fn headers(headers: &HeaderMap, named: &[Named]) -> String {
    let mut lines: Vec<String> = headers
        .iter()
        .filter(|(name, _)| !LEFT_OUT.contains(&name.as_str()))
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            // The hash of a state is that of its ids too.
            let value = match (name.as_str(), value.split_once('.')) {
                ("etag", Some((revision, _))) => revision.to_owned(),
                _ => value,
            };
            format!("{name}: {}", mask(&value, named))
        })
        .collect();
    lines.sort();
    lines.join("\n")
}

fn mask(text: &str, named: &[Named]) -> String {
    let text = named.iter().fold(text.to_owned(), |text, one| {
        let encoded: String = url::form_urlencoded::byte_serialize(one.email.as_bytes()).collect();
        text.replace(&one.email, "(address)").replace(&encoded, "(address)")
    });
    let (mut out, mut word) = (String::with_capacity(text.len()), String::new());
    for c in text.chars().chain(['\n']) {
        if c.is_ascii_alphanumeric() || c == '-' || c == '_' {
            word.push(c);
            continue;
        }
        out.push_str(if is_secret(&word) { "(secret)" } else { &word });
        word.clear();
        out.push(c);
    }
    out
}

/// An id, a token, or a reference that people quote.
fn is_secret(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let capitals = word.bytes().filter(u8::is_ascii_uppercase).count();
    let long = word.len() >= 20 && (digits > 0 || capitals > 2);
    let reference = word.len() == 8 && capitals + digits == 8 && digits > 0 && capitals > 0;
    long || reference
}
