//! What changed about a session that people have in their calendars.

use chrono::{DateTime, Utc};

use crate::{
    domain::times::{ZoneNote, range},
    store::read::sessions::session_rows::DateRow,
    usecases::{
        error::Failure,
        loaded_session::{Scene, is_over},
    },
};

/// What changed that people have in their calendars.
pub(crate) struct Difference {
    /// Dates after the change that are at another time, with the date before; by index.
    pub(crate) moved: Vec<(usize, DateRow)>,
    /// Dates that are new; by index.
    pub(crate) added: Vec<usize>,
    /// Dates that are no more.
    pub(crate) removed: Vec<DateRow>,
    pub(crate) place: bool,
    pub(crate) joining: bool,
    /// It is called otherwise.
    pub(crate) title: bool,
}

impl Difference {
    /// Between a session before and after a change.
    pub(crate) fn between(before: &Scene, after: &Scene) -> Result<Self, Failure> {
        let mut what = Self {
            moved: Vec::new(),
            added: Vec::new(),
            removed: Vec::new(),
            place: before.location() != after.location(),
            joining: before.joining()? != after.joining()?,
            title: before.course.title != after.course.title,
        };
        for (index, date) in after.dates.iter().enumerate() {
            match before.dates.iter().find(|old| old.id == date.id) {
                None => what.added.push(index),
                Some(old) if (old.starts_at, old.ends_at) != (date.starts_at, date.ends_at) => {
                    what.moved.push((index, old.clone()));
                }
                Some(_) => {}
            }
        }
        let gone = before.dates.iter().filter(|old| !after.dates.iter().any(|date| date.id == old.id));
        what.removed = gone.cloned().collect();
        Ok(what)
    }

    /// Whether dates are at another time, new or gone.
    pub(crate) fn moves_dates(&self) -> bool {
        !(self.moved.is_empty() && self.added.is_empty() && self.removed.is_empty())
    }

    /// Whether anything that stands in calendars is another.
    pub(crate) fn concerns_calendars(&self) -> bool {
        self.moves_dates() || self.place || self.joining || self.title
    }

    /// The dates people are to be mailed about again: those at another time, and all that are not over when the place, the
    /// way in or the title changed.
    pub(crate) fn to_mail(&self, after: &Scene, now: DateTime<Utc>) -> Vec<(usize, Option<&DateRow>)> {
        let old = |index: usize| self.moved.iter().find(|(at, _)| *at == index).map(|(_, date)| date);
        let coming = after.dates.iter().enumerate().filter(|(_, date)| !is_over(date, now));
        coming
            .map(|(index, _)| index)
            .filter(|index| !self.added.contains(index))
            .map(|index| (index, old(index)))
            .filter(|(_, old)| old.is_some() || self.place || self.joining || self.title)
            .collect()
    }

    /// What changed for somebody who has no place yet, a sentence each; how to join is not theirs to know.
    pub(crate) fn in_words(&self, before: &Scene, after: &Scene) -> Vec<String> {
        let shown = |scene: &Scene, date: &DateRow| {
            range(date.starts_at.and_utc(), date.ends_at.and_utc(), scene.zone, ZoneNote::Always)
        };
        let at = |index: &usize| after.dates.get(*index);
        let mut words = Vec::new();
        for (date, old) in self.moved.iter().filter_map(|(index, old)| Some((at(index)?, old))) {
            words.push(format!("{} is moved to {}.", shown(before, old), shown(after, date)));
        }
        words.extend(self.added.iter().filter_map(at).map(|date| format!("New: {}.", shown(after, date))));
        words.extend(
            self.removed.iter().map(|date| format!("It does not take place on {}.", shown(before, date))),
        );
        if self.place {
            words.push(format!("Where: {}. It was {}.", after.location(), before.location()));
        }
        words
    }
}
