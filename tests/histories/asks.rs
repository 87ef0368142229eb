//! What a history asks of the program and of the model at once, one verb each.

use chrono::TimeDelta;
use training_ladder::{
    domain::{
        access::Actor,
        ids::{BookingId, DateId},
        words::{BookingState, CancelReason, Outcome, SessionState},
    },
    usecases::{
        bookings::{
            answer_offer::EditWaiting,
            book_session::BookSession,
            cancel_booking::CancelBooking,
            move_booking::MoveBooking,
            substitute_booking::{Colleague, SubstituteBooking},
        },
        registers::{
            close_register::CloseRegister,
            record_attendance::{NewMark, RecordAttendance},
            reopen_register::ReopenRegister,
        },
    },
};

use super::{History, STEPS, actor, steps::Later};

impl History {
    pub(super) async fn book(&mut self) {
        let (person, session, joins) = (self.somebody(), self.below(self.sessions.len()), self.below(4) > 0);
        self.tell(format_args!("person {person} books session {session}, joins line: {joins}"));
        let ask = BookSession {
            sees: true,
            actor: actor(self.people[person]),
            person: self.people[person],
            session: self.sessions[session],
            organisation: None,
            join_waitlist: joins,
            auto_book_until: None,
            note: None,
            access_needs: None,
            declares: Vec::new(),
        };
        let program = self.app.app.usecases.book_session(ask, None).await;
        let model = self.model.attempt(|model| model.book(person, session, joins));
        if let Some((answer, index)) = self.agree(program, model) {
            self.know(answer.value.id, index);
        }
    }

    fn know(&mut self, id: BookingId, index: usize) {
        if index == self.bookings.len() {
            self.bookings.push(id);
        }
        assert_eq!(self.bookings[index], id, "another booking was taken than the model took\n{}", self.told);
    }

    pub(super) async fn cancel(&mut self) {
        let Some(booking) = self.any_booking() else { return };
        self.tell(format_args!("booking {booking} is cancelled"));
        let ask = CancelBooking {
            actor: self.holder(booking),
            booking: self.bookings[booking],
            reason: None,
            because: CancelReason::Other,
        };
        let program = self.app.app.usecases.cancel_booking(ask).await;
        let model = self.model.attempt(|model| model.cancel(booking));
        self.agree(program, model);
    }

    pub(super) async fn answer_offer(&mut self) {
        let Some(booking) = self.booking_in(BookingState::Offered) else { return };
        let accepts = self.below(3) > 0;
        self.tell(format_args!("booking {booking}: the offer is accepted: {accepts}"));
        let (holder, id, usecases) = (self.holder(booking), self.bookings[booking], &self.app.app.usecases);
        let program = if accepts {
            usecases.accept_offer(holder, id).await
        } else {
            usecases.decline_offer(holder, id).await
        };
        let model = self
            .model
            .attempt(|model| if accepts { model.accept(booking) } else { model.turn_down(booking) });
        self.agree(program, model);
    }

    pub(super) async fn move_booking(&mut self) {
        let Some(booking) = self.booking_in(BookingState::Booked) else { return };
        let to = self.below(self.sessions.len());
        self.tell(format_args!("booking {booking} moves to session {to}"));
        let ask = MoveBooking {
            actor: self.holder(booking),
            booking: self.bookings[booking],
            to: self.sessions[to],
        };
        let program = self.app.app.usecases.move_booking(ask).await;
        let model = self.model.attempt(|model| model.move_to(booking, to));
        self.agree(program, model);
    }

    pub(super) async fn substitute(&mut self) {
        let Some(booking) = self.booking_in(BookingState::Booked) else { return };
        let colleague = self.somebody();
        self.tell(format_args!("booking {booking} is handed to person {colleague}"));
        // The manager of them both, who hands over at once.
        let ask = SubstituteBooking {
            actor: actor(self.manager),
            booking: self.bookings[booking],
            colleague: Colleague::Known(self.people[colleague]),
        };
        let program = self.app.app.usecases.substitute_booking(ask).await;
        let model = self.model.attempt(|model| model.substitute(booking, colleague));
        if let Some((view, index)) = self.agree(program, model) {
            self.know(view.id, index);
            self.took(Later::HandOver);
        }
    }

    pub(super) async fn answer_request(&mut self) {
        let Some(booking) = self.booking_in(BookingState::Requested) else { return };
        let yes = self.below(3) > 0;
        self.tell(format_args!("booking {booking}: the manager says yes: {yes}"));
        let by = Actor { manages_anyone: true, ..actor(self.manager) };
        let (id, usecases) = (self.bookings[booking], &self.app.app.usecases);
        let program = if yes {
            usecases.approve_booking(by, id).await
        } else {
            usecases.decline_booking(by, id, "Not now.".to_owned()).await
        };
        let model = self.model.attempt(|model| model.answer_request(booking, yes));
        self.agree(program, model);
    }

