//! What waits for a coordinator, in a constant number of statements.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::{
    domain::{
        approvals::Approver,
        ids::{BookingId, PersonId, RowId, SessionId},
        joining::Joining,
        times::Zone,
        words::{BookingState, ClaimState, Delivery, SessionState},
    },
    store::{
        AnyConnection,
        error::Error,
        read::{
            bookings::booking::of_a_state,
            certificates::{
                certificate_list::{self, AskedAgain},
                training_claims::{self, ClaimFilter, ClaimView},
            },
            commissions::commission_desk::{self, WaitingCommission},
            feedback::quotes,
            mail::{
                due::{self, HeldUp},
                outbox::{self, MailView},
            },
            people::{
                complaints::{self, ComplaintView},
                erasures::{self, ComingErasure},
                memberships::{self, MembershipQuery},
                profile::MembershipView,
            },
            practitioners::asks::{self, AskView},
            sessions::{
                dated::has_dates,
                session_rows, zoom,
                zoom_troubles::{self, ZoomTrouble},
            },
            spelled_out::is_one_of,
        },
        schema::{bookings, courses, disputes, people, sessions},
    },
};

/// The most that is listed of one kind: more is worked off first.
const MOST: i64 = 200;

/// The most that is counted of what is not listed.
pub const MOST_COUNTED: usize = 1000;

/// A course date as the work board looks at it.
#[derive(Debug, Clone)]
pub struct Ahead {
    /// Its id.
    pub id: SessionId,
    /// The course's title.
    pub course: String,
    /// Start of its first date.
    pub starts_at: DateTime<Utc>,
    /// End of its last date.
    pub ends_at: DateTime<Utc>,
    /// The zone its times are shown in.
    pub timezone: Zone,
    /// Places.
    pub capacity: i32,
    /// Places that are held.
    pub held: i32,
    /// People on its waiting list.
    pub waiting: i32,
    /// How many run it.
    pub trainers: usize,
    /// People are told how to get in, or need not be.
    pub can_join: bool,
    /// Everybody can book it: it is neither for named people only nor given when a team asks for it.
    pub open_to_all: bool,
}

type Row =
    (SessionId, String, (NaiveDateTime, NaiveDateTime, Zone), (i32, Delivery, Option<String>), (bool, bool));

