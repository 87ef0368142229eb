//! Mail to a server (RFC 5321). The conversation is led step by step, because what a failure means depends on the
//! step: before the mail is handed over nothing can have been sent, after it something may have been.

use std::{fmt, sync::Arc, time::Duration};

use lettre::transport::smtp::{
    Error,
    authentication::{Credentials, Mechanism},
    client::{AsyncSmtpConnection, Certificate, TlsParameters},
    commands::{Data, Mail, Rcpt},
    extension::{ClientId, Extension, MailBodyParameter, MailParameter},
};
use tokio::time::timeout;

use super::{Outgoing, SendError};

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

/// A mail server.
#[derive(Clone)]
pub struct Smtp(Arc<Inside>);

struct Inside {
    settings: SmtpSettings,
    tls: Option<TlsParameters>,
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.settings.fmt(f)
    }
}

/// The farewell is a courtesy and may not hold up the next mail.
const FAREWELL: Duration = Duration::from_secs(5);

impl Smtp {
    /// Checks the settings; connects to nothing yet.
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
        Ok(Self(Arc::new(Inside { settings, tls })))
    }

    pub(super) async fn send(&self, mail: &Outgoing) -> Result<(), SendError> {
        let message = mail.message()?;
        let mut connection = self.0.connect().await?;
        let outcome = self.0.hand_over(&mut connection, &message).await;
        // Says QUIT and closes; what the server makes of it changes nothing any more.
        let _ = timeout(FAREWELL, connection.abort()).await;
        outcome
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

impl Inside {
    /// Up to the point where mail may be handed over. Nothing that goes wrong here is the mail's fault, a refused
    /// password included, so it is never failed for it.
    async fn connect(&self) -> Result<AsyncSmtpConnection, SendError> {
        let settings = &self.settings;
        let hello = ClientId::Domain(settings.hello_name.clone());
        let from_the_start = self.tls.clone().filter(|_| settings.security == SmtpSecurity::ImplicitTls);
        let server = (settings.host.as_str(), settings.port);
        let mut connection = self
            .step(AsyncSmtpConnection::connect_tokio1(
                server,
                Some(settings.timeout),
                &hello,
                from_the_start,
                None,
            ))
            .await
            .map_err(Failure::before_the_mail)?;
        if let (SmtpSecurity::StartTls, Some(tls)) = (settings.security, self.tls.clone()) {
            self.step(connection.starttls(tls, &hello)).await.map_err(Failure::before_the_mail)?;
        }
        if let Some((user, password)) = &settings.credentials {
            let credentials = Credentials::new(user.clone(), password.clone());
            let signed_in =
                self.step(connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials)).await;
            if let Err(failure) = signed_in {
                let _ = timeout(FAREWELL, connection.abort()).await;
                return Err(failure.before_the_mail());
            }
        }
        Ok(connection)
    }

    async fn hand_over(
        &self,
        connection: &mut AsyncSmtpConnection,
        message: &lettre::Message,
    ) -> Result<(), SendError> {
        let bytes = message.formatted();
        let envelope = message.envelope();
        let addresses = || envelope.to().iter().chain(envelope.from());
        let mut parameters = Vec::new();
        if addresses().any(|address| !AsRef::<str>::as_ref(address).is_ascii()) {
            if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
                return Err(SendError::permanent(&"the server takes no addresses beyond ASCII"));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        if !bytes.is_ascii() {
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        self.step(connection.command(Mail::new(envelope.from().cloned(), parameters)))
            .await
            .map_err(Failure::of_the_mail)?;
        for recipient in envelope.to() {
            self.step(connection.command(Rcpt::new(recipient.clone(), vec![])))
                .await
                .map_err(Failure::of_the_mail)?;
        }
        self.step(connection.command(Data)).await.map_err(Failure::of_the_mail)?;
        // The line end before the closing dot is lettre's to write.
        let content = bytes.strip_suffix(b"\r\n").unwrap_or(&bytes);
        self.within(self.settings.final_reply_timeout, connection.message(content))
            .await
            .map_err(Failure::after_the_mail)
    }

    async fn step<T>(&self, step: impl Future<Output = Result<T, Error>>) -> Result<T, Failure> {
        match timeout(self.settings.timeout, step).await {
            Ok(outcome) => outcome.map_err(Failure::Said),
            Err(_) => Err(Failure::Silent(self.settings.timeout)),
        }
    }

    async fn within<T>(
        &self,
        limit: Duration,
        step: impl Future<Output = Result<T, Error>>,
    ) -> Result<(), Failure> {
        match timeout(limit, step).await {
            Ok(outcome) => outcome.map(|_| ()).map_err(Failure::Said),
            Err(_) => Err(Failure::Silent(limit)),
        }
    }
}

/// A step that failed, before it is known what that means.
enum Failure {
    Said(Error),
    Silent(Duration),
}

/// "Sign in first" and "wrong password" (RFC 4954 §6): the site's trouble, not the mail's.
const SIGN_IN_FIRST: [&str; 4] = ["530", "534", "535", "538"];

impl Failure {
    fn reason(&self) -> String {
        match self {
            Self::Said(error) => match std::error::Error::source(error) {
                Some(source) => format!("{error}: {source}"),
                None => error.to_string(),
            },
            Self::Silent(limit) => format!("no answer from the mail server within {} s", limit.as_secs_f32()),
        }
    }

    fn before_the_mail(self) -> SendError {
        SendError::away(&self.reason())
    }

    fn of_the_mail(self) -> SendError {
        if self.refused() {
            SendError::permanent(&self.reason())
        } else {
            SendError::transient(&self.reason())
        }
    }

    /// Without a reply code nobody knows whether the server took it.
    fn after_the_mail(self) -> SendError {
        match &self {
            Self::Said(error) if error.status().is_some() => self.of_the_mail(),
            Self::Said(_) | Self::Silent(_) => SendError::unclear(&self.reason()),
        }
    }

    fn refused(&self) -> bool {
        match self {
            Self::Said(error) => {
                error.is_permanent()
                    && error.status().is_none_or(|code| !SIGN_IN_FIRST.contains(&code.to_string().as_str()))
            }
            Self::Silent(_) => false,
        }
    }
}
