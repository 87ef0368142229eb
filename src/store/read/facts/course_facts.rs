//! The plain facts that `domain::eligibility` judges, gathered in a constant number of queries.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::audiences;
use crate::{
    domain::{
        eligibility::{BookingFacts, CourseFacts, MembershipFacts, PersonFacts, SessionFacts},
        ids::{
            BookingId, CourseId, CredentialKindId, DeclarationId, GroupId, OrganisationId, PersonId,
            RequirementId, SessionId,
        },
        prerequisites::{
            CompletedCourse, Group, HeldCredential, LearningRecord, MadeDeclaration, OrganisationCourse,
            Requirement, Target,
        },
        refusals::Candidate,
        words::{BookingOrigin, BookingState, OrganisationKind, RequirementKind, SessionState},
    },
    store::{
        AnyConnection,
        error::Error,
        read::sessions::session_rows::{self, DateRow, SessionRow, spans, window, zone},
        schema::{
            bookings, completions, courses, credential_kinds, credentials, declaration_kinds, declarations,
            memberships, organisation_completions, organisations, people, prerequisite_groups, requirements,
            sessions, waivers,
        },
    },
};

/// What the rules need to know of a course.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn course(connection: &mut AnyConnection, id: CourseId) -> Result<CourseFacts, Error> {
    let title: String = courses::table.find(id).select(courses::title).first(connection)?;
    let audience =
        audiences::audiences(connection, &[id])?.pop().map(|(_, audience)| audience).unwrap_or_default();
    Ok(CourseFacts { id, title, audience, groups: groups(connection, id)? })
}

/// The prerequisite of a course in force: its groups in order, each requirement with its label.
///
/// # Errors
/// When the database fails.
pub fn groups(connection: &mut AnyConnection, course: CourseId) -> Result<Vec<Group>, Error> {
    Ok(groups_of(connection, &[course])?.into_iter().map(|(_, group)| group).collect())
}

/// The prerequisites in force of these courses, each course's groups in order.
///
/// # Errors
/// When the database fails.
pub fn groups_of(connection: &mut AnyConnection, ids: &[CourseId]) -> Result<Vec<(CourseId, Group)>, Error> {
    type Row = (CourseId, GroupId, RequirementId, RequirementKind, Vec<u8>, Option<i32>);
    let rows: Vec<Row> = prerequisite_groups::table
        .inner_join(requirements::table)
        .filter(prerequisite_groups::course_id.eq_any(ids))
        .filter(prerequisite_groups::retired_at.is_null())
        .order((prerequisite_groups::course_id, prerequisite_groups::position, requirements::position))
        .select((
            prerequisite_groups::course_id,
            prerequisite_groups::id,
            requirements::id,
            requirements::kind,
            requirements::ref_id,
            requirements::within_months,
        ))
        .load(connection)?;
    let mut parsed = Vec::with_capacity(rows.len());
    for (course, group, id, kind, reference, months) in rows {
        let reference = Uuid::from_slice(&reference).map_err(|e| Error::Broken(e.to_string()))?;
        let within_months = months.and_then(|months| u32::try_from(months).ok());
        parsed.push((course, group, id, Target::from_parts(kind, reference), within_months));
    }
    let targets: Vec<Target> = parsed.iter().map(|(_, _, _, target, _)| *target).collect();
    let labels = labels(connection, &targets)?;
    let mut groups: Vec<(CourseId, Group)> = Vec::new();
    for (course, group, id, target, within_months) in parsed {
        let label = labels.iter().find(|(known, _)| *known == target.reference());
        let label = label.map(|(_, label)| label.clone()).unwrap_or_default();
        let requirement = Requirement { id, target, within_months, label };
        match groups.last_mut() {
            Some((_, last)) if last.id == group => last.any_of.push(requirement),
            _ => groups.push((course, Group { id: group, any_of: vec![requirement] })),
        }
    }
    Ok(groups)
}

