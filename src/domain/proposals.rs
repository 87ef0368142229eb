//! What we propose for a commission: checked, told apart from the version before, and held against trainers' calendars.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::{
    commissions::{LONGEST_NUMBER, LONGEST_PLACE},
    delivery,
    grammar::sentence_case,
    ids::PersonId,
    input::{FieldError, FieldErrors, optional_long_text, optional_short_text, short_text},
    people::fold,
    sessions::Span,
    times::{Zone, ZoneNote, length, range},
    words::{Delivery, Word},
};

/// The most parts a proposal can have.
pub const MOST_PARTS: usize = 40;
/// The highest price, in pence.
pub const HIGHEST_PRICE: i64 = 10_000_000;
/// The longest name of a part, in characters.
pub const LONGEST_PART: usize = 300;
/// The longest part, in minutes.
pub const LONGEST_PART_MINUTES: i32 = 1_440;
/// The longest word to whoever asked, in characters.
pub const LONGEST_NOTE: usize = 2_000;

/// One part of the content, in its order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The slug of the course whose outcome it is; none for something of our own, or a break.
    pub course: Option<String>,
    /// What it is about.
    pub outcome: String,
    /// How long it takes.
    pub minutes: i32,
    /// A pause, which is no active learning.
    #[serde(default)]
    pub is_break: bool,
}

/// A proposed date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedDate {
    /// Start.
    pub starts_at: DateTime<Utc>,
    /// End.
    pub ends_at: DateTime<Utc>,
}

impl ProposedDate {
    /// As a span.
    #[must_use]
    pub const fn span(self) -> Span {
        Span { starts_at: self.starts_at, ends_at: self.ends_at }
    }
}

/// Everything that is proposed, as it is kept: a version never changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The slug of the course that is given.
    pub course: String,
    /// What it is made of; the course's own outcomes when nothing is said.
    pub content: Vec<Part>,
    /// When.
    pub dates: Vec<ProposedDate>,
    /// The IANA zone in which the dates are shown.
    pub timezone: Zone,
    /// Zoom, a room or on site.
    pub delivery: Delivery,
    /// Address and room.
    pub location: Option<String>,
    /// Who runs it.
    pub trainers: Vec<PersonId>,
    /// In pence; no charge when `None`.
    pub price: Option<i64>,
    /// The number of the purchase order it goes under.
    pub purchase_order: Option<String>,
    /// A word to whoever asked.
    pub note: Option<String>,
}

impl Terms {
    /// The dates as spans.
    #[must_use]
    pub fn spans(&self) -> Vec<Span> {
        self.dates.iter().map(|date| date.span()).collect()
    }

    /// All minutes from start to end, over all dates.
    #[must_use]
    pub fn minutes(&self) -> i64 {
        self.dates.iter().map(|date| (date.ends_at - date.starts_at).num_minutes()).sum()
    }

    /// Minutes of active learning, as the content has them; `None` where the course's own count.
    #[must_use]
    pub fn cpd_minutes(&self) -> Option<i32> {
        let learning = self.content.iter().filter(|part| !part.is_break).map(|part| part.minutes).sum();
        (!self.content.is_empty()).then_some(learning)
    }

    /// What a certificate says was learned; `None` where the course's own outcomes count.
    #[must_use]
    pub fn outcomes(&self) -> Option<Vec<String>> {
        let parts = self.content.iter().filter(|part| !part.is_break).map(|part| part.outcome.clone());
        (!self.content.is_empty()).then(|| parts.collect())
    }

