//! Requests for training when several people act on one at the same moment.

use futures_util::future::join_all;
use serde_json::json;
use training_ladder::domain::ids::SessionId;

use super::{ATTEMPTS, COPIES, Copies, Unlocked, failed, granted, letters};
use crate::support::{
    app::{Answer, Someone},
    catalogue::id_of,
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

/// A scheduled session with one of its twenty places left, and four people at four doors.
struct Doors {
    request: String,
    session: SessionId,
    people: Vec<Someone>,
    /// The booking of somebody who would move there.
    elsewhere: String,
    invitation: String,
}

impl Doors {
    async fn at(copies: &Copies, team: &Team, round: usize) -> Self {
        let (app, letters) = (copies.first(), letters(round));
        let in_days = 30 + i64::try_from(round).unwrap_or(0);
        let request = team.ask(app, "bespoke").await;
        let line =
            |n: usize| format!("Nineteen{letters} {0} <n.{letters}{0}@school.example>", super::letters(n));
        let list = (0..19).map(line).collect::<Vec<_>>().join("\n");
        team.name(app, &request, json!({"text": list})).await.expect(201);
        let proposal = json!({"dates": [app.date_in(in_days, 2)]});
        app.post(&team.cora, &path(&request, "proposals"), proposal).await.expect(201);
        team.accept(app, &request, 1).await.expect(200);
        let scheduled = team.schedule(app, &request).await.expect(201).json();
        let session: SessionId = scheduled["session_id"].as_str().expect("an id").parse().expect("an id");
        let people = copies.people(4, &format!("Door {letters}")).await;
        for person in &people {
            app.join(person, team.organisation, false).await;
        }
        let other = app.session(&team.cora, "bespoke", in_days + 60, 2, 20).await;
        let at = format!("/api/v1/sessions/{other}/bookings");
        let moving = app.post(&team.cora, &at, json!({"person_id": people[2].id})).await.expect(201).json();
        let whom = json!({"organisation_ids": [team.organisation], "places": 1});
        let at = format!("/api/v1/sessions/{session}/invitations");
        let invited = app.post(&team.cora, &at, whom).await.expect(201).json();
        Self { request, session, people, elsewhere: id_of(&moving), invitation: id_of(&invited[0]) }
    }

    /// Each goes through their own door: named late, booked by a coordinator, moved, and invited.
    async fn all_at_once(&self, copies: &Copies, team: &Team) -> Vec<Answer> {
        let id = |person: usize| self.people[person].id;
        let calls = [
            (&team.lena, path(&self.request, "people"), json!({"person_ids": [id(0)]})),
            (&team.cora, format!("/api/v1/sessions/{}/bookings", self.session), json!({"person_id": id(1)})),
            (
                &team.cora,
                format!("/api/v1/bookings/{}/move", self.elsewhere),
                json!({"session_id": self.session}),
            ),
            (
                &team.lena,
                format!("/api/v1/invitations/{}/accept", self.invitation),
                json!({"person_ids": [id(3)]}),
            ),
        ];
        let calls = calls.into_iter().enumerate();
        join_all(calls.map(|(number, (who, path, body))| copies.post(number, who, path, body))).await
    }
}

/// Two requests for the same person at the same time, scheduled at once.
async fn two_sets_at_once(copies: &Copies, team: &Team, round: usize) -> Vec<Answer> {
    let first = copies.first();
    let (letters, in_days) = (letters(round), 30 + i64::try_from(round).unwrap_or(0));
    let mut requests = Vec::new();
    for _ in 0..2 {
        let request = team.ask(first, "bespoke").await;
        let list = json!({"text": format!("Sam {letters} <sam.{letters}@school.example>")});
        team.name(first, &request, list).await.expect(201);
        let proposal = json!({"dates": [first.date_in(in_days, 2)]});
        first.post(&team.cora, &path(&request, "proposals"), proposal).await.expect(201);
        team.accept(first, &request, 1).await.expect(200);
        requests.push(request);
    }
    let calls = requests
        .iter()
        .enumerate()
        .map(|(number, request)| copies.post(number, &team.cora, path(request, "schedule"), json!({})));
    join_all(calls).await
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

    async fn without_locks_one_request_is_scheduled_twice(unlocked: Unlocked) {
        let copies = unlocked.0;
        let team = Team::beside(copies.first(), copies.cora.clone()).await;
        for attempt in 0..ATTEMPTS {
            let in_days = 30 + i64::try_from(attempt).unwrap_or(0);
            let request = team.agreed_for_strangers(copies.first(), in_days).await;
            let before = copies.number("SELECT count(*) FROM sessions");
            let calls = (0..COPIES).map(|number| {
                copies.post(number, &team.cora, path(&request, "schedule"), json!({"even_if_busy": true}))
            });
            let answers = join_all(calls).await;
            if failed(&answers) || copies.number("SELECT count(*) FROM sessions") > before + 1 {
                return;
            }
        }
        panic!("the race test proves nothing: it was scheduled once without locks");
    }

    async fn the_last_of_twenty_places_is_given_once_through_every_door(copies: Copies) {
        let team = Team::beside(copies.first(), copies.cora.clone()).await;
        for round in 0..3 {
            let doors = Doors::at(&copies, &team, round).await;
            let answers = doors.all_at_once(&copies, &team).await;
            let taken = answers.iter().filter(|answer| answer.status.is_success()).count();
            let told: Vec<String> = answers.iter().map(Answer::text).collect();
            assert!(answers.iter().all(|a| a.status.is_success() || a.status == 409), "{}", told.join("\n"));
            assert_eq!(taken, 1, "{}", told.join("\n"));
            assert_eq!(copies.held(doors.session), 20);
        }
        copies.first().audit().await;
    }

    async fn without_locks_somebody_is_the_twenty_first(unlocked: Unlocked) {
        let copies = unlocked.0;
        let team = Team::beside(copies.first(), copies.cora.clone()).await;
        for attempt in 0..ATTEMPTS {
            let doors = Doors::at(&copies, &team, attempt).await;
            let answers = doors.all_at_once(&copies, &team).await;
            if failed(&answers) || copies.held(doors.session) > 20 {
                return;
            }
        }
        panic!("the race test proves nothing: twenty stayed twenty without locks");
    }

    async fn one_person_is_scheduled_into_one_of_two_sets_that_overlap(copies: Copies) {
        let team = Team::beside(copies.first(), copies.cora.clone()).await;
        for round in 0..3 {
            let answers = two_sets_at_once(&copies, &team, round).await;
            assert_eq!(granted(&answers, 201), 1);
        }
        copies.first().audit().await;
    }

    async fn without_locks_one_person_is_in_both(unlocked: Unlocked) {
        let copies = unlocked.0;
        let team = Team::beside(copies.first(), copies.cora.clone()).await;
        for attempt in 0..ATTEMPTS {
            let answers = two_sets_at_once(&copies, &team, attempt).await;
            if failed(&answers) || answers.iter().all(|answer| answer.status == 201) {
                return;
            }
        }
        panic!("the race test proves nothing: nobody was in both without locks");
    }
}
