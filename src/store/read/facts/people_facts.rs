//! What the rules need to know of many people at once, in a constant number of queries.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use crate::{
    domain::{
        eligibility::{BookingFacts, MembershipFacts, PersonFacts},
        ids::{
            BookingId, CourseId, CredentialKindId, DeclarationId, GroupId, OrganisationId, PersonId,
            SessionId,
        },
        prerequisites::{
            CompletedCourse, HeldCredential, LearningRecord, MadeDeclaration, OrganisationCourse,
        },
        times::Zone,
        words::{BookingOrigin, BookingState, OrganisationKind},
    },
    store::{
        AnyConnection,
        error::Error,
        read::{
            people::belonging::{holds_on, london_day},
            sessions::session_rows::{self, spans},
        },
        schema::{
            bookings, completions, courses, credentials, declarations, memberships, organisation_completions,
            organisations, people, session_trainers, sessions, waivers,
        },
    },
};

/// These people by name, as the rules see them; with what is waived for them on this session, if one is named.
///
/// # Errors
/// When the database fails.
pub fn of(
    connection: &mut AnyConnection,
    ids: &[PersonId],
    session: Option<SessionId>,
    now: DateTime<Utc>,
) -> Result<Vec<PersonFacts>, Error> {
    let rows: Vec<(PersonId, String, bool)> = people::table
        .filter(people::id.eq_any(ids))
        .order((people::name_folded, people::id))
        .select((
            people::id,
            people::name,
            people::disabled_at
                .is_not_null()
                .or(people::erased_at.is_not_null())
                .or(people::merged_into.is_not_null()),
        ))
        .load(connection)?;
    let belongs = current_memberships(connection, ids, london_day(now))?;
    let mut learned = learning(connection, ids, &belongs)?;
    let mut booked = active_bookings(connection, ids)?;
    let runs: Vec<(PersonId, SessionId)> = session_trainers::table
        .filter(session_trainers::person_id.eq_any(ids))
        .select((session_trainers::person_id, session_trainers::session_id))
        .load(connection)?;
    let waived: Vec<(PersonId, GroupId)> = match session {
        None => Vec::new(),
        Some(session) => waivers::table
            .filter(waivers::person_id.eq_any(ids))
            .filter(waivers::session_id.eq(session))
            .select((waivers::person_id, waivers::group_id))
            .load(connection)?,
    };
    Ok(rows
        .into_iter()
        .map(|(id, name, disabled)| PersonFacts {
            id,
            name,
            disabled,
            learning: take(&mut learned, id).into_iter().next().unwrap_or_default(),
            memberships: belongs.iter().filter(|(of, _)| *of == id).map(|(_, m)| m.clone()).collect(),
            waived: waived.iter().filter(|(of, _)| *of == id).map(|(_, group)| *group).collect(),
            bookings: take(&mut booked, id),
            runs: runs.iter().filter(|(of, _)| *of == id).map(|(_, session)| *session).collect(),
        })
        .collect())
}

/// Everybody who could book, by name: whose account is neither closed nor gone.
///
/// # Errors
/// When the database fails.
pub fn everybody(connection: &mut AnyConnection) -> Result<Vec<PersonId>, Error> {
    Ok(people::table
        .filter(people::disabled_at.is_null())
        .filter(people::erased_at.is_null())
        .filter(people::merged_into.is_null())
        .order((people::name_folded, people::id))
        .select(people::id)
        .load(connection)?)
}

/// A person, as [`of`] gives many.
///
/// # Errors
/// [`Error::Missing`] if there is no such person.
pub fn person(
    connection: &mut AnyConnection,
    id: PersonId,
    session: Option<SessionId>,
    now: DateTime<Utc>,
) -> Result<PersonFacts, Error> {
    of(connection, &[id], session, now)?.pop().ok_or(Error::Missing)
}

