//! Whoever runs a session hears of it, and has its dates in their own calendar.

use chrono::TimeDelta;
use serde_json::{Value, json};
use training_ladder::domain::{
    ids::SessionId,
    invites::{Invite, InviteMethod},
};

use crate::support::{
    app::{Someone, TestApp},
    database::both_databases,
};

/// A set of two dates, run by these people.
async fn set(app: &TestApp, cora: &Someone, trainers: &[&Someone]) -> SessionId {
    app.course(cora, "introduction", |_| {}).await;
    let dates = json!([app.date_in(30, 3), app.date_in(37, 3)]);
    let ids: Vec<_> = trainers.iter().map(|trainer| trainer.id).collect();
    app.session_with(cora, "introduction", |body| {
        body["dates"] = dates;
        body["trainer_ids"] = json!(ids);
    })
    .await
}

/// The mails to an address with the invites they carry, from this one on.
async fn mails_from(app: &TestApp, email: &str, first: usize) -> (Vec<String>, Vec<Invite>) {
    let mails: Vec<_> = app.mails().await.into_iter().filter(|mail| mail.to == email).skip(first).collect();
    let kinds = mails.iter().map(|mail| mail.kind.clone()).collect();
    (kinds, mails.into_iter().filter_map(|mail| mail.invite).collect())
}

async fn dates_of(app: &TestApp, session: SessionId) -> Vec<Value> {
    let read = app.get_public(&format!("/api/v1/sessions/{session}")).await.expect(200).json();
    read["dates"].as_array().expect("dates").clone()
}

fn told(invites: &[Invite]) -> Vec<(&str, i32, InviteMethod)> {
    invites.iter().map(|invite| (invite.uid.as_str(), invite.sequence, invite.method)).collect()
}

