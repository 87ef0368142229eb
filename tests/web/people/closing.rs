//! An account is closed: places freed or kept, lines that go on, dates without their trainer, requests passed on.

use chrono::TimeDelta;
use serde_json::{Value, json};
use training_ladder::{
    domain::{ids::SessionId, words::OrganisationKind},
    store::{Row, write::people::person},
};

use crate::support::{
    app::{Someone, TestApp},
    catalogue::id_of,
    database::both_databases,
    raw_database::Beside,
};

async fn book(app: &TestApp, who: &Someone, session: SessionId) -> Value {
    let path = format!("/api/v1/sessions/{session}/bookings");
    let booked = app.post(who, &path, json!({"join_waitlist": true})).await.expect(201).json();
    app.clock.advance(TimeDelta::seconds(1));
    booked
}

async fn state(app: &TestApp, cora: &Someone, booking: &Value) -> String {
    let path = format!("/api/v1/bookings/{}", id_of(booking));
    app.get(cora, &path).await.expect(200).json()["state"].as_str().unwrap().to_owned()
}

async fn close(app: &TestApp, cora: &Someone, who: &Someone, mut more: Value) {
    more["disabled"] = json!(true);
    app.patch(cora, &format!("/api/v1/people/{}", who.id), more).await.expect(200);
}

