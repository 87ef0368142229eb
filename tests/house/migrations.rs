//! The two migration folders tell one history and end at one schema.

use std::{collections::BTreeSet, fs, path::Path};

use diesel::{Connection, PgConnection, RunQueryDsl, SqliteConnection, sql_query, sql_types::Text};

use super::sources::top;
use crate::support::database::TestDatabase;

#[derive(diesel::QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// What people are searched by is a table of SQLite's; PostgreSQL has indexes for it.
const SQLITE: [&str; 3] = [
    "SELECT m.name || '.' || c.name || ' ' || lower(c.type) || iif(c.\"notnull\", ' not null', '')
            || iif(c.dflt_value IS NULL, '', ' default') || iif(c.pk > 0, ' key ' || c.pk, '') AS line
     FROM sqlite_master m JOIN pragma_table_info(m.name) c
     WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE '%diesel%'
           AND m.name NOT LIKE 'search%'",
    "SELECT m.name || ' unique ('
            || (SELECT group_concat(name, ', ') FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno))
            || ')' || iif(l.partial, (SELECT substr(sql, instr(sql, 'WHERE')) FROM sqlite_master
                                      WHERE name = l.name), '') AS line
     FROM sqlite_master m JOIN pragma_index_list(m.name) l
     WHERE m.type = 'table' AND l.\"unique\" AND l.origin <> 'pk'",
    "SELECT m.name || '.' || f.\"from\" || ' -> ' || f.\"table\" || '.' || f.\"to\" || ' '
            || lower(f.on_delete) AS line
     FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'",
];

const POSTGRES: [&str; 3] = [
    "SELECT c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
            || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
            || CASE WHEN a.atthasdef THEN ' default' ELSE '' END
            || coalesce(' key ' || array_position(i.indkey, a.attnum) + 1, '') AS line
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
          LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
           AND c.relname NOT LIKE '%diesel%'",
    "SELECT c.relname || ' unique ('
            || (SELECT string_agg(a.attname, ', ' ORDER BY k.at)
                FROM unnest(i.indkey) WITH ORDINALITY k (number, at)
                     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number)
            || ')' || coalesce('WHERE ' || pg_get_expr(i.indpred, i.indrelid), '') AS line
     FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
     WHERE c.relnamespace = 'public'::regnamespace AND i.indisunique AND NOT i.indisprimary",
    "SELECT c.relname || '.' || a.attname || ' -> ' || t.relname || '.' || b.attname || ' '
            || CASE f.confdeltype WHEN 'a' THEN 'no action' WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null'
                                  WHEN 'r' THEN 'restrict' ELSE 'set default' END AS line
     FROM pg_constraint f CROSS JOIN LATERAL unnest(f.conkey, f.confkey) k (ours, theirs)
          JOIN pg_class c ON c.oid = f.conrelid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.ours
          JOIN pg_class t ON t.oid = f.confrelid JOIN pg_attribute b ON b.attrelid = t.oid AND b.attnum = k.theirs
     WHERE f.contype = 'f'",
];

/// Columns that are searched, sorted or compared by their folded form, but not by the bytes.
const UNFOLDED_ORDER: &str = "SELECT a.attrelid::regclass || '.' || a.attname AS line
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
     WHERE c.relkind = 'r' AND a.attname LIKE '%folded' AND a.attcollation <> '\"C\"'::regcollation";

/// One database's columns, unique indexes and foreign keys, in words both would use.
fn schema(lines: Vec<Line>) -> BTreeSet<String> {
    lines.into_iter().map(|line| same_words(&line.line)).collect()
}

fn same_words(line: &str) -> String {
    // Each prints the condition of a partial index in its own way; the values it names are the same.
    if let Some((index, condition)) = line.split_once("WHERE") {
        let values: Vec<&str> = condition.split('\'').skip(1).step_by(2).collect();
        return format!("{index} where {}", values.join(" "));
    }
    line.replace(" blob", " bytea").replace(" timestamp without time zone", " timestamp")
}

fn in_sqlite(database: &TestDatabase) -> BTreeSet<String> {
    let file = database.url.trim_start_matches("sqlite:");
    let mut connection = SqliteConnection::establish(file).expect("the test database");
    schema(SQLITE.iter().flat_map(|sql| sql_query(*sql).load(&mut connection).expect(sql)).collect())
}

fn in_postgres(database: &TestDatabase, queries: &[&str]) -> BTreeSet<String> {
    let mut connection = PgConnection::establish(&database.url).expect("the test database");
    schema(queries.iter().flat_map(|sql| sql_query(*sql).load(&mut connection).expect(sql)).collect())
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("the migrations folder")
        .map(|entry| entry.expect("a readable folder").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn both_databases_have_the_same_migrations_in_the_same_order() {
    let (sqlite, postgres) = (top().join("migrations/sqlite"), top().join("migrations/postgres"));
    assert_eq!(names(&sqlite), names(&postgres));
    assert!(!names(&sqlite).is_empty(), "no migrations at all");
    for folder in [sqlite, postgres] {
        for name in names(&folder) {
            let up = folder.join(&name).join("up.sql");
            assert!(up.is_file(), "{} is missing", up.display());
        }
    }
}

#[test]
fn both_databases_end_at_the_same_schema() {
    let sqlite = in_sqlite(&TestDatabase::sqlite());
    let postgres = in_postgres(&TestDatabase::postgres(), &POSTGRES);
    // Each of the three questions is answered: a check that finds nothing to compare proves nothing.
    for sign in [" bytea not null key 1", " unique (", " -> "] {
        assert!(sqlite.iter().any(|line| line.contains(sign)), "SQLite shows no line with {sign:?}");
    }
    let only = |these: &BTreeSet<String>, those: &BTreeSet<String>| {
        these.difference(those).map(|line| format!("    {line}\n")).collect::<Vec<_>>().concat()
    };
    assert!(
        sqlite == postgres,
        "only in SQLite:\n{}only in PostgreSQL:\n{}",
        only(&sqlite, &postgres),
        only(&postgres, &sqlite)
    );
}

#[test]
fn folded_columns_sort_by_their_bytes_on_postgres_too() {
    let wrong = in_postgres(&TestDatabase::postgres(), &[UNFOLDED_ORDER]);
    assert!(wrong.is_empty(), "these want COLLATE \"C\": {wrong:?}");
}

#[test]
fn a_schema_that_drifts_is_seen() {
    let same = in_sqlite(&TestDatabase::sqlite());
    for drift in [
        "ALTER TABLE people ALTER COLUMN name DROP NOT NULL",
        "ALTER TABLE people ALTER COLUMN lock_count TYPE BIGINT",
        "DROP INDEX addresses_email",
        "ALTER TABLE addresses DROP CONSTRAINT addresses_person_id_fkey",
        "DROP TABLE idempotency_keys",
    ] {
        let drifted = TestDatabase::postgres();
        let mut connection = PgConnection::establish(&drifted.url).expect("the test database");
        sql_query(drift).execute(&mut connection).expect(drift);
        assert_ne!(in_postgres(&drifted, &POSTGRES), same, "{drift} went unseen");
    }
}
