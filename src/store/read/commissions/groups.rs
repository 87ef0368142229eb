//! How a group of people stands towards a course, as answers and pages show it, and the sessions that may help.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    domain::{
        group_readiness::Helping,
        ids::{BookingId, CourseId, GroupId, PersonId, SessionId},
        times::Zone,
    },
    store::{
        AnyConnection,
        error::Error,
        read::{
            bookings::booking::{CourseBrief, PersonBrief},
            catalogue::courses,
            facts::session_facts,
            sessions::session_rows,
        },
    },
};

/// How a group stands: person by person, requirement by requirement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GroupStandingView {
    /// The moment it is judged for: the start of the first date.
    pub judged_for: DateTime<Utc>,
    /// No dates are proposed yet, so it is judged for a day some months ahead.
    pub dates_assumed: bool,
    /// What the course asks for; nothing where everybody may come.
    pub requirements: Vec<GroupRequirementView>,
    /// How each person stands, in the order of the list.
    pub people: Vec<StandingView>,
    /// Sessions that would help before the first date, those with room for all first.
    pub fixes: Vec<FixView>,
    /// How many are on the list whom the caller does not manage: how they stand is the training team's to see.
    pub not_shown: i32,
}

/// A group of a course's prerequisite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GroupRequirementView {
    /// Its id, as waivers and refusals name it.
    pub id: GroupId,
    /// In words: "any of Introduction, the 2-day course or the 4-day course".
    pub label: String,
}

/// How one person stands: somebody the caller manages, or anybody for a coordinator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StandingView {
    /// Who.
    pub person: PersonBrief,
    /// `ready`, `planned` or `lacking`.
    #[schema(example = "planned")]
    pub readiness: String,
    /// Always true: of somebody the caller does not manage there is no line.
    pub details: bool,
    /// Each requirement in the order above.
    pub requirements: Vec<CellView>,
    /// Every reason against a place.
    pub reasons: Vec<String>,
}

/// One person and one requirement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CellView {
    /// Which requirement.
    pub requirement: GroupId,
    /// `met`, `waived`, `planned` or `lacking`.
    #[schema(example = "met")]
    pub standing: String,
    /// The booking that will meet it, where it is planned.
    pub booking_id: Option<BookingId>,
}

/// A session that would help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FixView {
    /// The session.
    pub session_id: SessionId,
    /// Its course.
    pub course: CourseBrief,
    /// Start of its first date.
    pub starts_at: DateTime<Utc>,
    /// End of its first date.
    pub ends_at: DateTime<Utc>,
    /// The IANA zone its times are shown in.
    pub timezone: Zone,
    /// The requirement it meets.
    pub requirement: GroupId,
    /// Whom it would help.
    pub people: Vec<PersonId>,
    /// Places that are free.
    pub places_left: i32,
    /// Whether all of them would find a place.
    pub enough_places: bool,
}

/// A session that may help, with what is shown of it.
#[derive(Debug, Clone)]
pub struct Offered {
    /// As the rules see it.
    pub helping: Helping,
    /// Its course.
    pub course: CourseBrief,
    /// The IANA zone its times are shown in.
    pub timezone: Zone,
}

/// The sessions of these courses that can be booked now.
///
/// # Errors
/// When the database fails.
pub fn offered(
    connection: &mut AnyConnection,
    of: &[CourseId],
    now: DateTime<Utc>,
) -> Result<Vec<Offered>, Error> {
    let mut candidates = session_facts::candidates(connection, of, now)?;
    candidates.retain(|candidate| candidate.bookable);
    let ids: Vec<SessionId> = candidates.iter().map(|candidate| candidate.session).collect();
    let rows = session_rows::sessions(connection, &ids)?;
    let held = session_rows::held(connection, &ids)?;
    let titles = courses::titles(connection, of)?;
    let mut offered = Vec::new();
    for candidate in candidates {
        let Some(row) = rows.iter().find(|row| row.id == candidate.session) else { continue };
        let taken = held.iter().find(|(id, _)| *id == row.id).map_or(0, |(_, count)| *count);
        let title = titles.iter().find(|(id, _)| *id == candidate.course).map(|(_, title)| title.clone());
        offered.push(Offered {
            helping: Helping {
                session: candidate.session,
                course: candidate.course,
                dates: candidate.dates,
                places_left: row.capacity.saturating_sub(i32::try_from(taken).unwrap_or(i32::MAX)),
            },
            course: CourseBrief { slug: candidate.course_slug, title: title.unwrap_or_default() },
            timezone: row.timezone,
        });
    }
    Ok(offered)
}
