//! A change under way: what every verb is given, and how what follows from it follows.
//!
//! A verb says what happened ([`Change::say`]); before it answers, the followers of the service's one list are told of
//! each event in turn, in the same write, until none is left. What they do may say further events.

use std::{
    collections::{BTreeSet, VecDeque},
    future::Future,
    rc::Rc,
    sync::Arc,
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};

use super::{
    Settings, UseCases,
    error::Failure,
    events::{Event, Trail},
    loaded_session::Scene,
};
use crate::{
    crypto::keys::Purpose,
    domain::ids::{Id, PersonId},
    store::{self, AnyConnection, WriteTx, error::WriteError},
};

/// Bytes kept of a hashed address: enough that no two of a site's callers are taken for one.
const HASHED: usize = 12;

tokio::task_local! {
    /// Where the call under way comes from. It goes along with the task that answers the call, because what follows
    /// from a call is asked for in some hundred places and none of them has any other use for it.
    static ORIGIN: String;
}

/// Runs `work` as coming from there: every change that is made meanwhile is made from there, for the trail. What no
/// call asked for, such as a job's work, comes from nowhere.
pub async fn coming_from<T>(origin: String, work: impl Future<Output = T>) -> T {
    ORIGIN.scope(origin, work).await
}

/// Where the call under way comes from, if one is.
pub(crate) fn origin() -> Option<String> {
    ORIGIN.try_with(Clone::clone).ok()
}

/// What somebody who watches is told: the event's word, the follower's name, and whether the event concerned it.
pub type Watcher = Arc<dyn Fn(&'static str, &'static str, bool) + Send + Sync>;

/// Something that follows from events.
pub(crate) struct Follower {
    /// Its name among the others.
    pub(crate) name: &'static str,
    /// Does what follows; says whether the event concerned it at all.
    pub(crate) follow: fn(&mut Change<'_, '_>, &Event) -> Result<bool, Failure>,
}

/// What followers there are, and who watches them.
#[derive(Clone)]
pub(crate) struct Following {
    pub(crate) followers: &'static [Follower],
    /// Settles what time alone has decided about a session.
    pub(crate) settle: fn(&mut Change<'_, '_>, &Rc<Scene>) -> Result<(), Failure>,
    pub(crate) watcher: Option<Watcher>,
}

/// A change under way.
pub(crate) struct Change<'a, 'c> {
    /// The write it stands in.
    pub(crate) tx: &'a mut WriteTx<'c>,
    /// What the service is set to.
    pub(crate) settings: &'a Settings,
    following: &'a Following,
    said: VecDeque<Event>,
    written_to: BTreeSet<String>,
}

impl<'a, 'c> Change<'a, 'c> {
    fn new(tx: &'a mut WriteTx<'c>, settings: &'a Settings, following: &'a Following) -> Self {
        Self { tx, settings, following, said: VecDeque::new(), written_to: BTreeSet::new() }
    }

