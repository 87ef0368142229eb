//! Bookings as answers and pages show them.

use crate::{
    domain::{
        ids::{BookingId, OrganisationId, PersonId, SessionId},
        places::InLine,
        times::Zone,
        words::{BookingState, CancelReason},
    },
    store::{
        AnyConnection,
        error::Error,
        read::{
            bookings::rests_on::{Dependent, dependents},
            people::person_views::OrganisationBrief,
        },
        schema::{
            booking_conditions, booking_events, bookings, courses, hand_overs, offers, organisations, people,
            results, sessions,
        },
    },
};
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::{dsl::sql, expression::SqlLiteral, prelude::*, sql_types::Bool};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use crate::store::read::catalogue::course_brief::CourseBrief;

/// Somebody as a booking names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonBrief {
    /// Their id.
    pub id: PersonId,
    /// Their name.
    pub name: String,
}

/// To whom a place is offered, as whoever offers it typed the name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HandedTo {
    /// Their name as it was typed.
    pub name: String,
    /// Until when they can say yes.
    pub until: DateTime<Utc>,
}

/// One line of a booking's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HistoryLine {
    /// The state entered.
    pub state: BookingState,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom; null when time or the program itself did it.
    pub by: Option<PersonBrief>,
    /// Why.
    pub reason: Option<String>,
}

/// A booking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BookingView {
    /// Its id.
    pub id: BookingId,
    /// What people quote.
    pub reference: String,
    /// Where it stands.
    pub state: BookingState,
    /// The session.
    pub session_id: SessionId,
    /// Its course.
    pub course: CourseBrief,
    /// Start of the session's first date; of a course taken on demand, when it was begun.
    pub starts_at: DateTime<Utc>,
    /// End of its last date; of a course taken on demand, when it was finished, or begun as long as it is not.
    pub ends_at: DateTime<Utc>,
    /// It has no date: the course is taken at any time.
    #[serde(default)]
    pub on_demand: bool,
    /// The IANA zone its times are shown in.
    pub timezone: Zone,
    /// Whose it is.
    pub person: PersonBrief,
    /// The organisation it was made under.
    pub organisation: Option<OrganisationBrief>,
    /// The bookings this place hangs on.
    pub conditional_on: Vec<BookingId>,
    /// Position in the line, from 1; only while waitlisted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waitlist_position: Option<i32>,
    /// Until when the offered place is held; only while offered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer_expires_at: Option<DateTime<Utc>>,
    /// An earlier date this place hangs on was changed by us: until when another one, which we offered, can be taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replacement_until: Option<DateTime<Utc>>,
    /// Something this place hangs on has failed: until when it can be put right before the place is given up. Absent
    /// while "This is wrong" waits for its answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub put_right_until: Option<DateTime<Utc>>,
    /// The place is on offer to a colleague: it stays where it is until they say yes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handed_to: Option<HandedTo>,
    /// The later places that rest on this booking, soonest first.
    #[serde(default)]
    pub depends: Vec<Dependent>,
    /// Given up at short notice.
    pub short_notice: bool,
    /// Why it was given up: seen by the person and by coordinators, and by nobody through an answer.
    #[serde(skip)]
    pub because: Option<CancelReason>,
    /// Everything that happened to it, oldest first.
    pub history: Vec<HistoryLine>,
}

#[derive(Queryable)]
struct Row {
    id: BookingId,
    reference: String,
    state: BookingState,
    session_id: SessionId,
    course: (String, String),
    starts_at: NaiveDateTime,
    ends_at: NaiveDateTime,
    timezone: Zone,
    person: (PersonId, String),
    organisation: Option<(OrganisationId, String)>,
    short_notice: bool,
    because: Option<CancelReason>,
    on_demand: bool,
    created_at: NaiveDateTime,
    finished_at: Option<NaiveDateTime>,
}

/// One booking.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn view(connection: &mut AnyConnection, id: BookingId) -> Result<BookingView, Error> {
    views(connection, &[id])?.pop().ok_or(Error::Missing)
}

