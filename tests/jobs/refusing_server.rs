//! A mail server whose policy refuses what this site sends: the site's trouble, which coordinators are told of, and not
//! the mails', which wait.

use std::time::Duration;

use chrono::TimeDelta;
use training_ladder::{
    domain::words::MailState,
    jobs::{
        deliver_mail::DeliverMail,
        runner::{Job, Stop},
    },
    mail::transport::{SendError, Smtp, SmtpSecurity, SmtpSettings, Transport},
};

use super::queue::bulk;
use crate::support::{
    app::TestApp,
    database::both_databases,
    smtp_server::{SmtpServer, Tls},
};

fn to(server: &SmtpServer) -> Transport {
    let settings = SmtpSettings {
        host: "127.0.0.1".to_owned(),
        port: server.port,
        security: SmtpSecurity::Plain,
        credentials: None,
        extra_ca_pem: None,
        hello_name: "training.example.org".to_owned(),
        timeout: Duration::from_secs(20),
        final_reply_timeout: Duration::from_secs(20),
    };
    Transport::Smtp(Smtp::new(settings).expect("settings that work").over(3))
}

async fn run(app: &TestApp, job: &DeliverMail) {
    let stop = Stop::default();
    while job.run_due(app.clock.now(), &stop).await.expect("a run") > 0 {}
}

fn policy() -> SendError {
    SendError::Refused { reason: "permanent error (550): 5.7.1 not from you".to_owned() }
}

both_databases! {
    async fn what_a_policy_refuses_waits_and_leaves_once_it_is_let(app: TestApp) {
        let cora = app.coordinator().await;
        for (stage, pipelining) in [("mail", false), ("rcpt", true), ("data", true)] {
            let mut server = SmtpServer::start_with(Tls::None, if pipelining { &["--pipelining"] } else { &[] });
            let job = DeliverMail::new(&app.parts(to(&server)));
            server.order(&format!("{stage} 550 5.7.1 Client host not allowed"));
            let mut ids = Vec::new();
            for number in 0..40 {
                ids.push(app.queue(bulk(&format!("{stage}{number}@example.org"))).await);
            }
            for _ in 0..20 {
                run(&app, &job).await;
                app.clock.advance(TimeDelta::minutes(1));
            }
            let mut tried = 0;
            for id in &ids {
                let row = app.fate(*id).await;
                assert_eq!((row.state, row.possibly_sent), (MailState::Queued, false), "{stage}");
                tried += row.attempts;
            }
            assert!((5..=30).contains(&tried), "the server is left alone: {tried} attempts");
            assert!(server.mails().is_empty());
            let browser = app.browser_of(&cora).await;
            let board = browser.open("/work").await.expect(200).text();
            for words in ["Mail does not leave", "40 mails wait for the mail server", "5.7.1 Client host not allowed",
                "training@example.org", "Nothing is lost"] {
                assert!(board.contains(words), "{stage}: {words}");
            }
            assert!(!board.contains("Mails that failed"));

            server.order("normal");
            app.clock.advance(TimeDelta::minutes(16));
            run(&app, &job).await;
            for id in &ids {
                assert_eq!(app.state(*id).await, "sent", "{stage}");
            }
            assert_eq!(server.mails().len(), 40);
            let browser = app.browser_of(&cora).await;
            assert!(!browser.open("/work").await.expect(200).text().contains("Mail does not leave"));
        }
    }

    async fn a_mail_alone_that_is_refused_for_days_while_others_leave_fails(app: TestApp) {
        let refused = app.queue(bulk("refused@example.org")).await;
        app.mailbox.refuse_address("refused@example.org", policy());
        for attempt in 1..300 {
            app.run_jobs().await;
            let row = app.fate(refused).await;
            assert_eq!((row.state, row.attempts), (MailState::Queued, attempt));
            let wait = row.next_attempt_at.and_utc() - app.clock.now();
            assert!(wait > TimeDelta::zero() && wait <= TimeDelta::minutes(15), "{wait}");
            app.clock.advance(TimeDelta::minutes(15));
        }
        app.queue(bulk("ada@example.org")).await;
        app.run_jobs().await;
        // It was tried beside the one that left, or is tried next.
        app.after(TimeDelta::minutes(15)).await;
        assert_eq!(app.state(refused).await, "failed");
        assert_eq!(app.went_to().iter().filter(|to| *to == "ada@example.org").count(), 1);
    }

    async fn it_waits_for_as_long_as_nothing_else_leaves(app: TestApp) {
        let refused = app.queue(bulk("refused@example.org")).await;
        app.mailbox.go_down(policy());
        for _ in 0..310 {
            app.run_jobs().await;
            app.clock.advance(TimeDelta::minutes(15));
        }
        assert_eq!(app.state(refused).await, "queued");
        app.mailbox.come_back();
        app.run_jobs().await;
        assert_eq!(app.state(refused).await, "sent");
    }

    async fn a_server_that_is_away_is_told_of_too(app: TestApp) {
        let cora = app.coordinator().await;
        app.mailbox.go_down(SendError::Away { reason: "535 5.7.8 wrong password".to_owned() });
        let id = app.queue(bulk("ada@example.org")).await;
        app.run_jobs().await;
        let browser = app.browser_of(&cora).await;
        let board = browser.open("/work").await.expect(200).text();
        assert!(board.contains("1 mail waits for the mail server") && board.contains("wrong password"), "{board}");
        app.mailbox.come_back();
        app.after(TimeDelta::minutes(2)).await;
        assert_eq!(app.state(id).await, "sent");
        let browser = app.browser_of(&cora).await;
        assert!(!browser.open("/work").await.expect(200).text().contains("Mail does not leave"));
    }
}
