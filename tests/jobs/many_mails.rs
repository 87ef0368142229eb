//! Many mails: over several connections at once, those somebody waits for first, each once and each date's in order.

use std::{collections::BTreeMap, time::Duration};

use chrono::TimeDelta;
use mailparse::MailHeaderMap;
use training_ladder::{
    domain::{ids::MailId, invites::InviteMethod, words::MailState},
    jobs::{
        deliver_mail::DeliverMail,
        runner::{Job, Stop},
    },
    mail::transport::{Smtp, SmtpSecurity, SmtpSettings, Transport},
};

use super::queue::{bulk, of_kind, with_invite};
use crate::support::{
    app::TestApp,
    database::both_databases,
    smtp_server::{SmtpServer, Tls},
};

fn over(port: u16, connections: usize) -> Transport {
    let settings = SmtpSettings {
        host: "127.0.0.1".to_owned(),
        port,
        security: SmtpSecurity::Plain,
        credentials: None,
        extra_ca_pem: None,
        hello_name: "training.example.org".to_owned(),
        timeout: Duration::from_secs(20),
        final_reply_timeout: Duration::from_mins(2),
    };
    Transport::Smtp(Smtp::new(settings).expect("settings that work").over(connections))
}

fn job(app: &TestApp, server: &SmtpServer, connections: usize) -> DeliverMail {
    DeliverMail::new(&app.parts(over(server.port, connections)))
}

async fn run(app: &TestApp, job: &DeliverMail) {
    let stop = Stop::default();
    while job.run_due(app.clock.now(), &stop).await.expect("a run") > 0 {}
}

async fn queue(app: &TestApp, count: usize) -> Vec<MailId> {
    let mut ids = Vec::new();
    for number in 0..count {
        ids.push(app.queue(bulk(&format!("bulk{number}@example.org"))).await);
    }
    ids
}

fn header(raw: &[u8], name: &str) -> String {
    let mail = mailparse::parse_mail(raw).expect("a mail");
    mail.headers.get_first_value(name).unwrap_or_default()
}

/// Whom the mails were for that a server took, each once.
fn each_once(server: &SmtpServer) -> Vec<String> {
    let taken = server.mails();
    let mut ids: Vec<String> = taken.iter().map(|raw| header(raw, "Message-ID")).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), taken.len(), "each mail once");
    taken.iter().map(|raw| header(raw, "X-RcptTo")).collect()
}

/// UID and SEQUENCE of the invite in a mail.
fn invite(raw: &[u8]) -> (String, u32) {
    let mail = mailparse::parse_mail(raw).expect("a mail");
    let part = mail.parts().find(|part| part.ctype.mimetype == "text/calendar").expect("an invite");
    let ics = part.get_body().expect("a body").replace("\r\n ", "");
    let value = |name: &str| {
        let line = ics.lines().find_map(|line| line.strip_prefix(name)).expect("a property");
        line.trim().to_owned()
    };
    (value("UID:"), value("SEQUENCE:").parse().expect("a number"))
}

