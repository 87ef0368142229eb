//! Work done outside a request: one table of what falls due, what Zoom is told, and the sending of mail. Every job is safe when several
//! copies of the service run it.

mod ask_zoom;
pub mod compose;
pub mod deliver_mail;
pub mod runner;
mod table;

use std::sync::Arc;

use self::{compose::Mailer, runner::Job};
use crate::{outbound::zoom::Zoom, ports::Random, store::Db, usecases::UseCases};

/// What jobs work with.
#[derive(Clone)]
pub struct Parts {
    /// The database.
    pub db: Db,
    /// Every change there is.
    pub usecases: UseCases,
    /// The source of chance.
    pub random: Random,
    /// How mails are written and sent.
    pub mailer: Arc<Mailer>,
    /// Zoom, where a partnership set it up.
    pub zoom: Option<Arc<Zoom>>,
}

/// Every job, in the order a test runs them: what causes mail before what sends it.
#[must_use]
pub fn all(parts: &Parts) -> Vec<Box<dyn Job>> {
    let mut jobs: Vec<Box<dyn Job>> = table::scheduled(parts).collect();
    jobs.push(Box::new(ask_zoom::AskZoom::new(parts)));
    jobs.push(Box::new(deliver_mail::DeliverMail::new(parts)));
    jobs
}
