//! Written: people, their addresses and organisations.

pub mod addresses;
pub mod complaints;
pub mod erasing;
pub mod erasures;
pub mod free_text;
pub mod logins;
pub mod manager_asks;
pub mod memberships;
pub mod merging;
pub mod organisations;
pub mod person;
pub mod tokens;