/// What each target is called: a course's title, a credential's name, a declaration's statement.
fn labels(connection: &mut AnyConnection, targets: &[Target]) -> Result<Vec<(Uuid, String)>, Error> {
    let (mut of_courses, mut of_credentials, mut of_declarations) = (Vec::new(), Vec::new(), Vec::new());
    for target in targets {
        match *target {
            Target::Course(id) | Target::OrganisationCourse(id) => of_courses.push(id),
            Target::Credential(id) => of_credentials.push(id),
            Target::Declaration(id) => of_declarations.push(id),
        }
    }
    let mut labels = Vec::new();
    if !of_courses.is_empty() {
        let rows: Vec<(CourseId, String)> = courses::table
            .filter(courses::id.eq_any(of_courses))
            .select((courses::id, courses::title))
            .load(connection)?;
        labels.extend(rows.into_iter().map(|(id, title)| (id.uuid(), title)));
    }
    if !of_credentials.is_empty() {
        let rows: Vec<(CredentialKindId, String)> = credential_kinds::table
            .filter(credential_kinds::id.eq_any(of_credentials))
            .select((credential_kinds::id, credential_kinds::name))
            .load(connection)?;
        labels.extend(rows.into_iter().map(|(id, name)| (id.uuid(), name)));
    }
    if !of_declarations.is_empty() {
        let rows: Vec<(DeclarationId, String)> = declaration_kinds::table
            .filter(declaration_kinds::id.eq_any(of_declarations))
            .select((declaration_kinds::id, declaration_kinds::statement))
            .load(connection)?;
        labels.extend(rows.into_iter().map(|(id, statement)| (id.uuid(), statement)));
    }
    Ok(labels)
}

/// What the rules need to know of a session, from its row and dates.
///
/// # Errors
/// [`Error::Broken`] if its zone is none.
pub fn session(row: &SessionRow, dates: &[DateRow]) -> Result<SessionFacts, Error> {
    Ok(SessionFacts {
        id: row.id,
        state: row.state,
        private: row.private,
        timezone: zone(&row.timezone)?,
        dates: spans(dates),
        booking_opens_at: row.booking_opens_at.map(|at| at.and_utc()),
        booking_closes_at: row.booking_closes_at.map(|at| at.and_utc()),
    })
}

/// What the rules need to know of a person who wants a place on this session.
///
/// # Errors
/// [`Error::Missing`] if there is no such person.
pub fn person(
    connection: &mut AnyConnection,
    id: PersonId,
    session: SessionId,
    now: DateTime<Utc>,
) -> Result<PersonFacts, Error> {
    let (name, disabled): (String, bool) = people::table
        .find(id)
        .select((
            people::name,
            people::disabled_at
                .is_not_null()
                .or(people::erased_at.is_not_null())
                .or(people::merged_into.is_not_null()),
        ))
        .first(connection)?;
    let memberships = current_memberships(connection, id, now)?;
    let organisations: Vec<OrganisationId> = memberships.iter().map(|m| m.organisation).collect();
    let waived = waivers::table
        .filter(waivers::person_id.eq(id))
        .filter(waivers::session_id.eq(session))
        .select(waivers::group_id)
        .load(connection)?;
    Ok(PersonFacts {
        id,
        name,
        disabled,
        learning: learning(connection, id, &organisations)?,
        memberships,
        waived,
        bookings: active_bookings(connection, id)?,
    })
}

/// The memberships that hold today, oldest first.
///
/// # Errors
/// When the database fails.
pub fn current_memberships(
    connection: &mut AnyConnection,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<MembershipFacts>, Error> {
    let today = now.with_timezone(&chrono_tz::Europe::London).date_naive();
    let rows: Vec<(OrganisationId, String, OrganisationKind, bool)> = memberships::table
        .inner_join(organisations::table)
        .filter(memberships::person_id.eq(person))
        .filter(memberships::from_on.is_null().or(memberships::from_on.le(today)))
        .filter(memberships::to_on.is_null().or(memberships::to_on.ge(today)))
        .order(memberships::id)
        .select((
            organisations::id,
            organisations::name,
            organisations::kind,
            memberships::confirmed_at.is_not_null(),
        ))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(organisation, name, kind, confirmed)| MembershipFacts { organisation, name, kind, confirmed })
        .collect())
}