    pub(super) async fn call_off_now_and_then(&mut self) {
        if self.below(3) > 0 {
            return;
        }
        let session = self.below(self.sessions.len());
        if self.model.now >= self.model.sessions[session].starts_at() {
            return;
        }
        self.tell(format_args!("session {session} is called off"));
        let by = Actor { is_coordinator: true, ..actor(self.coordinator) };
        let id = self.sessions[session];
        let program = self.app.app.usecases.cancel_session(by, id, "The trainer is ill.".to_owned()).await;
        let model = self.model.attempt(|model| model.call_off(session));
        self.agree(program, model);
    }

    pub(super) async fn still_wants(&mut self) {
        let Some(booking) = self.booking_in(BookingState::Waitlisted) else { return };
        self.tell(format_args!("booking {booking}: a place is still wanted"));
        let ask = EditWaiting {
            actor: self.holder(booking),
            booking: self.bookings[booking],
            auto_book_until: None,
            still_wanted: true,
        };
        let program = self.app.app.usecases.edit_waiting(ask).await;
        let model = self.model.attempt(|model| model.still_wants(booking));
        self.agree(program, model);
    }

    pub(super) async fn let_time_pass(&mut self) {
        // Towards the end it passes faster, so that dates come and go.
        let hours =
            [1, 5, 20, 24, 31, 48, 72][self.below(7)] * if self.steps > STEPS * 2 / 3 { 3 } else { 1 };
        self.wait(TimeDelta::hours(hours)).await;
    }

    /// Lets so much time pass.
    pub(super) async fn wait(&mut self, time: TimeDelta) {
        self.pass(time);
        self.tell(format_args!("{} minutes have passed", time.num_minutes()));
        for session in 0..self.sessions.len() {
            self.app.app.usecases.settle_session(self.sessions[session]).await.expect("a sweep");
            self.model.settle(session);
        }
    }

    /// Everybody is marked, as chance has it, and the register closed; too early it is only tried.
    pub(super) async fn finish(&mut self) {
        let now = self.model.now;
        let session =
            self.session_that(|known| known.state == SessionState::Published && now >= known.ends_at());
        let known = &self.model.sessions[session];
        let over = known.state == SessionState::Published && self.model.now >= known.ends_at();
        let by = Actor { is_coordinator: true, ..actor(self.coordinator) };
        let id = self.sessions[session];
        let mut results = Vec::new();
        if over {
            let known = &self.model.sessions[session];
            let dates: Vec<DateId> = self.dates[session]
                .iter()
                .zip(&known.dates)
                .filter(|(_, date)| !date.gone)
                .map(|(id, _)| *id)
                .collect();
            let mut marks = Vec::new();
            for index in 0..self.bookings.len() {
                let booking = &self.model.bookings[index];
                if booking.session != session || booking.state != BookingState::Booked {
                    continue;
                }
                let (outcome, minutes, result) = match self.below(3) {
                    0 => (Outcome::Present, None, BookingState::Attended),
                    1 => (Outcome::Partly, Some(30), BookingState::PartlyAttended),
                    _ => (Outcome::Absent, None, BookingState::NoShow),
                };
                let mark =
                    |date: &DateId| NewMark { booking: self.bookings[index], date: *date, outcome, minutes };
                marks.extend(dates.iter().map(mark));
                results.push((index, result));
            }
            let ask = RecordAttendance { actor: by, session: id, marks };
            self.app.app.usecases.record_attendance(ask).await.expect("marks that can be kept");
        }
        self.tell(format_args!("the register of session {session} is closed with {results:?}"));
        let program =
            self.app.app.usecases.close_register(CloseRegister { actor: by, session: id }, None).await;
        let model = self.model.attempt(|model| model.close(session, &results));
        if self.agree(program, model).is_some() && self.reopened.contains(&session) {
            self.took(Later::CloseAgain);
        }
    }

    pub(super) async fn reopen(&mut self) {
        let session = self.session_that(|known| known.state == SessionState::Delivered);
        self.tell(format_args!("the register of session {session} is reopened"));
        let by = Actor { is_coordinator: true, ..actor(self.coordinator) };
        let ask = ReopenRegister {
            actor: by,
            session: self.sessions[session],
            reason: "A mark was wrong.".to_owned(),
        };
        let program = self.app.app.usecases.reopen_register(ask, None).await;
        let model = self.model.attempt(|model| model.reopen(session));
        if self.agree(program, model).is_some() {
            self.reopened.push(session);
            self.took(Later::Reopen);
        }
    }
}
