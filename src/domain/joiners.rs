//! Who was in a meeting: the joinings of its reports gathered by whom they are of, as far as the reports say.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::{
    ids::BookingId,
    people::fold,
    report_tables::{Joining, Seen},
    time_together::{self, Span},
};

/// Somebody, or some device, in the meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joiner {
    /// Names the joiner within its import, such as `5`, or `2:5` of a second file: the first line that has them.
    pub key: String,
    /// The line of its file.
    pub line: u64,
    /// The name shown last.
    pub name: String,
    /// Every other name shown, and the account's.
    pub other_names: Vec<String>,
    /// Their address, where the report has it.
    pub email: Option<String>,
    /// The booking whose own link they came by.
    pub booking: Option<BookingId>,
    /// When they were there within the date, in order and apart.
    pub spans: Vec<Span>,
    /// The most minutes the program itself counts.
    pub most: Option<i32>,
}

impl Joiner {
    /// The minutes they were there: of the time that any of their joinings covers, or of the program's own count where
    /// it is less or all there is.
    #[must_use]
    pub fn minutes(&self) -> i32 {
        let covered = time_together::minutes(&self.spans);
        match self.most {
            Some(most) if self.spans.is_empty() => most,
            Some(most) => covered.min(most),
            None => covered,
        }
    }

    /// When they joined first.
    #[must_use]
    pub fn first_joined_at(&self) -> Option<DateTime<Utc>> {
        self.spans.first().map(|(from, _)| *from)
    }

    /// When they left last.
    #[must_use]
    pub fn last_left_at(&self) -> Option<DateTime<Utc>> {
        self.spans.last().map(|(_, to)| *to)
    }
}

/// The minutes that several joiners are together, who are one person: two devices count once. Counts without times are
/// not added up, since they may be of the same time.
#[must_use]
pub fn minutes_of_all<'j>(joiners: impl Iterator<Item = (&'j [Span], Option<i32>)>, bounds: Span) -> i32 {
    let (mut spans, mut most, mut bounded) = (Vec::new(), 0_i32, true);
    let mut longest_total = 0;
    for (own, said) in joiners {
        if own.is_empty() {
            longest_total = longest_total.max(said.unwrap_or_default());
            continue;
        }
        spans.extend_from_slice(own);
        match said {
            Some(said) => most = most.saturating_add(said),
            None => bounded = false,
        }
    }
    let covered = time_together::minutes(&time_together::union(&spans, bounds));
    let covered = if bounded { covered.min(most) } else { covered };
    covered.max(longest_total)
}

/// One file's joinings with when each was.
#[derive(Debug, Clone, Copy)]
pub struct File<'f> {
    /// What it says.
    pub joinings: &'f [Joining],
    /// When each was; none of what only tells how long.
    pub spans: &'f [Option<Span>],
}

#[derive(Default)]
struct Gathered {
    key: String,
    line: u64,
    names: Vec<String>,
    email: Option<String>,
    booking: Option<BookingId>,
    spans: Vec<Span>,
    /// Whether each of the joinings has the program's own count, and those counts in seconds.
    counted: Option<i64>,
    uncounted: bool,
    total: Option<i64>,
}

/// Gathers the joinings of one meeting's files by address, and where there is none by name; whoever was there only
/// outside `bounds` is left out, with their lines counted from 1 in the order of the files.
#[must_use]
pub fn gather(files: &[File<'_>], bounds: Span) -> (Vec<Joiner>, Vec<u64>) {
    let mut at: HashMap<String, usize> = HashMap::new();
    let mut all: Vec<Gathered> = Vec::new();
    for (number, file) in files.iter().enumerate() {
        for (joining, span) in file.joinings.iter().zip(file.spans) {
            let index = *at.entry(who(joining)).or_insert_with(|| {
                let line = joining.line;
                let key = if number == 0 { line.to_string() } else { format!("{}:{line}", number + 1) };
                all.push(Gathered {
                    key,
                    line,
                    email: joining.email.clone(),
                    booking: joining.booking,
                    ..Gathered::default()
                });
                all.len() - 1
            });
            if let Some(gathered) = all.get_mut(index) {
                gathered.add(joining, *span);
            }
        }
    }
    let (mut joiners, mut outside) = (Vec::with_capacity(all.len()), Vec::new());
    let longest = time_together::minutes(&[bounds]);
    for gathered in all {
        let line = gathered.line;
        let joiner = gathered.finish(bounds, longest);
        if joiner.spans.is_empty() && joiner.most.is_none_or(|minutes| minutes == 0) {
            outside.push(line);
        } else {
            joiners.push(joiner);
        }
    }
    (joiners, outside)
}

/// Whom a joining is of, as far as the report says.
fn who(joining: &Joining) -> String {
    match (joining.booking, &joining.email) {
        (Some(booking), _) => format!("#{booking}"),
        (None, Some(email)) => format!("@{}", email.to_lowercase()),
        (None, None) => fold(joining.original_name.as_ref().unwrap_or(&joining.name)),
    }
}

impl Gathered {
    fn add(&mut self, joining: &Joining, span: Option<Span>) {
        for name in [joining.original_name.as_ref(), Some(&joining.name)].into_iter().flatten() {
            if !name.is_empty() {
                self.names.retain(|known| known != name);
                self.names.push(name.clone());
            }
        }
        match joining.time {
            Seen::Total(seconds) => self.total = Some(self.total.unwrap_or_default().max(seconds)),
            Seen::Between(_, _, said) => {
                self.spans.extend(span);
                match said {
                    Some(said) => self.counted = Some(self.counted.unwrap_or_default() + said),
                    None => self.uncounted = true,
                }
            }
        }
    }

    fn finish(mut self, bounds: Span, longest: i32) -> Joiner {
        let minutes = |seconds: i64| i32::try_from(seconds / 60).unwrap_or(i32::MAX);
        let most = self.total.or(self.counted.filter(|_| !self.uncounted)).map(minutes);
        let name = self.names.pop().unwrap_or_default();
        Joiner {
            key: self.key,
            line: self.line,
            name,
            other_names: self.names,
            email: self.email,
            booking: self.booking,
            spans: time_together::union(&self.spans, bounds),
            most: most.map(|most| most.min(longest)),
        }
    }
}
