//! The rules of places, waiting, offers and approval once more, in as few words as they can be said, over plain lists.
//!
//! It shares with the program only the calendar of working days, which has tests of its own.

use chrono::{DateTime, TimeDelta, Utc};
use training_ladder::domain::{
    words::{
        BookingState::{
            self, Attended, Booked, Cancelled, Declined, Lapsed, NoShow, Offered, PartlyAttended, Requested,
            Waitlisted,
        },
        SessionState,
    },
    working_days::{offer_expires_at, too_late_for_offers},
};

/// Offers that go unanswered before a person is passed over.
const PATIENCE: u32 = 2;

/// A date of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    /// It was taken out.
    pub gone: bool,
}

impl Date {
    pub fn hours(starts_at: DateTime<Utc>, hours: i64) -> Self {
        Self { starts_at, ends_at: starts_at + TimeDelta::hours(hours), gone: false }
    }
}

#[derive(Debug, Clone)]
pub struct Session {
    pub course: usize,
    pub capacity: usize,
    /// In the order they were made.
    pub dates: Vec<Date>,
    pub state: SessionState,
    /// What the course was called when the first place was taken: the session keeps it.
    pub title: Option<String>,
}

impl Session {
    pub fn standing(&self) -> impl Iterator<Item = &Date> {
        self.dates.iter().filter(|date| !date.gone)
    }

    pub fn starts_at(&self) -> DateTime<Utc> {
        self.standing().map(|date| date.starts_at).min().expect("a session has a date")
    }

    pub fn ends_at(&self) -> DateTime<Utc> {
        self.standing().map(|date| date.ends_at).max().expect("a session has a date")
    }
}

#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts of a row, any of which may hold")]
pub struct Booking {
    pub person: usize,
    pub session: usize,
    pub state: BookingState,
    pub(super) joined_at: DateTime<Utc>,
    pub(super) changed_at: DateTime<Utc>,
    pub(super) displaced: bool,
    pub(super) lost_to_us: bool,
    pub(super) unanswered: u32,
    pub(super) skipped: bool,
    pub(super) told_open: bool,
    /// The freed place on offer and until when.
    pub(super) offer: Option<(usize, DateTime<Utc>)>,
    pub(super) offered_before: Vec<usize>,
    /// When a place was given up that was booked: dates that were over by then stay in calendars.
    pub(super) left_at: Option<DateTime<Utc>>,
}

/// Everything the rules know.
#[derive(Debug, Clone)]
pub struct Model {
    pub now: DateTime<Utc>,
    /// Whether each course asks for a manager's yes.
    pub asks_yes: Vec<bool>,
    /// What each course is called.
    pub titles: Vec<String>,
    pub sessions: Vec<Session>,
    pub bookings: Vec<Booking>,
    /// Kinds of mail, in the order they were queued.
    pub mails: Vec<&'static str>,
    /// Freed places so far, by which they are told apart.
    places: usize,
}

/// It may not be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused;

/// A free place: new, or one that was on offer before.
#[derive(Debug, Clone, Copy)]
pub(super) enum Free {
    New,
    Again(usize),
}

pub(super) fn active(state: BookingState) -> bool {
    matches!(state, Requested | Booked | Offered | Waitlisted)
}

impl Model {
    pub fn new(now: DateTime<Utc>, courses: &[(bool, &str)], sessions: Vec<Session>) -> Self {
        Self {
            now,
            asks_yes: courses.iter().map(|(asks, _)| *asks).collect(),
            titles: courses.iter().map(|(_, title)| (*title).to_owned()).collect(),
            sessions,
            bookings: Vec::new(),
            mails: Vec::new(),
            places: 0,
        }
    }

