//! Forms as browsers send them, and the proof that they came from a page of ours.

use actix_multipart::{Multipart, MultipartError};
use actix_web::{
    FromRequest, HttpMessage, HttpRequest, dev::Payload, error::PayloadError, http::header, web::BytesMut,
};
use futures_util::{StreamExt, future::LocalBoxFuture};
use url::form_urlencoded;

use super::{Caller, LARGEST_BODY, Member, Visit, body::too_slow, upload::Upload};
use crate::{
    domain::{
        evidence::{MOST_BYTES, MOST_FILES},
        input::FieldError,
    },
    web::{
        body_pace::is_too_slow,
        error::{ApiError, ApiResult},
        problems::Problem,
        route_table::Matched,
    },
};

/// The name of the field that carries a form's token.
pub const CSRF: &str = "csrf";
/// The field of a form that is sent only to be shown again with what was typed.
pub const AGAIN: &str = "_again";
/// The field of a form that is sent to change its rows, such as one more, and nothing else.
pub const STEP: &str = "_step";
/// The most a form with a file may hold, in bytes.
const LARGEST_UPLOAD: usize = 2 * 1024 * 1024;
/// The same where the file may be a whole register; what is typed beside it keeps to the other bound.
const LARGEST_REGISTER: usize = 50 * 1024 * 1024;
/// The same where several files may show something, with what is typed beside them.
const LARGEST_EVIDENCE: usize = MOST_FILES * MOST_BYTES as usize + 1024 * 1024;
/// The same where a program sends one such file.
const LARGEST_SENT_FILE: usize = MOST_BYTES as usize + 64 * 1024;
/// The most fields a form may send: no page of ours has more, and every field is looked for among all of them.
pub const MOST_FIELDS: usize = 300;

/// Whether a form was sent by the page's own script, which goes on with the page as it is.
#[must_use]
pub fn wants_json(request: &HttpRequest) -> bool {
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("json") && !accept.contains("text/html"))
}

/// What was typed into a form. Control characters other than line breaks are left out on reading.
#[derive(Debug, Clone, Default)]
pub struct Posted {
    pairs: Vec<(String, String)>,
    files: Vec<(String, Upload)>,
}

impl Posted {
    /// From names and values.
    #[must_use]
    pub fn new(pairs: Vec<(String, String)>) -> Self {
        let clean =
            |text: &str| text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
        let pairs = pairs.into_iter().map(|(name, value)| (name, clean(&value.replace("\r\n", "\n"))));
        Self { pairs: pairs.collect(), files: Vec::new() }
    }

    /// The bytes of a file that was chosen, as they came: whoever reads it decides how. None of one so large that it
    /// lies on the disk.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&[u8]> {
        self.upload(name).and_then(Upload::held)
    }

    /// A file that was chosen, of whatever size.
    #[must_use]
    pub fn upload(&self, name: &str) -> Option<&Upload> {
        let chosen = self.files.iter().find(|(field, file)| field == name && !file.is_empty());
        chosen.map(|(_, file)| file)
    }

    /// Every file that was chosen in a field that takes several.
    #[must_use]
    pub fn uploads(&self, name: &str) -> Vec<Upload> {
        let chosen = self.files.iter().filter(|(field, file)| field == name && !file.is_empty());
        chosen.map(|(_, file)| file.clone()).collect()
    }

    /// The first value of a field without white space around it; empty when there is none.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.pairs.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.trim())
    }

    /// The value of a field that may be left empty.
    #[must_use]
    pub fn optional(&self, name: &str) -> Option<String> {
        Some(self.get(name)).filter(|value| !value.is_empty()).map(str::to_owned)
    }

    /// The first value of a field as it was typed, with the spaces around it: those of a password are part of it.
    #[must_use]
    pub fn as_typed(&self, name: &str) -> &str {
        self.pairs.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    /// As [`Posted::as_typed`], of a field that may be left empty.
    #[must_use]
    pub fn optional_as_typed(&self, name: &str) -> Option<String> {
        Some(self.as_typed(name)).filter(|value| !value.is_empty()).map(str::to_owned)
    }

    /// The same with other values in some fields.
    #[must_use]
    pub fn with(&self, others: &[(&str, &str)]) -> Self {
        let kept = self.pairs.iter().filter(|(name, _)| others.iter().all(|(other, _)| other != name));
        let others = others.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Self { pairs: kept.cloned().chain(others).collect(), files: self.files.clone() }
    }

    /// The same with these in the place of every field that is replaced.
    #[must_use]
    pub fn with_instead(
        &self,
        replaced: impl Fn(&str) -> bool,
        others: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        let kept = self.pairs.iter().filter(|(name, _)| !replaced(name)).cloned();
        Self { pairs: kept.chain(others).collect(), files: self.files.clone() }
    }

    /// The names and values of all fields whose names begin so.
    pub fn beginning(&self, with: &str) -> impl Iterator<Item = (&str, &str)> {
        let of = self.pairs.iter().filter(move |(name, _)| name.starts_with(with));
        of.map(|(name, value)| (name.as_str(), value.trim()))
    }

    /// Every value of a field, as check boxes send them.
    #[must_use]
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.pairs.iter().filter(|(field, _)| field == name).map(|(_, value)| value.trim()).collect()
    }

    /// Whether the field was sent at all, as a ticked box is.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.pairs.iter().any(|(field, _)| field == name)
    }

    /// Whether the form is only to be shown again with what was typed: it was sent after the login had ended.
    #[must_use]
    pub fn again(&self) -> bool {
        self.has(AGAIN)
    }

    /// All that was typed, without what no page may show again.
    #[must_use]
    pub fn to_keep(&self) -> Vec<(String, String)> {
        let secret = |name: &str| matches!(name, CSRF | AGAIN) || name.contains("password");
        self.pairs.iter().filter(|(name, _)| !secret(name)).cloned().collect()
    }
}

