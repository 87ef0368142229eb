//! Work outside requests, driven by a clock that stands still until a test moves it.

mod calendar_order;
mod delivery;
mod queue;
mod real_server;
mod runner;
