//! What changes rows. After each load the answers are counted against the rows.

use std::{io, rc::Rc};

use serde_json::{Value, json};

use crate::{
    board::Figure,
    drive::{Load, Much, drive},
    ground::{AT_A_TABLE, DATES, Ground, PLACES, RUSH, book},
    http::{Connection, Request},
    reads::Measured,
    site::Site,
};

/// Callers of what is booked.
pub const CALLERS: usize = 32;

/// How an id is written in a query.
#[must_use]
pub fn literal(site: &Site, id: &str) -> String {
    let hex = id.replace('-', "");
    if site.on_server() { format!("'\\x{hex}'::bytea") } else { format!("X'{hex}'") }
}

fn in_state(site: &Site, session: &str, state: &str) -> io::Result<usize> {
    let session = literal(site, session);
    site.number(&format!("SELECT count(*) FROM bookings WHERE session_id = {session} AND state = '{state}'"))
}

/// Who presses for the hot date: every second would wait if it is full.
#[must_use]
pub fn rush(ground: &Ground) -> Vec<Request> {
    let all = ground.people.iter().take(RUSH).enumerate();
    all.map(|(number, token)| book(&ground.hot, token, number % 2 == 1)).collect()
}

/// Everybody's booking in the spread rush.
#[must_use]
pub fn spread(ground: &Ground) -> Vec<Request> {
    let all = ground.people.iter().enumerate();
    all.map(|(number, token)| book(&ground.spread[number % DATES], token, false)).collect()
}

/// Whether the hot date has exactly its places booked and everybody else waits or was refused, in answers and in rows.
///
/// # Errors
/// With both counts, when not.
pub fn count_rush(site: &Site, hot: &str, load: &Load) -> io::Result<()> {
    let answered = |state: &str| {
        let of_state = |one: &&crate::drive::Exchange| {
            one.answer.status == 201 && one.answer.json().is_ok_and(|body| body["state"] == state)
        };
        load.exchanges.iter().filter(of_state).count()
    };
    let (booked, waiting, refused) = (answered("booked"), answered("waitlisted"), load.count(409));
    let rows = (in_state(site, hot, "booked")?, in_state(site, hot, "waitlisted")?);
    if booked == PLACES && rows == (booked, waiting) && booked + waiting + refused == RUSH {
        return Ok(());
    }
    Err(io::Error::other(format!(
        "of {RUSH} for {PLACES} places {booked} were told they are booked, {waiting} wait, {refused} were refused; \
         rows say {} booked and {} waiting; answers: {}",
        rows.0,
        rows.1,
        load.told(&[201, 409])
    )))
}