/// A form of somebody signed in.
#[derive(Debug, Clone)]
pub struct MembersForm {
    /// The request.
    pub visit: Visit,
    /// Their rights and login.
    pub caller: Caller,
    /// Their name.
    pub name: String,
    /// What was typed.
    pub posted: Posted,
}

impl MembersForm {
    /// The request without what was typed, as the form's own page gets it.
    #[must_use]
    pub fn member(&self) -> Member {
        Member { visit: self.visit.clone(), caller: self.caller.clone(), name: self.name.clone() }
    }
}

impl FromRequest for MembersForm {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, ApiResult<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, body) = (request.clone(), read(request, payload));
        Box::pin(async move {
            let posted = body.await?;
            // Kept with the request: whoever has to sign in first gets their words back.
            request.extensions_mut().insert(posted.clone());
            let Member { visit, caller, name } = Member::of(&request).await?;
            check(&visit, &posted)?;
            Ok(Self { visit, caller, name, posted })
        })
    }
}

/// A form anybody may send.
#[derive(Debug, Clone)]
pub struct AnyonesForm {
    /// The request.
    pub visit: Visit,
    /// What was typed.
    pub posted: Posted,
}

impl FromRequest for AnyonesForm {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, ApiResult<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, body) = (request.clone(), read(request, payload));
        Box::pin(async move {
            let posted = body.await?;
            request.extensions_mut().insert(posted.clone());
            let visit = Visit::of(&request).await?;
            check(&visit, &posted)?;
            Ok(Self { visit, posted })
        })
    }
}

/// The one file that a program sends, as the part `file` of `multipart/form-data`.
pub struct SentFile(pub Upload);

impl FromRequest for SentFile {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, ApiResult<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let sent = sent_parts(request, payload, LARGEST_SENT_FILE);
        Box::pin(async move {
            let sent = sent.await?.uploads("file");
            if let Ok([file]) = <[Upload; 1]>::try_from(sent) {
                return Ok(Self(file));
            }
            let wrong = FieldError::new("file", "Send one file, as the part \"file\".");
            Err(Problem::new("invalid_input", wrong.message.clone()).with_errors(vec![wrong]).into())
        })
    }
}

/// What a program sends as `multipart/form-data` of at most so many bytes.
pub(super) fn sent_parts(
    request: &HttpRequest,
    payload: &mut Payload,
    most: usize,
) -> LocalBoxFuture<'static, ApiResult<Posted>> {
    if essence(request) != "multipart/form-data" {
        let how = "Send the file as the part \"file\" of \"Content-Type: multipart/form-data\".";
        return Box::pin(async move { Err(ApiError::new("unsupported_media_type", how)) });
    }
    if said_length(request).is_some_and(|length| length > most) {
        return Box::pin(async move { Err(too_large(most)) });
    }
    Box::pin(read_parts(Multipart::new(request.headers(), payload.take()), most))
}

