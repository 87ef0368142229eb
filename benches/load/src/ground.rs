//! What a rush happens on: people with passwords, a ladder, dates, and registers that can be closed. Made by the
//! program's own commands and its API, so that any version of it can be measured; only passwords, and the days of dates
//! that are over, are set past it, for want of a way that takes seconds.

use std::{fs, io, path::Path, rc::Rc, time::Duration};

use serde_json::{Value, json};

use crate::{
    cluster::Cluster,
    drive::{Much, drive},
    http::{Connection, Request},
    server::Server,
    site::Site,
};

const PASSWORD: &str = "seven green bottles";
/// Callers who coordinate: one may not call more than 400 times a second.
const COORDINATORS: usize = 4;
/// People who are signed in to the pages.
const ON_PAGES: usize = 24;
/// People of a register.
pub const AT_A_TABLE: usize = 20;
/// Dates over which a spread rush goes.
pub const DATES: usize = 50;
/// Who press at once for a hot date, and how many places it has.
pub const RUSH: usize = 400;
/// How many places the hot date has.
pub const PLACES: usize = 200;
/// By so many days dates of registers are brought into the past.
const BACK: usize = 41;

/// How much is done.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// People, each of whom books once in the spread rush; at least [`RUSH`].
    pub people: usize,
    /// Registers of twenty.
    pub registers: usize,
    /// How many invites are mailed.
    pub mails: usize,
    /// How many bookings are moved, and how many cancelled.
    pub changes: usize,
    /// How long each page and list is asked for.
    pub reading: Duration,
    /// How long bare commits are counted.
    pub bare: Duration,
}

/// What was made.
#[derive(Debug)]
pub struct Ground {
    /// The installation, at rest.
    pub site: Site,
    /// Tokens of those who coordinate.
    pub coordinators: Vec<String>,
    /// Tokens of everybody else, in the order of their addresses.
    pub people: Vec<String>,
    /// Cookies of some who are signed in to the pages: one may not call more than 400 times a second.
    pub cookies: Vec<String>,
    /// The date with fewer places than people.
    pub hot: String,
    /// Dates with room for all.
    pub spread: Vec<String>,
    /// A date with room that bookings are moved to.
    pub aside: String,
    /// Dates that are over and whose register is open.
    pub registers: Vec<String>,
}

/// A person's address.
#[must_use]
pub fn address(number: usize) -> String {
    format!("person{number}@school{}.example", number / 60)
}

/// The request that signs somebody of this ground in.
#[must_use]
pub fn sign_in(email: &str) -> Request {
    Request::json("POST", "/api/v1/auth/login", None, &json!({"email": email, "password": PASSWORD}))
}

/// Makes it.
///
/// # Errors
/// When the program refuses a step of it.
pub async fn make(
    program: &Path,
    folder: &Path,
    cluster: Option<&Rc<Cluster>>,
    name: &str,
    size: Size,
) -> io::Result<Ground> {
    let site = Site::empty(program, folder, cluster, name)?;
    for number in 0..COORDINATORS {
        site.add_coordinator(&format!("cora{number}@example.org"), PASSWORD)?;
    }
    bring_people(&site, size.people)?;
    let password = "(SELECT password_hash FROM people WHERE password_hash IS NOT NULL LIMIT 1)";
    let known = format!(
        "UPDATE people SET password_hash = {password} WHERE password_hash IS NULL; \
         UPDATE addresses SET confirmed_at = created_at WHERE confirmed_at IS NULL;"
    );
    site.change(&known, &known)?;
    let server = Server::serve(&site, &[("LADDER_RUN_WORKER", "false")])?;
    let mut maker = Maker { connection: Connection::open(server.port).await?, token: String::new() };
    let coordinators = tokens(&server, (0..COORDINATORS).map(|n| format!("cora{n}@example.org"))).await?;
    maker.token.clone_from(&coordinators[0]);
    maker.courses().await?;
    let room = size.people.div_ceil(DATES) + 20;
    let mut spread = Vec::new();
    for number in 0..DATES {
        spread.push(maker.session("introduction", 30 + number, 10, room).await?);
    }
    for number in 0..10 {
        maker.session("development", 100 + number, 10, 24).await?;
    }
    let hot = maker.session("conference", 90, 10, PLACES).await?;
    let aside = maker.session("introduction", 130, 10, size.changes + 20).await?;
    let mut registers = Vec::new();
    for number in 0..size.registers {
        registers.push(maker.session("basics", BACK - 1 - number, 14, AT_A_TABLE).await?);
    }
    let people = tokens(&server, (0..size.people).map(address)).await?;
    let seated: Vec<Request> = (0..size.registers * AT_A_TABLE)
        .map(|seat| book(&registers[seat / AT_A_TABLE], &people[seat], false))
        .collect();
    let load = drive(&[server.port], 8, &Rc::new(seated), Much::Once, true).await?;
    if load.count(201) != load.exchanges.len() {
        return Err(io::Error::other(format!("registers could not be filled: {}", load.told(&[201]))));
    }
    let mut cookies = Vec::new();
    for number in 0..ON_PAGES {
        cookies.push(page_cookie(server.port, &address(number)).await?);
    }
    server.stop().await?;
    bring_back(&site)?;
    Ok(Ground { site, coordinators, people, cookies, hot, spread, aside, registers })
}

