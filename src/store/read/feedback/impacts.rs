//! What became of a course: what was answered, who is asked, and the action plan that is asked about.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::{dsl::exists, prelude::*, select};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{given, questions};
use crate::{
    domain::{
        ids::{BookingId, PersonId, RowId, SessionId},
        impact::{ImpactSide, ImpactStage, PlanStanding},
        words::{BookingState, SessionState, Word},
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{
            bookings, completions, courses, impact_asks, impact_consents, impact_mails_off, impacts, people,
            planned_actions, results, sessions,
        },
    },
};

/// An answer's row.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = impacts)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct ImpactRow {
    pub booking_id: BookingId,
    pub stage: ImpactStage,
    pub answered_by: ImpactSide,
    pub in_use: i32,
    pub difference: i32,
    pub words: Option<String>,
    pub plan: PlanStanding,
    pub answered_at: NaiveDateTime,
    pub id: Option<RowId>,
}

/// Three answers about what became of a course.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImpactAnswersView {
    /// How much of it is in use, 1 to 5.
    pub in_use: i32,
    /// How much of a difference it makes, 1 to 5.
    pub difference: i32,
    /// In the person's words; null where they wrote none.
    pub words: Option<String>,
}

/// What became of a course, at one time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImpactView {
    /// How long after the course.
    pub stage: ImpactStage,
    /// The answers.
    pub answers: ImpactAnswersView,
    /// Where the action plan stands.
    pub plan: PlanStanding,
    /// When it was answered.
    pub answered_at: DateTime<Utc>,
}

impl From<&ImpactRow> for ImpactView {
    fn from(row: &ImpactRow) -> Self {
        Self {
            stage: row.stage,
            answers: ImpactAnswersView {
                in_use: row.in_use,
                difference: row.difference,
                words: row.words.clone(),
            },
            plan: row.plan,
            answered_at: row.answered_at.and_utc(),
        }
    }
}

/// A time at which it is asked what became of a course.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImpactStageView {
    /// How long after the course.
    pub stage: ImpactStage,
    /// From when on it can be answered.
    pub due_at: DateTime<Utc>,
    /// What the person answered; null while they have not.
    pub answered: Option<ImpactView>,
}

/// What is asked about what became of a course, and what the person answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BookingImpactView {
    /// The booking.
    pub booking_id: BookingId,
    /// The times at which it is asked; empty where the course was not completed.
    pub stages: Vec<ImpactStageView>,
    /// Whether the line manager may be asked too.
    pub manager_may_be_asked: bool,
}

/// An action of a plan, as far as whoever asks what became of it shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct PlannedWords {
    pub words: String,
    pub due_on: NaiveDate,
    /// `planned`, `done`, `changed` or `dropped`.
    pub state: String,
}

/// The stages after which this course asks, in their order.
///
/// # Errors
/// [`Error::Missing`] if there is no such course.
pub fn stages(
    connection: &mut AnyConnection,
    course: crate::domain::ids::CourseId,
) -> Result<Vec<ImpactStage>, Error> {
    let (weeks, months) = questions::asks_for_impact(connection, course)?;
    Ok([(ImpactStage::Weeks6, weeks), (ImpactStage::Months6, months)]
        .into_iter()
        .filter_map(|(stage, asks)| asks.then_some(stage))
        .collect())
}

/// Whether the booking's course counts as completed.
///
/// # Errors
/// When the database fails.
pub fn is_completed(connection: &mut AnyConnection, booking: BookingId) -> Result<bool, Error> {
    let standing = completions::table
        .filter(completions::booking_id.eq(booking))
        .filter(completions::withdrawn_at.is_null());
    Ok(select(exists(standing)).get_result(connection)?)
}

/// What was answered, if it was.
///
/// # Errors
/// When the database fails.
pub fn find(
    connection: &mut AnyConnection,
    (booking, stage, side): (BookingId, ImpactStage, ImpactSide),
) -> Result<Option<ImpactRow>, Error> {
    Ok(impacts::table
        .find((booking, stage, side))
        .select(ImpactRow::as_select())
        .first(connection)
        .optional()?)
}

/// Whether the person agreed that their manager is asked.
///
/// # Errors
/// When the database fails.
pub fn agrees(connection: &mut AnyConnection, booking: BookingId) -> Result<bool, Error> {
    Ok(select(exists(impact_consents::table.find(booking))).get_result(connection)?)
}

/// Whether somebody wants no more mail about it.
///
/// # Errors
/// When the database fails.
pub fn mails_are_off(connection: &mut AnyConnection, person: PersonId) -> Result<bool, Error> {
    Ok(select(exists(impact_mails_off::table.find(person))).get_result(connection)?)
}

/// Whether this side was asked already.
///
/// # Errors
/// When the database fails.
pub fn was_asked(
    connection: &mut AnyConnection,
    (booking, stage, side): (BookingId, ImpactStage, ImpactSide),
) -> Result<bool, Error> {
    Ok(select(exists(impact_asks::table.find((booking, stage, side)))).get_result(connection)?)
}

