//! What the register says of people beside what they are trained in: where they belong, who supports them, and the
//! coming dates that would keep them current.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::{dsl::exists, prelude::*};

use crate::{
    domain::{
        ids::{CourseId, OrganisationId, PersonId, SessionId},
        times::Zone,
        words::SessionState,
    },
    store::{
        AnyConnection,
        error::Error,
        read::{
            people::belonging::{holds_on, london_day},
            practitioners::practice_courses::PracticeCourse,
        },
        schema::{
            completions, memberships, organisations, people, practice_supports, practitioners, sessions,
        },
    },
};

/// How many coming dates are named that would keep somebody current.
const DATES: usize = 3;

/// A coming date that would keep somebody current.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeepingDate {
    /// The session.
    pub session: SessionId,
    /// Start of its first date.
    pub starts_at: DateTime<Utc>,
    /// The zone its times are shown in.
    pub timezone: Zone,
    /// It comes only after that lapses.
    pub late: bool,
}

/// Who supports somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Supporter {
    /// The hub.
    Hub,
    /// A colleague.
    Colleague(String),
}

/// What is said of some people.
pub(super) struct About {
    /// The organisations they belong to today, by name.
    pub(super) organisations: HashMap<PersonId, Vec<(OrganisationId, String)>>,
    /// Who supports them.
    pub(super) supporters: HashMap<PersonId, Supporter>,
    /// Who of them said yes to being listed.
    pub(super) listed: HashSet<PersonId>,
}

impl About {
    /// Of at most five hundred people.
    pub(super) fn of(
        connection: &mut AnyConnection,
        some: &[PersonId],
        today: NaiveDate,
    ) -> Result<Self, Error> {
        let (mut organisations, mut supporters) = (HashMap::new(), HashMap::new());
        let belong: Vec<(PersonId, OrganisationId, String)> = memberships::table
            .inner_join(organisations::table)
            .filter(memberships::person_id.eq_any(some))
            .filter(memberships::confirmed_at.is_not_null())
            .filter(holds_on(today))
            .order((organisations::name_folded, organisations::id))
            .select((memberships::person_id, organisations::id, organisations::name))
            .load(connection)?;
        for (person, id, name) in belong {
            let all: &mut Vec<(OrganisationId, String)> = organisations.entry(person).or_default();
            if all.iter().all(|(known, _)| *known != id) {
                all.push((id, name));
            }
        }
        let supported: Vec<(PersonId, Option<PersonId>, Option<String>)> = practice_supports::table
            .left_join(people::table.on(practice_supports::supporter_id.eq(people::id.nullable())))
            .filter(practice_supports::person_id.eq_any(some))
            .filter(practice_supports::agreed_at.is_not_null())
            .select((practice_supports::person_id, practice_supports::supporter_id, people::name.nullable()))
            .load(connection)?;
        let colleagues: Vec<PersonId> = supported.iter().filter_map(|(_, by, _)| *by).collect();
        let theirs: Vec<(PersonId, OrganisationId)> = memberships::table
            .filter(memberships::person_id.eq_any(colleagues))
            .filter(memberships::confirmed_at.is_not_null())
            .filter(holds_on(today))
            .select((memberships::person_id, memberships::organisation_id))
            .load(connection)?;
        for (person, supporter, name) in supported {
            let (Some(by), Some(name)) = (supporter, name) else {
                supporters.insert(person, Supporter::Hub);
                continue;
            };
            // A colleague is one for as long as both belong to one organisation.
            let own = organisations.get(&person).into_iter().flatten();
            let of_one = own.map(|(id, _)| id).any(|id| theirs.contains(&(by, *id)));
            if of_one {
                supporters.insert(person, Supporter::Colleague(name));
            }
        }
        let listed: Vec<PersonId> = practitioners::table
            .filter(practitioners::person_id.eq_any(some))
            .select(practitioners::person_id)
            .load(connection)?;
        Ok(Self { organisations, supporters, listed: listed.into_iter().collect() })
    }
}

/// The organisations to which somebody belongs today who did one of these courses, by name; with `listed` somebody who
/// said yes to being listed.
///
/// # Errors
/// When the database fails.
pub fn organisations_of(
    connection: &mut AnyConnection,
    of: &[PracticeCourse],
    listed: bool,
    now: DateTime<Utc>,
) -> Result<Vec<(OrganisationId, String)>, Error> {
    let ids: Vec<CourseId> = of.iter().map(|course| course.id).collect();
    let did = completions::table
        .filter(completions::person_id.eq(memberships::person_id))
        .filter(completions::course_id.eq_any(ids))
        .filter(completions::withdrawn_at.is_null());
    let mut rows = memberships::table
        .inner_join(organisations::table)
        .filter(memberships::confirmed_at.is_not_null())
        .filter(holds_on(london_day(now)))
        .filter(exists(did))
        .select((organisations::name_folded, organisations::id, organisations::name))
        .distinct()
        .into_boxed();
    if listed {
        rows =
            rows.filter(memberships::person_id.eq_any(practitioners::table.select(practitioners::person_id)));
    }
    let mut rows: Vec<(String, OrganisationId, String)> = rows.load(connection)?;
    rows.sort_unstable();
    Ok(rows.into_iter().map(|(_, id, name)| (id, name)).collect())
}

/// The coming dates of these courses that anybody may book, soonest first.
pub(super) fn coming(
    connection: &mut AnyConnection,
    of: &[PracticeCourse],
    now: DateTime<Utc>,
) -> Result<Vec<(CourseId, KeepingDate)>, Error> {
    let ids: Vec<CourseId> = of.iter().map(|course| course.id).collect();
    let rows: Vec<(CourseId, SessionId, NaiveDateTime, Zone)> = sessions::table
        .filter(sessions::course_id.eq_any(ids))
        .filter(sessions::state.eq(SessionState::Published))
        .filter(sessions::private.eq(false))
        .filter(sessions::starts_at.gt(now.naive_utc()))
        .order((sessions::starts_at, sessions::id))
        .limit(500)
        .select((sessions::course_id, sessions::id, sessions::starts_at, sessions::timezone))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(course, session, starts_at, timezone)| {
            (course, KeepingDate { session, starts_at: starts_at.and_utc(), timezone, late: false })
        })
        .collect())
}

/// Those of one course that keep it before it lapses; where there is none, the next.
pub(super) fn keeping(
    dates: &[(CourseId, KeepingDate)],
    course: CourseId,
    until: Option<NaiveDate>,
) -> Vec<KeepingDate> {
    let of_it = || dates.iter().filter(|(of, _)| *of == course).map(|(_, date)| *date);
    let in_time = |date: &KeepingDate| until.is_some_and(|until| london_day(date.starts_at) <= until);
    let before: Vec<KeepingDate> = of_it().filter(in_time).take(DATES).collect();
    if before.is_empty() {
        return of_it().map(|date| KeepingDate { late: true, ..date }).take(DATES).collect();
    }
    before
}
