//! Verbs: people, their addresses and organisations.

pub mod add_person;
pub mod claim_membership;
pub mod confirm_address;
pub mod edit_me;
pub mod edit_organisation;
pub mod edit_person;
pub mod invite_person;
pub mod keep_memberships;
pub mod merge_people;
pub mod own_addresses;
pub mod page_logins;
pub mod passwords;
pub mod sign_in;
pub mod sign_in_links;
pub mod sign_up;
