//! Everything figures are counted from, read once and kept up to date: what changed since is told by the number a
//! session's row carries, which every write to its bookings, its register and its papers counts up.

use std::{collections::HashMap, sync::Arc};

use chrono::{NaiveDate, NaiveDateTime};
use chrono_tz::Europe::London;
use diesel::{dsl::max, prelude::*};

use crate::{
    domain::{
        figures::{
            Answered, BookingFact, BroughtIn, CourseFact, Facts, LadderFact, Measure, OrganisationFact,
            SessionFact,
        },
        ids::{BookingId, CourseId, LadderId, OrganisationId, PersonId, RungId, SessionId},
        times::Zone,
        words::{BookingState, CertificateState, OrganisationKind, SessionState},
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{
            bookings, certificates, completions, courses, feedback, feedback_answers, feedback_questions,
            impacts, ladders, organisations, results, rungs, session_trainers, sessions,
        },
    },
};

/// More sessions than these are read together with all others.
const ONE_BY_ONE: usize = 1000;
/// A statement takes so many values at most.
const AT_ONCE: usize = 500;

/// The states that count, at short notice apart.
const COUNTED: [BookingState; 6] = [
    BookingState::Booked,
    BookingState::Attended,
    BookingState::PartlyAttended,
    BookingState::NoShow,
    BookingState::Waitlisted,
    BookingState::Offered,
];

/// Brings the facts up to date.
///
/// # Errors
/// When the database fails; what was read before stands.
pub fn refresh(connection: &mut AnyConnection, facts: &mut Facts) -> Result<(), Error> {
    read_organisations(connection, facts)?;
    read_courses(connection, facts)?;
    let stale = read_sessions(connection, facts)?;
    if stale.len() > ONE_BY_ONE {
        read_bookings(connection, facts, &stale, None)?;
    } else {
        for some in stale.chunks(AT_ONCE) {
            read_bookings(connection, facts, some, Some(some))?;
        }
    }
    read_brought_in(connection, facts)?;
    read_answers(connection, facts)
}

fn read_organisations(connection: &mut AnyConnection, facts: &mut Facts) -> Result<(), Error> {
    let rows: Vec<(OrganisationId, String, OrganisationKind)> = organisations::table
        .order(organisations::id)
        .select((organisations::id, organisations::name, organisations::kind))
        .load(connection)?;
    for (id, name, kind) in rows {
        let fact = OrganisationFact { id, name, kind };
        if let Some(at) = facts.organisation_at.get(&id).and_then(|at| usize::try_from(*at).ok()) {
            facts.means_version += u64::from(facts.organisations[at].kind != fact.kind);
            facts.organisations[at] = fact;
        } else {
            // Their places in the list are kept for good: bookings refer to them.
            let next = u32::try_from(facts.organisations.len()).unwrap_or(u32::MAX);
            facts.organisation_at.insert(id, next);
            facts.organisations.push(fact);
        }
    }
    Ok(())
}

fn read_courses(connection: &mut AnyConnection, facts: &mut Facts) -> Result<(), Error> {
    let rows: Vec<(LadderId, String, String)> = ladders::table
        .order((ladders::position, ladders::id))
        .select((ladders::id, ladders::slug, ladders::name))
        .load(connection)?;
    let before: Vec<LadderId> = facts.ladders.iter().map(|of| of.id).collect();
    facts.ladders =
        rows.into_iter().map(|(id, slug, name)| LadderFact { id, slug, name, steps: Vec::new() }).collect();
    // Places in the list are what courses' steps refer to.
    facts.means_version += u64::from(!facts.ladders.iter().map(|of| of.id).eq(before));
    let rows: Vec<(RungId, LadderId, String)> = rungs::table
        .order((rungs::ladder_id, rungs::position))
        .select((rungs::id, rungs::ladder_id, rungs::name))
        .load(connection)?;
    let mut steps: HashMap<RungId, (usize, usize)> = HashMap::new();
    for (rung, ladder, name) in rows {
        if let Some(at) = facts.ladders.iter().position(|of| of.id == ladder) {
            steps.insert(rung, (at, facts.ladders[at].steps.len()));
            facts.ladders[at].steps.push(name);
        }
    }
    let rows: Vec<(CourseId, String, String, Option<RungId>)> = courses::table
        .order(courses::id)
        .select((courses::id, courses::slug, courses::title, courses::rung_id))
        .load(connection)?;
    for (id, slug, title, rung) in rows {
        let fact = CourseFact { id, slug, title, step: rung.and_then(|rung| steps.get(&rung).copied()) };
        if let Some(at) = facts.course_at.get(&id).copied() {
            facts.means_version += u64::from(facts.courses[at].step != fact.step);
            facts.courses[at] = fact;
        } else {
            facts.course_at.insert(id, facts.courses.len());
            facts.courses.push(fact);
        }
    }
    Ok(())
}

