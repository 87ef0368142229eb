//! The statements of bookings on PostgreSQL, as the server's own log tells them with their values, run again by
//! `pgbench` on as many connections as the product used: what PostgreSQL alone takes for them.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom, Write as _},
    path::Path,
    process::Stdio,
    rc::Rc,
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{
    board::{Board, Figure},
    cluster::Cluster,
    drive::{Much, drive},
    ground::{AT_A_TABLE, Ground},
    limits::NOBODY,
    server::Server,
    site::{Database, Site},
    writes::{CALLERS, mark_all, spread},
};

/// The advisory lock before which all wait until each is ready.
const GATE: u32 = 4_711;

/// One statement: its text, and the values it was given, as they are written in SQL.
#[derive(Debug)]
struct Statement {
    sql: String,
    values: Vec<String>,
}

impl Statement {
    /// Whether it only begins or ends what others do.
    fn is_frame(&self) -> bool {
        let first = self.sql.split_whitespace().next().unwrap_or_default().to_uppercase();
        ["BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET", "START"]
            .contains(&first.trim_end_matches(';'))
    }
}

/// By connection, in their order.
type Told = BTreeMap<i64, Vec<Statement>>;

fn count(told: &Told, frames: bool) -> usize {
    told.values().flatten().filter(|one| one.is_frame() == frames).count()
}

/// Records the spread rush and closings of registers, counts what they take, and runs the rush's statements again.
///
/// # Errors
/// When the loads fail, or the statements cannot be run again.
pub async fn statements_of_bookings(
    board: &mut Board,
    ground: &Ground,
    folder: &Path,
    who: &str,
) -> io::Result<()> {
    let site = ground.site.copy("recorded")?;
    let Database::Server(cluster, name) = &site.database else { return Ok(()) };
    let server = Server::serve(&site, &[("LADDER_RUN_WORKER", "false")])?;
    let requests = Rc::new(spread(ground));
    let one = Rc::new(vec![requests[0].clone()]);
    // Whoever comes first has statements prepared and pools filled.
    let warm = drive(&[server.port], 1, &one, Much::Once, true).await?;
    let rest = Rc::new(requests[1..].to_vec());
    let begun = begin(&site, cluster, name)?;
    // The product's connections take a setting of the database when they are made: so it is asked for anew.
    server.stop().await?;
    let server = Server::serve(&site, &[("LADDER_RUN_WORKER", "false")])?;
    let load = drive(&[server.port], CALLERS, &rest, Much::Once, true).await?;
    let told = told_since(cluster, name, begun)?;
    if load.count(201) != rest.len() || warm.count(201) != 1 {
        return Err(io::Error::other(format!("while statements were noted: {}", load.told(&[201]))));
    }
    let each = |told: &Told, of: usize| {
        (count(told, false) as f64 / of as f64, count(told, true) as f64 / of as f64)
    };
    let (own, frames) = each(&told, rest.len());
    board.count(format!("{who}: statements of a booking"), own);
    board.count(format!("{who}: statements that begin and end those of a booking"), frames);
    let begun = fs::metadata(cluster.told())?.len();
    let marking = mark_all(server.port, ground).await?;
    thread::sleep(Duration::from_millis(300));
    let begun = begun.max(fs::metadata(cluster.told())?.len());
    let closed = drive(&[server.port], 1, &Rc::new(marking), Much::Once, true).await?;
    let closing = told_since(cluster, name, begun)?;
    let (own, frames) = each(&closing, closed.exchanges.len());
    board.count(format!("{who}: statements of closing a register of {AT_A_TABLE}"), own);
    board.count(format!("{who}: statements that begin and end those of closing a register"), frames);
    server.stop().await?;
    cluster.ask("postgres", &format!("ALTER DATABASE {name} RESET log_statement"))?;
    let cluster = Rc::clone(cluster);
    site.delete()?;
    let again = ground.site.copy("again")?;
    // The first booking is there already in what was recorded.
    let server = Server::serve(&again, &[("LADDER_RUN_WORKER", "false")])?;
    drive(&[server.port], 1, &one, Much::Once, true).await?;
    server.stop().await?;
    let took = run_again(&again, &cluster, folder, &told)?;
    board.note(
        &format!("the statements of a booking of {who}, bare by pgbench"),
        NOBODY,
        Figure::rate(rest.len() as f64 / took),
    );
    again.delete()
}

/// From here on the database tells every statement; gives where in the log that begins.
fn begin(site: &Site, cluster: &Cluster, name: &str) -> io::Result<u64> {
    cluster.ask("postgres", &format!("ALTER DATABASE {name} SET log_statement = 'all'"))?;
    cluster.ask("postgres", &format!("ALTER DATABASE {name} SET log_parameter_max_length = -1"))?;
    site.number("SELECT 1")?;
    Ok(fs::metadata(cluster.told())?.len())
}

