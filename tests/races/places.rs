//! No overbooking, and nobody in two places at one time.

use futures_util::future::join_all;
use serde_json::json;

use super::{ATTEMPTS, Copies, Unlocked, failed, granted};
use crate::support::{app::Someone, database::both_databases};

const CALLERS: usize = 32;
const PLACES: i64 = 5;

both_databases! {
    async fn thirty_two_callers_share_five_places(copies: Copies) {
        let people = copies.people(CALLERS, "Caller").await;
        let session = copies.session("introduction", 30, PLACES).await;
        let asks: Vec<_> = people.iter().map(|who| (who, session)).collect();
        let answers = copies.book_at_once(&asks, &json!({})).await;
        assert_eq!(granted(&answers, 201), 5);
        for answer in answers.iter().filter(|answer| answer.status.as_u16() == 409) {
            assert_eq!(answer.json()["code"], "session_full");
        }
        assert_eq!(copies.held(session), PLACES);

        // Those who got none ask again, now for the line: each has a position of their own in it.
        let asks: Vec<_> = asks
            .into_iter()
            .zip(&answers)
            .filter(|(_, answer)| answer.status.as_u16() == 409)
            .map(|(ask, _)| ask)
            .collect();
        let answers = copies.book_at_once(&asks, &json!({"join_waitlist": true})).await;
        assert_eq!(granted(&answers, 201), 27);
        let mut positions: Vec<i64> =
            answers.iter().filter_map(|answer| answer.json()["waitlist_position"].as_i64()).collect();
        positions.sort_unstable();
        assert_eq!(positions.len(), 27);
        copies.first().audit().await;
    }

    async fn without_locks_more_than_five_of_them_get_in(unlocked: Unlocked) {
        let copies = unlocked.0;
        let people = copies.people(CALLERS, "Caller").await;
        for attempt in 0..ATTEMPTS {
            let slug = format!("introduction-{attempt}");
            let session = copies.session(&slug, 30 + i64::try_from(attempt).unwrap_or(0), PLACES).await;
            let asks: Vec<_> = people.iter().map(|who| (who, session)).collect();
            let answers = copies.book_at_once(&asks, &json!({})).await;
            if failed(&answers) || copies.held(session) > PLACES {
                return;
            }
        }
        panic!("the race test proves nothing: five places stayed five without locks");
    }

    async fn one_person_gets_one_of_two_sessions_at_the_same_time(copies: Copies) {
        let people = copies.people(16, "Caller").await;
        let one = copies.session("one", 30, 50).await;
        let other = copies.session("other", 30, 50).await;
        let asks: Vec<_> = people.iter().flat_map(|who| [(who, one), (who, other)]).collect();
        let answers = copies.book_at_once(&asks, &json!({})).await;
        assert_eq!(granted(&answers, 201), people.len());
        for of_one in answers.chunks(2) {
            let refused: Vec<_> = of_one.iter().filter(|answer| answer.status.as_u16() == 409).collect();
            assert_eq!(refused.len(), 1, "one place for each person");
            assert_eq!(refused[0].json()["refusals"][0]["code"], "overlapping");
        }
        copies.first().audit().await;
    }

    async fn without_locks_somebody_is_in_two_places(unlocked: Unlocked) {
        let copies = unlocked.0;
        let people = copies.people(16, "Caller").await;
        for attempt in 0..ATTEMPTS {
            let in_days = 30 + i64::try_from(attempt).unwrap_or(0);
            let one = copies.session(&format!("one-{attempt}"), in_days, 50).await;
            let other = copies.session(&format!("other-{attempt}"), in_days, 50).await;
            let asks: Vec<_> = people.iter().flat_map(|who| [(who, one), (who, other)]).collect();
            let answers = copies.book_at_once(&asks, &json!({})).await;
            let in_two = |of_one: &[_]| of_one.iter().all(|answer: &crate::support::app::Answer| answer.status == 201);
            if failed(&answers) || answers.chunks(2).any(in_two) {
                return;
            }
        }
        panic!("the race test proves nothing: nobody was in two places without locks");
    }

    async fn moves_that_cross_end_within_both_capacities(copies: Copies) {
        let people = copies.people(12, "Mover").await;
        let here = copies.session("course", 30, 7).await;
        let there = copies.first().session(&copies.cora, "course", 31, 2, 7).await;
        let mut moves = Vec::new();
        for (half, from, to) in [(&people[..6], here, there), (&people[6..], there, here)] {
            let bookings = copies.book_in_turn(half, from, "booked").await;
            moves.extend(half.iter().zip(bookings).map(|(who, booking)| (who, booking, to)));
        }
        let calls = moves.iter().enumerate().map(|(number, (who, booking, to))| {
            let path = format!("/api/v1/bookings/{booking}/move");
            copies.post(number, who, path, json!({"session_id": to}))
        });
        let answers = join_all(calls).await;
        assert!(granted(&answers, 200) >= 2, "there is a free place on either side");
        assert!(copies.held(here) <= 7 && copies.held(there) <= 7);
        assert_eq!(copies.held(here) + copies.held(there), 12, "nobody lost their place");
        copies.first().audit().await;
    }

    async fn calling_off_leaves_nobody_on_the_session(copies: Copies) {
        let people = copies.people(24, "Caller").await;
        let session = copies.session("course", 30, 50).await;
        let (early, late): (&[Someone], &[Someone]) = people.split_at(4);
        copies.book_in_turn(early, session, "booked").await;
        let asks: Vec<_> = late.iter().map(|who| (who, session)).collect();
        let body = json!({});
        let call_off = async {
            let actor = training_ladder::domain::access::Actor {
                person_id: copies.cora.id,
                is_coordinator: true,
                is_trainer: false,
                manages_anyone: false,
                leads_anywhere: false,
            };
            copies.first().app.usecases.cancel_session(actor, session, "The trainer is ill.".to_owned()).await
        };
        let (answers, called_off) = tokio::join!(copies.book_at_once(&asks, &body), call_off);
        called_off.expect("a busy session can be called off");
        granted(&answers, 201);
        assert_eq!(copies.held(session), 0);
        copies.first().audit().await;
    }
}