#[derive(Queryable)]
struct SessionRow {
    id: SessionId,
    course: CourseId,
    state: SessionState,
    timezone: Zone,
    starts_at: NaiveDateTime,
    ends_at: NaiveDateTime,
    capacity: i32,
    on_demand: bool,
    lock_count: i32,
    revision: i32,
}

/// Reads the sessions, and says which of them changed since.
fn read_sessions(connection: &mut AnyConnection, facts: &mut Facts) -> Result<Vec<SessionId>, Error> {
    let rows: Vec<SessionRow> = sessions::table
        .filter(sessions::state.ne(SessionState::Draft))
        .select((
            sessions::id,
            sessions::course_id,
            sessions::state,
            sessions::timezone,
            sessions::starts_at,
            sessions::ends_at,
            sessions::capacity,
            sessions::on_demand,
            sessions::lock_count,
            sessions::revision,
        ))
        .load(connection)?;
    if rows.len() < facts.sessions.len() {
        let still: std::collections::HashSet<SessionId> = rows.iter().map(|row| row.id).collect();
        facts.sessions.retain(|id, _| still.contains(id));
        facts.means_version += 1;
    }
    let mut stale = Vec::new();
    for row in rows {
        let stamp = (row.lock_count, row.revision);
        let known = facts.sessions.get(&row.id);
        if known.is_some_and(|known| known.stamp == stamp) {
            continue;
        }
        let Some(course) = facts.course_at.get(&row.course).copied() else { continue };
        stale.push(row.id);
        facts.means_version += u64::from(facts.answers.contains_key(&row.id));
        let fact = SessionFact {
            id: row.id,
            course,
            day: SessionFact::day_of(row.starts_at.and_utc(), row.timezone.tz()),
            starts_at: row.starts_at.and_utc(),
            ends_at: row.ends_at.and_utc(),
            places: (!row.on_demand).then_some(row.capacity),
            cancelled: row.state == SessionState::Cancelled,
            trainers: Vec::new(),
            stamp,
            bookings: Arc::default(),
        };
        facts.sessions.insert(row.id, fact);
    }
    Ok(stale)
}

type Counted = (SessionId, BookingId, PersonId, Option<OrganisationId>, BookingState, bool);

/// Reads the bookings of these sessions; of all there are when none are named.
fn read_bookings(
    connection: &mut AnyConnection,
    facts: &mut Facts,
    of: &[SessionId],
    only: Option<&[SessionId]>,
) -> Result<(), Error> {
    let mut query = bookings::table
        .filter(bookings::state.eq_any(COUNTED).or(bookings::short_notice))
        .select((
            bookings::session_id,
            bookings::id,
            bookings::person_id,
            bookings::organisation_id,
            bookings::state,
            bookings::short_notice,
        ))
        .into_boxed();
    if let Some(only) = only {
        query = query.filter(bookings::session_id.eq_any(only));
    }
    let rows: Vec<Counted> = query.load(connection)?;
    let results = results_of(connection, only)?;
    let begun = begun_of(connection, facts, of)?;
    let mut certified = certified_of(connection, only)?;
    certified.sort_unstable();
    let mut by_session: HashMap<SessionId, Vec<BookingFact>> = HashMap::with_capacity(of.len());
    for (session, id, person, organisation, state, short_notice) in rows {
        let (cpd_minutes, attended_on) = results.get(&id).copied().unwrap_or_default();
        let fact = BookingFact {
            id,
            person: facts.person(person),
            organisation: facts.organisation(organisation),
            state,
            short_notice,
            certified: certified.binary_search(&id).is_ok(),
            cpd_minutes,
            attended_on,
            day: begun.get(&id).map(|begun| attended_on.unwrap_or(*begun)),
        };
        by_session.entry(session).or_default().push(fact);
    }
    let mut trainers = trainers_of(connection, only)?;
    for id in of {
        if let Some(session) = facts.sessions.get_mut(id) {
            session.bookings = Arc::new(by_session.remove(id).unwrap_or_default());
            session.trainers = trainers.remove(id).unwrap_or_default();
        }
    }
    Ok(())
}

/// The day on which each booking was begun that may be taken at any time: it counts on that day until it is finished.
fn begun_of(
    connection: &mut AnyConnection,
    facts: &Facts,
    of: &[SessionId],
) -> Result<HashMap<BookingId, NaiveDate>, Error> {
    let standing = |id: &&SessionId| facts.sessions.get(*id).is_some_and(|session| session.places.is_none());
    let standing: Vec<SessionId> = of.iter().filter(standing).copied().collect();
    let mut begun = HashMap::new();
    for some in standing.chunks(AT_ONCE) {
        let rows: Vec<(BookingId, NaiveDateTime)> = bookings::table
            .filter(bookings::session_id.eq_any(some))
            .select((bookings::id, bookings::created_at))
            .load(connection)?;
        begun.extend(rows.into_iter().map(|(id, at)| (id, SessionFact::day_of(at.and_utc(), London))));
    }
    Ok(begun)
}

