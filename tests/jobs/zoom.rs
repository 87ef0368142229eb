//! Meetings that the service makes on Zoom, against a small stand-in of Zoom's documented API.

use actix_web::http::Method;
use chrono::TimeDelta;
use serde_json::{Value, json};
use training_ladder::{
    domain::{
        ids::{DateId, SessionId},
        zoom::{Answer, Step},
    },
    mail::outgoing::Outgoing,
    outbound::zoom::Zoom,
};

use crate::support::{
    app::{Someone, TestApp},
    catalogue::id_of,
    database::both_databases,
    raw_database::Beside,
    zoom_stand_in::{Fault, ZoomStandIn},
};

/// A session on Zoom in 30 days, with nothing typed about how to join.
pub async fn online(app: &TestApp, cora: &Someone, change: impl FnOnce(&mut Value)) -> SessionId {
    app.session_with(cora, "introduction", |body| {
        body.as_object_mut().expect("an object").remove("joining");
        change(body);
    })
    .await
}

/// The mails that went to somebody since this was last asked, which takes everybody's.
pub fn sent_to(app: &TestApp, who: &Someone) -> Vec<Outgoing> {
    app.mailbox.take_sent().into_iter().filter(|mail| mail.to.email == who.email).collect()
}

/// The calendar that travels with a mail, its lines unfolded.
fn calendar(mail: &Outgoing) -> String {
    mail.calendar.as_ref().map(|part| part.ics.replace("\r\n ", "")).unwrap_or_default()
}

async fn joining_of(app: &TestApp, who: &Someone, session: SessionId) -> Value {
    app.get(who, &format!("/api/v1/sessions/{session}")).await.expect(200).json()["joining"].clone()
}