/// What a person and these organisations have behind them.
///
/// # Errors
/// When the database fails.
pub fn learning(
    connection: &mut AnyConnection,
    person: PersonId,
    organisations: &[OrganisationId],
) -> Result<LearningRecord, Error> {
    let completed: Vec<(CourseId, Option<chrono::NaiveDate>)> = completions::table
        .filter(completions::person_id.eq(person))
        .filter(completions::withdrawn_at.is_null())
        .select((completions::course_id, completions::completed_on))
        .load(connection)?;
    let of_organisations: Vec<(OrganisationId, CourseId, Option<chrono::NaiveDate>)> =
        organisation_completions::table
            .filter(organisation_completions::organisation_id.eq_any(organisations))
            .filter(organisation_completions::withdrawn_at.is_null())
            .select((
                organisation_completions::organisation_id,
                organisation_completions::course_id,
                organisation_completions::completed_on,
            ))
            .load(connection)?;
    let held: Vec<(CredentialKindId, Option<chrono::NaiveDate>)> = credentials::table
        .filter(credentials::person_id.eq(person))
        .select((credentials::credential_kind_id, credentials::gained_on))
        .load(connection)?;
    let declared: Vec<(DeclarationId, chrono::NaiveDate)> = declarations::table
        .filter(declarations::person_id.eq(person))
        .select((declarations::declaration_kind_id, declarations::declared_on))
        .load(connection)?;
    Ok(LearningRecord {
        completions: completed
            .into_iter()
            .map(|(course, completed_on)| CompletedCourse { course, completed_on })
            .collect(),
        organisation_completions: of_organisations
            .into_iter()
            .map(|(organisation, course, completed_on)| OrganisationCourse {
                organisation,
                course,
                completed_on,
            })
            .collect(),
        credentials: held.into_iter().map(|(kind, held_since)| HeldCredential { kind, held_since }).collect(),
        declarations: declared
            .into_iter()
            .map(|(declaration, declared_on)| MadeDeclaration { declaration, declared_on })
            .collect(),
    })
}

/// The bookings of a person that are active, with the dates of their sessions.
///
/// # Errors
/// When the database fails.
pub fn active_bookings(connection: &mut AnyConnection, person: PersonId) -> Result<Vec<BookingFacts>, Error> {
    type Row = (BookingId, SessionId, CourseId, String, BookingState, BookingOrigin, String);
    let rows: Vec<Row> = bookings::table
        .inner_join(sessions::table)
        .inner_join(courses::table.on(courses::id.eq(bookings::course_id)))
        .filter(bookings::person_id.eq(person))
        .filter(bookings::state.eq_any(BookingState::ACTIVE))
        .order(bookings::id)
        .select((
            bookings::id,
            bookings::session_id,
            bookings::course_id,
            courses::title,
            bookings::state,
            bookings::origin,
            sessions::timezone,
        ))
        .load(connection)?;
    let ids: Vec<SessionId> = rows.iter().map(|row| row.1).collect();
    let dates = session_rows::dates(connection, &ids)?;
    rows.into_iter()
        .map(|(id, session, course, course_title, state, origin, timezone)| {
            Ok(BookingFacts {
                id,
                session,
                course,
                course_title,
                state,
                beside_the_limit: matches!(origin, BookingOrigin::Coordinator | BookingOrigin::Commission),
                timezone: zone(&timezone)?,
                dates: spans(dates.iter().filter(|date| date.session_id == session)),
            })
        })
        .collect()
}

/// The coming published sessions of these courses, from which next steps are chosen.
///
/// # Errors
/// When the database fails.
pub fn candidates(
    connection: &mut AnyConnection,
    of_courses: &[CourseId],
    now: DateTime<Utc>,
) -> Result<Vec<Candidate>, Error> {
    let rows: Vec<(SessionRow, String)> = sessions::table
        .inner_join(courses::table)
        .filter(sessions::course_id.eq_any(of_courses))
        .filter(sessions::state.eq(SessionState::Published))
        .filter(sessions::private.eq(false))
        .filter(sessions::starts_at.gt(now.naive_utc()))
        .order((sessions::starts_at, sessions::id))
        .select((SessionRow::as_select(), courses::slug))
        .load(connection)?;
    let ids: Vec<SessionId> = rows.iter().map(|(row, _)| row.id).collect();
    let dates = session_rows::dates(connection, &ids)?;
    let held = session_rows::held(connection, &ids)?;
    Ok(rows
        .into_iter()
        .map(|(row, course_slug)| {
            let taken = held.iter().find(|(id, _)| *id == row.id).map_or(0, |(_, count)| *count);
            let left = row.capacity.saturating_sub(i32::try_from(taken).unwrap_or(i32::MAX));
            Candidate {
                session: row.id,
                course: row.course_id,
                course_slug,
                dates: spans(dates.iter().filter(|date| date.session_id == row.id)),
                bookable: window(&row).bookable(left, now),
            }
        })
        .collect())
}
