//! Two records put together that both have a result of one date; and what else follows from putting records together.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{
    app::{Someone, TestApp},
    catalogue::id_of,
    database::both_databases,
    register::Class,
};

async fn finished(app: &TestApp, words: &[&str]) -> Class {
    let mut class = Class::of(app, &["Ada", "Ada Twin"]).await;
    class.at_end(app).await;
    class.mark_all(app, words).await;
    class.close(app).await.expect(200);
    class
}

async fn merge(app: &TestApp, cora: &Someone, from: &Someone, into: &Someone) {
    let path = format!("/api/v1/people/{}/merge", from.id);
    app.post(cora, &path, json!({"into": into.id})).await.expect(200);
}

async fn preview(app: &TestApp, cora: &Someone, from: &Someone, into: &Someone) -> Value {
    let path = format!("/api/v1/people/{}/merge?into={}", from.id, into.id);
    app.get(cora, &path).await.expect(200).json()
}

async fn booking(app: &TestApp, cora: &Someone, id: &str) -> Value {
    app.get(cora, &format!("/api/v1/bookings/{id}")).await.expect(200).json()
}

async fn hours(app: &TestApp, cora: &Someone, who: &Someone) -> Value {
    app.get(cora, &format!("/api/v1/people/{}/cpd", who.id)).await.expect(200).json()["cpd_minutes"].clone()
}

