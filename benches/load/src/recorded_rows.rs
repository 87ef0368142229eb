//! The rows that bookings write into a SQLite file, noted by triggers while the product books, and written again bare:
//! what the disk and SQLite alone take for them, without a question asked, a rule judged or an answer made.

use std::{collections::BTreeMap, io, path::Path, rc::Rc, time::Instant};

use rusqlite::{Connection, TransactionBehavior, params_from_iter, types::Value};

use crate::{
    board::{Board, Figure},
    drive::{Much, drive},
    ground::Ground,
    limits::{NOBODY, TOGETHER, open_as_the_product, warm},
    server::Server,
    site::Database,
    writes::{CALLERS, spread},
};

/// One row that was written: the statement that does it again, and what it is given.
#[derive(Debug)]
struct Row {
    sql: Rc<str>,
    values: Vec<Value>,
}

/// Records the spread rush, and writes its rows again one booking a commit and [`TOGETHER`] a commit.
///
/// # Errors
/// When the rush fails, or its rows cannot be written again.
pub async fn rows_of_bookings(board: &mut Board, ground: &Ground) -> io::Result<()> {
    let site = ground.site.copy("recorded")?;
    let Database::File(file) = &site.database else { return Ok(()) };
    watch(file).map_err(io::Error::other)?;
    let server = Server::serve(&site, &[("LADDER_RUN_WORKER", "false")])?;
    let requests = Rc::new(spread(ground));
    let load = drive(&[server.port], CALLERS, &requests, Much::Once, true).await?;
    server.stop().await?;
    if load.count(201) != requests.len() {
        return Err(io::Error::other(format!(
            "while rows were noted, bookings were answered {}",
            load.told(&[201])
        )));
    }
    let rows = noted(file).map_err(io::Error::other)?;
    site.delete()?;
    let bookings = requests.len();
    board.count("rows that a booking writes in SQLite".to_owned(), rows.len() as f64 / bookings as f64);
    for (name, together) in [
        ("the rows of a booking bare in SQLite, one a commit", 1),
        ("the rows of a booking bare in SQLite, 32 a commit", TOGETHER),
    ] {
        let again = ground.site.copy("again")?;
        let Database::File(file) = &again.database else { return Ok(()) };
        let took = write_again(file, &rows, bookings.div_ceil(together))?;
        board.note(name, NOBODY, Figure::rate(bookings as f64 / took));
        again.delete()?;
    }
    Ok(())
}

