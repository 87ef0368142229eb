//! A place booked on condition, while what it hangs on is given up.

use futures_util::future::join_all;
use serde_json::json;
use training_ladder::domain::ids::SessionId;

use super::{ATTEMPTS, Copies, Unlocked, failed, granted};
use crate::support::{
    app::{Answer, Someone},
    database::both_databases,
};

/// Two courses, the second of which asks for the first, and a session of either.
async fn ladder(copies: &Copies, number: usize) -> (SessionId, SessionId) {
    let (first, second) = (format!("first-{number}"), format!("second-{number}"));
    let in_days = 30 + 3 * i64::try_from(number).unwrap_or(0);
    let earlier = copies.session(&first, in_days, 50).await;
    let asks = json!([{"any_of": [{"kind": "course", "course": first}]}]);
    copies.first().course(&copies.cora, &second, |body| body["prerequisites"] = asks).await;
    let later = copies.first().session(&copies.cora, &second, in_days + 1, 2, 50).await;
    (earlier, later)
}

/// Everybody books the second course and gives up the first at once.
async fn pull_the_rug(
    copies: &Copies,
    people: &[Someone],
    (earlier, later): (SessionId, SessionId),
) -> (Vec<Answer>, Vec<Answer>) {
    let held = copies.book_in_turn(people, earlier, "booked").await;
    let asks: Vec<_> = people.iter().map(|who| (who, later)).collect();
    let cancel = people.iter().zip(&held).enumerate().map(|(number, (who, booking))| {
        copies.post(number + 1, who, format!("/api/v1/bookings/{booking}/cancel"), json!({}))
    });
    let body = json!({});
    tokio::join!(copies.book_at_once(&asks, &body), join_all(cancel))
}

/// Conditions that are open although what they hang on has ended.
const HANGING: &str = "SELECT count(*) FROM booking_conditions c JOIN bookings e ON e.id = c.depends_on
    WHERE c.state = 'open' AND c.ended_at IS NULL AND e.state = 'cancelled'";

/// Conditions that have been found to fail.
const FAILED: &str = "SELECT count(*) FROM booking_conditions WHERE state = 'failed' AND ended_at IS NULL";

both_databases! {
    async fn whoever_gives_up_the_first_course_is_refused_the_second_or_told_of_it(copies: Copies) {
        let people = copies.people(16, "Climber").await;
        let sessions = ladder(&copies, 0).await;
        let (booked, cancelled) = pull_the_rug(&copies, &people, sessions).await;
        assert_eq!(granted(&cancelled, 200), people.len());
        let on_condition = granted(&booked, 201);
        for answer in booked.iter().filter(|answer| answer.status.as_u16() == 409) {
            assert_eq!(answer.json()["refusals"][0]["code"], "prerequisite_unmet", "{}", answer.text());
        }
        assert_eq!(copies.number(HANGING), 0, "no place hangs on a booking that is gone");
        assert_eq!(copies.number(FAILED), i64::try_from(on_condition).unwrap_or(-1));
        let told = "SELECT count(*) FROM outbox WHERE kind = 'condition_failed'";
        assert_eq!(copies.number(told), i64::try_from(on_condition).unwrap_or(-1));
        copies.first().audit().await;
    }

    async fn without_locks_a_place_hangs_on_nothing(unlocked: Unlocked) {
        let copies = unlocked.0;
        let people = copies.people(16, "Climber").await;
        for attempt in 0..ATTEMPTS {
            let sessions = ladder(&copies, attempt).await;
            let (booked, cancelled) = pull_the_rug(&copies, &people, sessions).await;
            if failed(&booked) || failed(&cancelled) || copies.number(HANGING) > 0 {
                return;
            }
        }
        panic!("the race test proves nothing: conditions were kept without locks");
    }
}