both_databases! {
    async fn a_published_session_asks_its_trainers_with_an_invite_for_each_date(app: TestApp) {
        let (cora, tess, tom) = (app.coordinator().await, app.trainer("Tess").await, app.trainer("Tom").await);
        let session = set(&app, &cora, &[&tess, &tom]).await;
        let (kinds, invites) = mails_from(&app, &tess.email, 0).await;
        assert_eq!(kinds, ["run_session", "run_date"], "one mail a date, the first with all of it");
        assert_eq!(mails_from(&app, &tom.email, 0).await.0, ["run_session", "run_date"]);
        let dates = dates_of(&app, session).await;
        for (invite, date) in invites.iter().zip(&dates) {
            assert_eq!((invite.method, invite.sequence), (InviteMethod::Request, 0));
            assert_eq!(json!(invite.starts_at), date["starts_at"]);
            assert_eq!(invite.summary, "Introduction (you run it)", "no number that goes stale");
            assert_eq!(invite.location.as_deref(), Some("https://zoom.example/j/94112233445"));
            assert!(invite.description.contains(&format!("/sessions/{session}/roster")), "{}", invite.description);
            assert!(invite.description.contains("If it fails: Ring 0117 496 0000"), "{}", invite.description);
            assert_eq!((invite.attendee.name.as_str(), &invite.attendee.email), ("Tess", &tess.email));
        }
        let toms = mails_from(&app, &tom.email, 0).await.1;
        assert!(invites.iter().all(|invite| toms.iter().all(|other| other.uid != invite.uid)), "each their own");
        app.run_jobs().await;
        let sent = app.mailbox.sent();
        let first = sent.iter().find(|mail| mail.to.email == tess.email).expect("a mail");
        assert!(first.text.contains("Cora Coordinator asks you to run this"), "{}", first.text);
        assert!(first.text.contains("Date 2 of 2") && first.text.contains("/roster"), "{}", first.text);
        assert!(first.calendar.as_ref().is_some_and(|part| part.ics.contains("SUMMARY:Introduction (you run it)")));
        app.audit().await;
    }

    async fn a_draft_asks_nobody_and_a_change_of_places_tells_nobody(app: TestApp) {
        let (cora, tess) = (app.coordinator().await, app.trainer("Tess").await);
        app.course(&cora, "introduction", |_| {}).await;
        let draft = app.draft(&cora, "introduction", |body| body["trainer_ids"] = json!([tess.id])).await;
        let path = format!("/api/v1/sessions/{}", draft["id"].as_str().expect("an id"));
        app.patch(&cora, &path, json!({"location": "Room 2", "delivery": "room"})).await.expect(200);
        assert!(app.kinds_to(&tess.email).await.is_empty());
        app.post(&cora, &format!("{path}/publish"), json!({})).await.expect(200);
        let (kinds, invites) = mails_from(&app, &tess.email, 0).await;
        assert_eq!((kinds.len(), invites[0].location.as_deref()), (1, Some("Room 2")));
        app.patch(&cora, &path, json!({"capacity": 12})).await.expect(200);
        assert_eq!(app.kinds_to(&tess.email).await.len(), 1);
        app.audit().await;
    }

    async fn what_changes_about_a_date_reaches_its_trainers_under_the_same_uid(app: TestApp) {
        let (cora, tess) = (app.coordinator().await, app.trainer("Tess").await);
        let session = set(&app, &cora, &[&tess]).await;
        let path = format!("/api/v1/sessions/{session}");
        let uids: Vec<String> = mails_from(&app, &tess.email, 0).await.1.into_iter().map(|invite| invite.uid).collect();
        let dates = dates_of(&app, session).await;
        // The second date moves before the first: each keeps its UID, and only it is mailed.
        let earlier = app.date_in(20, 3);
        let moved = json!({"dates": [dates[0], {"id": dates[1]["id"], "starts_at": earlier["starts_at"], "ends_at": earlier["ends_at"]}]});
        app.patch(&cora, &path, moved).await.expect(200);
        let (kinds, invites) = mails_from(&app, &tess.email, 2).await;
        assert_eq!(kinds, ["run_date_changed"]);
        assert_eq!(told(&invites), [(uids[1].as_str(), 1, InviteMethod::Request)]);
        assert_eq!(json!(invites[0].starts_at), earlier["starts_at"]);
        // Other joining details: every date is told again, in order of time.
        app.patch(&cora, &path, json!({"joining": {"url": "https://zoom.example/j/2"}})).await.expect(200);
        let (kinds, invites) = mails_from(&app, &tess.email, 3).await;
        assert_eq!(kinds, ["run_date_changed", "run_date_changed"]);
        assert_eq!(told(&invites), [
            (uids[1].as_str(), 2, InviteMethod::Request), (uids[0].as_str(), 1, InviteMethod::Request),
        ]);
        assert!(invites.iter().all(|invite| invite.location.as_deref() == Some("https://zoom.example/j/2")));
        // One date is dropped, one comes new.
        let now = dates_of(&app, session).await;
        let changed = json!({"dates": [now[1], app.date_in(50, 3)]});
        app.patch(&cora, &path, changed).await.expect(200);
        let (kinds, invites) = mails_from(&app, &tess.email, 5).await;
        assert_eq!(kinds, ["run_date", "run_date_off"]);
        assert_eq!((invites[0].sequence, invites[0].method), (0, InviteMethod::Request));
        assert_eq!(told(&invites[1..]), [(uids[1].as_str(), 3, InviteMethod::Withdraw)]);
        app.audit().await;
    }

    async fn whoever_is_taken_off_is_told_and_whoever_comes_back_keeps_the_uid(app: TestApp) {
        let (cora, tess, tom) = (app.coordinator().await, app.trainer("Tess").await, app.trainer("Tom").await);
        let session = set(&app, &cora, &[&tess]).await;
        let path = format!("/api/v1/sessions/{session}");
        let first = mails_from(&app, &tess.email, 0).await.1;
        app.patch(&cora, &path, json!({"trainer_ids": [tom.id]})).await.expect(200);
        let (kinds, invites) = mails_from(&app, &tess.email, 2).await;
        assert_eq!(kinds, ["run_ended", "run_date_off"]);
        let gone: Vec<_> = first.iter().map(|invite| (invite.uid.as_str(), 1, InviteMethod::Withdraw)).collect();
        assert_eq!(told(&invites), gone);
        assert_eq!(mails_from(&app, &tom.email, 0).await.0, ["run_session", "run_date"]);
        app.patch(&cora, &path, json!({"trainer_ids": [tom.id, tess.id]})).await.expect(200);
        let (kinds, invites) = mails_from(&app, &tess.email, 4).await;
        assert_eq!(kinds, ["run_session", "run_date"]);
        let again: Vec<_> = first.iter().map(|invite| (invite.uid.as_str(), 2, InviteMethod::Request)).collect();
        assert_eq!(told(&invites), again);
        assert_eq!(app.kinds_to(&tom.email).await.len(), 2, "nothing changed for him");
        app.audit().await;
    }

    async fn a_session_called_off_leaves_calendars_as_far_as_it_is_still_to_come(app: TestApp) {
        let (cora, tess) = (app.coordinator().await, app.trainer("Tess").await);
        let session = set(&app, &cora, &[&tess]).await;
        app.run_jobs().await;
        let first = mails_from(&app, &tess.email, 0).await.1;
        // The first date is over by then.
        app.clock.advance(TimeDelta::days(33));
        let path = format!("/api/v1/sessions/{session}/cancel");
        app.post(&cora, &path, json!({"reason": "The building is closed."})).await.expect(200);
        let (kinds, invites) = mails_from(&app, &tess.email, 2).await;
        assert_eq!(kinds, ["run_called_off"], "one mail for the one date to come");
        assert_eq!(told(&invites), [(first[1].uid.as_str(), 1, InviteMethod::CallOff)]);
        app.run_jobs().await;
        let sent = app.mailbox.sent();
        let last = sent.iter().rfind(|mail| mail.to.email == tess.email).expect("a mail");
        assert!(last.text.contains("The building is closed.") && last.text.contains("delete it by hand"), "{}", last.text);
        let ics = &last.calendar.as_ref().expect("a calendar part").ics;
        assert!(ics.contains("METHOD:CANCEL") && ics.contains("STATUS:CANCELLED"), "{ics}");
        app.audit().await;
    }

    async fn whoever_is_put_on_a_set_under_way_is_asked_for_what_is_to_come(app: TestApp) {
        let (cora, tess, tom) = (app.coordinator().await, app.trainer("Tess").await, app.trainer("Tom").await);
        let session = set(&app, &cora, &[&tess]).await;
        let second = dates_of(&app, session).await[1]["starts_at"].clone();
        app.clock.advance(TimeDelta::days(33));
        let path = format!("/api/v1/sessions/{session}");
        app.patch(&cora, &path, json!({"trainer_ids": [tom.id]})).await.expect(200);
        let (kinds, invites) = mails_from(&app, &tom.email, 0).await;
        assert_eq!((kinds, json!(invites[0].starts_at)), (vec!["run_session".to_owned()], second));
        let (kinds, invites) = mails_from(&app, &tess.email, 2).await;
        let kinds: Vec<&str> = kinds.iter().map(String::as_str).filter(|kind| kind.starts_with("run_")).collect();
        assert_eq!((kinds, invites.len()), (vec!["run_ended"], 1), "what is over stays in her calendar");
        app.audit().await;
    }

    async fn two_records_that_become_one_keep_one_entry_a_date(app: TestApp) {
        let (cora, tess, twin) = (app.coordinator().await, app.trainer("Tess").await, app.trainer("Tess Twin").await);
        let both = set(&app, &cora, &[&tess, &twin]).await;
        let dates = json!([app.date_in(60, 3)]);
        let twins = app.session_with(&cora, "introduction", |body| {
            body["dates"] = dates;
            body["trainer_ids"] = json!([twin.id]);
        }).await;
        app.clock.advance(TimeDelta::minutes(1));
        app.post(&cora, &format!("/api/v1/people/{}/merge", twin.id), json!({"into": tess.id})).await.expect(200);
        let (kinds, invites) = mails_from(&app, &twin.email, 3).await;
        assert_eq!(kinds, ["run_date_off"; 3], "the second entry for each date both had, and what goes to the other address");
        assert!(invites.iter().all(|invite| (invite.sequence, invite.method) == (1, InviteMethod::Withdraw)));
        let (kinds, invites) = mails_from(&app, &tess.email, 2).await;
        assert_eq!(kinds, ["run_date"], "hers stand as they are, and what the other record ran alone goes to her address");
        assert_eq!((invites[0].sequence, invites[0].method), (2, InviteMethod::Request));
        let path = format!("/api/v1/sessions/{twins}");
        app.patch(&cora, &path, json!({"joining": {"url": "https://zoom.example/j/2"}})).await.expect(200);
        let (kinds, invites) = mails_from(&app, &tess.email, 3).await;
        assert_eq!((kinds, invites[0].sequence), (vec!["run_date_changed".to_owned()], 3));
        app.patch(&cora, &format!("/api/v1/sessions/{both}"), json!({"trainer_ids": []})).await.expect(200);
        let (kinds, _) = mails_from(&app, &tess.email, 4).await;
        assert_eq!(kinds, ["run_ended", "run_date_off"]);
        app.audit().await;
    }
}
