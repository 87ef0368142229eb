//! No dead ends: a refusal that one press answers, and where it goes on from a booking that has ended.

use serde_json::json;

use crate::support::{app::TestApp, catalogue::id_of, database::both_databases};

const PRESS: &str = "Move my booking to this date";

fn squeezed(page: &str) -> String {
    page.split_whitespace().collect::<Vec<_>>().join(" ")
}

both_databases! {
    async fn a_booking_is_moved_from_the_date_that_it_stands_in_the_way_of(app: TestApp) {
        let (cora, dora, eve) =
            (app.coordinator().await, app.delegate("Dora").await, app.delegate("Eve").await);
        app.course(&cora, "introduction", |_| {}).await;
        let first = app.session(&cora, "introduction", 20, 3, 9).await;
        let other = app.session(&cora, "introduction", 34, 3, 1).await;
        let booking = format!("/bookings/{}", id_of(&app.book(&dora, first, json!({})).await));
        let browser = app.browser_of(&dora).await;
        let page = squeezed(&browser.open(&format!("/sessions/{other}")).await.expect(200).text());
        assert!(page.contains("You are on another date") && page.contains(PRESS), "{page}");
        assert!(page.contains(&format!("action=\"{booking}/move\"")), "{page}");
        // A date without a place has nothing to move to.
        let eves = app.book(&eve, other, json!({})).await;
        let page = squeezed(&browser.open(&format!("/sessions/{other}")).await.expect(200).text());
        assert!(!page.contains(PRESS), "{page}");
        app.post(&eve, &format!("/api/v1/bookings/{}/cancel", id_of(&eves)), json!({})).await.expect(200);
        let session = other.to_string();
        let moved = browser.submit(&format!("{booking}/move"), &[("session", &session)]).await.expect(303);
        let page = squeezed(&browser.open(&moved.header("location")).await.expect(200).text());
        assert!(page.contains("What happens next") && page.contains("new calendar entry"), "{page}");
    }

    async fn a_place_given_up_leads_on_to_the_other_dates(app: TestApp) {
        let (cora, dora) = (app.coordinator().await, app.delegate("Dora").await);
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 9).await;
        let booking = format!("/bookings/{}", id_of(&app.book(&dora, session, json!({})).await));
        let browser = app.browser_of(&dora).await;
        let gone = browser.submit(&format!("{booking}/cancel"), &[]).await.expect(303);
        let page = squeezed(&browser.open(&gone.header("location")).await.expect(200).text());
        assert!(page.contains("href=\"/courses/introduction#dates\"") && page.contains("Your ladder"), "{page}");
    }
}
