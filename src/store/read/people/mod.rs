//! Read: people, their addresses and organisations.

pub mod belonging;
pub mod callers;
pub mod complaints;
pub mod domain_asks;
pub mod erasures;
pub mod held;
pub mod held_columns;
pub mod held_tables;
pub mod managed_people;
pub mod managers;
pub mod memberships;
pub mod organisation_ahead;
pub mod organisation_list;
pub mod organisation_training;
pub mod organisations;
pub mod own_logins;
pub mod person;
pub mod person_views;
pub mod profile;
pub mod provider_accounts;
pub mod relations;
pub mod second_factors;
pub mod strangers;
pub mod unused;
pub mod waiting;
pub mod who_sees;
