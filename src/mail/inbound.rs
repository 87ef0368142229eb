//! Mail that comes in: the calendar files in it.

use mailparse::{MailHeaderMap, ParsedMail};

/// What is read from a mail that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inbound {
    /// The address in From; anyone can write anything there.
    pub from: Option<String>,
    /// Whether a machine sent it by itself (RFC 3834 §5).
    pub automatic: bool,
    /// The calendar files, each once, in the order they stand.
    pub calendars: Vec<String>,
}

/// Why a mail cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum InboundError {
    /// It is no mail, or its parts lie deeper within parts than in any honest one.
    #[error("not a mail: {0}")]
    Malformed(#[from] mailparse::MailParseError),
}

/// Reads a mail as it came over the wire.
///
/// # Errors
///
/// If it is no mail.
pub fn read(raw: &[u8]) -> Result<Inbound, InboundError> {
    let mail = mailparse::parse_mail(raw)?;
    let mut calendars = Vec::new();
    collect(&mail, &mut calendars)?;
    let automatic =
        mail.headers.get_first_value("Auto-Submitted").is_some_and(|value| !value.eq_ignore_ascii_case("no"));
    let from = mail
        .headers
        .get_first_header("From")
        .and_then(|header| mailparse::addrparse_header(header).ok())
        .and_then(mailparse::MailAddrList::extract_single_info)
        .map(|single| single.addr);
    Ok(Inbound { from, automatic, calendars })
}

fn collect(part: &ParsedMail<'_>, out: &mut Vec<String>) -> Result<(), InboundError> {
    if ["text/calendar", "application/ics"].contains(&part.ctype.mimetype.as_str()) {
        let bytes = part.get_body_raw()?;
        let file = String::from_utf8(bytes).or_else(|_| part.get_body())?;
        if !out.contains(&file) {
            out.push(file);
        }
    }
    part.subparts.iter().try_for_each(|inner| collect(inner, out))
}

/// A mail as its reader sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Letter {
    pub subject: String,
    pub from: String,
    pub to: String,
    pub date: String,
    pub text: String,
    pub html: String,
    pub calendars: Vec<String>,
    /// The names of the attached files.
    pub attachments: Vec<String>,
}

/// Reads a mail as its reader sees it.
///
/// # Errors
///
/// If it is no mail.
pub fn letter(raw: &[u8]) -> Result<Letter, InboundError> {
    let mail = mailparse::parse_mail(raw)?;
    let header = |name: &str| mail.headers.get_first_value(name).unwrap_or_default();
    let mut calendars = Vec::new();
    collect(&mail, &mut calendars)?;
    let (mut text, mut html, mut attachments) = (String::new(), String::new(), Vec::new());
    for part in mail.parts() {
        let disposition = part.get_content_disposition();
        if let Some(name) = disposition.params.get("filename") {
            attachments.push(name.clone());
        } else if part.ctype.mimetype == "text/plain" && text.is_empty() {
            text = part.get_body()?;
        } else if part.ctype.mimetype == "text/html" && html.is_empty() {
            html = part.get_body()?;
        }
    }
    Ok(Letter {
        subject: header("Subject"),
        from: header("From"),
        to: header("To"),
        date: header("Date"),
        text,
        html,
        calendars,
        attachments,
    })
}
