//! What is only asked: the catalogue, pages, sign-ins, rosters, papers.

use std::{io, rc::Rc};

use crate::{
    board::{Board, Figure},
    drive::{Load, Much, drive},
    ground::{Ground, Size, address, sign_in},
    http::{Connection, Request},
    server::Server,
};

/// Callers of what is read.
pub const READERS: usize = 8;
/// The catalogue, as a program asks for it.
pub const CATALOGUE: &str = "/api/v1/sessions?limit=50";

/// A server that is being measured, and where its figures go.
#[derive(Debug)]
pub struct Measured<'a> {
    /// The server.
    pub server: &'a Server,
    /// What it stands on.
    pub ground: &'a Ground,
    /// How much is done.
    pub size: Size,
    /// Where figures go.
    pub board: &'a mut Board,
    /// What it is called there.
    pub who: &'a str,
}

impl Measured<'_> {
    /// Bears a load, whose answers must all be expected ones, and notes what it came to.
    ///
    /// # Errors
    /// When an answer is none of the expected, or none comes.
    pub async fn bear(
        &mut self,
        name: &str,
        callers: usize,
        requests: Vec<Request>,
        much: Much,
        expected: &[u16],
    ) -> io::Result<Load> {
        let keep = matches!(much, Much::Once);
        let requests = Rc::new(requests);
        let before = self.server.taken()?;
        let load = drive(&[self.server.port], callers, &requests, much, keep).await;
        let load = load.map_err(|why| self.server.trouble(&format!("{name}: {why}")))?;
        let after = self.server.taken()?;
        if load.exchanges.iter().any(|one| !expected.contains(&one.answer.status)) {
            return Err(self.server.trouble(&format!("{name} was answered {}", load.told(expected))));
        }
        self.board.note(name, self.who, Figure::of(&load, before, after));
        Ok(load)
    }

    /// Asks for one thing again and again.
    async fn read(&mut self, name: &str, request: Request, expected: u16) -> io::Result<()> {
        let much = Much::For(self.size.reading);
        self.bear(name, READERS, vec![request], much, &[expected]).await.map(drop)
    }

    /// Has everybody who is signed in to the pages ask for one of them in turn.
    async fn read_signed_in(&mut self, name: &str, path: &str) -> io::Result<()> {
        let page = |cookie: &String| Request::get(path, &[("cookie", cookie)]);
        let pages = self.ground.cookies.iter().map(page).collect();
        let much = Much::For(self.size.reading);
        self.bear(name, READERS, pages, much, &[200]).await.map(drop)
    }

    /// The catalogue and the pages that show it.
    ///
    /// # Errors
    /// When one of them is not there.
    pub async fn catalogue(&mut self) -> io::Result<()> {
        let mut connection = Connection::open(self.server.port).await?;
        let known = connection.ask(&Request::get(CATALOGUE, &[]), true).await?;
        self.read("catalogue of 50, JSON", Request::get(CATALOGUE, &[]), 200).await?;
        if let Some(tag) = known.headers("etag").first() {
            let unchanged = Request::get(CATALOGUE, &[("if-none-match", tag)]);
            self.read("catalogue of 50, unchanged (304)", unchanged, 304).await?;
        }
        self.read("page: front", Request::get("/", &[]), 200).await?;
        self.read("page: a course", Request::get("/courses/introduction", &[]), 200).await?;
        // The page had another address in older versions.
        let new = Request::get("/my-ladder", &[("cookie", &self.ground.cookies[0])]);
        let moved = connection.ask(&new, true).await?.status != 404;
        self.read_signed_in("page: my ladder", if moved { "/my-ladder" } else { "/ladder" }).await?;
        let date = format!("/sessions/{}", self.ground.spread[0]);
        self.read_signed_in("page: a date, signed in", &date).await
    }

    /// A hundred people sign in at once.
    ///
    /// # Errors
    /// When one of them may not.
    pub async fn sign_ins(&mut self) -> io::Result<()> {
        let idle = self.server.taken()?.resident;
        self.server.forget_most();
        let requests = (0..500).map(|number| sign_in(&address(number % self.ground.people.len()))).collect();
        // Whoever waits for longer than the server wants is told to try again: 503.
        let load = self.bear("sign-in, 100 at once", 100, requests, Much::Once, &[200, 503]).await?;
        let (most, after) = (self.server.most()?, self.server.taken()?.resident);
        let about = [
            ("resident MiB before 500 sign-ins, 100 at once", idle),
            ("resident MiB at most meanwhile", most),
            ("resident MiB after them", after),
            ("of them told to try again", load.count(503) as f64),
        ];
        for (number, (what, value)) in about.into_iter().enumerate() {
            self.board.count(format!("{}: sign-ins {}: {what}", self.who, number + 1), value);
        }
        Ok(())
    }

    /// The roster of a date that has people on it.
    ///
    /// # Errors
    /// When it is not there.
    pub async fn roster(&mut self) -> io::Result<()> {
        let path = format!("/api/v1/sessions/{}/roster", self.ground.spread[DATE_OF_ROSTER]);
        let requests = self.ground.coordinators.iter().map(|token| Request::get_as(&path, token)).collect();
        let much = Much::For(self.size.reading.min(std::time::Duration::from_secs(1)));
        self.bear("roster of a full date", 2, requests, much, &[200]).await.map(drop)
    }

    /// Certificates as PDF, and the page that says whether one is genuine.
    ///
    /// # Errors
    /// When there is none.
    pub async fn certificates(&mut self) -> io::Result<()> {
        let mut connection = Connection::open(self.server.port).await?;
        let mut papers = Vec::new();
        let mut code = None;
        let holders = self.size.registers * crate::ground::AT_A_TABLE;
        for token in self.ground.people.iter().take(holders.min(40)) {
            let list = connection.ask(&Request::get_as("/api/v1/certificates", token), true).await?.json()?;
            let Some(paper) = list["items"].as_array().and_then(|items| items.first()) else { continue };
            let id = paper["id"].as_str().unwrap_or_default();
            papers.push(Request::get_as(&format!("/api/v1/certificates/{id}.pdf"), token));
            code = code.or_else(|| paper["verification_code"].as_str().map(str::to_owned));
        }
        let Some(code) = code else {
            return Err(io::Error::other("closing the registers left no certificate with a code to verify"));
        };
        let much = Much::For(self.size.reading.min(std::time::Duration::from_secs(2)));
        self.bear("certificate, PDF", 4, papers, much, &[200]).await?;
        self.read("page: is this certificate genuine", Request::get(&format!("/verify/{code}"), &[]), 200)
            .await
    }
}

/// Which of the spread dates nobody moves from or cancels.
const DATE_OF_ROSTER: usize = 49;
