//! Reopening and closing again: what is kept, replaced, withdrawn, and what hangs on it.

use serde_json::json;

use crate::support::{app::TestApp, catalogue::id_of, database::both_databases, register::Class};

both_databases! {
    async fn unchanged_papers_are_kept_changed_ones_replaced_and_unearned_ones_withdrawn(app: TestApp) {
        let mut class = Class::of(&app, &["Ada", "Ben", "Cid", "Dot"]).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["p", "p", "p", "a"]).await;
        class.close(&app).await.expect(200);
        let before = [class.certificates(&app, 0).await, class.certificates(&app, 1).await,
            class.certificates(&app, 2).await];
        class.later(&app, 60).await;
        let counts = class.reopen(&app).await.expect(200).json();
        assert_eq!(counts, json!({"attended": 0, "partly_attended": 0, "no_show": 0, "certificates_issued": 0}));
        assert_eq!(class.state(&app, 0).await, "booked");
        assert_eq!(class.certificates(&app, 0).await, before[0], "valid until it is closed again");
        let record = app.get(&class.people[0], "/api/v1/me/cpd").await.expect(200).json();
        assert_eq!(record["cpd_minutes"], 0);
        app.audit().await;

        class.later(&app, 60).await;
        class.mark_all(&app, &["p", "150", "30", "p"]).await;
        let counts = class.close(&app).await.expect(200).json();
        assert_eq!(counts, json!({"attended": 3, "partly_attended": 1, "no_show": 0, "certificates_issued": 2}));
        assert_eq!(class.certificates(&app, 0).await, before[0], "kept");
        let ben = class.certificates(&app, 1).await;
        assert_eq!((ben.len(), &ben[0]["state"], &ben[1]["state"]), (2, &json!("valid"), &json!("superseded")));
        assert_eq!(ben[1]["superseded_by"], ben[0]["id"]);
        assert_ne!(ben[0]["number"], ben[1]["number"]);
        assert_eq!(ben[0]["cpd_minutes"], 135);
        let cid = class.certificates(&app, 2).await;
        assert_eq!((cid.len(), &cid[0]["state"], &cid[0]["number"]), (1, &json!("revoked"), &before[2][0]["number"]));
        assert_eq!(class.certificates(&app, 3).await[0]["state"], "valid");

        assert_eq!(app.kinds_to(&class.people[0].email).await, ["booked", "result_attended"]);
        assert_eq!(app.kinds_to(&class.people[1].email).await, ["booked", "result_attended", "certificate_replaced"]);
        let mut cid = app.kinds_to(&class.people[2].email).await;
        cid.sort();
        assert_eq!(cid, ["booked", "certificate_withdrawn", "result_attended", "result_partly"]);
        assert_eq!(app.kinds_to(&class.people[3].email).await, ["booked", "result_no_show", "result_attended"]);
        app.audit().await;
    }

    async fn a_corrected_name_stands_on_whatever_paper_comes_next(app: TestApp) {
        let mut class = Class::of(&app, &["Ada", "Ben"]).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["p", "p"]).await;
        class.close(&app).await.expect(200);
        class.later(&app, 1).await;
        let name = json!({"certificate_name": "Ada Lovelace"});
        app.patch(&class.people[0], "/api/v1/me", name).await.expect(200);
        class.reopen(&app).await.expect(200);
        class.later(&app, 1).await;
        assert_eq!(class.close(&app).await.expect(200).json()["certificates_issued"], 0);
        let ada = class.certificates(&app, 0).await;
        assert_eq!((ada.len(), &ada[0]["person_name"]), (1, &json!("Ada")), "no mark of hers has changed");
        class.later(&app, 1).await;
        class.reopen(&app).await.expect(200);
        class.mark_all(&app, &["170", "p"]).await;
        assert_eq!(class.close(&app).await.expect(200).json()["certificates_issued"], 1);
        let ada = class.certificates(&app, 0).await;
        assert_eq!((&ada[0]["person_name"], &ada[1]["person_name"]), (&json!("Ada Lovelace"), &json!("Ada")));
        assert_eq!(class.certificates(&app, 1).await.len(), 1);
    }

    async fn what_a_coordinator_withdrew_is_not_handed_out_again(app: TestApp) {
        let mut class = Class::of(&app, &["Ada"]).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["p"]).await;
        class.close(&app).await.expect(200);
        let certificate = id_of(&class.certificates(&app, 0).await[0]);
        let why = json!({"reason": "It was used in somebody else's name."});
        app.post(&class.cora, &format!("/api/v1/certificates/{certificate}/revoke"), why).await.expect(200);
        class.later(&app, 1).await;
        class.reopen(&app).await.expect(200);
        class.later(&app, 1).await;
        assert_eq!(class.close(&app).await.expect(200).json()["certificates_issued"], 0);
        assert_eq!(class.certificates(&app, 0).await.len(), 1);
        app.audit().await;
    }

    async fn a_place_that_hangs_on_the_result_is_judged_each_time(app: TestApp) {
        let mut class = Class::of(&app, &["Ada"]).await;
        app.course(&class.cora, "development", |course| {
            course["prerequisites"] = json!([{"any_of": [{"kind": "course", "course": "introduction"}]}]);
        }).await;
        let later = app.session(&class.cora, "development", 60, 3, 10).await;
        let booked = app.post(&class.people[0], &format!("/api/v1/sessions/{later}/bookings"), json!({})).await;
        let booked = booked.expect(201).json();
        assert_eq!(booked["conditional_on"], json!([class.bookings[0]]));
        let path = format!("/api/v1/bookings/{}", id_of(&booked));
        class.at_end(&app).await;
        class.mark_all(&app, &["p"]).await;
        class.close(&app).await.expect(200);
        assert_eq!(app.get(&class.people[0], &path).await.json()["conditional_on"], json!([]));
        class.later(&app, 1).await;
        class.reopen(&app).await.expect(200);
        assert_eq!(app.get(&class.people[0], &path).await.json()["conditional_on"], json!([class.bookings[0]]));
        class.later(&app, 1).await;
        class.mark_all(&app, &["a"]).await;
        class.close(&app).await.expect(200);
        let kinds = app.kinds_to(&class.people[0].email).await;
        assert!(kinds.contains(&"condition_failed".to_owned()), "{kinds:?}");
        assert_eq!(app.get(&class.people[0], &path).await.json()["state"], "booked");
        class.later(&app, 1).await;
        class.reopen(&app).await.expect(200);
        class.later(&app, 1).await;
        class.mark_all(&app, &["p"]).await;
        class.close(&app).await.expect(200);
        assert!(app.kinds_to(&class.people[0].email).await.contains(&"place_safe".to_owned()));
        app.audit().await;
    }
}