/// These bookings, oldest first, in a constant number of queries.
///
/// # Errors
/// When the database fails.
pub fn views(connection: &mut AnyConnection, ids: &[BookingId]) -> Result<Vec<BookingView>, Error> {
    let rows: Vec<Row> = bookings::table
        .inner_join(sessions::table)
        .inner_join(courses::table.on(courses::id.eq(bookings::course_id)))
        .inner_join(people::table.on(people::id.eq(bookings::person_id)))
        .left_join(organisations::table)
        .left_join(results::table.on(results::booking_id.eq(bookings::id)))
        .filter(bookings::id.eq_any(ids))
        .order(bookings::id)
        .select((
            bookings::id,
            bookings::reference,
            bookings::state,
            bookings::session_id,
            (courses::slug, courses::title),
            sessions::starts_at,
            sessions::ends_at,
            sessions::timezone,
            (people::id, people::name),
            (organisations::id, organisations::name).nullable(),
            bookings::short_notice,
            bookings::give_up_reason,
            sessions::on_demand,
            bookings::created_at,
            results::closed_at.nullable(),
        ))
        .load(connection)?;
    let mut history = histories(connection, ids)?;
    let conditions: Vec<Condition> = booking_conditions::table
        .filter(booking_conditions::booking_id.eq_any(ids))
        .filter(booking_conditions::ended_at.is_null())
        .order(booking_conditions::id)
        .select((
            booking_conditions::booking_id,
            booking_conditions::depends_on,
            booking_conditions::answer_by,
            booking_conditions::release_at,
        ))
        .load(connection)?;
    let mut depends = dependents(connection, ids)?;
    let handed_to: Vec<(BookingId, Option<String>, NaiveDateTime)> = hand_overs::table
        .filter(hand_overs::booking_id.eq_any(ids))
        .filter(hand_overs::ended_at.is_null())
        .select((hand_overs::booking_id, hand_overs::name, hand_overs::open_until))
        .load(connection)?;
    let open_offers: Vec<(BookingId, NaiveDateTime)> = offers::table
        .filter(offers::booking_id.eq_any(ids))
        .filter(offers::ended_at.is_null())
        .select((offers::booking_id, offers::expires_at))
        .load(connection)?;
    let waiting: Vec<SessionId> =
        rows.iter().filter(|row| row.state == BookingState::Waitlisted).map(|row| row.session_id).collect();
    let lines = lines(connection, &waiting)?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let hangs_on = || conditions.iter().filter(|condition| condition.0 == row.id);
            let mut conditional_on: Vec<BookingId> = hangs_on().map(|condition| condition.1).collect();
            conditional_on.dedup();
            let replacement_until = hangs_on().filter_map(|condition| condition.2).min();
            let put_right_until = hangs_on().filter_map(|condition| condition.3).min();
            let (of_this, rest) = std::mem::take(&mut history).into_iter().partition(|(id, _)| *id == row.id);
            history = rest;
            let (rest_on_this, others) =
                std::mem::take(&mut depends).into_iter().partition(|(id, _)| *id == row.id);
            depends = others;
            let handed_to = handed_to.iter().find(|(id, ..)| *id == row.id);
            BookingView {
                waitlist_position: (row.state == BookingState::Waitlisted)
                    .then(|| place_in_line(&lines, row.session_id, row.id))
                    .flatten(),
                offer_expires_at: open_offers
                    .iter()
                    .find(|(booking, _)| *booking == row.id)
                    .map(|(_, at)| at.and_utc()),
                id: row.id,
                reference: row.reference,
                state: row.state,
                session_id: row.session_id,
                course: CourseBrief { slug: row.course.0, title: row.course.1 },
                starts_at: if row.on_demand { row.created_at } else { row.starts_at }.and_utc(),
                ends_at: if row.on_demand { row.finished_at.unwrap_or(row.created_at) } else { row.ends_at }
                    .and_utc(),
                on_demand: row.on_demand,
                timezone: row.timezone,
                person: PersonBrief { id: row.person.0, name: row.person.1 },
                organisation: row.organisation.map(|(id, name)| OrganisationBrief { id, name }),
                conditional_on,
                replacement_until: replacement_until.map(|at| at.and_utc()),
                put_right_until: put_right_until.map(|at| at.and_utc()),
                handed_to: handed_to.map(|(_, name, until)| HandedTo {
                    name: name.clone().unwrap_or_default(),
                    until: until.and_utc(),
                }),
                depends: Vec::into_iter(rest_on_this).map(|(_, later)| later).collect(),
                short_notice: row.short_notice,
                because: row.because,
                history: Vec::into_iter(of_this).map(|(_, line)| line).collect(),
            }
        })
        .collect())
}

/// A booking, what it hangs on, until when a replacement can be taken, and when it is released.
type Condition = (BookingId, BookingId, Option<NaiveDateTime>, Option<NaiveDateTime>);

/// A place in a line: session and booking.
pub(in crate::store::read) type Line = (SessionId, BookingId);

/// Somebody waiting, as the rows say it: displaced and ranked, joined and made when.
type Stands = (SessionId, BookingId, (bool, Option<i32>), (Option<NaiveDateTime>, NaiveDateTime));

