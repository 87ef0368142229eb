//! Requests for training when several people act on one at the same moment.

use futures_util::future::join_all;
use serde_json::json;

use super::{ATTEMPTS, COPIES, Copies, Unlocked, failed, granted, letters};
use crate::support::{
    app::Answer,
    commissions::{Team, path},
    database::both_databases,
};

/// Forty people who put themselves on one list at once, each through a copy of the program.
async fn all_at_once(copies: &Copies, team: &Team, request: &str, prefix: &str) -> Vec<Answer> {
    let calls = (0..40).map(|number| {
        let who = letters(number);
        let list = json!({"text": format!("New {prefix}{who} <new.{prefix}{who}@school.example>")});
        copies.post(number, &team.lena, path(request, "people"), list)
    });
    join_all(calls).await
}

fn on_list(copies: &Copies, request: &str) -> i64 {
    let id = copies.literal(request);
    copies.number(&format!("SELECT count(*) FROM commission_people WHERE commission_id = {id}"))
}

both_databases! {
    async fn forty_people_named_at_once_share_twenty_places(copies: Copies) {
        let team = Team::beside(copies.first(), copies.cora.clone()).await;
        let request = team.ask(copies.first(), "bespoke").await;
        let answers = all_at_once(&copies, &team, &request, "x").await;
        assert_eq!(granted(&answers, 201), 20);
        for answer in answers.iter().filter(|answer| answer.status.as_u16() == 409) {
            assert_eq!(answer.json()["code"], "too_many_people");
        }
        assert_eq!(on_list(&copies, &request), 20);
        copies.first().audit().await;
    }

    async fn without_locks_more_than_twenty_are_on_the_list(unlocked: Unlocked) {
        let copies = unlocked.0;
        let team = Team::beside(copies.first(), copies.cora.clone()).await;
        for attempt in 0..ATTEMPTS {
            let request = team.ask(copies.first(), "bespoke").await;
            let answers = all_at_once(&copies, &team, &request, &letters(attempt)).await;
            if failed(&answers) || on_list(&copies, &request) > 20 {
                return;
            }
        }
        panic!("the race test proves nothing: twenty stayed twenty without locks");
    }

    async fn two_coordinators_schedule_one_session_at_once(copies: Copies) {
        let team = Team::beside(copies.first(), copies.cora.clone()).await;
        for round in 0..4 {
            let request = team.agreed_for_strangers(copies.first(), 30 + round).await;
            let calls = (0..COPIES).map(|number| {
                copies.post(number, &team.cora, path(&request, "schedule"), json!({"even_if_busy": true}))
            });
            let answers = join_all(calls).await;
            assert_eq!(granted(&answers, 201), 1);
            for answer in answers.iter().filter(|answer| answer.status.as_u16() == 409) {
                assert_eq!(answer.json()["code"], "wrong_state", "{}", answer.text());
            }
        }
        assert_eq!(copies.number("SELECT count(*) FROM sessions"), 4);
        copies.first().audit().await;
    }

    async fn one_person_is_scheduled_into_one_of_two_sets_that_overlap(copies: Copies) {
        let first = copies.first();
        let team = Team::beside(first, copies.cora.clone()).await;
        let mut requests = Vec::new();
        for _ in 0..2 {
            let request = team.ask(first, "bespoke").await;
            let list = json!({"text": "Sam Okoro <sam@school.example>"});
            team.name(first, &request, list).await.expect(201);
            let proposal = json!({"dates": [first.date_in(30, 2)]});
            first.post(&team.cora, &path(&request, "proposals"), proposal).await.expect(201);
            team.accept(first, &request, 1).await.expect(200);
            requests.push(request);
        }
        let calls = requests.iter().enumerate().map(|(number, request)| {
            copies.post(number, &team.cora, path(request, "schedule"), json!({}))
        });
        let answers = join_all(calls).await;
        assert_eq!(granted(&answers, 201), 1);
        first.audit().await;
    }
}
