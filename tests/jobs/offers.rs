//! Offers that run out, are accepted by themselves, or end with the waiting.

use serde_json::{Value, json};

use crate::support::{
    app::{Someone, TestApp},
    database::both_databases,
};

/// A session of one place that Ada has, with Ben and Cleo waiting in this order.
struct Line {
    cora: Someone,
    ada: Someone,
    ben: Someone,
    cleo: Someone,
    adas: Value,
    bens: Value,
    cleos: Value,
}

async fn line(app: &TestApp, ben_waits: Value) -> Line {
    let cora = app.coordinator().await;
    let (ada, ben, cleo) = (app.delegate("Ada").await, app.delegate("Ben").await, app.delegate("Cleo").await);
    app.course(&cora, "introduction", |_| {}).await;
    // Thursday 3 December 2026.
    let session = app.session(&cora, "introduction", 30, 3, 1).await;
    let adas = app.book(&ada, session, json!({})).await;
    let bens = app.book(&ben, session, ben_waits).await;
    app.clock.advance(chrono::TimeDelta::seconds(1));
    let cleos = app.book(&cleo, session, json!({"join_waitlist": true})).await;
    Line { cora, ada, ben, cleo, adas, bens, cleos }
}

both_databases! {
    async fn an_unanswered_offer_goes_to_the_next_at_its_very_moment(app: TestApp) {
        let line = line(&app, json!({"join_waitlist": true})).await;
        app.cancel(&line.ada, &line.adas).await;
        app.run_jobs().await;
        assert_eq!(app.stands(&line.ben, &line.bens).await, "offered");
        // Made on Tuesday: until 5pm on Thursday.
        app.at("2026-11-05T16:59:59Z").await;
        assert_eq!(app.stands(&line.ben, &line.bens).await, "offered");
        app.at("2026-11-05T17:00:00Z").await;
        assert_eq!(app.stands(&line.ben, &line.bens).await, "waitlisted");
        assert_eq!(app.stands(&line.cleo, &line.cleos).await, "offered");
        assert_eq!(app.kinds_to(&line.ben.email).await, ["waitlisted", "offer_made", "offer_passed_on"]);
        assert_eq!(app.kinds_to(&line.cleo.email).await, ["waitlisted", "offer_made"]);
        app.audit().await;
    }

    async fn waiting_and_requests_end_when_the_first_date_starts(app: TestApp) {
        let line = line(&app, json!({"join_waitlist": true})).await;
        let asking = app.delegate("Dan").await;
        app.course(&line.cora, "with-a-yes", |body| body["needs_approval"] = true.into()).await;
        let other = app.session(&line.cora, "with-a-yes", 30, 3, 5).await;
        let asked = app.book(&asking, other, json!({})).await;
        assert_eq!(asked["state"], "requested");
        // The other session was made a second later.
        app.at("2026-12-03T09:00:01Z").await;
        assert_eq!(app.stands(&line.ben, &line.bens).await, "cancelled");
        assert_eq!(app.stands(&asking, &asked).await, "lapsed");
        assert_eq!(app.kinds_to(&line.ben.email).await, ["waitlisted", "no_place_came_up"]);
        assert_eq!(app.kinds_to(&asking.email).await.last().map(String::as_str), Some("approval_lapsed"));
        app.audit().await;
    }

    async fn a_place_is_booked_automatically_for_whoever_chose_that(app: TestApp) {
        let line = line(&app, json!({"join_waitlist": true, "auto_book_until": "2026-11-10"})).await;
        app.cancel(&line.ada, &line.adas).await;
        app.run_jobs().await;
        assert_eq!(app.stands(&line.ben, &line.bens).await, "booked");
        assert_eq!(app.kinds_to(&line.ben.email).await, ["waitlisted", "booked"]);
        app.audit().await;
    }

    async fn what_cannot_be_booked_automatically_is_passed_on(app: TestApp) {
        let line = line(&app, json!({"join_waitlist": true, "auto_book_until": "2026-11-10"})).await;
        app.course(&line.cora, "basics", |_| {}).await;
        let needs = json!({"prerequisites": [{"any_of": [{"kind": "course", "course": "basics"}]}]});
        app.patch(&line.cora, "/api/v1/courses/introduction", needs).await.expect(200);
        app.cancel(&line.ada, &line.adas).await;
        app.run_jobs().await;
        assert_eq!(app.stands(&line.ben, &line.bens).await, "waitlisted");
        assert_eq!(app.stands(&line.cleo, &line.cleos).await, "offered");
        assert_eq!(app.kinds_to(&line.ben.email).await, ["waitlisted", "auto_book_refused"]);
    }

    async fn whoever_chose_a_day_that_is_over_is_asked_after_all(app: TestApp) {
        let line = line(&app, json!({"join_waitlist": true, "auto_book_until": "2026-11-03"})).await;
        // Nobody works between the cancellation and midnight.
        app.clock.set("2026-11-03T23:50:00Z".parse().expect("a moment"));
        app.cancel(&line.ada, &line.adas).await;
        app.at("2026-11-04T00:10:00Z").await;
        assert_eq!(app.stands(&line.ben, &line.bens).await, "offered");
        assert_eq!(app.kinds_to(&line.ben.email).await, ["waitlisted", "offer_made"]);
    }
}
