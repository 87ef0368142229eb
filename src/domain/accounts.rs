//! How people come to an account: how long mailed secrets live, when one is good, what a confirmed address confirms.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{
    ids::{OrganisationId, PersonId, SessionId},
    input::{FieldError, FieldErrors, short_text},
    people::EmailAddress,
    words::MembershipProof,
};

/// How long a mailed sign-in link works.
pub const SIGN_IN_LINK: TimeDelta = TimeDelta::minutes(15);
/// How long the link and the code that confirm an address work.
pub const CONFIRMATION: TimeDelta = TimeDelta::minutes(60);
/// How long somebody who was added has to answer.
pub const INVITATION: TimeDelta = TimeDelta::days(14);
/// How long whoever says "not now" is left alone before they are asked again whether they belong somewhere.
pub const NOT_NOW: TimeDelta = TimeDelta::days(30);
/// Wrong codes after which a code is good no more.
pub const MOST_WRONG_CODES: i32 = 5;
/// How long after signing in a password may be changed, or an address added, without giving the present password.
pub const FRESH_LOGIN: TimeDelta = TimeDelta::minutes(15);
/// Characters of an organisation's name at most.
pub const LONGEST_ORGANISATION_NAME: usize = 200;

/// Said to whoever gives a mailbox that an office reads; it holds for everybody, so it tells nothing about anybody.
pub const SHARED_MAILBOX: &str = "This looks like a mailbox that several people read. Training records and \
     certificates belong to one person: use an address that only you read.";

/// The facts by which a mailed secret is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecretFacts {
    /// Until when it works.
    pub expires_at: DateTime<Utc>,
    /// It was used, or ended by another one.
    pub used: bool,
    /// How often a wrong code was typed for it.
    pub wrong_codes: i32,
}

impl SecretFacts {
    /// Whether its link still works.
    #[must_use]
    pub fn link_works(&self, now: DateTime<Utc>) -> bool {
        !self.used && now < self.expires_at
    }

    /// Whether its code still works: as the link, but not after too many wrong ones.
    #[must_use]
    pub fn code_works(&self, now: DateTime<Utc>) -> bool {
        self.link_works(now) && self.wrong_codes < MOST_WRONG_CODES
    }
}

/// What waits for an address to be confirmed; kept with the token, so that each link does what its own asking asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "for", rename_all = "snake_case")]
pub enum Waiting {
    /// Somebody registered.
    Registration {
        /// The name they gave.
        name: String,
        /// The form of it for certificates, where the name itself cannot be printed.
        #[serde(default)]
        certificate_name: Option<String>,
        /// Their password, hashed; none where nobody has set one of their own.
        password_hash: Option<String>,
        /// The organisation they say they belong to.
        organisation: Option<OrganisationId>,
        /// Or its name, when it was not listed.
        organisation_name: Option<String>,
        /// The date they chose before registering, booked now if there is still a place.
        #[serde(default)]
        session: Option<SessionId>,
        /// The mark of the browser it was typed in; none where a program sent it.
        #[serde(default)]
        browser: Option<String>,
        /// The record for which the place is held that was chosen, where it is not held for theirs.
        #[serde(default)]
        held_for: Option<PersonId>,
    },
    /// Somebody was added to an organisation.
    Invitation {
        /// Which.
        organisation: OrganisationId,
        /// Who added them.
        by: PersonId,
        /// What confirms the membership; none when the inviter cannot.
        confirmed_how: Option<MembershipProof>,
    },
    /// A person adds an address to their record.
    FurtherAddress,
}

/// Who confirms an address, as far as that is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Confirmer {
    /// Who is signed in where it is confirmed.
    pub signed_in: Option<PersonId>,
    /// The mark of the browser; none for a program.
    pub browser: Option<String>,
}

/// How an address stands to whoever confirms it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypedBy {
    /// What waits was typed where it is confirmed, or concerns nobody but its reader.
    Them,
    /// What waits was typed elsewhere, perhaps by somebody else: none of it is taken over unsaid.
    SomebodyElsewhere,
    /// The address would go to a record that only its holder can add to.
    AnotherAccount,
}