    /// Does it, or leaves everything as it was.
    pub fn attempt<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, Refused>) -> Result<T, Refused> {
        let before = self.clone();
        let done = work(self);
        if done.is_err() {
            *self = before;
        }
        done
    }

    pub fn held(&self, session: usize) -> usize {
        let holding = [Requested, Booked, Offered, Attended, PartlyAttended, NoShow];
        self.bookings.iter().filter(|b| b.session == session && holding.contains(&b.state)).count()
    }

    pub fn places_left(&self, session: usize) -> usize {
        self.sessions[session].capacity.saturating_sub(self.held(session))
    }

    pub fn waiting(&self, session: usize) -> usize {
        self.bookings.iter().filter(|b| b.session == session && b.state == Waitlisted).count()
    }

    pub(super) fn open(&self, session: usize) -> bool {
        self.sessions[session].state == SessionState::Published
            && self.now < self.sessions[session].starts_at()
    }

    pub(super) fn enter(&mut self, booking: usize, state: BookingState) {
        if matches!(state, Requested | Booked | Offered) {
            self.keep_title(self.bookings[booking].session);
        }
        let booking = &mut self.bookings[booking];
        if booking.state == Booked && state == Cancelled {
            booking.left_at = Some(self.now);
        }
        booking.state = state;
        booking.changed_at = self.now;
    }

    /// The session is called what its course is called by now, for good.
    pub(super) fn keep_title(&mut self, session: usize) {
        let course = self.sessions[session].course;
        self.sessions[session].title.get_or_insert_with(|| self.titles[course].clone());
    }

    pub(super) fn find(&self, person: usize, session: usize, states: &[BookingState]) -> Option<usize> {
        self.bookings
            .iter()
            .position(|b| b.person == person && b.session == session && states.contains(&b.state))
    }

    /// A place of the person's on another session of the course that is still to come.
    fn elsewhere(&self, person: usize, session: usize, but: Option<usize>, states: &[BookingState]) -> bool {
        self.bookings.iter().enumerate().any(|(index, b)| {
            Some(index) != but
                && b.person == person
                && b.session != session
                && self.sessions[b.session].course == self.sessions[session].course
                && states.contains(&b.state)
                && self.now < self.sessions[b.session].ends_at()
        })
    }

    /// What time alone decides.
    pub fn settle(&mut self, session: usize) {
        if self.sessions[session].state != SessionState::Published {
            return;
        }
        let of_session: Vec<usize> =
            (0..self.bookings.len()).filter(|index| self.bookings[*index].session == session).collect();
        if self.now >= self.sessions[session].starts_at() {
            for index in of_session {
                let (state, mail) = match self.bookings[index].state {
                    Requested => (Lapsed, "approval_lapsed"),
                    Waitlisted | Offered => (Cancelled, "no_place_came_up"),
                    _ => continue,
                };
                self.bookings[index].offer = None;
                self.enter(index, state);
                self.mails.push(mail);
            }
            return;
        }
        let mut overdue: Vec<(usize, usize)> = Vec::new();
        for index in of_session {
            if let Some((place, until)) = self.bookings[index].offer
                && until <= self.now
            {
                overdue.push((index, place));
            }
        }
        for (index, _) in &overdue {
            let booking = &mut self.bookings[*index];
            booking.offer = None;
            booking.unanswered += 1;
            booking.skipped = booking.unanswered >= PATIENCE;
            self.enter(*index, Waitlisted);
            self.mails.push("offer_passed_on");
        }
        let free: Vec<Free> = overdue.into_iter().map(|(_, place)| Free::Again(place)).collect();
        self.hand_out(session, &free);
    }

    fn line(&self, session: usize) -> Vec<usize> {
        let mut line: Vec<usize> = (0..self.bookings.len())
            .filter(|index| {
                self.bookings[*index].session == session && self.bookings[*index].state == Waitlisted
            })
            .collect();
        line.sort_by_key(|index| (!self.bookings[*index].displaced, self.bookings[*index].joined_at, *index));
        line
    }

    pub(super) fn hand_out(&mut self, session: usize, free: &[Free]) {
        let free = &free[..free.len().min(self.places_left(session))];
        if free.is_empty() || !self.open(session) {
            return;
        }
        let starts_at = self.sessions[session].starts_at();
        if too_late_for_offers(self.now, starts_at) {
            for index in self.line(session) {
                if !std::mem::replace(&mut self.bookings[index].told_open, true) {
                    self.mails.push("place_open");
                }
            }
            return;
        }
        let mut line = self.line(session);
        line.retain(|index| {
            let booking = &self.bookings[*index];
            !booking.skipped && !self.elsewhere(booking.person, session, None, &[Requested, Booked, Offered])
        });
        for place in free {
            let suits = |index: &usize| match place {
                Free::New => true,
                Free::Again(place) => !self.bookings[*index].offered_before.contains(place),
            };
            let Some(at) = line.iter().position(suits) else { continue };
            let index = line.remove(at);
            let place = match place {
                Free::New => {
                    self.places += 1;
                    self.places
                }
                Free::Again(place) => *place,
            };
            self.bookings[index].offer = Some((place, offer_expires_at(self.now, starts_at)));
            self.bookings[index].offered_before.push(place);
            self.enter(index, Offered);
            self.mails.push("offer_made");
        }
    }

    /// Ends the person's other waiting for the course, because they have a place now.
    pub(super) fn end_other_waiting(&mut self, taken: usize) {
        let (person, session) = (self.bookings[taken].person, self.bookings[taken].session);
        for index in 0..self.bookings.len() {
            let other = &self.bookings[index];
            let course = self.sessions[session].course;
            if index == taken
                || other.person != person
                || self.sessions[other.session].course != course
                || !matches!(other.state, Waitlisted | Offered)
            {
                continue;
            }
            let (offer, at) = (self.bookings[index].offer.take(), self.bookings[index].session);
            self.enter(index, Cancelled);
            if let Some((place, _)) = offer {
                self.hand_out(at, &[Free::Again(place)]);
            }
        }
    }

    /// A place is taken: booked, or asked for where a yes is needed.
    pub(super) fn take(&mut self, booking: usize, yes_given: bool, mail: &'static str) {
        let asks = !yes_given && self.asks_yes[self.sessions[self.bookings[booking].session].course];
        self.enter(booking, if asks { Requested } else { Booked });
        self.end_other_waiting(booking);
        if asks {
            self.mails.extend(["requested", "approval_wanted"]);
        } else {
            self.mails.push(mail);
        }
    }

    pub(super) fn add(&mut self, person: usize, session: usize, state: BookingState) -> usize {
        let course = self.sessions[session].course;
        let last = self
            .bookings
            .iter()
            .filter(|b| b.person == person && self.sessions[b.session].course == course)
            .filter(|b| !matches!(b.state, Waitlisted | Declined | Lapsed))
            .max_by_key(|b| b.changed_at);
        let displaced = state == Waitlisted && last.is_some_and(|b| b.state == Cancelled && b.lost_to_us);
        self.bookings.push(Booking {
            person,
            session,
            state,
            joined_at: self.now,
            changed_at: self.now,
            displaced,
            lost_to_us: false,
            unanswered: 0,
            skipped: false,
            told_open: false,
            offer: None,
            offered_before: Vec::new(),
            left_at: None,
        });
        self.bookings.len() - 1
    }

    /// Whether the person may have a place here, places apart; `own` counts against nothing.
    pub(super) fn may(&self, person: usize, session: usize, own: Option<usize>) -> Result<(), Refused> {
        let here = self.bookings.iter().enumerate().any(|(index, b)| {
            Some(index) != own && b.person == person && b.session == session && active(b.state)
        });
        let barred = here || self.elsewhere(person, session, own, &[Requested, Booked]);
        if self.open(session) && !barred { Ok(()) } else { Err(Refused) }
    }
}
