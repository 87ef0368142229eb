//! Everything at once for as long as wanted: whether memory and file handles stay flat.

use std::{
    cell::Cell,
    io,
    rc::Rc,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio::{
    task::{LocalSet, spawn_local},
    time::sleep,
};

use crate::{
    ground::{DATES, Ground, address, book, sign_in},
    http::{Connection, Request},
    reads::CATALOGUE,
    server::{Server, Taken},
    sink::Sink,
};

/// How much memory may have grown between the end of the first fifth, when caches are full and pools are open, and the
/// end, in MiB.
const GROWN: f64 = 10.0;
/// In less than this caches are still being filled: memory is told, and not judged.
const LONG_ENOUGH: Duration = Duration::from_mins(5);
/// How often it is looked at.
const LOOK: Duration = Duration::from_secs(5);

/// What is asked in a second, about: readers and writers rest between two requests, so that hours fit on a disk.
const READER_RESTS: Duration = Duration::from_millis(20);
const WRITER_RESTS: Duration = Duration::from_millis(50);

#[derive(Debug, Default)]
struct Counts {
    reads: Cell<usize>,
    bookings: Cell<usize>,
    sign_ins: Cell<usize>,
    odd: Cell<usize>,
}

/// Has people read, sign in, book and cancel, with mail leaving, and compares memory and handles.
///
/// # Errors
/// When they are not flat, an answer was odd, or the audit finds anything.
pub async fn soak(ground: &Ground, span: Duration) -> io::Result<String> {
    let site = ground.site.copy("soak")?;
    let set = LocalSet::new();
    let told = set
        .run_until(async {
            let sink = Sink::open().await?;
            let port = sink.port.to_string();
            let settings = [
                ("LADDER_MAIL", "smtp"),
                ("LADDER_SMTP_HOST", "127.0.0.1"),
                ("LADDER_SMTP_PORT", &port),
                ("LADDER_SMTP_TLS", "none"),
                ("LADDER_FROM_ADDRESS", "training@example.org"),
            ];
            let server = Server::serve(&site, &settings)?;
            let idle = server.taken()?;
            let counts = Rc::new(Counts::default());
            let until = Instant::now() + span;
            let mut tasks = Vec::new();
            for number in 0..4 {
                tasks.push(spawn_local(read(
                    server.port,
                    ground.cookies[number].clone(),
                    until,
                    number,
                    Rc::clone(&counts),
                )));
            }
            for number in 0..4 {
                let mine: Vec<(String, String)> = (0..DATES)
                    .map(|date| (ground.spread[date].clone(), ground.people[number * DATES + date].clone()))
                    .collect();
                tasks.push(spawn_local(come_and_go(server.port, mine, until, Rc::clone(&counts))));
            }
            tasks.push(spawn_local(arrive(server.port, ground.people.len(), until, Rc::clone(&counts))));
            let (warm, highest) = watch(&server, &sink, until, span, &counts).await?;
            for task in tasks {
                task.await.map_err(io::Error::other)??;
            }
            // Connections that nobody uses are closed by then, and mail is out.
            sleep(Duration::from_secs(10)).await;
            let end = server.taken()?;
            let told = compared(&counts, idle, warm, highest, end, span);
            server.stop().await?;
            told
        })
        .await;
    site.audit()?;
    site.delete()?;
    told
}

/// Looks again and again; gives what it took when the first fifth was over, and the most memory after that.
async fn watch(
    server: &Server,
    sink: &Sink,
    until: Instant,
    span: Duration,
    counts: &Counts,
) -> io::Result<(Taken, f64)> {
    let warm_at = Instant::now() + span / 5;
    let (mut warm, mut highest) = (server.taken()?, 0.0_f64);
    while Instant::now() < until {
        sleep(LOOK.min(span / 20)).await;
        let now = server.taken().map_err(|why| server.trouble(&format!("it is gone: {why}")))?;
        if Instant::now() < warm_at {
            warm = now;
        }
        highest = highest.max(now.resident);
        // Mails are not kept for hours.
        drop(sink.take());
        eprintln!(
            "  {} reads, {} bookings, {} sign-ins; {:.1} MiB, {} handles",
            counts.reads.get(),
            counts.bookings.get(),
            counts.sign_ins.get(),
            now.resident,
            now.handles
        );
    }
    Ok((warm, highest))
}

fn compared(
    counts: &Counts,
    idle: Taken,
    warm: Taken,
    highest: f64,
    end: Taken,
    span: Duration,
) -> io::Result<String> {
    let told = format!(
        "{:.0} minutes: {} reads, {} bookings made and given up, {} sign-ins, {} odd answers\n\
         resident MiB: {:.1} before, {:.1} after a fifth of it, {highest:.1} at most, {:.1} at the end; \
         processor {:.0} s\n\
         files and sockets: {} before, {} after a fifth of it, {} at the end",
        span.as_secs_f64() / 60.0,
        counts.reads.get(),
        counts.bookings.get(),
        counts.sign_ins.get(),
        counts.odd.get(),
        idle.resident,
        warm.resident,
        end.resident,
        end.processor,
        idle.handles,
        warm.handles,
        end.handles,
    );
    let grown = end.resident > warm.resident + GROWN && span >= LONG_ENOUGH;
    let flat = !grown && end.handles <= warm.handles;
    if flat && counts.odd.get() == 0 && counts.bookings.get() > 0 {
        return Ok(told);
    }
    Err(io::Error::other(format!("not flat, or odd answers:\n{told}")))
}

fn more(counter: &Cell<usize>) {
    counter.set(counter.get() + 1);
}

async fn read(
    port: u16,
    cookie: String,
    until: Instant,
    number: usize,
    counts: Rc<Counts>,
) -> io::Result<()> {
    let signed_in = [("cookie", cookie.as_str())];
    let asked = [
        Request::get(CATALOGUE, &[]),
        Request::get("/", &[]),
        Request::get("/courses/introduction", &[]),
        Request::get("/my-ladder", &signed_in),
        Request::get("/my-bookings", &signed_in),
        Request::get("/readyz", &[]),
    ];
    let mut turn = number;
    while Instant::now() < until {
        // A connection of its own each time round, as browsers come and go.
        let mut connection = Connection::open(port).await?;
        for _ in 0..asked.len() {
            let answer = connection.ask(&asked[turn % asked.len()], true).await?;
            turn += 1;
            if answer.status != 200 {
                eprintln!("  odd: {} {}", answer.status, answer.text());
                more(&counts.odd);
            }
            more(&counts.reads);
            sleep(READER_RESTS).await;
        }
    }
    Ok(())
}

/// Somebody books, and gives the place up again.
async fn come_and_go(
    port: u16,
    mine: Vec<(String, String)>,
    until: Instant,
    counts: Rc<Counts>,
) -> io::Result<()> {
    let mut connection = Connection::open(port).await?;
    for (session, token) in mine.iter().cycle() {
        if Instant::now() >= until {
            break;
        }
        let made = connection.ask(&book(session, token, false), true).await?;
        // An access token lasts for an hour; whoever soaks for longer signs in anew elsewhere.
        let id = made.json().ok().and_then(|made: Value| made["id"].as_str().map(str::to_owned));
        let Some(id) = id.filter(|_| made.status == 201) else {
            eprintln!("  odd: {} {}", made.status, made.text());
            more(&counts.odd);
            sleep(Duration::from_secs(1)).await;
            continue;
        };
        let gives_up =
            Request::json("POST", &format!("/api/v1/bookings/{id}/cancel"), Some(token), &json!({}));
        let gone = connection.ask(&gives_up, true).await?;
        if gone.status != 200 {
            eprintln!("  odd: {} {}", gone.status, gone.text());
            more(&counts.odd);
        }
        more(&counts.bookings);
        sleep(WRITER_RESTS).await;
    }
    Ok(())
}

/// Somebody signs in twice a second.
async fn arrive(port: u16, people: usize, until: Instant, counts: Rc<Counts>) -> io::Result<()> {
    let mut connection = Connection::open(port).await?;
    let mut number = 0;
    while Instant::now() < until {
        let answer = connection.ask(&sign_in(&address(number % people)), true).await?;
        if answer.status != 200 && answer.status != 503 {
            eprintln!("  odd: {} {}", answer.status, answer.text());
            more(&counts.odd);
        }
        number += 1;
        more(&counts.sign_ins);
        sleep(Duration::from_millis(500)).await;
    }
    Ok(())
}
