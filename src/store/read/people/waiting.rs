//! What may wait for somebody, of every kind, in a constant number of statements.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::{
    dsl::{count_star, exists, min},
    prelude::*,
    select,
};

use super::{
    domain_asks::{self, DomainAsk},
    relations,
};
use crate::{
    domain::{
        access::Actor,
        action_plans::ActionState,
        ids::{BookingId, PersonId, SessionId},
        times::Zone,
        words::{BookingState, CommissionState, SessionState},
    },
    store::{
        AnyConnection,
        error::Error,
        read::{
            catalogue::teams::{self, Wanted},
            commissions::{
                commission_desk::{self, OpenProposal},
                invitations::{self, InvitationView},
            },
            practice::due_actions::{DueAction, due_of},
            practitioners::{
                register::{self, Practitioner, RegisterQuery},
                supports::{self, Supported},
            },
        },
        schema::{
            bookings, commissions, completions, courses, disputes, offers, planned_actions,
            practice_supports, session_trainers, sessions,
        },
    },
};

/// Everything that may wait for somebody; a place that a colleague offers has its own question.
#[derive(Debug, Clone)]
pub struct MayWait {
    /// Places that have come up for them.
    pub offers: Vec<OpenOffer>,
    /// Bookings of their people that wait for a yes.
    pub wanted: Vec<Wanted>,
    /// Invitations of the organisations they lead.
    pub invitations: Vec<InvitationView>,
    /// Proposals for what they asked for.
    pub proposals: Vec<OpenProposal>,
    /// Dates they ran whose attendance is not finished, and results of theirs said to be wrong.
    pub trained: Vec<Unfinished>,
    /// Colleagues who ask for their support in practice, and have no answer yet.
    pub support: Vec<Supported>,
    /// What soon keeps them current no longer.
    pub lapsing: Vec<Practitioner>,
    /// Organisations of which they have yet to say whether they belong there.
    pub belonging: Vec<DomainAsk>,
    /// What they meant to do and have not said anything of, its day or the next one being today.
    pub due_actions: Vec<DueAction>,
}

/// A place that has come up.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the names say it")]
pub struct OpenOffer {
    pub booking: BookingId,
    pub course: String,
    pub starts_at: DateTime<Utc>,
    pub timezone: Zone,
    pub until: DateTime<Utc>,
}

/// A session that its trainer has something left to do for.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Unfinished {
    pub session: SessionId,
    pub course: String,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub timezone: Zone,
    /// Attendance is not finished.
    pub open: bool,
    /// How many were booked.
    pub people: i64,
    /// How many say that their result is wrong, and since when.
    pub disputes: Option<(i64, DateTime<Utc>)>,
}

/// What may wait for somebody.
///
/// # Errors
/// When the database fails.
pub fn may_wait(connection: &mut AnyConnection, actor: &Actor, now: DateTime<Utc>) -> Result<MayWait, Error> {
    let person = actor.person_id;
    let (wanted, invitations) = if actor.manages_anyone || actor.leads_anywhere {
        let managed = relations::managed_by(connection, person, now)?;
        let led = relations::led_by(connection, person, now)?;
        (teams::wanted_by(connection, &managed, now)?, invitations::unanswered(connection, &led, now)?)
    } else {
        (Vec::new(), Vec::new())
    };
    let any = Any::of(connection, person)?;
    Ok(MayWait {
        offers: if any.offers { offers_to(connection, person)? } else { Vec::new() },
        wanted,
        invitations,
        proposals: if any.requests || actor.leads_anywhere {
            commission_desk::proposals_to(connection, person, now)?
        } else {
            Vec::new()
        },
        support: if any.support {
            supports::by(connection, person)?.into_iter().filter(|one| !one.agreed).collect()
        } else {
            Vec::new()
        },
        lapsing: if any.practice {
            register::register(connection, &own_lapsing(person), now)?
        } else {
            Vec::new()
        },
        belonging: domain_asks::asks_of(connection, person, now)?,
        due_actions: if any.actions {
            due_of(connection, person, (now + TimeDelta::days(1)).date_naive())?
        } else {
            Vec::new()
        },
        trained: if actor.is_trainer { trained(connection, person, now)? } else { Vec::new() },
    })
}

/// Of which kinds there is anything at all that might wait for somebody: for most people of none, which one question
/// tells instead of one for each.
struct Any {
    offers: bool,
    requests: bool,
    support: bool,
    practice: bool,
    actions: bool,
}

