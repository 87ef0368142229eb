//! Recording that somebody made up for a missed date in a sister set: a mark on their own register that says where.

use super::hold_register::register_is_open;
use crate::{
    domain::{
        access::Actor,
        ids::{BookingId, DateId, SessionId},
        input::FieldError,
        make_ups::{DateInSet, NotMadeUp, check_make_up},
        words::{BookingState, Outcome},
    },
    store::{
        Error,
        read::{
            registers::rosters::{self, RosterView},
            sessions::session_rows::{self, DateRow, SessionRow},
        },
        write::{
            bookings::booking,
            registers::{
                make_ups,
                register::{self, MarkRow},
            },
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

/// What happened.
#[derive(Debug, Clone)]
pub struct MakeUpDate {
    /// Who records it; their right to do so is checked already.
    pub actor: Actor,
    /// The session of the register.
    pub session: SessionId,
    /// Whose booking.
    pub booking: BookingId,
    /// The date that was missed.
    pub date: DateId,
    /// The date of the sister set that was attended instead.
    pub made_up_at: DateId,
}

impl UseCases {
    /// Records it.
    ///
    /// # Errors
    /// `not_made_up` with the reason; a register that is not open; ids that name nothing.
    pub async fn make_up_date(&self, ask: MakeUpDate) -> Result<RosterView, Failure> {
        self.change(move |change| make_up(change, &ask)).await
    }
}

fn make_up(change: &mut Change<'_, '_>, ask: &MakeUpDate) -> Result<RosterView, Failure> {
    session_rows::session(change.tx.conn(), ask.session)?;
    let other = found(session_rows::date(change.tx.conn(), ask.made_up_at), "made_up_at")?;
    locks::lock_sessions(change.tx, &[ask.session, other.session_id])?;
    let scene = Scene::load(change.tx.conn(), ask.session)?;
    register_is_open(&scene)?;
    change.settle(&scene)?;
    let booking = found(booking::load(change.tx.conn(), ask.booking), "booking_id")?;
    if booking.session_id != ask.session || booking.state != BookingState::Booked {
        let message = "No booking with this id holds a place on this session.";
        return Err(FieldError::new("booking_id", message).into());
    }
    let missed = found(session_rows::date(change.tx.conn(), ask.date), "date_id")?;
    if missed.session_id != ask.session || missed.cancelled_at.is_some() {
        return Err(FieldError::new("date_id", "This session has no date with this id.").into());
    }
    let there_session = session_rows::session(change.tx.conn(), other.session_id)?;
    let there = make_ups::there(change.tx.conn(), other.id)?;
    let checked = check_make_up(
        &in_set(&missed, &scene.session),
        &in_set(&other, &there_session),
        (there, there_session.capacity),
        change.tx.now(),
    );
    match checked {
        Ok(()) => {}
        Err(why @ NotMadeUp::Full) => return forbidden("session_full", why.to_string()),
        Err(why) => return forbidden("not_made_up", why.to_string()),
    }
    let by = ask.actor.person_id;
    let row = MarkRow {
        booking_id: ask.booking,
        date_id: ask.date,
        outcome: Outcome::Present,
        minutes: None,
        by_person: by,
        at: change.tx.now().naive_utc(),
        import_id: None,
    };
    register::put_mark(change.tx, &row)?;
    make_ups::put(change.tx, ask.booking, ask.date, ask.made_up_at, by)?;
    change.note(Some(by), "date_made_up", ("booking", ask.booking), None);
    Ok(rosters::roster(change.tx.conn(), ask.session)?)
}

fn found<T>(row: Result<T, Error>, field: &str) -> Result<T, Failure> {
    match row {
        Err(Error::Missing) => Err(FieldError::new(field, "There is nothing with this id.").into()),
        other => Ok(other?),
    }
}

fn in_set(date: &DateRow, session: &SessionRow) -> DateInSet {
    DateInSet {
        session: session.id,
        course: session.course_id,
        state: session.state,
        number: date.position,
        starts_at: date.starts_at.and_utc(),
        ends_at: date.ends_at.and_utc(),
        cancelled: date.cancelled_at.is_some(),
    }
}
