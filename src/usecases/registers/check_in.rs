//! Checking in: somebody says at the door that they are there.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    check_in_codes::{Given, given},
    hold_register::planned,
    mark_arrivals::mark_arrivals,
};
use crate::{
    domain::{
        check_ins::{CheckInWay, Door, late_minutes, parse_code},
        ids::{BookingId, DateId, PersonId, SessionId},
        input::{FieldError, FieldErrors},
        people::EmailAddress,
        references::parse_reference,
        words::{BookingState, SessionState, Word as _},
    },
    store::{
        read::registers::check_ins::{self as arrivals, OpenDate},
        write::{
            bookings::booking,
            registers::check_ins::{self, CheckInRow},
            service::locks,
        },
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, forbidden},
        loaded_session::Scene,
    },
};

/// Who says it.
#[derive(Debug, Clone)]
pub enum Arriving {
    /// Somebody signed in.
    SignedIn(PersonId),
    /// Somebody with their booking's reference and an address of theirs, as typed.
    Named {
        /// The reference.
        reference: String,
        /// The address.
        email: String,
    },
}

/// Checking in.
#[derive(Debug, Clone)]
pub struct CheckIn {
    /// The code on the trainer's screen, as typed or scanned.
    pub code: String,
    /// Who says it.
    pub who: Arriving,
}

/// An arrival, as whoever arrived is told of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CheckedIn {
    /// The date.
    pub date_id: DateId,
    /// Its session.
    pub session_id: SessionId,
    /// When they first said that they are there.
    pub checked_in_at: DateTime<Utc>,
    /// How many minutes after the start that was; 0 for whoever was on time.
    pub late_minutes: i32,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrived {
    /// The arrival.
    pub arrival: CheckedIn,
    /// It was said for the first time.
    pub first: bool,
}

/// Said alike whether it is the reference or the address that is wrong.
const NOT_TOGETHER: &str = "We have no booking with this reference and this address. Both stand in the mail that confirmed the booking.";

impl UseCases {
    /// The dates of which this is the code on the screen now.
    ///
    /// # Errors
    /// 422 for what is no code of a date that is on; 409 `code_expired` for one that was.
    pub async fn dates_of_code(&self, code: &str) -> Result<Vec<OpenDate>, Failure> {
        let wrong = || {
            FieldError::new(
                "code",
                "This is not the code on the screen. Type the six characters that stand there now.",
            )
        };
        let code = parse_code(code).ok_or_else(wrong)?;
        let now = self.db.clock().now();
        let open = self.db.read(move |c| arrivals::open_dates(c, now)).await?;
        match given(&self.settings.secret, &open, &code, now) {
            Given::Of(dates) => Ok(dates),
            Given::Over => forbidden(
                "code_expired",
                "This code is over: it changes every minute. Scan or type the one that is on the screen now.",
            ),
            Given::Unknown => Err(wrong().into()),
        }
    }

    /// Notes that somebody is there. Said again, the first time stands.
    ///
    /// # Errors
    /// As [`UseCases::dates_of_code`]; 422 for a reference and an address that do not go together; 409 `no_place` for
    /// somebody who has no place on that date.
    pub async fn check_in(&self, ask: CheckIn) -> Result<Arrived, Failure> {
        let who = known(&ask.who)?;
        let dates = self.dates_of_code(&ask.code).await?;
        self.change(move |change| arrive(change, &dates, &who)).await
    }
}

/// Who says it, as far as that can be read without looking.
enum Known {
    Person(PersonId),
    Booking { reference: String, email: EmailAddress },
}

fn known(who: &Arriving) -> Result<Known, Failure> {
    let (reference, email) = match who {
        Arriving::SignedIn(person) => return Ok(Known::Person(*person)),
        Arriving::Named { reference, email } => (reference, email),
    };
    let mut errors = FieldErrors::new();
    let read = parse_reference(reference);
    if read.is_none() {
        errors.add("reference", "Enter the eight letters and digits of your booking’s reference.");
    }
    let email = errors.keep(EmailAddress::parse("email", email));
    match errors.finish(read.zip(email))? {
        Some((reference, email)) => Ok(Known::Booking { reference, email }),
        None => Err(FieldError::new("reference", NOT_TOGETHER).into()),
    }
}

fn no_place<T>() -> Result<T, Failure> {
    forbidden(
        "no_place",
        "You have no place on this date, so nothing is noted. Speak to the trainer, who can add you to the list.",
    )
}

fn arrive(change: &mut Change<'_, '_>, dates: &[OpenDate], who: &Known) -> Result<Arrived, Failure> {
    let sessions: Vec<SessionId> = dates.iter().map(|date| date.session).collect();
    locks::lock_sessions(change.tx, &sessions)?;
    let (found, how) = match who {
        Known::Person(person) => (arrivals::of_person(change.conn(), *person, &sessions)?, CheckInWay::Code),
        Known::Booking { reference, email } => {
            let Some(found) = arrivals::by_reference(change.conn(), reference, email.folded())? else {
                return Err(FieldError::new("reference", NOT_TOGETHER).into());
            };
            (Some(found), CheckInWay::Reference)
        }
    };
    let Some(id) = found else { return no_place() };
    let booking = booking::load(change.conn(), id)?;
    let Some(date) = dates.iter().find(|date| date.session == booking.session_id) else { return no_place() };
    if booking.state != BookingState::Booked {
        return no_place();
    }
    let scene = Scene::load(change.conn(), date.session)?;
    change.settle(&scene)?;
    note(change, &scene, (id, date.id), how, matches!(who, Known::Person(_)).then_some(booking.person_id))
}

fn note(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    (booking, date): (BookingId, DateId),
    how: CheckInWay,
    by: Option<PersonId>,
) -> Result<Arrived, Failure> {
    let now = change.now();
    let planned = planned(scene).into_iter().find(|planned| planned.id == date);
    let Some(planned) = planned else { return no_place() };
    let door = Door { starts_at: planned.starts_at, ends_at: planned.ends_at };
    let arrived = |at: DateTime<Utc>, first: bool| Arrived {
        arrival: CheckedIn {
            date_id: date,
            session_id: scene.id(),
            checked_in_at: at,
            late_minutes: late_minutes(planned.starts_at, at),
        },
        first,
    };
    let before = check_ins::of_booking(change.conn(), booking, date)?;
    if let Some(at) = before.map(|row| row.at.and_utc()).filter(|at| door.is_open(*at)) {
        return Ok(arrived(at, false));
    }
    if scene.session.state != SessionState::Published || !door.is_open(now) {
        return forbidden("code_expired", "This date is over, or was moved meanwhile.");
    }
    check_ins::put(change.tx, &CheckInRow { booking_id: booking, date_id: date, at: now.naive_utc(), how })?;
    change.note(by, "checked_in", ("booking", booking), Some(how.as_str()));
    mark_arrivals(change, scene)?;
    Ok(arrived(now, true))
}