both_databases! {
    async fn of_two_results_the_better_counts_once_and_the_register_opens_again(app: TestApp) {
        // The record that goes has the better one.
        let mut class = finished(&app, &["60", "p"]).await;
        let (ada, twin) = (class.people[0].clone(), class.people[1].clone());
        let seen = preview(&app, &class.cora, &twin, &ada).await;
        let reference = async |id: &str| booking(&app, &class.cora, id).await["reference"].clone();
        let (lesser, better) = (reference(&class.bookings[0]).await, reference(&class.bookings[1]).await);
        assert_eq!(seen["results"], json!([{"goes": lesser, "stays": better}]));
        assert_eq!((&seen["cancelled"], &seen["clashes"]), (&json!([]), &json!([])));
        merge(&app, &class.cora, &twin, &ada).await;
        let gone = booking(&app, &class.cora, &class.bookings[0]).await;
        assert_eq!(gone["state"], "cancelled");
        let last = gone["history"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((&last["state"], &last["reason"]), (&json!("cancelled"), &json!("merged")));
        assert_eq!(booking(&app, &class.cora, &class.bookings[1]).await["state"], "attended");
        assert_eq!(hours(&app, &class.cora, &ada).await, 165);
        let roster = app.get(&class.cora, &class.path("roster")).await.expect(200).json();
        assert_eq!(roster["entries"].as_array().unwrap().len(), 1, "it holds no place");
        app.audit().await;

        // The register opens and closes as any other.
        class.people.pop();
        let again = class.reopen(&app).await.expect(200).json();
        assert_eq!(again["attended"], 0);
        let mark = class.mark(1, 0, "partly", Some(60));
        class.send_marks(&app, vec![mark]).await.expect(200);
        let counts = class.close(&app).await.expect(200).json();
        assert_eq!((&counts["attended"], &counts["partly_attended"]), (&json!(0), &json!(1)));
        assert_eq!(booking(&app, &class.cora, &class.bookings[0]).await["state"], "cancelled");
        app.run_jobs().await;
        app.audit().await;
    }

    async fn of_two_certificates_one_takes_the_place_of_the_other(app: TestApp) {
        let class = finished(&app, &["p", "p"]).await;
        let (ada, twin) = (class.people[0].clone(), class.people[1].clone());
        let (stays, goes) = (class.certificates(&app, 0).await, class.certificates(&app, 1).await);
        let before = app.mails().await.len();
        merge(&app, &class.cora, &twin, &ada).await;
        let all = class.certificates(&app, 0).await;
        let state = |number: &Value| {
            let found = all.iter().find(|paper| paper["number"] == *number).expect("the paper");
            found["state"].as_str().unwrap().to_owned()
        };
        assert_eq!(state(&stays[0]["number"]), "valid");
        assert_eq!(state(&goes[0]["number"]), "superseded");
        let code = goes[0]["verification_code"].as_str().unwrap();
        let verified = app.get_public(&format!("/api/v1/verify/{code}")).await.expect(200).json();
        assert_eq!(verified["state"], "superseded");
        assert_eq!(hours(&app, &class.cora, &ada).await, 165, "counted once");
        let told: Vec<String> = app.mails().await.drain(before..).map(|mail| mail.kind).collect();
        assert_eq!(told, ["certificate_replaced"], "one mail, about the paper");
        class.reopen(&app).await.expect(200);
        class.close(&app).await.expect(200);
        app.run_jobs().await;
        app.audit().await;
    }

    async fn nobody_waits_for_a_course_on_which_they_come_to_have_a_place(app: TestApp) {
        let (cora, ada, twin) = (app.coordinator().await, app.delegate("Ada").await, app.delegate("Ada Twin").await);
        let bo = app.delegate("Bo").await;
        app.course(&cora, "introduction", |_| {}).await;
        let full = app.session(&cora, "introduction", 30, 3, 1).await;
        let open = app.session(&cora, "introduction", 40, 3, 5).await;
        let book = |session| format!("/api/v1/sessions/{session}/bookings");
        app.post(&bo, &book(full), json!({})).await.expect(201);
        let waits = app.post(&twin, &book(full), json!({"join_waitlist": true})).await.expect(201).json();
        let place = app.post(&ada, &book(open), json!({})).await.expect(201).json();
        app.clock.advance(TimeDelta::minutes(1));
        let seen = preview(&app, &cora, &twin, &ada).await;
        let pair = json!([{"goes": waits["reference"], "stays": place["reference"]}]);
        assert_eq!((&seen["stop_waiting"], &seen["clashes"]), (&pair, &json!([])));
        merge(&app, &cora, &twin, &ada).await;
        assert_eq!(booking(&app, &cora, &id_of(&waits)).await["state"], "cancelled");
        assert_eq!(booking(&app, &cora, &id_of(&place)).await["state"], "booked");
        assert_eq!(app.kinds_to(&twin.email).await.last().map(String::as_str), Some("booking_cancelled"));
        app.audit().await;
    }

    async fn calendar_entries_of_the_record_that_goes_move_to_the_address_that_stays(app: TestApp) {
        let (cora, ada, twin) = (app.coordinator().await, app.delegate("Ada").await, app.delegate("Ada Twin").await);
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 5).await;
        let path = format!("/api/v1/sessions/{session}/bookings");
        let place = app.post(&twin, &path, json!({})).await.expect(201).json();
        assert_eq!(preview(&app, &cora, &twin, &ada).await["calendar_dates"], 1);
        merge(&app, &cora, &twin, &ada).await;
        let last = |kinds: Vec<String>| kinds.last().cloned().unwrap_or_default();
        assert_eq!(last(app.kinds_to(&twin.email).await), "invite_moved_away");
        assert_eq!(last(app.kinds_to(&ada.email).await), "invite_moved_here");
        app.post(&ada, &format!("/api/v1/bookings/{}/cancel", id_of(&place)), json!({})).await.expect(200);
        let mails = app.mails().await;
        let cancel = mails.last().unwrap();
        assert_eq!((cancel.to.as_str(), &cancel.invite.as_ref().unwrap().attendee.email), (ada.email.as_str(), &ada.email));
        app.audit().await;
    }

    async fn an_open_record_does_not_go_into_a_closed_one(app: TestApp) {
        let (cora, ada, twin) = (app.coordinator().await, app.delegate("Ada").await, app.delegate("Ada Twin").await);
        app.patch(&cora, &format!("/api/v1/people/{}", ada.id), json!({"disabled": true})).await.expect(200);
        let path = format!("/api/v1/people/{}/merge", twin.id);
        app.post(&cora, &path, json!({"into": ada.id})).await.expect_problem(409, "account_closed");
        let path = format!("/api/v1/people/{}/merge", ada.id);
        app.post(&cora, &path, json!({"into": twin.id})).await.expect(200);
        app.audit().await;
    }
}
