//! Who came: the figures of a period, in a table by one thing, and the bookings behind each of them.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{Datelike, NaiveDate};

pub use super::figure_scope::Scope;
use super::{
    figures::{BookingFact, By, CourseFact, Facts, Figure, Period, SessionFact, first_of, month_of},
    ids::{OrganisationId, PersonId, SessionId},
    words::{OrganisationKind, Word as _},
};

/// Which figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Over which days.
    pub period: Period,
    /// What the table has a row for.
    pub by: By,
    /// On this course alone: an index of [`Facts::courses`].
    pub course: Option<usize>,
    /// On this ladder alone: an index of [`Facts::ladders`].
    pub ladder: Option<usize>,
    /// Under this organisation alone: an index of [`Facts::organisations`].
    pub organisation: Option<u32>,
    /// Under organisations of this kind alone.
    pub kind: Option<OrganisationKind>,
    /// On this trainer's sessions alone.
    pub trainer: Option<PersonId>,
    /// Whose.
    pub scope: Scope,
}

/// What a row of the table is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// An index of [`Facts::organisations`].
    Organisation(u32),
    /// A kind of organisation; none for bookings made under none.
    Kind(Option<OrganisationKind>),
    /// An index of [`Facts::courses`].
    Course(usize),
    /// An index of [`Facts::ladders`]; none for courses on none.
    Ladder(Option<usize>),
    /// A month ([`month_of`]).
    Month(i32),
    /// A year.
    Year(i32),
    /// A trainer; none for sessions without one.
    Trainer(Option<PersonId>),
}

impl Key {
    /// What it is called in addresses and for programs.
    #[must_use]
    pub fn word(&self, facts: &Facts) -> String {
        let none = || "none".to_owned();
        match self {
            Self::Organisation(at) => facts.organisation_of(*at).map_or_else(none, |of| of.id.to_string()),
            Self::Kind(kind) => kind.map_or_else(none, |kind| kind.to_string()),
            Self::Course(at) => facts.courses.get(*at).map_or_else(none, |course| course.slug.clone()),
            Self::Ladder(at) => {
                at.and_then(|at| facts.ladders.get(at)).map_or_else(none, |of| of.slug.clone())
            }
            Self::Month(month) => first_of(*month).format("%Y-%m").to_string(),
            Self::Year(year) => year.to_string(),
            Self::Trainer(trainer) => trainer.map_or_else(none, |trainer| trainer.to_string()),
        }
    }

    /// The key that a word means, if there is one of it.
    #[must_use]
    pub fn of_word(by: By, word: &str, facts: &Facts) -> Option<Self> {
        let none = word == "none";
        match by {
            By::Organisation if none => Some(Self::Organisation(super::figures::NONE)),
            By::Organisation => {
                let id: OrganisationId = word.parse().ok()?;
                facts.organisation_at.get(&id).map(|at| Self::Organisation(*at))
            }
            By::OrganisationKind if none => Some(Self::Kind(None)),
            By::OrganisationKind => OrganisationKind::from_word(word).map(|kind| Self::Kind(Some(kind))),
            By::Course => facts.courses.iter().position(|of| of.slug == word).map(Self::Course),
            By::Ladder if none => Some(Self::Ladder(None)),
            By::Ladder => {
                facts.ladders.iter().position(|of| of.slug == word).map(|at| Self::Ladder(Some(at)))
            }
            By::Month => format!("{word}-01").parse().ok().map(|day: NaiveDate| Self::Month(month_of(day))),
            By::Year => word.parse().ok().map(Self::Year),
            By::Trainer if none => Some(Self::Trainer(None)),
            By::Trainer => word.parse().ok().map(|id| Self::Trainer(Some(id))),
        }
    }
}

/// The figures of a row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Sessions on which somebody had a place.
    pub sessions: i32,
    /// Places held through to the date.
    pub booked: i32,
    /// Of those, completed.
    pub attended: i32,
    /// Of those, there for part of it.
    pub partly_attended: i32,
    /// Of those, not there.
    pub no_show: i32,
    /// Given up at short notice.
    pub short_notice: i32,
    /// Different people among those who had a place.
    pub people: i32,
    /// Certificates in force that were given for these places.
    pub certificates: i32,
    /// CPD in whole minutes.
    pub cpd_minutes: i64,
    /// Who waits for a place, or has one offered.
    pub waiting: i32,
    /// Places there were, and how many of them were held: where whole sessions are counted.
    pub places: Option<(i32, i32)>,
}

