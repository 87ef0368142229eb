//! Places whose condition failed by our doing: other dates are offered first.

use serde_json::{Value, json};
use training_ladder::domain::ids::SessionId;

use crate::support::{
    app::{Someone, TestApp},
    catalogue::id_of,
    database::both_databases,
};

/// Ada on Introduction in 20 days (Monday 23 November) and, on that condition, on Development in 40.
struct Plan {
    cora: Someone,
    ada: Someone,
    first: SessionId,
    second: Value,
}

async fn planned(app: &TestApp) -> Plan {
    planned_in(app, 20).await
}

/// The same with Introduction in so many days.
async fn planned_in(app: &TestApp, days: i64) -> Plan {
    let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
    app.course(&cora, "introduction", |_| {}).await;
    app.course(&cora, "development", |body| {
        body["prerequisites"] = json!([{"any_of": [{"kind": "course", "course": "introduction"}]}]);
    })
    .await;
    let first = app.session(&cora, "introduction", days, 3, 5).await;
    let later = app.session(&cora, "development", 40, 3, 5).await;
    app.book(&ada, first, json!({})).await;
    let second = app.book(&ada, later, json!({})).await;
    Plan { cora, ada, first, second }
}

impl Plan {
    async fn call_off(&self, app: &TestApp) {
        let why = json!({"reason": "The trainer is ill."});
        app.post(&self.cora, &format!("/api/v1/sessions/{}/cancel", self.first), why).await.expect(200);
    }

    async fn booking(&self, app: &TestApp) -> Value {
        app.get(&self.ada, &format!("/api/v1/bookings/{}", id_of(&self.second))).await.expect(200).json()
    }

    async fn state(&self, app: &TestApp) -> String {
        app.stands(&self.ada, &self.second).await
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/v1/bookings/{}/{rest}", id_of(&self.second))
    }

    /// The mails of this kind to Ada.
    async fn mails(&self, app: &TestApp, kind: &str) -> Vec<Value> {
        let all = app.mails_to(&self.ada.email).await.into_iter();
        all.filter(|(found, _)| found == kind).map(|(_, mail)| mail).collect()
    }
}

fn dates(mail: &Value) -> usize {
    mail["replacement"]["next_dates"].as_array().map_or(0, Vec::len)
}

