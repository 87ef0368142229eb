//! What stands in people's calendars: titles, texts and UIDs of invites, and the file that can be taken away.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use training_ladder::{
    calendar::invite::write,
    domain::{
        ids::SessionId,
        invites::{Invite, InviteMethod},
    },
};

use crate::{
    calendar::reading::{calendar, check_lines, event, find, parameter, raw, text},
    support::{
        app::{Someone, TestApp},
        catalogue::id_of,
        database::both_databases,
    },
};

const LINK: &str = "https://zoom.example/j/94112233445";

async fn set(app: &TestApp, cora: &Someone, days: &[i64], change: impl FnOnce(&mut Value)) -> SessionId {
    let dates: Vec<Value> = days.iter().map(|days| app.date_in(*days, 2)).collect();
    app.session_with(cora, "action-learning", |body| {
        body["dates"] = json!(dates);
        change(body);
    })
    .await
}

async fn invites(app: &TestApp, to: &Someone) -> Vec<Invite> {
    app.mails().await.into_iter().filter(|mail| mail.to == to.email).filter_map(|mail| mail.invite).collect()
}

async fn move_booking(app: &TestApp, who: &Someone, booking: &Value, to: SessionId) {
    let path = format!("/api/v1/bookings/{}/move", id_of(booking));
    app.post(who, &path, json!({"session_id": to})).await.expect(200);
}

fn starts(dates: &Value, index: usize) -> DateTime<Utc> {
    dates[index]["starts_at"].as_str().expect("a time").parse().expect("a time")
}

