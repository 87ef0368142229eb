//! How fast mails leave, whether each leaves once, and how long a sign-in link waits behind others.

use std::{
    io,
    rc::Rc,
    time::{Duration, Instant},
};

use serde_json::json;
use tokio::{task::LocalSet, time::sleep};

use crate::{
    board::{Board, Figure},
    drive::{Much, drive},
    ground::{Ground, Size, address},
    http::{Connection, Request},
    server::Server,
    sink::{Sink, twice},
    site::Site,
    writes::{mark_all, spread},
};

/// Without a mail for so long, what is missing is given up.
const SILENCE: Duration = Duration::from_secs(20);
/// Once all have come, whatever the worker writes of itself is waited for so long.
const QUIET: Duration = Duration::from_millis(500);
const WAITING: &str = "SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending')";

/// Fills the queue with invites, then with results that carry a certificate, and has `serve` with its own worker empty
/// it into a local relay each time.
///
/// # Errors
/// When a mail is lost or leaves twice.
pub async fn mails(board: &mut Board, ground: &Ground, size: Size, who: &str) -> io::Result<()> {
    let site = ground.site.copy("mails")?;
    let quiet = [("LADDER_RUN_WORKER", "false")];
    let server = Server::serve(&site, &quiet)?;
    let requests: Vec<Request> = spread(ground).into_iter().take(size.mails).collect();
    drive(&[server.port], 8, &Rc::new(requests), Much::Once, false).await?;
    server.stop().await?;
    // Somebody who is among the last to have booked, and has no mail waiting besides.
    let asks = address(ground.people.len() - 1);
    let link = (ground.people.len() > size.mails).then_some(asks.as_str());
    empty(board, &site, "mails: invites", who, link).await?;
    let server = Server::serve(&site, &quiet)?;
    let closes = mark_all(server.port, ground).await?;
    drive(&[server.port], 1, &Rc::new(closes), Much::Once, false).await?;
    server.stop().await?;
    empty(board, &site, "mails: results with their certificate", who, None).await?;
    site.audit()?;
    site.delete()
}

async fn empty(board: &mut Board, site: &Site, name: &str, who: &str, link: Option<&str>) -> io::Result<()> {
    let waiting = site.number(WAITING)?;
    if waiting == 0 {
        return Err(io::Error::other(format!("{name}: nothing waits to be sent")));
    }
    let set = LocalSet::new();
    set.run_until(async {
        let sink = Sink::open().await?;
        let port = sink.port.to_string();
        let server = Server::serve(
            site,
            &[
                ("LADDER_MAIL", "smtp"),
                ("LADDER_SMTP_HOST", "127.0.0.1"),
                ("LADDER_SMTP_PORT", &port),
                ("LADDER_SMTP_TLS", "none"),
                ("LADDER_FROM_ADDRESS", "training@example.org"),
            ],
        )?;
        let before = server.taken()?;
        let mut asked = None;
        let (mut known, mut last) = (0, Instant::now());
        loop {
            sleep(Duration::from_millis(5)).await;
            let link_came = link.is_none_or(|email| sink.came_for(email).is_some());
            let patience = if known >= waiting && link_came { QUIET } else { SILENCE };
            if sink.count() > known {
                (known, last) = (sink.count(), Instant::now());
            } else if last.elapsed() > patience {
                break;
            }
            if let (Some(email), None, true) = (link, asked, known > waiting / 10) {
                asked = Some(Instant::now());
                let mut connection = Connection::open(server.port).await?;
                let body = json!({"email": email});
                let ask = Request::json("POST", "/api/v1/auth/sign-in-links", None, &body);
                let answer = connection.ask(&ask, true).await?;
                if answer.status / 100 != 2 {
                    return Err(server.trouble(&format!("no sign-in link: {}", answer.text())));
                }
            }
        }
        let after = server.taken()?;
        if let (Some(email), Some(asked)) = (link, asked) {
            let came =
                sink.came_for(email).map(|at| at.saturating_duration_since(asked).as_secs_f64() * 1000.0);
            let figure = Figure { median: came.unwrap_or(f64::INFINITY), ..Figure::default() };
            board.note(
                "a sign-in link behind the invites (ms)",
                who,
                Figure { slow: figure.median, ..figure },
            );
        }
        // What has come has been marked when the server has stopped.
        server.stop().await?;
        let mails = sink.take();
        let doubles = twice(&mails);
        let left = site.number(WAITING)?;
        if left > 0 || !doubles.is_empty() || mails.len() < waiting {
            return Err(io::Error::other(format!(
                "of {waiting} mails {} came, {left} still wait, {} came twice",
                mails.len(),
                doubles.len()
            )));
        }
        let mut times: Vec<Instant> = mails.iter().map(|mail| mail.at).collect();
        times.sort_unstable();
        let took = times[waiting - 1].saturating_duration_since(times[0]).as_secs_f64();
        let with_paper = mails.iter().filter(|mail| mail.has_pdf).count();
        eprintln!("  {} mails, {with_paper} with a PDF", mails.len());
        let many = mails.len() as f64;
        let figure = Figure {
            rate: (waiting as f64 - 1.0) / took.max(1e-9),
            processor: Some((after.processor - before.processor) * 1000.0 / many),
            resident: Some(after.resident),
            ..Figure::default()
        };
        board.note(name, who, figure);
        Ok(())
    })
    .await
}