impl Counts {
    fn add(&mut self, booking: &BookingFact) {
        let one = |figure| i32::from(booking.counts_for(figure));
        self.booked += one(Figure::Booked);
        self.attended += one(Figure::Attended);
        self.partly_attended += one(Figure::PartlyAttended);
        self.no_show += one(Figure::NoShow);
        self.short_notice += one(Figure::ShortNotice);
        self.certificates += one(Figure::Certificates);
        self.waiting += one(Figure::Waiting);
        self.cpd_minutes += i64::from(booking.cpd_minutes);
    }

    /// The figure; of CPD the minutes.
    #[must_use]
    pub fn of(&self, figure: Figure) -> i64 {
        match figure {
            Figure::Sessions => self.sessions.into(),
            Figure::Booked => self.booked.into(),
            Figure::Attended => self.attended.into(),
            Figure::PartlyAttended => self.partly_attended.into(),
            Figure::NoShow => self.no_show.into(),
            Figure::ShortNotice => self.short_notice.into(),
            Figure::People => self.people.into(),
            Figure::Certificates => self.certificates.into(),
            Figure::Cpd => self.cpd_minutes,
            Figure::Waiting => self.waiting.into(),
        }
    }
}

/// A table of figures; in the total everybody is counted once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uptake {
    /// The rows, in the order of their keys.
    pub rows: BTreeMap<Key, Counts>,
    /// All of it.
    pub total: Counts,
}

/// Whether the filters let a session in.
fn takes(ask: &Ask, facts: &Facts, session: &SessionFact) -> bool {
    let course: Option<&CourseFact> = facts.courses.get(session.course);
    let ladder = course.and_then(|course| course.step).map(|(ladder, _)| ladder);
    ask.course.is_none_or(|wanted| wanted == session.course)
        && ask.ladder.is_none_or(|wanted| Some(wanted) == ladder)
        && ask.trainer.is_none_or(|wanted| session.trainers.contains(&wanted))
}

/// Calls for every booking that is asked about.
pub fn each_booking<'f>(
    facts: &'f Facts,
    ask: &Ask,
    mut call: impl FnMut(&'f SessionFact, &'f BookingFact, NaiveDate),
) {
    let kinds: Vec<bool> =
        facts.organisations.iter().map(|of| ask.kind.is_none_or(|kind| of.kind == kind)).collect();
    let of_kind = |place: u32| {
        let at = usize::try_from(place).unwrap_or(usize::MAX);
        kinds.get(at).copied().unwrap_or(ask.kind.is_none())
    };
    for session in facts.sessions.values() {
        let dated = ask.period.has(session.day);
        if (!dated && session.places.is_some()) || !takes(ask, facts, session) {
            continue;
        }
        let whole = ask.scope.has_session(session);
        for booking in session.bookings.iter() {
            let day = booking.day.unwrap_or(session.day);
            let counts = booking.day.map_or(dated, |day| ask.period.has(day))
                && ask.organisation.is_none_or(|wanted| wanted == booking.organisation)
                && of_kind(booking.organisation)
                && (whole || ask.scope.has(booking.person, booking.organisation));
            if counts {
                call(session, booking, day);
            }
        }
    }
}

/// The rows a session counts for, whatever its bookings; none where that is the bookings' to say.
fn keys_of_session(by: By, facts: &Facts, session: &SessionFact, day: NaiveDate, scope: &Scope) -> Vec<Key> {
    match by {
        By::Organisation | By::OrganisationKind => Vec::new(),
        By::Course => vec![Key::Course(session.course)],
        By::Ladder => {
            let step = facts.courses.get(session.course).and_then(|course| course.step);
            vec![Key::Ladder(step.map(|(ladder, _)| ladder))]
        }
        By::Month => vec![Key::Month(month_of(day))],
        By::Year => vec![Key::Year(day.year())],
        By::Trainer if session.trainers.is_empty() => vec![Key::Trainer(None)],
        By::Trainer => {
            let theirs = |of: &&PersonId| scope.everything || scope.trainer == Some(**of);
            session.trainers.iter().filter(theirs).map(|of| Key::Trainer(Some(*of))).collect()
        }
    }
}

fn key_of_booking(by: By, facts: &Facts, booking: &BookingFact) -> Option<Key> {
    match by {
        By::Organisation => Some(Key::Organisation(booking.organisation)),
        By::OrganisationKind => {
            Some(Key::Kind(facts.organisation_of(booking.organisation).map(|of| of.kind)))
        }
        By::Course | By::Ladder | By::Month | By::Year | By::Trainer => None,
    }
}

/// Rows while they are counted: each has a number, so that people can be told apart in one list.
#[derive(Default)]
struct Rows {
    keys: HashMap<Key, usize>,
    counts: Vec<(Counts, Option<SessionId>)>,
    people: Vec<u64>,
}

