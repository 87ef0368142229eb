//! What we proposed, version by version, and what trainers' calendars say to it.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::{dsl::max, prelude::*};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    domain::{
        ids::{CommissionId, PersonId, SessionId},
        proposals::{Busy, Part, Terms},
        sessions::Span,
        times::Zone,
        words::{CommissionState, Delivery, SessionState},
    },
    store::{
        AnyConnection,
        error::Error,
        read::{
            bookings::booking::{CourseBrief, PersonBrief, named},
            catalogue::courses,
        },
        schema::{
            commission_proposals as proposals, commissions, courses as course_rows, people, session_dates,
            session_trainers, sessions,
        },
        write::commissions::commission::{ProposalRow, proposals_of},
    },
};

/// One part of the content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PartView {
    /// The slug of the course whose outcome it is.
    pub course: Option<String>,
    /// What it is about.
    pub outcome: String,
    /// How long it takes.
    pub minutes: i32,
    /// A pause, which is no active learning.
    pub is_break: bool,
}

/// A proposed date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProposedDateView {
    /// Start.
    pub starts_at: DateTime<Utc>,
    /// End.
    pub ends_at: DateTime<Utc>,
}

/// Something that is otherwise than in the version before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DifferenceView {
    /// `course`, `content`, `order`, `dates`, `delivery`, `location`, `trainers`, `price`, `purchase_order` or `note`.
    pub what: String,
    /// How it was; null where it is new.
    pub before: Option<String>,
    /// How it is; null where it is gone.
    pub after: Option<String>,
}

/// A version of what is proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProposalView {
    /// Counts the versions from 1.
    pub version: i32,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Who made it.
    pub made_by: PersonBrief,
    /// When it was accepted.
    pub accepted_at: Option<DateTime<Utc>>,
    /// The course that is given.
    pub course: CourseBrief,
    /// What it is made of; empty where the course's own outcomes stand.
    pub content: Vec<PartView>,
    /// When.
    pub dates: Vec<ProposedDateView>,
    /// The IANA zone the dates are shown in.
    pub timezone: Zone,
    /// `zoom`, `room` or `on_site`.
    pub delivery: Delivery,
    /// Address and room.
    pub location: Option<String>,
    /// Who runs it.
    pub trainers: Vec<PersonBrief>,
    /// In pence; null where there is no charge.
    pub price: Option<i64>,
    /// The number of the purchase order it goes under.
    pub purchase_order: Option<String>,
    /// A word to whoever asked.
    pub note: Option<String>,
    /// What changed since the version before.
    pub differences: Vec<DifferenceView>,
}

/// The terms of a proposal as they are kept.
///
/// # Errors
/// [`Error::Broken`] if they cannot be read.
pub fn terms(row: &ProposalRow) -> Result<Terms, Error> {
    serde_json::from_str(&row.terms).map_err(|e| Error::Broken(format!("a proposal's terms: {e}")))
}

/// The newest proposal of a commission.
///
/// # Errors
/// When the database fails.
pub fn latest(
    connection: &mut AnyConnection,
    id: CommissionId,
) -> Result<Option<(ProposalRow, Terms)>, Error> {
    let Some(row) = proposals_of(connection, id)?.pop() else { return Ok(None) };
    let terms = terms(&row)?;
    Ok(Some((row, terms)))
}

/// What was agreed about the session of a commission, if it is one's.
///
/// # Errors
/// When the database fails.
pub fn agreed_for(connection: &mut AnyConnection, session: SessionId) -> Result<Option<Terms>, Error> {
    let row: Option<ProposalRow> = proposals::table
        .inner_join(commissions::table)
        .filter(commissions::session_id.eq(session))
        .order(proposals::version.desc())
        .select(ProposalRow::as_select())
        .first(connection)
        .optional()?;
    row.as_ref().map(terms).transpose()
}

/// The newest version of each of these commissions that have one.
///
/// # Errors
/// When the database fails.
pub fn latest_versions(
    connection: &mut AnyConnection,
    ids: &[CommissionId],
) -> Result<Vec<(CommissionId, i32)>, Error> {
    let rows: Vec<(CommissionId, Option<i32>)> = proposals::table
        .filter(proposals::commission_id.eq_any(ids))
        .group_by(proposals::commission_id)
        .select((proposals::commission_id, max(proposals::version)))
        .load(connection)?;
    Ok(rows.into_iter().filter_map(|(id, version)| Some((id, version?))).collect())
}

