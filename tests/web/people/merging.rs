//! Two records of one person put together.

use actix_web::http::Method;
use chrono::TimeDelta;
use serde_json::{Value, json};
use training_ladder::{
    domain::{
        imports::{CompletionLine, PersonLine},
        people::{EmailAddress, PersonName},
    },
    usecases::imports::import_all::{Lines, import},
};

use crate::support::{app::TestApp, database::both_databases};

both_databases! {
    async fn bookings_follow_and_the_more_advanced_of_two_stays(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        let (twin, bo) = (app.delegate("Ada Twin").await, app.delegate("Bo").await);
        for slug in ["introduction", "development"] {
            app.course(&cora, slug, |_| {}).await;
        }
        let shared = app.session(&cora, "introduction", 30, 3, 2).await;
        let other = app.session(&cora, "development", 40, 3, 5).await;
        let book = |session| format!("/api/v1/sessions/{session}/bookings");
        app.post(&ada, &book(shared), json!({})).await.expect(201);
        let goes = app.post(&twin, &book(shared), json!({})).await.expect(201).json();
        let waits = app.post(&bo, &book(shared), json!({"join_waitlist": true})).await.expect(201).json();
        let follows = app.post(&twin, &book(other), json!({})).await.expect(201).json();
        app.clock.advance(TimeDelta::minutes(1));
        let merge = format!("/api/v1/people/{}/merge", twin.id);
        app.post(&ada, &merge, json!({"into": ada.id})).await.expect_problem(403, "forbidden");
        app.post(&cora, &merge, json!({"into": twin.id})).await.expect_problem(409, "same_person");
        app.post(&cora, &merge, json!({"into": "01993c5e-7d20-7000-8000-000000000001"})).await.expect_problem(404, "not_found");
        let kept = app.post(&cora, &merge, json!({"into": ada.id})).await.expect(200).json();
        assert_eq!((&kept["id"], &kept["email"]), (&json!(ada.id), &json!(ada.email)));

        let state = async |booking: &Value| {
            let path = format!("/api/v1/bookings/{}", booking["id"].as_str().unwrap());
            app.get(&cora, &path).await.expect(200).json()
        };
        assert_eq!(state(&goes).await["state"], "cancelled");
        assert_eq!(state(&waits).await["state"], "offered", "the place that came free is offered");
        let follows = state(&follows).await;
        assert_eq!((&follows["state"], &follows["person"]["id"]), (&json!("booked"), &json!(ada.id)));
        app.get(&twin, "/api/v1/me").await.expect_problem(401, "invalid_token");
        app.get(&cora, &format!("/api/v1/people/{}", twin.id)).await.expect_problem(404, "not_found");
        let again = app.sign_in(&twin.email).await;
        let me = app.send(Method::GET, "/api/v1/me", Some(&again), &[], None).await.expect(200).json();
        assert_eq!(me["id"], json!(ada.id), "both addresses lead to the one record");
        app.post(&cora, &merge, json!({"into": ada.id})).await.expect_problem(404, "not_found");
        app.audit().await;
    }

    async fn what_one_person_could_not_hold_is_put_right_first(app: TestApp) {
        let (cora, ada, twin) = (app.coordinator().await, app.delegate("Ada").await, app.delegate("Ada Twin").await);
        app.course(&cora, "introduction", |_| {}).await;
        for (who, days) in [(&ada, 30), (&twin, 40)] {
            let session = app.session(&cora, "introduction", days, 3, 5).await;
            app.post(who, &format!("/api/v1/sessions/{session}/bookings"), json!({})).await.expect(201);
        }
        let merge = format!("/api/v1/people/{}/merge", twin.id);
        app.post(&cora, &merge, json!({"into": ada.id})).await.expect_problem(409, "bookings_clash");
        app.get(&twin, "/api/v1/me").await.expect(200);
    }

    async fn confirming_the_address_of_a_record_brought_in_makes_it_part_of_ones_own(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        app.course(&cora, "introduction", |_| {}).await;
        let old = EmailAddress::parse("email", "ada@old.example").unwrap();
        let person = PersonLine {
            line: 2,
            name: PersonName::parse("name", "A. Old").unwrap(),
            email: old.clone(),
            organisation: None,
        };
        let done = CompletionLine {
            line: 2,
            email: Some(old),
            organisation: None,
            course: "introduction".to_owned(),
            completed_on: None,
            source: None,
        };
        import(&app.db, None, Lines::People(vec![person]), "import".to_owned(), false).await.unwrap();
        import(&app.db, None, Lines::Completions(vec![done]), "import".to_owned(), false).await.unwrap();
        app.post(&ada, "/api/v1/me/addresses", json!({"email": "ada@old.example"})).await.expect(201);
        app.run_jobs().await;
        let mail = app.mailbox.take_sent().remove(0).text;
        let token = mail.split_once("token=").unwrap().1.split_whitespace().next().unwrap();
        app.post(&ada, "/api/v1/people/verify-email", json!({"token": token})).await.expect(200);
        let list = app.get(&ada, "/api/v1/me/addresses").await.expect(200).json();
        assert_eq!(list["items"].as_array().unwrap().len(), 2);
        assert_eq!(list["items"][0]["email"], ada.email.as_str(), "the primary one stays primary");
        assert_eq!(list["items"][1]["confirmed"], true);
        let people = app.get(&cora, "/api/v1/people?q=ada").await.expect(200).json();
        assert_eq!(people["items"].as_array().unwrap().len(), 1);

        app.course(&cora, "development", |body| {
            body["prerequisites"] = json!([{"any_of": [{"kind": "course", "course": "introduction"}]}]);
        })
        .await;
        let session = app.session(&cora, "development", 30, 3, 5).await;
        let answer = app.get(&ada, &format!("/api/v1/sessions/{session}/eligibility")).await.expect(200).json();
        assert_eq!(answer["eligible"], true, "{answer}");
    }
}
