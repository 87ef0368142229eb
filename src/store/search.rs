//! Whom a search may find, by the databases' own indexes of what stands inside texts: everybody it finds is among them,
//! and few others, so that each can be looked at.

use diesel::{QueryResult, QueryableByName, RunQueryDsl, sql_query, sql_types::Binary, sql_types::Text};

use super::{
    any_connection::{AnyConnection, MultiBackend},
    backend::{Kind, kind_of},
};
use crate::domain::ids::PersonId;

/// Characters of a part: shorter texts have no part that could be looked up.
const PART: usize = 3;

/// The most people that are looked at one by one. Where more may be found, walking along all names in their order comes
/// upon a page of them sooner.
const FEW: usize = 4_000;

/// What is sought: people of whom one of these is so.
#[derive(Debug, Clone, Default)]
pub(in crate::store) struct Sought {
    /// Their folded name has each of these in it.
    pub(in crate::store) in_name: Vec<String>,
    /// A folded address of theirs has this in it.
    pub(in crate::store) in_address: Option<String>,
    /// The number of a certificate of theirs has this in it.
    pub(in crate::store) in_number: Option<String>,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Binary)]
    person_id: PersonId,
}

/// Everybody who may be meant, and some who are not; none where they are too many, or what is sought is too short to be
/// looked up.
///
/// # Errors
/// When the database fails.
pub(in crate::store) fn few_who_may_be_meant(
    connection: &mut AnyConnection,
    sought: &Sought,
) -> QueryResult<Option<Vec<PersonId>>> {
    let asked = match kind_of(connection) {
        Kind::Sqlite => parts(sought).map(|parts| {
            let sql = format!(
                "SELECT person_id FROM search_texts WHERE number IN \
                 (SELECT rowid FROM search_parts WHERE search_parts MATCH $1 LIMIT {})",
                FEW + 1
            );
            (sql, vec![parts])
        }),
        Kind::Postgres => patterns(sought),
    };
    let Some((sql, texts)) = asked else { return Ok(None) };
    let mut query = sql_query(sql).into_boxed::<MultiBackend>();
    for text in texts {
        query = query.bind::<Text, _>(text);
    }
    let found: Vec<Found> = query.load(connection)?;
    if found.len() > FEW {
        return Ok(None);
    }
    let mut ids: Vec<PersonId> = found.into_iter().map(|found| found.person_id).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(Some(ids))
}

/// The alternatives, each as texts that all have to be found in one; none where one of them is too short.
fn alternatives(sought: &Sought) -> Option<Vec<Vec<&str>>> {
    let long = |text: &&str| text.chars().count() >= PART && !text.chars().any(char::is_control);
    let name: Vec<&str> = sought.in_name.iter().map(String::as_str).filter(long).collect();
    let others = [&sought.in_address, &sought.in_number].into_iter().flatten();
    let others: Option<Vec<Vec<&str>>> =
        others.map(|text| Some(text.as_str()).filter(long).map(|text| vec![text])).collect();
    let all: Vec<Vec<&str>> = [name].into_iter().chain(others?).collect();
    all.iter().all(|texts| !texts.is_empty()).then_some(all)
}

/// As SQLite's index of parts is asked: every three letters in a row have to be there.
fn parts(sought: &Sought) -> Option<String> {
    let all = |texts: Vec<&str>| {
        let parts = texts.into_iter().flat_map(|text| {
            let characters: Vec<char> = text.chars().collect();
            let parts = characters.windows(PART).map(|part| part.iter().collect::<String>());
            parts.map(|part| format!("\"{}\"", part.replace('"', "\"\""))).collect::<Vec<_>>()
        });
        format!("({})", parts.collect::<Vec<_>>().join(" AND "))
    };
    Some(alternatives(sought)?.into_iter().map(all).collect::<Vec<_>>().join(" OR "))
}

/// As PostgreSQL is asked, which finds patterns by an index of parts by itself.
fn patterns(sought: &Sought) -> Option<(String, Vec<String>)> {
    let mut texts = Vec::new();
    let mut asked = Vec::new();
    let columns = [("id", "people", "name_folded")]
        .into_iter()
        .chain(sought.in_address.iter().map(|_| ("person_id", "addresses", "email_folded")))
        .chain(sought.in_number.iter().map(|_| ("person_id", "certificates", "number")));
    for ((person, table, column), all) in columns.zip(alternatives(sought)?) {
        let mut conditions = Vec::new();
        for text in all {
            texts.push(anywhere(text));
            conditions.push(format!("{column} LIKE ${} ESCAPE '\\'", texts.len()));
        }
        let conditions = conditions.join(" AND ");
        asked.push(format!(
            "(SELECT {person} AS person_id FROM {table} WHERE {conditions} LIMIT {})",
            FEW + 1
        ));
    }
    Some((asked.join(" UNION ALL "), texts))
}

/// A pattern for LIKE that finds `text` anywhere, with its wildcards taken literally.
pub(in crate::store) fn anywhere(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}
