//! Requests for training as answers and pages show them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    domain::{
        access::{Actor, Relation},
        commissions::{CommissionCondition, Sides},
        ids::{CommissionId, CourseId, OrganisationId, PersonId, SessionId},
        words::{CommissionEvent, CommissionState, CommissionStep, Delivery},
    },
    store::{
        AnyConnection,
        error::Error,
        read::{
            bookings::booking::{CourseBrief, PersonBrief, named},
            people::{person_views::OrganisationBrief, relations},
        },
        schema::{
            commission_events as events, commission_people as members, commissions, courses, organisations,
        },
        write::commissions::commission::{self as rows, CommissionRow, EventRow},
    },
};

/// A request for training.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CommissionView {
    /// Its id.
    pub id: CommissionId,
    /// What people quote.
    pub reference: String,
    /// `enquiry`, `proposed`, `agreed`, `declined`, `withdrawn`, `scheduled`, `delivered` or `closed`.
    pub state: CommissionState,
    /// Since when it stands there.
    pub state_since: DateTime<Utc>,
    /// What the caller can do with it now.
    pub possible: Vec<CommissionStep>,
    /// The course asked for, then the one proposed; null while whoever asked is not sure.
    pub course: Option<CourseBrief>,
    /// For whose people.
    pub organisation: Option<OrganisationBrief>,
    /// Who asked.
    pub asked_by: PersonBrief,
    /// Which coordinator answers; null until one has.
    pub handled_by: Option<PersonBrief>,
    /// What is to be achieved, in the words of whoever asked.
    pub aims: String,
    /// About how many people.
    pub group_size: Option<i32>,
    /// Ring instead of writing.
    pub ring_me: bool,
    /// Where to ring.
    pub phone: Option<String>,
    /// Days and times that would suit.
    pub preferred: Option<String>,
    /// `zoom`, `room` or `on_site`.
    pub delivery: Option<Delivery>,
    /// Where, when it is not on Zoom.
    pub place: Option<String>,
    /// What the group needs to take part.
    pub access: Option<String>,
    /// Under which budget code.
    pub budget_code: Option<String>,
    /// The number of the purchase order.
    pub purchase_order: Option<String>,
    /// How many people are named.
    pub people_count: i64,
    /// `open`, `met` or `failed`, where it was agreed on condition that some people do something first.
    pub condition: Option<CommissionCondition>,
    /// The newest proposal's version; null while there is none.
    pub proposal_version: Option<i32>,
    /// Its session, once it is scheduled.
    pub session_id: Option<SessionId>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// Rises with every change.
    pub revision: i32,
}

/// How a caller stands to a commission.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn relation(
    connection: &mut AnyConnection,
    actor: PersonId,
    id: CommissionId,
    now: DateTime<Utc>,
) -> Result<Relation, Error> {
    let row = rows::load(connection, id)?;
    let leads = match row.organisation_id {
        Some(of) => relations::to_organisation(connection, actor, of, now)?.leads,
        None => false,
    };
    let own = row.asked_by == actor && still_asks(connection, &row, now)?;
    Ok(Relation { own, leads, ..Relation::default() })
}

/// Whether whoever asked still stands for the request: what they may see of it ends with their membership of the
/// organisation it is for.
///
/// # Errors
/// When the database fails.
pub fn still_asks(
    connection: &mut AnyConnection,
    row: &CommissionRow,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let Some(organisation) = row.organisation_id else { return Ok(true) };
    Ok(!relations::left_by(connection, row.asked_by, now)?.contains(&organisation))
}

/// Who stands for a request: whoever asked; once they have left, whoever leads the organisation; nobody where the
/// training team has it.
///
/// # Errors
/// When the database fails.
pub fn askers(
    connection: &mut AnyConnection,
    row: &CommissionRow,
    now: DateTime<Utc>,
) -> Result<Vec<PersonId>, Error> {
    if still_asks(connection, row, now)? {
        return Ok(vec![row.asked_by]);
    }
    let of: Vec<OrganisationId> = row.organisation_id.into_iter().collect();
    relations::leads_of(connection, &of, now)
}