/// The waiting lists of these sessions, each in the order of `domain::places::in_line`.
pub(in crate::store::read) fn lines(
    connection: &mut AnyConnection,
    ids: &[SessionId],
) -> Result<Vec<Line>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Stands> = bookings::table
        .filter(bookings::session_id.eq_any(ids))
        .filter(bookings::state.eq(BookingState::Waitlisted))
        .select((
            bookings::session_id,
            bookings::id,
            (bookings::displaced, bookings::line_rank),
            (bookings::joined_at, bookings::created_at),
        ))
        .load(connection)?;
    let stands = |(session, id, rank, (joined, made)): Stands| {
        (session, InLine::new(id, rank, (joined.map(|at| at.and_utc()), made.and_utc())), id)
    };
    let mut lines: Vec<(SessionId, InLine, BookingId)> = rows.into_iter().map(stands).collect();
    lines.sort();
    Ok(lines.into_iter().map(|(session, _, id)| (session, id)).collect())
}

/// Where a booking stands in its session's line, from 1.
pub(in crate::store::read) fn place_in_line(
    lines: &[Line],
    session: SessionId,
    booking: BookingId,
) -> Option<i32> {
    let index = lines.iter().filter(|line| line.0 == session).position(|line| line.1 == booking)?;
    i32::try_from(index + 1).ok()
}

fn histories(
    connection: &mut AnyConnection,
    ids: &[BookingId],
) -> Result<Vec<(BookingId, HistoryLine)>, Error> {
    type Event = (BookingId, BookingState, NaiveDateTime, Option<String>, Option<(PersonId, String)>);
    let rows: Vec<Event> = booking_events::table
        .left_join(people::table)
        .filter(booking_events::booking_id.eq_any(ids))
        .order((booking_events::booking_id, booking_events::number))
        .select((
            booking_events::booking_id,
            booking_events::state,
            booking_events::at,
            booking_events::reason,
            (people::id, people::name).nullable(),
        ))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(booking, state, at, reason, by)| {
            let by = by.map(|(id, name)| PersonBrief { id, name });
            (booking, HistoryLine { state, at: at.and_utc(), by, reason })
        })
        .collect())
}

/// Which bookings a list shows.
#[derive(Debug, Clone, Default)]
pub struct BookingFilter {
    /// Of these people alone; of everybody when `None`.
    pub people: Option<Vec<PersonId>>,
    /// Also those of sessions this person trains.
    pub trainer: Option<PersonId>,
    /// In this state alone.
    pub state: Option<BookingState>,
    /// Of this person alone.
    pub person: Option<PersonId>,
    /// With this reference alone.
    pub reference: Option<String>,
    /// After this booking.
    pub after: Option<BookingId>,
    /// At most so many.
    pub limit: i64,
}

/// What is so of every booking, and makes a list of those of one state go by the index of states: where it is not said,
/// that index is not used, for it leads to very many.
pub(in crate::store::read) fn of_a_state() -> SqlLiteral<Bool> {
    sql("bookings.state <> ''")
}

/// The bookings a filter lets through, oldest first.
///
/// # Errors
/// When the database fails.
pub fn list(connection: &mut AnyConnection, filter: &BookingFilter) -> Result<Vec<BookingView>, Error> {
    use crate::store::schema::session_trainers;
    let mut query = bookings::table.select(bookings::id).order(bookings::id).limit(filter.limit).into_boxed();
    if let Some(people) = &filter.people {
        match filter.trainer {
            Some(trainer) => {
                let trained = session_trainers::table
                    .filter(session_trainers::person_id.eq(trainer))
                    .select(session_trainers::session_id);
                query = query.filter(
                    bookings::person_id.eq_any(people.clone()).or(bookings::session_id.eq_any(trained)),
                );
            }
            None => query = query.filter(bookings::person_id.eq_any(people.clone())),
        }
    }
    if let Some(state) = filter.state {
        query = query.filter(bookings::state.eq(state)).filter(of_a_state());
    }
    if let Some(person) = filter.person {
        query = query.filter(bookings::person_id.eq(person));
    }
    if let Some(reference) = &filter.reference {
        query = query.filter(bookings::reference.eq(reference.clone()));
    }
    if let Some(after) = filter.after {
        query = query.filter(bookings::id.gt(after));
    }
    let ids: Vec<BookingId> = query.load(connection)?;
    views(connection, &ids)
}

/// The people of these ids, by name.
///
/// # Errors
/// When the database fails.
pub fn named(connection: &mut AnyConnection, ids: &[PersonId]) -> Result<Vec<PersonBrief>, Error> {
    let rows: Vec<(PersonId, String)> =
        people::table.filter(people::id.eq_any(ids)).select((people::id, people::name)).load(connection)?;
    Ok(rows.into_iter().map(|(id, name)| PersonBrief { id, name }).collect())
}
