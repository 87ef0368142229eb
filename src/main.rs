//! `ladder`: training-course booking and CPD accreditation in one binary.

use std::process::ExitCode;

use clap::Parser;

use training_ladder::commands::{self, arguments::Arguments};

fn main() -> ExitCode {
    commands::run(Arguments::parse())
}