/// The request that books a place for who asks.
#[must_use]
pub fn book(session: &str, token: &str, or_wait: bool) -> Request {
    let body = if or_wait { json!({"join_waitlist": true}) } else { json!({}) };
    Request::json("POST", &format!("/api/v1/sessions/{session}/bookings"), Some(token), &body)
}

fn bring_people(site: &Site, people: usize) -> io::Result<()> {
    let (mut bodies, mut persons) = ("name,kind,domain\n".to_owned(), "name,email,organisation\n".to_owned());
    for number in 0..people.div_ceil(60) {
        bodies.push_str(&format!("School {number},school,school{number}.example\n"));
    }
    for number in 0..people {
        persons.push_str(&format!("Person {number},{},School {}\n", address(number), number / 60));
    }
    for (kind, text) in [("organisations", bodies), ("people", persons)] {
        let file = site.folder.join(format!("{kind}.csv"));
        fs::write(&file, text)?;
        site.run(&["import", kind, &file.to_string_lossy()])?;
    }
    Ok(())
}

/// Signs them in, four at a time, and gives their tokens.
async fn tokens(server: &Server, emails: impl Iterator<Item = String>) -> io::Result<Vec<String>> {
    let requests: Vec<Request> = emails.map(|email| sign_in(&email)).collect();
    let mut tokens = vec![String::new(); requests.len()];
    let load = drive(&[server.port], 4, &Rc::new(requests), Much::Once, true).await?;
    for exchange in &load.exchanges {
        let token = exchange.answer.json()?["access_token"].as_str().map(str::to_owned);
        tokens[exchange.number] =
            token.ok_or_else(|| io::Error::other(format!("a sign-in failed: {}", load.told(&[200]))))?;
    }
    Ok(tokens)
}

/// Signs somebody in to the pages, as a browser would, and gives their cookies.
async fn page_cookie(port: u16, email: &str) -> io::Result<String> {
    let mut connection = Connection::open(port).await?;
    let form = connection.ask(&Request::get("/sign-in", &[]), true).await?;
    let visit = cookies(&form.headers("set-cookie"));
    let page = form.text();
    let hidden = page.split("name=\"csrf\"").nth(1).and_then(|rest| rest.split("value=\"").nth(1));
    let csrf = hidden.and_then(|rest| rest.split('"').next()).unwrap_or_default();
    let body = format!("csrf={csrf}&email={email}&password={}", PASSWORD.replace(' ', "+"));
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("cookie", visit.as_str())];
    let answer = connection.ask(&Request::with("POST", "/sign-in", &headers, body.as_bytes()), true).await?;
    let signed_in = cookies(&answer.headers("set-cookie"));
    if signed_in.contains("__Host-session=") {
        return Ok(signed_in);
    }
    Err(io::Error::other(format!("nobody could sign in to the pages: {} {}", answer.status, answer.text())))
}

