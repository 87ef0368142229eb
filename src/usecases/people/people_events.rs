//! What happens to people's records, as values.

use crate::domain::ids::PersonId;

/// Mail to a person goes to another address.
pub(crate) struct AddressChanged {
    /// Whose.
    pub(crate) person: PersonId,
    /// Where their mail went; `None` when it reached them nowhere.
    pub(crate) old: Option<String>,
    /// Where it goes; `None` when it reaches them nowhere.
    pub(crate) new: Option<String>,
    /// Who did it; `None` when the program itself acted.
    pub(crate) by: Option<PersonId>,
}

impl AddressChanged {
    /// Whether what reached them at one address has to reach them at another.
    pub(crate) fn moves(&self) -> bool {
        self.new.is_some() && self.new != self.old
    }
}

/// An account was closed.
pub(crate) struct AccountClosed {
    /// Whose.
    pub(crate) person: PersonId,
    /// The coordinator who closed it.
    pub(crate) by: PersonId,
}

/// What somebody can show beside their password changed.
pub(crate) struct SecondFactorChanged {
    /// Whose.
    pub(crate) person: PersonId,
    /// What happened.
    pub(crate) what: FactorChange,
    /// Who did it; `None` where the service is installed.
    pub(crate) by: Option<PersonId>,
}

/// What happened to a second factor.
pub(crate) enum FactorChange {
    /// An app shows their codes from now on.
    AppAdded,
    /// They no longer use an app.
    AppRemoved,
    /// A passkey of this name was added.
    PasskeyAdded(String),
    /// The passkey of this name was removed.
    PasskeyRemoved(String),
    /// They made new recovery codes; the ones before are void.
    RecoveryCodesMade,
    /// A recovery code opened their account.
    RecoveryCodeUsed,
    /// Everything was taken away, for this reason.
    TakenAway(String),
}

impl SecondFactorChanged {
    /// Its word on the trail.
    pub(crate) fn action(&self) -> &'static str {
        match self.what {
            FactorChange::AppAdded => "second_factor_app_added",
            FactorChange::AppRemoved => "second_factor_app_removed",
            FactorChange::PasskeyAdded(_) => "passkey_added",
            FactorChange::PasskeyRemoved(_) => "passkey_removed",
            FactorChange::RecoveryCodesMade => "recovery_codes_made",
            FactorChange::RecoveryCodeUsed => "recovery_code_used",
            FactorChange::TakenAway(_) => "second_factor_taken_away",
        }
    }
}