/// Published sessions that start in a span of time, by their start.
fn ahead(
    connection: &mut AnyConnection,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Vec<Ahead>, Error> {
    let rows: Vec<Row> = sessions::table
        .inner_join(courses::table)
        .filter(sessions::state.eq(SessionState::Published))
        .filter(sessions::starts_at.gt(from.naive_utc()))
        .filter(sessions::starts_at.le(until.naive_utc()))
        .filter(has_dates())
        .order((sessions::starts_at, sessions::id))
        .select((
            sessions::id,
            courses::title,
            (sessions::starts_at, sessions::ends_at, sessions::timezone),
            (sessions::capacity, sessions::delivery, sessions::joining),
            (sessions::private, courses::by_commission),
        ))
        .load(connection)?;
    counted(connection, rows)
}

/// Sessions that are over and whose attendance is not finished, the one that ended first in front.
fn unfinished(connection: &mut AnyConnection, now: DateTime<Utc>) -> Result<Vec<Ahead>, Error> {
    let rows: Vec<Row> = sessions::table
        .inner_join(courses::table)
        .filter(is_one_of("sessions.state", &[SessionState::Published]))
        .filter(sessions::ends_at.le(now.naive_utc()))
        .filter(has_dates())
        .order((sessions::ends_at, sessions::id))
        .limit(MOST)
        .select((
            sessions::id,
            courses::title,
            (sessions::starts_at, sessions::ends_at, sessions::timezone),
            (sessions::capacity, sessions::delivery, sessions::joining),
            (sessions::private, courses::by_commission),
        ))
        .load(connection)?;
    counted(connection, rows)
}

fn counted(connection: &mut AnyConnection, rows: Vec<Row>) -> Result<Vec<Ahead>, Error> {
    let ids: Vec<SessionId> = rows.iter().map(|row| row.0).collect();
    let held = session_rows::held(connection, &ids)?;
    let waiting = session_rows::waiting(connection, &ids)?;
    let run = session_rows::trainers(connection, &ids)?;
    let met = zoom::meetings(connection, &ids)?;
    let is_made = |id| met.iter().any(|row| row.session_id == id && row.meeting_id.is_some());
    let count = |counts: &[(SessionId, i64)], id| {
        let found = counts.iter().find(|(of, _)| *of == id);
        found.map_or(0, |(_, count)| i32::try_from(*count).unwrap_or(i32::MAX))
    };
    rows.into_iter()
        .map(|(id, course, (starts_at, ends_at, timezone), (capacity, delivery, joining), closed)| {
            let details: Option<Joining> = joining
                .as_deref()
                .map(serde_json::from_str)
                .transpose()
                .map_err(|e| Error::Broken(format!("joining details: {e}")))?;
            Ok(Ahead {
                id,
                course,
                starts_at: starts_at.and_utc(),
                ends_at: ends_at.and_utc(),
                timezone,
                capacity,
                held: count(&held, id),
                waiting: count(&waiting, id),
                trainers: run.iter().filter(|(of, ..)| *of == id).count(),
                can_join: delivery != Delivery::Zoom
                    || details.is_some_and(|details| details.is_enough())
                    || is_made(id),
                open_to_all: !closed.0 && !closed.1,
            })
        })
        .collect()
}

/// A request for a place that nobody else answered in time.
#[derive(Debug, Clone)]
pub struct Request {
    /// The booking.
    pub booking: BookingId,
    /// Whose it is.
    pub person: (PersonId, String),
    /// The course's title.
    pub course: String,
    /// Start of its first date.
    pub starts_at: DateTime<Utc>,
    /// The zone its times are shown in.
    pub timezone: Zone,
    /// Since when it waits for the coordinators.
    pub since: Option<DateTime<Utc>>,
}

/// Requests that have come to the coordinators, the longest waiting first.
///
/// # Errors
/// When the database fails.
pub fn requests(connection: &mut AnyConnection) -> Result<Vec<Request>, Error> {
    type Row = (BookingId, (PersonId, String), String, (NaiveDateTime, Zone), Option<NaiveDateTime>);
    let rows: Vec<Row> = bookings::table
        .inner_join(people::table.on(people::id.eq(bookings::person_id)))
        .inner_join(sessions::table.inner_join(courses::table))
        .filter(bookings::state.eq(BookingState::Requested))
        .filter(of_a_state())
        .filter(bookings::approval_with.eq(Approver::Coordinators))
        .order((bookings::approval_since, bookings::id))
        .limit(MOST)
        .select((
            bookings::id,
            (people::id, people::name),
            courses::title,
            (sessions::starts_at, sessions::timezone),
            bookings::approval_since,
        ))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(booking, person, course, (starts_at, timezone), since)| Request {
            booking,
            person,
            course,
            starts_at: starts_at.and_utc(),
            timezone,
            since: since.map(|at| at.and_utc()),
        })
        .collect())
}

/// "This is wrong", not answered yet.
#[derive(Debug, Clone)]
pub struct Disputed {
    /// Its id.
    pub id: RowId,
    /// What they wrote.
    pub words: String,
    /// When.
    pub opened_at: DateTime<Utc>,
    /// The booking it is about.
    pub booking: BookingId,
    /// Where that stands.
    pub state: BookingState,
    /// The session it is on.
    pub session: SessionId,
    /// Whose it is.
    pub person: (PersonId, String),
    /// The course's title.
    pub course: String,
    /// Start of its first date.
    pub starts_at: DateTime<Utc>,
    /// The zone its times are shown in.
    pub timezone: Zone,
    /// What was answered.
    pub answer: Option<String>,
}

#[diesel::dsl::auto_type(no_type_alias)]
fn disputed() -> _ {
    disputes::table.inner_join(
        bookings::table
            .inner_join(people::table.on(people::id.eq(bookings::person_id)))
            .inner_join(sessions::table)
            .inner_join(courses::table.on(courses::id.eq(bookings::course_id))),
    )
}

