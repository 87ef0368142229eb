//! What the partnership says of itself, kept in the process: every page and mail says it, and none should pay for it
//! with a statement. The copy that changes it knows at once; the others ask every few seconds whether it still stands
//! ([`UseCases::keep_site_read`](crate::usecases::UseCases::keep_site_read)), so that with several copies a page can
//! show the old name for that long. Nothing is decided by it but what is said.

use std::sync::{Arc, PoisonError, RwLock};

use crate::{
    domain::{colours::Scheme, invites::Party},
    store::read::{
        revised::Revised,
        service::site::{NamedMark, SiteView},
    },
};

/// What is said now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The partnership's name: its own, or as the service was set up.
    pub name: String,
    /// Whether that is its own.
    pub has_own_name: bool,
    /// The first sentence of the front page, where it has one of its own.
    pub sentence: Option<String>,
    /// Its colour on each kind of page, where it has one of its own.
    pub colours: Option<Scheme>,
    /// Its mark, if it has one.
    pub mark: Option<Arc<NamedMark>>,
    /// The revision this is of; 0 before it was read for the first time.
    pub revision: i32,
}

impl Shown {
    /// A sender under the partnership's own name.
    #[must_use]
    pub fn signed(&self, sender: &Party) -> Party {
        if self.has_own_name { Party { name: self.name.clone(), ..sender.clone() } } else { sender.clone() }
    }
}

/// What is said now, and what stands in for it.
#[derive(Debug)]
pub struct SiteFace {
    set_up: String,
    now: RwLock<Arc<Shown>>,
}

impl SiteFace {
    /// Of a service that was set up with this name.
    #[must_use]
    pub fn new(set_up: &str) -> Self {
        let shown = Shown {
            name: set_up.to_owned(),
            has_own_name: false,
            sentence: None,
            colours: None,
            mark: None,
            revision: 0,
        };
        Self { set_up: set_up.to_owned(), now: RwLock::new(Arc::new(shown)) }
    }

    /// The name the service was set up with.
    #[must_use]
    pub fn set_up_name(&self) -> &str {
        &self.set_up
    }

    /// What is said now.
    #[must_use]
    pub fn now(&self) -> Arc<Shown> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Says this from now on, unless something newer is said already.
    pub(super) fn take(&self, read: &Revised<SiteView>) {
        let view = &read.view;
        let shown = Shown {
            name: view.name.clone().unwrap_or_else(|| self.set_up.clone()),
            has_own_name: view.name.is_some(),
            sentence: view.sentence.clone(),
            colours: view.accent.map(Scheme::of),
            mark: view.mark.clone().map(Arc::new),
            revision: read.revision,
        };
        let mut now = self.now.write().unwrap_or_else(PoisonError::into_inner);
        if shown.revision >= now.revision {
            *now = Arc::new(shown);
        }
    }
}
