//! Who is coming to a session, with what its trainers need to know and what the register says so far.

use crate::{
    domain::{
        conditions::ConditionState,
        ids::{BookingId, DateId, PersonId, RowId, SessionId},
        places::InLine,
        words::{BookingState, Outcome},
    },
    store::{
        AnyConnection,
        error::Error,
        read::{
            registers::{
                check_ins::{self, CheckInView},
                steps::{self, StepDoneView},
            },
            sessions::{
                date_lengths::{self, LengthView},
                session::{self, DateView, SessionView},
                session_rows, talks,
            },
        },
        schema::{
            access_needs, addresses, booking_conditions, booking_events, bookings, disputes, organisations,
            people, results,
        },
        write::registers::{make_ups, register},
    },
};
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who is coming, and who waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RosterView {
    /// The session, as everybody booked reads it.
    pub session: SessionView,
    /// When its register was closed; null while it is open.
    pub register_closed_at: Option<DateTime<Utc>>,
    /// How long its dates really ran, where that is not what was planned.
    #[serde(default)]
    pub lengths: Vec<LengthView>,
    /// Everybody with a place, by name; of a finished session, with their results.
    pub entries: Vec<RosterEntry>,
    /// Those without a place yet, in the order of the line.
    pub waitlist: Vec<WaitingEntry>,
    /// Whose place ended between the dates of a set: what they attended before can still be marked. Left out mostly.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ended: Vec<RosterEntry>,
    /// It is a conference day, with talks.
    #[serde(skip)]
    #[schema(ignore)]
    pub has_talks: bool,
}

/// Somebody as a roster names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RosterPerson {
    /// Their id.
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// Where they can be written to; null for somebody without an address.
    pub email: Option<String>,
    /// The organisation the booking was made under.
    pub organisation: Option<String>,
}

/// Somebody with a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RosterEntry {
    /// The booking.
    pub booking_id: BookingId,
    /// Its reference.
    pub reference: String,
    /// Whose it is.
    pub person: RosterPerson,
    /// Where it stands.
    pub state: BookingState,
    /// What they need to take part; null if nothing was said.
    pub access_needs: Option<String>,
    /// Whether what they need is arranged.
    pub access_needs_arranged: bool,
    /// Which steps of the course's ladder, and which courses that it asks for, they have done before.
    #[serde(default)]
    pub steps_done: Vec<StepDoneView>,
    /// The place hangs on an earlier booking.
    pub conditional: bool,
    /// What they wrote when they booked.
    pub note: Option<String>,
    /// What the register says, one line a marked date.
    pub attendance: Vec<AttendanceView>,
    /// When they said at the door that they are there, one line a date; left out mostly.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub check_ins: Vec<CheckInView>,
    /// Why this counts as completed below the course's threshold.
    pub completion_reason: Option<String>,
    /// What they say is wrong, as long as nobody has answered.
    pub dispute: Option<OpenDispute>,
    /// When the place ended; only of one that ended between the dates of a set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<DateTime<Utc>>,
}

/// What was seen of somebody at one date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AttendanceView {
    /// The date.
    pub date_id: DateId,
    /// Present, partly or absent.
    pub outcome: Outcome,
    /// The minutes they were there; only with partly.
    pub minutes: Option<i32>,
    /// The date of another group at which it was made up for; left out mostly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_up_at: Option<DateId>,
    /// Who marked it, for the page on which several mark at once.
    #[serde(skip)]
    pub marked: Option<MarkedBy>,
}

/// Who marked somebody, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkedBy {
    /// Their id.
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// When.
    pub at: DateTime<Utc>,
    /// By a meeting's record.
    pub by_record: bool,
}

/// A "This is wrong" that waits for an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OpenDispute {
    /// Its id.
    pub id: RowId,
    /// What they wrote.
    pub words: String,
    /// When.
    pub opened_at: DateTime<Utc>,
}

/// Somebody without a place yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WaitingEntry {
    /// The booking.
    pub booking_id: BookingId,
    /// Its reference.
    pub reference: String,
    /// Whose it is.
    pub person: RosterPerson,
    /// `waitlisted`, `offered` or `requested`.
    pub state: BookingState,
    /// Position in the line, from 1; only while waitlisted.
    pub position: Option<i32>,
}

#[derive(Queryable)]
struct Row {
    id: BookingId,
    reference: String,
    state: BookingState,
    person: (PersonId, String),
    organisation: Option<String>,
    needs: Option<(String, Option<NaiveDateTime>)>,
    note: Option<String>,
    made_by: Option<PersonId>,
    completion_reason: Option<String>,
    line: (bool, Option<i32>, Option<NaiveDateTime>, NaiveDateTime),
}