both_databases! {
    async fn an_invite_has_no_number_says_what_must_last_and_where_to_join(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada ^ Ω").await);
        app.course(&cora, "action-learning", |_| {}).await;
        let session = set(&app, &cora, &[30, 60], |_| {}).await;
        let booking = app.book(&ada, session, json!({})).await;
        let sent = invites(&app, &ada).await;
        assert_eq!(sent.len(), 2);
        for invite in &sent {
            let file = write(invite);
            check_lines(&file);
            let event = event(&file);
            let properties = &event.properties;
            assert_eq!(text(properties, "SUMMARY").as_deref(), Some("Action learning"));
            assert_eq!(text(properties, "LOCATION").as_deref(), Some(LINK));
            assert_eq!(raw(properties, "CONFERENCE"), Some(LINK));
            let said = text(properties, "DESCRIPTION").expect("a description");
            let reference = booking["reference"].as_str().expect("a reference");
            for what in [
                format!("Join: {LINK}"),
                "If it fails: Ring 0117 496 0000".to_owned(),
                "You can cancel or move freely until 5pm, 3 working days before the first date".to_owned(),
                "Questions: ring 0117 496 0100 or write to training@example.org".to_owned(),
                format!("Your booking: https://training.example.org/bookings/{}", id_of(&booking)),
                format!("Reference: {reference}"),
            ] {
                assert!(said.contains(&what), "{what} is missing: {said}");
            }
            let attendee = find(properties, "ATTENDEE").expect("an attendee");
            assert_eq!(parameter(attendee, "CN"), Some(&["Ada ' Ω".to_owned()][..]));
        }
        let room = set(&app, &cora, &[90, 120], |body| {
            body["delivery"] = json!("room");
            body["location"] = json!("City Hall, Room 2");
        }).await;
        let ben = app.delegate("Ben").await;
        app.book(&ben, room, json!({})).await;
        let single = set(&app, &cora, &[30], |_| {}).await;
        let cid = app.delegate("Cid").await;
        app.book(&cid, single, json!({})).await;
        let said = invites(&app, &cid).await.remove(0).description;
        let until = "You can cancel or move freely until Monday 30 November 2026, 5pm (UK time).";
        assert!(said.contains(until), "{said}");
        let invite = invites(&app, &ben).await.remove(0);
        assert_eq!((invite.location.as_deref(), invite.conference), (Some("City Hall, Room 2"), None));
    }

    async fn the_file_to_take_away_says_what_the_invites_said(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        app.course(&cora, "action-learning", |_| {}).await;
        let session = set(&app, &cora, &[30, 60, 90], |_| {}).await;
        app.book(&ada, session, json!({})).await;
        // The first moves, the last is dropped.
        let path = format!("/api/v1/sessions/{session}");
        let dates = app.get(&ada, &path).await.expect(200).json()["dates"].clone();
        let mut first = app.date_in(31, 2);
        first["id"] = dates[0]["id"].clone();
        app.patch(&cora, &path, json!({"dates": [first, dates[1]]})).await.expect(200);
        let file = app.get(&ada, &format!("{path}/calendar.ics")).await.expect(200).text();
        check_lines(&file);
        let taken = calendar(&file);
        assert_eq!(taken.events.len(), 3);
        let sent = invites(&app, &ada).await;
        for event in &taken.events {
            let properties = &event.properties;
            let uid = raw(properties, "UID").expect("a uid");
            let last = sent.iter().rfind(|invite| invite.uid == uid).expect("an invite of this uid");
            assert_eq!(raw(properties, "SEQUENCE"), Some(last.sequence.to_string().as_str()));
            assert_eq!(text(properties, "SUMMARY").as_ref(), Some(&last.summary));
            let start = last.starts_at.format("%Y%m%dT%H%M%SZ").to_string();
            assert_eq!(raw(properties, "DTSTART"), Some(start.as_str()));
            if last.method == InviteMethod::Request {
                assert_eq!(raw(properties, "STATUS"), Some("CONFIRMED"));
                assert_eq!(text(properties, "DESCRIPTION").as_ref(), Some(&last.description));
                assert_eq!(text(properties, "LOCATION"), last.location);
                assert_eq!(raw(properties, "CONFERENCE"), last.conference.as_deref());
                assert_eq!(raw(properties, "URL"), last.url.as_deref());
            } else {
                assert_eq!(raw(properties, "STATUS"), Some("CANCELLED"));
            }
        }
        app.audit().await;
    }

    async fn date_k_keeps_its_uid_through_reordering_dropping_and_moving(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        app.course(&cora, "action-learning", |_| {}).await;
        let session = set(&app, &cora, &[30, 60, 90], |_| {}).await;
        let sister = set(&app, &cora, &[35, 65, 95], |_| {}).await;
        let booking = app.book(&ada, session, json!({})).await;
        let first: Vec<String> = invites(&app, &ada).await.into_iter().map(|invite| invite.uid).collect();
        // The first date becomes the last: 60, 90, 100.
        let path = format!("/api/v1/sessions/{session}");
        let dates = app.get(&ada, &path).await.expect(200).json()["dates"].clone();
        let mut last = app.date_in(100, 2);
        last["id"] = dates[0]["id"].clone();
        app.patch(&cora, &path, json!({"dates": [last, dates[1], dates[2]]})).await.expect(200);
        let before = invites(&app, &ada).await.len();
        move_booking(&app, &ada, &booking, sister).await;
        let sent: Vec<Invite> = invites(&app, &ada).await.split_off(before);
        assert!(sent.iter().all(|invite| invite.method == InviteMethod::Request), "{sent:?}");
        let uids: Vec<&String> = sent.iter().map(|invite| &invite.uid).collect();
        assert_eq!(uids, [&first[1], &first[2], &first[0]], "date k of the one set is date k of the other");
        assert!(sent.windows(2).all(|pair| pair[0].starts_at < pair[1].starts_at));
        app.audit().await;
    }

    async fn a_date_too_many_is_taken_out_as_it_stood(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        app.course(&cora, "action-learning", |_| {}).await;
        let in_room = |room: &'static str| {
            move |body: &mut Value| {
                body["delivery"] = json!("room");
                body["location"] = json!(room);
            }
        };
        let session = set(&app, &cora, &[30, 60, 90], in_room("Room 4")).await;
        let sister = set(&app, &cora, &[35, 65], in_room("Room 9")).await;
        let booking = app.book(&ada, session, json!({})).await;
        let dates = app.get(&ada, &format!("/api/v1/sessions/{session}")).await.json()["dates"].clone();
        move_booking(&app, &ada, &booking, sister).await;
        let mails = app.mails().await;
        let cancel = mails.iter().rfind(|mail| mail.kind == "date_cancelled").expect("a mail");
        let invite = cancel.invite.as_ref().expect("a CANCEL");
        assert_eq!((invite.method, invite.starts_at), (InviteMethod::Withdraw, starts(&dates, 2)));
        assert_eq!((invite.summary.as_str(), invite.location.as_deref()), ("Action learning", Some("Room 4")));
        let told = &cancel.payload["date"];
        assert_eq!((&told["location"], &told["part"]), (&json!("Room 4"), &Value::Null));
        assert_eq!(told["when"]["starts_at"], dates[2]["starts_at"]);
        app.audit().await;
    }

    async fn each_mail_that_takes_a_date_out_speaks_of_that_date(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        app.course(&cora, "action-learning", |_| {}).await;
        let session = set(&app, &cora, &[30, 60, 90], |_| {}).await;
        let booking = app.book(&ada, session, json!({})).await;
        let path = format!("/api/v1/sessions/{session}");
        let dates = app.get(&ada, &path).await.expect(200).json()["dates"].clone();
        let mut last = app.date_in(100, 2);
        last["id"] = dates[0]["id"].clone();
        app.patch(&cora, &path, json!({"dates": [last, dates[1], dates[2]]})).await.expect(200);
        app.cancel(&ada, &booking).await;
        let mails = app.mails().await;
        let cancels: Vec<_> = mails.iter().filter(|mail| mail.kind == "date_cancelled").collect();
        assert_eq!(cancels.len(), 2, "the first travels with the confirmation");
        for (mail, number) in cancels.iter().zip([2, 3]) {
            let at = mail.invite.as_ref().expect("a CANCEL").starts_at;
            let told = &mail.payload["date"];
            let said: DateTime<Utc> = told["when"]["starts_at"].as_str().expect("a time").parse().expect("a time");
            assert_eq!((said, &told["part"]["number"]), (at, &json!(number)));
        }
        app.audit().await;
    }
}