/// What kind of body a request says it has, without what belongs to it.
fn essence(request: &HttpRequest) -> String {
    let media_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    media_type.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// How long a request says that its body is, in bytes.
fn said_length(request: &HttpRequest) -> Option<usize> {
    let said = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    said.and_then(|length| length.parse().ok())
}

fn check(visit: &Visit, posted: &Posted) -> ApiResult<()> {
    if visit.sent_from_here(posted.get(CSRF)) {
        return Ok(());
    }
    Err(ApiError::new(
        "form_expired",
        "The page with this form was opened too long ago, or before you signed in.",
    ))
}

fn read(request: &HttpRequest, payload: &mut Payload) -> LocalBoxFuture<'static, ApiResult<Posted>> {
    let route = request.extensions().get::<Matched>().copied();
    let most = match route {
        Some(Matched { takes_large_files: true, .. }) => LARGEST_REGISTER,
        Some(Matched { takes_evidence: true, .. }) => LARGEST_EVIDENCE,
        Some(Matched { takes_files: true, .. }) => LARGEST_UPLOAD,
        _ => LARGEST_BODY,
    };
    if said_length(request).is_some_and(|length| length > most) {
        return Box::pin(async move { Err(too_large(most)) });
    }
    match essence(request).as_str() {
        "multipart/form-data" => {
            let parts = Multipart::new(request.headers(), payload.take());
            Box::pin(read_parts(parts, most))
        }
        "application/x-www-form-urlencoded" => Box::pin(read_pairs(payload.take(), most.min(LARGEST_UPLOAD))),
        _ => Box::pin(async {
            Err(ApiError::new("unsupported_media_type", "This address takes the form of its page."))
        }),
    }
}

async fn read_pairs(mut payload: Payload, most: usize) -> ApiResult<Posted> {
    let (mut bytes, mut fields) = (BytesMut::new(), 1);
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| unread(&error))?;
        fields += chunk.split(|byte| *byte == b'&').count() - 1;
        if fields > MOST_FIELDS {
            return Err(too_many_fields());
        }
        if bytes.len() + chunk.len() > most {
            return Err(too_large(most));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Posted::new(form_urlencoded::parse(&bytes).into_owned().collect()))
}

async fn read_parts(mut parts: Multipart, most: usize) -> ApiResult<Posted> {
    let unreadable = |error: MultipartError| match &error {
        MultipartError::Payload(error) => unread(error),
        _ => not_to_its_end(),
    };
    let (mut pairs, mut files, mut total, mut typed) = (Vec::new(), Vec::new(), 0, 0);
    while let Some(part) = parts.next().await {
        let mut part = part.map_err(unreadable)?;
        if pairs.len() + files.len() == MOST_FIELDS {
            return Err(too_many_fields());
        }
        let name = part.name().unwrap_or_default().to_owned();
        let called = part.content_disposition().and_then(|said| said.get_filename()).map(str::to_owned);
        let mut file = called.map(Upload::called);
        let mut value = BytesMut::new();
        total += name.len();
        while let Some(chunk) = part.next().await {
            let chunk = chunk.map_err(unreadable)?;
            total += chunk.len();
            if total > most {
                return Err(too_large(most));
            }
            if let Some(file) = &mut file {
                file.add(&chunk)?;
                continue;
            }
            typed += chunk.len();
            if typed > LARGEST_UPLOAD {
                return Err(too_large(LARGEST_UPLOAD));
            }
            value.extend_from_slice(&chunk);
        }
        match file {
            Some(file) => files.push((name, file.finish()?)),
            None => pairs.push((name, String::from_utf8_lossy(&value).into_owned())),
        }
    }
    Ok(Posted { files, ..Posted::new(pairs) })
}

fn unread(error: &PayloadError) -> ApiError {
    if is_too_slow(error) { too_slow() } else { not_to_its_end() }
}

fn not_to_its_end() -> ApiError {
    ApiError::new("malformed_request", "The form could not be read to its end.")
}

fn too_large(most: usize) -> ApiError {
    const MEGABYTE: usize = 1024 * 1024;
    let most = match most {
        ..MEGABYTE => format!("{} KB", most / 1024),
        _ => format!("{} MB", most / MEGABYTE),
    };
    ApiError::new("too_large", format!("This form holds at most {most}."))
}

fn too_many_fields() -> ApiError {
    ApiError::new(
        "too_large",
        format!("A form holds at most {MOST_FIELDS} fields, which is more than any page has."),
    )
}
