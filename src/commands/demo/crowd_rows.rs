//! The rows of a large demo, as closing registers and booking places would have left them.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};

use super::crowd_tables::{Tables, dice, id_at, row};
use crate::{
    domain::{
        certificates::{CertificateSnapshot, certificate_number, verification_code},
        cpd::{CpdAward, Time, award},
        ids::{BookingId, CompletionId, CourseId, DateId, OrganisationId, PersonId, SessionId},
        people::fold,
        references::booking_reference,
        times::LONDON,
        words::{BookingState, Delivery, OrganisationKind, Outcome, Word},
        working_days::london_day,
    },
    ports::Random,
    store::{
        read::{certificates::certificate::write_snapshot, sessions::kept_terms::TermsRow},
        write::service::bulk::{Cell, Rows},
    },
    usecases::Failure,
};

/// Somebody who works somewhere.
pub struct Somebody {
    id: PersonId,
    name: String,
    email: String,
    organisation: OrganisationId,
}

/// A session: its number, which of the courses it is of, and when.
pub struct Held {
    pub number: usize,
    pub step: usize,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
}

/// A seat on a session.
struct Seat<'a> {
    number: usize,
    who: &'a Somebody,
    id: BookingId,
    state: BookingState,
    short_notice: bool,
    booked_at: DateTime<Utc>,
}

/// What is written of them.
pub struct Crowd {
    /// The courses, lowest step first, with what a session keeps of each.
    pub courses: Vec<(CourseId, TermsRow)>,
    /// The present.
    pub today: DateTime<Utc>,
    random: Random,
    trainers: Vec<(PersonId, String)>,
    booked: usize,
    rows: Tables,
}

const JOINING: &str = r#"{"url":"https://meeting.example/j/8123456789","meeting_id":"812 3456 789"}"#;

impl Crowd {
    /// Nobody yet.
    pub fn new(courses: Vec<(CourseId, TermsRow)>, today: DateTime<Utc>, random: Random) -> Self {
        Self { courses, today, random, trainers: Vec::new(), booked: 0, rows: Tables::none() }
    }

    /// What has come together since the last time.
    pub fn take_rows(&mut self) -> Vec<Rows> {
        std::mem::replace(&mut self.rows, Tables::none()).all()
    }

    fn long_ago(&self) -> DateTime<Utc> {
        self.today - TimeDelta::days(8 * 365)
    }

    /// An organisation.
    pub fn found(&mut self, name: &str, kind: OrganisationKind, domain: &str) -> OrganisationId {
        let at = self.long_ago();
        let id: OrganisationId = id_at(at, &self.random);
        let at = at.naive_utc();
        self.rows.organisations.add(row![id, name, fold(name), kind.as_str(), domain, false, true, 1, at]);
        id
    }

    /// Somebody who works there.
    pub fn employ(&mut self, name: &str, email: &str, organisation: OrganisationId, leads: bool) -> Somebody {
        let id = self.arrive(name, email, false);
        let at = self.long_ago();
        let membership: PersonId = id_at(at, &self.random);
        let at = at.naive_utc();
        self.rows.memberships.add(row![membership, id, organisation, leads, at, "import", at]);
        Somebody { id, name: name.to_owned(), email: email.to_owned(), organisation }
    }

    /// Somebody who runs courses.
    pub fn train(&mut self, name: &str, email: &str) {
        let id = self.arrive(name, email, true);
        self.trainers.push((id, name.to_owned()));
    }

    fn arrive(&mut self, name: &str, email: &str, is_trainer: bool) -> PersonId {
        let at = self.long_ago();
        let id: PersonId = id_at(at, &self.random);
        let address: PersonId = id_at(at, &self.random);
        let at = at.naive_utc();
        self.rows.people.add(row![id, name, fold(name), is_trainer, false, "weekly", "Crowd", 0, 1, at]);
        self.rows.addresses.add(row![address, id, email, email, true, at, at]);
        id
    }