fn columns(connection: &Connection, table: &str) -> rusqlite::Result<Vec<(String, bool)>> {
    let mut statement = connection.prepare("SELECT name, pk > 0 FROM pragma_table_info(?1) ORDER BY cid")?;
    statement.query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// Puts triggers on every table that note each row as it is written.
fn watch(file: &Path) -> rusqlite::Result<()> {
    let connection = Connection::open(file)?;
    connection.execute_batch(
        "CREATE TABLE load_noted (seq INTEGER PRIMARY KEY, place TEXT, what TEXT, was TEXT, became TEXT)",
    )?;
    let mut statement = connection.prepare(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
         AND name NOT LIKE '\\_\\_%' ESCAPE '\\' AND name <> 'load_noted' AND sql NOT LIKE 'CREATE VIRTUAL%'",
    )?;
    let tables: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    for table in tables {
        let names = columns(&connection, &table)?;
        let all = |side: &str| {
            let cells: Vec<String> =
                names.iter().map(|(name, _)| format!("quote({side}.\"{name}\")")).collect();
            format!("json_array({})", cells.join(", "))
        };
        let (was, became) = (all("OLD"), all("NEW"));
        for (what, was, became) in
            [("INSERT", "NULL", became.as_str()), ("UPDATE", &was, &became), ("DELETE", &was, "NULL")]
        {
            connection.execute_batch(&format!(
                "CREATE TRIGGER \"load_{what}_{table}\" AFTER {what} ON \"{table}\" BEGIN \
                 INSERT INTO load_noted (place, what, was, became) VALUES ('{table}', '{what}', {was}, {became}); END"
            ))?;
        }
    }
    Ok(())
}

/// What was noted, as statements that write it again.
fn noted(file: &Path) -> rusqlite::Result<Vec<Row>> {
    let connection = Connection::open(file)?;
    let mut known: BTreeMap<String, Vec<(String, bool)>> = BTreeMap::new();
    let mut texts: BTreeMap<String, Rc<str>> = BTreeMap::new();
    let mut rows = Vec::new();
    let mut statement = connection.prepare("SELECT place, what, was, became FROM load_noted ORDER BY seq")?;
    let mut noted = statement.query([])?;
    while let Some(row) = noted.next()? {
        let (table, what): (String, String) = (row.get(0)?, row.get(1)?);
        let (was, became) = (cells(row.get(2)?), cells(row.get(3)?));
        if !known.contains_key(&table) {
            known.insert(table.clone(), columns(&connection, &table)?);
        }
        let (sql, values) = again(&table, &known[&table], &what, &was, became);
        if values.is_empty() {
            continue;
        }
        let sql = texts.entry(sql).or_insert_with_key(|sql| Rc::from(sql.as_str()));
        rows.push(Row { sql: Rc::clone(sql), values });
    }
    Ok(rows)
}

/// The statement that writes a row again; without values when nothing of it changed.
fn again(
    table: &str,
    columns: &[(String, bool)],
    what: &str,
    was: &[Value],
    became: Vec<Value>,
) -> (String, Vec<Value>) {
    if what == "INSERT" {
        let marks = vec!["?"; became.len()].join(", ");
        return (format!("INSERT INTO \"{table}\" VALUES ({marks})"), became);
    }
    let keys: Vec<usize> = (0..columns.len()).filter(|at| columns[*at].1).collect();
    let which: Vec<String> = keys.iter().map(|at| format!("\"{}\" = ?", columns[*at].0)).collect();
    let which = which.join(" AND ");
    let key = keys.iter().map(|at| was[*at].clone());
    if what == "DELETE" {
        return (format!("DELETE FROM \"{table}\" WHERE {which}"), key.collect());
    }
    let changed: Vec<usize> = (0..columns.len()).filter(|at| was[*at] != became[*at]).collect();
    if changed.is_empty() {
        return (String::new(), Vec::new());
    }
    let set: Vec<String> = changed.iter().map(|at| format!("\"{}\" = ?", columns[*at].0)).collect();
    let values = changed.iter().map(|at| became[*at].clone()).chain(key).collect();
    (format!("UPDATE \"{table}\" SET {} WHERE {which}", set.join(", ")), values)
}

/// The cells of a row, as `quote` wrote each.
fn cells(noted: Option<String>) -> Vec<Value> {
    let texts: Vec<String> = noted.and_then(|noted| serde_json::from_str(&noted).ok()).unwrap_or_default();
    texts.iter().map(|text| cell(text)).collect()
}

fn cell(text: &str) -> Value {
    if text == "NULL" {
        return Value::Null;
    }
    if let Some(hex) = text.strip_prefix("X'") {
        let digits = hex.trim_end_matches('\'').as_bytes();
        let pairs = digits.chunks_exact(2).map(|pair| std::str::from_utf8(pair).unwrap_or_default());
        return Value::Blob(pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap_or_default()).collect());
    }
    if let Some(inner) = text.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        return Value::Text(inner.replace("''", "'"));
    }
    text.parse().map(Value::Integer).or_else(|_| text.parse().map(Value::Real)).unwrap_or(Value::Null)
}

/// Writes them in so many commits, and says how many seconds it took. Rows stand in the order in which they came, so
/// that those of one booking are together but for the few that a neighbour shares.
fn write_again(file: &Path, rows: &[Row], commits: usize) -> io::Result<f64> {
    let mut connection = open_as_the_product(file)?;
    warm(&connection)?;
    connection.set_prepared_statement_cache_capacity(200);
    let begun = Instant::now();
    let mut write = || -> rusqlite::Result<()> {
        let mut at = 0;
        for commit in 1..=commits {
            let end = rows.len() * commit / commits;
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for row in &rows[at..end] {
                transaction.prepare_cached(&row.sql)?.execute(params_from_iter(&row.values))?;
            }
            transaction.commit()?;
            at = end;
        }
        Ok(())
    };
    write()
        .map_err(|why| io::Error::other(format!("the rows of bookings could not be written again: {why}")))?;
    Ok(begun.elapsed().as_secs_f64())
}