const WITH_A_PLACE: [BookingState; 4] =
    [BookingState::Booked, BookingState::Attended, BookingState::PartlyAttended, BookingState::NoShow];
const WITHOUT_A_PLACE: [BookingState; 3] =
    [BookingState::Waitlisted, BookingState::Offered, BookingState::Requested];

/// A place that is no more and has left what was attended.
const ENDED: [BookingState; 2] = [BookingState::Cancelled, BookingState::Released];

/// The roster of a session, in a constant number of queries.
///
/// # Errors
/// [`Error::Missing`] if there is no such session.
pub fn roster(connection: &mut AnyConnection, id: SessionId) -> Result<RosterView, Error> {
    let session = session::session(connection, id)?.view;
    let closed_at = session_rows::session(connection, id)?.register_closed_at;
    let (placed, mut waiting): (Vec<Row>, Vec<Row>) =
        rows(connection, id)?.into_iter().partition(|row| !WITHOUT_A_PLACE.contains(&row.state));
    let people: Vec<PersonId> = placed.iter().chain(&waiting).map(|row| row.person.0).collect();
    let emails = emails(connection, &people)?;
    let ids: Vec<BookingId> = placed.iter().map(|row| row.id).collect();
    let conditional: Vec<BookingId> = booking_conditions::table
        .filter(booking_conditions::booking_id.eq_any(&ids))
        .filter(booking_conditions::ended_at.is_null())
        .filter(booking_conditions::state.ne(ConditionState::Fulfilled))
        .select(booking_conditions::booking_id)
        .distinct()
        .load(connection)?;
    let marks = register::marks_of(connection, &ids)?;
    let by: Vec<PersonId> = marks.iter().map(|mark| mark.by_person).collect();
    let markers: Vec<(PersonId, String)> = people::table
        .filter(people::id.eq_any(by))
        .order(people::id)
        .select((people::id, people::name))
        .load(connection)?;
    let made_up = make_ups::of_bookings(connection, &ids)?;
    let arrivals = check_ins::of_bookings(connection, &ids)?;
    let with_a_place: Vec<PersonId> = placed.iter().map(|row| row.person.0).collect();
    let done = steps::done_before(connection, &session.course.slug, &with_a_place)?;
    let open: Vec<(BookingId, RowId, String, NaiveDateTime)> = disputes::table
        .filter(disputes::booking_id.eq_any(&ids))
        .filter(disputes::closed_at.is_null())
        .order(disputes::id)
        .select((disputes::booking_id, disputes::id, disputes::words, disputes::opened_at))
        .load(connection)?;
    let ended_at = ended_at(connection, &placed)?;
    let person = |row: &Row| RosterPerson {
        id: row.person.0,
        name: row.person.1.clone(),
        email: emails.iter().find(|(person, _)| *person == row.person.0).map(|(_, email)| email.clone()),
        organisation: row.organisation.clone(),
    };
    let (ended, entries) =
        placed
            .iter()
            .map(|row| RosterEntry {
                booking_id: row.id,
                reference: row.reference.clone(),
                person: person(row),
                state: row.state,
                access_needs: row.needs.as_ref().map(|(needs, _)| needs.clone()),
                access_needs_arranged: row.needs.as_ref().is_some_and(|(_, arranged)| arranged.is_some()),
                steps_done: done
                    .iter()
                    .filter(|(person, _)| *person == row.person.0)
                    .map(|(_, step)| step.clone())
                    .collect(),
                conditional: conditional.contains(&row.id),
                // What somebody else wrote is for the person, not for the trainer.
                note: row.note.clone().filter(|_| row.made_by == Some(row.person.0)),
                attendance: in_order(&session.dates, row.id, &marks, &made_up, &markers),
                check_ins: arrived(&session.dates, row.id, &arrivals),
                completion_reason: row.completion_reason.clone(),
                dispute: open.iter().find(|dispute| dispute.0 == row.id).map(|(_, id, words, at)| {
                    OpenDispute { id: *id, words: words.clone(), opened_at: at.and_utc() }
                }),
                ended_at: ended_at.iter().find(|(of, _)| *of == row.id).map(|(_, at)| at.and_utc()),
            })
            .partition(|entry| ENDED.contains(&entry.state));
    waiting.sort_by_key(|row| {
        let (displaced, rank, joined, made) = row.line;
        let since = (joined.map(|at| at.and_utc()), made.and_utc());
        let state = WITHOUT_A_PLACE.iter().position(|state| *state == row.state);
        (state, InLine::new(row.id, (displaced, rank), since))
    });
    let mut position = 0;
    let waitlist = waiting
        .iter()
        .map(|row| WaitingEntry {
            booking_id: row.id,
            reference: row.reference.clone(),
            person: person(row),
            state: row.state,
            position: (row.state == BookingState::Waitlisted).then(|| {
                position += 1;
                position
            }),
        })
        .collect();
    let dates: Vec<DateId> = session.dates.iter().map(|date| date.id).collect();
    let lengths = date_lengths::of_dates(connection, &dates)?;
    let register_closed_at = closed_at.map(|at| at.and_utc());
    let has_talks = !talks::of_session(connection, id)?.is_empty();
    Ok(RosterView { session, register_closed_at, lengths, entries, waitlist, ended, has_talks })
}

