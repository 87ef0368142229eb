//! A mail ready to leave, and its form on the wire: `multipart/mixed` > `multipart/alternative` (text, HTML,
//! calendar last) and the attachments (RFC 2046, RFC 6047).

use chrono::{DateTime, Utc};
use lettre::{
    Address, Message,
    message::{
        Attachment as LettreAttachment, Body, Mailbox, MultiPart, SinglePart,
        header::{
            ContentTransferEncoding, ContentType, Header, HeaderName, HeaderValue, InReplyTo, MessageId,
            References,
        },
    },
};

use crate::domain::invites::{InviteMethod, Party};

/// A mail with everything that is fixed when it was queued: sent again, it is the same mail with the same
/// Message-ID.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Who sends it; its address is also where failures are returned to.
    pub from: Party,
    /// Who gets it: one person.
    pub to: Party,
    /// Where answers go.
    pub reply_to: Party,
    /// With its angle brackets, as [`message_id`](super::message::message_id) makes it.
    pub message_id: String,
    /// The Message-ID of the mail this one follows, with its angle brackets.
    pub in_reply_to: Option<String>,
    /// The Message-IDs of the thread, first to last.
    pub references: Vec<String>,
    /// When it was written.
    pub date: DateTime<Utc>,
    /// One line.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The HTML.
    pub html: String,
    /// The invite, if one travels with it.
    pub calendar: Option<CalendarPart>,
    /// What is attached besides the invite.
    pub attachments: Vec<Attachment>,
}

/// An invite, as a part of the mail and attached to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarPart {
    /// What it asks for; the `method` parameter must equal the file's METHOD (RFC 6047 §2.4).
    pub method: InviteMethod,
    /// The file, with CRLF line ends.
    pub ics: String,
}

/// A file that travels with a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// The name it is saved under.
    pub filename: String,
    /// Its media type, such as `application/pdf`.
    pub content_type: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Why something cannot be a mail; sending it again does not help.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// A header would hold a control character.
    #[error("the {0} holds a control character")]
    ControlCharacter(&'static str),
    /// Not an address mail can be sent to.
    #[error("{0:?} is not an e-mail address")]
    Address(String),
    /// Not a Message-ID.
    #[error("{0:?} is not a Message-ID")]
    MessageId(String),
    /// Not a media type.
    #[error("{0:?} is not a media type")]
    ContentType(String),
    /// The parts do not make a mail.
    #[error("not a mail: {0}")]
    Parts(String),
}

impl Outgoing {
    /// The mail as it goes over the wire.
    ///
    /// # Errors
    ///
    /// If a header would be malformed.
    pub fn mime(&self) -> Result<Vec<u8>, Malformed> {
        Ok(self.message()?.formatted())
    }

    pub(super) fn message(&self) -> Result<Message, Malformed> {
        one_line("subject", &self.subject)?;
        let mut builder = Message::builder()
            .from(mailbox(&self.from)?)
            .to(mailbox(&self.to)?)
            .reply_to(mailbox(&self.reply_to)?)
            .date(self.date.into())
            .subject(self.subject.clone())
            .header(MessageId::from(checked_id(&self.message_id)?.to_owned()));
        if let Some(first) = &self.in_reply_to {
            builder = builder.header(InReplyTo::from(checked_id(first)?.to_owned()));
        }
        if !self.references.is_empty() {
            let thread = self.references.iter().map(|id| checked_id(id)).collect::<Result<Vec<_>, _>>()?;
            builder = builder.header(References::from(thread.join(" ")));
        }
        builder
            .header(AutoSubmitted)
            .multipart(self.parts()?)
            .map_err(|error| Malformed::Parts(error.to_string()))
    }

