//! The same answers of a small and of a large demo, one after the other: what grows with the number of rows.

use std::{
    io,
    path::Path,
    time::{Duration, Instant},
};

use serde_json::json;

use crate::{
    ground::{book, page_cookie, token},
    http::{Connection, Request},
    server::Server,
    site::Site,
};

/// What every demo's people sign in with.
const PASSWORD: &str = "demo-password";
/// How often each is asked for: the middle one is told.
const TIMES: usize = 31;

/// What was asked for, and how many milliseconds it took in the small and in the large one.
type Line = (&'static str, f64, f64);

/// Asks both and compares; what is told is a table in Markdown.
///
/// # Errors
/// When one of them is no demo, or something is not there.
pub async fn growth(program: &Path, small: &Path, large: &Path) -> io::Result<String> {
    let (few, memory_of_few) = answers(program, small).await?;
    let (many, memory_of_many) = answers(program, large).await?;
    let lines: Vec<Line> =
        few.iter().zip(&many).map(|((name, one), (_, other))| (*name, *one, *other)).collect();
    let mut told = vec![
        "| answer | small, ms | large, ms | large over small |".to_owned(),
        "| --- | --- | --- | --- |".to_owned(),
    ];
    told.extend(lines.iter().map(|(name, one, other)| {
        format!("| {name} | {one:.2} | {other:.2} | {:.2} x |", other / one.max(1e-3))
    }));
    told.push(format!("| resident at the end, MiB | {memory_of_few:.0} | {memory_of_many:.0} | |"));
    Ok(told.join("\n"))
}

/// The middle time of each answer, in milliseconds; and what the server had resident after them, in MiB.
async fn answers(program: &Path, folder: &Path) -> io::Result<(Vec<(&'static str, f64)>, f64)> {
    let site = Site::existing(program, folder)?;
    let server = Server::serve(&site, &[])?;
    let port = server.port;
    let mut connection = Connection::open(port).await?;
    let coordinator = token(port, "coordinator@demo.example", PASSWORD).await?;
    let delegate = token(port, "delegate@demo.example", PASSWORD).await?;
    let pages = |email: &'static str| page_cookie(port, email, PASSWORD);
    let (board, team, own) = (
        pages("coordinator@demo.example").await?,
        pages("manager@demo.example").await?,
        pages("developed@demo.example").await?,
    );
    let open = Request::get("/api/v1/sessions?course=introduction&with_places=true&limit=1", &[]);
    let open = connection.ask(&open, true).await?.json()?;
    let date = open["items"][0]["id"].as_str().map(str::to_owned);
    let date = date.ok_or_else(|| io::Error::other("no date of the Introduction has a place"))?;
    let page = |path: &str, cookie: &str| Request::get(path, &[("cookie", cookie)]);
    let asked = [
        ("people search", Request::get_as("/api/v1/people?q=osei", &coordinator)),
        ("work board", page("/work", &board)),
        ("approvals", Request::get_as("/api/v1/bookings?state=requested", &coordinator)),
        ("bookings by state", Request::get_as("/api/v1/bookings?state=waitlisted", &coordinator)),
        ("readyz", Request::get("/readyz", &[])),
        ("metrics", Request::get("/metrics", &[])),
        ("organisations", Request::get_as("/api/v1/organisations", &coordinator)),
        ("my people", page("/my-people", &team)),
        ("my ladder", page("/my-ladder", &own)),
        ("front", Request::get("/", &[])),
        ("a date, signed in", page(&format!("/sessions/{date}"), &own)),
        ("eligibility", Request::get_as(&format!("/api/v1/sessions/{date}/eligibility"), &delegate)),
    ];
    let mut told = Vec::new();
    for (name, request) in asked {
        let mut times = Vec::new();
        for _ in 0..TIMES {
            let begun = Instant::now();
            let answer = connection.ask(&request, true).await?;
            times.push(begun.elapsed());
            if answer.status != 200 {
                return Err(server.trouble(&format!("{name}: {} {}", answer.status, answer.text())));
            }
        }
        eprintln!("  {name}: {:.2} ms", middle(&mut times));
        told.push((name, middle(&mut times)));
    }
    told.push(("booking", booking(&mut connection, &date, &delegate).await?));
    let resident = server.taken()?.resident;
    server.stop().await?;
    let begun = Instant::now();
    site.audit()?;
    told.push(("audit", begun.elapsed().as_secs_f64() * 1000.0));
    Ok((told, resident))
}

/// Books a place and gives it up, again and again; the booking's time is told.
async fn booking(connection: &mut Connection, date: &str, token: &str) -> io::Result<f64> {
    let mut times = Vec::new();
    for _ in 0..TIMES {
        let begun = Instant::now();
        let made = connection.ask(&book(date, token, false), true).await?;
        times.push(begun.elapsed());
        let id = made.json()?["id"].as_str().map(str::to_owned);
        let Some(id) = id.filter(|_| made.status == 201) else {
            return Err(io::Error::other(format!("a booking was answered {}: {}", made.status, made.text())));
        };
        let path = format!("/api/v1/bookings/{id}/cancel");
        connection.ask(&Request::json("POST", &path, Some(token), &json!({})), true).await?;
    }
    Ok(middle(&mut times))
}

fn middle(times: &mut [Duration]) -> f64 {
    times.sort_unstable();
    times.get(times.len() / 2).map_or(0.0, Duration::as_secs_f64) * 1000.0
}