/// The people whose standing those who stand for a request may see: themselves and whom they manage.
///
/// # Errors
/// When the database fails.
pub fn known_to_askers(
    connection: &mut AnyConnection,
    row: &CommissionRow,
    now: DateTime<Utc>,
) -> Result<Vec<PersonId>, Error> {
    let mut known = askers(connection, row, now)?;
    for asker in known.clone() {
        known.extend(relations::managed_by(connection, asker, now)?);
    }
    Ok(known)
}

/// The sides on which a caller stands.
///
/// # Errors
/// [`Error::Missing`] if there is no such commission.
pub fn sides(
    connection: &mut AnyConnection,
    actor: &Actor,
    id: CommissionId,
    now: DateTime<Utc>,
) -> Result<Sides, Error> {
    let relation = relation(connection, actor.person_id, id, now)?;
    Ok(Sides { asker: relation.own || relation.leads, team: actor.is_coordinator })
}

/// One commission as this caller sees it.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn view(
    connection: &mut AnyConnection,
    id: CommissionId,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<CommissionView, Error> {
    let row = rows::load(connection, id)?;
    views(connection, vec![row], actor, now)?.pop().ok_or(Error::Missing)
}

/// Which commissions to list.
#[derive(Debug, Clone)]
pub struct CommissionFilter {
    /// In this state.
    pub state: Option<CommissionState>,
    /// After this one.
    pub after: Option<(chrono::NaiveDateTime, CommissionId)>,
    /// At most so many.
    pub limit: i64,
}

