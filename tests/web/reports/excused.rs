//! Why somebody gave a place up is seen by the person and the coordinators alone.

use serde_json::json;
use training_ladder::domain::words::OrganisationKind;

use crate::support::{app::TestApp, database::both_databases, register::Class};

both_databases! {
    async fn others_read_excused_and_never_why(app: TestApp) {
        let class = Class::of(&app, &["Ada Ash", "Ben Birch"]).await;
        let school = app.organisation("Hillside School", OrganisationKind::School).await;
        let lea = app.delegate("Lea Lead").await;
        app.join(&lea, school, true).await;
        for person in &class.people {
            app.join(person, school, false).await;
        }
        for (at, because, words) in [(0, "illness", "I am having an operation."), (1, "other", "I have found another job.")] {
            let path = format!("/api/v1/bookings/{}/cancel", class.bookings[at]);
            let why = json!({"because": because, "reason": words});
            let own = app.post(&class.people[at], &path, why).await.expect(200).json();
            assert!(own.to_string().contains(words), "the person reads their own words");
        }
        for (at, words, shown) in [(0, "operation", Some("excused")), (1, "another job", None)] {
            let id = &class.bookings[at];
            let path = format!("/api/v1/bookings/{id}");
            let list = format!("/api/v1/bookings?person_id={}", class.people[at].id);
            for who in [&class.people[at], &class.cora] {
                assert!(app.get(who, &path).await.expect(200).text().contains(words));
                let browser = app.browser_of(who).await;
                assert!(browser.open(&format!("/bookings/{id}")).await.expect(200).text().contains(words));
            }
            for who in [&lea, &class.tess] {
                let read = app.get(who, &path).await.expect(200);
                let listed = app.get(who, &list).await.expect(200);
                let browser = app.browser_of(who).await;
                let page = browser.open(&format!("/bookings/{id}")).await.expect(200);
                for answer in [&read, &listed, &page] {
                    let text = answer.text().to_lowercase();
                    assert!(!text.contains(words) && !text.contains("illness"), "{}: {text}", who.name);
                }
                let history = read.json()["history"].as_array().expect("a history").clone();
                assert_eq!(history.last().expect("a line")["reason"].as_str(), shown);
            }
        }
        app.audit().await;
    }

    async fn whoever_cancels_for_another_reads_no_more_than_others(app: TestApp) {
        let class = Class::of(&app, &["Ada Ash"]).await;
        let school = app.organisation("Hillside School", OrganisationKind::School).await;
        let lea = app.delegate("Lea Lead").await;
        app.join(&lea, school, true).await;
        app.join(&class.people[0], school, false).await;
        let path = format!("/api/v1/bookings/{}/cancel", class.bookings[0]);
        let why = json!({"because": "illness", "reason": "She has the flu."});
        let answer = app.post(&lea, &path, why).await.expect(200);
        assert!(!answer.text().contains("flu") && answer.text().contains("excused"));
        app.audit().await;
    }
}
