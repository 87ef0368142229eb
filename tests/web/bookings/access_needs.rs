//! What somebody needs to take part: who says it, who reads it, and that it is arranged.

use actix_web::http::Method;
use serde_json::{Value, json};

use crate::support::{
    app::{Someone, TestApp},
    database::both_databases,
    raw_database::Beside,
    register::Class,
};

const NEEDS: &str = "Live captions, please: I lip-read.";

async fn read(app: &TestApp, who: &Someone, class: &Class) -> Value {
    app.get(who, &path(class, "")).await.expect(200).json()
}

fn path(class: &Class, rest: &str) -> String {
    format!("/api/v1/bookings/{}/access-needs{rest}", class.bookings[0])
}

both_databases! {
    async fn the_person_says_it_and_reads_that_it_is_arranged(app: TestApp) {
        let class = Class::of(&app, &["Ada"]).await;
        let ada = &class.people[0];
        let nothing = json!({"needs": null, "keep": false, "arranged": false, "arranged_at": null});
        assert_eq!(read(&app, ada, &class).await, nothing);
        app.post(&class.tess, &path(&class, "/arranged"), json!({})).await.expect_problem(409, "no_access_needs");
        let said = app.put(ada, &path(&class, ""), json!({"needs": NEEDS})).await.expect(200).json();
        assert_eq!(said, json!({"needs": NEEDS, "keep": false, "arranged": false, "arranged_at": null}));
        let arranged = app.post(&class.tess, &path(&class, "/arranged"), json!({})).await.expect(200);
        assert_eq!(arranged.header("cache-control"), "private, no-store");
        let arranged = arranged.json();
        assert_eq!(arranged["arranged"], true);
        app.clock.advance(chrono::TimeDelta::minutes(1));
        let again = app.post(&class.cora, &path(&class, "/arranged"), json!({})).await.expect(200).json();
        assert_eq!(again, arranged, "the first mark stays");
        assert_eq!(read(&app, ada, &class).await, arranged);
        let roster = app.get(&class.tess, &class.path("roster")).await.expect(200).json();
        assert_eq!(roster["entries"][0]["access_needs"], NEEDS);
        assert_eq!(roster["entries"][0]["access_needs_arranged"], true);

        // How long it is kept changes nothing about it; other words have to be arranged anew.
        let kept = app.put(ada, &path(&class, ""), json!({"needs": NEEDS, "keep": true})).await.expect(200).json();
        assert_eq!((&kept["keep"], &kept["arranged"]), (&json!(true), &json!(true)));
        let other = json!({"needs": "A large-print handout."});
        let other = app.put(ada, &path(&class, ""), other).await.expect(200).json();
        assert_eq!((&other["keep"], &other["arranged"]), (&json!(true), &json!(false)));
        let none = app.put(ada, &path(&class, ""), json!({"needs": null})).await.expect(200).json();
        assert_eq!(none, nothing);
    }

    async fn what_was_arranged_for_one_date_is_not_for_another(app: TestApp) {
        let class = Class::of(&app, &["Ada"]).await;
        let ada = &class.people[0];
        app.put(ada, &path(&class, ""), json!({"needs": NEEDS})).await.expect(200);
        app.post(&class.cora, &path(&class, "/arranged"), json!({})).await.expect(200);
        let other = app.session(&class.cora, "introduction", 40, 3, 5).await;
        let go = format!("/api/v1/bookings/{}/move", class.bookings[0]);
        app.post(ada, &go, json!({"session_id": other})).await.expect(200);
        let moved = read(&app, ada, &class).await;
        assert_eq!((&moved["needs"], &moved["arranged"]), (&json!(NEEDS), &json!(false)));
        let cancel = format!("/api/v1/bookings/{}/cancel", class.bookings[0]);
        app.post(ada, &cancel, json!({})).await.expect(200);
        app.put(ada, &path(&class, ""), json!({"needs": NEEDS})).await.expect_problem(409, "wrong_state");
    }

    async fn nobody_else_reads_it_anywhere(app: TestApp) {
        let class = Class::of(&app, &["Ada"]).await;
        let (ada, other) = (&class.people[0], app.delegate("Olly").await);
        app.put(ada, &path(&class, ""), json!({"needs": NEEDS})).await.expect(200);
        app.get(&other, &path(&class, "")).await.expect_problem(404, "not_found");
        let long = json!({"needs": "x".repeat(1001)});
        app.put(ada, &path(&class, ""), long).await.expect_problem(422, "invalid_input");
        let key = [("idempotency-key", "\"one\"")];
        let needs = json!({"access_needs": NEEDS});
        let second = app.session(&class.cora, "introduction", 40, 3, 5).await;
        let book = format!("/api/v1/sessions/{second}/bookings");
        app.send(Method::POST, &book, Some(&other.token), &key, Some(&needs)).await.expect(201);
        let mut beside = Beside::to(&app.database);
        let told = [
            "SELECT coalesce(payload, '') AS line FROM outbox",
            "SELECT coalesce(detail, '') AS line FROM audit_log",
            "SELECT coalesce(reason, '') AS line FROM booking_events",
        ];
        for lines in told {
            assert!(!beside.lines(lines).concat().contains("captions"), "{lines}");
        }
        for (who, path) in [(ada, class.path("roster?format=csv")), (ada, "/api/v1/bookings".to_owned())] {
            let reader = if path.contains("roster") { &class.cora } else { who };
            assert!(!app.get(reader, &path).await.expect(200).text().contains("captions"), "{path}");
        }
    }
}
