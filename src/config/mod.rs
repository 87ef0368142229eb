//! The settings, one small file a concern: plain structs, passed on, never global.
//!
//! Each setting stands once, as a [`Setting`] beside the struct it fills: its name (which is also its key in the
//! TOML file), its flag, its environment variable, its default, what it means and how it is read. Flags come before
//! the environment, the environment before the file, the file before the default. Everything wrong is found at
//! once, each with what would be right.

pub mod database;
pub mod environment;
pub mod evidence;
pub mod file;
pub mod http;
pub mod jobs;
pub mod limits;
pub mod logging;
pub mod mail;
pub mod reading;
pub mod retention;
pub mod second_factor;
pub mod secrets;
pub mod serve;
pub mod setting;
pub mod single_sign_on;
pub mod site;
mod this_machine;
pub mod trail;
pub mod zoom;

pub use self::environment::Environment;
pub use self::reading::{Report, Sources};
pub use self::serve::{CoreConfig, ServeConfig};
pub use self::setting::{About, Problem, Setting};

/// Every setting there is, in the order people read about them.
pub fn all() -> impl Iterator<Item = &'static About> {
    [
        database::SETTINGS,
        http::SETTINGS,
        site::SETTINGS,
        mail::SETTINGS,
        secrets::SETTINGS,
        second_factor::SETTINGS,
        single_sign_on::SETTINGS,
        limits::SETTINGS,
        retention::SETTINGS,
        evidence::SETTINGS,
        jobs::SETTINGS,
        logging::SETTINGS,
        trail::SETTINGS,
        zoom::SETTINGS,
    ]
    .into_iter()
    .flatten()
    .copied()
}
