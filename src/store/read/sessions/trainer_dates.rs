//! The sessions somebody runs, with what they need to know of each before it, on the day, and after it.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::{dsl::count_star, prelude::*};

use super::{
    session::{self, SessionView},
    zoom,
};
use crate::{
    domain::{
        ids::{PersonId, SessionId},
        words::{BookingState, SessionState},
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{access_needs, bookings, disputes, people, session_trainers, sessions as table},
    },
};

/// How many finished sessions are looked back on.
const FINISHED: i64 = 40;

/// A session as whoever runs it sees it among theirs.
#[derive(Debug, Clone)]
pub struct TrainedSession {
    /// The session.
    pub session: SessionView,
    /// How many come, or came.
    pub people: i64,
    /// What those who come need to take part, by name; of sessions that are not finished.
    pub needs: Vec<Need>,
    /// How many say that their result is wrong, and wait for an answer.
    pub disputes: i64,
}

/// What somebody who comes needs to take part.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Need {
    pub person: String,
    pub words: String,
    pub arranged: bool,
}

/// The sessions somebody runs: all that are not finished, those called off that would be still to come, and the last
/// that are finished; by first date, in a constant number of queries.
///
/// # Errors
/// When the database fails.
pub fn trained_by(
    connection: &mut AnyConnection,
    trainer: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<TrainedSession>, Error> {
    let mut ids: Vec<SessionId> = session_trainers::table
        .inner_join(table::table)
        .filter(session_trainers::person_id.eq(trainer))
        .filter(
            table::state
                .eq(SessionState::Published)
                .or(table::state.eq(SessionState::Cancelled).and(table::starts_at.gt(now.naive_utc()))),
        )
        .select(table::id)
        .load(connection)?;
    let open = ids.clone();
    let finished: Vec<SessionId> = session_trainers::table
        .inner_join(table::table)
        .filter(session_trainers::person_id.eq(trainer))
        .filter(table::state.eq(SessionState::Delivered))
        .order((table::starts_at.desc(), table::id))
        .limit(FINISHED)
        .select(table::id)
        .load(connection)?;
    ids.extend(finished);
    let came: Vec<(SessionId, i64)> = bookings::table
        .filter(bookings::session_id.eq_any(&ids))
        .filter(bookings::state.eq_any([
            BookingState::Booked,
            BookingState::Attended,
            BookingState::PartlyAttended,
            BookingState::NoShow,
        ]))
        .group_by(bookings::session_id)
        .select((bookings::session_id, count_star()))
        .load(connection)?;
    let doubted: Vec<(SessionId, i64)> = disputes::table
        .inner_join(bookings::table)
        .filter(bookings::session_id.eq_any(&ids))
        .filter(disputes::closed_at.is_null())
        .group_by(bookings::session_id)
        .select((bookings::session_id, count_star()))
        .load(connection)?;
    let needs: Vec<(SessionId, String, String, Option<NaiveDateTime>)> = access_needs::table
        .inner_join(bookings::table)
        .inner_join(people::table.on(people::id.eq(bookings::person_id)))
        .filter(bookings::session_id.eq_any(&open))
        .filter(bookings::state.eq(BookingState::Booked))
        .order((people::name_folded, bookings::id))
        .select((bookings::session_id, people::name, access_needs::needs, access_needs::arranged_at))
        .load(connection)?;
    let count = |counts: &[(SessionId, i64)], id| {
        counts.iter().find(|(of, _)| *of == id).map_or(0, |(_, count)| *count)
    };
    let mut sessions = session::of_ids(connection, &ids)?;
    zoom::as_hosts_see_them(connection, sessions.iter_mut().map(|session| &mut session.view), now)?;
    Ok(sessions
        .into_iter()
        .map(|session| {
            let id = session.view.id;
            TrainedSession {
                people: count(&came, id),
                disputes: count(&doubted, id),
                needs: needs
                    .iter()
                    .filter(|(of, ..)| *of == id)
                    .map(|(_, person, words, arranged)| Need {
                        person: person.clone(),
                        words: words.clone(),
                        arranged: arranged.is_some(),
                    })
                    .collect(),
                session: session.view,
            }
        })
        .collect())
}

/// The sessions somebody runs that are not over, drafts too.
///
/// # Errors
/// When the database fails.
pub fn coming_of(
    connection: &mut AnyConnection,
    trainer: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<SessionId>, Error> {
    Ok(session_trainers::table
        .inner_join(table::table)
        .filter(session_trainers::person_id.eq(trainer))
        .filter(table::state.eq_any([SessionState::Draft, SessionState::Published]))
        .filter(table::ends_at.gt(now.naive_utc()))
        .order(table::id)
        .select(table::id)
        .load(connection)?)
}
