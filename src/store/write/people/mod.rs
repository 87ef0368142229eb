//! Written: people, their addresses and organisations.

pub mod addresses;
pub mod asked_addresses;
pub mod complaints;
pub mod domain_answers;
pub mod erasing;
pub mod erasures;
pub mod factor_challenges;
pub mod free_text;
pub mod logins;
pub mod manager_asks;
pub mod memberships;
pub mod merging;
pub mod organisations;
pub mod passkeys;
pub mod person;
pub mod provider_accounts;
pub mod tokens;
pub mod totp_apps;