impl Any {
    fn of(connection: &mut AnyConnection, person: PersonId) -> Result<Self, Error> {
        let offered = bookings::table
            .filter(bookings::person_id.eq(person))
            .filter(bookings::state.eq(BookingState::Offered));
        let requested = commissions::table
            .filter(commissions::asked_by.eq(person))
            .filter(commissions::state.eq(CommissionState::Proposed));
        let supported = practice_supports::table.filter(practice_supports::supporter_id.eq(person));
        let practised = completions::table
            .inner_join(courses::table)
            .filter(completions::person_id.eq(person))
            .filter(courses::current_months.is_not_null());
        let planned = planned_actions::table
            .inner_join(bookings::table.on(bookings::id.eq(planned_actions::booking_id)))
            .filter(bookings::person_id.eq(person))
            .filter(planned_actions::state.eq(ActionState::Planned));
        let (offers, requests, support, practice, actions) = select((
            exists(offered),
            exists(requested),
            exists(supported),
            exists(practised),
            exists(planned),
        ))
        .get_result(connection)?;
        Ok(Self { offers, requests, support, practice, actions })
    }
}

fn own_lapsing(person: PersonId) -> RegisterQuery {
    RegisterQuery { people: Some(vec![person]), lapsing: true, ..RegisterQuery::default() }
}

fn offers_to(connection: &mut AnyConnection, person: PersonId) -> Result<Vec<OpenOffer>, Error> {
    let rows: Vec<(BookingId, String, NaiveDateTime, Zone, NaiveDateTime)> = offers::table
        .inner_join(bookings::table)
        .inner_join(sessions::table.on(sessions::id.eq(offers::session_id)))
        .inner_join(courses::table.on(courses::id.eq(sessions::course_id)))
        .filter(bookings::person_id.eq(person))
        .filter(bookings::state.eq(BookingState::Offered))
        .filter(offers::ended_at.is_null())
        .order((offers::expires_at, offers::id))
        .select((bookings::id, courses::title, sessions::starts_at, sessions::timezone, offers::expires_at))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(booking, course, starts_at, timezone, until)| OpenOffer {
            booking,
            course,
            starts_at: starts_at.and_utc(),
            timezone,
            until: until.and_utc(),
        })
        .collect())
}

fn trained(
    connection: &mut AnyConnection,
    trainer: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<Unfinished>, Error> {
    type Row = (SessionId, String, SessionState, NaiveDateTime, NaiveDateTime, Zone);
    let doubted: Vec<(SessionId, i64, Option<NaiveDateTime>)> = disputes::table
        .inner_join(bookings::table)
        .inner_join(session_trainers::table.on(session_trainers::session_id.eq(bookings::session_id)))
        .filter(session_trainers::person_id.eq(trainer))
        .filter(disputes::closed_at.is_null())
        .group_by(bookings::session_id)
        .select((bookings::session_id, count_star(), min(disputes::opened_at)))
        .load(connection)?;
    let with_disputes: Vec<SessionId> = doubted.iter().map(|(id, ..)| *id).collect();
    let over = sessions::state.eq(SessionState::Published).and(sessions::ends_at.le(now.naive_utc()));
    let rows: Vec<Row> = session_trainers::table
        .inner_join(sessions::table)
        .inner_join(courses::table.on(courses::id.eq(sessions::course_id)))
        .filter(session_trainers::person_id.eq(trainer))
        .filter(over.or(sessions::id.eq_any(&with_disputes)))
        .order((sessions::ends_at, sessions::id))
        .select((
            sessions::id,
            courses::title,
            sessions::state,
            sessions::starts_at,
            sessions::ends_at,
            sessions::timezone,
        ))
        .load(connection)?;
    let ids: Vec<SessionId> = rows.iter().map(|row| row.0).collect();
    let booked: Vec<(SessionId, i64)> = bookings::table
        .filter(bookings::session_id.eq_any(&ids))
        .filter(bookings::state.eq(BookingState::Booked))
        .group_by(bookings::session_id)
        .select((bookings::session_id, count_star()))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(session, course, state, starts_at, ends_at, timezone)| Unfinished {
            session,
            course,
            starts_at: starts_at.and_utc(),
            ends_at: ends_at.and_utc(),
            timezone,
            open: state == SessionState::Published,
            people: booked.iter().find(|(of, _)| *of == session).map_or(0, |(_, count)| *count),
            disputes: doubted
                .iter()
                .find(|(of, ..)| *of == session)
                .and_then(|(_, count, since)| Some((*count, since.as_ref()?.and_utc()))),
        })
        .collect())
}
