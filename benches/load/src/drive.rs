//! Callers, each with a connection of its own, who ask as fast as they are answered.

use std::{
    cell::Cell,
    io,
    rc::Rc,
    time::{Duration, Instant},
};

use tokio::task::LocalSet;

use crate::{
    http::{Answer, Connection, Request},
    server::taken,
};

/// One exchange.
#[derive(Debug)]
pub struct Exchange {
    /// Which of the requests it was.
    pub number: usize,
    /// How long it took.
    pub took: Duration,
    /// What came back.
    pub answer: Answer,
}

/// A load that is over.
#[derive(Debug)]
pub struct Load {
    /// Every exchange, in the order in which each caller had them.
    pub exchanges: Vec<Exchange>,
    /// From the first request to the last answer.
    pub took: Duration,
    /// Processor time of this program meanwhile, in seconds.
    pub own: f64,
}

/// How much is asked.
#[derive(Debug, Clone, Copy)]
pub enum Much {
    /// Each request once.
    Once,
    /// All of them in turn, again and again, for so long.
    For(Duration),
}

impl Load {
    /// How many answers had this status.
    #[must_use]
    pub fn count(&self, status: u16) -> usize {
        self.exchanges.iter().filter(|one| one.answer.status == status).count()
    }

    /// Answers a second.
    #[must_use]
    pub fn rate(&self) -> f64 {
        self.exchanges.len() as f64 / self.took.as_secs_f64().max(1e-9)
    }

    /// The time within which this part of the answers came, in milliseconds.
    #[must_use]
    pub fn percentile(&self, part: f64) -> f64 {
        let mut all: Vec<Duration> = self.exchanges.iter().map(|one| one.took).collect();
        all.sort_unstable();
        let last = all.len().saturating_sub(1);
        let at = ((all.len() as f64 * part).ceil() as usize).saturating_sub(1).min(last);
        all.get(at).map_or(0.0, |took| took.as_secs_f64() * 1000.0)
    }

    /// What was answered, for an error: each status with how often, and the first body that is not expected.
    #[must_use]
    pub fn told(&self, expected: &[u16]) -> String {
        let mut statuses: Vec<u16> = self.exchanges.iter().map(|one| one.answer.status).collect();
        statuses.sort_unstable();
        statuses.dedup();
        let counts: Vec<String> =
            statuses.iter().map(|status| format!("{} x {status}", self.count(*status))).collect();
        let odd = self.exchanges.iter().find(|one| !expected.contains(&one.answer.status));
        let odd = odd.map(|one| format!(", such as: {}", one.answer.text())).unwrap_or_default();
        format!("{}{odd}", counts.join(", "))
    }
}

/// Has so many callers ask one server, or several in turn by the caller's number. Bodies are kept only if they are
/// wanted. Connections are opened before the clock starts.
///
/// # Errors
/// When a connection breaks or an answer cannot be read.
pub async fn drive(
    ports: &[u16],
    callers: usize,
    requests: &Rc<Vec<Request>>,
    much: Much,
    keep: bool,
) -> io::Result<Load> {
    let mut connections = Vec::with_capacity(callers);
    for caller in 0..callers {
        connections.push(Connection::open(ports[caller % ports.len()]).await?);
    }
    let next = Rc::new(Cell::new(0_usize));
    let own = taken(std::process::id())?.processor;
    let begun = Instant::now();
    let until = match much {
        Much::Once => None,
        Much::For(span) => Some(begun + span),
    };
    let set = LocalSet::new();
    let mut tasks = Vec::with_capacity(callers);
    for mut connection in connections {
        let (requests, next) = (Rc::clone(requests), Rc::clone(&next));
        tasks.push(set.spawn_local(async move {
            let mut exchanges = Vec::new();
            loop {
                let turn = next.get();
                let over = until.map_or(turn >= requests.len(), |until| Instant::now() >= until);
                if over {
                    return Ok::<_, io::Error>(exchanges);
                }
                next.set(turn + 1);
                let number = turn % requests.len();
                let asked = Instant::now();
                let answer = connection.ask(&requests[number], keep).await?;
                exchanges.push(Exchange { number, took: asked.elapsed(), answer });
            }
        }));
    }
    let mut exchanges = Vec::new();
    set.run_until(async {
        for task in tasks {
            exchanges.extend(task.await.map_err(io::Error::other)??);
        }
        Ok::<_, io::Error>(())
    })
    .await?;
    let took = begun.elapsed();
    Ok(Load { exchanges, took, own: taken(std::process::id())?.processor - own })
}
