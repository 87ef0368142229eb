//! What database work came to, whatever its type.
//!
//! Each read and write of the program has a type of its own. It is forgotten before the work goes to another thread
//! and found again when the answer is back, so that what lies between is compiled once.

use std::any::Any;

use super::error::{Error, WriteError};

/// A result without its type.
pub(super) struct Outcome {
    result: Box<dyn Any + Send>,
    keep: bool,
    again: bool,
    unseen: bool,
}

impl Outcome {
    /// Of a write.
    pub(super) fn of<T: Send + 'static, E: WriteError + Send + 'static>(result: Result<T, E>) -> Self {
        let again = result.as_ref().is_err_and(WriteError::asks_to_run_again);
        Self { again, ..Self::read(result) }
    }

    /// Of a read.
    pub(super) fn read<T: Send + 'static, E: Send + 'static>(result: Result<T, E>) -> Self {
        Self { keep: result.is_ok(), again: false, unseen: false, result: Box::new(result) }
    }

    /// Whether the work succeeded: what it changed is to be kept.
    pub(super) fn keeps(&self) -> bool {
        self.keep
    }

    /// The same of a write that said that nobody sees what it changed.
    pub(super) fn unseen(self) -> Self {
        Self { unseen: true, ..self }
    }

    /// Whether what it changed is kept and may be shown to somebody.
    pub(super) fn may_be_seen(&self) -> bool {
        self.keep && !self.unseen
    }

    /// Whether the database wants the work to be run again.
    pub(super) fn asks_to_run_again(&self) -> bool {
        self.again
    }

    /// The result, of the type it was made from.
    pub(super) fn into_result<T: 'static, E: From<Error> + 'static>(self) -> Result<T, E> {
        match self.result.downcast::<Result<T, E>>() {
            Ok(result) => *result,
            Err(_) => Err(Error::Broken("a result came back as another type".to_owned()).into()),
        }
    }
}
