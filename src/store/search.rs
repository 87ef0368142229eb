//! Whom a search may find, by the databases' own indexes of what stands inside texts: everybody it finds is among them,
//! and few others, so that each can be looked at.

use diesel::{
    QueryResult, QueryableByName, RunQueryDsl,
    dsl::sql,
    expression::{AsExpression, SqlLiteral, UncheckedBind},
    sql_query,
    sql_types::{BigInt, Binary, Bool, Text},
};

use super::{
    any_connection::{AnyConnection, MultiBackend},
    backend::{Kind, kind_of},
};
use crate::domain::ids::PersonId;

/// Characters of a part: shorter texts have no part that could be looked up.
const PART: usize = 3;

/// The most people that are named one by one in a statement.
const MOST_IDS: usize = 4_000;

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

/// Whom it may be.
#[derive(Debug, Clone)]
pub(in crate::store) enum Meant {
    /// Any of very many, or what is sought is too short to be looked up: a walk along a list comes upon them.
    Anybody,
    /// One of these.
    These(Vec<PersonId>),
    /// One of those whose texts have these parts, as [`with_parts`] says it.
    WithParts(String),
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Binary)]
    person_id: PersonId,
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// Everybody who may be meant, and some who are not; nobody in particular where their texts are more than `most`.
///
/// # Errors
/// When the database fails.
pub(in crate::store) fn who_may_be_meant(
    connection: &mut AnyConnection,
    sought: &Sought,
    most: usize,
) -> QueryResult<Meant> {
    match kind_of(connection) {
        Kind::Sqlite => {
            let Some(parts) = parts(sought) else { return Ok(Meant::Anybody) };
            let sql = format!(
                "SELECT count(*) AS number FROM (SELECT 1 FROM search_parts WHERE search_parts MATCH $1 LIMIT {})",
                most + 1
            );
            let counted: Counted = sql_query(sql).bind::<Text, _>(&parts).get_result(connection)?;
            let few = usize::try_from(counted.number).is_ok_and(|number| number <= most);
            Ok(if few { Meant::WithParts(parts) } else { Meant::Anybody })
        }
        Kind::Postgres => {
            let most = most.min(MOST_IDS);
            let Some((sql, texts)) = patterns(sought, most) else { return Ok(Meant::Anybody) };
            let mut query = sql_query(sql).into_boxed::<MultiBackend>();
            for text in texts {
                query = query.bind::<Text, _>(text);
            }
            let found: Vec<Found> = query.load(connection)?;
            if found.len() > most {
                return Ok(Meant::Anybody);
            }
            let mut ids: Vec<PersonId> = found.into_iter().map(|found| found.person_id).collect();
            ids.sort_unstable();
            ids.dedup();
            Ok(Meant::These(ids))
        }
    }
}

/// Whether this column names somebody whose texts have the parts of [`Meant::WithParts`].
pub(in crate::store) fn with_parts(column: &str, parts: String) -> WithParts {
    sql::<Bool>(&format!(
        "{column} IN (SELECT person_id FROM search_texts WHERE number IN \
         (SELECT rowid FROM search_parts WHERE search_parts MATCH "
    ))
    .bind::<Text, _>(parts)
    .sql("))")
}

type WithParts =
    SqlLiteral<Bool, UncheckedBind<SqlLiteral<Bool>, <String as AsExpression<Text>>::Expression>>;

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
fn patterns(sought: &Sought, most: usize) -> Option<(String, Vec<String>)> {
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
            most + 1
        ));
    }
    Some((asked.join(" UNION ALL "), texts))
}

/// A pattern for LIKE that finds `text` anywhere, with its wildcards taken literally.
pub(in crate::store) fn anywhere(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}
