//! The one test binary: its modules mirror the rooms of `src/`.

mod calendar;
mod commands;
mod config;
mod crypto;
mod documents;
mod domain;
mod house;
mod jobs;
mod mail;
mod support;
mod web;
