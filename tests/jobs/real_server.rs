//! The whole way from the outbox to a real SMTP server, faults included.

use std::time::Duration;

use chrono::TimeDelta;
use mailparse::MailHeaderMap;
use training_ladder::{
    domain::{invites::InviteMethod, words::Word},
    jobs::{
        deliver_mail::DeliverMail,
        runner::{Job, Stop},
    },
    mail::transport::{Smtp, SmtpSecurity, SmtpSettings, Transport},
};

use super::queue::{plain, with_invite};
use crate::support::{app::TestApp, database::both_databases, smtp_server::SmtpServer};

fn transport(port: u16) -> Transport {
    let settings = SmtpSettings {
        host: "127.0.0.1".to_owned(),
        port,
        security: SmtpSecurity::Plain,
        credentials: None,
        extra_ca_pem: None,
        hello_name: "training.example.org".to_owned(),
        timeout: Duration::from_secs(20),
        final_reply_timeout: Duration::from_secs(20),
    };
    Transport::Smtp(Smtp::new(settings).expect("settings that work"))
}

async fn run(app: &TestApp, job: &DeliverMail) {
    let stop = Stop::default();
    while job.run_due(app.clock.now(), &stop).await.expect("a run") > 0 {}
}

fn header(raw: &[u8], name: &str) -> String {
    let mail = mailparse::parse_mail(raw).expect("a mail");
    mail.headers.get_first_value(name).unwrap_or_default()
}

both_databases! {
    async fn mails_reach_a_real_server_whatever_it_says_first(app: TestApp) {
        let mut server = SmtpServer::start();
        let job = DeliverMail::new(&app.parts(transport(server.port)));

        let mut ids = Vec::new();
        for (order, state, possibly) in [
            ("rcpt 421 closing", "queued", false),
            ("rcpt 450 mailbox busy", "queued", false),
            ("rcpt 550 no such person", "failed", false),
            ("data take-and-drop", "queued", true),
        ] {
            server.order(order);
            let id = app.queue(plain("ada@example.org")).await;
            run(&app, &job).await;
            let row = app.fate(id).await;
            assert_eq!((row.state.as_str(), row.possibly_sent), (state, possibly), "{order}: {row:?}");
            if state == "queued" {
                ids.push(id);
            }
            server.order("normal");
        }
        app.clock.advance(TimeDelta::minutes(5));
        run(&app, &job).await;
        for id in &ids {
            assert_eq!(app.state(*id).await, "sent");
        }
        // The one whose answer was lost was taken twice, under one Message-ID.
        let taken = server.mails();
        assert_eq!(taken.len(), 4);
        let last = app.fate(ids[2]).await.message_id;
        assert_eq!(taken.iter().filter(|raw| header(raw, "Message-ID") == last).count(), 2);
    }

    async fn an_hour_without_the_server_keeps_every_mail_and_their_order(app: TestApp) {
        // Bound and let go: nothing listens there until the server is back.
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let down = DeliverMail::new(&app.parts(transport(port)));
        for name in ["a", "b", "c"] {
            app.queue(plain(&format!("{name}@example.org"))).await;
            run(&app, &down).await;
            app.clock.advance(TimeDelta::minutes(20));
        }
        run(&app, &down).await;
        let server = SmtpServer::start();
        let up = DeliverMail::new(&app.parts(transport(server.port)));
        run(&app, &up).await;
        let to: Vec<String> = server.mails().iter().map(|raw| header(raw, "X-RcptTo")).collect();
        assert_eq!(to, ["a@example.org", "b@example.org", "c@example.org"]);
    }

    async fn an_invite_arrives_as_part_and_as_file(app: TestApp) {
        let server = SmtpServer::start();
        let job = DeliverMail::new(&app.parts(transport(server.port)));
        app.queue(with_invite("date-1", 0, InviteMethod::Request)).await;
        run(&app, &job).await;
        let raw = server.mails().remove(0);
        let mail = mailparse::parse_mail(&raw).expect("a mail");
        let kinds: Vec<String> = mail.parts().map(|part| part.ctype.mimetype.clone()).collect();
        assert_eq!(
            kinds,
            ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "application/ics"]
        );
        let invite = mail.parts().find(|part| part.ctype.mimetype == "text/calendar").expect("an invite");
        assert_eq!(invite.ctype.params["method"], "REQUEST");
        assert!(invite.get_body().expect("a body").contains("UID:date-1"));
    }
}
