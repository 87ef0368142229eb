//! One verb a file: load facts, let the domain decide, store; all in one write.

pub mod bookings;
pub mod catalogue;
pub mod certificates;
pub mod change;
pub mod commissions;
pub mod error;
mod events;
pub mod feedback;
mod followers;
pub mod idempotency;
pub mod imports;
mod loaded_session;
pub mod mail;
pub mod people;
pub mod practice;
pub mod practitioners;
mod queue_mail;
pub mod registers;
pub mod reports;
pub mod service;
pub mod sessions;
mod trail;
mod ways_in;

use std::sync::Arc;

use chrono::TimeDelta;
use chrono_tz::Tz;

use self::{
    change::{Following, Watcher},
    reports::figures::Figures,
    service::{keyring::KeyRing, sightings::Sightings, site_face::SiteFace},
};
use crate::{
    crypto::{jwt::Issuer, keys::Secret, password_rules::PasswordRules, passwords::Passwords},
    domain::{
        invites::Party, printable::Alphabet, retention::Retention, second_factors::MustHave,
        single_sign_on::SignInProvider,
    },
    ports::Random,
    store::{Db, evidence_folder::EvidenceFolder},
};

pub use self::error::{Failure, Refused};

/// What the use-cases need to know of the service they run in.
pub struct Settings {
    /// What the partnership says of itself, as this copy of the program knows it.
    pub site: SiteFace,
    /// The public address of the site, without a slash at the end.
    pub base_url: String,
    /// Where people write when they need help.
    pub contact_email: String,
    /// The number they ring.
    pub contact_phone: Option<String>,
    /// The name and address invites come from, before the partnership gave a name of its own ([`Settings::organizer`]).
    pub sender: Party,
    /// The part of UIDs and Message-IDs behind the `@`.
    pub mail_host: String,
    /// What mailed links and wrapped keys are derived from.
    pub secret: Secret,
    /// The zone of sessions that name none.
    pub timezone: Tz,
    /// What papers can draw.
    pub alphabet: Arc<Alphabet>,
    /// How passwords are hashed.
    pub passwords: Passwords,
    /// Which new passwords are taken.
    pub password_rules: PasswordRules,
    /// Network addresses stand on the trail as they are, instead of under a key of the site.
    pub plain_addresses: bool,
    /// What access tokens say of us.
    pub issuer: Issuer,
    /// Who must have a second factor.
    pub second_factor_for: MustHave,
    /// Through whose directories people may sign in.
    pub providers: Vec<SignInProvider>,
    /// How long a login lives without being used.
    pub login_lifetime: TimeDelta,
    /// How long what is held about people is kept.
    pub retention: Retention,
    /// Where files lie that people hand in as evidence; none: no files are taken.
    pub evidence: Option<EvidenceFolder>,
    /// Whether the service makes meetings on Zoom.
    pub zoom: bool,
}

impl Settings {
    /// Who gives the training, as pages, mails and certificates say it from now on.
    #[must_use]
    pub fn provider(&self) -> String {
        self.site.now().name.clone()
    }

    /// The name and address invites come from.
    #[must_use]
    pub fn organizer(&self) -> Party {
        self.site.now().signed(&self.sender)
    }
}

/// Every change there is. Cheap to clone.
#[derive(Clone)]
pub struct UseCases {
    pub(crate) db: Db,
    pub(crate) settings: Arc<Settings>,
    pub(crate) keys: Arc<KeyRing>,
    pub(crate) random: Random,
    pub(crate) following: Following,
    pub(crate) sightings: Arc<Sightings>,
    pub(crate) figures: Arc<Figures>,
}

impl UseCases {
    /// The use-cases on this database.
    #[must_use]
    pub fn new(db: Db, settings: Arc<Settings>, keys: Arc<KeyRing>, random: Random) -> Self {
        let following =
            Following { followers: followers::FOLLOWERS, settle: followers::SETTLE, watcher: None };
        Self { db, settings, keys, random, following, sightings: Arc::default(), figures: Arc::default() }
    }

    /// The same, with somebody who is told which follower each event concerned.
    #[must_use]
    pub fn watched_by(mut self, watcher: Watcher) -> Self {
        self.following.watcher = Some(watcher);
        self
    }
}
