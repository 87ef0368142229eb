//! What stands behind a figure: as many lines as it says.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    read_blocked::{BlockedAsk, refused},
    read_flow::FlowAsk,
    read_organisations::{OrganisationsAsk, trained_people},
    read_uptake::{UptakeAsk, read_ask},
};
use crate::{
    domain::{
        access::Actor,
        figures::{BookingFact, Facts, Figure, SessionFact},
        ids::{BookingId, GroupId, OrganisationId, PersonId, SessionId},
        ladder_flow::{FlowFigure, flow},
        times::Zone,
        uptake::{Key, Scope, behind as behind_figure},
        words::BookingState,
    },
    store::{
        AnyConnection,
        read::reports::behind::{self, BookingBehind},
    },
    usecases::{
        UseCases,
        error::{Failure, Refused},
    },
};

/// A line behind a figure: a booking, a person or a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    /// The person, with their name where the reader may know it.
    pub person: Option<(PersonId, Option<String>)>,
    /// Under which organisation.
    pub organisation: Option<String>,
    /// The course's title.
    pub course: Option<String>,
    /// The session.
    pub session: Option<SessionId>,
    /// The start of its first date.
    pub starts_at: Option<(DateTime<Utc>, Zone)>,
    /// The day, where no date is meant.
    pub on: Option<NaiveDate>,
    /// The booking, and its reference.
    pub booking: Option<(BookingId, String)>,
    /// Where it stands, and whether it was given up at short notice.
    pub state: Option<(BookingState, bool)>,
}

impl Behind {
    /// A person, with nothing beside.
    #[must_use]
    pub fn of_person(id: PersonId, name: Option<String>) -> Self {
        Self {
            person: Some((id, name)),
            organisation: None,
            course: None,
            session: None,
            starts_at: None,
            on: None,
            booking: None,
            state: None,
        }
    }
}

/// Which figure of which report.
#[derive(Debug, Clone)]
pub enum Follow {
    /// Of who came: the table, the row (none for all of it) and the figure.
    Uptake(UptakeAsk, Option<String>, Figure),
    /// Of the ladder's flow: which steps, the ladder's slug, the step from 1, and the figure.
    Flow(FlowAsk, String, usize, FlowFigure),
    /// Of refusals: which, the prerequisite, and the month's first day.
    Blocked(BlockedAsk, GroupId, NaiveDate),
    /// Of who waits: the course's slug.
    Waiting(String),
    /// Of organisations over the years: who completed something under one of them, or any.
    Trained(OrganisationsAsk, Option<OrganisationId>),
}

/// What a list behind a figure lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lists {
    /// Bookings.
    Bookings,
    /// People.
    People,
    /// Sessions.
    Sessions,
}

impl UseCases {
    /// What stands behind a figure, as far as somebody sees it: the lines, and of what. Names stand there for those
    /// whom the reader manages or whose session they run; a place counts for an organisation that its person has left.
    ///
    /// # Errors
    /// A figure there is none of.
    pub async fn follow_down(&self, actor: Actor, follow: Follow) -> Result<(Lists, Vec<Behind>), Failure> {
        let (now, today) = (self.db.clock().now(), self.figures_day());
        self.with_facts(move |c, facts| {
            let scope = behind::scope(c, facts, &actor, now)?;
            match follow {
                Follow::Uptake(ask, key, figure) => {
                    let ask = read_ask(facts, &actor, &ask, scope, today)?;
                    let key = match key {
                        None => None,
                        Some(word) => Some(Key::of_word(ask.by, &word, facts).ok_or(Refused::NotThere)?),
                    };
                    let found = behind_figure(facts, &ask, key, figure);
                    let lists = match figure {
                        Figure::People => Lists::People,
                        Figure::Sessions => Lists::Sessions,
                        _ => Lists::Bookings,
                    };
                    Ok((lists, bookings(c, &actor, &found, lists, now)?))
                }
                Follow::Flow(ask, ladder, step, figure) => {
                    let at =
                        facts.ladders.iter().position(|of| of.slug == ladder).ok_or(Refused::NotThere)?;
                    let flows = flow(facts, &scope, ask.period(today)?, now);
                    let found = flows.iter().find(|flow| flow.ladder == at && flow.step + 1 == step);
                    let who: Vec<PersonId> = found
                        .ok_or(Refused::NotThere)?
                        .who(figure)
                        .filter_map(|person| person_of(facts, person))
                        .collect();
                    Ok((Lists::People, people(c, &actor, &who, now)?))
                }
                Follow::Blocked(ask, group, month) => {
                    let mut found = refused(c, facts, &scope, &ask, today)?;
                    found.retain(|one| one.group == group && one.month == month);
                    let who: Vec<PersonId> = found.iter().map(|one| one.person).collect();
                    Ok((Lists::People, people(c, &actor, &who, now)?))
                }
                Follow::Trained(ask, organisation) => {
                    let scope = Scope { trainer: None, ..scope };
                    let place = organisation.map(|id| facts.organisation(Some(id)));
                    let found: BTreeSet<u32> = trained_people(facts, &scope, ask.period(today)?)
                        .into_iter()
                        .filter(|(of, ..)| place.is_none_or(|place| place == *of))
                        .map(|(_, _, person)| person)
                        .collect();
                    let who: Vec<PersonId> =
                        found.into_iter().filter_map(|person| person_of(facts, person)).collect();
                    Ok((Lists::People, people(c, &actor, &who, now)?))
                }
                Follow::Waiting(slug) => {
                    let course = facts.courses.iter().position(|of| of.slug == slug);
                    let course = course.ok_or(Refused::NotThere)?;
                    let mut found = Vec::new();
                    for session in facts.sessions.values() {
                        if session.course != course || session.cancelled || session.day < today {
                            continue;
                        }
                        let whole = scope.has_session(session);
                        let seen = |of: &&BookingFact| whole || scope.has(of.person, of.organisation);
                        let waits = session.bookings.iter().filter(seen).filter(|of| of.waits());
                        found.extend(waits.map(|booking| (session, booking)));
                    }
                    Ok((Lists::Bookings, bookings(c, &actor, &found, Lists::Bookings, now)?))
                }
            }
        })
        .await
    }
}

