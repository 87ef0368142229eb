//! Mails about signing in and joining.

use serde::{Deserialize, Serialize};

use super::facts::{Day, Minutes, Moment, Page, SecretLink, SessionFacts, TypedCode};

/// A link that signs its reader in, asked for on the sign-in page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInLink {
    /// The link; works once.
    pub link: SecretLink,
    /// How long it works.
    pub valid_for: Minutes,
}

/// Asks whether this address is really the reader's, by link or typed code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmAddress {
    /// The address in question.
    pub address: String,
    /// The link.
    pub link: SecretLink,
    /// The code to type instead.
    pub code: TypedCode,
    /// How long both work.
    pub valid_for: Minutes,
    /// A place chosen before confirming, held meanwhile.
    pub held_place: Option<HeldPlace>,
}

/// A place held until its future holder confirms their address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldPlace {
    /// What and when.
    pub session: SessionFacts,
    /// Until when it is held.
    pub until: Moment,
}

/// Somebody registered with an address that already has a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressAlreadyKnown {
    /// The address in question.
    pub address: String,
    /// The sign-in page.
    pub sign_in: Page,
}

/// Somebody registered with a shared mailbox, which may get copies but is no sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedMailbox {
    /// The address in question.
    pub address: String,
    /// The registration page.
    pub register: Page,
}

/// A manager, lead or coordinator added somebody who has no account yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitedToJoin {
    /// Who added them.
    pub inviter: String,
    /// For which organisation.
    pub organisation: String,
    /// The link that confirms the address and sets a password.
    pub link: SecretLink,
    /// Until when it works.
    pub until: Moment,
    /// What was booked for them at the same time.
    pub booked: Option<SessionFacts>,
}

/// Somebody was named as the reader's line manager, which takes the reader's yes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManagerAsked {
    /// Who would be the line manager.
    pub manager: String,
    /// Who says so.
    pub asked_by: String,
    /// Where the reader answers.
    pub page: Page,
}

/// Training somebody did before is on their record now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimConfirmed {
    /// What they told us.
    pub says: String,
    /// What it counts as: a course's title or a credential's name.
    pub training: String,
    /// The day it counts from; none when nobody knows it.
    pub on: Option<Day>,
    /// Their ladder.
    pub ladder_page: Page,
}

/// Training somebody told us of cannot be counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimDeclined {
    /// What they told us.
    pub says: String,
    /// Why not, in the coordinator's words.
    pub reason: String,
    /// Where they can tell us more.
    pub claims_page: Page,
}

/// What happened to what the reader shows beside their password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactorEvent {
    /// An app shows their codes from now on.
    AppAdded,
    /// They no longer use an app.
    AppRemoved,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was removed.
    PasskeyRemoved,
    /// New recovery codes were made.
    RecoveryCodesMade,
    /// A recovery code was used to sign in.
    RecoveryCodeUsed,
    /// A coordinator took it away.
    TakenAway,
}

/// The reader's second factor changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondFactorNews {
    /// What happened.
    pub event: FactorEvent,
    /// What the passkey is called, where it is about one.
    pub passkey: Option<String>,
    /// How many recovery codes are left, where one was used.
    pub codes_left: Option<i64>,
    /// Why it was taken away.
    pub reason: Option<String>,
    /// Where the reader sees what they have.
    pub account: Page,
}
