//! The ways a mail is sent: SMTP for the real thing, a folder for the demo, memory for tests.

mod folder;
mod memory;
mod smtp;

pub use self::{
    folder::Folder,
    memory::Memory,
    smtp::{Smtp, SmtpSecurity, SmtpSettings, SmtpSettingsError},
};

use super::outgoing::{Malformed, Outgoing};

/// Why a mail was not, or may not have been, sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// No mail can be handed over at all: the server is away, has no time for us, or does not let us in. That is the
    /// site's trouble and not this mail's, whose attempt does not count.
    #[error("nowhere to send it: {reason}")]
    Away {
        /// What happened, in one line.
        reason: String,
    },
    /// This one was certainly not taken; try again later: the server says "not now" (4xx).
    #[error("not sent for now: {reason}")]
    Transient {
        /// What happened, in one line.
        reason: String,
    },
    /// The server's policy does not let this site send it (5.7.x, RFC 3463 §3.8). That is the site's trouble and not
    /// this mail's, which waits until the server takes it.
    #[error("not let through: {reason}")]
    Refused {
        /// What happened, in one line.
        reason: String,
    },
    /// It was refused for good (5xx), or cannot be a mail at all.
    #[error("refused: {reason}")]
    Permanent {
        /// What happened, in one line.
        reason: String,
    },
    /// The connection ended after the mail was handed over and before the answer came: it may have been taken. Try
    /// again with the same Message-ID, and count it as possibly sent.
    #[error("perhaps sent: {reason}")]
    Unclear {
        /// What happened, in one line.
        reason: String,
    },
}

impl SendError {
    fn away(reason: &impl ToString) -> Self {
        Self::Away { reason: in_one_line(&reason.to_string()) }
    }

    fn transient(reason: &impl ToString) -> Self {
        Self::Transient { reason: in_one_line(&reason.to_string()) }
    }

    fn refused(reason: &impl ToString) -> Self {
        Self::Refused { reason: in_one_line(&reason.to_string()) }
    }

    fn permanent(reason: &impl ToString) -> Self {
        Self::Permanent { reason: in_one_line(&reason.to_string()) }
    }

    fn unclear(reason: &impl ToString) -> Self {
        Self::Unclear { reason: in_one_line(&reason.to_string()) }
    }

    /// What happened, in one line.
    #[must_use]
    pub fn reason(&self) -> &str {
        match self {
            Self::Away { reason }
            | Self::Transient { reason }
            | Self::Refused { reason }
            | Self::Permanent { reason }
            | Self::Unclear { reason } => reason,
        }
    }

    /// Whether the mail may be with its recipient although sending failed.
    #[must_use]
    pub const fn possibly_sent(&self) -> bool {
        matches!(self, Self::Unclear { .. })
    }

    /// Whether trying again may help.
    #[must_use]
    pub const fn worth_retrying(&self) -> bool {
        !matches!(self, Self::Permanent { .. })
    }
}

impl From<Malformed> for SendError {
    fn from(malformed: Malformed) -> Self {
        Self::permanent(&malformed)
    }
}

/// A server's words are kept for people to read, short and in one line.
fn in_one_line(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .filter(|c| !c.is_control())
        .take(300)
        .collect()
}

/// One of the ways to send.
#[derive(Debug, Clone)]
pub enum Transport {
    /// To a mail server.
    Smtp(Smtp),
    /// Into a folder, one file a mail.
    Folder(Folder),
    /// Into memory.
    Memory(Memory),
}

/// A mail made ready for one way to send it, which takes a processor for a while and nobody's time at the other end.
#[derive(Debug)]
pub struct Packed(Way);

#[derive(Debug)]
enum Way {
    Smtp(smtp::Parcel),
    Folder(folder::Page),
    Memory(Box<Outgoing>),
}

impl Transport {
    /// Makes a mail ready. Packing the same mail again gives the same bytes.
    ///
    /// # Errors
    ///
    /// [`SendError::Permanent`] when it cannot be a mail.
    pub fn pack(&self, mail: Outgoing) -> Result<Packed, SendError> {
        Ok(Packed(match self {
            Self::Smtp(_) => Way::Smtp(smtp::Parcel::new(&mail.message()?)?),
            Self::Folder(_) => Way::Folder(folder::Page::new(&mail)?),
            Self::Memory(_) => Way::Memory(Box::new(mail)),
        }))
    }

    /// Sends a mail that this transport packed.
    ///
    /// # Errors
    ///
    /// Says whether to try again, and whether the mail may have been taken all the same.
    pub async fn hand_over(&self, packed: &Packed) -> Result<(), SendError> {
        match (self, &packed.0) {
            (Self::Smtp(smtp), Way::Smtp(parcel)) => smtp.send(parcel).await,
            (Self::Folder(folder), Way::Folder(page)) => folder.send(page).await,
            (Self::Memory(memory), Way::Memory(mail)) => memory.send(mail),
            _ => Err(SendError::permanent(&"it was packed for another way")),
        }
    }

    /// Sends one mail. Sending the same mail again sends the same bytes.
    ///
    /// # Errors
    ///
    /// As [`Transport::pack`] and [`Transport::hand_over`].
    pub async fn send(&self, mail: &Outgoing) -> Result<(), SendError> {
        self.hand_over(&self.pack(mail.clone())?).await
    }

    /// How many mails may be handed over at once.
    #[must_use]
    pub fn at_once(&self) -> usize {
        match self {
            Self::Smtp(smtp) => smtp.at_once(),
            Self::Folder(_) | Self::Memory(_) => 1,
        }
    }

    /// Lets go of what was kept for a further mail, where none has come for a while.
    pub async fn rest(&self) {
        if let Self::Smtp(smtp) = self {
            smtp.rest().await;
        }
    }

    /// Takes away a mail that was sent, where it is still in our hands.
    ///
    /// # Errors
    ///
    /// When it is there and cannot be taken away.
    pub async fn forget(&self, message_id: &str) -> Result<(), SendError> {
        match self {
            Self::Folder(folder) => folder.forget(message_id).await,
            Self::Smtp(_) | Self::Memory(_) => Ok(()),
        }
    }
}
