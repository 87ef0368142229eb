//! Mail into memory, with faults on demand: what most tests send through.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{Outgoing, SendError};

/// Keeps what is sent; clones share it.
#[derive(Debug, Clone, Default)]
pub struct Memory(Arc<Mutex<Inside>>);

#[derive(Debug, Default)]
struct Inside {
    sent: Vec<Outgoing>,
    next: VecDeque<Fault>,
    of_address: HashMap<String, SendError>,
    down: Option<SendError>,
}

#[derive(Debug)]
struct Fault {
    error: SendError,
    delivered: bool,
}

impl Memory {
    /// An empty one that takes everything.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What was taken so far, in order.
    #[must_use]
    pub fn sent(&self) -> Vec<Outgoing> {
        self.inside().sent.clone()
    }

    /// What was taken since this was last asked.
    #[must_use]
    pub fn take_sent(&self) -> Vec<Outgoing> {
        std::mem::take(&mut self.inside().sent)
    }

    /// The next mail fails with `error` and is not taken; called twice, the next two.
    pub fn fail_next(&self, error: SendError) {
        self.inside().next.push_back(Fault { error, delivered: false });
    }

    /// The next mail is taken, and yet its sender is told `error`: the answer was lost.
    pub fn take_next_but_fail(&self, error: SendError) {
        self.inside().next.push_back(Fault { error, delivered: true });
    }

    /// Every mail to `address` fails with `error`.
    pub fn refuse_address(&self, address: &str, error: SendError) {
        self.inside().of_address.insert(address.to_owned(), error);
    }

    /// Every mail fails with `error` until [`Memory::come_back`].
    pub fn go_down(&self, error: SendError) {
        self.inside().down = Some(error);
    }

    /// Forgets every fault.
    pub fn come_back(&self) {
        let mut inside = self.inside();
        inside.next.clear();
        inside.of_address.clear();
        inside.down = None;
    }

    pub(super) fn send(&self, mail: &Outgoing) -> Result<(), SendError> {
        // What could not go over the wire is refused here too.
        mail.mime()?;
        let mut inside = self.inside();
        if let Some(error) = inside.down.as_ref().or_else(|| inside.of_address.get(&mail.to.email)) {
            return Err(error.clone());
        }
        let fault = inside.next.pop_front();
        if fault.as_ref().is_none_or(|fault| fault.delivered) {
            inside.sent.push(mail.clone());
        }
        fault.map_or(Ok(()), |fault| Err(fault.error))
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
