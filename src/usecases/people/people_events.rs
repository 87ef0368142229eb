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
