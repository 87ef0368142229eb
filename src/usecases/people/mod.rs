//! Verbs: people, their addresses and organisations.

pub mod add_person;
pub mod answer_who_sees;
pub mod ask_for_erasure;
pub mod carry_out_erasures;
pub mod claim_membership;
pub mod close_account;
pub mod complain;
pub mod confirm_address;
pub mod correct_address;
pub mod edit_me;
pub mod edit_organisation;
pub mod edit_person;
pub mod erase_person;
pub mod hand_out_data;
pub mod invite_person;
pub mod keep_memberships;
mod main_address;
pub mod merge_people;
mod merge_results;
pub mod own_addresses;
pub mod page_logins;
pub mod passwords;
pub mod people_events;
pub mod put_off_erasure;
pub mod sign_in;
pub mod sign_in_links;
pub mod sign_up;