/// Lists the commissions the actor may read, those that have waited longest in their state first: coordinators all,
/// others their own and those of the organisations they lead.
///
/// # Errors
/// When the database fails.
pub fn list(
    connection: &mut AnyConnection,
    filter: &CommissionFilter,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Vec<CommissionView>, Error> {
    let mut query = commissions::table.into_boxed();
    if !actor.is_coordinator {
        let led = relations::led_by(connection, actor.person_id, now)?;
        let left = relations::left_by(connection, actor.person_id, now)?;
        let stays = commissions::organisation_id
            .is_null()
            .or(commissions::organisation_id.ne_all(left).assume_not_null());
        query = query.filter(
            commissions::asked_by
                .eq(actor.person_id)
                .and(stays)
                .or(commissions::organisation_id.eq_any(led).assume_not_null()),
        );
    }
    if let Some(state) = filter.state {
        query = query.filter(commissions::state.eq(state));
    }
    if let Some((at, id)) = filter.after {
        query = query.filter(
            commissions::state_since.gt(at).or(commissions::state_since.eq(at).and(commissions::id.gt(id))),
        );
    }
    let found: Vec<CommissionRow> = query
        .order((commissions::state_since, commissions::id))
        .limit(filter.limit)
        .select(CommissionRow::as_select())
        .load(connection)?;
    views(connection, found, actor, now)
}

fn views(
    connection: &mut AnyConnection,
    found: Vec<CommissionRow>,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Vec<CommissionView>, Error> {
    let ids: Vec<CommissionId> = found.iter().map(|row| row.id).collect();
    let about: Vec<PersonId> =
        found.iter().flat_map(|row| [Some(row.asked_by), row.handled_by]).flatten().collect();
    let of_courses: Vec<CourseId> = found.iter().filter_map(|row| row.course_id).collect();
    let of: Vec<OrganisationId> = found.iter().filter_map(|row| row.organisation_id).collect();
    let names = named(connection, &about)?;
    let titles: Vec<(CourseId, String, String)> = courses::table
        .filter(courses::id.eq_any(&of_courses))
        .select((courses::id, courses::slug, courses::title))
        .load(connection)?;
    let organisations: Vec<(OrganisationId, String)> = organisations::table
        .filter(organisations::id.eq_any(&of))
        .select((organisations::id, organisations::name))
        .load(connection)?;
    let counted: Vec<(CommissionId, i64)> = members::table
        .filter(members::commission_id.eq_any(&ids))
        .group_by(members::commission_id)
        .select((members::commission_id, diesel::dsl::count_star()))
        .load(connection)?;
    let versions = super::proposals::latest_versions(connection, &ids)?;
    let led = relations::led_by(connection, actor.person_id, now)?;
    let left = relations::left_by(connection, actor.person_id, now)?;
    let name = |id: PersonId| {
        let known = names.iter().find(|person| person.id == id);
        known.cloned().unwrap_or(PersonBrief { id, name: String::new() })
    };
    let view = |row: CommissionRow| CommissionView {
        possible: Sides {
            asker: (row.asked_by == actor.person_id
                && !row.organisation_id.is_some_and(|organisation| left.contains(&organisation)))
                || row.organisation_id.is_some_and(|organisation| led.contains(&organisation)),
            team: actor.is_coordinator,
        }
        .possible(row.state),
        course: row.course_id.and_then(|course| {
            let (_, slug, title) = titles.iter().find(|(id, ..)| *id == course)?;
            Some(CourseBrief { slug: slug.clone(), title: title.clone() })
        }),
        organisation: row.organisation_id.and_then(|organisation| {
            let (id, name) = organisations.iter().find(|(id, _)| *id == organisation)?;
            Some(OrganisationBrief { id: *id, name: name.clone() })
        }),
        asked_by: name(row.asked_by),
        handled_by: row.handled_by.map(name),
        people_count: counted.iter().find(|(id, _)| *id == row.id).map_or(0, |(_, count)| *count),
        proposal_version: versions.iter().find(|(id, _)| *id == row.id).map(|(_, version)| *version),
        id: row.id,
        reference: row.reference,
        state: row.state,
        state_since: row.state_since.and_utc(),
        aims: row.aims,
        group_size: row.group_size,
        ring_me: row.ring_me,
        phone: row.phone,
        preferred: row.preferred,
        delivery: row.delivery,
        place: row.place,
        access: row.access,
        budget_code: row.budget_code,
        purchase_order: row.purchase_order,
        condition: row.condition_state,
        session_id: row.session_id,
        created_at: row.created_at.and_utc(),
        revision: row.revision,
    };
    Ok(found.into_iter().map(view).collect())
}

/// A line of the thread and timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TimelineView {
    /// Counts the lines from 1.
    pub number: i32,
    /// What happened, such as `message` or `proposed`.
    pub event: CommissionEvent,
    /// When.
    pub at: DateTime<Utc>,
    /// Who; null when the program itself did it.
    pub by: Option<PersonBrief>,
    /// Whether it came from the training team.
    pub by_team: bool,
    /// What was written.
    pub words: Option<String>,
}

/// The thread and timeline of a commission, oldest first, after a line.
///
/// # Errors
/// When the database fails.
pub fn timeline(
    connection: &mut AnyConnection,
    id: CommissionId,
    after: i32,
    limit: i64,
) -> Result<Vec<TimelineView>, Error> {
    let rows: Vec<EventRow> = events::table
        .filter(events::commission_id.eq(id))
        .filter(events::number.gt(after))
        .order(events::number)
        .limit(limit)
        .select(EventRow::as_select())
        .load(connection)?;
    let ids: Vec<PersonId> = rows.iter().filter_map(|row| row.by_person).collect();
    let names = named(connection, &ids)?;
    let line = |row: EventRow| TimelineView {
        number: row.number,
        event: row.event,
        at: row.at.and_utc(),
        by: row.by_person.and_then(|id| names.iter().find(|person| person.id == id).cloned()),
        by_team: row.by_team,
        words: row.words,
    };
    Ok(rows.into_iter().map(line).collect())
}

/// The commissions whose agreement hangs on a condition.
///
/// # Errors
/// When the database fails.
pub fn on_condition(connection: &mut AnyConnection) -> Result<Vec<CommissionId>, Error> {
    Ok(commissions::table
        .filter(
            commissions::condition_state
                .eq_any([CommissionCondition::Open, CommissionCondition::Failed])
                .assume_not_null(),
        )
        .filter(commissions::state.eq_any([CommissionState::Agreed, CommissionState::Scheduled]))
        .order(commissions::id)
        .select(commissions::id)
        .load(connection)?)
}
