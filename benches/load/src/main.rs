//! The load harness: starts release builds of `ladder` with real sockets and files, drives them from this process, and
//! prints one table beside limits that are measured in the same run. `benches/load/run` builds it and says more.

// What is counted is far below where a float loses a whole number.
#![allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
// A plain line, where no speed is at stake.
#![allow(clippy::format_push_string)]

mod arguments;
mod board;
mod cluster;
mod drive;
mod ground;
mod http;
mod limits;
mod mails;
mod reads;
mod recorded_rows;
mod recorded_statements;
mod server;
mod sink;
mod site;
mod soak;
mod writes;

use std::{fs, io, path::Path, process::ExitCode, rc::Rc, time::Duration};

use clap::Parser;
use tokio::signal::unix::{SignalKind, signal};

use arguments::{Arguments, Copies, On, Soak, Table, What};
use board::Board;
use cluster::Cluster;
use ground::{Ground, Size};
use http::{Connection, Request};
use reads::{CATALOGUE, Measured};
use server::Server;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match &arguments.what {
        What::SameRecords { file } => actix_web::rt::System::new().block_on(limits::serve_same_records(file)),
        What::Table(table) => alone(measure(table)),
        What::Soak(soak) => alone(soak_it(soak)),
        What::Copies(copies) => alone(share(copies)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("Not measured: {why}");
            ExitCode::FAILURE
        }
    }
}

/// One thread drives all callers, so that there is as much of the machine as can be for who answers them. Whoever stops
/// it finds neither servers nor folders left.
fn alone<T>(work: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut told = signal(SignalKind::terminate())?;
        tokio::select! {
            done = work => done,
            _ = tokio::signal::ctrl_c() => Err(io::Error::other("it was interrupted")),
            _ = told.recv() => Err(io::Error::other("it was told to stop")),
        }
    })
}

async fn measure(table: &Table) -> io::Result<()> {
    let workplace = table.at.workplace()?;
    let folder = workplace.0.as_path();
    let size = table.at.size();
    let mut programs = vec![(fs::canonicalize(&table.at.program)?, "this")];
    if let Some(beside) = &table.beside {
        programs.push((fs::canonicalize(beside)?, "beside"));
    }
    println!("{}", machine()?);
    let mut board = Board::default();
    for on in [On::Sqlite, On::Postgres] {
        if table.database != On::Both && table.database != on {
            continue;
        }
        let place = folder.join("postgres");
        let cluster = (on == On::Postgres).then(|| Cluster::start(&place)).transpose()?.map(Rc::new);
        let on = if on == On::Sqlite { "SQLite" } else { "PostgreSQL" };
        let mut grounds = Vec::new();
        for (program, name) in &programs {
            eprintln!("making the ground of {name} on {on}: {} people", size.people);
            let made = ground::make(program, folder, cluster.as_ref(), name, size).await?;
            grounds.push((made, format!("{name}, {on}")));
        }
        for run in 1..=table.runs {
            eprintln!("run {run} of {} on {on}; load of the machine {}", table.runs, load_of_machine());
            bare_limits(table, &mut board, (folder, cluster.as_deref()), size, &grounds).await?;
            for (ground, who) in &grounds {
                turn(table, &mut board, ground, who, size).await?;
            }
        }
        compare(&mut board, &grounds);
    }
    println!("{}", board.table());
    Ok(())
}

async fn bare_limits(
    table: &Table,
    board: &mut Board,
    (folder, cluster): (&Path, Option<&Cluster>),
    size: Size,
    grounds: &[(Ground, String)],
) -> io::Result<()> {
    if table.left_out("limits") {
        return Ok(());
    }
    let Some((first, _)) = grounds.first() else { return Ok(()) };
    match cluster {
        None => limits::bare_commits_in_a_file(board, folder, size.bare)?,
        Some(cluster) => limits::bare_commits_on_a_server(board, folder, cluster, size.bare)?,
    }
    // What cannot be recorded is told, and the rest measured all the same.
    let recorded = if cluster.is_none() {
        recorded_rows::rows_of_bookings(board, first).await
    } else {
        let mut all = Ok(());
        for (ground, who) in grounds {
            let one = recorded_statements::statements_of_bookings(board, ground, folder, who).await;
            all = all.and(one);
        }
        all
    };
    if let Err(why) = recorded {
        board.tell(format!("not measured: {why}"));
    }
    if cluster.is_none() {
        let site = first.site.copy("records")?;
        let server = Server::serve(&site, &[])?;
        let mut connection = Connection::open(server.port).await?;
        let catalogue = connection.ask(&Request::get(CATALOGUE, &[]), true).await?;
        server.stop().await?;
        site.delete()?;
        limits::same_records(board, folder, &catalogue.body, size.reading).await?;
    }
    Ok(())
}

