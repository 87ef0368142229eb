//! How a command ends when it does not end well.

use std::fmt;
use std::process::ExitCode;

use crate::config::Problem;

/// Why a command did not do what it was told, or what it found.
#[derive(Debug)]
pub enum Failure {
    /// Settings or arguments that cannot be used: exit code 2.
    Settings(Vec<Problem>),
    /// The command found problems, or could not finish: exit code 1.
    Found(String),
}

impl Failure {
    /// 2 when the settings are to blame, as for a wrong command line, and 1 otherwise.
    #[must_use]
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Settings(_) => ExitCode::from(2),
            Self::Found(_) => ExitCode::from(1),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Settings(problems) => {
                match problems.len() {
                    1 => write!(f, "A setting cannot be used:")?,
                    count => write!(f, "{count} settings cannot be used:")?,
                }
                for problem in problems {
                    write!(f, "\n\n{problem}")?;
                }
                Ok(())
            }
            Self::Found(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for Failure {}

impl From<Vec<Problem>> for Failure {
    fn from(problems: Vec<Problem>) -> Self {
        Self::Settings(problems)
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Settings(vec![problem])
    }
}

impl From<crate::store::Error> for Failure {
    fn from(why: crate::store::Error) -> Self {
        Self::Found(why.to_string())
    }
}

impl From<std::io::Error> for Failure {
    fn from(why: std::io::Error) -> Self {
        Self::Found(why.to_string())
    }
}