    fn parts(&self) -> Result<MultiPart, Malformed> {
        let mut alternative = MultiPart::alternative()
            .boundary(self.boundary("alternative"))
            .singlepart(SinglePart::plain(self.text.clone()))
            .singlepart(SinglePart::html(self.html.clone()));
        if let Some(calendar) = &self.calendar {
            alternative = alternative.singlepart(base64(
                SinglePart::builder().header(CalendarType(calendar.method)),
                calendar.ics.clone().into_bytes(),
            ));
        }
        let mut mixed = MultiPart::mixed().boundary(self.boundary("mixed")).multipart(alternative);
        if let Some(calendar) = &self.calendar {
            let invite = Attachment {
                filename: "invite.ics".to_owned(),
                content_type: "application/ics".to_owned(),
                bytes: calendar.ics.clone().into_bytes(),
            };
            mixed = mixed.singlepart(attached(&invite)?);
        }
        for attachment in &self.attachments {
            mixed = mixed.singlepart(attached(attachment)?);
        }
        Ok(mixed)
    }

    /// A boundary made of the Message-ID, so that the same mail is the same bytes each time it is sent. `=_` stands
    /// in no encoded part (RFC 2045 §6.7).
    fn boundary(&self, kind: &str) -> String {
        let id: String = self.message_id.chars().filter(char::is_ascii_alphanumeric).take(40).collect();
        format!("=_{kind}_{id}")
    }
}

fn attached(attachment: &Attachment) -> Result<SinglePart, Malformed> {
    one_line("file name", &attachment.filename)?;
    let content_type = ContentType::parse(&attachment.content_type)
        .map_err(|_| Malformed::ContentType(attachment.content_type.clone()))?;
    let body = Body::new_with_encoding(attachment.bytes.clone(), ContentTransferEncoding::Base64)
        .map_err(|_| Malformed::Parts("an attachment cannot be encoded".to_owned()))?;
    Ok(LettreAttachment::new(attachment.filename.clone()).body(body, content_type))
}

/// Base64 keeps the CRLFs of a calendar file as they are through every relay.
fn base64(builder: lettre::message::SinglePartBuilder, bytes: Vec<u8>) -> SinglePart {
    builder.header(ContentTransferEncoding::Base64).body(bytes)
}

fn mailbox(party: &Party) -> Result<Mailbox, Malformed> {
    one_line("name", &party.name)?;
    let address: Address = party.email.parse().map_err(|_| Malformed::Address(party.email.clone()))?;
    one_line("address", &party.email)?;
    let name = (!party.name.is_empty()).then(|| party.name.clone());
    Ok(Mailbox::new(name, address))
}

/// lettre encodes line breaks in a header away rather than refusing them; here they are refused.
fn one_line(what: &'static str, text: &str) -> Result<(), Malformed> {
    if text.contains(char::is_control) { Err(Malformed::ControlCharacter(what)) } else { Ok(()) }
}

/// `<left@right>` in printable ASCII without blanks (RFC 5322 §3.6.4).
fn checked_id(id: &str) -> Result<&str, Malformed> {
    let inner = id.strip_prefix('<').and_then(|id| id.strip_suffix('>'));
    let sound = inner.and_then(|inner| inner.split_once('@')).is_some_and(|(left, right)| {
        let part = |part: &str| {
            !part.is_empty() && part.chars().all(|c| c.is_ascii_graphic() && !"<>@()[]\\,;:\"".contains(c))
        };
        part(left) && part(right)
    });
    if sound { Ok(id) } else { Err(Malformed::MessageId(id.to_owned())) }
}

/// Keeps holiday replies away (RFC 3834 §5).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// The type of an invite's part, with the method beside the charset.
#[derive(Clone)]
struct CalendarType(InviteMethod);

impl Header for CalendarType {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Content-Type")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self(if text.contains("REQUEST") { InviteMethod::Request } else { InviteMethod::Withdraw }))
    }

    fn display(&self) -> HeaderValue {
        let method = match self.0 {
            InviteMethod::Request => "REQUEST",
            InviteMethod::Withdraw | InviteMethod::CallOff => "CANCEL",
        };
        HeaderValue::new(Self::name(), format!("text/calendar; charset=UTF-8; method={method}"))
    }
}