impl Waiting {
    /// Whose words these are. `first`: the record of `person` has no confirmed address yet, so it is nobody's.
    #[must_use]
    pub fn typed_by(&self, confirmer: &Confirmer, person: PersonId, first: bool) -> TypedBy {
        match self {
            Self::Registration { browser, .. } if first && *browser != confirmer.browser => {
                TypedBy::SomebodyElsewhere
            }
            Self::FurtherAddress if !first && confirmer.signed_in != Some(person) => TypedBy::AnotherAccount,
            Self::Registration { .. } | Self::FurtherAddress | Self::Invitation { .. } => TypedBy::Them,
        }
    }
}

/// The organisation somebody names: one of the list, or one that is not listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NamedOrganisation {
    /// One of the list.
    Listed(OrganisationId),
    /// "My organisation is not listed".
    Unlisted(String),
}

/// Reads which organisation is named: by id, by name, or not at all.
pub fn named_organisation(
    errors: &mut FieldErrors,
    id: Option<OrganisationId>,
    name: Option<&str>,
) -> Option<NamedOrganisation> {
    match (id, name) {
        (Some(_), Some(_)) => {
            errors.add(
                "organisation_name",
                "Choose an organisation from the list, or give the name of one that is not listed, not both.",
            );
            None
        }
        (Some(id), None) => Some(NamedOrganisation::Listed(id)),
        (None, Some(name)) => {
            let parsed = organisation_name("organisation_name", name);
            errors.keep(parsed).map(NamedOrganisation::Unlisted)
        }
        (None, None) => None,
    }
}

/// Reads the name of an organisation, single spaces, at most [`LONGEST_ORGANISATION_NAME`] characters.
///
/// # Errors
/// Empty, too long, more than one line, or without a letter.
pub fn organisation_name(field: &str, typed: &str) -> Result<String, FieldError> {
    let name = short_text(field, typed, LONGEST_ORGANISATION_NAME)?;
    if !name.chars().any(char::is_alphabetic) {
        return Err(FieldError::new(field, "Enter a name with at least one letter."));
    }
    Ok(name.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Reads an address somebody signs in with: one person's, not an office's.
///
/// # Errors
/// Not an address, or a shared mailbox.
pub fn personal_address(field: &str, typed: &str) -> Result<EmailAddress, FieldError> {
    let email = EmailAddress::parse(field, typed)?;
    if email.is_shared_mailbox() { Err(FieldError::new(field, SHARED_MAILBOX)) } else { Ok(email) }
}

/// Reads the mail domain of an organisation, such as `school.example`, in lower case.
///
/// # Errors
/// Not a domain, or one that anybody can have an address at.
pub fn mail_domain(field: &str, typed: &str) -> Result<String, FieldError> {
    let domain = typed.trim().trim_start_matches('@').to_ascii_lowercase();
    if EmailAddress::parse(field, &format!("someone@{domain}")).is_err() {
        return Err(FieldError::new(
            field,
            "Enter a domain such as school.example, without what stands before the @.",
        ));
    }
    if FREE_MAIL.contains(&domain.as_str()) {
        return Err(FieldError::new(
            field,
            "Anybody can have an address there, so it cannot show who belongs to the organisation.",
        ));
    }
    Ok(domain)
}

/// Where anybody can get a mailbox.
const FREE_MAIL: &[&str] = &[
    "aol.com",
    "btinternet.com",
    "gmail.com",
    "gmx.co.uk",
    "gmx.com",
    "googlemail.com",
    "hotmail.co.uk",
    "hotmail.com",
    "icloud.com",
    "live.co.uk",
    "live.com",
    "mail.com",
    "me.com",
    "msn.com",
    "ntlworld.com",
    "outlook.com",
    "proton.me",
    "protonmail.com",
    "sky.com",
    "talktalk.net",
    "virginmedia.com",
    "yahoo.co.uk",
    "yahoo.com",
    "ymail.com",
];

/// Whether an address at `domain` shows by itself that its holder belongs to an organisation with this mail domain.
#[must_use]
pub fn domain_confirms(domain: &str, organisation: Option<&str>) -> bool {
    organisation.is_some_and(|of| !of.is_empty() && of.eq_ignore_ascii_case(domain))
}