    /// A session with everybody who booked it, and what came of it if it is over.
    ///
    /// # Errors
    /// Only if a paper cannot be written as JSON.
    pub fn hold(&mut self, held: &Held, guests: &[&Somebody]) -> Result<(), Failure> {
        let over = held.ends_at < self.today;
        let made_at = (held.starts_at - TimeDelta::days(120)).min(self.today - TimeDelta::days(30));
        let (course, terms) = self.courses[held.step].clone();
        let session: SessionId = id_at(made_at, &self.random);
        let date: DateId = id_at(made_at, &self.random);
        let (trainer, trained_by) = self.trainers[held.number % self.trainers.len()].clone();
        // Every seventh date to come is full, and some wait for it.
        let waiting = if !over && held.number.is_multiple_of(7) { 3.min(guests.len() / 4) } else { 0 };
        let room = if waiting > 0 { guests.len() - waiting } else { guests.len().div_ceil(5) * 5 + 5 };
        let capacity = i32::try_from(room).unwrap_or(i32::MAX);
        let (starts, ends) = (held.starts_at.naive_utc(), held.ends_at.naive_utc());
        let closed_at = held.ends_at + TimeDelta::minutes(25);
        let closed = over.then(|| closed_at.naive_utc());
        let state = if over { "delivered" } else { "published" };
        let made = made_at.naive_utc();
        self.rows.sessions.add(row![
            session,
            course,
            state,
            LONDON.name(),
            Delivery::Zoom.as_str(),
            capacity,
            JOINING,
            false,
            starts,
            ends,
            made,
            closed,
            0,
            1,
            made,
            false,
        ]);
        self.rows.session_dates.add(row![date, session, 1, starts, ends]);
        self.rows.session_trainers.add(row![session, trainer, 1]);
        self.rows.session_terms.add(row![
            session,
            terms.title.as_str(),
            terms.outcomes.as_str(),
            terms.cpd_minutes,
            terms.duration_minutes,
            terms.enough_percent,
            terms.enough_dates,
            terms.ladder.clone(),
            terms.provider.clone(),
            1,
            terms.duration_minutes,
            made,
        ]);
        let scene = Scene { held, session, date, course, terms, trainer, trained_by, closed_at };
        for (index, who) in guests.iter().enumerate() {
            let number = self.booked;
            self.booked += 1;
            let ahead = TimeDelta::hours(i64::try_from(24 + dice(number, 2, 100 * 24)).unwrap_or(24));
            let booked_at = (held.starts_at - ahead).min(self.today - TimeDelta::hours(1));
            let (state, short_notice) = match (over, index + waiting >= guests.len()) {
                (true, _) => fate(number),
                (false, true) if waiting > 0 => (BookingState::Waitlisted, false),
                (false, _) if waiting == 0 && dice(number, 3, 20) == 0 => (BookingState::Cancelled, false),
                (false, _) => (BookingState::Booked, false),
            };
            let id = id_at(booked_at, &self.random);
            let seat = Seat { number, who, id, state, short_notice, booked_at };
            self.seat(&scene, &seat)?;
        }
        Ok(())
    }