/// When the places that are no more ended: the last line of each history.
fn ended_at(
    connection: &mut AnyConnection,
    placed: &[Row],
) -> Result<Vec<(BookingId, NaiveDateTime)>, Error> {
    let ids: Vec<BookingId> =
        placed.iter().filter(|row| ENDED.contains(&row.state)).map(|row| row.id).collect();
    let lines: Vec<(BookingId, NaiveDateTime)> = booking_events::table
        .filter(booking_events::booking_id.eq_any(ids))
        .order((booking_events::booking_id, booking_events::number.desc()))
        .select((booking_events::booking_id, booking_events::at))
        .load(connection)?;
    let mut last: Vec<(BookingId, NaiveDateTime)> = Vec::new();
    for line in lines {
        if last.last().is_none_or(|(of, _)| *of != line.0) {
            last.push(line);
        }
    }
    Ok(last)
}

fn rows(connection: &mut AnyConnection, id: SessionId) -> Result<Vec<Row>, Error> {
    let states: Vec<BookingState> = WITH_A_PLACE.into_iter().chain(WITHOUT_A_PLACE).collect();
    Ok(bookings::table
        .inner_join(people::table.on(people::id.eq(bookings::person_id)))
        .left_join(organisations::table)
        .left_join(access_needs::table)
        .left_join(results::table)
        .filter(bookings::session_id.eq(id))
        .filter(
            bookings::state
                .eq_any(states)
                .or(bookings::state.eq_any(ENDED).and(results::booking_id.is_not_null())),
        )
        .order((people::name_folded, bookings::id))
        .select((
            bookings::id,
            bookings::reference,
            bookings::state,
            (people::id, people::name),
            organisations::name.nullable(),
            (access_needs::needs, access_needs::arranged_at).nullable(),
            bookings::note,
            bookings::made_by,
            bookings::completion_reason,
            (bookings::displaced, bookings::line_rank, bookings::joined_at, bookings::created_at),
        ))
        .load(connection)?)
}

/// The address each of these people is written to, as mail finds it.
fn emails(connection: &mut AnyConnection, ids: &[PersonId]) -> Result<Vec<(PersonId, String)>, Error> {
    let mut all: Vec<(PersonId, String)> = addresses::table
        .filter(addresses::person_id.eq_any(ids))
        .order((
            addresses::person_id,
            addresses::confirmed_at.is_null(),
            addresses::is_primary.desc(),
            addresses::id,
        ))
        .select((addresses::person_id, addresses::email))
        .load(connection)?;
    all.dedup_by_key(|(person, _)| *person);
    Ok(all)
}

/// The arrivals at the dates of this session: those of one that was left by a move stay with it.
fn arrived(
    dates: &[DateView],
    booking: BookingId,
    arrivals: &[(BookingId, CheckInView)],
) -> Vec<CheckInView> {
    let here = |view: &CheckInView| dates.iter().any(|date| date.id == view.date_id);
    arrivals.iter().filter(|(of, view)| *of == booking && here(view)).map(|(_, view)| view.clone()).collect()
}

fn in_order(
    dates: &[DateView],
    booking: BookingId,
    marks: &[register::MarkRow],
    made_up: &[(BookingId, DateId, DateId)],
    markers: &[(PersonId, String)],
) -> Vec<AttendanceView> {
    dates
        .iter()
        .filter_map(|date| marks.iter().find(|mark| mark.booking_id == booking && mark.date_id == date.id))
        .map(|mark| AttendanceView {
            date_id: mark.date_id,
            outcome: mark.outcome,
            minutes: mark.minutes,
            made_up_at: made_up
                .iter()
                .find(|(of, date, _)| *of == booking && *date == mark.date_id)
                .map(|(.., at)| *at),
            marked: markers.iter().find(|(id, _)| *id == mark.by_person).map(|(id, name)| MarkedBy {
                id: *id,
                name: name.clone(),
                at: mark.at.and_utc(),
                by_record: mark.import_id.is_some(),
            }),
        })
        .collect()
}

/// The session a booking is on.
///
/// # Errors
/// [`Error::Missing`] if there is no such booking.
pub fn session_of(connection: &mut AnyConnection, booking: BookingId) -> Result<SessionId, Error> {
    Ok(bookings::table.find(booking).select(bookings::session_id).first(connection)?)
}