    /// What changed since the version before, in the order of a proposal; `name` says who somebody is.
    #[must_use]
    pub fn differences(&self, before: &Self, name: &dyn Fn(PersonId) -> String) -> Vec<Difference> {
        let after = self;
        let mut changes = Changes(Vec::new());
        changes.replaced("course", Some(before.course.clone()), Some(after.course.clone()));
        changes.parts(&before.content, &after.content);
        let dates = |terms: &Terms| -> Vec<String> {
            let zone = terms.timezone.tz();
            let shown =
                |date: &ProposedDate| range(date.starts_at, date.ends_at, zone, ZoneNote::WhenElsewhere);
            terms.dates.iter().map(shown).collect()
        };
        changes.listed("dates", &dates(before), &dates(after));
        changes.replaced("delivery", Some(before.delivery.to_string()), Some(after.delivery.to_string()));
        changes.replaced("location", before.location.clone(), after.location.clone());
        let trainers = |terms: &Terms| -> Vec<String> { terms.trainers.iter().map(|id| name(*id)).collect() };
        changes.listed("trainers", &trainers(before), &trainers(after));
        changes.replaced("price", Some(price_in_words(before.price)), Some(price_in_words(after.price)));
        changes.replaced("purchase_order", before.purchase_order.clone(), after.purchase_order.clone());
        changes.replaced("note", before.note.clone(), after.note.clone());
        changes.0
    }
}

/// Checks a proposal, its dates apart, which are checked as those of any session. The result is trimmed and composed.
///
/// # Errors
/// Every broken rule.
pub fn check_terms(terms: Terms) -> Result<Terms, Vec<FieldError>> {
    let mut errors = FieldErrors::new();
    if terms.content.len() > MOST_PARTS {
        errors.add("content", format!("Use at most {MOST_PARTS} parts."));
    }
    let mut content = Vec::new();
    for (index, part) in terms.content.iter().enumerate() {
        let field = |name| format!("content[{index}].{name}");
        let outcome =
            errors.keep(short_text(&field("outcome"), &part.outcome, LONGEST_PART)).unwrap_or_default();
        if !(1..=LONGEST_PART_MINUTES).contains(&part.minutes) {
            errors.add(field("minutes"), "Enter how many minutes this part takes, from 1 to 1440.");
        }
        content.push(Part { outcome, ..part.clone() });
    }
    let (given, planned) =
        (terms.content.iter().map(|part| i64::from(part.minutes)).sum::<i64>(), terms.minutes());
    if !content.is_empty() && !terms.dates.is_empty() && given != planned {
        errors.add(
            "content",
            format!(
                "The parts add up to {} and the dates to {}: make them the same. A break is a part as well.",
                said(given),
                said(planned)
            ),
        );
    }
    if terms.price.is_some_and(|price| !(1..=HIGHEST_PRICE).contains(&price)) {
        errors
            .add("price", "Enter the price in pence, at least 1, or leave it out where there is no charge.");
    }
    let location =
        errors.keep(optional_short_text("location", terms.location.as_deref(), LONGEST_PLACE)).flatten();
    let order = optional_short_text("purchase_order", terms.purchase_order.as_deref(), LONGEST_NUMBER);
    let purchase_order = errors.keep(order).flatten();
    let note = errors.keep(optional_long_text("note", terms.note.as_deref(), LONGEST_NOTE)).flatten();
    errors.finish(Terms { content, location, purchase_order, note, ..terms })
}

fn said(minutes: i64) -> String {
    length(i32::try_from(minutes).unwrap_or(i32::MAX))
}

/// Words that begin a pause.
const PAUSES: [&str; 6] = ["break", "coffee", "lunch", "pause", "tea", "refreshments"];

impl Part {
    /// A part as it is typed. What is word for word an outcome of a course is that course's (`outcomes` has slug and
    /// outcome); what begins with a word for a pause is one.
    #[must_use]
    pub fn typed(outcome: &str, minutes: i32, outcomes: &[(String, String)]) -> Self {
        let folded = fold(outcome);
        let course = outcomes.iter().find(|(_, known)| fold(known) == folded);
        Self {
            course: course.map(|(slug, _)| slug.clone()),
            outcome: outcome.to_owned(),
            minutes,
            is_break: PAUSES.iter().any(|word| folded.split(' ').next() == Some(word)),
        }
    }
}

/// Something that is otherwise in a newer version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// What it is: `content`, `dates`, `price` and so on.
    pub what: String,
    /// How it was; nothing where it is new.
    pub before: Option<String>,
    /// How it is; nothing where it is gone.
    pub after: Option<String>,
}

impl Difference {
    /// As a line of a mail.
    #[must_use]
    pub fn in_words(&self) -> String {
        changed_in_words(&self.what, self.before.as_deref(), self.after.as_deref())
    }
}

