//! Mails that were taken and wait for somebody to send them: those that are awaited in front of all others.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use tokio::sync::Notify;

use crate::{mail::message::AWAITED, store::write::mail::claims::Claimed};

/// A further connection is worth opening for each so many mails in line.
const WORTH_A_CONNECTION: usize = 4;

/// The line and who serves it.
pub(super) struct Line {
    inside: Mutex<Inside>,
    news: Notify,
}

struct Inside {
    awaited: VecDeque<Claimed>,
    rest: VecDeque<Claimed>,
    /// How many serve the line.
    servers: usize,
    /// How many mails are being sent.
    flying: usize,
    ended: bool,
}

impl Line {
    /// An empty line that so many serve.
    pub(super) fn served_by(servers: usize) -> Self {
        let inside =
            Inside { awaited: VecDeque::new(), rest: VecDeque::new(), servers, flying: 0, ended: false };
        Self { inside: Mutex::new(inside), news: Notify::new() }
    }

    /// How many stand in it: awaited ones, and others.
    pub(super) fn lengths(&self) -> (usize, usize) {
        let inside = self.inside();
        (inside.awaited.len(), inside.rest.len())
    }

    /// Lets these stand in line, in the order given.
    pub(super) fn join(&self, mails: Vec<Claimed>) {
        let mut inside = self.inside();
        for mail in mails {
            if is_awaited(&mail) { inside.awaited.push_back(mail) } else { inside.rest.push_back(mail) }
        }
        drop(inside);
        self.news.notify_waiters();
    }

    /// The next mail for the server with this number, or none once the line has ended. Of several servers the first
    /// keeps free for mails that are awaited.
    pub(super) async fn next(&self, server: usize) -> Option<Claimed> {
        loop {
            let mut news = std::pin::pin!(self.news.notified());
            news.as_mut().enable();
            {
                let mut inside = self.inside();
                if inside.ended {
                    return None;
                }
                if let Some(mail) = inside.next(server) {
                    return Some(mail);
                }
            }
            news.await;
        }
    }

    /// One that was being sent is not any more.
    pub(super) fn landed(&self) {
        self.inside().flying -= 1;
        self.news.notify_waiters();
    }

    /// Whoever calls this serves no longer, unless nobody else would: then false. The mail they had goes back to where
    /// it stood.
    pub(super) fn leave(&self, mail: &Claimed) -> bool {
        let mut inside = self.inside();
        if inside.servers < 2 || inside.ended {
            return false;
        }
        inside.servers -= 1;
        inside.flying -= 1;
        let mail = mail.clone();
        if is_awaited(&mail) {
            inside.awaited.push_front(mail);
        } else {
            inside.rest.push_front(mail);
        }
        drop(inside);
        self.news.notify_waiters();
        true
    }

    /// Ends it, and gives back who still stands in it.
    pub(super) fn end(&self) -> Vec<Claimed> {
        let mut inside = self.inside();
        inside.ended = true;
        let mut left: Vec<Claimed> = inside.awaited.drain(..).collect();
        left.extend(inside.rest.drain(..));
        drop(inside);
        self.news.notify_waiters();
        left
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inside {
    fn next(&mut self, server: usize) -> Option<Claimed> {
        let keeps_free = server == 0 && self.servers > 1;
        let worth_it = self.flying == 0 || self.rest.len() > WORTH_A_CONNECTION * server.saturating_sub(1);
        let mail = match self.awaited.pop_front() {
            Some(mail) => mail,
            None if keeps_free || !worth_it => return None,
            None => self.rest.pop_front()?,
        };
        self.flying += 1;
        Some(mail)
    }
}

fn is_awaited(mail: &Claimed) -> bool {
    AWAITED.contains(&mail.row.kind.as_str())
}
