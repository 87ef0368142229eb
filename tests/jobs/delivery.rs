//! Taking mails out of the queue: once, in order, and again when it did not work.

use chrono::TimeDelta;
use serde_json::json;
use training_ladder::{
    domain::words::{MailState, Word},
    jobs::{
        deliver_mail::DeliverMail,
        runner::{Job, Stop},
    },
    mail::transport::{SendError, Transport},
    store::write::mail::{
        claims,
        endings::{self, Ending},
    },
};

use super::queue::{items, plain};
use crate::support::{app::TestApp, database::both_databases};

fn busy() -> SendError {
    SendError::Transient { reason: "450 mailbox busy".to_owned() }
}

fn away() -> SendError {
    SendError::Away { reason: "connection refused".to_owned() }
}

both_databases! {
    async fn mails_leave_in_the_order_they_were_queued_and_once(app: TestApp) {
        let first = app.queue(plain("first@example.org")).await;
        app.clock.advance(TimeDelta::milliseconds(1));
        app.queue(plain("second@example.org")).await;
        app.run_jobs().await;
        app.after(TimeDelta::days(1)).await;
        let sent = app.mailbox.take_sent();
        let to: Vec<&str> = sent.iter().map(|mail| mail.to.email.as_str()).collect();
        assert_eq!(to, ["first@example.org", "second@example.org"]);
        let row = app.fate(first).await;
        assert_eq!((row.state.as_str(), row.attempts), ("sent", 1));
        assert_eq!(row.sent_at, Some(row.queued_at + TimeDelta::milliseconds(1)));
        assert_eq!(sent[0].message_id, row.message_id);
        assert_eq!(sent[0].date, row.queued_at.and_utc());
    }

    async fn an_hour_without_a_server_loses_nothing_and_no_mail_its_place(app: TestApp) {
        app.mailbox.go_down(away());
        let mut ids = Vec::new();
        for name in ["a", "b", "c", "d"] {
            ids.push(app.queue(plain(&format!("{name}@example.org"))).await);
            app.after(TimeDelta::minutes(15)).await;
        }
        assert!(app.mailbox.sent().is_empty());
        for id in &ids {
            let row = app.fate(*id).await;
            assert_eq!((row.state.as_str(), row.attempts, row.possibly_sent), ("queued", 0, false));
        }
        app.mailbox.come_back();
        app.after(TimeDelta::minutes(2)).await;
        assert_eq!(app.went_to(), ["a@example.org", "b@example.org", "c@example.org", "d@example.org"]);
    }

    async fn a_mail_that_is_not_taken_now_waits_longer_each_time_and_fails_in_the_end(app: TestApp) {
        let id = app.queue(plain("busy@example.org")).await;
        app.mailbox.refuse_address("busy@example.org", busy());
        let (mut waits, mut before) = (Vec::new(), app.clock.now());
        loop {
            app.run_jobs().await;
            let row = app.fate(id).await;
            if row.state == MailState::Failed {
                break;
            }
            assert_eq!((row.state.as_str(), row.last_error.as_deref()), ("queued", Some("450 mailbox busy")));
            waits.push(row.next_attempt_at.and_utc() - before);
            before = row.next_attempt_at.and_utc();
            app.clock.set(before);
        }
        assert_eq!(waits.len(), 24);
        assert!(waits[0] <= TimeDelta::minutes(2) && waits[23] >= TimeDelta::hours(3), "{waits:?}");
        let all: TimeDelta = waits.iter().sum();
        assert!(all > TimeDelta::days(2) && all < TimeDelta::days(4), "{all}");
    }

    async fn one_bad_address_holds_up_nobody(app: TestApp) {
        let refused = app.queue(plain("nobody@example.org")).await;
        let malformed = app.queue(plain("no address at all")).await;
        app.queue(plain("ada@example.org")).await;
        let no = SendError::Permanent { reason: "550 no such person".to_owned() };
        app.mailbox.refuse_address("nobody@example.org", no);
        app.run_jobs().await;
        assert_eq!(app.went_to(), ["ada@example.org"]);
        let row = app.fate(refused).await;
        assert_eq!((row.state.as_str(), row.last_error.as_deref()), ("failed", Some("550 no such person")));
        assert_eq!(app.state(malformed).await, "failed");
    }

    async fn an_answer_that_was_lost_makes_a_mail_possibly_sent(app: TestApp) {
        let id = app.queue(plain("ada@example.org")).await;
        app.mailbox.take_next_but_fail(SendError::Unclear { reason: "the connection ended".to_owned() });
        app.run_jobs().await;
        let row = app.fate(id).await;
        assert_eq!((row.state.as_str(), row.possibly_sent), ("queued", true));
        app.after(TimeDelta::minutes(2)).await;
        let sent = app.mailbox.take_sent();
        assert_eq!(sent.len(), 2);
        assert_eq!(sent[0], sent[1], "the repeat is the same mail");
        let row = app.fate(id).await;
        assert_eq!((row.state.as_str(), row.possibly_sent), ("sent", true));
    }

    async fn nobody_else_takes_a_mail_until_its_lease_ends(app: TestApp) {
        let id = app.queue(plain("ada@example.org")).await;
        // A worker takes it and is never heard of again.
        let lease = TimeDelta::minutes(15);
        let taken = app.db.write(move |tx| claims::claim(tx, &[id], lease)).await.expect("a claim");
        assert_eq!(taken.taken.len(), 1);
        app.after(TimeDelta::minutes(14)).await;
        assert!(app.mailbox.sent().is_empty());
        app.after(TimeDelta::minutes(1)).await;
        assert_eq!(app.went_to(), ["ada@example.org"]);
        let row = app.fate(id).await;
        assert_eq!((row.state.as_str(), row.attempts, row.possibly_sent), ("sent", 2, true));

        // It comes back after all: what it has to say of the mail counts no more.
        let ended = [((id, 1), Ending::Failed { why: "late".to_owned(), possibly_sent: false })];
        let recorded = app.db.write(move |tx| endings::record(tx, &ended)).await.expect("a write");
        assert_eq!(recorded, 0);
        assert_eq!(app.state(id).await, "sent");
    }

    async fn two_workers_share_the_queue_and_send_nothing_twice(app: TestApp) {
        for number in 0..20 {
            app.queue(plain(&format!("p{number}@example.org"))).await;
        }
        let parts = app.parts(Transport::Memory(app.mailbox.clone()));
        let (one, other) = (DeliverMail::new(&parts), DeliverMail::new(&parts));
        let (stop, now) = (Stop::default(), app.clock.now());
        let (done, more) = tokio::join!(one.run_due(now, &stop), other.run_due(now, &stop));
        assert_eq!(done.expect("a run") + more.expect("a run"), 20);
        let mut to = app.went_to();
        to.sort();
        to.dedup();
        assert_eq!(to.len(), 20);
    }

    async fn a_stop_is_heeded_between_two_mails(app: TestApp) {
        app.queue(plain("ada@example.org")).await;
        let job = DeliverMail::new(&app.parts(Transport::Memory(app.mailbox.clone())));
        let stop = Stop::default();
        stop.ask();
        assert_eq!(job.run_due(app.clock.now(), &stop).await.expect("a run"), 0);
        assert!(app.mailbox.sent().is_empty());
    }

    async fn coordinators_see_failed_mails_and_send_them_again(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        let failed = app.queue(plain("nobody@example.org")).await;
        app.clock.advance(TimeDelta::milliseconds(1));
        let sent = app.queue(plain("ada@example.org")).await;
        let no = SendError::Permanent { reason: "550 no such person".to_owned() };
        app.mailbox.refuse_address("nobody@example.org", no);
        app.run_jobs().await;

        let page = app.get(&cora, "/api/v1/mails?state=failed").await.expect(200).json();
        let listed = items(&page);
        assert_eq!(listed.len(), 1);
        assert_eq!(listed[0]["id"], failed.to_string());
        assert_eq!(listed[0]["last_error"], "550 no such person");
        assert_eq!(listed[0]["to_email"], "nobody@example.org");
        assert!(listed[0].get("payload").is_none());
        let first = app.get(&cora, "/api/v1/mails?limit=1").await.expect(200).json();
        assert_eq!(items(&first)[0]["id"], sent.to_string());
        let next = format!("/api/v1/mails?limit=1&cursor={}", first["next"].as_str().expect("a cursor"));
        assert_eq!(items(&app.get(&cora, &next).await.expect(200).json())[0]["id"], failed.to_string());
        app.get(&cora, "/api/v1/mails?state=lost").await.expect_problem(422, "invalid_input");
        app.get(&ada, "/api/v1/mails").await.expect_problem(403, "forbidden");
        app.get_public("/api/v1/mails").await.expect_problem(401, "unauthenticated");

        let resend = |id| format!("/api/v1/mails/{id}/resend");
        app.post(&ada, &resend(failed), json!({})).await.expect_problem(403, "forbidden");
        app.post(&cora, &resend(sent), json!({})).await.expect_problem(409, "mail_not_failed");
        app.mailbox.come_back();
        let answer = app.post(&cora, &resend(failed), json!({})).await.expect(200).json();
        assert_eq!(answer["state"], "queued");
        drop(app.mailbox.take_sent());
        app.run_jobs().await;
        assert_eq!(app.went_to(), ["nobody@example.org"]);
    }
}