both_databases! {
    async fn everybody_booked_gets_a_link_of_their_own_in_one_mail(app: TestApp) {
        let zoom = ZoomStandIn::start();
        let app = app.meeting_on(zoom.access());
        let (cora, tess) = (app.coordinator().await, app.trainer("Tess Trainer").await);
        let (ada, ben) = (app.delegate("Ada Adams").await, app.delegate("Ben").await);
        app.course(&cora, "introduction", |_| {}).await;
        let trainer = tess.id;
        let session = online(&app, &cora, |body| body["trainer_ids"] = json!([trainer])).await;
        assert!(zoom.calls().is_empty(), "nothing is asked within a request");
        app.run_jobs().await;
        let made = zoom.with(|stand| stand.asked[0].body.clone());
        assert_eq!(zoom.calls(), ["POST /users/me/meetings"]);
        assert_eq!(made["type"], 2);
        assert_eq!((&made["start_time"], &made["duration"]), (&json!("2026-12-03T09:00:00Z"), &json!(180)));
        assert_eq!(made["timezone"], "Europe/London");
        let settings = &made["settings"];
        assert_eq!((&settings["approval_type"], &settings["waiting_room"]), (&json!(0), &json!(true)));
        assert_eq!(settings["registrants_email_notification"], false);
        let meeting = zoom.meeting();
        let host = sent_to(&app, &tess);
        assert_eq!(host.len(), 1, "{host:?}");
        assert!(host[0].text.contains(&format!("https://zoom.example/j/{meeting}")), "{}", host[0].text);
        assert!(calendar(&host[0]).contains(&format!("https://zoom.example/j/{meeting}")));

        app.book(&ada, session, json!({})).await;
        app.book(&ben, session, json!({})).await;
        app.run_jobs().await;
        let path = format!("POST /meetings/{meeting}/registrants");
        assert_eq!(zoom.calls(), [path.clone(), path]);
        assert_eq!(zoom.registered(meeting), [ada.email.clone(), ben.email.clone()]);
        let named = zoom.with(|stand| stand.meetings[&meeting].registrants[0].name.clone());
        assert_eq!(named, "Ada Adams");
        let (adas, bens) = (
            format!("https://zoom.example/w/{meeting}?tk=reg-{meeting}-1"),
            format!("https://zoom.example/w/{meeting}?tk=reg-{meeting}-2"),
        );
        let sent = app.mailbox.take_sent();
        for (who, own, other) in [(&ada, &adas, &bens), (&ben, &bens, &adas)] {
            let mails: Vec<&Outgoing> = sent.iter().filter(|mail| mail.to.email == who.email).collect();
            assert_eq!(mails.len(), 1, "{mails:?}");
            let mail = mails[0];
            assert!(mail.text.contains(own.as_str()) && mail.html.contains("/w/"), "{}", mail.text);
            assert!(!mail.text.contains(other.as_str()));
            let calendar = calendar(mail);
            assert!(calendar.contains(&format!("LOCATION:{own}")), "{calendar}");
            assert!(calendar.contains("CONFERENCE") && calendar.contains("SEQUENCE:0"), "{calendar}");
            assert_eq!(joining_of(&app, who, session).await["url"], own.as_str());
        }
        // Whoever runs it has the host's way in, and nobody else's.
        let hosts = joining_of(&app, &tess, session).await;
        assert_eq!(hosts["url"], format!("https://zoom.example/j/{meeting}"));
        assert_eq!((&hosts["meeting_id"], &hosts["passcode"]), (&json!(meeting.to_string()), &json!("circle")));
        let cleo = app.delegate("Cleo").await;
        assert_eq!(joining_of(&app, &cleo, session).await, Value::Null);
        let roster = app.get(&tess, &format!("/api/v1/sessions/{session}/roster")).await.expect(200);
        assert!(!roster.text().contains("tk="));
        let settings = app.get(&cora, &format!("/api/v1/sessions/{session}/settings")).await.expect(200).json();
        assert_eq!(settings["zoom_meetings"][0]["meeting_id"], meeting.to_string());
        assert_eq!(settings["zoom_meetings"][0]["trouble"], Value::Null);
        app.run_jobs().await;
        assert!(zoom.calls().is_empty() && app.mailbox.take_sent().is_empty(), "all is told");
        app.audit().await;
    }

    async fn zoom_hears_of_what_moves_is_given_up_and_called_off(app: TestApp) {
        let zoom = ZoomStandIn::start();
        let app = app.meeting_on(zoom.access());
        let (cora, ada, ben) = (app.coordinator().await, app.delegate("Ada").await, app.delegate("Ben").await);
        app.course(&cora, "introduction", |_| {}).await;
        let session = online(&app, &cora, |_| {}).await;
        let adas = app.book(&ada, session, json!({})).await;
        let bens = app.book(&ben, session, json!({})).await;
        app.run_jobs().await;
        let meeting = zoom.meeting();
        zoom.calls();
        drop(app.mailbox.take_sent());

        // The date moves: the meeting moves, and the link stays.
        let path = format!("/api/v1/sessions/{session}");
        let date = id_of(&app.get(&cora, &path).await.expect(200).json()["dates"][0]);
        let moved = json!({"dates": [{
            "id": date, "starts_at": "2026-12-10T10:00:00Z", "ends_at": "2026-12-10T12:00:00Z",
        }]});
        app.patch(&cora, &path, moved).await.expect(200);
        app.run_jobs().await;
        assert_eq!(zoom.calls(), [format!("PATCH /meetings/{meeting}")]);
        let fields = zoom.with(|stand| stand.meetings[&meeting].fields.clone());
        assert_eq!((&fields["start_time"], &fields["duration"]), (&json!("2026-12-10T10:00:00Z"), &json!(120)));
        let mails = sent_to(&app, &ada);
        assert_eq!(mails.len(), 1);
        assert!(mails[0].text.contains(&format!("https://zoom.example/w/{meeting}?tk=reg-{meeting}-1")));

        // A place is given up.
        app.cancel(&ben, &bens).await;
        app.run_jobs().await;
        assert_eq!(zoom.calls(), [format!("PUT /meetings/{meeting}/registrants/status")]);
        assert_eq!(zoom.registered(meeting), [ada.email.as_str()]);

        // A place moves to another date: cancelled there, registered here; one mail, with the new link.
        let other = online(&app, &cora, |body| body["dates"] = json!([app.date_in(40, 3)])).await;
        app.run_jobs().await;
        zoom.calls();
        drop(app.mailbox.take_sent());
        let path = format!("/api/v1/bookings/{}/move", id_of(&adas));
        app.post(&ada, &path, json!({"session_id": other})).await.expect(200);
        app.run_jobs().await;
        let second = meeting + 1;
        let mut calls = zoom.calls();
        calls.sort();
        let expected =
            [format!("POST /meetings/{second}/registrants"), format!("PUT /meetings/{meeting}/registrants/status")];
        assert_eq!(calls, expected);
        let mails = sent_to(&app, &ada);
        assert_eq!(mails.len(), 1, "{mails:?}");
        assert!(mails[0].text.contains(&format!("https://zoom.example/w/{second}?tk=reg-{second}-1")));
        assert!(!mails[0].text.contains(&format!("/w/{meeting}?")));
        assert!(calendar(&mails[0]).contains("SEQUENCE:2"), "the same entry of the calendar");

        // The session is called off: the meeting goes.
        app.post(&cora, &format!("/api/v1/sessions/{other}/cancel"), json!({"reason": "Ill."})).await.expect(200);
        app.run_jobs().await;
        assert_eq!(zoom.calls(), [format!("DELETE /meetings/{second}")]);
        assert_eq!(zoom.meeting(), meeting);
        app.audit().await;
    }

    async fn each_date_of_a_set_has_a_meeting_and_a_link_of_its_own(app: TestApp) {
        let zoom = ZoomStandIn::start();
        let app = app.meeting_on(zoom.access());
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        app.course(&cora, "introduction", |_| {}).await;
        let dates = json!([app.date_in(30, 3), app.date_in(37, 3)]);
        let session = online(&app, &cora, |body| body["dates"] = dates).await;
        app.book(&ada, session, json!({})).await;
        app.run_jobs().await;
        let ids: Vec<u64> = zoom.with(|stand| stand.meetings.keys().copied().collect());
        assert_eq!(ids.len(), 2);
        let mails = sent_to(&app, &ada);
        assert_eq!(mails.len(), 2, "{mails:?}");
        for mail in &mails {
            let own: Vec<&u64> = ids.iter().filter(|id| mail.text.contains(&format!("/w/{id}?"))).collect();
            assert_eq!(own.len(), 1, "{}", mail.text);
            assert!(calendar(mail).contains(&format!("LOCATION:https://zoom.example/w/{}?", own[0])));
        }
        assert_ne!(calendar(&mails[0]), calendar(&mails[1]));
        // One date is taken out: its meeting goes, the other one stays as it is.
        let path = format!("/api/v1/sessions/{session}");
        let stands = app.get(&cora, &path).await.expect(200).json()["dates"][0].clone();
        zoom.calls();
        app.patch(&cora, &path, json!({"dates": [stands]})).await.expect(200);
        app.run_jobs().await;
        assert_eq!(zoom.calls().len(), 1);
        assert_eq!(zoom.with(|stand| stand.meetings.len()), 1);
    }

    async fn what_is_typed_by_hand_wins(app: TestApp) {
        let zoom = ZoomStandIn::start();
        let app = app.meeting_on(zoom.access());
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        app.course(&cora, "introduction", |_| {}).await;
        let typed = app.session(&cora, "introduction", 20, 3, 5).await;
        app.book(&ada, typed, json!({})).await;
        app.run_jobs().await;
        assert!(zoom.calls().is_empty());
        assert!(app.last_text_to(&ada.email).contains("https://zoom.example/j/94112233445"));

        // Whom to ring stands beside the link that Zoom made.
        let help = json!({"help": "Ring 0117 496 0000"});
        let session = online(&app, &cora, |body| body["joining"] = help).await;
        let ben = app.delegate("Ben").await;
        app.book(&ben, session, json!({})).await;
        app.run_jobs().await;
        let meeting = zoom.meeting();
        let text = app.last_text_to(&ben.email);
        assert!(text.contains(&format!("/w/{meeting}?")) && text.contains("Ring 0117 496 0000"), "{text}");

        let joining = json!({"joining": {"url": "https://meet.example/room", "help": "Ring 0117 496 0000"}});
        app.patch(&cora, &format!("/api/v1/sessions/{session}"), joining).await.expect(200);
        drop(app.mailbox.take_sent());
        app.run_jobs().await;
        assert!(zoom.with(|stand| stand.meetings.is_empty()));
        let mails = sent_to(&app, &ben);
        assert_eq!(mails.len(), 1, "{mails:?}");
        assert!(mails[0].text.contains("https://meet.example/room") && !mails[0].text.contains("/w/"));

        // And where Zoom is to make no meeting any more, people hear that the link is gone.
        let none = json!({"joining": null});
        app.patch(&cora, &format!("/api/v1/sessions/{session}"), none).await.expect(200);
        app.run_jobs().await;
        drop(app.mailbox.take_sent());
        let off = json!({"zoom_meeting": false});
        let answer = app.patch(&cora, &format!("/api/v1/sessions/{session}"), off).await.expect(200).json();
        assert_eq!(answer["zoom_meeting"], Value::Null);
        app.run_jobs().await;
        assert!(zoom.with(|stand| stand.meetings.is_empty()));
        let mails = sent_to(&app, &ben);
        assert_eq!(mails.len(), 1, "{mails:?}");
        assert!(!mails[0].text.contains("/w/"), "{}", mails[0].text);
    }

    async fn nothing_is_asked_where_nobody_set_it_up(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        app.course(&cora, "introduction", |_| {}).await;
        let session = online(&app, &cora, |_| {}).await;
        app.book(&ada, session, json!({})).await;
        app.run_jobs().await;
        let view = app.get_public(&format!("/api/v1/sessions/{session}")).await.expect(200).json();
        assert_eq!(view["zoom_meeting"], Value::Null);
        let wish = json!({"zoom_meeting": true});
        let refused = app.patch(&cora, &format!("/api/v1/sessions/{session}"), wish).await.expect(422).json();
        assert_eq!(refused["errors"][0]["field"], "zoom_meeting");
        assert_eq!(Beside::to(&app.database).number("SELECT count(*) FROM zoom_meetings"), 0);
        let text = app.last_text_to(&ada.email);
        assert!(text.contains("We will send you the joining details"), "{text}");
    }

    async fn who_was_there_is_fetched_through_every_page(app: TestApp) {
        let zoom = ZoomStandIn::start();
        let app = app.meeting_on(zoom.access());
        let (cora, tess, ada) = (app.coordinator().await, app.trainer("Tess").await, app.delegate("Ada").await);
        app.course(&cora, "introduction", |_| {}).await;
        let trainer = tess.id;
        let session = online(&app, &cora, |body| body["trainer_ids"] = json!([trainer])).await;
        let adas = app.book(&ada, session, json!({})).await;
        app.run_jobs().await;
        let meeting = zoom.meeting();
        let date = app.get(&cora, &format!("/api/v1/sessions/{session}")).await.expect(200).json();
        let date: DateId = id_of(&date["dates"][0]).parse().expect("an id");
        zoom.calls();

        // Thursday 3 December, 9am to noon; Zoom has no report before half past, nor then.
        app.at("2026-12-03T12:29:00Z").await;
        assert!(zoom.calls().is_empty());
        app.at("2026-12-03T12:30:00Z").await;
        assert_eq!(zoom.calls(), [format!("GET /past_meetings/{meeting}/instances")]);
        let row = |name: &str, id: &str, email: &str, status: &str, minutes: u32| json!({
            "id": "", "user_id": "16778240", "name": name, "user_email": email, "registrant_id": id,
            "join_time": "2026-12-03T08:55:00Z", "leave_time": format!("2026-12-03T11:{minutes:02}:00Z"),
            "duration": 7000, "status": status, "failover": false,
        });
        let own = format!("reg-{meeting}-1");
        let rows = vec![
            row("Ada", &own, "ada@example.org", "in_meeting", 10),
            row("iPad (2)", "", "", "in_meeting", 20),
            row("Ada", &own, "ada@example.org", "in_waiting_room", 30),
            row("Guest", "", "Guest@Elsewhere.example", "in_meeting", 40),
            row("Ada again", &own, "ada@example.org", "in_meeting", 50),
        ];
        zoom.hold(meeting, "/ab//c+d==", rows);
        zoom.hold(meeting, "plain==", vec![row("Late", "", "", "in_meeting", 55)]);
        app.at("2026-12-03T13:00:00Z").await;
        let calls = zoom.calls();
        let pages = calls.iter().filter(|call| call.starts_with("GET /report/meetings/")).count();
        assert_eq!((calls.len(), pages), (5, 4), "three pages of the one, one of the other: {calls:?}");
        let stays = app.app.usecases.stays_on_zoom(date).await.expect("stays");
        assert_eq!(stays.len(), 6);
        let booked = id_of(&adas);
        let mine: Vec<bool> = stays
            .iter()
            .filter(|stay| stay.booking.is_some_and(|id| id.to_string() == booked))
            .map(|stay| stay.in_waiting_room)
            .collect();
        assert_eq!(mine.len(), 3);
        assert_eq!(mine.iter().filter(|waited| **waited).count(), 1);
        assert!(stays.iter().any(|stay| stay.name == "iPad (2)" && stay.booking.is_none() && stay.email.is_none()));
        assert!(stays.iter().any(|stay| stay.email.as_deref() == Some("guest@elsewhere.example")));
        app.after(TimeDelta::hours(1)).await;
        assert!(zoom.calls().is_empty(), "it is fetched once");

        // Brought to the attendance list, whoever came by the link of their booking needs no confirming.
        let said = [("from", "zoom".to_owned()), ("date_id", date.to_string())];
        let part = |(name, value): &(&str, String)| format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        let body = format!("{}--b--\r\n", said.iter().map(part).collect::<String>());
        let sent = Some(("multipart/form-data; boundary=b", body.into_bytes()));
        let token = app.sign_in(&tess.email).await;
        let path = format!("/api/v1/sessions/{session}/attendance-imports");
        let import = app.send_bytes(Method::POST, &path, Some(&token), &[], sent).await.expect(201).json();
        let own = import["lines"].as_array().expect("lines").iter().find(|line| line["booking_id"] == json!(booked));
        let own = own.expect("Ada's line");
        assert_eq!((&own["match"], &own["minutes"]), (&json!("email"), &json!(170)));
        assert_eq!(import["ignored"][0]["because"], "was in the waiting room, not yet in the meeting");

        // Closing the register ends it.
        let path = format!("/api/v1/sessions/{session}/register");
        let marks = json!({"marks": [{"booking_id": booked, "date_id": date, "outcome": "present"}]});
        app.put(&tess, &path, marks).await.expect(200);
        app.post(&tess, &format!("{path}/close"), json!({})).await.expect(200);
        assert_eq!(Beside::to(&app.database).number("SELECT count(*) FROM zoom_participants"), 0);
        app.run_jobs().await;
        assert!(zoom.calls().is_empty());
        // And after a while nobody's way in is kept.
        app.after(TimeDelta::days(31)).await;
        assert_eq!(Beside::to(&app.database).number("SELECT count(*) FROM zoom_registrants"), 0);
    }

    async fn a_meeting_whose_maker_was_killed_before_storing_it_is_found_again(app: TestApp) {
        let zoom = ZoomStandIn::start();
        let app = app.meeting_on(zoom.access());
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        app.course(&cora, "introduction", |_| {}).await;
        let session = online(&app, &cora, |_| {}).await;
        app.book(&ada, session, json!({})).await;
        let usecases = &app.app.usecases;
        let date = usecases.dates_for_zoom().await.expect("dates")[0];
        let task = usecases.next_for_zoom(date).await.expect("a task").expect("one");
        assert!(matches!(task.step, Step::Make { .. }));
        assert!(usecases.next_for_zoom(date).await.expect("none").is_none(), "somebody has it in hand");
        let by_hand = Zoom::new(zoom.access(), app.clock.clone()).expect("Zoom");
        let answer = by_hand.perform(&task.step).await.expect("made");
        // Killed here: Zoom has it, and nobody wrote it down.
        app.after(TimeDelta::minutes(9)).await;
        assert_eq!(zoom.calls(), ["POST /users/me/meetings"]);
        app.after(TimeDelta::minutes(2)).await;
        let meeting = zoom.meeting();
        let calls = zoom.calls();
        assert_eq!(calls[..2], ["GET /users/me/meetings".to_owned(), format!("GET /meetings/{meeting}")]);
        assert!(!calls.contains(&"POST /users/me/meetings".to_owned()));
        assert_eq!(zoom.registered(meeting), [ada.email.as_str()]);
        // Should the first come back after all, nobody listens any more.
        usecases.record_zoom(task, Ok(answer)).await.expect("ignored");
        app.run_jobs().await;
        assert!(zoom.calls().is_empty());
        assert_eq!(zoom.meeting(), meeting);
    }

    async fn a_meeting_whose_answer_was_lost_is_found_and_one_that_was_not_made_is_made(app: TestApp) {
        let zoom = ZoomStandIn::start();
        let app = app.meeting_on(zoom.access());
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        zoom.then(Fault::LoseAnswer);
        online(&app, &cora, |_| {}).await;
        app.run_jobs().await;
        app.after(TimeDelta::seconds(30)).await;
        let first = zoom.meeting();
        zoom.calls();
        zoom.then(Fault::Down(503));
        online(&app, &cora, |body| body["dates"] = json!([app.date_in(50, 3)])).await;
        app.run_jobs().await;
        app.after(TimeDelta::seconds(30)).await;
        let calls = zoom.calls();
        assert_eq!(calls.iter().filter(|call| *call == "POST /users/me/meetings").count(), 2, "{calls:?}");
        assert_eq!(zoom.with(|stand| stand.meetings.keys().copied().collect::<Vec<_>>()), [first, first + 1]);
        // What is asked alone is answered alone.
        let by_hand = Zoom::new(zoom.access(), app.clock.clone()).expect("Zoom");
        let unknown = Step::Find { mark: "ladder:nobody".to_owned() };
        assert_eq!(by_hand.perform(&unknown).await, Ok(Answer::NotMade));
    }
}
