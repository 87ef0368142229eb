//! One verb a file: load facts, let the domain decide, store; all in one write.

pub mod access_needs;
pub mod add_kinds;
pub mod add_person;
pub mod add_walk_in;
pub mod answer_offer;
pub mod answer_proposal;
pub mod approve_booking;
pub mod ask_for_training;
mod ask_for_yes;
pub mod audit;
pub mod book_missing;
mod book_roster;
pub mod book_session;
pub mod cancel_booking;
pub mod cancel_session;
mod change_session;
pub mod claim_prior_learning;
mod claims;
pub mod close_register;
pub mod commission_outcome;
mod commission_work;
mod conclude;
mod conditions;
pub mod confirm_address;
pub mod course_terms;
pub mod create_course;
pub mod create_series;
pub mod create_session;
pub mod decide_claim;
pub mod dispute_result;
mod doubts;
pub mod edit_course;
pub mod edit_ladder;
pub mod edit_me;
pub mod edit_organisation;
pub mod edit_person;
pub mod edit_session;
pub mod error;
mod escalate_approvals;
mod failed_conditions;
pub mod follow_commission;
pub mod group_standing;
mod hold_place;
pub mod idempotency;
pub mod import;
mod import_completions;
mod import_people;
mod invite_network;
pub mod invite_organisations;
pub mod invite_person;
mod invites;
mod issue_certificate;
mod judge;
pub mod keep_memberships;
pub mod keyring;
pub mod make_up_date;
pub mod merge_people;
pub mod move_booking;
pub mod name_people;
mod open_booking;
pub mod own_addresses;
pub mod page_logins;
pub mod passwords;
mod places;
mod post;
pub mod propose_training;
mod publish_session;
pub mod read_import;
pub mod record_attendance;
pub mod register;
mod registers;
mod remind;
pub mod reopen_register;
pub mod reorder_waitlist;
mod resend_mail;
pub mod revoke_certificate;
mod scene;
pub mod schedule_commission;
mod send_digests;
pub mod session_terms;
mod settle_session;
pub mod sign_in;
pub mod sign_in_links;
mod states;
pub mod substitute_booking;
mod take_place;
pub mod waive_requirement;

use std::sync::Arc;

use chrono::TimeDelta;

use crate::{
    crypto::{jwt::Issuer, keys::Secret, passwords::Passwords},
    domain::invites::Party,
    ports::Random,
    store::Db,
};

pub use error::{Failure, Refused};
use keyring::KeyRing;

/// What the use-cases need to know of the service they run in.
pub struct Settings {
    /// Who gives the training, as certificates and mails say it.
    pub provider: String,
    /// The public address of the site, without a slash at the end.
    pub base_url: String,
    /// The name and address invites come from.
    pub organizer: Party,
    /// The part of UIDs and Message-IDs behind the `@`.
    pub mail_host: String,
    /// What mailed links and wrapped keys are derived from.
    pub secret: Secret,
    /// How passwords are hashed.
    pub passwords: Passwords,
    /// What access tokens say of us.
    pub issuer: Issuer,
    /// How long a login lives without being used.
    pub login_lifetime: TimeDelta,
}

/// Every change there is. Cheap to clone.
#[derive(Clone)]
pub struct UseCases {
    pub(crate) db: Db,
    pub(crate) settings: Arc<Settings>,
    pub(crate) keys: Arc<KeyRing>,
    pub(crate) random: Random,
}

impl UseCases {
    /// The use-cases on this database.
    #[must_use]
    pub fn new(db: Db, settings: Arc<Settings>, keys: Arc<KeyRing>, random: Random) -> Self {
        Self { db, settings, keys, random }
    }
}
