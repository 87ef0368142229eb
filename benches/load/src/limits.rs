//! What the machine can do without the product, measured in the same run: bare commits, and the catalogue's records from
//! memory.

use std::{
    fs, io,
    path::Path,
    process::{Child, Command, Stdio},
    rc::Rc,
    time::{Duration, Instant},
};

use actix_web::{App, HttpResponse, HttpServer, web};
use rusqlite::{Connection as Sqlite, TransactionBehavior};
use serde::{Deserialize, Serialize};

use crate::{
    board::{Board, Figure},
    cluster::{Cluster, read},
    drive::{Much, drive},
    http::Request,
    reads::READERS,
    server::taken,
};

/// Rows of one commit where a queue of writers is waiting.
pub const TOGETHER: usize = 32;
/// What the limits are called in the table.
pub const NOBODY: &str = "limit";

/// Opens a SQLite file with what the product sets on every connection.
///
/// # Errors
/// When it cannot be opened.
pub fn open_as_the_product(file: &Path) -> io::Result<Sqlite> {
    let opened = || -> rusqlite::Result<Sqlite> {
        let connection = Sqlite::open(file)?;
        connection.busy_timeout(Duration::from_secs(5))?;
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL;",
        )?;
        Ok(connection)
    };
    opened().map_err(io::Error::other)
}

/// Lets the log grow as long as it gets in use: afterwards it is written over, which costs the disk less than growing.
///
/// # Errors
/// When the file cannot be written.
pub fn warm(connection: &Sqlite) -> io::Result<()> {
    let grown = "CREATE TABLE load_warm (what BLOB); INSERT INTO load_warm VALUES (zeroblob(6000000)); \
                 DROP TABLE load_warm;";
    connection.execute_batch(grown).map_err(io::Error::other)
}

/// Rows a second into a file, one a commit and [`TOGETHER`] a commit.
///
/// # Errors
/// When the file cannot be written.
pub fn bare_commits_in_a_file(board: &mut Board, folder: &Path, span: Duration) -> io::Result<()> {
    let file = folder.join("bare.sqlite3");
    let mut connection = open_as_the_product(&file)?;
    let made = "CREATE TABLE IF NOT EXISTS bare (id INTEGER PRIMARY KEY, what TEXT NOT NULL)";
    connection.execute_batch(made).map_err(io::Error::other)?;
    warm(&connection)?;
    for (name, rows) in
        [("bare commits in SQLite, one row each", 1), ("bare commits in SQLite, 32 rows each", TOGETHER)]
    {
        let mut written = 0_usize;
        let begun = Instant::now();
        let mut write = || -> rusqlite::Result<()> {
            while begun.elapsed() < span {
                let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
                let mut insert = transaction.prepare_cached("INSERT INTO bare (what) VALUES (?1)")?;
                for _ in 0..rows {
                    insert.execute(["a place on a date, for somebody who wants to learn something"])?;
                }
                drop(insert);
                transaction.commit()?;
                written += rows;
            }
            Ok(())
        };
        write().map_err(io::Error::other)?;
        board.note(name, NOBODY, Figure::rate(written as f64 / begun.elapsed().as_secs_f64()));
    }
    drop(connection);
    for end in ["", "-wal", "-shm"] {
        drop(fs::remove_file(format!("{}{end}", file.display())));
    }
    Ok(())
}

