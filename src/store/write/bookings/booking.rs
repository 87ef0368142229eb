//! Bookings and what hangs on them: their history, conditions and offers.

use crate::{
    domain::{
        approvals::Approver,
        conditions::ConditionState,
        ids::{BookingId, CourseId, GroupId, OfferId, OrganisationId, PersonId, RowId, SessionId},
        places::OfferEnd,
        words::{BookingOrigin, BookingState, CancelReason},
    },
    store::{
        AnyConnection, Row,
        error::Error,
        schema::{booking_conditions as conditions, bookings, offers},
        write_tx::WriteTx,
    },
};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::history;
pub use super::history::{add_event, add_numbered_event};

/// A booking's row.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = bookings, treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct BookingRow {
    pub id: BookingId,
    pub reference: String,
    pub session_id: SessionId,
    pub course_id: CourseId,
    pub person_id: PersonId,
    pub organisation_id: Option<OrganisationId>,
    pub state: BookingState,
    pub origin: BookingOrigin,
    pub made_by: Option<PersonId>,
    pub note: Option<String>,
    pub joined_at: Option<NaiveDateTime>,
    pub line_rank: Option<i32>,
    pub displaced: bool,
    pub unanswered_offers: i32,
    pub skipped: bool,
    pub told_open_at: Option<NaiveDateTime>,
    pub auto_book_until: Option<NaiveDate>,
    pub requested_at: Option<NaiveDateTime>,
    pub approval_with: Option<Approver>,
    pub approval_since: Option<NaiveDateTime>,
    pub approval_reminded_at: Option<NaiveDateTime>,
    pub short_notice: bool,
    pub give_up_reason: Option<CancelReason>,
    pub completion_reason: Option<String>,
    pub completion_by: Option<PersonId>,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
}

/// The booking with this id.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn load(connection: &mut AnyConnection, id: BookingId) -> Result<BookingRow, Error> {
    Ok(bookings::table.find(id).select(BookingRow::as_select()).first(connection)?)
}

/// Bookings of a session in one of these states, oldest first.
///
/// # Errors
/// When the database fails.
pub fn of_session(
    connection: &mut AnyConnection,
    session: SessionId,
    states: &[BookingState],
) -> Result<Vec<BookingRow>, Error> {
    Ok(bookings::table
        .filter(bookings::session_id.eq(session))
        .filter(bookings::state.eq_any(states))
        .select(BookingRow::as_select())
        .order(bookings::id)
        .load(connection)?)
}

/// Bookings of a person in one of these states, oldest first.
///
/// # Errors
/// When the database fails.
pub fn of_person(
    connection: &mut AnyConnection,
    person: PersonId,
    states: &[BookingState],
) -> Result<Vec<BookingRow>, Error> {
    Ok(bookings::table
        .filter(bookings::person_id.eq(person))
        .filter(bookings::state.eq_any(states))
        .select(BookingRow::as_select())
        .order(bookings::id)
        .load(connection)?)
}

/// Adds a booking and the first line of its history.
///
/// # Errors
/// [`Error::Conflict`] when the person has an active booking on the session already.
pub fn add(tx: &mut WriteTx<'_>, row: &BookingRow, by: Option<PersonId>) -> Result<(), Error> {
    tx.changed(Row::Booking(row.id.uuid()));
    diesel::insert_into(bookings::table).values(row).execute(tx.conn())?;
    history::add_numbered_event(tx, (row.id, row.session_id), 1, row.state, (by, None))
}