both_databases! {
    async fn places_are_freed_and_the_lines_go_on(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        let (bo, cy, dan) = (app.delegate("Bo").await, app.delegate("Cy").await, app.delegate("Dan").await);
        for slug in ["introduction", "development", "circles"] {
            app.course(&cora, slug, |_| {}).await;
        }
        let has = app.session(&cora, "introduction", 30, 3, 1).await;
        let waits = app.session(&cora, "development", 40, 3, 1).await;
        let offered = app.session(&cora, "circles", 50, 3, 1).await;
        let adas = book(&app, &ada, has).await;
        let bos = book(&app, &bo, has).await;
        book(&app, &cy, waits).await;
        let adas_wait = book(&app, &ada, waits).await;
        let dans = book(&app, &dan, offered).await;
        let adas_offer = book(&app, &ada, offered).await;
        let cys = book(&app, &cy, offered).await;
        app.post(&dan, &format!("/api/v1/bookings/{}/cancel", id_of(&dans)), json!({})).await.expect(200);
        assert_eq!(state(&app, &cora, &adas_offer).await, "offered");
        let before = app.kinds_to(&ada.email).await.len();

        close(&app, &cora, &ada, json!({})).await;
        for (booking, expected) in [
            (&adas, "cancelled"),
            (&adas_wait, "cancelled"),
            (&adas_offer, "cancelled"),
            (&bos, "offered"),
            (&cys, "offered"),
        ] {
            assert_eq!(state(&app, &cora, booking).await, expected);
        }
        let mails = app.mails().await;
        let told: Vec<_> = mails.iter().filter(|mail| mail.to == ada.email).skip(before).collect();
        assert_eq!(told.len(), 1, "one mail, for the place");
        assert_eq!(told[0].kind, "booking_cancelled");
        assert_eq!(told[0].invite.as_ref().map(|invite| invite.attendee.email.clone()), Some(ada.email.clone()));
        app.clock.advance(TimeDelta::days(5));
        app.run_jobs().await;
        assert_eq!(app.kinds_to(&ada.email).await.len(), before + 1, "and nothing afterwards");
        app.audit().await;
    }

    async fn places_are_kept_by_a_decision_that_stays_on_record(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 5).await;
        let booking = book(&app, &ada, session).await;
        let path = format!("/api/v1/people/{}", ada.id);
        app.patch(&cora, &path, json!({"places": "keep"})).await.expect_problem(422, "invalid_input");
        app.patch(&cora, &path, json!({"disabled": true, "places": "sell"})).await.expect_problem(422, "invalid_input");
        let before = app.mails().await.len();
        close(&app, &cora, &ada, json!({"places": "keep"})).await;
        assert_eq!(state(&app, &cora, &booking).await, "booked");
        assert_eq!(app.mails().await.len(), before, "nobody is mailed");
        let kept = "SELECT COUNT(*) FROM bookings WHERE kept_at IS NOT NULL";
        assert_eq!(Beside::to(&app.database).number(kept), 1);
        let trail = "SELECT COUNT(*) FROM audit_log WHERE action = 'place_kept'";
        assert_eq!(Beside::to(&app.database).number(trail), 1);
        // Whoever comes all the same hears when the date moves.
        let moved = json!({"dates": [app.date_in(33, 3)]});
        app.patch(&cora, &format!("/api/v1/sessions/{session}"), moved).await.expect(200);
        let told: Vec<_> = app.mails().await.drain(before..).map(|mail| (mail.to, mail.invite.is_some())).collect();
        assert!(told.contains(&(ada.email.clone(), true)), "{told:?}");
        // Open again, the decision is of no account any more.
        app.patch(&cora, &path, json!({"disabled": false})).await.expect(200);
        assert_eq!(Beside::to(&app.database).number(kept), 0);
        app.audit().await;
    }

    async fn nobody_whose_account_is_closed_is_offered_a_place(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        let (bo, cy) = (app.delegate("Bo").await, app.delegate("Cy").await);
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 1).await;
        let adas = book(&app, &ada, session).await;
        let bos = book(&app, &bo, session).await;
        let cys = book(&app, &cy, session).await;
        // As a record stands that was switched off before its waiting ended with it.
        let id = bo.id;
        app.db
            .write(move |tx| {
                let mut row = person::load_person(tx.conn(), id)?;
                row.disabled_at = Some(tx.now().naive_utc());
                tx.account_for([Row::Person(id.uuid())]);
                person::store_person(tx, &row)
            })
            .await
            .expect("a change");
        app.post(&ada, &format!("/api/v1/bookings/{}/cancel", id_of(&adas)), json!({})).await.expect(200);
        assert_eq!(state(&app, &cora, &bos).await, "waitlisted");
        assert_eq!(state(&app, &cora, &cys).await, "offered");
    }

    async fn requests_that_wait_for_the_closed_go_on_to_the_next_at_once(app: TestApp) {
        let (cora, max) = (app.coordinator().await, app.delegate("Max Manager").await);
        let lena = app.delegate("Lena Lead").await;
        let manager = max.id;
        let ada = app.person("Ada", move |row| row.line_manager_id = Some(manager)).await;
        let school = app.organisation("Hill School", OrganisationKind::School).await;
        app.join(&ada, school, false).await;
        app.join(&lena, school, true).await;
        app.course(&cora, "introduction", |body| body["needs_approval"] = true.into()).await;
        let session = app.session(&cora, "introduction", 60, 3, 5).await;
        let path = format!("/api/v1/sessions/{session}/bookings");
        let asked = app.post(&ada, &path, json!({"organisation_id": school})).await.expect(201).json();
        assert_eq!(asked["state"], "requested");
        // Two days on, so that what is left of the manager's days would be next to nothing.
        app.clock.advance(TimeDelta::days(2));
        app.run_jobs().await;
        close(&app, &cora, &max, json!({})).await;
        assert_eq!(app.kinds_to(&lena.email).await, ["approval_wanted"]);
        assert!(app.kinds_to(&cora.email).await.is_empty());
        // Whoever is next has days of their own.
        app.clock.advance(TimeDelta::days(1));
        app.run_jobs().await;
        assert!(app.kinds_to(&cora.email).await.is_empty());
        close(&app, &cora, &lena, json!({})).await;
        assert_eq!(app.kinds_to(&cora.email).await, ["approval_wanted"]);
        app.run_jobs().await;
        assert_eq!(app.kinds_to(&cora.email).await, ["approval_wanted"]);
        app.audit().await;
    }

    async fn dates_to_come_lose_a_closed_trainer_and_finished_ones_keep_them(app: TestApp) {
        let (cora, tess, tom) = (app.coordinator().await, app.trainer("Tess Trainer").await, app.trainer("Tom").await);
        app.course(&cora, "introduction", |_| {}).await;
        let (both, soon) = (json!([tess.id, tom.id]), json!([app.date_in(1, 3)]));
        let past = app
            .session_with(&cora, "introduction", |body| {
                body["dates"] = soon;
                body["trainer_ids"] = both;
            })
            .await;
        let both = json!([tess.id, tom.id]);
        let coming = app.session_with(&cora, "introduction", |body| body["trainer_ids"] = both).await;
        app.clock.advance(TimeDelta::days(2));
        close(&app, &cora, &tess, json!({})).await;
        let trainers = async |session: SessionId| {
            let view = app.get_public(&format!("/api/v1/sessions/{session}")).await.expect(200).json();
            view["trainers"].as_array().unwrap().iter().map(|t| t["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(trainers(coming).await, ["Tom"]);
        assert_eq!(trainers(past).await, ["Tess Trainer", "Tom"]);
        app.audit().await;
    }
}
