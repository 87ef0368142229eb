//! What must hold whoever asks, and through whichever door.

use serde_json::{Value, json};

use crate::support::{
    app::TestApp,
    catalogue::id_of,
    commissions::{Team, path, strangers},
    database::both_databases,
    raw_database::Beside,
};

/// A scheduled session of 20 people, all of them named by a list: the team and the session's id.
async fn full_house(app: &TestApp) -> (Team, String, String) {
    let team = Team::of(app, &[]).await;
    let request = team.ask(app, "bespoke").await;
    team.name(app, &request, json!({"text": strangers(20)})).await.expect(201);
    team.propose(app, &request, 30).await.expect(201);
    team.accept(app, &request, 1).await.expect(200);
    let scheduled = team.schedule(app, &request).await.expect(201).json();
    let session = scheduled["session_id"].as_str().expect("a session").to_owned();
    (team, request, session)
}

fn held(app: &TestApp) -> i64 {
    Beside::to(&app.database).number(
        "SELECT count(*) FROM bookings WHERE origin IN ('commission', 'coordinator', 'substitute', 'walk_in') \
         AND state = 'booked'",
    )
}

both_databases! {
    async fn twenty_one_people_are_not_put_on_a_list_for_twenty(app: TestApp) {
        let team = Team::of(&app, &["Twenty One"]).await;
        let request = team.ask(&app, "bespoke").await;
        let before = Beside::to(&app.database).rows();
        let told = team.name(&app, &request, json!({"text": strangers(21)})).await;
        let told = told.expect_problem(409, "too_many_people").json();
        assert!(told["detail"].as_str().expect("words").contains("at most 20 people, and this would make 21"), "{told}");
        assert_eq!(Beside::to(&app.database).rows(), before, "nobody was added or mailed");

        team.name(&app, &request, json!({"text": strangers(20)})).await.expect(201);
        let one_more = json!({"person_ids": [team.people[0].id]});
        team.name(&app, &request, one_more).await.expect_problem(409, "too_many_people");
        assert_eq!(team.read(&app, &request).await["people_count"], 20);
    }

    async fn a_list_made_before_the_course_was_chosen_is_counted_when_it_is(app: TestApp) {
        let team = Team::of(&app, &[]).await;
        let wish = json!({"aims": "Something for all of us"});
        let asked = app.post(&team.lena, "/api/v1/commissions", wish).await.expect(201).json();
        let request = asked["id"].as_str().expect("an id").to_owned();
        team.name(&app, &request, json!({"text": strangers(21)})).await.expect(201);
        let at = format!("/api/v1/commissions/{request}");
        let chosen = app.patch(&team.lena, &at, json!({"course": "bespoke"})).await;
        chosen.expect_problem(409, "too_many_people");
        let proposal = json!({"course": "bespoke", "dates": [app.date_in(30, 2)]});
        let proposed = app.post(&team.cora, &path(&request, "proposals"), proposal).await;
        proposed.expect_problem(409, "too_many_people");
    }

    async fn nobody_joins_twenty_late(app: TestApp) {
        let (team, request, session) = full_house(&app).await;
        let late = app.delegate("Latecomer").await;
        let list = json!({"text": format!("Latecomer <{}>", late.email)});
        team.name(&app, &request, list).await.expect_problem(409, "too_many_people");
        let book = json!({"person_id": late.id});
        let booked = app.post(&team.cora, &format!("/api/v1/sessions/{session}/bookings"), book).await;
        booked.expect_problem(409, "session_full");
        let own = app.post(&late, &format!("/api/v1/sessions/{session}/bookings"), json!({})).await;
        own.expect_problem(404, "not_found");
        app.clock.set("2026-12-03T09:30:00Z".parse().expect("a time"));
        let at = format!("/api/v1/sessions/{session}/walk-ins");
        let walk_in = app.post(&team.tess, &at, json!({"person_id": late.id})).await;
        walk_in.expect_problem(409, "session_full");
        assert_eq!(held(&app), 20);
        app.audit().await;
    }

    async fn a_substitute_makes_nobody_the_twenty_first(app: TestApp) {
        let (team, request, _) = full_house(&app).await;
        let colleague = app.delegate("Col League").await;
        let people = app.get(&team.cora, &path(&request, "people")).await.expect(200).json();
        let booking = people["items"][0]["booking"]["id"].as_str().expect("a booking").to_owned();
        let at = format!("/api/v1/bookings/{booking}/substitute");
        app.post(&team.cora, &at, json!({"person_id": colleague.id})).await.expect(200);
        assert_eq!(held(&app), 20);
        app.post(&team.cora, &at, json!({"person_id": team.tess.id})).await.expect_problem(409, "wrong_state");
        assert_eq!(held(&app), 20);
        // Whoever came in is on the list from now on.
        let people = app.get(&team.cora, &path(&request, "people")).await.expect(200).json();
        let last = people["items"].as_array().expect("people").last().expect("one").clone();
        assert_eq!((&last["person"]["name"], &last["booking"]["state"]), (&json!("Col League"), &json!("booked")));
        app.audit().await;
    }

    async fn nobody_is_moved_among_twenty(app: TestApp) {
        let (team, _, session) = full_house(&app).await;
        let other = app.session(&team.cora, "bespoke", 60, 2, 20).await;
        let mover = app.delegate("Moe Ver").await;
        let book = json!({"person_id": mover.id});
        let at = format!("/api/v1/sessions/{other}/bookings");
        let booking = id_of(&app.post(&team.cora, &at, book).await.expect(201).json());
        let at = format!("/api/v1/bookings/{booking}/move");
        let moved = app.post(&team.cora, &at, json!({"session_id": session})).await;
        moved.expect_problem(409, "session_full");
        assert_eq!(held(&app), 21, "twenty there, and one where they were");
        app.audit().await;
    }

    async fn an_invited_organisation_makes_nobody_the_twenty_first(app: TestApp) {
        let (team, _, session) = full_house(&app).await;
        let guest = app.delegate("Gus Guest").await;
        app.join(&guest, team.organisation, false).await;
        let whom = json!({"organisation_ids": [team.organisation], "places": 1});
        let at = format!("/api/v1/sessions/{session}/invitations");
        let invitation = id_of(&app.post(&team.cora, &at, whom).await.expect(201).json()[0]);
        let at = format!("/api/v1/invitations/{invitation}/accept");
        let named = json!({"person_ids": [guest.id]});
        app.post(&team.lena, &at, named).await.expect_problem(409, "too_many_people");
        assert_eq!(held(&app), 20);
        app.audit().await;
    }

    async fn the_places_of_a_commissioned_session_are_not_raised_above_twenty(app: TestApp) {
        let (team, request, session) = full_house(&app).await;
        let at = format!("/api/v1/sessions/{session}");
        app.patch(&team.cora, &at, json!({"capacity": 21})).await.expect_problem(422, "invalid_input");
        app.patch(&team.cora, &at, json!({"capacity": 20})).await.expect(200);
        let other = team.agreed_for_strangers(&app, 40).await;
        let ask = json!({"capacity": 21});
        app.post(&team.cora, &path(&other, "schedule"), ask).await.expect_problem(422, "invalid_input");
        assert_eq!(team.read(&app, &other).await["state"], "agreed");
        assert_eq!(team.read(&app, &request).await["state"], "scheduled");
    }

    async fn a_person_is_not_in_two_sets_that_overlap(app: TestApp) {
        let team = Team::of(&app, &["Ada", "Ben"]).await;
        let one = team.ask(&app, "bespoke").await;
        team.name_all(&app, &one).await;
        team.propose_dates(&app, &one, &[(30, 2), (60, 2), (90, 2)]).await.expect(201);
        team.accept(&app, &one, 1).await.expect(200);
        team.schedule(&app, &one).await.expect(201);
        let other = team.ask(&app, "bespoke").await;
        team.name(&app, &other, json!({"person_ids": [team.people[0].id]})).await.expect(201);
        team.name(&app, &other, json!({"text": strangers(1)})).await.expect(201);
        let dates = json!([app.date_in(45, 2), app.date_in(60, 1)]);
        let proposal = json!({"dates": dates});
        app.post(&team.cora, &path(&other, "proposals"), proposal).await.expect(201);
        team.accept(&app, &other, 1).await.expect(200);
        let before = Beside::to(&app.database).rows();
        let told = team.schedule(&app, &other).await.expect_problem(409, "booking_refused").json();
        let refusals = told["refusals"].as_array().expect("refusals");
        assert_eq!(refusals.len(), 1, "{told}");
        assert_eq!(refusals[0]["code"], "overlapping");
        assert!(refusals[0]["message"].as_str().expect("words").contains("Ada"), "{told}");
        assert_eq!(Beside::to(&app.database).rows(), before, "nothing was made and nobody booked");

        // Whoever has left is not the lead's any more: the list shows them by the line that was written.
        let people = app.get(&team.lena, &path(&other, "people")).await.expect(200).json();
        let ada = people["items"].as_array().expect("people").iter().find(|one| one["person"]["name"] == "Ada");
        let ada = json!({"person_ids": [ada.expect("Ada is on the list")["person"]["id"]]});
        app.post(&team.lena, &path(&other, "people/remove"), ada).await.expect(200);
        team.schedule(&app, &other).await.expect(201);
        app.audit().await;
    }

    async fn a_member_who_leaves_between_agreement_and_start_is_named(app: TestApp) {
        let team = Team::of(&app, &["Ada", "Ben", "Cid"]).await;
        let request = team.agreed(&app, "bespoke", 30).await;
        let leave = async |name: &str| {
            let all = app.get(&team.lena, "/api/v1/memberships").await.expect(200).json();
            let of = |row: &&Value| row["person"]["name"] == name;
            let row = all["items"].as_array().expect("memberships").iter().find(of).expect("a membership").clone();
            let id = row["id"].as_str().expect("an id").to_owned();
            app.post(&team.lena, &format!("/api/v1/memberships/{id}/end"), json!({})).await.expect(200);
            // A membership holds to the end of its last day.
            app.clock.advance(chrono::TimeDelta::days(1));
        };
        leave("Ada").await;
        let told = team.schedule(&app, &request).await.expect_problem(409, "booking_refused").json();
        assert!(
            told["refusals"][0]["message"].as_str().expect("words").starts_with("Ada has left Hillside School"),
            "{told}"
        );
        // Whoever has left is not the lead's any more: the list shows them by the line that was written.
        let people = app.get(&team.lena, &path(&request, "people")).await.expect(200).json();
        let ada = people["items"].as_array().expect("people").iter().find(|one| one["person"]["name"] == "Ada");
        let ada = json!({"person_ids": [ada.expect("Ada is on the list")["person"]["id"]]});
        app.post(&team.lena, &path(&request, "people/remove"), ada).await.expect(200);
        team.schedule(&app, &request).await.expect(201);

        // Whoever leaves once it is scheduled keeps the place, which counts for the organisation it was made under.
        leave("Ben").await;
        let people = app.get(&team.cora, &path(&request, "people")).await.expect(200).json();
        let ben = people["items"].as_array().expect("people").iter().find(|one| one["person"]["name"] == "Ben");
        let ben = ben.expect("Ben is on the list");
        assert_eq!((&ben["left"], &ben["booking"]["state"]), (&json!(true), &json!("booked")));
        let id = ben["booking"]["id"].as_str().expect("a booking").to_owned();
        app.get(&team.lena, &format!("/api/v1/bookings/{id}")).await.expect_problem(404, "not_found");
        let kept = app.get(&team.cora, &format!("/api/v1/bookings/{id}")).await.expect(200).json();
        assert_eq!(kept["organisation"]["name"], "Hillside School", "{kept}");
        app.audit().await;
    }

    async fn a_session_moved_after_agreement_is_told_to_both_sides(app: TestApp) {
        let team = Team::of(&app, &["Ada"]).await;
        let request = team.agreed(&app, "bespoke", 30).await;
        // Before it is scheduled, other dates are another proposal, to be accepted anew.
        team.propose(&app, &request, 31).await.expect(201);
        assert_eq!(team.read(&app, &request).await["state"], "proposed");
        team.schedule(&app, &request).await.expect_problem(409, "wrong_state");
        team.accept(&app, &request, 2).await.expect(200);
        let scheduled = team.schedule(&app, &request).await.expect(201).json();
        let session = scheduled["session_id"].as_str().expect("a session").to_owned();
        let at = format!("/api/v1/sessions/{session}");
        let read = app.get(&team.cora, &at).await.expect(200).json();
        let mut date = app.date_in(32, 2);
        date["id"] = read["dates"][0]["id"].clone();
        app.patch(&team.cora, &at, json!({"dates": [date]})).await.expect(200);
        assert_eq!(team.read(&app, &request).await["state"], "scheduled");
        assert_eq!(team.events(&app, &request).await.last().expect("an event"), "dates_moved");
        assert_eq!(app.kinds_to(&team.lena.email).await.last().expect("a mail"), "commission_news");
        assert_eq!(app.kinds_to(&team.people[0].email).await, ["booked", "date_changed"]);

        // Called off, the agreement stands and another date can be made of it.
        app.post(&team.cora, &format!("{at}/cancel"), json!({"reason": "The trainer is ill."})).await.expect(200);
        let read = team.read(&app, &request).await;
        assert_eq!((&read["state"], &read["session_id"]), (&json!("agreed"), &json!(null)));
        team.schedule(&app, &request).await.expect(201);
        app.audit().await;
    }
}