/// Stores a changed booking as a whole.
///
/// # Errors
/// When the database fails.
pub fn store(tx: &mut WriteTx<'_>, row: &BookingRow) -> Result<(), Error> {
    tx.changed(Row::Booking(row.id.uuid()));
    let now = tx.now().naive_utc();
    diesel::update(bookings::table.find(row.id))
        .set((
            (
                bookings::session_id.eq(row.session_id),
                bookings::organisation_id.eq(row.organisation_id),
                bookings::state.eq(row.state),
                bookings::joined_at.eq(row.joined_at),
                bookings::line_rank.eq(row.line_rank),
                bookings::displaced.eq(row.displaced),
                bookings::unanswered_offers.eq(row.unanswered_offers),
                bookings::skipped.eq(row.skipped),
                bookings::told_open_at.eq(row.told_open_at),
                bookings::auto_book_until.eq(row.auto_book_until),
            ),
            (
                bookings::requested_at.eq(row.requested_at),
                bookings::approval_with.eq(row.approval_with),
                bookings::approval_since.eq(row.approval_since),
                bookings::approval_reminded_at.eq(row.approval_reminded_at),
                bookings::short_notice.eq(row.short_notice),
                bookings::give_up_reason.eq(row.give_up_reason),
                bookings::completion_reason.eq(row.completion_reason.as_deref()),
                bookings::completion_by.eq(row.completion_by),
                bookings::updated_at.eq(now),
            ),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Takes these bookings to a state; nothing else of them changes.
///
/// # Errors
/// When the database fails.
pub fn enter_all(tx: &mut WriteTx<'_>, ids: &[BookingId], state: BookingState) -> Result<(), Error> {
    for id in ids {
        tx.changed(Row::Booking(id.uuid()));
    }
    let now = tx.now().naive_utc();
    diesel::update(bookings::table.filter(bookings::id.eq_any(ids)))
        .set((bookings::state.eq(state), bookings::updated_at.eq(now)))
        .execute(tx.conn())?;
    Ok(())
}

/// A condition a place hangs on.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = conditions, treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct ConditionRow {
    pub id: RowId,
    pub booking_id: BookingId,
    pub group_id: GroupId,
    pub depends_on: BookingId,
    pub state: ConditionState,
    pub failed_at: Option<NaiveDateTime>,
    pub release_at: Option<NaiveDateTime>,
    pub offered_at: Option<NaiveDateTime>,
    pub answer_by: Option<NaiveDateTime>,
    pub turned_down_at: Option<NaiveDateTime>,
    pub created_at: NaiveDateTime,
    pub ended_at: Option<NaiveDateTime>,
}

/// Adds an open condition.
///
/// # Errors
/// When the database fails.
pub fn add_condition(
    tx: &mut WriteTx<'_>,
    booking: BookingId,
    group: GroupId,
    depends_on: BookingId,
) -> Result<(), Error> {
    let row = ConditionRow {
        id: tx.new_id(),
        booking_id: booking,
        group_id: group,
        depends_on,
        state: ConditionState::Open,
        failed_at: None,
        release_at: None,
        offered_at: None,
        answer_by: None,
        turned_down_at: None,
        created_at: tx.now().naive_utc(),
        ended_at: None,
    };
    diesel::insert_into(conditions::table).values(&row).execute(tx.conn())?;
    Ok(())
}

/// The conditions of a booking that still matter (not ended, not fulfilled).
///
/// # Errors
/// When the database fails.
pub fn conditions_of(connection: &mut AnyConnection, booking: BookingId) -> Result<Vec<ConditionRow>, Error> {
    Ok(conditions::table
        .filter(conditions::booking_id.eq(booking))
        .filter(conditions::ended_at.is_null())
        .select(ConditionRow::as_select())
        .order(conditions::id)
        .load(connection)?)
}

/// The conditions that hang on a booking and still matter.
///
/// # Errors
/// When the database fails.
pub fn conditions_on(connection: &mut AnyConnection, earlier: BookingId) -> Result<Vec<ConditionRow>, Error> {
    Ok(conditions::table
        .filter(conditions::depends_on.eq(earlier))
        .filter(conditions::ended_at.is_null())
        .select(ConditionRow::as_select())
        .order(conditions::id)
        .load(connection)?)
}

/// Stores what became of a condition.
///
/// # Errors
/// When the database fails.
pub fn store_condition(tx: &mut WriteTx<'_>, row: &ConditionRow) -> Result<(), Error> {
    diesel::update(conditions::table.find(row.id))
        .set((
            conditions::state.eq(row.state),
            conditions::failed_at.eq(row.failed_at),
            conditions::release_at.eq(row.release_at),
            conditions::offered_at.eq(row.offered_at),
            conditions::answer_by.eq(row.answer_by),
            conditions::turned_down_at.eq(row.turned_down_at),
            conditions::ended_at.eq(row.ended_at),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Ends every condition of these bookings: their places are gone, or judged afresh.
///
/// # Errors
/// When the database fails.
pub fn end_conditions(tx: &mut WriteTx<'_>, of: &[BookingId]) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::update(
        conditions::table.filter(conditions::booking_id.eq_any(of)).filter(conditions::ended_at.is_null()),
    )
    .set((conditions::state.eq(ConditionState::Ended), conditions::ended_at.eq(Some(now))))
    .execute(tx.conn())?;
    Ok(())
}

/// An offer of a place.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = offers, treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct OfferRow {
    pub id: OfferId,
    pub booking_id: BookingId,
    pub session_id: SessionId,
    pub place_id: OfferId,
    pub made_at: NaiveDateTime,
    pub expires_at: NaiveDateTime,
    pub ended_at: Option<NaiveDateTime>,
    pub outcome: Option<OfferEnd>,
}

/// Adds an offer; `place` is the first offer of the freed place, or `None` for a place freed just now.
///
/// # Errors
/// When the database fails.
pub fn add_offer(
    tx: &mut WriteTx<'_>,
    booking: BookingId,
    session: SessionId,
    place: Option<OfferId>,
    expires_at: DateTime<Utc>,
) -> Result<OfferRow, Error> {
    let id: OfferId = tx.new_id();
    let row = OfferRow {
        id,
        booking_id: booking,
        session_id: session,
        place_id: place.unwrap_or(id),
        made_at: tx.now().naive_utc(),
        expires_at: expires_at.naive_utc(),
        ended_at: None,
        outcome: None,
    };
    diesel::insert_into(offers::table).values(&row).execute(tx.conn())?;
    Ok(row)
}

/// Stores until when an open offer can be taken.
///
/// # Errors
/// When the database fails.
pub fn hold_offer_until(tx: &mut WriteTx<'_>, offer: OfferId, until: DateTime<Utc>) -> Result<(), Error> {
    diesel::update(offers::table.find(offer))
        .set(offers::expires_at.eq(until.naive_utc()))
        .execute(tx.conn())?;
    Ok(())
}

/// The open offer of a booking.
///
/// # Errors
/// When the database fails.
pub fn open_offer(connection: &mut AnyConnection, booking: BookingId) -> Result<Option<OfferRow>, Error> {
    Ok(offers::table
        .filter(offers::booking_id.eq(booking))
        .filter(offers::ended_at.is_null())
        .select(OfferRow::as_select())
        .first(connection)
        .optional()?)
}

/// All offers of a session, ended ones too.
///
/// # Errors
/// When the database fails.
pub fn offers_of(connection: &mut AnyConnection, session: SessionId) -> Result<Vec<OfferRow>, Error> {
    Ok(offers::table
        .filter(offers::session_id.eq(session))
        .select(OfferRow::as_select())
        .order(offers::id)
        .load(connection)?)
}

/// Ends an offer.
///
/// # Errors
/// When the database fails.
pub fn end_offer(tx: &mut WriteTx<'_>, offer: OfferId, outcome: OfferEnd) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::update(offers::table.find(offer))
        .set((offers::ended_at.eq(Some(now)), offers::outcome.eq(Some(outcome))))
        .execute(tx.conn())?;
    Ok(())
}

/// The latest offer of a booking, ended or not.
///
/// # Errors
/// When the database fails.
pub fn last_offer(connection: &mut AnyConnection, booking: BookingId) -> Result<Option<OfferRow>, Error> {
    Ok(offers::table
        .filter(offers::booking_id.eq(booking))
        .select(OfferRow::as_select())
        .order(offers::id.desc())
        .first(connection)
        .optional()?)
}