/// "Price: no charge → £120", "Dates: now Tuesday 12 January 2027, 10am to 12pm".
#[must_use]
pub fn changed_in_words(what: &str, before: Option<&str>, after: Option<&str>) -> String {
    let said = |value: &str| match Delivery::from_word(value).filter(|_| what == "delivery") {
        Some(delivery) => delivery::how(delivery).to_owned(),
        None => value.to_owned(),
    };
    let (before, after) = (before.map(said), after.map(said));
    let what = sentence_case(&what.replace('_', " "));
    match (before, after) {
        (Some(before), Some(after)) => format!("{what}: {before} → {after}"),
        (Some(gone), None) => format!("{what}: no longer {gone}"),
        (None, Some(new)) => format!("{what}: now {new}"),
        (None, None) => what,
    }
}

struct Changes(Vec<Difference>);

impl Changes {
    fn add(&mut self, what: &str, before: Option<String>, after: Option<String>) {
        self.0.push(Difference { what: what.to_owned(), before, after });
    }

    fn replaced(&mut self, what: &str, before: Option<String>, after: Option<String>) {
        if before != after {
            self.add(what, before, after);
        }
    }

    fn listed(&mut self, what: &str, before: &[String], after: &[String]) {
        for gone in before.iter().filter(|one| !after.contains(one)) {
            self.add(what, Some(gone.clone()), None);
        }
        for new in after.iter().filter(|one| !before.contains(one)) {
            self.add(what, None, Some(new.clone()));
        }
    }

    fn parts(&mut self, before: &[Part], after: &[Part]) {
        let same = |one: &Part, other: &Part| one.outcome == other.outcome && one.course == other.course;
        let shown = |part: &Part| format!("{} ({})", part.outcome, length(part.minutes));
        for part in before {
            match after.iter().find(|other| same(part, other)) {
                None => self.add("content", Some(shown(part)), None),
                Some(other) if other.minutes != part.minutes => {
                    self.add("content", Some(shown(part)), Some(shown(other)));
                }
                Some(_) => {}
            }
        }
        for part in after.iter().filter(|part| !before.iter().any(|other| same(part, other))) {
            self.add("content", None, Some(shown(part)));
        }
        let order = |parts: &[Part], others: &[Part]| -> Vec<String> {
            let kept = parts.iter().filter(|part| others.iter().any(|other| same(part, other)));
            kept.map(|part| part.outcome.clone()).collect()
        };
        let (was, is) = (order(before, after), order(after, before));
        if was != is {
            self.add("order", Some(was.join(", ")), Some(is.join(", ")));
        }
    }
}

/// A price as people say it: "no charge", "£120", "£99.50".
#[must_use]
pub fn price_in_words(pence: Option<i64>) -> String {
    match pence {
        None => "no charge".to_owned(),
        Some(pence) if pence % 100 == 0 => format!("£{}", pence / 100),
        Some(pence) => format!("£{}.{:02}", pence / 100, pence % 100),
    }
}

/// Something in a trainer's calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Busy {
    /// Whose calendar.
    pub trainer: PersonId,
    /// Their name.
    pub name: String,
    /// What it is.
    pub course: String,
    /// When.
    pub span: Span,
}

/// Why the trainers cannot be there on these dates, a sentence a clash.
#[must_use]
pub fn clashes(dates: &[Span], busy: &[Busy], zone: Tz) -> Vec<String> {
    let shown = |span: Span| range(span.starts_at, span.ends_at, zone, ZoneNote::WhenElsewhere);
    busy.iter()
        .filter(|entry| dates.iter().any(|date| date.overlaps(entry.span)))
        .map(|entry| format!("{} runs {} on {}.", entry.name, entry.course, shown(entry.span)))
        .collect()
}

/// Why nobody is proposed who cannot be there, as one sentence and what to do.
#[must_use]
pub fn busy_in_words(clashes: &[String]) -> String {
    format!(
        "{} Choose other dates or trainers, or say that it is to be all the same, if that can be arranged.",
        clashes.join(" ")
    )
}