/// Every load once, on a copy of the ground.
async fn turn(table: &Table, board: &mut Board, ground: &Ground, who: &str, size: Size) -> io::Result<()> {
    let site = ground.site.copy("turn")?;
    let server = Server::serve(&site, &[])?;
    let mut measured = Measured { server: &server, ground, size, board, who };
    if !table.left_out("reads") {
        measured.catalogue().await?;
        measured.sign_ins().await?;
    }
    if !table.left_out("bookings") {
        measured.bookings(&site).await?;
        measured.roster().await?;
    }
    if !table.left_out("registers") {
        measured.registers(&site).await?;
        measured.certificates().await?;
    }
    server.stop().await?;
    site.audit()?;
    site.delete()?;
    if !table.left_out("mails") {
        mails::mails(board, ground, size, who).await?;
    }
    Ok(())
}

/// What the goals are about.
fn compare(board: &mut Board, grounds: &[(Ground, String)]) {
    let spread = "book: spread over 50 dates";
    let hot = "book: 400 for 200 places";
    let Some((ground, this)) = grounds.first() else { return };
    let on_server = ground.site.on_server();
    if let Some((_, other)) = grounds.get(1) {
        let goal = if on_server { "3 x hot, 4 x spread" } else { "4 x, processor a third" };
        board.compare((hot, this), (hot, other), goal);
        board.compare((spread, this), (spread, other), goal);
        for page in ["page: front", "page: a course", "page: my ladder", "page: a date, signed in"] {
            board.compare((page, this), (page, other), "3 x");
        }
        for mails in ["mails: invites", "mails: results with their certificate"] {
            board.compare((mails, this), (mails, other), "results 1.5 x");
        }
        let sign_in = "sign-in, 100 at once";
        board.compare((sign_in, this), (sign_in, other), "no less");
    }
    let rows = if on_server {
        "bare commits on PostgreSQL, one row each"
    } else {
        "bare commits in SQLite, one row each"
    };
    let goal = if on_server { "" } else { "0.33 x" };
    board.compare((spread, this), (rows, limits::NOBODY), goal);
    board.compare((hot, this), (rows, limits::NOBODY), goal);
    let bare = format!("the statements of a booking of {this}, bare by pgbench");
    board.compare((spread, this), (&bare, limits::NOBODY), "");
    if !on_server {
        board.compare(
            (spread, this),
            ("the rows of a booking bare in SQLite, one a commit", limits::NOBODY),
            "",
        );
    }
    let records = ("the same 50 records from memory by actix, JSON", limits::NOBODY);
    board.compare(("catalogue of 50, JSON", this), records, "0.5 x");
}

async fn soak_it(soak: &Soak) -> io::Result<()> {
    let workplace = soak.at.workplace()?;
    if !(0.1..=55.0).contains(&soak.minutes) {
        return Err(io::Error::other(
            "--minutes is from 0.1 to 55: the tokens of those who book last an hour",
        ));
    }
    let place = workplace.0.join("postgres");
    let cluster = soak.postgres.then(|| Cluster::start(&place)).transpose()?.map(Rc::new);
    let program = fs::canonicalize(&soak.at.program)?;
    let size = Size { people: ground::RUSH, registers: 1, ..soak.at.size() };
    let ground = ground::make(&program, &workplace.0, cluster.as_ref(), "ground", size).await?;
    println!("{}", soak::soak(&ground, Duration::from_secs_f64(soak.minutes * 60.0)).await?);
    Ok(())
}

async fn share(copies: &Copies) -> io::Result<()> {
    let workplace = copies.at.workplace()?;
    let cluster = Rc::new(Cluster::start(&workplace.0.join("postgres"))?);
    let program = fs::canonicalize(&copies.at.program)?;
    let size = Size { people: ground::RUSH, registers: 1, ..copies.at.size() };
    let ground = ground::make(&program, &workplace.0, Some(&cluster), "ground", size).await?;
    let mut board = Board::default();
    for _ in 0..copies.runs {
        for (many, name) in
            [(1, "book: 400 for 200 places, one copy"), (2, "book: 400 for 200 places, two copies")]
        {
            let site = ground.site.copy("shared")?;
            let servers = (0..many).map(|_| Server::serve(&site, &[])).collect::<io::Result<Vec<_>>>()?;
            let ports: Vec<u16> = servers.iter().map(|server| server.port).collect();
            let (server, board) = (&servers[0], &mut board);
            let mut measured = Measured { server, ground: &ground, size, board, who: "this, PostgreSQL" };
            measured.hot_on(&site, &ports, name).await?;
            for server in servers {
                server.stop().await?;
            }
            site.audit()?;
            site.delete()?;
        }
    }
    println!("{}", board.table());
    Ok(())
}

/// What the figures were taken on.
fn machine() -> io::Result<String> {
    let cpu = fs::read_to_string("/proc/cpuinfo")?;
    let model =
        cpu.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": ").map(|(_, name)| name));
    let many = std::thread::available_parallelism().map_or(1, usize::from);
    Ok(format!(
        "{many} processors ({}), load of the machine before: {}",
        model.unwrap_or("unknown"),
        load_of_machine()
    ))
}

fn load_of_machine() -> String {
    let told = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    told.split(' ').take(3).collect::<Vec<_>>().join(" ")
}
