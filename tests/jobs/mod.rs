//! Work outside requests, driven by a clock that stands still until a test moves it.

mod action_reminders;
mod approvals;
mod calendar_order;
mod conditions;
mod delivery;
mod digests;
mod many_mails;
mod offers;
mod purging;
mod queue;
mod real_server;
mod refusing_server;
mod registers;
mod reminders;
mod replacements;
mod runner;
mod zoom;
mod zoom_troubles;
