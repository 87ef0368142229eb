//! What happened in the demo before today, and what is planned: played step by step under a moved clock.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    calendar::at_desk,
    catalogue::joining,
    commissions::Desk,
    names::HILLSIDE,
    numbers::ask_in_vain,
    people::{Cast, delegate},
    programme::{Fate, Place, Planned, Programme, published},
    requests::{Act, Request, requests},
};
use crate::{
    domain::{
        access::Actor,
        ids::{PersonId, SessionId},
        words::{BookingState, Delivery, Outcome},
    },
    ports::Clock,
    store::{read::sessions::session_rows, write::bookings::booking},
    usecases::{
        Failure, Refused, UseCases,
        bookings::{book_session::BookSession, cancel_booking::CancelBooking},
        registers::{
            close_register::CloseRegister,
            record_attendance::{NewMark, RecordAttendance},
        },
        sessions::{create_session::CreateSession, session_terms::SessionTerms},
    },
};

/// How many days before today the story begins.
pub const DAYS_BEFORE: i64 = 500;

/// From so many days before a date on people book it.
const BOOKED_FROM: i64 = 28;

/// The demo's story.
pub struct Story<'a> {
    usecases: &'a UseCases,
    cast: &'a Cast,
    clock: &'a Clock,
    today: DateTime<Utc>,
    planned: Vec<Planned>,
    made: Vec<Option<SessionId>>,
}

#[derive(Debug, Clone)]
enum Step {
    Make(usize),
    Book(usize, usize),
    GiveUp(usize, usize),
    /// Whoever was offered a place takes it.
    TakeOffers(usize),
    CallOff(usize),
    Finish(usize),
    Request(usize, Act),
}

/// Plays it from the beginning to today; leaves the clock there.
pub async fn play(
    usecases: &UseCases,
    cast: &Cast,
    clock: &Clock,
    today: DateTime<Utc>,
) -> Result<(), Failure> {
    let planned = Programme::new(cast, today).draw_up();
    let made = planned.iter().map(|_| None).collect();
    Story { usecases, cast, clock, today, planned, made }.play().await
}