/// What was told since, of requests alone: neither what a new connection sets up nor what this program asks.
fn told_since(cluster: &Cluster, name: &str, begun: u64) -> io::Result<Told> {
    // The log is written by a process of its own.
    thread::sleep(Duration::from_millis(500));
    let mut file = File::open(cluster.told())?;
    file.seek(SeekFrom::Start(begun))?;
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    let mut told = Told::new();
    for line in text.lines() {
        let Ok(line) = serde_json::from_str::<Value>(line) else { continue };
        if line["dbname"] != name || line["application_name"] == "psql" {
            continue;
        }
        let message = line["message"].as_str().unwrap_or_default();
        let sql = match message.split_once(": ") {
            Some(("statement", sql)) => sql,
            Some((what, sql)) if what.starts_with("execute ") => sql,
            _ => continue,
        };
        if sql.trim() == "SELECT 1" || sql.starts_with("SHOW ") {
            continue;
        }
        let detail = line["detail"].as_str().unwrap_or_default();
        let statement = Statement { sql: sql.trim_end_matches(';').to_owned(), values: values(detail) };
        told.entry(line["pid"].as_i64().unwrap_or_default()).or_default().push(statement);
    }
    if told.is_empty() {
        return Err(io::Error::other("PostgreSQL told no statement of the product"));
    }
    Ok(told)
}

/// The values of `parameters: $1 = '…', $2 = NULL`, each as it is written there.
fn values(detail: &str) -> Vec<String> {
    let mut values = Vec::new();
    let mut rest = detail;
    while let Some((_, after)) = rest.split_once(&format!("${} = ", values.len() + 1)) {
        let value = if let Some(quoted) = after.strip_prefix('\'') {
            let mut end = 0;
            let bytes = quoted.as_bytes();
            // A quote within is written twice.
            while end < bytes.len() && (bytes[end] != b'\'' || bytes.get(end + 1) == Some(&b'\'')) {
                end += if bytes[end] == b'\'' { 2 } else { 1 };
            }
            &after[..(end + 2).min(after.len())]
        } else {
            after.split(',').next().unwrap_or_default()
        };
        values.push(value.to_owned());
        rest = &after[value.len()..];
    }
    values
}

/// Runs what each connection was told by a `pgbench` of its own, all at once; gives how many seconds it took.
fn run_again(site: &Site, cluster: &Cluster, folder: &Path, told: &Told) -> io::Result<f64> {
    let Database::Server(_, name) = &site.database else { return Ok(0.0) };
    let mut scripts = Vec::new();
    for (connection, statements) in told {
        let file = folder.join(format!("again-{connection}.sql"));
        fs::write(&file, script(statements))?;
        scripts.push(file);
    }
    // None begins before all have connected and prepared: that is no part of a booking.
    let mut gate = cluster.tool("psql");
    gate.args(cluster.found_by(name)).args(["-X", "-q"]).stdin(Stdio::piped()).stdout(Stdio::null());
    let mut gate = gate.spawn()?;
    let mut shut = gate.stdin.take().ok_or_else(|| io::Error::other("psql takes no statement"))?;
    writeln!(shut, "SELECT pg_advisory_lock({GATE});")?;
    wait_for(site, "granted", 1)?;
    let mut running = Vec::new();
    for script in &scripts {
        let mut pgbench = cluster.tool("pgbench");
        pgbench
            .args(["-n", "-c", "1", "-t", "1", "-f"])
            .arg(script)
            .args(&cluster.found_by(name)[..6])
            .arg(name);
        running.push(pgbench.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?);
    }
    let ready = wait_for(site, "NOT granted", scripts.len());
    let begun = Instant::now();
    drop(shut);
    gate.wait()?;
    let mut failed = None;
    for child in running {
        let done = child.wait_with_output()?;
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        if !done.status.success() || said.contains("aborted") {
            failed = Some(said);
        }
    }
    let took = begun.elapsed().as_secs_f64();
    for script in scripts {
        fs::remove_file(script)?;
    }
    match failed {
        Some(said) => Err(io::Error::other(format!("the statements could not be run again: {said}"))),
        None => ready.map(|()| took),
    }
}

/// Waits until so many connections stand before the gate, or have passed it.
fn wait_for(site: &Site, how: &str, many: usize) -> io::Result<()> {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_mins(2) {
        let standing =
            format!("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = {GATE} AND {how}");
        if site.number(&standing)? >= many {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(20));
    }
    Err(io::Error::other(
        "not all statements could be prepared: PostgreSQL cannot tell what their values are",
    ))
}

/// The statements of one connection: each prepared once, as the product has it, and executed.
fn script(statements: &[Statement]) -> String {
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut prepared, mut all) = (String::new(), String::new());
    for statement in statements {
        if statement.values.is_empty() {
            all.push_str(&format!("{};\n", statement.sql));
            continue;
        }
        let next = known.len();
        let number = *known.entry(&statement.sql).or_insert_with(|| {
            prepared.push_str(&format!("PREPARE s{next} AS {};\n", statement.sql));
            next
        });
        all.push_str(&format!("EXECUTE s{number}({});\n", statement.values.join(", ")));
    }
    format!("{prepared}SELECT pg_advisory_lock_shared({GATE});\n{all}")
}