    fn seat(&mut self, scene: &Scene<'_>, seat: &Seat<'_>) -> Result<(), Failure> {
        let Seat { id, state, who, .. } = *seat;
        let booked = seat.booked_at.naive_utc();
        let waits = state == BookingState::Waitlisted;
        // Given up on the way there: at short notice on the day before, otherwise halfway.
        let halfway = seat.booked_at + (scene.held.starts_at.min(self.today) - seat.booked_at) / 2;
        let last = match state {
            BookingState::Booked | BookingState::Waitlisted => seat.booked_at,
            BookingState::Cancelled if seat.short_notice => scene.held.starts_at - TimeDelta::hours(1),
            BookingState::Cancelled => halfway,
            _ => scene.closed_at,
        }
        .max(seat.booked_at)
        .naive_utc();
        let reference = booking_reference(&self.random.bytes());
        let joined = waits.then_some(booked);
        self.rows.bookings.add(row![
            id,
            reference,
            scene.session,
            scene.course,
            who.id,
            who.organisation,
            state.as_str(),
            "self",
            joined,
            false,
            0,
            false,
            seat.short_notice,
            booked,
            last,
        ]);
        let first = if waits { state } else { BookingState::Booked };
        for (number, word, at) in [(1, first, booked), (2, state, last)] {
            if number == 1 || word != first {
                let event: BookingId = id_at(seat.booked_at, &self.random);
                self.rows.booking_events.add(row![event, id, scene.session, number, word.as_str(), at]);
            }
        }
        match state {
            BookingState::Booked => {
                let invite: BookingId = id_at(seat.booked_at, &self.random);
                let uid = format!("{invite}@demo.example");
                let email = who.email.as_str();
                self.rows
                    .invites
                    .add(row![invite, id, scene.date, 1, uid, 0, "request", email, booked, booked,]);
            }
            BookingState::Attended | BookingState::PartlyAttended | BookingState::NoShow => {
                self.conclude(scene, seat)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Mark, result, and for whoever was there to the end the completion with its certificate.
    fn conclude(&mut self, scene: &Scene<'_>, seat: &Seat<'_>) -> Result<(), Failure> {
        let minutes = scene.terms.duration_minutes;
        let (outcome, there) = match seat.state {
            BookingState::Attended => (Outcome::Present, minutes),
            BookingState::PartlyAttended => (Outcome::Partly, minutes / 3),
            _ => (Outcome::Absent, 0),
        };
        let partly = (outcome == Outcome::Partly).then_some(there);
        let closed = scene.closed_at.naive_utc();
        self.rows.attendance_marks.add(row![
            seat.id,
            scene.date,
            outcome.as_str(),
            partly,
            scene.trainer,
            closed,
        ]);
        let time = Time { attended: there, took_place: minutes, whole: minutes };
        let earned = award(scene.terms.cpd_minutes, time, 1);
        let day = london_day(scene.held.starts_at);
        let (cpd, basis) = (earned.minutes, earned.basis.as_str());
        self.rows.results.add(row![
            seat.id,
            seat.state.as_str(),
            there,
            minutes,
            cpd,
            basis,
            (there > 0).then_some(day),
            false,
            closed,
        ]);
        if seat.state == BookingState::Attended {
            self.certify(scene, seat, &earned, day)?;
            self.answer(scene, seat);
        }
        Ok(())
    }

    fn certify(
        &mut self,
        scene: &Scene<'_>,
        seat: &Seat<'_>,
        earned: &CpdAward,
        day: NaiveDate,
    ) -> Result<(), Failure> {
        let issued = scene.closed_at.naive_utc();
        let completion: CompletionId = id_at(scene.closed_at, &self.random);
        let (person, course) = (seat.who.id, scene.course);
        self.rows.completions.add(row![
            completion,
            person,
            course,
            seat.who.organisation,
            day,
            earned.minutes,
            seat.id,
            "register",
            issued,
        ]);
        let certificate: CompletionId = id_at(scene.closed_at, &self.random);
        let number = certificate_number(day.year(), &self.random.bytes());
        // Six characters of chance are few for a crowd: the number of the booking keeps them apart.
        let number = format!("{number}-{}", seat.number);
        let code = verification_code(&self.random.bytes());
        let terms = scene.terms.terms()?;
        let paper = CertificateSnapshot {
            person_name: None,
            course_title: terms.title,
            ladder: terms.ladder,
            dates: vec![(scene.held.starts_at, scene.held.ends_at)],
            timezone: LONDON.into(),
            delivery: Delivery::Zoom,
            cpd_minutes: earned.minutes,
            cpd_basis: earned.basis.clone(),
            outcomes: terms.outcomes,
            trainers: vec![scene.trained_by.clone()],
            provider: terms.provider.unwrap_or_default(),
            mark: None,
            accreditation: None,
            on_demand: false,
            talks: Vec::new(),
            number: number.clone(),
            verification_code: code.clone(),
            verification_url: format!("https://training.example/verify/{code}"),
            completed_on: day,
            issued_at: scene.closed_at,
        };
        let snapshot = write_snapshot(&paper)?;
        let name = seat.who.name.as_str();
        self.rows.certificates.add(row![
            certificate,
            number,
            code,
            person,
            seat.id,
            completion,
            course,
            snapshot,
            name,
            earned.minutes,
            day,
            "valid",
            issued,
        ]);
        Ok(())
    }

    /// One in five says how it was, one in twenty what became of it.
    fn answer(&mut self, scene: &Scene<'_>, seat: &Seat<'_>) {
        let at = (scene.closed_at + TimeDelta::hours(20)).min(self.today).naive_utc();
        if dice(seat.number, 4, 5) == 0 {
            self.rows.feedback.add(row![seat.id, scene.session, false, at, at]);
            for (question, last) in [(0xf1, 4), (0xf2, 4), (0xf3, 1)] {
                let most = i32::from(last == 4) * 5 + i32::from(last == 1);
                let below = i32::try_from(dice(seat.number, question, 10) / 4).unwrap_or_default();
                let number = (most - below).max(i32::from(last == 4));
                let mut id = [0x01, 0x93, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 0];
                id[15] = u8::try_from(question).unwrap_or_default();
                self.rows.feedback_answers.add([Cell::from(seat.id), Cell::Bytes(id), Cell::from(number)]);
            }
        }
        let asked = scene.closed_at + TimeDelta::days(44);
        if asked < self.today && dice(seat.number, 5, 20) == 0 {
            let much = |question| 5 - i32::try_from(dice(seat.number, question, 3)).unwrap_or_default();
            let plan = ["done", "under_way", "not_begun"][dice(seat.number, 6, 3)];
            let at = asked.naive_utc();
            self.rows.impacts.add(row![seat.id, "weeks_6", "participant", much(8), much(9), plan, at]);
        }
    }
}

/// What everybody on a session shares.
struct Scene<'a> {
    held: &'a Held,
    session: SessionId,
    date: DateId,
    course: CourseId,
    terms: TermsRow,
    trainer: PersonId,
    trained_by: String,
    closed_at: DateTime<Utc>,
}

/// What became of a booking of a session that is over.
fn fate(booking: usize) -> (BookingState, bool) {
    match dice(booking, 7, 100) {
        0..=83 => (BookingState::Attended, false),
        84..=87 => (BookingState::PartlyAttended, false),
        88..=93 => (BookingState::NoShow, false),
        94..=96 => (BookingState::Cancelled, false),
        _ => (BookingState::Cancelled, true),
    }
}