both_databases! {
    async fn the_course_that_moved_is_blamed_and_not_the_one_that_stayed(app: TestApp) {
        let plan = planned(&app).await;
        let later = plan.booking(&app).await["session_id"].as_str().expect("a session").to_owned();
        let change = json!({"dates": [app.date_in(15, 3)]});
        app.patch(&plan.cora, &format!("/api/v1/sessions/{later}"), change).await.expect(200);
        let mails = plan.mails(&app, "condition_kept").await;
        assert_eq!(
            mails[0]["because"],
            "We have moved Development to Wednesday 18 November 2026, and Introduction on Monday 23 November 2026 \
             is not before it."
        );
        // Moved back, nothing is out of order; and when the earlier one moves, that is said.
        let change = json!({"dates": [app.date_in(40, 3)]});
        app.patch(&plan.cora, &format!("/api/v1/sessions/{later}"), change).await.expect(200);
        app.clock.advance(chrono::TimeDelta::minutes(1));
        let change = json!({"dates": [app.date_in(50, 3)]});
        app.patch(&plan.cora, &format!("/api/v1/sessions/{}", plan.first), change).await.expect(200);
        let mails = plan.mails(&app, "condition_kept").await;
        assert_eq!(
            mails[1]["because"],
            "Introduction is now on Wednesday 23 December 2026, which is not before this course."
        );
    }

    async fn the_place_is_kept_and_booking_another_date_makes_it_safe(app: TestApp) {
        let plan = planned(&app).await;
        let other = app.session(&plan.cora, "introduction", 30, 3, 5).await;
        // Too late to help, since it is after the course that hangs on it.
        app.session(&plan.cora, "introduction", 50, 3, 5).await;
        plan.call_off(&app).await;
        let mails = plan.mails(&app, "condition_kept").await;
        assert_eq!((mails.len(), dates(&mails[0])), (1, 1));
        assert_eq!(mails[0]["because"], "We have had to call off Introduction on Monday 23 November 2026.");
        assert_eq!(plan.booking(&app).await["replacement_until"], "2026-11-05T17:00:00Z");
        let taken = app.book(&plan.ada, other, json!({})).await;
        let booking = plan.booking(&app).await;
        assert_eq!(booking["conditional_on"], json!([taken["id"]]));
        assert_eq!(booking["replacement_until"], json!(null));
        assert_eq!(plan.mails(&app, "place_safe").await.len(), 1);
        app.at("2026-11-12T17:00:00Z").await;
        assert_eq!(plan.state(&app).await, "booked");
        app.post(&plan.ada, &plan.path("decline-replacement"), json!({})).await
            .expect_problem(409, "no_replacement_offered");
        app.audit().await;
    }

    async fn a_date_on_which_they_have_something_else_is_not_offered(app: TestApp) {
        let plan = planned(&app).await;
        app.session(&plan.cora, "introduction", 30, 3, 5).await;
        app.course(&plan.cora, "other", |_| {}).await;
        let elsewhere = app.session(&plan.cora, "other", 30, 1, 5).await;
        app.book(&plan.ada, elsewhere, json!({})).await;
        plan.call_off(&app).await;
        assert_eq!(plan.mails(&app, "condition_kept").await.iter().map(dates).sum::<usize>(), 0);
        let free = app.session(&plan.cora, "introduction", 31, 3, 5).await;
        app.at("2026-11-04T09:00:00Z").await;
        let offered = plan.mails(&app, "condition_kept").await;
        assert_eq!(offered.iter().map(dates).sum::<usize>(), 1, "{offered:?}");
        app.book(&plan.ada, free, json!({})).await;
        app.audit().await;
    }

    async fn turned_down_it_is_given_up_after_two_working_days(app: TestApp) {
        let plan = planned(&app).await;
        app.session(&plan.cora, "introduction", 30, 3, 5).await;
        app.post(&plan.ada, &plan.path("decline-replacement"), json!({})).await
            .expect_problem(409, "no_replacement_offered");
        plan.call_off(&app).await;
        let other = app.delegate("Olly Other").await;
        app.post(&other, &plan.path("decline-replacement"), json!({})).await.expect_problem(404, "not_found");
        app.at("2026-11-04T09:00:00Z").await;
        let declined = app.post(&plan.ada, &plan.path("decline-replacement"), json!({})).await.expect(200).json();
        assert_eq!(declined["put_right_until"], "2026-11-06T17:00:00Z");
        assert_eq!(declined["replacement_until"], json!(null));
        let last = declined["history"].as_array().expect("a history").last().expect("a line").clone();
        let what = "The other dates offered for the earlier course were turned down.";
        assert_eq!((&last["reason"], &last["by"]["name"]), (&json!(what), &json!("Ada")));
        let mails = plan.mails(&app, "condition_failed").await;
        assert_eq!(mails.len(), 1);
        let because = mails[0]["because"].as_str().expect("words");
        assert!(because.starts_with("We have had to call off Introduction") && because.ends_with(what), "{because}");
        app.post(&plan.ada, &plan.path("decline-replacement"), json!({})).await
            .expect_problem(409, "no_replacement_offered");
        app.at("2026-11-06T16:59:00Z").await;
        assert_eq!(plan.state(&app).await, "booked");
        app.at("2026-11-06T17:00:00Z").await;
        assert_eq!(plan.state(&app).await, "released");
        let released = plan.mails(&app, "place_released").await;
        assert_eq!(released[0]["because"], "we have had to call off Introduction on Monday 23 November 2026");
        app.audit().await;
    }

    async fn silence_counts_as_turned_down_and_then_the_two_days_begin(app: TestApp) {
        let plan = planned(&app).await;
        let other = app.session(&plan.cora, "introduction", 30, 3, 5).await;
        plan.call_off(&app).await;
        app.at("2026-11-05T16:59:00Z").await;
        assert_eq!(plan.mails(&app, "condition_failed").await.len(), 0);
        // Offered on Tuesday: until 5pm on Thursday; told then, and given until 5pm on Monday.
        app.at("2026-11-05T17:00:00Z").await;
        let because = plan.mails(&app, "condition_failed").await[0]["because"].as_str().expect("words").to_owned();
        assert!(because.ends_with("None of the other dates offered for the earlier course was taken in time."));
        assert_eq!(plan.booking(&app).await["put_right_until"], "2026-11-09T17:00:00Z");
        app.at("2026-11-09T16:59:00Z").await;
        assert_eq!(plan.state(&app).await, "booked");
        // It is not too late to take one.
        app.book(&plan.ada, other, json!({})).await;
        app.at("2026-11-09T17:00:00Z").await;
        assert_eq!(plan.state(&app).await, "booked");
        assert_eq!(plan.booking(&app).await["put_right_until"], json!(null));
        app.audit().await;
    }

    async fn without_another_date_it_is_kept_until_there_is_one(app: TestApp) {
        let plan = planned(&app).await;
        plan.call_off(&app).await;
        let mails = plan.mails(&app, "condition_kept").await;
        assert_eq!((mails.len(), &mails[0]["replacement"]), (1, &json!(null)));
        app.at("2026-11-20T09:00:00Z").await;
        assert_eq!(plan.booking(&app).await["replacement_until"], json!(null));
        assert_eq!(plan.state(&app).await, "booked");
        // Friday 20 November: a date in five days comes up.
        let other = app.session(&plan.cora, "introduction", 5, 3, 1).await;
        app.run_jobs().await;
        let mails = plan.mails(&app, "condition_kept").await;
        assert_eq!((mails.len(), dates(&mails[1])), (2, 1));
        assert_eq!(plan.booking(&app).await["replacement_until"], "2026-11-24T17:00:00Z");
        // Somebody else has its only place: nothing on offer can be taken any more, so it is owed again.
        let ben = app.delegate("Ben").await;
        app.book(&ben, other, json!({})).await;
        app.at("2026-11-24T17:00:00Z").await;
        assert_eq!(plan.mails(&app, "condition_failed").await.len(), 0);
        assert_eq!(plan.booking(&app).await["replacement_until"], json!(null));
        assert_eq!(plan.state(&app).await, "booked");
        app.audit().await;
    }

    async fn once_the_later_course_has_started_nothing_is_given_up(app: TestApp) {
        let plan = planned_in(&app, 38).await;
        app.session(&plan.cora, "introduction", 39, 3, 5).await;
        // Offered on Thursday 10 December until Monday; the course that hangs on it is on Sunday.
        app.at("2026-12-10T09:00:00Z").await;
        plan.call_off(&app).await;
        assert_eq!(plan.booking(&app).await["replacement_until"], "2026-12-14T17:00:00Z");
        app.at("2026-12-13T12:00:00Z").await;
        app.post(&plan.ada, &plan.path("decline-replacement"), json!({})).await
            .expect_problem(409, "session_started");
        app.at("2026-12-17T17:00:00Z").await;
        assert_eq!(plan.state(&app).await, "booked");
        assert_eq!(plan.mails(&app, "condition_failed").await.len(), 0);
        app.audit().await;
    }

    async fn a_date_that_we_moved_can_be_exchanged_for_another(app: TestApp) {
        let plan = planned(&app).await;
        let other = app.session(&plan.cora, "introduction", 30, 3, 5).await;
        let path = format!("/api/v1/sessions/{}", plan.first);
        let session = app.get_public(&path).await.expect(200).json();
        let mut late = app.date_in(45, 3);
        late["id"] = session["dates"][0]["id"].clone();
        app.patch(&plan.cora, &path, json!({"dates": [late]})).await.expect(200);
        let mails = plan.mails(&app, "condition_kept").await;
        assert_eq!((mails.len(), dates(&mails[0])), (1, 1));
        let bookings = app.get(&plan.ada, "/api/v1/bookings").await.expect(200).json();
        let first = id_of(&bookings["items"][0]);
        let to = json!({"session_id": other});
        app.post(&plan.ada, &format!("/api/v1/bookings/{first}/move"), to).await.expect(200);
        assert_eq!(plan.mails(&app, "place_safe").await.len(), 1);
        app.at("2026-11-12T17:00:00Z").await;
        assert_eq!(plan.state(&app).await, "booked");
        assert_eq!(plan.booking(&app).await["conditional_on"], json!([first]));
        app.audit().await;
    }
}
