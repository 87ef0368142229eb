//! Pages: people, their addresses and organisations.

pub mod account;
pub mod account_addresses;
pub mod account_sign_in;
pub mod adding_people;
pub mod manage_memberships;
pub mod manage_organisations;
pub mod manage_people;
pub mod manage_person;
pub mod merge;
pub mod my_people;
pub mod organisation_choice;
pub mod person;
pub mod pick;
pub mod sign_in;
pub mod sign_up;
