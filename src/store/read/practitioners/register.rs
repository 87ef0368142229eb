//! The register: who is trained by which course that keeps people current, until when, where, and who supports them.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::{dsl::max, prelude::*};

use crate::{
    domain::{
        ids::{CourseId, DeclarationId, OrganisationId, PersonId, SessionId},
        practice::{Currency, Done, PracticeState},
        times::Zone,
        words::SessionState,
    },
    store::{
        AnyConnection,
        error::Error,
        read::{
            people::belonging::{holds_on, london_day},
            practitioners::practice_courses::{PracticeCourse, courses_of_practice},
        },
        schema::{
            completions, declarations, memberships, organisations, people, practice_supports, practitioners,
            sessions,
        },
    },
};

/// How many coming dates are named that would keep somebody current.
const DATES: usize = 3;
/// The most values of a statement.
const CHUNK: usize = 500;

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

/// Somebody by one course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Practitioner {
    /// Their record.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// The organisations they belong to today, by name.
    pub organisations: Vec<(OrganisationId, String)>,
    /// The course.
    pub course: PracticeCourse,
    /// Until when they are current.
    pub until: Option<NaiveDate>,
    /// How that stands today.
    pub state: PracticeState,
    /// They said yes to being listed.
    pub listed: bool,
    /// Who supports them.
    pub supported_by: Option<Supporter>,
    /// Where that lapses soon or has lapsed: the coming dates that would keep it, those before it lapses first.
    pub dates: Vec<KeepingDate>,
}

/// Who supports somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Supporter {
    /// The hub.
    Hub,
    /// A colleague.
    Colleague(String),
}

/// Whom to look for.
#[derive(Debug, Clone, Default)]
pub struct RegisterQuery {
    /// These alone; everybody when none.
    pub people: Option<Vec<PersonId>>,
    /// Only who said yes to being listed and is current.
    pub listed: bool,
    /// Members of this organisation.
    pub organisation: Option<OrganisationId>,
    /// By the course of this slug.
    pub course: Option<String>,
    /// Only who is current and soon no longer is.
    pub lapsing: bool,
}

/// Who is in the register, by name, in a constant number of statements for each five hundred people.
///
/// # Errors
/// When the database fails.
pub fn register(
    connection: &mut AnyConnection,
    query: &RegisterQuery,
    now: DateTime<Utc>,
) -> Result<Vec<Practitioner>, Error> {
    let today = london_day(now);
    let mut of = courses_of_practice(connection)?;
    if let Some(slug) = &query.course {
        of.retain(|course| course.slug == *slug);
    }
    if of.is_empty() {
        return Ok(Vec::new());
    }
    let listed: BTreeSet<PersonId> =
        practitioners::table.select(practitioners::person_id).load(connection)?.into_iter().collect();
    let mut only = query.people.clone();
    if query.listed {
        only = Some(match only {
            Some(people) => people.into_iter().filter(|person| listed.contains(person)).collect(),
            None => listed.iter().copied().collect(),
        });
    }
    if let Some(organisation) = query.organisation {
        let members = members(connection, organisation, today)?;
        only = Some(match only {
            Some(people) => people.into_iter().filter(|person| members.contains(person)).collect(),
            None => members,
        });
    }
    let trained = trained(connection, &of, only.as_deref())?;
    if trained.is_empty() {
        return Ok(Vec::new());
    }
    let people: Vec<PersonId> =
        trained.iter().map(|(person, ..)| *person).collect::<BTreeSet<_>>().into_iter().collect();
    let declared = declared(connection, &of, &people)?;
    let mut found = Vec::new();
    for (person, course, on) in trained {
        let Some(course) = of.iter().find(|one| one.id == course) else { continue };
        let done = [Done { on, withdrawn: false }];
        let said: Vec<NaiveDate> =
            course.renewed_by.and_then(|kind| declared.get(&(person, kind)).copied()).into_iter().collect();
        let currency = Currency::of(course.months, &done, &said);
        let Some(state) = currency.state_on(today) else { continue };
        let current = matches!(state, PracticeState::Current | PracticeState::LapsesSoon);
        if (query.listed && !current) || (query.lapsing && state != PracticeState::LapsesSoon) {
            continue;
        }
        found.push((person, course, currency.until(), state));
    }
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let shown: Vec<PersonId> = found.iter().map(|(person, ..)| *person).collect();
    let about = About::of(connection, &shown, today)?;
    let dates = coming(connection, &of, now)?;
    let mut register: Vec<(String, Practitioner)> = found
        .into_iter()
        .filter_map(|(person, course, until, state)| {
            let (name, folded) = about.names.get(&person)?.clone();
            let dates = if matches!(state, PracticeState::LapsesSoon | PracticeState::Lapsed) {
                keeping(&dates, course.id, until)
            } else {
                Vec::new()
            };
            let one = Practitioner {
                person,
                name,
                organisations: about.organisations.get(&person).cloned().unwrap_or_default(),
                course: course.clone(),
                until,
                state,
                listed: listed.contains(&person),
                supported_by: about.supporters.get(&person).cloned(),
                dates,
            };
            Some((folded, one))
        })
        .collect();
    // Stable: of one person the courses stay in the order of the ladders.
    let at = |course: CourseId| of.iter().position(|one| one.id == course);
    register.sort_by(|(a, one), (b, other)| {
        (a, one.person, at(one.course.id)).cmp(&(b, other.person, at(other.course.id)))
    });
    Ok(register.into_iter().map(|(_, one)| one).collect())
}

