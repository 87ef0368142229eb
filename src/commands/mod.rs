//! What the program can be told to do on the command line, one file a command.

pub mod arguments;
pub mod attendance;
pub mod attendance_arguments;
pub mod audit;
pub mod backup;
pub mod check;
pub mod composition;
pub mod demo;
pub mod failure;
pub mod import;
pub mod keys;
pub mod logging;
pub mod migrate;
pub mod openapi;
pub mod person;
pub mod second_factor;
pub mod serve;
pub mod setting_flags;
pub mod worker;

use std::process::ExitCode;

use self::{
    arguments::{Arguments, Command, KeysAction, PersonAction},
    attendance_arguments::AttendanceAction,
    failure::Failure,
};
use crate::config::Environment;

/// Does what the arguments say; what goes wrong is said on stderr and in the exit code.
#[must_use]
pub fn run(arguments: Arguments) -> ExitCode {
    let environment = Environment::of_process();
    let done: Result<(), Failure> = match arguments.command {
        Command::Serve(settings) => serve::run(&settings.sources(environment)),
        Command::Worker(settings) => worker::run(&settings.sources(environment)),
        Command::Migrate(settings) => migrate::run(&settings.sources(environment)),
        Command::Backup(arguments) => backup::run(&arguments.file, &arguments.settings.sources(environment)),
        Command::Import(arguments) => {
            let sources = arguments.settings.clone().sources(environment);
            import::run(arguments, &sources)
        }
        Command::Attendance(arguments) => match arguments.action {
            AttendanceAction::Import(arguments) => {
                let sources = arguments.settings.clone().sources(environment);
                attendance::import(&arguments, &sources)
            }
        },
        Command::Person(arguments) => match arguments.action {
            PersonAction::Add(arguments) => {
                person::add(&arguments, &arguments.settings.clone().sources(environment))
            }
            PersonAction::RemoveSecondFactor(arguments) => {
                let sources = arguments.settings.sources(environment);
                second_factor::remove(&arguments.email, &arguments.reason, &sources)
            }
        },
        Command::Keys(arguments) => match arguments.action {
            KeysAction::Rotate(settings) => keys::rotate(&settings.sources(environment)),
        },
        Command::Openapi(arguments) => openapi::run(&arguments),
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Check(settings) => check::run(&settings.sources(environment)),
        Command::Audit(settings) => audit::run(&settings.sources(environment)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            failure.exit_code()
        }
    }
}
