//! What people and coordinators can do to the model, one verb of the program each.

use chrono::TimeDelta;
use training_ladder::domain::words::{
    BookingState::{
        self, Attended, Booked, Cancelled, Declined, NoShow, Offered, PartlyAttended, Requested, Waitlisted,
    },
    SessionState,
};

use super::model::{Free, Model, Refused, active};

impl Model {
    pub fn book(&mut self, person: usize, session: usize, joins_line: bool) -> Result<usize, Refused> {
        self.settle(session);
        let full = self.places_left(session) == 0;
        let waits_here = self.find(person, session, &[Waitlisted]).filter(|_| !full);
        self.may(person, session, waits_here)?;
        if full {
            if !joins_line {
                return Err(Refused);
            }
            self.mails.push("waitlisted");
            return Ok(self.add(person, session, Waitlisted));
        }
        let booking = waits_here.unwrap_or_else(|| self.add(person, session, Booked));
        self.take(booking, false, "booked");
        Ok(booking)
    }

    pub fn accept(&mut self, booking: usize) -> Result<(), Refused> {
        let (person, session) = (self.bookings[booking].person, self.bookings[booking].session);
        self.settle(session);
        if self.bookings[booking].state != Offered {
            return Err(Refused);
        }
        self.may(person, session, Some(booking))?;
        self.bookings[booking].offer = None;
        self.take(booking, false, "booked");
        Ok(())
    }

    pub fn turn_down(&mut self, booking: usize) -> Result<(), Refused> {
        let session = self.bookings[booking].session;
        self.settle(session);
        let (place, _) = self.bookings[booking].offer.take().ok_or(Refused)?;
        self.enter(booking, Cancelled);
        self.hand_out(session, &[Free::Again(place)]);
        Ok(())
    }

    pub fn cancel(&mut self, booking: usize) -> Result<(), Refused> {
        let session = self.bookings[booking].session;
        self.settle(session);
        let state = self.bookings[booking].state;
        if self.now >= self.sessions[session].starts_at() || !active(state) {
            return Err(Refused);
        }
        let free = match self.bookings[booking].offer.take() {
            Some((place, _)) => vec![Free::Again(place)],
            None if state == Waitlisted => vec![],
            None => vec![Free::New],
        };
        self.enter(booking, Cancelled);
        self.mails.push("booking_cancelled");
        self.hand_out(session, &free);
        Ok(())
    }

    pub fn move_to(&mut self, booking: usize, to: usize) -> Result<(), Refused> {
        let (person, from) = (self.bookings[booking].person, self.bookings[booking].session);
        self.settle(from);
        let movable = matches!(self.bookings[booking].state, Booked | Requested);
        let same_course = self.sessions[from].course == self.sessions[to].course;
        if !movable || from == to || !same_course || self.now >= self.sessions[from].starts_at() {
            return Err(Refused);
        }
        self.settle(to);
        self.may(person, to, Some(booking))?;
        if self.places_left(to) == 0 {
            return Err(Refused);
        }
        self.bookings[booking].session = to;
        self.bookings[booking].changed_at = self.now;
        self.keep_title(to);
        self.end_other_waiting(booking);
        if self.bookings[booking].state == Booked {
            self.mails.push("moved");
        }
        self.hand_out(from, &[Free::New]);
        Ok(())
    }

    pub fn substitute(&mut self, booking: usize, colleague: usize) -> Result<usize, Refused> {
        let session = self.bookings[booking].session;
        self.settle(session);
        if self.now >= self.sessions[session].starts_at() || self.bookings[booking].state != Booked {
            return Err(Refused);
        }
        // Whoever waits for this very date may be handed the place.
        let waiting = self.find(colleague, session, &[Waitlisted, Offered]);
        self.may(colleague, session, waiting)?;
        let offer = waiting.and_then(|index| self.bookings[index].offer.take());
        self.enter(booking, Cancelled);
        self.mails.push("place_handed_over");
        let theirs = waiting.unwrap_or_else(|| self.add(colleague, session, Booked));
        self.take(theirs, true, "place_received");
        if let Some((place, _)) = offer {
            self.hand_out(session, &[Free::Again(place)]);
        }
        Ok(theirs)
    }

    pub fn answer_request(&mut self, booking: usize, yes: bool) -> Result<(), Refused> {
        let session = self.bookings[booking].session;
        self.settle(session);
        if self.bookings[booking].state != Requested {
            return Err(Refused);
        }
        if yes {
            self.enter(booking, Booked);
            self.mails.push("approved");
        } else {
            self.enter(booking, Declined);
            self.mails.push("declined");
            self.hand_out(session, &[Free::New]);
        }
        Ok(())
    }

    pub fn call_off(&mut self, session: usize) -> Result<(), Refused> {
        self.settle(session);
        if self.sessions[session].state != SessionState::Published {
            return Err(Refused);
        }
        self.sessions[session].state = SessionState::Cancelled;
        for index in 0..self.bookings.len() {
            let booking = &mut self.bookings[index];
            if booking.session == session && active(booking.state) {
                booking.offer = None;
                booking.lost_to_us = booking.state != Waitlisted;
                self.enter(index, Cancelled);
                self.mails.push("session_cancelled");
            }
        }
        Ok(())
    }

    /// Somebody passed over says that they still want a place.
    pub fn still_wants(&mut self, booking: usize) -> Result<(), Refused> {
        self.settle(self.bookings[booking].session);
        let now = self.now;
        let booking = &mut self.bookings[booking];
        if booking.state != Waitlisted {
            return Err(Refused);
        }
        if booking.skipped {
            (booking.skipped, booking.unanswered, booking.joined_at) = (false, 0, now);
        }
        Ok(())
    }

    pub fn pass_time(&mut self, by: TimeDelta) {
        self.now += by;
    }

    pub fn close(&mut self, session: usize, results: &[(usize, BookingState)]) -> Result<(), Refused> {
        self.settle(session);
        let known = &self.sessions[session];
        if known.state != SessionState::Published || self.now < known.ends_at() {
            return Err(Refused);
        }
        for (index, result) in results {
            self.enter(*index, *result);
            self.mails.push(match result {
                Attended => "result_attended",
                PartlyAttended => "result_partly",
                _ => "result_no_show",
            });
        }
        self.sessions[session].state = SessionState::Delivered;
        Ok(())
    }

    pub fn reopen(&mut self, session: usize) -> Result<(), Refused> {
        if self.sessions[session].state != SessionState::Delivered {
            return Err(Refused);
        }
        self.sessions[session].state = SessionState::Published;
        for index in 0..self.bookings.len() {
            let booking = &self.bookings[index];
            if booking.session == session && matches!(booking.state, Attended | PartlyAttended | NoShow) {
                self.enter(index, Booked);
            }
        }
        Ok(())
    }
}
