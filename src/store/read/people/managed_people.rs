//! The people somebody manages, and where they stand on the ladders.

use chrono::{DateTime, Utc};

use super::{
    person_views::{self, PeopleQuery, PersonView, Seen},
    relations,
};
use crate::{
    domain::{ids::PersonId, people::Folded},
    store::{
        AnyConnection,
        error::Error,
        read::catalogue::teams::{self, Team},
    },
};

/// How many people's standing is read at once.
const AT_ONCE: usize = 500;

/// Which of somebody's people.
#[derive(Debug, Clone)]
pub struct ManagedQuery {
    /// Who manages them.
    pub manager: PersonId,
    /// Part of a name or address, as typed.
    pub q: Option<String>,
    /// By organisation, those of none last; else by name.
    pub by_organisation: bool,
    /// How many are passed over.
    pub skip: usize,
    /// How many are looked at.
    pub most: usize,
}

/// Some of somebody's people.
#[derive(Debug, Clone)]
pub struct Managed {
    /// How many people they manage.
    pub managed: usize,
    /// How many of them were found.
    pub count: usize,
    /// Those looked at, in order.
    pub views: Vec<PersonView>,
    /// Where those stand.
    pub team: Team,
}

/// The people asked for; a few hundred cost as many statements as one.
///
/// # Errors
/// When the database fails.
pub fn managed(
    connection: &mut AnyConnection,
    query: &ManagedQuery,
    now: DateTime<Utc>,
) -> Result<Managed, Error> {
    let ids = relations::managed_by(connection, query.manager, now)?;
    let managed = ids.len();
    let limit = i64::try_from(managed.max(1)).unwrap_or(i64::MAX);
    let people = PeopleQuery { q: query.q.clone(), seen: Seen::Only(ids), after: None, limit };
    let mut views = person_views::list(connection, &people, now)?;
    let count = views.len();
    if query.by_organisation {
        let place =
            |view: &PersonView| view.organisations.first().map(|of| Folded::of(&of.name).as_str().to_owned());
        views.sort_by_key(|view| (place(view).is_none(), place(view)));
    }
    let views: Vec<PersonView> = views.into_iter().skip(query.skip).take(query.most).collect();
    let shown: Vec<PersonId> = views.iter().map(|person| person.id).collect();
    let (first, rest) = shown.split_at(AT_ONCE.min(shown.len()));
    let mut team = teams::team(connection, first, now)?;
    for more in rest.chunks(AT_ONCE) {
        team.members.extend(teams::team(connection, more, now)?.members);
    }
    Ok(Managed { managed, count, views, team })
}
