//! People are reminded of what they mean to do with a course: on its day, once, and only while it is to be done.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::support::{
    app::{Someone, TestApp},
    catalogue::id_of,
    database::both_databases,
    plans::{plan_of, plan_path},
    register::Class,
};

async fn due(app: &TestApp, who: &Someone) -> usize {
    app.kinds_to(&who.email).await.iter().filter(|kind| *kind == "action_due").count()
}

/// The morning of the day so many days from now, in London in winter.
fn morning(app: &TestApp, days: u64) -> DateTime<Utc> {
    app.day_in(days).and_hms_opt(7, 0, 0).expect("a time").and_utc()
}

async fn written(app: &TestApp, who: &Someone, booking: &str, plan: &Value) -> Value {
    let who = Someone { token: app.sign_in(&who.email).await, ..who.clone() };
    app.put(&who, &plan_path(booking), plan.clone()).await.expect(200).json()
}

both_databases! {
    async fn on_its_day_once_and_anew_when_the_day_moves(app: TestApp) {
        let mut class = Class::of(&app, &["Ada"]).await;
        class.at_start(&app, 0).await;
        let (ada, booking) = (class.people[0].clone(), class.bookings[0].clone());
        let (first, second, third) = (app.day_in(20), app.day_in(22), app.day_in(25));
        let mut plan = plan_of(&[("Listen first", first), ("Sit in a circle", first), ("Ask twice", second)]);
        let kept = written(&app, &ada, &booking, &plan).await;
        for (at, action) in kept["actions"].as_array().expect("actions").iter().enumerate() {
            plan["actions"][at]["id"] = json!(id_of(action));
        }
        let (one, two) = (morning(&app, 20), morning(&app, 22));
        let last = morning(&app, 25);
        app.at(&(one - chrono::TimeDelta::seconds(1)).to_rfc3339()).await;
        assert_eq!(due(&app, &ada).await, 0);
        app.at(&one.to_rfc3339()).await;
        app.at(&(one + chrono::TimeDelta::hours(9)).to_rfc3339()).await;
        assert_eq!(due(&app, &ada).await, 1, "both of one day in one mail, once");
        let text = app.last_text_to(&ada.email);
        for said in ["Listen first", "Sit in a circle", &format!("/bookings/{booking}/action-plan")] {
            assert!(text.contains(said), "{said}: {text}");
        }
        assert!(!text.contains("Ask twice"), "{text}");

        // The second is put off and comes again on its new day; the third is done and never comes.
        plan["actions"][1]["by"] = json!(third);
        plan["actions"][2]["state"] = json!("done");
        written(&app, &ada, &booking, &plan).await;
        app.at(&(two + chrono::TimeDelta::hours(1)).to_rfc3339()).await;
        assert_eq!(due(&app, &ada).await, 1);
        app.at(&last.to_rfc3339()).await;
        assert_eq!(due(&app, &ada).await, 2);
        assert!(app.last_text_to(&ada.email).contains("Sit in a circle"));
        // Put back to a day of which they were reminded before, nothing comes twice.
        app.at(&(last + chrono::TimeDelta::hours(2)).to_rfc3339()).await;
        assert_eq!(due(&app, &ada).await, 2);
    }

    async fn not_for_what_ended_nor_for_whoever_is_gone(app: TestApp) {
        let mut class = Class::of(&app, &["Ada", "Ben", "Cleo"]).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["p", "p", "p"]).await;
        class.close(&app).await.expect(200);
        let day = app.day_in(20);
        let morning = morning(&app, 20);
        for (person, booking) in class.people.iter().zip(&class.bookings) {
            let mut plan = plan_of(&[("Listen first", day), ("Let it go", day), ("Another way", day)]);
            plan["actions"][1]["state"] = json!("dropped");
            plan["actions"][2]["state"] = json!("changed");
            written(&app, person, booking, &plan).await;
        }
        let [ada, ben, cleo] = [&class.people[0], &class.people[1], &class.people[2]];
        let cora = Someone { token: app.sign_in(&class.cora.email).await, ..class.cora.clone() };
        let path = format!("/api/v1/people/{}", ben.id);
        app.patch(&cora, &path, json!({"disabled": true})).await.expect(200);
        app.post(&cora, &format!("/api/v1/people/{}/erase", cleo.id), json!({"reason": "Asked by letter."}))
            .await
            .expect(200);
        app.at(&morning.to_rfc3339()).await;
        assert_eq!((due(&app, ada).await, due(&app, ben).await, due(&app, cleo).await), (1, 0, 0));
        let text = app.last_text_to(&ada.email);
        assert!(text.contains("Listen first") && !text.contains("Let it go") && !text.contains("Another"), "{text}");
    }

    async fn the_result_invites_to_write_one_and_the_trainer_is_told_where_shared_ones_stand(app: TestApp) {
        let mut class = Class::with(&app, &["Ada", "Ben", "Cleo"], &[(7, 3), (30, 3)], |_| {}).await;
        class.at_start(&app, 0).await;
        let mut plan = plan_of(&[("Listen first", app.day_in(90))]);
        plan["shared_with_trainer"] = json!(true);
        written(&app, &class.people[0], &class.bookings[0], &plan).await;
        // The day before the second date.
        let before = class_date(&app, &class, 1).await - chrono::TimeDelta::hours(22);
        app.at(&before.to_rfc3339()).await;
        let text = app.last_text_to(&class.tess.email);
        assert!(text.contains(&format!("/sessions/{}/action-plans", class.session)), "{text}");
        assert!(!text.contains("Listen first"), "{text}");
        class.at_end(&app).await;
        class.mark_all(&app, &["p", "p", "60"]).await;
        class.close(&app).await.expect(200);
        app.run_jobs().await;
        for (person, invited) in [(0, false), (1, true), (2, true)] {
            let text = app.last_text_to(&class.people[person].email);
            let link = format!("/bookings/{}/action-plan", class.bookings[person]);
            assert_eq!(text.contains(&link), invited, "{text}");
        }
    }
}

async fn class_date(app: &TestApp, class: &Class, at: usize) -> DateTime<Utc> {
    let read = app.get_public(&format!("/api/v1/sessions/{}", class.session)).await.expect(200).json();
    read["dates"][at]["starts_at"].as_str().expect("a time").parse().expect("a time")
}
