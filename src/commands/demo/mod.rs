//! The demo: both ladders, people and dates, made by the real use-cases.

pub mod catalogue;