/// Every version proposed, the newest first, each with what changed since the one before.
///
/// # Errors
/// When the database fails.
pub fn versions(connection: &mut AnyConnection, id: CommissionId) -> Result<Vec<ProposalView>, Error> {
    let rows = proposals_of(connection, id)?;
    let known: Vec<Terms> = rows.iter().map(terms).collect::<Result<_, _>>()?;
    let mut ids: Vec<PersonId> = known.iter().flat_map(|terms| terms.trainers.clone()).collect();
    ids.extend(rows.iter().map(|row| row.made_by));
    let names = named(connection, &ids)?;
    let brief = |id: PersonId| {
        let known = names.iter().find(|person| person.id == id);
        known.cloned().unwrap_or(PersonBrief { id, name: String::new() })
    };
    let name = |id: PersonId| brief(id).name;
    let mut views = Vec::new();
    for (index, (row, terms)) in rows.iter().zip(&known).enumerate() {
        let changed = match index.checked_sub(1).and_then(|before| known.get(before)) {
            Some(before) => terms.differences(before, &name),
            None => Vec::new(),
        };
        let title = courses::by_slug(connection, &terms.course).map(|course| course.title);
        views.push(ProposalView {
            version: row.version,
            made_at: row.made_at.and_utc(),
            made_by: brief(row.made_by),
            accepted_at: row.accepted_at.map(|at| at.and_utc()),
            course: CourseBrief { slug: terms.course.clone(), title: title.unwrap_or_default() },
            content: terms.content.iter().map(part).collect(),
            dates: terms
                .dates
                .iter()
                .map(|date| ProposedDateView { starts_at: date.starts_at, ends_at: date.ends_at })
                .collect(),
            timezone: terms.timezone,
            delivery: terms.delivery,
            location: terms.location.clone(),
            trainers: terms.trainers.iter().map(|id| brief(*id)).collect(),
            price: terms.price,
            purchase_order: terms.purchase_order.clone(),
            note: terms.note.clone(),
            differences: changed
                .into_iter()
                .map(|change| DifferenceView {
                    what: change.what,
                    before: change.before,
                    after: change.after,
                })
                .collect(),
        });
    }
    views.reverse();
    Ok(views)
}

fn part(part: &Part) -> PartView {
    PartView {
        course: part.course.clone(),
        outcome: part.outcome.clone(),
        minutes: part.minutes,
        is_break: part.is_break,
    }
}

/// What these trainers have in their calendars from now on: dates of sessions that stand, and dates agreed with
/// somebody else that wait to be scheduled. The commission itself does not count.
///
/// # Errors
/// When the database fails.
pub fn calendars(
    connection: &mut AnyConnection,
    trainers: &[PersonId],
    but: CommissionId,
    now: DateTime<Utc>,
) -> Result<Vec<Busy>, Error> {
    type Row = (PersonId, String, String, NaiveDateTime, NaiveDateTime);
    let rows: Vec<Row> = session_trainers::table
        .inner_join(people::table)
        .inner_join(sessions::table.inner_join(course_rows::table))
        .inner_join(session_dates::table.on(session_dates::session_id.eq(session_trainers::session_id)))
        .filter(session_trainers::person_id.eq_any(trainers))
        .filter(sessions::state.eq_any([SessionState::Draft, SessionState::Published]))
        .filter(session_dates::cancelled_at.is_null())
        .filter(session_dates::ends_at.gt(now.naive_utc()))
        .order((session_dates::starts_at, session_dates::id))
        .select((
            people::id,
            people::name,
            course_rows::title,
            session_dates::starts_at,
            session_dates::ends_at,
        ))
        .load(connection)?;
    let mut busy: Vec<Busy> = rows
        .into_iter()
        .map(|(trainer, name, course, starts_at, ends_at)| Busy {
            trainer,
            name,
            course,
            span: Span { starts_at: starts_at.and_utc(), ends_at: ends_at.and_utc() },
        })
        .collect();
    let agreed: Vec<CommissionId> = commissions::table
        .filter(commissions::state.eq(CommissionState::Agreed))
        .filter(commissions::id.ne(but))
        .order(commissions::id)
        .select(commissions::id)
        .load(connection)?;
    let names = named(connection, trainers)?;
    for id in agreed {
        let Some((_, terms)) = latest(connection, id)? else { continue };
        for trainer in names.iter().filter(|trainer| terms.trainers.contains(&trainer.id)) {
            busy.extend(terms.spans().into_iter().map(|span| Busy {
                trainer: trainer.id,
                name: trainer.name.clone(),
                course: format!("{} (agreed, not scheduled yet)", terms.course),
                span,
            }));
        }
    }
    Ok(busy)
}