/// What the results of bookings came to: CPD minutes, and the last day attended.
fn results_of(
    connection: &mut AnyConnection,
    only: Option<&[SessionId]>,
) -> Result<HashMap<BookingId, (i32, Option<NaiveDate>)>, Error> {
    let mut query = results::table
        .filter(results::reopened_at.is_null())
        .select((results::booking_id, results::cpd_minutes, results::attended_on))
        .into_boxed();
    if let Some(only) = only {
        let of = bookings::table.filter(bookings::session_id.eq_any(only)).select(bookings::id);
        query = query.filter(results::booking_id.eq_any(of));
    }
    let rows: Vec<(BookingId, i32, Option<NaiveDate>)> = query.load(connection)?;
    Ok(rows.into_iter().map(|(id, minutes, on)| (id, (minutes, on))).collect())
}

fn certified_of(connection: &mut AnyConnection, only: Option<&[SessionId]>) -> Result<Vec<BookingId>, Error> {
    let mut query = certificates::table
        .filter(certificates::state.eq(CertificateState::Valid))
        .select(certificates::booking_id)
        .into_boxed();
    if let Some(only) = only {
        let of = bookings::table.filter(bookings::session_id.eq_any(only)).select(bookings::id);
        query = query.filter(certificates::booking_id.eq_any(of));
    }
    Ok(query.load(connection)?)
}

fn trainers_of(
    connection: &mut AnyConnection,
    only: Option<&[SessionId]>,
) -> Result<HashMap<SessionId, Vec<PersonId>>, Error> {
    let mut query = session_trainers::table
        .order((session_trainers::session_id, session_trainers::position))
        .select((session_trainers::session_id, session_trainers::person_id))
        .into_boxed();
    if let Some(only) = only {
        query = query.filter(session_trainers::session_id.eq_any(only));
    }
    let rows: Vec<(SessionId, PersonId)> = query.load(connection)?;
    let mut trainers: HashMap<SessionId, Vec<PersonId>> = HashMap::new();
    for (session, person) in rows {
        trainers.entry(session).or_default().push(person);
    }
    Ok(trainers)
}

type Learnt = (PersonId, CourseId, Option<OrganisationId>, Option<NaiveDate>);

fn read_brought_in(connection: &mut AnyConnection, facts: &mut Facts) -> Result<(), Error> {
    let rows: Vec<Learnt> = completions::table
        .filter(completions::booking_id.is_null())
        .filter(completions::withdrawn_at.is_null())
        .select((
            completions::person_id,
            completions::course_id,
            completions::organisation_id,
            completions::completed_on,
        ))
        .load(connection)?;
    let mut brought_in = Vec::with_capacity(rows.len());
    for (person, course, organisation, on) in rows {
        if let Some(course) = facts.course_at.get(&course).copied() {
            let (person, organisation) = (facts.person(person), facts.organisation(organisation));
            brought_in.push(BroughtIn { person, course, organisation, on });
        }
    }
    facts.brought_in = brought_in;
    Ok(())
}

fn read_answers(connection: &mut AnyConnection, facts: &mut Facts) -> Result<(), Error> {
    let stamp: Vec<(i64, Option<NaiveDateTime>)> = vec![
        (
            feedback::table.count().get_result(connection)?,
            feedback::table.select(max(feedback::updated_at)).first(connection)?,
        ),
        (
            impacts::table.count().get_result(connection)?,
            impacts::table.select(max(impacts::answered_at)).first(connection)?,
        ),
    ];
    if facts.answers_stamp == stamp {
        return Ok(());
    }
    let mut answers: HashMap<SessionId, HashMap<BookingId, [Answered; 3]>> = HashMap::new();
    let mut add = |session: SessionId, booking: BookingId, measure: Measure, number: i32| {
        let of = answers.entry(session).or_default().entry(booking).or_default();
        of[measure as usize].sum += number;
        of[measure as usize].count += 1;
    };
    let rows: Vec<(SessionId, BookingId, Option<i32>)> = feedback_answers::table
        .inner_join(feedback::table)
        .inner_join(feedback_questions::table)
        .filter(feedback_questions::kind.eq("scale"))
        .select((feedback::session_id, feedback::booking_id, feedback_answers::number))
        .load(connection)?;
    for (session, booking, number) in rows {
        if let Some(number) = number {
            add(session, booking, Measure::Feedback, number);
        }
    }
    let rows: Vec<(SessionId, BookingId, String, i32, i32)> = impacts::table
        .inner_join(bookings::table)
        .filter(impacts::answered_by.eq("participant"))
        .select((bookings::session_id, bookings::id, impacts::stage, impacts::in_use, impacts::difference))
        .load(connection)?;
    for (session, booking, stage, in_use, difference) in rows {
        let measure = if stage == "weeks_6" { Measure::Weeks6 } else { Measure::Months6 };
        add(session, booking, measure, in_use);
        add(session, booking, measure, difference);
    }
    (facts.answers, facts.answers_stamp) = (answers, stamp);
    facts.means_version += 1;
    Ok(())
}
