//! Work done outside a request, one file a job. Every job is safe when several copies of the service run it.

pub mod approvals;
pub mod auto_book;
pub mod commissions;
pub mod compose;
pub mod conditions;
pub mod deliver_mail;
pub mod manager_digest;
pub mod purge;
pub mod remind;
pub mod runner;
pub mod sweep_sessions;

use std::sync::Arc;

use self::{compose::Mailer, runner::Job};
use crate::{ports::Random, store::Db, usecases::UseCases};

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
}

/// Every job, in the order a test runs them: what causes mail before what sends it.
#[must_use]
pub fn all(parts: &Parts) -> Vec<Box<dyn Job>> {
    vec![
        Box::new(sweep_sessions::SweepSessions::new(parts)),
        Box::new(auto_book::AutoBook::new(parts)),
        Box::new(approvals::Approvals::new(parts)),
        Box::new(conditions::Conditions::new(parts)),
        Box::new(commissions::Commissions::new(parts)),
        Box::new(remind::Remind::new(parts)),
        Box::new(manager_digest::ManagerDigest::new(parts)),
        Box::new(purge::Purge::new(parts)),
        Box::new(deliver_mail::DeliverMail::new(parts)),
    ]
}
