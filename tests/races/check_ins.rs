//! Somebody who presses "I am here" several times at once, on several devices: noted once, at one time.

use chrono::TimeDelta;
use futures_util::future::join_all;
use serde_json::json;

use super::{ATTEMPTS, COPIES, Copies, Unlocked, failed, letters};
use crate::support::{app::Answer, database::both_databases};

/// A date in a room that starts in half an hour, one person with a place on it, and all their presses at once.
async fn pressed(copies: &Copies, round: usize) -> Vec<Answer> {
    let (app, slug) = (copies.first(), format!("course-{}", letters(round)));
    app.course(&copies.cora, &slug, |course| course["delivery"] = json!("room")).await;
    let starts_at = app.clock.now() + TimeDelta::minutes(30);
    let dates = json!([{"starts_at": starts_at, "ends_at": starts_at + TimeDelta::hours(2)}]);
    let session = app.session_with(&copies.cora, &slug, |body| body["dates"] = dates).await;
    let person = app.delegate(&format!("Person {}", letters(round))).await;
    let path = format!("/api/v1/sessions/{session}/bookings");
    app.post(&copies.cora, &path, json!({"person_id": person.id})).await.expect(201);
    let screen =
        app.get(&copies.cora, &format!("/api/v1/sessions/{session}/check-in")).await.expect(200).json();
    let calls = (0..2 * COPIES).map(|number| {
        copies.post(number, &person, "/api/v1/check-ins".to_owned(), json!({"code": screen["code"]}))
    });
    join_all(calls).await
}

both_databases! {
    async fn pressed_eight_times_at_once_it_is_noted_once(copies: Copies) {
        for round in 0..4 {
            let answers = pressed(&copies, round).await;
            let noted = answers.iter().filter(|answer| answer.status == 201).count();
            let known = answers.iter().filter(|answer| answer.status == 200).count();
            assert_eq!((noted, known), (1, answers.len() - 1));
            assert!(answers.iter().all(|answer| answer.body == answers[0].body));
        }
        assert_eq!(copies.number("SELECT count(*) FROM check_ins"), 4);
        assert_eq!(copies.number("SELECT count(*) FROM audit_log WHERE action = 'checked_in'"), 4);
        copies.first().audit().await;
    }

    async fn without_locks_it_is_noted_twice(unlocked: Unlocked) {
        let copies = unlocked.0;
        for attempt in 0..ATTEMPTS {
            let answers = pressed(&copies, attempt).await;
            if failed(&answers) || answers.iter().filter(|answer| answer.status == 201).count() != 1 {
                return;
            }
        }
        panic!("the race test proves nothing: it was noted once without locks");
    }
}
