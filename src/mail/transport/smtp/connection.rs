//! One connection to the server, over which mails go one after the other.

use std::{io, time::Duration};

use lettre::transport::smtp::{
    Error,
    authentication::{Credentials, Mechanism},
    client::{AsyncSmtpConnection, TlsParameters},
    commands::{Data, Ehlo, Rset},
    extension::ClientId,
};
use tokio::time::timeout;

use super::{
    Parcel, SmtpSecurity, SmtpSettings,
    failure::{Failure, Trouble},
    stream,
};
use crate::mail::transport::SendError;

/// The farewell is a courtesy and may not hold up the next mail.
const FAREWELL: Duration = Duration::from_secs(5);

/// A connection over which mail may be handed over.
pub(super) struct Connection {
    smtp: AsyncSmtpConnection,
    patience: Patience,
    /// The server takes commands without being asked one by one (RFC 2920).
    pipelining: bool,
    /// How many mails were spoken of.
    served: u32,
    /// Both ends know where they stand, so that a further mail may follow.
    in_step: bool,
}

/// How long a step may take.
#[derive(Clone, Copy)]
struct Patience {
    step: Duration,
    final_reply: Duration,
}

impl Connection {
    /// Up to the point where mail may be handed over. Nothing that goes wrong here is the mail's fault, a refused
    /// password included, so it is never failed for it.
    pub(super) async fn open(
        settings: &SmtpSettings,
        tls: Option<&TlsParameters>,
    ) -> Result<Self, SendError> {
        let patience = Patience { step: settings.timeout, final_reply: settings.final_reply_timeout };
        let smtp = greeted(settings, tls, patience).await.map_err(Failure::before_the_mail)?;
        let mut connection = Self { smtp, patience, pipelining: false, served: 0, in_step: true };
        if let Err(failure) = connection.introduce(settings).await {
            connection.farewell().await;
            return Err(failure.before_the_mail());
        }
        Ok(connection)
    }

    /// Asks what the server can, which lettre does not tell all of, and signs in where that is wanted.
    async fn introduce(&mut self, settings: &SmtpSettings) -> Result<(), Failure> {
        let hello = Ehlo::new(ClientId::Domain(settings.hello_name.clone()));
        match self.patience.step(self.smtp.command(hello)).await {
            Ok(can) => {
                self.pipelining = can.message().any(|line| line.trim().eq_ignore_ascii_case("PIPELINING"));
            }
            // It has said what lettre needs before.
            Err(failure) if failure.keeps_step() => {}
            Err(failure) => return Err(failure),
        }
        if let Some((user, password)) = &settings.credentials {
            let credentials = Credentials::new(user.clone(), password.clone());
            let mechanisms = [Mechanism::Plain, Mechanism::Login];
            self.patience.step(self.smtp.auth(&mechanisms, &credentials)).await?;
        }
        Ok(())
    }

    /// How many mails were spoken of over it.
    pub(super) fn served(&self) -> u32 {
        self.served
    }

    /// Whether a further mail may follow.
    pub(super) fn is_in_step(&self) -> bool {
        self.in_step
    }

    /// Says QUIT and closes; what the server makes of it changes nothing any more.
    pub(super) async fn farewell(mut self) {
        if self.in_step {
            let _ = timeout(FAREWELL, self.smtp.abort()).await;
        }
    }

    /// Hands a mail over, and leaves the connection ready for the next one where the server goes along.
    pub(super) async fn hand_over(&mut self, parcel: &Parcel) -> Result<(), Trouble> {
        let mut commands = parcel.envelope(&self.smtp).map_err(Trouble::Never)?;
        commands.push(Data.to_string());
        self.served += 1;
        self.in_step = false;
        let asked =
            if self.pipelining { self.at_once(&commands).await } else { self.in_turn(&commands).await };
        if let Err((failure, recoverable)) = asked {
            if recoverable {
                // What was begun of this mail is forgotten, or the next one would be refused.
                self.in_step = self.patience.step(self.smtp.command(Rset)).await.is_ok();
            }
            return Err(Trouble::Before(failure));
        }
        let answer = within(self.patience.final_reply, self.smtp.command(parcel.content())).await;
        match answer {
            Ok(_) => {
                self.in_step = true;
                Ok(())
            }
            Err(failure) => {
                // After the content the server has forgotten the mail by itself.
                self.in_step = failure.keeps_step();
                Err(Trouble::After(failure))
            }
        }
    }

    /// Each command once the one before it was answered.
    async fn in_turn(&mut self, commands: &[String]) -> Result<(), (Failure, bool)> {
        for command in commands {
            if let Err(failure) = self.patience.step(self.smtp.command(command)).await {
                let recoverable = failure.keeps_step();
                return Err((failure, recoverable));
            }
        }
        Ok(())
    }

    /// All commands in one go, then their answers. A server that refused whom it is to and asks for the content all the
    /// same is left, so that nothing is taken for content.
    async fn at_once(&mut self, commands: &[String]) -> Result<(), (Failure, bool)> {
        let mut refused = None;
        let mut asks_for_content = false;
        for number in 0..commands.len() {
            let answer = if number == 0 {
                self.patience.step(self.smtp.command(commands.concat())).await
            } else {
                self.patience.step(self.smtp.read_response()).await
            };
            match answer {
                Ok(_) => asks_for_content = number + 1 == commands.len(),
                Err(failure) if failure.keeps_step() => {
                    refused.get_or_insert(failure);
                }
                Err(failure) => return Err((refused.unwrap_or(failure), false)),
            }
        }
        match refused {
            Some(failure) => Err((failure, !asks_for_content)),
            None => Ok(()),
        }
    }
}

/// Connected, greeted, and secured as the settings want it.
async fn greeted(
    settings: &SmtpSettings,
    tls: Option<&TlsParameters>,
    patience: Patience,
) -> Result<AsyncSmtpConnection, Failure> {
    let hello = ClientId::Domain(settings.hello_name.clone());
    let mut stream = patience.reach(stream::open(&settings.host, settings.port)).await?;
    if let (SmtpSecurity::ImplicitTls, Some(tls)) = (settings.security, tls) {
        stream = patience.step(stream::secured(stream, tls.clone())).await?;
    }
    let mut smtp = patience.step(AsyncSmtpConnection::connect_with_transport(stream, &hello)).await?;
    if let (SmtpSecurity::StartTls, Some(tls)) = (settings.security, tls) {
        patience.step(smtp.starttls(tls.clone(), &hello)).await?;
    }
    Ok(smtp)
}

impl Patience {
    async fn step<T>(self, step: impl Future<Output = Result<T, Error>>) -> Result<T, Failure> {
        within(self.step, step).await
    }

    async fn reach<T>(self, way: impl Future<Output = io::Result<T>>) -> Result<T, Failure> {
        match timeout(self.step, way).await {
            Ok(outcome) => outcome.map_err(Failure::Unreachable),
            Err(_) => Err(Failure::Silent(self.step)),
        }
    }
}

async fn within<T>(limit: Duration, step: impl Future<Output = Result<T, Error>>) -> Result<T, Failure> {
    match timeout(limit, step).await {
        Ok(outcome) => outcome.map_err(Failure::Said),
        Err(_) => Err(Failure::Silent(limit)),
    }
}
