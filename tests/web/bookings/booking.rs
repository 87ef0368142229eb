//! Booking, waiting, offers, moving, handing over, approving: through the API, on both databases.

use chrono::TimeDelta;
use serde_json::{Value, json};
use training_ladder::domain::{ids::SessionId, invites::InviteMethod, words::OrganisationKind};

use crate::support::{
    app::{Answer, Someone, TestApp},
    database::both_databases,
};

async fn book(app: &TestApp, who: &Someone, session: SessionId) -> Answer {
    app.post(who, &format!("/api/v1/sessions/{session}/bookings"), json!({})).await
}

async fn wait(app: &TestApp, who: &Someone, session: SessionId) -> Answer {
    app.post(who, &format!("/api/v1/sessions/{session}/bookings"), json!({"join_waitlist": true})).await
}

async fn act(app: &TestApp, who: &Someone, booking: &Value, verb: &str, body: Value) -> Answer {
    app.post(who, &format!("/api/v1/bookings/{}/{verb}", booking["id"].as_str().expect("an id")), body).await
}

async fn state(app: &TestApp, who: &Someone, booking: &Value) -> String {
    let path = format!("/api/v1/bookings/{}", booking["id"].as_str().expect("an id"));
    app.get(who, &path).await.expect(200).json()["state"].as_str().expect("a state").to_owned()
}

fn codes(answer: &Answer) -> Vec<String> {
    let refusals = answer.json()["refusals"].as_array().cloned().unwrap_or_default();
    refusals.iter().map(|refusal| refusal["code"].as_str().expect("a code").to_owned()).collect()
}

