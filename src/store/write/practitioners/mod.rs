//! Who is listed, who supports whom, who asked for a practitioner, and whom we told that something lapses.

pub mod asks;
pub mod erasing;
pub mod practice;