impl Measured<'_> {
    /// The hot date and the spread ones.
    ///
    /// # Errors
    /// When an answer is odd, or rows do not agree with what was answered.
    pub async fn bookings(&mut self, site: &Site) -> io::Result<()> {
        let requests = rush(self.ground);
        let load = self.bear("book: 400 for 200 places", CALLERS, requests, Much::Once, &[201, 409]).await?;
        count_rush(site, &self.ground.hot, &load)?;
        let load =
            self.bear("book: spread over 50 dates", CALLERS, spread(self.ground), Much::Once, &[201]).await?;
        let mut rows = 0;
        for session in &self.ground.spread {
            rows += in_state(site, session, "booked")?;
        }
        if rows != load.count(201) {
            return Err(io::Error::other(format!(
                "{} were told they are booked, {rows} are",
                load.count(201)
            )));
        }
        self.moves_and_cancels(site, &load).await
    }

    async fn moves_and_cancels(&mut self, site: &Site, booked: &Load) -> io::Result<()> {
        let many = self.size.changes.min(self.ground.people.len() / 4);
        // Nobody of the date whose roster is asked for.
        let of_others = booked.exchanges.iter().filter(|one| one.number % DATES < DATES - 1);
        let made: Vec<(usize, String)> = of_others
            .filter_map(|one| Some((one.number, one.answer.json().ok()?["id"].as_str()?.to_owned())))
            .take(2 * many)
            .collect();
        let act = |(number, id): &(usize, String), verb: &str, body: Value| {
            let path = format!("/api/v1/bookings/{id}/{verb}");
            Request::json("POST", &path, Some(&self.ground.people[*number]), &body)
        };
        let aside = json!({"session_id": self.ground.aside});
        let moves = made[..many].iter().map(|one| act(one, "move", aside.clone())).collect();
        let cancels = made[many..].iter().map(|one| act(one, "cancel", json!({}))).collect();
        let load = self.bear("move to another date", CALLERS, moves, Much::Once, &[200, 201]).await?;
        let rows = in_state(site, &self.ground.aside, "booked")?;
        if rows != load.exchanges.len() {
            return Err(io::Error::other(format!("{} were moved, {rows} are there", load.exchanges.len())));
        }
        let count = "SELECT count(*) FROM bookings WHERE state = 'cancelled'";
        let before = site.number(count)?;
        let load = self.bear("cancel", CALLERS, cancels, Much::Once, &[200]).await?;
        let rows = site.number(count)?.saturating_sub(before);
        if rows != load.count(200) {
            return Err(io::Error::other(format!("{} were cancelled, {rows} are", load.count(200))));
        }
        Ok(())
    }

    /// Registers of twenty: everybody was there, and it is closed.
    ///
    /// # Errors
    /// When one cannot be, or certificates are missing.
    pub async fn registers(&mut self, site: &Site) -> io::Result<()> {
        let closes = mark_all(self.server.port, self.ground).await?;
        let load = self.bear("close a register of 20", 1, closes, Much::Once, &[200]).await?;
        let rows = site.number("SELECT count(*) FROM certificates")?;
        if rows != load.count(200) * AT_A_TABLE {
            return Err(io::Error::other(format!("{} registers left {rows} certificates", load.count(200))));
        }
        Ok(())
    }

    /// The rush on the hot date again, on a ground of its own, with callers shared between copies of the server.
    ///
    /// # Errors
    /// As [`Measured::bookings`].
    pub async fn hot_on(&mut self, site: &Site, ports: &[u16], name: &str) -> io::Result<()> {
        let before = self.server.taken()?;
        let load = drive(ports, CALLERS, &Rc::new(rush(self.ground)), Much::Once, true).await?;
        let after = self.server.taken()?;
        count_rush(site, &self.ground.hot, &load)?;
        let mut figure = Figure::of(&load, before, after);
        // One of several processes: its time is not the booking's.
        figure.processor = None;
        self.board.note(name, self.who, figure);
        Ok(())
    }
}

/// Marks everybody of every register as present, and gives the requests that close them.
///
/// # Errors
/// When one cannot be marked.
pub async fn mark_all(port: u16, ground: &Ground) -> io::Result<Vec<Request>> {
    let token = &ground.coordinators[0];
    let mut connection = Connection::open(port).await?;
    let mut closes = Vec::new();
    for session in &ground.registers {
        let path = format!("/api/v1/sessions/{session}");
        let date = connection.ask(&Request::get_as(&path, token), true).await?.json()?;
        let date = date["dates"][0]["id"].clone();
        let roster =
            connection.ask(&Request::get_as(&format!("{path}/roster"), token), true).await?.json()?;
        let ids = ids_of(&roster);
        let marks: Vec<Value> =
            ids.iter().map(|id| json!({"booking_id": id, "date_id": date, "outcome": "present"})).collect();
        let body = json!({"marks": marks});
        let marked = Request::json("PUT", &format!("{path}/register"), Some(token), &body);
        let answer = connection.ask(&marked, true).await?;
        if ids.len() != AT_A_TABLE || answer.status != 200 {
            let why =
                format!("a register of {} was answered {}: {}", ids.len(), answer.status, answer.text());
            return Err(io::Error::other(why));
        }
        closes.push(Request::json("POST", &format!("{path}/register/close"), Some(token), &json!({})));
    }
    Ok(closes)
}

/// The bookings that a roster names, wherever they stand in it.
fn ids_of(roster: &Value) -> Vec<String> {
    match roster {
        Value::Object(fields) => {
            let own = fields.get("booking_id").and_then(Value::as_str).map(str::to_owned);
            own.into_iter().chain(fields.values().flat_map(ids_of)).collect()
        }
        Value::Array(items) => items.iter().flat_map(ids_of).collect(),
        _ => Vec::new(),
    }
}
