//! How a caller stands to people, organisations, sessions and bookings: what `domain::access` judges.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{dsl::exists, prelude::*, select};

use super::{
    belonging::{holds_on, london_day},
    managers,
    person::is_confirmed,
};
use crate::{
    domain::{
        access::Relation,
        ids::{BookingId, OrganisationId, PersonId, SessionId},
        words::BookingState,
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{addresses, bookings, memberships, people, session_trainers},
    },
};

/// The organisations a person leads today.
///
/// # Errors
/// When the database fails.
pub fn led_by(
    connection: &mut AnyConnection,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<OrganisationId>, Error> {
    let today = london_day(now);
    Ok(memberships::table
        .filter(memberships::person_id.eq(person))
        .filter(memberships::is_lead)
        .filter(memberships::confirmed_at.is_not_null())
        .filter(holds_on(today))
        .select(memberships::organisation_id)
        .load(connection)?)
}

/// Everybody a person manages today: those who name them as line manager and the confirmed members of the organisations
/// they lead, themselves apart. Who only says that they belong there is nobody's to manage yet.
///
/// # Errors
/// When the database fails.
pub fn managed_by(
    connection: &mut AnyConnection,
    manager: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<PersonId>, Error> {
    let today = london_day(now);
    let led = led_by(connection, manager, now)?;
    let mut managed: Vec<PersonId> =
        people::table.filter(people::line_manager_id.eq(manager)).select(people::id).load(connection)?;
    let members: Vec<PersonId> = memberships::table
        .filter(memberships::organisation_id.eq_any(led))
        .filter(memberships::confirmed_at.is_not_null())
        .filter(holds_on(today))
        .select(memberships::person_id)
        .load(connection)?;
    managed.extend(members);
    managed.retain(|person| *person != manager);
    managed.sort();
    managed.dedup();
    Ok(managed)
}

/// Everybody who manages a person today: the line manager first, then those who lead their organisations.
///
/// # Errors
/// When the database fails.
pub fn managers_of(
    connection: &mut AnyConnection,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<PersonId>, Error> {
    Ok(managers::managers(connection, person, now)?.ids())
}

/// Who leads any of these organisations today.
///
/// # Errors
/// When the database fails.
pub fn leads_of(
    connection: &mut AnyConnection,
    of: &[OrganisationId],
    now: DateTime<Utc>,
) -> Result<Vec<PersonId>, Error> {
    let today = london_day(now);
    Ok(memberships::table
        .filter(memberships::organisation_id.eq_any(of))
        .filter(memberships::is_lead)
        .filter(memberships::confirmed_at.is_not_null())
        .filter(holds_on(today))
        .order(memberships::id)
        .select(memberships::person_id)
        .load(connection)?)
}

/// The confirmed members of an organisation today.
///
/// # Errors
/// When the database fails.
pub fn members_of(
    connection: &mut AnyConnection,
    organisation: OrganisationId,
    now: DateTime<Utc>,
) -> Result<Vec<PersonId>, Error> {
    let today = london_day(now);
    Ok(memberships::table
        .filter(memberships::organisation_id.eq(organisation))
        .filter(memberships::confirmed_at.is_not_null())
        .filter(holds_on(today))
        .order(memberships::id)
        .select(memberships::person_id)
        .load(connection)?)
}

fn organisations_of(
    connection: &mut AnyConnection,
    person: PersonId,
    today: NaiveDate,
) -> Result<Vec<OrganisationId>, Error> {
    Ok(memberships::table
        .filter(memberships::person_id.eq(person))
        .filter(memberships::confirmed_at.is_not_null())
        .filter(holds_on(today))
        .select(memberships::organisation_id)
        .load(connection)?)
}

/// Whether `manager` manages `person` today.
///
/// # Errors
/// When the database fails.
pub fn manages(
    connection: &mut AnyConnection,
    manager: PersonId,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    Ok(managers_of(connection, person, now)?.contains(&manager))
}

/// How `actor` stands to a person.
///
/// # Errors
/// When the database fails.
pub fn to_person(
    connection: &mut AnyConnection,
    actor: PersonId,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Relation, Error> {
    Ok(Relation {
        own: actor == person,
        // Nobody manages themselves.
        manages: actor != person && manages(connection, actor, person, now)?,
        ..Relation::default()
    })
}

/// How `actor` stands to an organisation.
///
/// # Errors
/// When the database fails.
pub fn to_organisation(
    connection: &mut AnyConnection,
    actor: PersonId,
    organisation: OrganisationId,
    now: DateTime<Utc>,
) -> Result<Relation, Error> {
    let today = london_day(now);
    let rows: Vec<bool> = memberships::table
        .filter(memberships::person_id.eq(actor))
        .filter(memberships::organisation_id.eq(organisation))
        .filter(memberships::confirmed_at.is_not_null())
        .filter(holds_on(today))
        .select(memberships::is_lead)
        .load(connection)?;
    Ok(Relation { leads: rows.contains(&true), member: !rows.is_empty(), ..Relation::default() })
}

/// The states in which somebody counts as booked. Whoever was there may still look the date up: results of a closed
/// register hold the place as well.
pub(in crate::store::read) fn holding_states() -> Vec<BookingState> {
    BookingState::HOLDING
        .iter()
        .copied()
        .filter(|s| !matches!(s, BookingState::Requested | BookingState::Offered))
        .collect()
}

/// How `actor` stands to each of these sessions; sessions they have nothing to do with are absent.
///
/// # Errors
/// When the database fails.
pub fn to_sessions(
    connection: &mut AnyConnection,
    actor: PersonId,
    ids: &[SessionId],
) -> Result<HashMap<SessionId, Relation>, Error> {
    let trains: Vec<SessionId> = session_trainers::table
        .filter(session_trainers::person_id.eq(actor))
        .filter(session_trainers::session_id.eq_any(ids))
        .select(session_trainers::session_id)
        .load(connection)?;
    let booked: Vec<SessionId> = bookings::table
        .filter(bookings::person_id.eq(actor))
        .filter(bookings::session_id.eq_any(ids))
        .filter(bookings::state.eq_any(holding_states()))
        .select(bookings::session_id)
        .load(connection)?;
    let mut relations: HashMap<SessionId, Relation> = HashMap::new();
    for id in trains {
        relations.entry(id).or_default().trains = true;
    }
    for id in booked {
        relations.entry(id).or_default().booked = true;
    }
    Ok(relations)
}

/// How `actor` stands to a session.
///
/// # Errors
/// When the database fails.
pub fn to_session(
    connection: &mut AnyConnection,
    actor: PersonId,
    session: SessionId,
) -> Result<Relation, Error> {
    let trains: bool =
        select(exists(session_trainers::table.find((session, actor)))).get_result(connection)?;
    let booked: bool = select(exists(
        bookings::table
            .filter(bookings::session_id.eq(session))
            .filter(bookings::person_id.eq(actor))
            .filter(bookings::state.eq_any(holding_states())),
    ))
    .get_result(connection)?;
    Ok(Relation { trains, booked, ..Relation::default() })
}

/// Whether a person has, or had, anything to do with a session: a booking of whatever state.
///
/// # Errors
/// When the database fails.
pub fn is_on(connection: &mut AnyConnection, person: PersonId, session: SessionId) -> Result<bool, Error> {
    let theirs =
        bookings::table.filter(bookings::session_id.eq(session)).filter(bookings::person_id.eq(person));
    Ok(select(exists(theirs)).get_result(connection)?)
}

/// How `actor` stands to a booking.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn to_booking(
    connection: &mut AnyConnection,
    actor: PersonId,
    booking: BookingId,
    now: DateTime<Utc>,
) -> Result<Relation, Error> {
    let (person, session): (PersonId, SessionId) = bookings::table
        .find(booking)
        .select((bookings::person_id, bookings::session_id))
        .first(connection)?;
    let about_person = to_person(connection, actor, person, now)?;
    let about_session = to_session(connection, actor, session)?;
    Ok(Relation { trains: about_session.trains, booked: about_session.booked, ..about_person })
}

/// Whoever has this folded address, if `manager` manages them today. One question whether or not anybody has it, so
/// that nothing is learned about anybody else. An address that its holder has never shown to be theirs leads only to a
/// record nobody has claimed.
///
/// # Errors
/// When the database fails.
pub fn managed_at(
    connection: &mut AnyConnection,
    manager: PersonId,
    email_folded: &str,
    now: DateTime<Utc>,
) -> Result<Option<PersonId>, Error> {
    let mut managed = managed_by(connection, manager, now)?;
    managed.push(manager);
    let found: Option<(PersonId, bool)> = addresses::table
        .filter(addresses::email_folded.eq(email_folded))
        .filter(addresses::person_id.eq_any(managed))
        .select((addresses::person_id, addresses::confirmed_at.is_not_null()))
        .first(connection)
        .optional()?;
    match found {
        Some((person, shown)) if shown || !is_confirmed(connection, person)? => Ok(Some(person)),
        _ => Ok(None),
    }
}

/// The organisations to which a person belonged and belongs no more. Saying that one belongs there again brings nothing
/// back before it is confirmed.
///
/// # Errors
/// When the database fails.
pub fn left_by(
    connection: &mut AnyConnection,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<OrganisationId>, Error> {
    let today = london_day(now);
    let over: Vec<OrganisationId> = memberships::table
        .filter(memberships::person_id.eq(person))
        .filter(memberships::to_on.lt(today).assume_not_null())
        .select(memberships::organisation_id)
        .load(connection)?;
    let still = organisations_of(connection, person, today)?;
    Ok(over.into_iter().filter(|organisation| !still.contains(organisation)).collect())
}