fn members(
    connection: &mut AnyConnection,
    organisation: OrganisationId,
    today: NaiveDate,
) -> Result<Vec<PersonId>, Error> {
    Ok(memberships::table
        .filter(memberships::organisation_id.eq(organisation))
        .filter(memberships::confirmed_at.is_not_null())
        .filter(holds_on(today))
        .select(memberships::person_id)
        .distinct()
        .load(connection)?)
}

type Trained = (PersonId, CourseId, Option<NaiveDate>);

/// Who has done which of these courses, and the last day they did.
fn trained(
    connection: &mut AnyConnection,
    of: &[PracticeCourse],
    only: Option<&[PersonId]>,
) -> Result<Vec<Trained>, Error> {
    let ids: Vec<CourseId> = of.iter().map(|course| course.id).collect();
    let Some(only) = only else {
        return Ok(completions::table
            .filter(completions::course_id.eq_any(&ids))
            .filter(completions::withdrawn_at.is_null())
            .group_by((completions::person_id, completions::course_id))
            .select((completions::person_id, completions::course_id, max(completions::completed_on)))
            .load(connection)?);
    };
    let mut found = Vec::new();
    for some in only.chunks(CHUNK) {
        let part: Vec<Trained> = completions::table
            .filter(completions::course_id.eq_any(&ids))
            .filter(completions::person_id.eq_any(some))
            .filter(completions::withdrawn_at.is_null())
            .group_by((completions::person_id, completions::course_id))
            .select((completions::person_id, completions::course_id, max(completions::completed_on)))
            .load(connection)?;
        found.extend(part);
    }
    Ok(found)
}

/// The last day on which each of these people declared what renews one of these courses.
fn declared(
    connection: &mut AnyConnection,
    of: &[PracticeCourse],
    people: &[PersonId],
) -> Result<HashMap<(PersonId, DeclarationId), NaiveDate>, Error> {
    let kinds: Vec<DeclarationId> = of.iter().filter_map(|course| course.renewed_by).collect();
    let mut found = HashMap::new();
    if kinds.is_empty() {
        return Ok(found);
    }
    for some in people.chunks(CHUNK) {
        let part: Vec<(PersonId, DeclarationId, Option<NaiveDate>)> = declarations::table
            .filter(declarations::declaration_kind_id.eq_any(&kinds))
            .filter(declarations::person_id.eq_any(some))
            .group_by((declarations::person_id, declarations::declaration_kind_id))
            .select((
                declarations::person_id,
                declarations::declaration_kind_id,
                max(declarations::declared_on),
            ))
            .load(connection)?;
        found.extend(part.into_iter().filter_map(|(person, kind, on)| Some(((person, kind), on?))));
    }
    Ok(found)
}

/// What is said of people beside what they are trained in.
struct About {
    /// Of those whose record is in use: the name, and the name to sort by.
    names: HashMap<PersonId, (String, String)>,
    organisations: HashMap<PersonId, Vec<(OrganisationId, String)>>,
    supporters: HashMap<PersonId, Supporter>,
}

impl About {
    fn of(connection: &mut AnyConnection, people_of: &[PersonId], today: NaiveDate) -> Result<Self, Error> {
        let (mut names, mut organisations, mut supporters) = (HashMap::new(), HashMap::new(), HashMap::new());
        for some in people_of.chunks(CHUNK) {
            let part: Vec<(PersonId, String, String)> = people::table
                .filter(people::id.eq_any(some))
                .filter(people::disabled_at.is_null())
                .filter(people::erased_at.is_null())
                .filter(people::merged_into.is_null())
                .select((people::id, people::name, people::name_folded))
                .load(connection)?;
            names.extend(part.into_iter().map(|(id, name, folded)| (id, (name, folded))));
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
                .select((
                    practice_supports::person_id,
                    practice_supports::supporter_id,
                    people::name.nullable(),
                ))
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
        }
        Ok(Self { names, organisations, supporters })
    }
}

/// The coming dates of these courses that anybody may book, soonest first.
fn coming(
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
fn keeping(
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
