//! What happens later in the model: dates change, people close their account or turn out to be one, sets end in the
//! middle.

use training_ladder::domain::words::{
    BookingState::{
        self, Attended, Booked, Cancelled, NoShow, Offered, PartlyAttended, Requested, Waitlisted,
    },
    SessionState,
};

use super::model::{Date, Free, Model, Refused, active};

/// How far a booking has come: of two on one session the more advanced stays.
fn advanced(state: BookingState) -> u8 {
    match state {
        Attended => 7,
        PartlyAttended => 6,
        NoShow => 5,
        Booked => 4,
        Requested => 3,
        Offered => 2,
        Waitlisted => 1,
        _ => 0,
    }
}

impl Model {
    /// The dates of a session from now on; those that are named `gone` are taken out.
    pub fn redate(&mut self, session: usize, dates: Vec<Date>) -> Result<(), Refused> {
        self.settle(session);
        if self.sessions[session].state != SessionState::Published {
            return Err(Refused);
        }
        self.sessions[session].dates = dates;
        let starts_at = self.sessions[session].starts_at();
        for booking in self.bookings.iter_mut().filter(|booking| booking.session == session) {
            // An open offer keeps the time it had, and never ends after the date starts.
            if let Some((_, until)) = &mut booking.offer {
                *until = starts_at.min(*until);
            }
        }
        Ok(())
    }

    /// The bookings of a person in these states.
    pub fn held_by(&self, person: usize, states: impl Fn(BookingState) -> bool) -> Vec<usize> {
        let theirs =
            |index: &usize| self.bookings[*index].person == person && states(self.bookings[*index].state);
        (0..self.bookings.len()).filter(theirs).collect()
    }

    /// Two records are one: of two bookings on one session the more advanced stays; what one person cannot hold is
    /// refused.
    pub fn merge(&mut self, from: usize, into: usize) -> Result<(), Refused> {
        let mut shared: Vec<usize> =
            self.held_by(from, active).iter().map(|index| self.bookings[*index].session).collect();
        shared
            .retain(|session| self.find(into, *session, &[Requested, Booked, Offered, Waitlisted]).is_some());
        for session in shared {
            self.settle(session);
        }
        let mut ends = Vec::new();
        for one in self.held_by(from, |state| advanced(state) > 0) {
            let of_into = self.held_by(into, |state| advanced(state) > 0);
            let other = of_into.into_iter().find(|o| self.bookings[*o].session == self.bookings[one].session);
            let Some(other) = other else { continue };
            let (mine, theirs) = (self.bookings[one].state, self.bookings[other].state);
            ends.push(if advanced(mine) > advanced(theirs) { other } else { one });
        }
        for one in self.held_by(from, active).into_iter().filter(|index| !ends.contains(index)) {
            for other in self.held_by(into, active).into_iter().filter(|index| !ends.contains(index)) {
                if self.clash(one, other) {
                    return Err(Refused);
                }
            }
        }
        for index in ends {
            let (state, session) = (self.bookings[index].state, self.bookings[index].session);
            let free = self.freed(index);
            self.enter(index, Cancelled);
            if active(state) {
                self.hand_out(session, &free);
            }
        }
        for booking in self.bookings.iter_mut().filter(|booking| booking.person == from) {
            booking.person = into;
        }
        Ok(())
    }

    fn clash(&self, one: usize, other: usize) -> bool {
        let takes = |index: usize| self.bookings[index].state != Waitlisted;
        let (here, there) = (self.bookings[one].session, self.bookings[other].session);
        let upcoming = |session: usize| self.now < self.sessions[session].ends_at();
        takes(one)
            && takes(other)
            && self.sessions[here].course == self.sessions[there].course
            && upcoming(here)
            && upcoming(there)
    }

    /// What is free once this booking ends.
    fn freed(&mut self, booking: usize) -> Vec<Free> {
        let state = self.bookings[booking].state;
        match self.bookings[booking].offer.take() {
            Some((place, _)) => vec![Free::Again(place)],
            None if state == Waitlisted => vec![],
            None => vec![Free::New],
        }
    }

    /// An account is closed and its places freed.
    pub fn close_account(&mut self, person: usize) {
        for index in self.held_by(person, active) {
            let session = self.bookings[index].session;
            self.settle(session);
            if !active(self.bookings[index].state) || self.now >= self.sessions[session].ends_at() {
                continue;
            }
            let free = self.freed(index);
            self.enter(index, Cancelled);
            self.hand_out(session, &free);
        }
    }

    /// A set is called off after some of its dates: whoever was there has part of it.
    pub fn call_off_midway(&mut self, session: usize) -> Result<(), Refused> {
        self.settle(session);
        if self.sessions[session].state != SessionState::Published {
            return Err(Refused);
        }
        self.sessions[session].state = SessionState::Cancelled;
        for index in 0..self.bookings.len() {
            if self.bookings[index].session == session && active(self.bookings[index].state) {
                if self.bookings[index].state == Booked {
                    self.bookings[index].left_at = Some(self.now);
                }
                self.bookings[index].lost_to_us = true;
                self.enter(index, Cancelled);
            }
        }
        Ok(())
    }

    /// What a person's calendars hold in the end: of each date its start, end and title; dates that are over by
    /// themselves, those to come last.
    pub fn calendar(&self, person: usize) -> (Vec<Entry>, Vec<Entry>) {
        let mut past = Vec::new();
        let mut coming = Vec::new();
        for booking in self.bookings.iter().filter(|booking| booking.person == person) {
            let session = &self.sessions[booking.session];
            let holds = matches!(booking.state, Booked | Attended | PartlyAttended | NoShow);
            for date in session.standing() {
                let over_when_left = booking.left_at.is_some_and(|at| date.ends_at <= at);
                if over_when_left || (holds && booking.left_at.is_none()) {
                    let title = session.title.clone().unwrap_or_default();
                    let entry = (date.starts_at, date.ends_at, title);
                    if date.ends_at <= self.now { past.push(entry) } else { coming.push(entry) }
                }
            }
        }
        past.sort();
        past.dedup();
        coming.sort();
        (past, coming)
    }
}

/// A date in a calendar: start, end, title.
pub type Entry = (chrono::DateTime<chrono::Utc>, chrono::DateTime<chrono::Utc>, String);
