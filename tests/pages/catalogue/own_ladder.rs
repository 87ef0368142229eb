//! "My ladder": where somebody stands on each step, what comes next, and how they get in today.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::{
    app::{Someone, TestApp},
    catalogue::id_of,
    database::both_databases,
};

/// Two steps, the second after the first.
async fn ladder(app: &TestApp, cora: &Someone) {
    let ladder =
        json!({"slug": "city", "name": "City", "rungs": [{"name": "Introduction"}, {"name": "Development"}]});
    app.post(cora, "/api/v1/ladders", ladder).await.expect(201);
    app.course(cora, "introduction", |body| {
        body["ladder"] = json!("city");
        body["rung"] = json!(1);
    })
    .await;
    app.course(cora, "development", |body| {
        body["ladder"] = json!("city");
        body["rung"] = json!(2);
        body["prerequisites"] = json!([{"any_of": [{"kind": "course", "course": "introduction"}]}]);
    })
    .await;
}

fn squeezed(page: &str) -> String {
    page.split_whitespace().collect::<Vec<_>>().join(" ")
}

both_databases! {
    async fn each_step_says_how_it_stands_and_the_next_can_be_booked(app: TestApp) {
        let (cora, dora) = (app.coordinator().await, app.delegate("Dora").await);
        ladder(&app, &cora).await;
        let first = app.session(&cora, "introduction", 30, 3, 9).await;
        for days in [37, 44, 51] {
            app.session(&cora, "introduction", days, 3, 9).await;
        }
        let second = app.session(&cora, "development", 60, 3, 9).await;
        let browser = app.browser_of(&dora).await;
        assert_eq!(browser.open("/ladder").await.expect(303).header("location"), "/my-ladder");
        let page = squeezed(&browser.open("/my-ladder").await.expect(200).text());
        assert!(page.contains("You can book this now"), "{page}");
        assert!(page.contains(&format!("href=\"/sessions/{first}/book\">Book Thursday 3 December<")), "{page}");
        assert_eq!(page.matches(">Book ").count(), 3, "the first three dates: {page}");
        assert!(page.contains("Cannot start yet") && page.contains("You can book this after Introduction."), "{page}");
        assert!(!page.contains(&format!("/sessions/{second}/book")), "nothing that is refused is offered");

        let booking = app.book(&dora, first, json!({})).await;
        let page = squeezed(&browser.open("/my-ladder").await.expect(200).text());
        assert!(page.contains("Thursday 3 December 2026, 9am to noon"), "{page}");
        assert!(page.contains(&format!("/bookings/{}", id_of(&booking))), "{page}");
        // The second can be booked on condition now.
        assert!(page.contains(&format!("/sessions/{second}/book")), "{page}");
        assert!(page.contains("Booked, as long as you attend Introduction on Thursday 3 December 2026."), "{page}");
    }

    async fn what_was_done_stands_with_its_date_and_what_stands_for_a_step_counts(app: TestApp) {
        let (cora, dora) = (app.coordinator().await, app.delegate("Dora").await);
        ladder(&app, &cora).await;
        app.course(&cora, "two-day-course", |_| {}).await;
        let either = json!({"prerequisites": [{"any_of": [
            {"kind": "course", "course": "introduction"}, {"kind": "course", "course": "two-day-course"},
        ]}]});
        app.patch(&cora, "/api/v1/courses/development", either).await.expect(200);
        let id = dora.id;
        app.db.write(move |tx| {
            use training_ladder::store::{read::catalogue::courses, write::imports::history};
            let course = courses::by_slug(tx.conn(), "two-day-course")?.id;
            history::add_completion(tx, (id, None), (course, 660), Some("2017-05-04".parse().expect("a day")), "import")
        }).await.expect("a history");
        let browser = app.browser_of(&dora).await;
        let page = squeezed(&browser.open("/my-ladder").await.expect(200).text());
        assert!(page.contains("Done in another way") && page.contains("Two day course stands for it."), "{page}");
        assert!(page.contains("No dates yet"), "{page}");
        assert!(page.contains("Two day course, Thursday 4 May 2017"), "{page}");
    }

    async fn on_the_day_it_opens_with_how_to_join(app: TestApp) {
        let (cora, dora, eve) =
            (app.coordinator().await, app.delegate("Dora").await, app.delegate("Eve").await);
        ladder(&app, &cora).await;
        let session = app.session(&cora, "introduction", 3, 3, 1).await;
        app.book(&dora, session, json!({})).await;
        app.book(&eve, session, json!({"join_waitlist": true})).await;
        let before = app.browser_of(&dora).await.open("/my-ladder").await.expect(200).text();
        assert!(!before.contains("zoom.example"), "not before the day");
        app.clock.advance(TimeDelta::days(3) + TimeDelta::minutes(-30));
        let page = squeezed(&app.browser_of(&dora).await.open("/my-ladder").await.expect(200).text());
        assert!(page.contains("href=\"https://zoom.example/j/94112233445\" rel=\"noreferrer\">Join<"), "{page}");
        assert!(page.contains("Today, 9am to noon") && page.contains("Ring 0117 496 0000"), "{page}");
        let waiting = app.browser_of(&eve).await.open("/my-ladder").await.expect(200).text();
        assert!(!waiting.contains("zoom.example"), "only to the booked");
    }

    async fn a_place_that_has_come_up_stands_on_top_with_its_deadline(app: TestApp) {
        let (cora, ada, dora) =
            (app.coordinator().await, app.delegate("Ada").await, app.delegate("Dora").await);
        ladder(&app, &cora).await;
        let session = app.session(&cora, "introduction", 30, 3, 1).await;
        let adas = app.book(&ada, session, json!({})).await;
        let doras = app.book(&dora, session, json!({"join_waitlist": true})).await;
        let browser = app.browser_of(&dora).await;
        let page = squeezed(&browser.open("/my-ladder").await.expect(200).text());
        assert!(page.contains("On the waiting list") && page.contains("You are number 1 in line."), "{page}");
        app.post(&ada, &format!("/api/v1/bookings/{}/cancel", id_of(&adas)), json!({})).await.expect(200);
        for address in ["/my-ladder", "/my-bookings"] {
            let page = squeezed(&browser.open(address).await.expect(200).text());
            assert!(page.contains("A place has come up for you"), "{page}");
            assert!(page.contains("It is kept for you until 5pm, Thursday 5 November."), "{page}");
            assert!(page.contains(&format!("/bookings/{}/offer", id_of(&doras))), "{page}");
        }
    }
}
