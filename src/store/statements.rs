//! What the connections of a database have run: how many statements, and their words for whoever asked for them.

use std::{
    collections::BTreeSet,
    sync::{
        Mutex, OnceLock, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use diesel::connection::InstrumentationEvent;

/// Statements that were run.
#[derive(Default)]
pub(super) struct Statements {
    run: AtomicU64,
    /// Each text once, without what was bound to it; nothing is kept before somebody asks.
    kept: OnceLock<Mutex<BTreeSet<String>>>,
}

impl Statements {
    /// Takes notice of what a connection does.
    pub(super) fn hear(&self, event: &InstrumentationEvent<'_>) {
        let InstrumentationEvent::StartQuery { query, .. } = event else { return };
        self.run.fetch_add(1, Ordering::Relaxed);
        if let Some(kept) = self.kept.get() {
            let text = query.to_string();
            let text = text.split(" -- binds: ").next().unwrap_or_default().to_owned();
            kept.lock().unwrap_or_else(PoisonError::into_inner).insert(text);
        }
    }

    /// How many.
    pub(super) fn run(&self) -> u64 {
        self.run.load(Ordering::Relaxed)
    }

    /// Keeps the texts from now on.
    pub(super) fn keep(&self) {
        self.kept.get_or_init(Mutex::default);
    }

    /// The texts that were kept, in their order.
    pub(super) fn kept(&self) -> Vec<String> {
        let Some(kept) = self.kept.get() else { return Vec::new() };
        kept.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}
