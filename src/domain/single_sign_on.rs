//! Signing in through somebody else's directory: whose word is believed about which address, and which addresses sign
//! in no other way.

use chrono::TimeDelta;

use super::people::{EmailAddress, PersonName};

/// How long somebody has to sign in at a provider and come back.
pub const SIGN_IN_WITH: TimeDelta = TimeDelta::minutes(15);

/// A provider that people may sign in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInProvider {
    /// Its number, which stands in addresses.
    pub number: u8,
    /// What people call it.
    pub name: String,
    /// Its address.
    pub issuer: String,
    /// Whose people may sign in, where it serves many tenants.
    pub tenants: Vec<String>,
    /// Domains it is believed about though it does not say that it confirmed an address; in lower case.
    pub trusted_domains: Vec<String>,
    /// Domains whose addresses sign in with it alone; in lower case.
    pub required_domains: Vec<String>,
}

/// Who somebody is, as a provider says; its signature, time and recipient were checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claims {
    /// The provider, or its tenant.
    pub issuer: String,
    /// Who it is there: the same for ever, and nobody else's.
    pub subject: String,
    /// What they are called.
    pub name: Option<String>,
    /// Their address.
    pub email: Option<String>,
    /// The provider says that it confirmed the address.
    pub email_verified: bool,
    /// What they sign in with there, which often looks like an address.
    pub preferred_username: Option<String>,
}

/// Why somebody who signed in at a provider is not signed in here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotSignedIn {
    /// This sign-in was used already.
    Used,
    /// No address of theirs is one that the provider confirmed or is believed about.
    Unproved,
    /// The address is a mailbox that several people read.
    Shared(String),
    /// Addresses of this domain sign in with another provider: its number.
    Elsewhere(u8),
    /// Their record is closed.
    Closed,
    /// The account at the provider signs in to somebody else's record.
    Taken,
    /// They signed in here too long ago to change how they sign in.
    Stale,
}

impl SignInProvider {
    /// Whether an account under this issuer is one of this provider's.
    #[must_use]
    pub fn issues(&self, issuer: &str) -> bool {
        let (ours, theirs) = (self.issuer.trim_end_matches('/'), issuer.trim_end_matches('/'));
        let host = |address: &str| address.split('/').nth(2).map(str::to_owned);
        let tenant =
            || theirs.split('/').skip(3).any(|part| self.tenants.iter().any(|tenant| tenant == part));
        ours == theirs || host(ours) == host(theirs) && tenant()
    }

    /// The address that is shown to be theirs by what the provider says.
    ///
    /// # Errors
    /// [`NotSignedIn::Unproved`] if there is none.
    pub fn proved_address(&self, claims: &Claims) -> Result<EmailAddress, NotSignedIn> {
        let read = |text: &Option<String>| EmailAddress::parse("email", text.as_deref()?).ok();
        let trusted =
            |email: &EmailAddress| self.trusted_domains.iter().any(|domain| domain == email.domain());
        read(&claims.email)
            .filter(|email| claims.email_verified || trusted(email))
            .or_else(|| read(&claims.preferred_username).filter(trusted))
            .ok_or(NotSignedIn::Unproved)
    }
}

/// The provider that addresses like this one sign in with, if they may sign in no other way.
#[must_use]
pub fn required_for<'p>(providers: &'p [SignInProvider], email: &EmailAddress) -> Option<&'p SignInProvider> {
    providers.iter().find(|provider| provider.required_domains.iter().any(|domain| domain == email.domain()))
}

/// The provider that an account under this issuer is one of.
#[must_use]
pub fn by_issuer<'p>(providers: &'p [SignInProvider], issuer: &str) -> Option<&'p SignInProvider> {
    providers.iter().find(|provider| provider.issues(issuer))
}

/// The name a new record gets: the one the provider gives, or else what stands before the `@`; its holder can change
/// it.
#[must_use]
pub fn name_of(claims: &Claims, email: &EmailAddress) -> Option<PersonName> {
    let given = claims.name.as_deref().and_then(|name| PersonName::parse("name", name).ok());
    given.or_else(|| {
        let words = email.local().split(['.', '_', '-', '+']).filter(|word| !word.is_empty());
        let words: Vec<String> = words
            .map(|word| {
                let mut letters = word.chars();
                letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
            })
            .collect();
        PersonName::parse("name", &words.join(" ")).ok()
    })
}