both_databases! {
    async fn a_place_is_booked_with_mail_and_invite(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 5).await;
        let ada = app.delegate("Łucja Ada").await;
        let booking = book(&app, &ada, session).await.expect(201).json();
        assert_eq!(booking["state"], "booked");
        assert_eq!(booking["person"]["name"], "Łucja Ada");
        assert_eq!(booking["conditional_on"], json!([]));
        assert_eq!(booking["history"][0]["state"], "booked");
        let mail = app.mails().await.pop().expect("a mail");
        assert_eq!((mail.kind.as_str(), mail.to.as_str()), ("booked", ada.email.as_str()));
        let invite = mail.invite.expect("an invite");
        assert_eq!((invite.method, invite.sequence), (InviteMethod::Request, 0));
        assert!(invite.description.contains("zoom.example"));

        let again = book(&app, &ada, session).await.expect_problem(409, "booking_refused");
        assert_eq!(codes(&again), ["already_booked"]);
        let calendar = app.get(&ada, &format!("/api/v1/sessions/{session}/calendar.ics")).await.expect(200);
        assert!(calendar.text().contains(&invite.uid));
        app.audit().await;
    }

    async fn a_reference_read_out_over_the_telephone_is_found(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 5).await;
        let (ada, ben) = (app.delegate("Ada").await, app.delegate("Ben").await);
        let adas = book(&app, &ada, session).await.expect(201).json();
        book(&app, &ben, session).await.expect(201);
        let reference = adas["reference"].as_str().expect("a reference").to_owned();
        let said = reference.to_lowercase().replace('0', "o");
        let said = format!("{}%20{}", &said[..4], &said[4..]);
        for (who, found) in [(&cora, 1), (&ada, 1), (&ben, 0)] {
            let list = app.get(who, &format!("/api/v1/bookings?reference={said}")).await.expect(200).json();
            let ids: Vec<_> = list["items"].as_array().expect("a list").iter().map(|one| &one["id"]).collect();
            assert_eq!(ids, vec![&adas["id"]; found]);
        }
        app.get(&cora, "/api/v1/bookings?reference=U").await.expect_problem(422, "invalid_input");
        let browser = app.browser_of(&cora).await;
        let there = browser.open(&format!("/manage/people?q={said}")).await.expect(303).header("location");
        assert_eq!(there, format!("/bookings/{}", adas["id"].as_str().expect("an id")));
        assert!(browser.open("/manage/people?q=ADAADAAD").await.expect(200).text().contains("Nobody found."));
    }

    async fn the_same_key_books_once(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 5).await;
        let ada = app.delegate("Ada").await;
        let path = format!("/api/v1/sessions/{session}/bookings");
        let send = |body: Value| {
            let (app, ada, path) = (&app, &ada, path.clone());
            async move {
                let key = [("idempotency-key", "\"one\"")];
                app.send(actix_web::http::Method::POST, &path, Some(&ada.token), &key, Some(&body)).await
            }
        };
        let first = send(json!({})).await.expect(201);
        let second = send(json!({})).await.expect(201);
        assert_eq!(first.body, second.body);
        assert_eq!((first.header("idempotency-replayed"), second.header("idempotency-replayed")), (String::new(), "true".to_owned()));
        send(json!({"note": "another"})).await.expect_problem(422, "idempotency_mismatch");
    }

    async fn a_freed_place_is_offered_along_the_line(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 1).await;
        let (ada, ben, cyd) = (app.delegate("Ada").await, app.delegate("Ben").await, app.delegate("Cyd").await);
        let place = book(&app, &ada, session).await.expect(201).json();
        book(&app, &ben, session).await.expect_problem(409, "session_full");
        let first = wait(&app, &ben, session).await.expect(201).json();
        assert_eq!((first["state"].as_str(), first["waitlist_position"].as_i64()), (Some("waitlisted"), Some(1)));
        let second = wait(&app, &cyd, session).await.expect(201).json();
        assert_eq!(second["waitlist_position"], 2);

        let cancelled = act(&app, &ada, &place, "cancel", json!({"reason": "Court."})).await.expect(200).json();
        assert_eq!((&cancelled["state"], &cancelled["short_notice"]), (&json!("cancelled"), &json!(false)));
        assert_eq!(state(&app, &ben, &first).await, "offered");
        // Nobody overtakes whoever has the offer.
        book(&app, &cyd, session).await.expect_problem(409, "booking_refused");

        // Tuesday 9am: the offer ends on Thursday at 17:00.
        app.clock.advance(TimeDelta::days(2) + TimeDelta::hours(8));
        act(&app, &ben, &first, "accept-offer", json!({})).await.expect_problem(409, "offer_expired");
        app.app.usecases.settle_session(session).await.expect("settled");
        assert_eq!((state(&app, &ben, &first).await, state(&app, &cyd, &second).await), ("waitlisted".into(), "offered".into()));
        let taken = act(&app, &cyd, &second, "accept-offer", json!({})).await.expect(200).json();
        assert_eq!(taken["state"], "booked");
        assert_eq!(app.kinds_to(&ben.email).await, ["waitlisted", "offer_made", "offer_passed_on"]);
        assert_eq!(app.kinds_to(&cyd.email).await, ["waitlisted", "offer_made", "booked"]);
        assert_eq!(app.kinds_to(&ada.email).await, ["booked", "booking_cancelled"]);
        app.audit().await;
    }

    async fn a_move_keeps_booking_reference_and_uid(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let (one, two) = (app.session(&cora, "introduction", 30, 3, 1).await, app.session(&cora, "introduction", 60, 3, 1).await);
        let (ada, ben) = (app.delegate("Ada").await, app.delegate("Ben").await);
        let place = book(&app, &ada, one).await.expect(201).json();
        let waits = wait(&app, &ben, one).await.expect(201).json();
        let moved = act(&app, &ada, &place, "move", json!({"session_id": two})).await.expect(200).json();
        assert_eq!((&moved["id"], &moved["reference"]), (&place["id"], &place["reference"]));
        assert_eq!(moved["session_id"], json!(two));
        assert_eq!(state(&app, &ben, &waits).await, "offered");
        let invites: Vec<_> = app.mails().await.into_iter().filter(|m| m.to == ada.email).filter_map(|m| m.invite).collect();
        assert_eq!((invites[0].uid.as_str(), invites[0].sequence), (invites[1].uid.as_str(), 0));
        assert_eq!(invites[1].sequence, 1);
        assert_eq!(invites[1].starts_at - invites[0].starts_at, TimeDelta::days(30));
        app.audit().await;
    }

    async fn a_place_is_handed_to_a_colleague_without_a_record(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 1).await;
        let ada = app.delegate("Ada").await;
        let place = book(&app, &ada, session).await.expect(201).json();
        let to = json!({"name": "Zoë Brontë", "email": "zoe@school.example"});
        let new = act(&app, &cora, &place, "substitute", to).await.expect(200).json();
        assert_eq!((&new["state"], &new["person"]["name"]), (&json!("booked"), &json!("Zoë Brontë")));
        assert_eq!(state(&app, &ada, &place).await, "cancelled");
        assert_eq!(app.kinds_to(&ada.email).await, ["booked", "place_handed_over"]);
        assert_eq!(app.kinds_to("zoe@school.example").await, ["place_received"]);
        app.audit().await;
    }

    async fn a_planned_place_is_released_when_its_condition_fails(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        app.course(&cora, "development", |c| {
            c["prerequisites"] = json!([{"any_of": [{"kind": "course", "course": "introduction"}]}]);
        }).await;
        let first = app.session(&cora, "introduction", 20, 3, 5).await;
        let later = app.session(&cora, "development", 40, 3, 5).await;
        let ada = app.delegate("Ada").await;
        let refused = book(&app, &ada, later).await.expect_problem(409, "booking_refused");
        assert_eq!(codes(&refused), ["prerequisite_unmet"]);
        assert_eq!(refused.json()["refusals"][0]["next_step"]["session_id"], json!(first));

        let earlier = book(&app, &ada, first).await.expect(201).json();
        let planned = book(&app, &ada, later).await.expect(201).json();
        assert_eq!(planned["conditional_on"], json!([earlier["id"]]));
        act(&app, &ada, &earlier, "cancel", json!({})).await.expect(200);
        assert_eq!(app.kinds_to(&ada.email).await, ["booked", "booked", "booking_cancelled", "condition_failed"]);
        assert_eq!(state(&app, &ada, &planned).await, "booked");

        app.clock.advance(TimeDelta::days(2) + TimeDelta::hours(8));
        app.app.usecases.act_on_failed_conditions().await.expect("acted");
        assert_eq!(state(&app, &ada, &planned).await, "released");
        assert_eq!(app.kinds_to(&ada.email).await.pop().as_deref(), Some("place_released"));
        app.audit().await;
    }

    async fn a_place_in_doubt_is_safe_once_another_date_is_booked(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        app.course(&cora, "development", |c| {
            c["prerequisites"] = json!([{"any_of": [{"kind": "course", "course": "introduction"}]}]);
        }).await;
        let (first, other) = (app.session(&cora, "introduction", 20, 3, 5).await, app.session(&cora, "introduction", 25, 3, 5).await);
        let later = app.session(&cora, "development", 40, 3, 5).await;
        let ada = app.delegate("Ada").await;
        book(&app, &ada, first).await.expect(201);
        let planned = book(&app, &ada, later).await.expect(201).json();
        // Our doing: the place is kept, and what would replace the earlier date is named.
        app.post(&cora, &format!("/api/v1/sessions/{first}/cancel"), json!({"reason": "The trainer is ill."})).await.expect(200);
        assert_eq!(app.kinds_to(&ada.email).await, ["booked", "booked", "session_cancelled", "condition_kept"]);
        let new = book(&app, &ada, other).await.expect(201).json();
        let seen = app.get(&ada, &format!("/api/v1/bookings/{}", planned["id"].as_str().expect("id"))).await.json();
        assert_eq!((&seen["state"], &seen["conditional_on"]), (&json!("booked"), &json!([new["id"]])));
        app.audit().await;
    }

    async fn a_request_waits_for_the_managers_yes(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |c| c["needs_approval"] = json!(true)).await;
        let session = app.session(&cora, "introduction", 30, 3, 1).await;
        let mia = app.delegate("Mia Manager").await;
        let boss = mia.id;
        let ada = app.person("Ada", move |row| row.line_manager_id = Some(boss)).await;
        let asked = book(&app, &ada, session).await.expect(201).json();
        assert_eq!(asked["state"], "requested");
        assert_eq!(app.kinds_to(&mia.email).await, ["approval_wanted"]);
        act(&app, &ada, &asked, "approve", json!({})).await.expect(403);
        let stranger = app.delegate("Stranger").await;
        act(&app, &stranger, &asked, "approve", json!({})).await.expect(403);
        let yes = act(&app, &mia, &asked, "approve", json!({})).await.expect(200).json();
        assert_eq!(yes["state"], "booked");
        assert_eq!(app.kinds_to(&ada.email).await, ["requested", "approved"]);
        // A manager who books for their person asks nobody.
        let ben = app.person("Ben", move |row| row.line_manager_id = Some(boss)).await;
        let other = app.session(&cora, "introduction", 50, 3, 1).await;
        let path = format!("/api/v1/sessions/{other}/bookings");
        let direct = app.post(&mia, &path, json!({"person_id": ben.id})).await.expect(201).json();
        assert_eq!(direct["state"], "booked");
        app.audit().await;
    }

    async fn a_changed_session_tells_everybody(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "action-learning", |_| {}).await;
        let dates: Vec<Value> = (0..3).map(|month| app.date_in(30 + 30 * month, 2)).collect();
        let session = app.session_with(&cora, "action-learning", |s| s["dates"] = json!(dates)).await;
        let ada = app.delegate("Ada").await;
        book(&app, &ada, session).await.expect(201);
        assert_eq!(app.kinds_to(&ada.email).await, ["booked", "booked_date", "booked_date"]);
        let seen = app.get(&ada, &format!("/api/v1/sessions/{session}")).await.expect(200).json();
        let (first, second) = (&seen["dates"][0], &seen["dates"][1]);
        // The first moves, the second stays, the third goes, a new one comes.
        let moved = app.date_in(31, 2);
        let change = json!({"dates": [
            {"id": first["id"], "starts_at": moved["starts_at"], "ends_at": moved["ends_at"]},
            {"id": second["id"], "starts_at": second["starts_at"], "ends_at": second["ends_at"]},
            app.date_in(100, 2),
        ]});
        app.patch(&cora, &format!("/api/v1/sessions/{session}"), change).await.expect(200);
        let kinds = app.kinds_to(&ada.email).await;
        assert_eq!(kinds[3..], ["date_changed", "booked_date", "date_cancelled"]);
        let mails = app.mails().await;
        let invites: Vec<_> = mails.iter().filter(|m| m.to == ada.email).filter_map(|m| m.invite.clone()).collect();
        assert_eq!((invites[3].uid == invites[0].uid, invites[3].sequence), (true, 1));
        assert_eq!((invites[5].uid == invites[2].uid, invites[5].method), (true, InviteMethod::Withdraw));
        app.audit().await;
    }

    async fn a_restricted_course_counts_confirmed_memberships_alone(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "schools-only", |c| c["restricted_to"] = json!({"kinds": ["school"]})).await;
        let session = app.session(&cora, "schools-only", 30, 3, 5).await;
        let (ada, ben) = (app.delegate("Ada").await, app.delegate("Ben").await);
        let school = app.organisation("Hill School", OrganisationKind::School).await;
        app.join(&ada, school, false).await;
        let booked = book(&app, &ada, session).await.expect(201).json();
        assert_eq!(booked["organisation"]["name"], "Hill School");
        let refused = book(&app, &ben, session).await.expect_problem(409, "booking_refused");
        assert_eq!(codes(&refused), ["audience"]);
    }
}