fn cookies(set: &[&str]) -> String {
    let pairs: Vec<&str> = set.iter().filter_map(|cookie| cookie.split(';').next()).collect();
    let given = pairs.into_iter().filter(|pair| !pair.ends_with('='));
    given.collect::<Vec<_>>().join("; ")
}

/// Sets the dates of registers into the past, and lets no mail of the making wait.
fn bring_back(site: &Site) -> io::Result<()> {
    let these = "(SELECT s.id FROM sessions s JOIN courses c ON c.id = s.course_id WHERE c.slug = 'basics')";
    let of_file = |column: &str| format!("{column} = datetime({column}, '-{BACK} days')");
    let of_server = |column: &str| format!("{column} = {column} - interval '{BACK} days'");
    let both = |set: &dyn Fn(&str) -> String| {
        let (starts, ends) = (set("starts_at"), set("ends_at"));
        format!(
            "UPDATE session_dates SET {starts}, {ends} WHERE session_id IN {these}; \
             UPDATE sessions SET {starts}, {ends} WHERE id IN {these}; \
             UPDATE outbox SET state = 'suppressed' WHERE state IN ('queued', 'sending');"
        )
    };
    site.change(&both(&of_file), &both(&of_server))
}

/// Somebody who lays out the offer.
struct Maker {
    connection: Connection,
    token: String,
}

impl Maker {
    async fn post(&mut self, path: &str, body: Value) -> io::Result<Value> {
        let request = Request::json("POST", &format!("/api/v1{path}"), Some(&self.token), &body);
        let answer = self.connection.ask(&request, true).await?;
        if answer.status / 100 == 2 {
            return answer.json();
        }
        Err(io::Error::other(format!("POST {path} was answered with {}: {}", answer.status, answer.text())))
    }

    async fn courses(&mut self) -> io::Result<()> {
        let rungs = ["Introduction", "Development", "Circles"].map(|name| json!({"name": name}));
        let ladder = self.post("/ladders", json!({"name": "City", "rungs": rungs})).await?;
        let course = |slug: &str, title: &str, needs: Value| {
            json!({"title": title, "slug": slug, "summary": "What it is for, in a sentence or two, as a course has it.",
                "audience": "Everybody who works with children and families", "outcomes": ["Say what it is", "Do it"],
                "delivery": "zoom", "duration_minutes": 120, "cpd_minutes": 110, "capacity": 24,
                "prerequisites": needs})
        };
        let needs = json!([{"any_of": [{"kind": "course", "course": "introduction"}]}]);
        let all = [
            ("introduction", "Introduction", Some(1), json!([])),
            ("development", "Development", Some(2), needs),
            ("conference", "Conference", None, json!([])),
            ("basics", "Basics", None, json!([])),
        ];
        for (slug, title, rung, needs) in all {
            let mut body = course(slug, title, needs);
            if let Some(rung) = rung {
                body["ladder"] = ladder["slug"].clone();
                body["rung"] = json!(rung);
            }
            self.post("/courses", body).await?;
        }
        Ok(())
    }

    async fn session(
        &mut self,
        course: &str,
        in_days: usize,
        hour: u64,
        capacity: usize,
    ) -> io::Result<String> {
        let joining = json!({"url": "https://meeting.example/j/8123456789", "meeting_id": "812 3456 789"});
        let body = json!({
            "dates": [{"starts_at": moment(in_days, hour), "ends_at": moment(in_days, hour + 2)}],
            "trainer_ids": [], "capacity": capacity, "joining": joining});
        let made = self.post(&format!("/courses/{course}/sessions"), body).await?;
        let id = made["id"].as_str().unwrap_or_default().to_owned();
        self.post(&format!("/sessions/{id}/publish"), json!({})).await?;
        Ok(id)
    }
}

/// An hour of a day to come, as the API writes it.
fn moment(in_days: usize, hour: u64) -> String {
    let day = chrono::Utc::now() + chrono::TimeDelta::days(i64::try_from(in_days).unwrap_or_default());
    format!("{}T{hour:02}:00:00Z", day.format("%Y-%m-%d"))
}