/// What is asked of a booking, and what was answered.
///
/// # Errors
/// [`Error::Missing`] if there is no such booking.
pub fn view(connection: &mut AnyConnection, booking: BookingId) -> Result<BookingImpactView, Error> {
    let attended = given::attended(connection, booking)?;
    let mut all = Vec::new();
    if is_completed(connection, booking)? {
        for stage in stages(connection, attended.course)? {
            let answered = find(connection, (booking, stage, ImpactSide::Participant))?;
            let due_at = stage.due(attended.ends_at);
            all.push(ImpactStageView { stage, due_at, answered: answered.as_ref().map(ImpactView::from) });
        }
    }
    let manager_may_be_asked = agrees(connection, booking)?;
    Ok(BookingImpactView { booking_id: booking, stages: all, manager_may_be_asked })
}

/// The actions that somebody planned, in their order; empty where there is no plan.
///
/// # Errors
/// When the database fails.
pub fn planned(connection: &mut AnyConnection, booking: BookingId) -> Result<Vec<PlannedWords>, Error> {
    Ok(planned_actions::table
        .filter(planned_actions::booking_id.eq(booking))
        .order((planned_actions::position, planned_actions::id))
        .select((planned_actions::words, planned_actions::due_on, planned_actions::state))
        .load::<(String, NaiveDate, String)>(connection)?
        .into_iter()
        .map(|(words, due_on, state)| PlannedWords { words, due_on, state })
        .collect())
}

/// Somebody who may have to be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct ToAsk {
    pub booking: BookingId,
    pub stage: ImpactStage,
    pub side: ImpactSide,
}

/// Whom to ask about courses that ended after `from` and not after `until`: those who completed them, and the line
/// managers of those who agreed. What keeps one of them from being asked is looked at again in the write that asks.
///
/// # Errors
/// When the database fails.
pub fn to_ask(
    connection: &mut AnyConnection,
    stage: ImpactStage,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<ToAsk>, Error> {
    type Row = (BookingId, PersonId, Option<PersonId>, (bool, bool));
    let (from, until) = (from.naive_utc(), until.naive_utc());
    let ended = sessions::state
        .eq(SessionState::Delivered)
        .and(sessions::ends_at.gt(from))
        .and(sessions::ends_at.le(until))
        .nullable();
    // What is taken at any time ends with the day it is finished.
    let finished = sessions::on_demand
        .nullable()
        .and(results::closed_at.nullable().gt(from))
        .and(results::closed_at.nullable().le(until));
    let rows: Vec<Row> = bookings::table
        .inner_join(sessions::table)
        .inner_join(courses::table.on(courses::id.eq(bookings::course_id)))
        .inner_join(people::table.on(people::id.eq(bookings::person_id)))
        .left_join(results::table.on(results::booking_id.eq(bookings::id)))
        .filter(ended.or(finished))
        .filter(bookings::state.eq(BookingState::Attended))
        .filter(people::disabled_at.is_null())
        .filter(people::erased_at.is_null())
        .order(bookings::id)
        .select((
            bookings::id,
            people::id,
            people::line_manager_id,
            (courses::impact_weeks_6, courses::impact_months_6),
        ))
        .load(connection)?;
    let ids: Vec<BookingId> = rows.iter().map(|row| row.0).collect();
    let mut asked: Vec<(BookingId, ImpactSide)> = Vec::new();
    let mut agreed: Vec<BookingId> = Vec::new();
    for some in ids.chunks(500) {
        asked.extend(
            impact_asks::table
                .filter(impact_asks::booking_id.eq_any(some))
                .filter(impact_asks::stage.eq(stage))
                .select((impact_asks::booking_id, impact_asks::asked))
                .load::<(BookingId, ImpactSide)>(connection)?,
        );
        agreed.extend(
            impact_consents::table
                .filter(impact_consents::booking_id.eq_any(some))
                .select(impact_consents::booking_id)
                .load::<BookingId>(connection)?,
        );
    }
    let mut all = Vec::new();
    for (booking, _, manager, (weeks, months)) in rows {
        let asks = if stage == ImpactStage::Weeks6 { weeks } else { months };
        for side in ImpactSide::ALL.iter().copied().filter(|_| asks) {
            let wanted = side == ImpactSide::Participant || (manager.is_some() && agreed.contains(&booking));
            if wanted && !asked.contains(&(booking, side)) {
                all.push(ToAsk { booking, stage, side });
            }
        }
    }
    Ok(all)
}

/// The session of a booking.
///
/// # Errors
/// [`Error::Missing`] if there is no such booking.
pub fn session_of(connection: &mut AnyConnection, booking: BookingId) -> Result<SessionId, Error> {
    Ok(bookings::table.find(booking).select(bookings::session_id).first(connection)?)
}
