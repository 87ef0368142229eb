//! Who did which course that keeps people current, and until when they are.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{dsl::max, prelude::*};

use crate::{
    domain::{
        ids::{CourseId, DeclarationId, OrganisationId, PersonId},
        practice::{Currency, Done, PracticeState},
    },
    store::{
        AnyConnection,
        error::Error,
        read::{people::belonging::london_day, practitioners::practice_courses::PracticeCourse},
        schema::{completions, declarations, people},
    },
};

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

/// How somebody stands by one course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Whose record.
    pub person: PersonId,
    /// Which course.
    pub course: CourseId,
    /// Until when they are current.
    pub until: Option<NaiveDate>,
    /// How that stands today.
    pub state: PracticeState,
}

/// Leaves of people those whose record is in use and whom the query looks for, by whatever is told of them alone. For
/// statements that read from `people`.
macro_rules! looked_for {
    ($rows:ident, $query:expr, $today:expr) => {{
        use crate::store::{
            read::people::belonging::holds_on,
            schema::{memberships, practitioners},
        };
        $rows = $rows
            .filter(people::disabled_at.is_null())
            .filter(people::erased_at.is_null())
            .filter(people::merged_into.is_null());
        if let Some(only) = &$query.people {
            $rows = $rows.filter(people::id.eq_any(only.clone()));
        }
        if $query.listed {
            $rows = $rows.filter(people::id.eq_any(practitioners::table.select(practitioners::person_id)));
        }
        if let Some(organisation) = $query.organisation {
            let members = memberships::table
                .filter(memberships::organisation_id.eq(organisation))
                .filter(memberships::confirmed_at.is_not_null())
                .filter(holds_on($today))
                .select(memberships::person_id);
            $rows = $rows.filter(people::id.eq_any(members));
        }
    }};
}
pub(super) use looked_for;

/// How people stand by these courses, in no order: some of at most five hundred, or everybody whom the query looks for.
///
/// # Errors
/// When the database fails.
pub fn standing(
    connection: &mut AnyConnection,
    query: &RegisterQuery,
    of: &[PracticeCourse],
    some: Option<&[PersonId]>,
    now: DateTime<Utc>,
) -> Result<Vec<Standing>, Error> {
    let today = london_day(now);
    let declared = declared(connection, of, some)?;
    let mut found = Vec::new();
    for (person, course, on) in trained(connection, query, of, some, today)? {
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
        found.push(Standing { person, course: course.id, until: currency.until(), state });
    }
    Ok(found)
}

type Trained = (PersonId, CourseId, Option<NaiveDate>);

/// Who has done which of these courses, and the last day they did.
fn trained(
    connection: &mut AnyConnection,
    query: &RegisterQuery,
    of: &[PracticeCourse],
    some: Option<&[PersonId]>,
    today: NaiveDate,
) -> Result<Vec<Trained>, Error> {
    let ids: Vec<CourseId> = of.iter().map(|course| course.id).collect();
    let mut rows = completions::table
        .inner_join(people::table.on(people::id.eq(completions::person_id)))
        .filter(completions::course_id.eq_any(ids))
        .filter(completions::withdrawn_at.is_null())
        .group_by((completions::person_id, completions::course_id))
        .select((completions::person_id, completions::course_id, max(completions::completed_on)))
        .into_boxed();
    if let Some(some) = some {
        rows = rows.filter(completions::person_id.eq_any(some));
    } else {
        looked_for!(rows, query, today);
    }
    Ok(rows.load(connection)?)
}

/// The last day on which people declared what renews one of these courses.
fn declared(
    connection: &mut AnyConnection,
    of: &[PracticeCourse],
    some: Option<&[PersonId]>,
) -> Result<HashMap<(PersonId, DeclarationId), NaiveDate>, Error> {
    let kinds: Vec<DeclarationId> = of.iter().filter_map(|course| course.renewed_by).collect();
    if kinds.is_empty() {
        return Ok(HashMap::new());
    }
    let mut rows = declarations::table
        .filter(declarations::declaration_kind_id.eq_any(kinds))
        .group_by((declarations::person_id, declarations::declaration_kind_id))
        .select((declarations::person_id, declarations::declaration_kind_id, max(declarations::declared_on)))
        .into_boxed();
    if let Some(some) = some {
        rows = rows.filter(declarations::person_id.eq_any(some));
    }
    let found: Vec<(PersonId, DeclarationId, Option<NaiveDate>)> = rows.load(connection)?;
    Ok(found.into_iter().filter_map(|(person, kind, on)| Some(((person, kind), on?))).collect())
}
