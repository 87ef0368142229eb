//! The one test binary: its modules mirror the rooms of `src/`.

#![expect(missing_docs, reason = "tests explain themselves by their names")]

mod calendar;
mod crypto;
mod documents;
mod domain;
mod house;
mod mail;
mod support;
