//! Mail to a server (RFC 5321). The conversation is led step by step, because what a failure means depends on the
//! step: before the mail is handed over nothing can have been sent, after it something may have been. A connection
//! serves many mails one after the other, and several serve at once.

mod connection;
mod failure;
mod parcel;
mod stream;

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use lettre::transport::smtp::{
    Error,
    client::{Certificate, TlsParameters},
};
use tokio::time::Instant;

use self::connection::Connection;
pub(super) use self::parcel::Parcel;
use super::SendError;

/// How the way to the server is kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmtpSecurity {
    /// Begin in the clear and insist on STARTTLS (RFC 3207), usually port 587.
    StartTls,
    /// TLS from the first byte (RFC 8314), usually port 465.
    ImplicitTls,
    /// No TLS: only for a relay on this machine or network.
    Plain,
}

/// Where and how mail is handed over.
#[derive(Clone)]
pub struct SmtpSettings {
    /// The server's name, which its certificate must bear.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way is kept private.
    pub security: SmtpSecurity,
    /// User name and password, if it asks for them.
    pub credentials: Option<(String, String)>,
    /// Certificates in PEM to trust besides the usual ones.
    pub extra_ca_pem: Option<Vec<u8>>,
    /// The name we greet with, such as the site's own.
    pub hello_name: String,
    /// How long each step may take.
    pub timeout: Duration,
    /// How long the answer to the whole mail may take; RFC 5321 §4.5.3.2.6 asks for 10 minutes.
    pub final_reply_timeout: Duration,
}

impl fmt::Debug for SmtpSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpSettings")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("security", &self.security)
            .field("signs_in", &self.credentials.is_some())
            .finish_non_exhaustive()
    }
}

/// Why settings cannot work.
#[derive(Debug, thiserror::Error)]
pub enum SmtpSettingsError {
    /// The host's name or the extra certificates are not usable.
    #[error("TLS to the mail server cannot be set up: {0}")]
    Tls(String),
    /// The file of extra certificates holds none.
    #[error("there is no certificate in the PEM file of extra certificates")]
    NoCertificate,
    /// A password would cross the network in the clear.
    #[error(
        "a user name and password are never sent without TLS: use starttls or implicit TLS, or leave them out"
    )]
    PasswordInTheClear,
}

/// A mail server. Clones share its connections.
#[derive(Clone)]
pub struct Smtp {
    inside: Arc<Inside>,
    at_once: usize,
}

struct Inside {
    settings: SmtpSettings,
    tls: Option<TlsParameters>,
    /// Connections that nobody uses at present, each with when it was last used; the latest used is taken first.
    idle: Mutex<Vec<(Connection, Instant)>>,
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inside.settings.fmt(f)
    }
}

/// After so many mails a connection is given up: relays end those that serve too long, and what one of them has found
/// wrong with a connection does not stay for ever.
const MOST_ON_ONE: u32 = 100;
/// For so long a connection is kept for a further mail; a relay ends what is idle for minutes.
const KEPT: Duration = Duration::from_secs(10);

impl Smtp {
    /// Checks the settings; connects to nothing yet. Mails are handed over one at a time.
    ///
    /// # Errors
    ///
    /// If they cannot work whatever the server does.
    pub fn new(settings: SmtpSettings) -> Result<Self, SmtpSettingsError> {
        let plain = settings.security == SmtpSecurity::Plain;
        if plain && settings.credentials.is_some() {
            return Err(SmtpSettingsError::PasswordInTheClear);
        }
        let tls = if plain { None } else { Some(tls_parameters(&settings)?) };
        let inside = Inside { settings, tls, idle: Mutex::default() };
        Ok(Self { inside: Arc::new(inside), at_once: 1 })
    }

    /// The same with so many connections at once; at least one.
    #[must_use]
    pub fn over(self, connections: usize) -> Self {
        Self { at_once: connections.max(1), ..self }
    }

    pub(super) fn at_once(&self) -> usize {
        self.at_once
    }

    /// Hands a mail over. A connection that was used before may have ended meanwhile, or serve no further mail: what was
    /// certainly not taken goes over a fresh one then.
    pub(super) async fn send(&self, parcel: &Parcel) -> Result<(), SendError> {
        loop {
            let idle = self.inside.idle().pop();
            let (mut connection, used_before) = match idle {
                Some((connection, _)) => (connection, true),
                None => (Connection::open(&self.inside.settings, self.inside.tls.as_ref()).await?, false),
            };
            let trouble = match connection.hand_over(parcel).await {
                Ok(()) => {
                    self.keep(connection).await;
                    return Ok(());
                }
                Err(trouble) => trouble,
            };
            let again = used_before && trouble.lies_with_the_connection();
            if connection.is_in_step() && !again {
                self.keep(connection).await;
            } else {
                connection.farewell().await;
            }
            if !again {
                return Err(trouble.meaning());
            }
        }
    }

    /// Ends connections that have been idle for a while.
    pub(super) async fn rest(&self) {
        let now = Instant::now();
        let over: Vec<_> = {
            let mut idle = self.inside.idle();
            let (over, kept) = idle.drain(..).partition(|(_, since)| now.duration_since(*since) >= KEPT);
            *idle = kept;
            over
        };
        for (connection, _) in over {
            connection.farewell().await;
        }
    }

    async fn keep(&self, connection: Connection) {
        if connection.served() >= MOST_ON_ONE {
            connection.farewell().await;
        } else {
            self.inside.idle().push((connection, Instant::now()));
        }
    }
}

impl Inside {
    fn idle(&self) -> MutexGuard<'_, Vec<(Connection, Instant)>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn tls_parameters(settings: &SmtpSettings) -> Result<TlsParameters, SmtpSettingsError> {
    let wrong = |error: Error| SmtpSettingsError::Tls(error.to_string());
    let mut builder = TlsParameters::builder(settings.host.clone());
    if let Some(pem) = &settings.extra_ca_pem {
        if !String::from_utf8_lossy(pem).contains("BEGIN CERTIFICATE") {
            return Err(SmtpSettingsError::NoCertificate);
        }
        builder = builder.add_root_certificate(Certificate::from_pem(pem).map_err(wrong)?);
    }
    builder.build().map_err(wrong)
}
