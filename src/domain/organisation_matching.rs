//! Whether an organisation that comes in is one on record: told by its own number, else by its name and place. One
//! name twice is a question, never a guess.

use std::collections::HashMap;

use super::{
    import_doubts::LineDoubt,
    imports::{LineProblem, OrganisationLine},
    people::fold,
};

/// What is known of an organisation on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnRecord {
    /// Its name.
    pub name: String,
    /// Its mail domain.
    pub domain: Option<String>,
    /// Its own number.
    pub number: Option<String>,
    /// The town it is in.
    pub place: Option<String>,
}

/// What a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A new one, under this name.
    New(String),
    /// The one on record at this position.
    Same(usize),
    /// Perhaps the one at this position.
    Ask(usize, LineDoubt),
    /// It cannot be told from another one.
    Untold(LineProblem),
}

/// The organisations on record, and those that came in since.
#[derive(Debug, Default)]
pub struct Register {
    known: Vec<OnRecord>,
    by_number: HashMap<String, usize>,
    by_name: HashMap<String, usize>,
}

impl Register {
    /// Of those on record.
    #[must_use]
    pub fn of(known: impl IntoIterator<Item = OnRecord>) -> Self {
        let mut register = Self::default();
        for one in known {
            register.add(one);
        }
        register
    }

    /// With another one; positions are given in order.
    pub fn add(&mut self, one: OnRecord) {
        let at = self.known.len();
        if let Some(number) = &one.number {
            self.by_number.insert(fold(number), at);
        }
        self.by_name.insert(fold(&one.name), at);
        self.known.push(one);
    }

    /// What a line is.
    #[must_use]
    pub fn find(&self, line: &OrganisationLine) -> Found {
        if let Some(at) = line.number.as_ref().and_then(|number| self.by_number.get(&fold(number))) {
            return self.same(*at, line);
        }
        let with_place = line.place.as_ref().map(|place| format!("{}, {place}", line.name));
        let names = [with_place.as_ref(), Some(&line.name)].into_iter().flatten();
        let named = names.filter_map(|name| self.by_name.get(&fold(name)).copied());
        for at in named {
            let known = &self.known[at];
            let elsewhere = match (&known.place, &line.place) {
                (Some(one), Some(other)) => fold(one) != fold(other),
                _ => false,
            };
            match (&known.number, &line.number) {
                (Some(_), Some(_)) => {}
                _ if elsewhere => {}
                (None, Some(number)) => {
                    return Found::Ask(at, LineDoubt::same_organisation(line.line, &known.name, number));
                }
                _ => return self.same(at, line),
            }
        }
        let by_number = line.number.as_ref().map(|number| format!("{} ({number})", line.name));
        let mut free = [Some(line.name.clone()), with_place, by_number]
            .into_iter()
            .flatten()
            .filter(|name| !self.by_name.contains_key(&fold(name)));
        free.next().map_or_else(
            || {
                let why =
                    "another organisation has this name: add a column with its town, or with its own number.";
                Found::Untold(LineProblem::new(line.line, why).showing(&line.name))
            },
            Found::New,
        )
    }

    fn same(&self, at: usize, line: &OrganisationLine) -> Found {
        match (&self.known[at].domain, &line.domain) {
            (Some(recorded), Some(says)) if recorded != says => {
                Found::Ask(at, LineDoubt::other_domain(line.line, &self.known[at].name, recorded, says))
            }
            _ => Found::Same(at),
        }
    }
}