impl Story<'_> {
    async fn play(mut self) -> Result<(), Failure> {
        let requests = requests(self.cast, self.today);
        let mut desk = Desk::new(self.usecases, self.cast, requests.len());
        for (at, step) in self.steps(&requests) {
            self.clock.set(at);
            match step {
                Step::Make(index) => {
                    let made = self.make(&self.planned[index]).await?;
                    self.made[index] = Some(made);
                    if self.planned[index].fate == Fate::Held && self.planned[index].course == "development" {
                        ask_in_vain(self.usecases, self.cast, made, index).await?;
                    }
                }
                Step::Book(index, seat) => self.book(index, seat).await?,
                Step::GiveUp(index, seat) => self.give_up(index, seat).await?,
                Step::TakeOffers(index) => self.take_offers(index).await?,
                Step::CallOff(index) => {
                    if let Some(id) = self.made[index] {
                        let why = "It falls on the day of the council's staff conference. We are sorry.";
                        self.usecases.cancel_session(self.cast.office(), id, why.to_owned()).await?;
                    }
                }
                Step::Finish(index) => self.finish(index).await?,
                Step::Request(index, act) => desk.act(index, &requests[index], &act).await?,
            }
        }
        self.clock.set(self.today);
        Ok(())
    }

    /// Everything that happened, in its order.
    fn steps(&self, requests: &[Request]) -> Vec<(DateTime<Utc>, Step)> {
        let mut steps: Vec<(DateTime<Utc>, Step)> = Vec::new();
        for (index, session) in self.planned.iter().enumerate() {
            let (made, first) = (published(session, self.today), session.starts());
            steps.push((at_desk(made, 0), Step::Make(index)));
            let open = made + TimeDelta::days(3);
            let from = (first - TimeDelta::days(BOOKED_FROM)).min(self.today - TimeDelta::days(10)).max(open);
            // Where people wait, all have asked before the first of them gives a place up; and nobody books what was
            // called off.
            let closes = if session.guests.iter().any(|guest| guest.waits) { 15 } else { 4 };
            let latest = if session.fate == Fate::CalledOff { 8 } else { 1 };
            let until = (first - TimeDelta::days(closes)).min(self.today - TimeDelta::days(latest));
            let count = i32::try_from(session.guests.len()).unwrap_or(1).max(1);
            for (seat, guest) in session.guests.iter().enumerate() {
                let turn = i32::try_from(seat).unwrap_or_default();
                let at = if guest.late {
                    self.today - TimeDelta::days(1)
                } else {
                    from + (until - from) * turn / count
                };
                steps.push((at_desk(at, seat), Step::Book(index, seat)));
                if let Some((days, _)) = guest.gives_up {
                    let at = at_desk(first - TimeDelta::days(days), 1);
                    steps.push((at, Step::GiveUp(index, seat)));
                    steps.push((at + TimeDelta::hours(3), Step::TakeOffers(index)));
                }
            }
            if session.fate == Fate::CalledOff {
                steps.push((at_desk(self.today - TimeDelta::days(6), 9), Step::CallOff(index)));
            }
            if session.fate == Fate::Held && session.ends() + TimeDelta::hours(1) < self.today {
                steps.push((session.ends() + TimeDelta::minutes(20), Step::Finish(index)));
            }
        }
        for (index, request) in requests.iter().enumerate() {
            steps.extend(request.acts.iter().map(|(at, act)| (*at, Step::Request(index, act.clone()))));
        }
        steps.sort_by_key(|(at, _)| *at);
        steps
    }

    async fn make(&self, planned: &Planned) -> Result<SessionId, Failure> {
        let (delivery, location, joining) = match planned.place {
            Place::Zoom => (Delivery::Zoom, None, Some(joining())),
            Place::Room(place) => (Delivery::Room, Some(place.to_owned()), None),
        };
        let terms = SessionTerms {
            capacity: Some(planned.capacity),
            trainer_ids: Some(planned.trainers.clone()),
            delivery: Some(delivery),
            joining: Some(joining),
            location: Some(location),
            ..SessionTerms::default()
        };
        let by = self.cast.coordinator();
        let ask =
            CreateSession { by, course: planned.course.to_owned(), dates: planned.dates.clone(), terms };
        let id = self.usecases.create_session(ask, None).await?.value.view.id;
        if planned.fate != Fate::Draft {
            self.usecases.publish_session(by, id).await?;
        }
        Ok(id)
    }

    async fn book(&self, index: usize, seat: usize) -> Result<(), Failure> {
        let Some(session) = self.made[index] else { return Ok(()) };
        let guest = &self.planned[index].guests[seat];
        let ask = BookSession {
            sees: true,
            actor: delegate(guest.person),
            person: guest.person,
            session,
            organisation: None,
            join_waitlist: guest.waits,
            auto_book_until: None,
            note: None,
            access_needs: guest.needs.map(str::to_owned),
            declares: Vec::new(),
        };
        match self.usecases.book_session(ask, None).await {
            // Who did not come to an earlier course is refused, and so may be others, as the dates fall on the day
            // the demo is made.
            Ok(_) | Err(Failure::Refused(Refused::BookingRefused(_) | Refused::SessionFull)) => Ok(()),
            Err(other) => Err(other),
        }
    }

    async fn give_up(&self, index: usize, seat: usize) -> Result<(), Failure> {
        let Some(session) = self.made[index] else { return Ok(()) };
        let guest = &self.planned[index].guests[seat];
        let (person, because) = (guest.person, guest.gives_up.map(|(_, because)| because));
        let booked = self.bookings(session, &[BookingState::Booked]).await?;
        let Some((booking, _)) = booked.into_iter().find(|(_, holder)| *holder == person) else {
            return Ok(());
        };
        let ask = CancelBooking {
            actor: delegate(person),
            booking,
            reason: None,
            because: because.unwrap_or(crate::domain::words::CancelReason::Other),
        };
        self.usecases.cancel_booking(ask).await?;
        Ok(())
    }

    async fn take_offers(&self, index: usize) -> Result<(), Failure> {
        let Some(session) = self.made[index] else { return Ok(()) };
        for (booking, person) in self.bookings(session, &[BookingState::Offered]).await? {
            self.usecases.accept_offer(delegate(person), booking).await?;
        }
        Ok(())
    }

    async fn bookings(
        &self,
        session: SessionId,
        states: &'static [BookingState],
    ) -> Result<Vec<(crate::domain::ids::BookingId, PersonId)>, Failure> {
        let found = self.usecases.db.read(move |c| booking::of_session(c, session, states)).await?;
        Ok(found.into_iter().map(|row| (row.id, row.person_id)).collect())
    }

    /// Its trainer marks everybody, most of them present, and finishes.
    async fn finish(&self, index: usize) -> Result<(), Failure> {
        let Some(session) = self.made[index] else { return Ok(()) };
        let planned = &self.planned[index];
        let dates = self.usecases.db.read(move |c| session_rows::dates(c, &[session])).await?;
        let mut marks = Vec::new();
        for (seat, (booking, person)) in
            self.bookings(session, &[BookingState::Booked]).await?.into_iter().enumerate()
        {
            let away = planned.guests.iter().any(|guest| guest.person == person && guest.stays_away);
            let (outcome, minutes) = match (seat + index) % 13 {
                _ if away => (Outcome::Absent, None),
                // Those who have a part to play in the demo were there.
                _ if self.has_a_part(person) => (Outcome::Present, None),
                7 => (Outcome::Absent, None),
                11 => (Outcome::Partly, Some(40)),
                _ => (Outcome::Present, None),
            };
            let mark = |date| NewMark { booking, date, outcome, minutes };
            marks.extend(dates.iter().map(|date| mark(date.id)));
        }
        let actor = Actor { is_trainer: true, ..delegate(planned.trainers[0]) };
        self.usecases.record_attendance(RecordAttendance { actor, session, marks }).await?;
        self.usecases.close_register(CloseRegister { actor, session }, None).await?;
        Ok(())
    }

    fn has_a_part(&self, person: PersonId) -> bool {
        self.cast.named.contains(&person)
            || self.cast.team().contains(&person)
            || self.cast.of(HILLSIDE).contains(&person)
    }
}