/// A person's memberships that hold today, oldest first.
///
/// # Errors
/// When the database fails.
pub fn memberships_of(
    connection: &mut AnyConnection,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<MembershipFacts>, Error> {
    let held = current_memberships(connection, &[person], london_day(now))?;
    Ok(held.into_iter().map(|(_, membership)| membership).collect())
}

/// A person's bookings that are active, with the dates of their sessions.
///
/// # Errors
/// When the database fails.
pub fn bookings_of(connection: &mut AnyConnection, person: PersonId) -> Result<Vec<BookingFacts>, Error> {
    Ok(active_bookings(connection, &[person])?.into_iter().map(|(_, booking)| booking).collect())
}

/// Takes out what belongs to a person.
fn take<T>(all: &mut Vec<(PersonId, T)>, id: PersonId) -> Vec<T> {
    let (own, rest) = std::mem::take(all).into_iter().partition(|(of, _)| *of == id);
    *all = rest;
    Vec::into_iter(own).map(|(_, what)| what).collect()
}

fn current_memberships(
    connection: &mut AnyConnection,
    ids: &[PersonId],
    today: NaiveDate,
) -> Result<Vec<(PersonId, MembershipFacts)>, Error> {
    let rows: Vec<(PersonId, OrganisationId, String, OrganisationKind, bool)> = memberships::table
        .inner_join(organisations::table)
        .filter(memberships::person_id.eq_any(ids))
        .filter(holds_on(today))
        .order(memberships::id)
        .select((
            memberships::person_id,
            organisations::id,
            organisations::name,
            organisations::kind,
            memberships::confirmed_at.is_not_null(),
        ))
        .load(connection)?;
    let facts = |(person, organisation, name, kind, confirmed)| {
        (person, MembershipFacts { organisation, name, kind, confirmed })
    };
    Ok(rows.into_iter().map(facts).collect())
}

fn learning(
    connection: &mut AnyConnection,
    ids: &[PersonId],
    belongs: &[(PersonId, MembershipFacts)],
) -> Result<Vec<(PersonId, LearningRecord)>, Error> {
    let completed: Vec<(PersonId, CourseId, Option<NaiveDate>)> = completions::table
        .filter(completions::person_id.eq_any(ids))
        .filter(completions::withdrawn_at.is_null())
        .select((completions::person_id, completions::course_id, completions::completed_on))
        .load(connection)?;
    let organisations: Vec<OrganisationId> = belongs.iter().map(|(_, m)| m.organisation).collect();
    let trained: Vec<(OrganisationId, CourseId, Option<NaiveDate>)> = organisation_completions::table
        .filter(organisation_completions::organisation_id.eq_any(organisations))
        .filter(organisation_completions::withdrawn_at.is_null())
        .select((
            organisation_completions::organisation_id,
            organisation_completions::course_id,
            organisation_completions::completed_on,
        ))
        .load(connection)?;
    let held: Vec<(PersonId, CredentialKindId, Option<NaiveDate>)> = credentials::table
        .filter(credentials::person_id.eq_any(ids))
        .select((credentials::person_id, credentials::credential_kind_id, credentials::gained_on))
        .load(connection)?;
    let declared: Vec<(PersonId, DeclarationId, NaiveDate)> = declarations::table
        .filter(declarations::person_id.eq_any(ids))
        .select((declarations::person_id, declarations::declaration_kind_id, declarations::declared_on))
        .load(connection)?;
    let record = |id: PersonId| LearningRecord {
        completions: completed
            .iter()
            .filter(|(of, ..)| *of == id)
            .map(|(_, course, completed_on)| CompletedCourse { course: *course, completed_on: *completed_on })
            .collect(),
        organisation_completions: trained
            .iter()
            .filter(|(of, ..)| belongs.iter().any(|(person, m)| *person == id && m.organisation == *of))
            .map(|(organisation, course, completed_on)| OrganisationCourse {
                organisation: *organisation,
                course: *course,
                completed_on: *completed_on,
            })
            .collect(),
        credentials: held
            .iter()
            .filter(|(of, ..)| *of == id)
            .map(|(_, kind, since)| HeldCredential { kind: *kind, held_since: *since })
            .collect(),
        declarations: declared
            .iter()
            .filter(|(of, ..)| *of == id)
            .map(|(_, declaration, on)| MadeDeclaration { declaration: *declaration, declared_on: *on })
            .collect(),
    };
    Ok(ids.iter().map(|id| (*id, record(*id))).collect())
}

fn active_bookings(
    connection: &mut AnyConnection,
    ids: &[PersonId],
) -> Result<Vec<(PersonId, BookingFacts)>, Error> {
    type Row = (PersonId, BookingId, SessionId, CourseId, String, BookingState, BookingOrigin, Zone);
    let rows: Vec<Row> = bookings::table
        .inner_join(sessions::table)
        .inner_join(courses::table.on(courses::id.eq(bookings::course_id)))
        .filter(bookings::person_id.eq_any(ids))
        .filter(bookings::state.eq_any(BookingState::ACTIVE))
        .order(bookings::id)
        .select((
            bookings::person_id,
            bookings::id,
            bookings::session_id,
            bookings::course_id,
            courses::title,
            bookings::state,
            bookings::origin,
            sessions::timezone,
        ))
        .load(connection)?;
    let on: Vec<SessionId> = rows.iter().map(|row| row.2).collect();
    let dates = session_rows::dates(connection, &on)?;
    rows.into_iter()
        .map(|(person, id, session, course, course_title, state, origin, timezone)| {
            let facts = BookingFacts {
                id,
                session,
                course,
                course_title,
                state,
                beside_the_limit: matches!(origin, BookingOrigin::Coordinator | BookingOrigin::Commission),
                timezone: timezone.tz(),
                dates: spans(dates.iter().filter(|date| date.session_id == session)),
            };
            Ok((person, facts))
        })
        .collect()
}