type DisputedRow = (
    (RowId, String, NaiveDateTime, Option<String>),
    (BookingId, BookingState, SessionId),
    (PersonId, String),
    (String, NaiveDateTime, Zone),
);

#[diesel::dsl::auto_type(no_type_alias)]
fn disputed_columns() -> _ {
    (
        (disputes::id, disputes::words, disputes::opened_at, disputes::answer),
        (bookings::id, bookings::state, bookings::session_id),
        (people::id, people::name),
        (courses::title, sessions::starts_at, sessions::timezone),
    )
}

impl From<DisputedRow> for Disputed {
    fn from(row: DisputedRow) -> Self {
        let ((id, words, opened_at, answer), (booking, state, session), person, about) = row;
        let (course, starts_at, timezone) = about;
        Self {
            id,
            words,
            opened_at: opened_at.and_utc(),
            booking,
            state,
            session,
            person,
            course,
            starts_at: starts_at.and_utc(),
            timezone,
            answer,
        }
    }
}

/// What people said is wrong and nobody has answered, the oldest first.
///
/// # Errors
/// When the database fails.
pub fn open_disputes(connection: &mut AnyConnection) -> Result<Vec<Disputed>, Error> {
    let rows: Vec<DisputedRow> = disputed()
        .filter(disputes::closed_at.is_null())
        .order(disputes::id)
        .limit(MOST)
        .select(disputed_columns())
        .load(connection)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Everything that may wait for a coordinator.
#[derive(Debug, Clone)]
pub struct Board {
    /// Published dates that start soon.
    pub ahead: Vec<Ahead>,
    /// Dates whose attendance is not finished.
    pub unfinished: Vec<Ahead>,
    /// Requests nobody else answered.
    pub requests: Vec<Request>,
    /// Mail that does not leave, because of the mail server.
    pub held_up: Option<HeldUp>,
    /// Mails that failed.
    pub failed: Vec<MailView>,
    /// Memberships nobody has confirmed.
    pub memberships: Vec<MembershipView>,
    /// Training people say they have already done.
    pub claims: Vec<ClaimView>,
    /// Results said to be wrong.
    pub disputes: Vec<Disputed>,
    /// Certificates whose holders ask for something to be put right.
    pub reissues: Vec<AskedAgain>,
    /// Training that teams have asked for.
    pub commissions: Vec<WaitingCommission>,
    /// Erasures that people asked for.
    pub erasures: Vec<ComingErasure>,
    /// Complaints about the use of data that nobody has answered.
    pub complaints: Vec<ComplaintView>,
    /// Practitioners that people ask the hub for.
    pub practitioners: Vec<AskView>,
    /// Dates of which Zoom did not take what it was told.
    pub zoom: Vec<ZoomTrouble>,
    /// How many words that people let us quote nobody has looked at; counted up to one more than [`MOST_COUNTED`].
    pub quotes: usize,
}

/// Reads it; dates that start until `until` are looked at.
///
/// # Errors
/// When the database fails.
pub fn board(
    connection: &mut AnyConnection,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Board, Error> {
    let unconfirmed = MembershipQuery { unconfirmed: true, organisations: None, after: None, limit: MOST };
    let open = ClaimFilter { state: Some(ClaimState::Open), limit: MOST, ..ClaimFilter::default() };
    Ok(Board {
        ahead: ahead(connection, now, until)?,
        unfinished: unfinished(connection, now)?,
        requests: requests(connection)?,
        held_up: due::held_up(connection)?,
        failed: outbox::failed(connection, MOST)?,
        memberships: memberships::list(connection, &unconfirmed, now)?,
        claims: training_claims::list(connection, &open)?,
        disputes: open_disputes(connection)?,
        reissues: certificate_list::asked_again(connection, MOST)?,
        commissions: commission_desk::waiting(connection, MOST)?,
        erasures: erasures::asked_for(connection)?,
        complaints: complaints::open(connection)?,
        practitioners: asks::open(connection)?,
        zoom: zoom_troubles::troubles(connection, MOST)?,
        quotes: quotes::to_look_at(connection, MOST_COUNTED)?,
    })
}
