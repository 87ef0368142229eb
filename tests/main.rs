//! The one test binary: its modules mirror the rooms of `src/`.

mod calendar;
mod clients;
mod commands;
mod config;
mod crypto;
mod documents;
mod domain;
mod histories;
mod house;
mod jobs;
mod journeys;
mod mail;
mod pages;
mod races;
mod sheets;
mod store;
mod support;
mod web;
