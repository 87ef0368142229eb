//! Who runs the sessions of a history, and the calendars of those who do: what is asked of a trainer stands in theirs,
//! what was over when they were taken off stays, what was to come goes.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use training_ladder::{
    domain::{ids::PersonId, words::SessionState},
    usecases::sessions::{edit_session::EditSession, session_terms::SessionTerms},
};

use super::{
    History,
    calendar::Calendar,
    model::{Model, Session},
    steps::Later,
};
use crate::support::{app::TestApp, outbox::Queued};

const NAMES: [&str; 2] = ["Tess Trainer", "Theo Tutor"];

/// A trainer and what the rules say of their calendar.
pub(super) struct Trainer {
    id: PersonId,
    /// The first the oldest.
    addresses: Vec<String>,
    /// The sessions they run.
    runs: BTreeSet<usize>,
    /// The dates in their calendar, by session and place among its dates.
    entries: BTreeSet<(usize, usize)>,
}

impl Trainer {
    pub(super) async fn all(app: &TestApp) -> Vec<Self> {
        let mut all = Vec::new();
        for name in NAMES {
            let somebody = app.trainer(name).await;
            all.push(Self {
                id: somebody.id,
                addresses: vec![somebody.email],
                runs: BTreeSet::new(),
                entries: BTreeSet::new(),
            });
        }
        all
    }

    /// They run it: whatever of it is not over comes into their calendar.
    fn asked(&mut self, index: usize, session: &Session, now: DateTime<Utc>) {
        self.runs.insert(index);
        let ahead = session.dates.iter().enumerate().filter(|(_, date)| !date.gone && date.ends_at > now);
        self.entries.extend(ahead.map(|(at, _)| (index, at)));
    }

    /// They do not run it any more, or it does not take place: whatever of it was to come goes.
    fn cleared(&mut self, index: usize, session: &Session, now: DateTime<Utc>) {
        self.entries.retain(|(of, at)| *of != index || session.dates[*at].ends_at <= now);
    }
}

impl History {
    pub(super) fn trainer_at(&self, address: &str) -> Option<usize> {
        self.trainers.iter().position(|trainer| trainer.addresses.iter().any(|one| one == address))
    }

    /// Whether a mail is to a trainer; then the step must concern them.
    pub(super) fn is_to_trainer(&self, mail: &Queued) -> bool {
        let Some(trainer) = self.trainer_at(&mail.to) else { return false };
        let concerned = self.concerned_trainers.contains(&trainer);
        assert!(concerned, "{} to {} whom it does not concern:\n{}", mail.kind, mail.to, self.told);
        true
    }

    /// What a step did to sessions does something to the calendars of those who run them.
    pub(super) fn let_trainers_follow(&mut self, before: &Model) {
        let now = self.model.now;
        for (index, session) in self.model.sessions.iter().enumerate() {
            let was = &before.sessions[index];
            let called_off = was.state != session.state && session.state == SessionState::Cancelled;
            if !called_off && was.dates == session.dates {
                continue;
            }
            for (number, trainer) in self.trainers.iter_mut().enumerate() {
                if !trainer.runs.contains(&index) {
                    continue;
                }
                self.concerned_trainers.push(number);
                if called_off {
                    trainer.cleared(index, session, now);
                } else {
                    trainer.entries.retain(|(of, at)| *of != index || !session.dates[*at].gone);
                    trainer.asked(index, session, now);
                }
            }
        }
    }

    /// Other people run a session from now on, or nobody does.
    pub(super) async fn change_trainers(&mut self) {
        let (now, published) = (self.model.now, SessionState::Published);
        let index = self.session_that(|known| known.state == published && known.ends_at() > now);
        let known = &self.model.sessions[index];
        if known.state != published || known.ends_at() <= now {
            return;
        }
        let mut run: Vec<usize> = (0..self.trainers.len()).collect();
        run.retain(|_| self.below(2) == 0);
        self.tell(format_args!("session {index} is run by trainers {run:?}"));
        let ids = run.iter().map(|number| self.trainers[*number].id).collect();
        let ask = EditSession {
            by: self.coordinator,
            session: self.sessions[index],
            revision: None,
            dates: None,
            terms: SessionTerms { trainer_ids: Some(ids), ..SessionTerms::default() },
        };
        self.app.app.usecases.edit_session(ask).await.expect("a session that can be edited");
        self.model.settle(index);
        let session = &self.model.sessions[index];
        for (number, trainer) in self.trainers.iter_mut().enumerate() {
            match (trainer.runs.contains(&index), run.contains(&number)) {
                (false, true) => trainer.asked(index, session, now),
                (true, false) => {
                    trainer.cleared(index, session, now);
                    trainer.runs.remove(&index);
                }
                _ => continue,
            }
            self.concerned_trainers.push(number);
        }
        self.took(Later::ChangeTrainers);
    }

    /// A trainer's mail goes elsewhere, and their calendar with it.
    pub(super) async fn change_trainers_address(&mut self) {
        let number = self.below(self.trainers.len());
        let id = self.trainers[number].id;
        let email = format!("trainer{number}.{}@example.net", self.told.len());
        self.tell(format_args!("trainer {number} is written to at {email}"));
        self.write_to(id, &email).await;
        self.trainers[number].addresses.push(email);
        self.concerned_trainers.push(number);
        self.took(Later::TrainersAddress);
    }

    /// Each trainer's mailboxes hold the dates they run or ran; what is to come stands at their newest address alone.
    pub(super) fn check_trainers_calendars(&self, of_address: &BTreeMap<String, Calendar>) {
        for (number, trainer) in self.trainers.iter().enumerate() {
            let time = |(index, at): &(usize, usize)| {
                let date = &self.model.sessions[*index].dates[*at];
                (date.starts_at, date.ends_at)
            };
            let mut expected: Vec<_> = trainer.entries.iter().map(time).collect();
            expected.sort();
            let (mut held, mut ahead) = (Vec::new(), BTreeSet::new());
            for address in &trainer.addresses {
                for (starts_at, ends_at, title) in
                    of_address.get(address).into_iter().flat_map(Calendar::holds)
                {
                    assert!(title.ends_with("(you run it)"), "{title}\n{}", self.told);
                    if ends_at > self.model.now {
                        ahead.insert(address);
                    }
                    held.push((starts_at, ends_at));
                }
            }
            held.sort();
            assert_eq!(held, expected, "the calendar of trainer {number} (held first)\n{}", self.told);
            let newest = trainer.addresses.last();
            assert!(ahead.iter().all(|address| Some(*address) == newest), "{ahead:?}\n{}", self.told);
        }
    }
}