both_databases! {
    async fn a_link_somebody_waits_for_leaves_before_all_that_were_queued_earlier(app: TestApp) {
        queue(&app, 150).await;
        app.clock.advance(TimeDelta::seconds(1));
        app.queue(of_kind("sign_in_link", "waits@example.org")).await;
        app.run_jobs().await;
        let to = app.went_to();
        assert_eq!((to.len(), to[0].as_str()), (151, "waits@example.org"));
        assert_eq!(to[1..].to_vec(), (0..150).map(|number| format!("bulk{number}@example.org")).collect::<Vec<_>>());
    }

    async fn a_link_leaves_while_the_server_takes_its_time_over_all_others(app: TestApp) {
        let mut server = SmtpServer::start();
        server.order("hold bulk");
        queue(&app, 20).await;
        let job = job(&app, &server, 3);
        let stop = Stop::default();
        let now = app.clock.now();
        let while_others_are_held = async {
            app.queue(of_kind("sign_in_link", "waits@example.org")).await;
            let server = tokio::task::spawn_blocking(move || {
                server.order("await 1");
                assert_eq!(each_once(&server), ["waits@example.org"]);
                server.order("normal");
                server
            });
            server.await.expect("it was taken")
        };
        let (ran, server) = tokio::join!(job.run_due(now, &stop), while_others_are_held);
        assert_eq!(ran.expect("a run"), 21);
        assert_eq!(each_once(&server).len(), 21);
    }

    async fn the_mails_about_a_date_keep_their_order_over_many_connections(app: TestApp) {
        let server = SmtpServer::start();
        // Each to another address, or the later ones would take the place of the earlier ones.
        for sequence in 0..4 {
            for date in 0..12 {
                let to = format!("ada-{sequence}@example.org");
                app.queue(with_invite(&format!("date-{date}"), sequence, InviteMethod::Request).to(&to)).await;
            }
        }
        let (one, other) = (job(&app, &server, 4), job(&app, &server, 4));
        tokio::join!(run(&app, &one), run(&app, &other));
        assert_eq!(each_once(&server).len(), 48);
        let mut told: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for (uid, sequence) in server.mails().iter().map(|raw| invite(raw)) {
            told.entry(uid).or_default().push(sequence);
        }
        assert_eq!(told.len(), 12);
        for (uid, sequences) in told {
            assert_eq!(sequences, [0, 1, 2, 3], "{uid}");
        }
    }

    async fn two_copies_over_several_connections_send_each_mail_once(app: TestApp) {
        let server = SmtpServer::start();
        let ids = queue(&app, 200).await;
        let copy = app.copy(11);
        let (one, other) = (job(&app, &server, 4), job(&copy, &server, 4));
        tokio::join!(run(&app, &one), run(&copy, &other));
        assert_eq!(each_once(&server).len(), 200);
        for id in ids {
            let row = app.fate(id).await;
            assert_eq!((row.state, row.attempts, row.possibly_sent), (MailState::Sent, 1, false));
        }
    }

    async fn a_server_that_takes_few_mails_over_one_connection_gets_them_all(app: TestApp) {
        for enough in ["421 4.7.0 enough", "452 4.5.3 too many recipients", "drop"] {
            for pipelining in [&["--pipelining"][..], &[]] {
                let arguments = [&["--per-connection", "3", "--enough", enough][..], pipelining].concat();
                let mut server = SmtpServer::start_with(Tls::None, &arguments);
                let ids = queue(&app, 20).await;
                run(&app, &job(&app, &server, 3)).await;
                assert_eq!(each_once(&server).len(), 20, "{enough}");
                assert!(server.connections() >= 7, "{enough}");
                for id in ids {
                    let row = app.fate(id).await;
                    assert_eq!((row.state, row.attempts, row.possibly_sent), (MailState::Sent, 1, false));
                }
            }
        }
    }

    async fn a_server_that_serves_one_connection_gets_all_mails_over_it(app: TestApp) {
        let server = SmtpServer::start_with(Tls::None, &["--at-once", "1"]);
        queue(&app, 40).await;
        run(&app, &job(&app, &server, 4)).await;
        assert_eq!(each_once(&server).len(), 40);
    }

    async fn mails_share_their_connections(app: TestApp) {
        let mut server = SmtpServer::start();
        queue(&app, 60).await;
        run(&app, &job(&app, &server, 3)).await;
        assert_eq!(each_once(&server).len(), 60);
        assert!(server.connections() <= 3, "{}", server.connections());
    }

    async fn bad_addresses_hold_up_no_mail_on_their_connection(app: TestApp) {
        for pipelining in [&["--pipelining"][..], &[]] {
            let mut server = SmtpServer::start_with(Tls::None, pipelining);
            let job = job(&app, &server, 2);
            server.order("rcpt 550 5.1.1 no such person");
            let ids = queue(&app, 4).await;
            run(&app, &job).await;
            for id in ids {
                assert_eq!(app.fate(id).await.state, MailState::Failed);
            }
            server.order("normal");
            queue(&app, 4).await;
            run(&app, &job).await;
            assert_eq!(each_once(&server).len(), 4);
            assert!(server.connections() <= 2, "{}", server.connections());
        }
    }

    async fn a_hundred_mails_cost_few_statements(app: TestApp) {
        queue(&app, 100).await;
        let transport = Transport::Memory(app.mailbox.clone());
        let job = DeliverMail::new(&app.parts(transport)).gathering(Duration::from_hours(1));
        let before = app.db.reads().statements_run();
        run(&app, &job).await;
        let statements = app.db.reads().statements_run() - before;
        assert_eq!(app.went_to().len(), 100);
        assert!(statements <= 60, "{statements} statements for 100 mails");
    }
}
