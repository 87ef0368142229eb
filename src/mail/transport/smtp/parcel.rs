//! A mail as it goes over the wire.

use lettre::{
    Address, Message,
    transport::smtp::{
        client::AsyncSmtpConnection,
        commands::{Mail, Rcpt},
        extension::{Extension, MailBodyParameter, MailParameter},
    },
};

use crate::mail::transport::SendError;

/// What is said to hand a mail over, made before anybody waits at the other end.
#[derive(Debug)]
pub(in crate::mail::transport) struct Parcel {
    from: Option<Address>,
    to: Vec<Address>,
    /// An address is not ASCII, which only some servers take (RFC 6531).
    beyond_ascii: bool,
    /// The content with its dots doubled and the closing one (RFC 5321 §4.5.2), to be written at once: a dot that follows
    /// as a small packet of its own waits for the receiver to acknowledge what came before.
    content: String,
}

impl Parcel {
    pub(in crate::mail::transport) fn new(message: &Message) -> Result<Self, SendError> {
        let bytes = message.formatted();
        let mut text = String::from_utf8(bytes).map_err(|_| SendError::permanent(&"the mail is no text"))?;
        if text.ends_with("\r\n") {
            text.truncate(text.len() - 2);
        }
        let mut content = if text.contains("\r\n.") { text.replace("\r\n.", "\r\n..") } else { text };
        if content.starts_with('.') {
            content.insert(0, '.');
        }
        content.push_str("\r\n.\r\n");
        let (from, to) = (message.envelope().from().cloned(), message.envelope().to().to_vec());
        let beyond_ascii = to.iter().chain(&from).any(|address| !AsRef::<str>::as_ref(address).is_ascii());
        Ok(Self { from, to, beyond_ascii, content })
    }

    pub(super) fn content(&self) -> &str {
        &self.content
    }

    /// The commands before the content: whom it is from, and whom it is to, one each.
    pub(super) fn envelope(&self, connection: &AsyncSmtpConnection) -> Result<Vec<String>, SendError> {
        let mut parameters = Vec::new();
        if self.beyond_ascii {
            if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
                return Err(SendError::permanent(&"the server takes no addresses beyond ASCII"));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        if !self.content.is_ascii() {
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        let from = Mail::new(self.from.clone(), parameters).to_string();
        let to = self.to.iter().map(|to| Rcpt::new(to.clone(), vec![]).to_string());
        Ok(std::iter::once(from).chain(to).collect())
    }
}