fn person_of(facts: &Facts, person: u32) -> Option<PersonId> {
    facts.people.get(usize::try_from(person).ok()?).copied()
}

/// Whose names somebody may read; `None` for everybody's.
fn known(
    connection: &mut AnyConnection,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Option<HashSet<PersonId>>, Failure> {
    if actor.is_coordinator {
        return Ok(None);
    }
    let mut known = behind::managed(connection, actor.person_id, now)?;
    known.insert(actor.person_id);
    Ok(Some(known))
}

fn people(
    connection: &mut AnyConnection,
    actor: &Actor,
    who: &[PersonId],
    now: DateTime<Utc>,
) -> Result<Vec<Behind>, Failure> {
    let known = known(connection, actor, now)?;
    let mut names = behind::names(connection, who.iter().copied())?;
    let seen = |id: &PersonId| known.as_ref().is_none_or(|known| known.contains(id));
    let mut all: Vec<Behind> =
        who.iter().map(|id| Behind::of_person(*id, names.remove(id).filter(|_| seen(id)))).collect();
    all.sort_by_cached_key(|line| {
        let (id, name) = line.person.clone().unzip();
        (name.flatten().map(|name| name.to_lowercase()), id)
    });
    Ok(all)
}

fn bookings(
    connection: &mut AnyConnection,
    actor: &Actor,
    found: &[(&SessionFact, &BookingFact)],
    lists: Lists,
    now: DateTime<Utc>,
) -> Result<Vec<Behind>, Failure> {
    let ids: Vec<BookingId> = found.iter().map(|(_, booking)| booking.id).collect();
    let sessions: HashMap<BookingId, &SessionFact> =
        found.iter().map(|(session, booking)| (booking.id, *session)).collect();
    let rows = behind::bookings_behind(connection, &ids)?;
    if lists == Lists::People {
        let who: Vec<PersonId> = rows.iter().map(|row| row.person).collect();
        return people_of_sessions(connection, actor, (&who, &rows, &sessions), now);
    }
    let known = known(connection, actor, now)?;
    let names = behind::names(connection, rows.iter().map(|row| row.person))?;
    let line = |row: BookingBehind| {
        let runs = sessions.get(&row.id).is_some_and(|of| of.trainers.contains(&actor.person_id));
        let seen =
            known.as_ref().is_none_or(|known| known.contains(&row.person)) || (runs && actor.is_trainer);
        let name = names.get(&row.person).cloned().filter(|_| seen);
        let of_person = lists == Lists::Bookings;
        Behind {
            person: of_person.then_some((row.person, name)),
            organisation: row.organisation.filter(|_| of_person),
            course: Some(row.course),
            session: sessions.get(&row.id).map(|session| session.id),
            starts_at: Some((row.starts_at.and_utc(), row.timezone)),
            on: None,
            booking: of_person.then_some((row.id, row.reference)),
            state: of_person.then_some((row.state, row.short_notice)),
        }
    };
    Ok(rows.into_iter().map(line).collect())
}

type Found<'a> = (&'a [PersonId], &'a [BookingBehind], &'a HashMap<BookingId, &'a SessionFact>);

/// The people of these bookings; a trainer knows those on their own sessions.
fn people_of_sessions(
    connection: &mut AnyConnection,
    actor: &Actor,
    (who, rows, sessions): Found<'_>,
    now: DateTime<Utc>,
) -> Result<Vec<Behind>, Failure> {
    let names = behind::names(connection, who.iter().copied())?;
    let mut lines = people(connection, actor, who, now)?;
    if actor.is_trainer {
        let on_theirs: HashSet<PersonId> = rows
            .iter()
            .filter(|row| sessions.get(&row.id).is_some_and(|of| of.trainers.contains(&actor.person_id)))
            .map(|row| row.person)
            .collect();
        for (id, name) in lines.iter_mut().filter_map(|line| line.person.as_mut()) {
            if name.is_none() && on_theirs.contains(id) {
                *name = names.get(id).cloned();
            }
        }
    }
    Ok(lines)
}
