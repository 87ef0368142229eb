//! The JSON API: handlers parse, ask, answer.

pub mod auth;
pub mod service;