/// Rows a second into a PostgreSQL by `pgbench`, from 32 connections, one a commit and [`TOGETHER`] a commit.
///
/// # Errors
/// When `pgbench` fails.
pub fn bare_commits_on_a_server(
    board: &mut Board,
    folder: &Path,
    cluster: &Cluster,
    span: Duration,
) -> io::Result<()> {
    cluster.make("bare", None)?;
    cluster.ask("bare", "CREATE TABLE bare (id BIGSERIAL PRIMARY KEY, what TEXT NOT NULL)")?;
    let insert =
        "INSERT INTO bare (what) VALUES ('a place on a date, for somebody who wants to learn something');\n";
    let loads = [
        ("bare commits on PostgreSQL, one row each", insert.to_owned(), 1),
        (
            "bare commits on PostgreSQL, 32 rows each",
            format!("BEGIN;\n{}COMMIT;\n", insert.repeat(TOGETHER)),
            TOGETHER,
        ),
    ];
    for (name, script, rows) in loads {
        let file = folder.join("bare.sql");
        fs::write(&file, script)?;
        let mut pgbench = cluster.tool("pgbench");
        // Whole seconds, since it counts in no others.
        let seconds = span.as_secs().max(1).to_string();
        pgbench.args(["-n", "-M", "prepared", "-c", "32", "-j", "2", "-T", &seconds, "-f"]).arg(&file);
        pgbench.args(&cluster.found_by("bare")[..6]).arg("bare");
        let told = read(&mut pgbench)?;
        let rate =
            told.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse::<f64>().ok());
        let rate = rate.ok_or_else(|| io::Error::other(format!("pgbench told no rate: {told}")))?;
        board.note(name, NOBODY, Figure::rate(rate * rows as f64));
    }
    cluster.ask("postgres", "DROP DATABASE bare WITH (FORCE)").map(drop)
}

/// The catalogue's answer as far as it is public.
#[derive(Serialize, Deserialize)]
struct Page {
    items: Vec<Record>,
    next: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Record {
    id: String,
    course: CourseName,
    state: String,
    dates: Vec<DateOf>,
    timezone: String,
    delivery: String,
    capacity: i64,
    places_left: i64,
    waitlist_length: i64,
    booking_closes_at: Option<String>,
    trainers: Vec<Trainer>,
}

#[derive(Serialize, Deserialize)]
struct CourseName {
    slug: String,
    title: String,
}

#[derive(Serialize, Deserialize)]
struct DateOf {
    id: String,
    starts_at: String,
    ends_at: String,
}

#[derive(Serialize, Deserialize)]
struct Trainer {
    name: String,
}

/// Serves the records of a file from memory, serialised for each answer; this is what `same-records FILE` does.
///
/// # Errors
/// When the file holds no such records, or nothing can listen.
pub async fn serve_same_records(file: &Path) -> io::Result<()> {
    let text = fs::read(file)?;
    let page: Page = serde_json::from_slice(&text)?;
    if serde_json::to_value(&page)? != serde_json::from_slice::<serde_json::Value>(&text)? {
        return Err(io::Error::other(
            "the catalogue has fields that `Record` in benches/load/src/limits.rs lacks",
        ));
    }
    let page = web::Data::new(page);
    let answer = |page: web::Data<Page>| async move { HttpResponse::Ok().json(page.get_ref()) };
    let server = HttpServer::new(move || App::new().app_data(page.clone()).route("/", web::get().to(answer)));
    let server = server.bind(("127.0.0.1", 0))?;
    for address in server.addrs() {
        println!("{}", address.port());
    }
    server.run().await
}

/// A process that ends with this value.
struct Ends(Child);

impl Drop for Ends {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Asks an actix handler for the same 50 records as the catalogue has.
///
/// # Errors
/// When the records are others than the handler knows.
pub async fn same_records(
    board: &mut Board,
    folder: &Path,
    catalogue: &[u8],
    span: Duration,
) -> io::Result<()> {
    let file = folder.join("catalogue.json");
    fs::write(&file, catalogue)?;
    let mut child = Command::new(std::env::current_exe()?)
        .arg("same-records")
        .arg(&file)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()?;
    let out = child.stdout.take();
    let child = Ends(child);
    let mut line = String::new();
    if let Some(out) = out {
        io::BufRead::read_line(&mut io::BufReader::new(out), &mut line)?;
    }
    let port = line
        .trim()
        .parse()
        .map_err(|_| io::Error::other("the handler with the same records never listened"))?;
    let requests = Rc::new(vec![Request::get("/", &[])]);
    let before = taken(child.0.id())?;
    let load = drive(&[port], READERS, &requests, Much::For(span), false).await?;
    let after = taken(child.0.id())?;
    if load.count(200) != load.exchanges.len() {
        return Err(io::Error::other(format!("the handler answered {}", load.told(&[200]))));
    }
    board.note("the same 50 records from memory by actix, JSON", NOBODY, Figure::of(&load, before, after));
    Ok(())
}
