//! Mails that carry invites: calendars get each UID's messages in order, and nothing they cannot use.

use chrono::TimeDelta;
use serde_json::json;
use training_ladder::{
    domain::invites::InviteMethod::{CallOff, Request, Withdraw},
    mail::transport::SendError,
};

use super::queue::{method_of, with_invite};
use crate::support::{app::TestApp, database::both_databases};

fn unclear() -> SendError {
    SendError::Unclear { reason: "the connection ended".to_owned() }
}

#[expect(clippy::unnecessary_wraps, reason = "compared with what may be there or not")]
fn said(method: &str, sequence: &str) -> Option<(String, String)> {
    Some((method.to_owned(), sequence.to_owned()))
}

both_databases! {
    async fn a_newer_message_takes_the_place_of_one_that_never_left(app: TestApp) {
        let old = app.queue(with_invite("date-1", 0, Request)).await;
        let other = app.queue(with_invite("date-2", 0, Request)).await;
        let new = app.queue(with_invite("date-1", 1, Request)).await;
        app.run_jobs().await;
        assert_eq!(app.state(old).await, "superseded");
        assert_eq!((app.state(other).await.as_str(), app.state(new).await.as_str()), ("sent", "sent"));
        let sent = app.mailbox.take_sent();
        assert_eq!(sent.len(), 2);
        let newest = sent.iter().find(|mail| method_of(mail) == said("REQUEST", "1")).expect("the newer one");
        // The mail it would answer to never left, so no reader has that thread.
        assert_eq!((&newest.in_reply_to, newest.references.len()), (&None, 0));
    }

    async fn one_that_was_refused_for_now_is_overtaken_too(app: TestApp) {
        let old = app.queue(with_invite("date-1", 0, Request)).await;
        app.mailbox.fail_next(SendError::Transient { reason: "450 later".to_owned() });
        app.run_jobs().await;
        app.queue(with_invite("date-1", 1, Request)).await;
        app.run_jobs().await;
        assert_eq!(app.state(old).await, "superseded");
        assert_eq!(app.mailbox.take_sent().iter().map(method_of).collect::<Vec<_>>(), [said("REQUEST", "1")]);
    }

    async fn a_message_waits_for_the_one_before_it_that_may_have_left(app: TestApp) {
        let first = app.queue(with_invite("date-1", 0, Request)).await;
        app.mailbox.fail_next(unclear());
        app.run_jobs().await;
        let second = app.queue(with_invite("date-1", 1, Request)).await;
        app.run_jobs().await;
        assert_eq!(app.state(second).await, "queued");
        assert!(app.mailbox.sent().is_empty());
        app.after(TimeDelta::minutes(5)).await;
        assert_eq!((app.state(first).await.as_str(), app.state(second).await.as_str()), ("sent", "sent"));
        let sent = app.mailbox.take_sent();
        assert_eq!(
            sent.iter().map(method_of).collect::<Vec<_>>(),
            [said("REQUEST", "0"), said("REQUEST", "1")]
        );
        assert_eq!(sent[1].in_reply_to.as_ref(), Some(&sent[0].message_id));
        assert_eq!(sent[1].references, [sent[0].message_id.clone()]);
    }

    async fn a_cancel_of_what_was_never_sent_is_a_plain_mail(app: TestApp) {
        let request = app.queue(with_invite("date-1", 0, Request)).await;
        app.queue(with_invite("date-1", 1, Withdraw)).await;
        app.run_jobs().await;
        assert_eq!(app.state(request).await, "superseded");
        let sent = app.mailbox.take_sent();
        assert_eq!(sent.len(), 1);
        assert_eq!(sent[0].calendar, None);
    }

    async fn a_cancel_of_what_was_refused_for_good_is_a_plain_mail(app: TestApp) {
        app.queue(with_invite("date-1", 0, Request)).await;
        app.mailbox.fail_next(SendError::Permanent { reason: "554 looks like junk".to_owned() });
        app.run_jobs().await;
        app.queue(with_invite("date-1", 1, CallOff)).await;
        app.run_jobs().await;
        assert_eq!(app.mailbox.take_sent()[0].calendar, None);
    }

    async fn a_cancel_of_what_was_or_may_have_been_sent_always_goes(app: TestApp) {
        app.queue(with_invite("date-1", 0, Request)).await;
        app.run_jobs().await;
        app.queue(with_invite("date-1", 1, CallOff)).await;
        app.run_jobs().await;
        let sent = app.mailbox.take_sent();
        assert_eq!(sent.iter().map(method_of).collect::<Vec<_>>(), [said("REQUEST", "0"), said("CANCEL", "1")]);

        // Perhaps taken, then clearly refused: the first answer stays possible.
        let request = app.queue(with_invite("date-2", 0, Request)).await;
        app.mailbox.fail_next(unclear());
        app.run_jobs().await;
        app.mailbox.fail_next(SendError::Permanent { reason: "554 no".to_owned() });
        app.after(TimeDelta::minutes(5)).await;
        assert_eq!(app.state(request).await, "failed");
        app.queue(with_invite("date-2", 1, Withdraw)).await;
        app.run_jobs().await;
        assert_eq!(app.mailbox.take_sent().iter().map(method_of).collect::<Vec<_>>(), [said("CANCEL", "1")]);
    }

    async fn a_message_to_one_address_never_takes_the_place_of_one_to_another(app: TestApp) {
        app.queue(with_invite("date-1", 0, Request)).await;
        app.run_jobs().await;
        drop(app.mailbox.take_sent());
        let cancel = app.queue(with_invite("date-1", 1, Withdraw)).await;
        app.queue(with_invite("date-1", 2, Request).to("ada@home.example")).await;
        app.mailbox.fail_next(SendError::Transient { reason: "450 later".to_owned() });
        app.run_jobs().await;
        assert_eq!(app.state(cancel).await, "queued");
        assert!(app.mailbox.sent().is_empty(), "the later one waits: both may reach one mailbox");
        app.after(TimeDelta::minutes(5)).await;
        let sent = app.mailbox.take_sent();
        assert_eq!(sent.iter().map(method_of).collect::<Vec<_>>(), [said("CANCEL", "1"), said("REQUEST", "2")]);
        assert_eq!(sent[1].to.email, "ada@home.example");
    }

    async fn what_was_never_sent_to_an_address_is_not_taken_out_there(app: TestApp) {
        app.queue(with_invite("date-1", 0, Request)).await;
        app.queue(with_invite("date-1", 1, Withdraw)).await;
        app.queue(with_invite("date-1", 2, Request).to("ada@home.example")).await;
        app.run_jobs().await;
        let sent = app.mailbox.take_sent();
        assert_eq!(sent.len(), 2);
        assert_eq!(sent.iter().filter_map(method_of).collect::<Vec<_>>(), [said("REQUEST", "2").unwrap()]);
        assert_eq!(sent.iter().filter(|mail| mail.calendar.is_none()).count(), 1);
    }

    async fn a_failed_invite_is_not_sent_again_once_a_newer_one_was_queued(app: TestApp) {
        let cora = app.coordinator().await;
        let request = app.queue(with_invite("date-1", 0, Request)).await;
        app.mailbox.fail_next(SendError::Permanent { reason: "550 no".to_owned() });
        app.run_jobs().await;
        app.queue(with_invite("date-1", 1, Request)).await;
        app.run_jobs().await;
        let path = format!("/api/v1/mails/{request}/resend");
        app.post(&cora, &path, json!({})).await.expect_problem(409, "mail_overtaken");
    }
}
