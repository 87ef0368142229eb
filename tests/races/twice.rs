//! The same request sent several times at once takes effect once.

use actix_web::http::Method;
use futures_util::future::join_all;
use serde_json::json;

use super::{Copies, granted};
use crate::support::database::both_databases;

both_databases! {
    async fn twins_with_one_key_are_answered_alike_and_book_once(copies: Copies) {
        let people = copies.people(4, "Twin").await;
        let session = copies.session("course", 30, 20).await;
        let path = format!("/api/v1/sessions/{session}/bookings");
        let body = json!({"note": "Once is enough."});
        let key = [("idempotency-key", "\"the-same\"")];
        let calls = (0..8 * people.len()).map(|number| {
            let token = Some(people[number / 8].token.as_str());
            copies.of(number).send(Method::POST, &path, token, &key, Some(&body))
        });
        let answers = join_all(calls).await;
        assert_eq!(granted(&answers, 201), answers.len());
        for twins in answers.chunks(8) {
            assert!(twins.iter().all(|twin| twin.body == twins[0].body));
            let replayed = twins.iter().filter(|twin| twin.header("idempotency-replayed") == "true").count();
            assert_eq!(replayed, 7);
        }
        assert_eq!(copies.held(session), 4);
        copies.first().audit().await;
    }

    async fn twins_without_a_key_book_once_and_the_others_are_told(copies: Copies) {
        let people = copies.people(4, "Twin").await;
        let session = copies.session("course", 30, 20).await;
        let asks: Vec<_> = people.iter().flat_map(|who| std::iter::repeat_n((who, session), 8)).collect();
        let answers = copies.book_at_once(&asks, &json!({})).await;
        assert_eq!(granted(&answers, 201), 4);
        for answer in answers.iter().filter(|answer| answer.status.as_u16() == 409) {
            assert_eq!(answer.json()["refusals"][0]["code"], "already_booked");
        }
        copies.first().audit().await;
    }

    async fn an_offered_place_is_taken_once(copies: Copies) {
        let people = copies.people(5, "Twin").await;
        let session = copies.session("course", 30, 1).await;
        let held = copies.book_in_turn(&people[..1], session, "booked").await;
        let to = json!({"name": "Col League", "email": "col@school.example"});
        let at = format!("/api/v1/bookings/{}/substitute", held[0]);
        copies.post(0, &people[0], at, to).await.expect(200);
        let token = copies.first().offered_to("col@school.example").await;
        let calls = people[1..].iter().enumerate().map(|(number, who)| {
            copies.post(number, who, "/api/v1/hand-overs/accept".to_owned(), json!({"token": token}))
        });
        let answers = join_all(calls).await;
        assert_eq!(granted(&answers, 200), 1);
        assert_eq!(copies.held(session), 1, "never free, never counted twice");
        copies.first().audit().await;
    }

    async fn a_place_is_given_up_once(copies: Copies) {
        let people = copies.people(2, "Twin").await;
        let session = copies.session("course", 30, 1).await;
        let held = copies.book_in_turn(&people[..1], session, "booked").await;
        copies.book_in_turn(&people[1..], session, "waitlisted").await;
        let calls = (0..8).map(|number| {
            copies.post(number, &people[0], format!("/api/v1/bookings/{}/cancel", held[0]), json!({}))
        });
        let answers = join_all(calls).await;
        assert_eq!(granted(&answers, 200), 1);
        assert_eq!(copies.number("SELECT count(*) FROM offers"), 1);
        assert_eq!(copies.number("SELECT count(*) FROM outbox WHERE kind = 'booking_cancelled'"), 1);
        copies.first().audit().await;
    }
}