    /// The time of this change.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.tx.now()
    }

    /// The connection, to read within the change.
    pub(crate) fn conn(&mut self) -> &mut AnyConnection {
        self.tx.conn()
    }

    /// Says what happened. The rows it is about are stored.
    pub(crate) fn say(&mut self, event: Event) {
        self.tx.account_for(event.rows());
        self.said.push_back(event);
    }

    /// Says something from which nothing follows but its line on the trail.
    pub(crate) fn note<T>(
        &mut self,
        by: Option<PersonId>,
        action: impl Into<String>,
        about: (&'static str, Id<T>),
        detail: Option<&str>,
    ) {
        self.say(Event::Noted(Trail::new(by, action, about).with(detail)));
    }

    /// Notes that a mail is queued to an address.
    pub(crate) fn writes_to(&mut self, address: &str) {
        self.written_to.insert(address.to_owned());
    }

    /// The addresses this change has queued mails to so far.
    pub(crate) fn written_to(&self) -> &BTreeSet<String> {
        &self.written_to
    }

    /// Lets everything follow that follows from what was said so far. Whoever answers with what came of a change, or
    /// decides on what others have left behind, asks for it; at the end of every change it happens by itself.
    pub(crate) fn follow(&mut self) -> Result<(), Failure> {
        while let Some(event) = self.said.pop_front() {
            for follower in self.following.followers {
                let concerned = (follower.follow)(self, &event)?;
                if let Some(watcher) = &self.following.watcher {
                    watcher(event.word(), follower.name, concerned);
                }
            }
        }
        Ok(())
    }

    /// Settles what time alone has decided about a session, and lets follow what follows: offers that ran out have gone
    /// on and its start has ended the waiting before a verb decides on what is left. The session must be locked.
    pub(crate) fn settle(&mut self, scene: &Rc<Scene>) -> Result<(), Failure> {
        (self.following.settle)(self, scene)
    }

    /// Tries something that may be refused, with all that follows from it, while the rest of the change goes on.
    pub(crate) fn attempt<T>(
        &mut self,
        work: impl FnOnce(&mut Change<'_, '_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.follow()?;
        let (settings, following) = (self.settings, self.following);
        let (value, written_to) = self.tx.savepoint(|tx| {
            let mut inner = Change::new(tx, settings, following);
            let value = work(&mut inner)?;
            inner.follow()?;
            Ok::<_, Failure>((value, inner.written_to))
        })?;
        self.written_to.extend(written_to);
        Ok(value)
    }
}

/// How a rehearsal ends: undone, with what it showed, or failed.
enum Rehearsed<T> {
    Shown(T),
    Failed(Failure),
}

impl<T> From<store::Error> for Rehearsed<T> {
    fn from(error: store::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl<T> WriteError for Rehearsed<T> {
    fn store_error(&self) -> Option<&store::Error> {
        match self {
            Self::Shown(_) => None,
            Self::Failed(failure) => failure.store_error(),
        }
    }
}

impl UseCases {
    /// A network address as it stands on the trail: under a key of the site, unless the site keeps it as it is.
    #[must_use]
    pub fn origin_of(&self, address: &str) -> String {
        if self.settings.plain_addresses {
            return address.to_owned();
        }
        let hash = self.settings.secret.mac(Purpose::TrailAddresses, &[address.as_bytes()]);
        URL_SAFE_NO_PAD.encode(&hash[..HASHED])
    }

    /// Finds out what a change would come to: it is made with all that follows, looked at and undone.
    pub(crate) async fn rehearse<T, F>(&self, work: F) -> Result<T, Failure>
    where
        F: Fn(&mut Change<'_, '_>) -> Result<T, Failure> + Send + 'static,
        T: Send + 'static,
    {
        let (settings, following) =
            (Arc::clone(&self.settings), Following { watcher: None, ..self.following.clone() });
        let ended: Result<(), Rehearsed<T>> = self
            .db
            .write(move |tx| {
                let mut change = Change::new(tx, &settings, &following);
                let shown = work(&mut change).and_then(|value| change.follow().map(|()| value));
                Err(shown.map_or_else(Rehearsed::Failed, Rehearsed::Shown))
            })
            .await;
        match ended {
            Err(Rehearsed::Shown(value)) => Ok(value),
            Err(Rehearsed::Failed(failure)) => Err(failure),
            Ok(()) => Err(store::Error::Broken("a rehearsal was kept".to_owned()).into()),
        }
    }

    /// Changes something, with all that follows, in one write.
    pub(crate) async fn change<T, F>(&self, work: F) -> Result<T, Failure>
    where
        F: Fn(&mut Change<'_, '_>) -> Result<T, Failure> + Send + 'static,
        T: Send + 'static,
    {
        let (settings, following) = (Arc::clone(&self.settings), self.following.clone());
        let from = origin();
        self.db
            .write(move |tx| {
                tx.comes_from(from.clone());
                let mut change = Change::new(tx, &settings, &following);
                let value = work(&mut change)?;
                change.follow()?;
                Ok(value)
            })
            .await
    }
}
