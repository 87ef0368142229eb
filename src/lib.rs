//! # training-ladder
//!
//! Training-course booking and CPD accreditation in one process: a ladder of courses and its prerequisites,
//! booking and waiting lists, e-mailed calendar invites, registers, and certificates anyone can verify.
//!
//! ## The rooms, and who may import whom
//!
//! ```text
//! main → commands → everything
//! app       → all but web and commands
//! web       → app, usecases, store::{read, error}, mail::{message, render, inbound}, calendar, documents, sheets,
//!             crypto, config, outbound, domain
//! jobs      → usecases, store, mail, calendar, documents, crypto, config, outbound, domain
//! usecases  → domain, store, mail::message, crypto
//! store     → domain (types only)
//! mail, calendar, documents, sheets, outbound → domain
//! crypto, config → nothing of ours        ports → nothing of ours; any room but domain may import it
//! domain    → std, chrono/chrono-tz, serde, uuid, thiserror, unicode-normalization, url
//! ```
//!
//! Inside `web`, `api` and `pages` never name each other: whether a caller may do something stands in `access`, what
//! anyone may try only so often in `attempts`, the files that both hand out in `files`, and what everybody is shown
//! alike, until something changes, in `kept`.
//!
//! A booking's way through them: `web/api/bookings/booking.rs` parses and checks the permission →
//! `usecases/bookings/book_session.rs` in one `Db::write`: locks, facts, `domain::eligibility` decides, rows, audit and
//! outbox → commit → answer. Rendering, sending and every other network call happen outside the write, in `jobs`;
//! a sign-in alone asks its provider (`outbound`) before its write.

pub mod app;
pub mod calendar;
pub mod commands;
pub mod config;
pub mod crypto;
pub mod documents;
pub mod domain;
pub mod jobs;
pub mod mail;
pub mod outbound;
pub mod ports;
pub mod sheets;
pub mod store;
pub mod usecases;
pub mod web;
