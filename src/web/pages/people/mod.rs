//! Pages: people, their addresses and organisations.

pub mod account;
pub mod account_addresses;
pub mod account_facts;
pub mod account_sign_in;
pub mod adding_people;
pub mod close_account;
pub mod correct_address;
pub mod erase_person;
pub mod manage_memberships;
pub mod manage_organisations;
pub mod manage_people;
pub mod manage_person;
pub mod merge;
pub mod my_people;
pub mod my_people_facts;
pub mod organisation_choice;
pub mod organisation_facts;
pub mod own_data;
pub mod person;
pub mod person_record;
pub mod pick;
pub mod printed_name;
pub mod sign_in;
pub mod sign_up;
pub mod sign_up_facts;
pub mod who_sees;
