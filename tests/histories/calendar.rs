//! A calendar as a mailbox fills it: what is asked for stands, what is cancelled goes, in the order in which it comes.

use std::collections::BTreeMap;

use training_ladder::domain::invites::{Invite, InviteMethod};

use super::{
    History,
    later::Entry,
    steps::{Later, now},
};

/// The calendar of one mailbox: by UID the last SEQUENCE, and what stands.
#[derive(Default)]
pub(super) struct Calendar {
    entries: BTreeMap<String, (i32, Option<Entry>)>,
}

impl Calendar {
    fn apply(&mut self, invite: &Invite) {
        let (sequence, entry) = self.entries.entry(invite.uid.clone()).or_insert((-1, None));
        // What is older than what stands is not looked at (RFC 5546 §2.1.5).
        if invite.sequence < *sequence {
            return;
        }
        *sequence = invite.sequence;
        *entry = (invite.method == InviteMethod::Request)
            .then(|| (invite.starts_at, invite.ends_at, invite.summary.clone()));
    }

    pub(super) fn holds(&self) -> impl Iterator<Item = Entry> {
        self.entries.values().filter_map(|(_, entry)| entry.clone())
    }
}

impl History {
    /// Every mailbox holds the dates that are its owner's, and no other does.
    pub(super) async fn check_calendars(&self) {
        let mut of_address: BTreeMap<String, Calendar> = BTreeMap::new();
        let mut of_person: BTreeMap<usize, Calendar> = BTreeMap::new();
        for mail in self.app.mails().await {
            let Some(invite) = mail.invite else { continue };
            if now(Later::Addresses) {
                assert_eq!(
                    invite.attendee.email, mail.to,
                    "an invite goes to whom it invites\n{}",
                    self.told
                );
            }
            of_address.entry(mail.to.clone()).or_default().apply(&invite);
            // A mailbox that all of somebody's addresses reach.
            if let Some(person) = self.person_at(&mail.to) {
                of_person.entry(person).or_default().apply(&invite);
            }
        }
        self.check_trainers_calendars(&of_address);
        let mut together: BTreeMap<usize, Vec<Entry>> = BTreeMap::new();
        for (address, calendar) in &of_address {
            let held: Vec<Entry> = calendar.holds().collect();
            match self.person_at(address) {
                Some(person) => together.entry(person).or_default().extend(held),
                None if self.trainer_at(address).is_some() => {}
                None => assert_eq!(held, vec![], "{address} is nobody's\n{}", self.told),
            }
        }
        for person in 0..self.people.len() {
            let (past, coming) = self.model.calendar(person);
            let apart = together.remove(&person).unwrap_or_default();
            let one =
                of_person.remove(&person).map(|calendar| calendar.holds().collect()).unwrap_or_default();
            let apart = Some(apart).filter(|_| now(Later::Addresses));
            for (mailbox, held) in
                [("each address apart", apart), ("one mailbox of all addresses", Some(one))]
            {
                let Some(held) = held else { continue };
                let told = format!("the calendar of person {person}, {mailbox} (held first)\n{}", self.told);
                self.compare_entries(held, (&past, &coming), &told);
            }
        }
    }

    fn compare_entries(&self, held: Vec<Entry>, (past, coming): (&[Entry], &[Entry]), told: &str) {
        let titled = |(starts_at, ends_at, title): &Entry| {
            let title = if now(Later::Titles) { title.as_str() } else { "" };
            format!("{starts_at} to {ends_at} {title}")
        };
        let (mut over, mut ahead): (Vec<Entry>, Vec<Entry>) =
            held.into_iter().partition(|(_, ends_at, _)| *ends_at <= self.model.now);
        over.sort();
        over.dedup();
        ahead.sort();
        let words = |entries: &[Entry]| entries.iter().map(titled).collect::<Vec<_>>();
        assert_eq!(words(&ahead), words(coming), "dates to come: {told}");
        assert_eq!(words(&over), words(past), "dates that are over: {told}");
    }

    /// Whose address it is; the one who stays where two records became one.
    pub(super) fn person_at(&self, address: &str) -> Option<usize> {
        let found = self.addresses.iter().position(|all| all.iter().any(|one| one == address))?;
        Some(self.merged_into[found].unwrap_or(found))
    }
}
