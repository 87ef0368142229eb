//! What an organisation has come to as a whole: whom of its people which step, the meetings it came to, what is ahead.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::{dsl::count_star, prelude::*};

use crate::{
    domain::{
        ids::{CourseId, OrganisationId, PersonId, SessionId},
        times::Zone,
        words::{BookingState, SessionState},
    },
    store::{
        AnyConnection,
        error::Error,
        read::people::belonging::{holds_on, london_day},
        schema::{
            bookings, completions, courses, ladders, memberships, organisations, people, rungs, sessions,
        },
    },
};

/// A step of a ladder, and who of an organisation's people has done it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepDone {
    /// The ladder's name.
    pub ladder: String,
    /// Which step of it, from 1.
    pub step: i32,
    /// The course's title.
    pub course: String,
    /// Who has done it, by name.
    pub people: Vec<(PersonId, String)>,
}

/// A date on which the organisation's people were or will be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateOfWay {
    /// The session.
    pub session: SessionId,
    /// The course's title.
    pub course: String,
    /// Start of its first date.
    pub starts_at: DateTime<Utc>,
    /// The zone its times are shown in.
    pub timezone: Zone,
    /// How many of its people.
    pub people: i64,
}

/// What an organisation has come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationWay {
    /// Its name.
    pub name: String,
    /// How many people belong to it today, as was confirmed.
    pub members: usize,
    /// Steps that somebody has done, ladder by ladder.
    pub steps: Vec<StepDone>,
    /// Meetings of the network that its people came to, the latest first.
    pub meetings: Vec<DateOfWay>,
    /// What is ahead, the soonest first.
    pub ahead: Vec<DateOfWay>,
}

/// What an organisation has come to.
///
/// # Errors
/// [`Error::Missing`] if there is no such organisation.
pub fn way(
    connection: &mut AnyConnection,
    id: OrganisationId,
    now: DateTime<Utc>,
) -> Result<OrganisationWay, Error> {
    let name: String = organisations::table.find(id).select(organisations::name).first(connection)?;
    let members: Vec<PersonId> = memberships::table
        .filter(memberships::organisation_id.eq(id))
        .filter(memberships::confirmed_at.is_not_null())
        .filter(holds_on(london_day(now)))
        .select(memberships::person_id)
        .distinct()
        .load(connection)?;
    let mut steps: Vec<StepDone> = Vec::new();
    for (place, course, person) in done_by(connection, &members)? {
        let (ladder, _, step, _) = place;
        match steps.last_mut().filter(|last| last.course == course && last.step == step) {
            Some(last) => last.people.push(person),
            None => steps.push(StepDone { ladder, step, course, people: vec![person] }),
        }
    }
    Ok(OrganisationWay {
        name,
        members: members.len(),
        steps,
        meetings: meetings(connection, id)?,
        ahead: ahead(connection, id, now)?,
    })
}

type Place = (String, i32, i32, CourseId);
type Step = (Place, String, (PersonId, String));

/// Who of these has done which course of a ladder: step by step, by name, each once.
fn done_by(connection: &mut AnyConnection, members: &[PersonId]) -> Result<Vec<Step>, Error> {
    let mut found: Vec<(Place, String, (PersonId, String, String))> = Vec::new();
    for some in members.chunks(500) {
        let part: Vec<(Place, String, (PersonId, String, String))> = completions::table
            .inner_join(courses::table.inner_join(rungs::table.inner_join(ladders::table)))
            .inner_join(people::table.on(people::id.eq(completions::person_id)))
            .filter(completions::person_id.eq_any(some))
            .filter(completions::withdrawn_at.is_null())
            .select((
                (ladders::name, ladders::position, rungs::position, courses::id),
                courses::title,
                (people::id, people::name, people::name_folded),
            ))
            .distinct()
            .load(connection)?;
        found.extend(part);
    }
    found.sort_by(|(a, _, (one, _, folded)), (b, _, (other, _, other_folded))| {
        (a.1, &a.0, a.2, a.3, folded, one).cmp(&(b.1, &b.0, b.2, b.3, other_folded, other))
    });
    found.dedup();
    Ok(found.into_iter().map(|(place, course, (id, name, _))| (place, course, (id, name))).collect())
}

type Counted = (SessionId, i64);

fn dated(
    connection: &mut AnyConnection,
    counted: Vec<Counted>,
    latest_first: bool,
) -> Result<Vec<DateOfWay>, Error> {
    let ids: Vec<SessionId> = counted.iter().map(|(id, _)| *id).collect();
    let rows: Vec<(SessionId, String, NaiveDateTime, Zone)> = sessions::table
        .inner_join(courses::table)
        .filter(sessions::id.eq_any(ids))
        .order((sessions::starts_at, sessions::id))
        .select((sessions::id, courses::title, sessions::starts_at, sessions::timezone))
        .load(connection)?;
    let mut dates: Vec<DateOfWay> = rows
        .into_iter()
        .map(|(session, course, starts_at, timezone)| DateOfWay {
            session,
            course,
            starts_at: starts_at.and_utc(),
            timezone,
            people: counted.iter().find(|(id, _)| *id == session).map_or(0, |(_, count)| *count),
        })
        .collect();
    if latest_first {
        dates.reverse();
    }
    Ok(dates)
}

/// Meetings to which the trained organisations are invited, and which people came to under this one's name.
fn meetings(connection: &mut AnyConnection, id: OrganisationId) -> Result<Vec<DateOfWay>, Error> {
    let counted: Vec<Counted> = bookings::table
        .inner_join(courses::table)
        .filter(bookings::organisation_id.eq(id))
        .filter(bookings::state.eq_any([BookingState::Attended, BookingState::PartlyAttended]))
        .filter(courses::invites_trained_organisations)
        .group_by(bookings::session_id)
        .select((bookings::session_id, count_star()))
        .load(connection)?;
    dated(connection, counted, true)
}

fn ahead(
    connection: &mut AnyConnection,
    id: OrganisationId,
    now: DateTime<Utc>,
) -> Result<Vec<DateOfWay>, Error> {
    let counted: Vec<Counted> = bookings::table
        .inner_join(sessions::table)
        .filter(bookings::organisation_id.eq(id))
        .filter(bookings::state.eq(BookingState::Booked))
        .filter(sessions::state.eq(SessionState::Published))
        .filter(sessions::ends_at.gt(now.naive_utc()))
        .group_by(bookings::session_id)
        .select((bookings::session_id, count_star()))
        .load(connection)?;
    dated(connection, counted, false)
}
