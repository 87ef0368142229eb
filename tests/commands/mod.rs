mod attendance;
mod check;
mod crowd;
mod demo;
mod evidence;
mod import;
mod keys;
mod kill;
mod log;
mod person;
mod serve;

use std::process::{Command, Output};

/// Runs the built program with these arguments in this environment and no other.
fn ladder(arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ladder"))
        .args(arguments)
        .env_clear()
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}
