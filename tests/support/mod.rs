//! What tests stand on.

pub mod app;
pub mod authenticator_app;
pub mod catalogue;
pub mod checkers;
pub mod chromium;
pub mod commissions;
pub mod database;
pub mod documented;
pub mod followers;
pub mod hand_overs;
pub mod hostile_provider;
pub mod looking;
pub mod oidc_provider;
pub mod outbox;
pub mod pages;
pub mod personal_data;
pub mod pictures;
pub mod raw_database;
pub mod register;
pub mod router;
pub mod served;
pub mod signing_in_with;
pub mod site;
pub mod smtp_server;
pub mod template_walk;
pub mod workbooks;