impl Rows {
    fn at(&mut self, key: Key) -> usize {
        let next = self.counts.len();
        let at = *self.keys.entry(key).or_insert(next);
        if at == next {
            self.counts.push((Counts::default(), None));
        }
        at
    }

    fn add(&mut self, at: usize, session: SessionId, booking: &BookingFact) {
        let (counts, last) = &mut self.counts[at];
        counts.add(booking);
        if booking.had_place() {
            if *last != Some(session) {
                *last = Some(session);
                counts.sessions += 1;
            }
            self.people.push(((at as u64) << 32) | u64::from(booking.person));
        }
    }

    fn finish(mut self) -> BTreeMap<Key, Counts> {
        self.people.sort_unstable();
        self.people.dedup();
        for pair in self.people {
            if let Some((counts, _)) = usize::try_from(pair >> 32).ok().and_then(|at| self.counts.get_mut(at))
            {
                counts.people += 1;
            }
        }
        self.keys.into_iter().map(|(key, at)| (key, self.counts[at].0)).collect()
    }
}

/// Counts.
#[must_use]
pub fn uptake(facts: &Facts, ask: &Ask) -> Uptake {
    let (mut rows, mut total) = (Rows::default(), Rows::default());
    let all = total.at(Key::Year(0));
    let mut here: (Option<(SessionId, NaiveDate)>, Vec<usize>) = (None, Vec::new());
    each_booking(facts, ask, |session, booking, day| {
        total.add(all, session.id, booking);
        if let Some(key) = key_of_booking(ask.by, facts, booking) {
            let at = rows.at(key);
            rows.add(at, session.id, booking);
            return;
        }
        if here.0 != Some((session.id, day)) {
            let keys = keys_of_session(ask.by, facts, session, day, &ask.scope);
            here = (Some((session.id, day)), keys.into_iter().map(|key| rows.at(key)).collect());
        }
        for at in &here.1 {
            rows.add(*at, session.id, booking);
        }
    });
    let mut rows = rows.finish();
    let mut total = total.finish().into_values().next().unwrap_or_default();
    count_places(facts, ask, &mut rows, &mut total);
    Uptake { rows, total }
}

/// Counts the places of whole sessions, where whole sessions are what is asked about.
fn count_places(facts: &Facts, ask: &Ask, rows: &mut BTreeMap<Key, Counts>, total: &mut Counts) {
    let whole = ask.organisation.is_none() && ask.kind.is_none();
    if !whole || !(ask.scope.everything || ask.scope.trainer.is_some()) {
        return;
    }
    let by_session = !matches!(ask.by, By::Organisation | By::OrganisationKind);
    let (mut places, mut held) = (0, 0);
    for session in facts.sessions.values() {
        let Some(offered) = session.places.filter(|_| !session.cancelled) else { continue };
        if !ask.period.has(session.day) || !takes(ask, facts, session) || !ask.scope.has_session(session) {
            continue;
        }
        let taken = session.bookings.iter().filter(|booking| booking.had_place()).count();
        let taken = i32::try_from(taken).unwrap_or(i32::MAX);
        places += offered;
        held += taken;
        for key in keys_of_session(ask.by, facts, session, session.day, &ask.scope) {
            let of = &mut rows.entry(key).or_default().places;
            let (before, filled) = of.unwrap_or_default();
            *of = Some((before + offered, filled + taken));
        }
    }
    total.places = Some((places, held));
    if by_session {
        for counts in rows.values_mut() {
            counts.places = counts.places.or(Some((0, 0)));
        }
    }
}

/// What a figure counts, in a row or in all: as many as it says. Of people and sessions the first booking stands for
/// each.
#[must_use]
pub fn behind<'f>(
    facts: &'f Facts,
    ask: &Ask,
    key: Option<Key>,
    figure: Figure,
) -> Vec<(&'f SessionFact, &'f BookingFact)> {
    let (mut people, mut sessions) = (HashSet::new(), HashSet::new());
    let mut found = Vec::new();
    each_booking(facts, ask, |session, booking, day| {
        let here = key.is_none_or(|key| {
            key_of_booking(ask.by, facts, booking) == Some(key)
                || keys_of_session(ask.by, facts, session, day, &ask.scope).contains(&key)
        });
        let counts = here
            && booking.counts_for(figure)
            && match figure {
                Figure::People => people.insert(booking.person),
                Figure::Sessions => sessions.insert(session.id),
                _ => true,
            };
        if counts {
            found.push((session, booking));
        }
    });
    found
}
