//! Checking a certificate by its code.

use serde_json::json;
use training_ladder::domain::certificates::format_code;

use crate::support::{app::TestApp, catalogue::id_of, database::both_databases, register::Class};

async fn certified(app: &TestApp) -> (Class, String) {
    let mut class = Class::of(app, &["Ada"]).await;
    class.at_end(app).await;
    class.mark_all(app, &["p"]).await;
    class.close(app).await.expect(200);
    let code = class.certificates(app, 0).await[0]["verification_code"].as_str().expect("a code").to_owned();
    (class, code)
}

both_databases! {
    async fn a_code_is_read_however_it_is_typed(app: TestApp) {
        let (class, code) = certified(&app).await;
        let certificate = &class.certificates(&app, 0).await[0];
        let spaced = format_code(&code).replace('-', "%20").to_lowercase();
        let mistaken = code.replace('0', "o").replace('1', "l");
        for typed in [code.clone(), format_code(&code), spaced, mistaken] {
            let found = app.get_public(&format!("/api/v1/verify/{typed}")).await.expect(200).json();
            assert_eq!(found["state"], "valid");
            for field in ["number", "person_name", "course_title", "completed_on", "cpd_minutes", "issued_at"] {
                assert_eq!(found[field], certificate[field], "{field}");
            }
            assert_eq!(found["trainers"], json!(["Tess Trainer"]));
            assert_eq!(found["message"], "This certificate is valid.");
        }
    }

    async fn a_replaced_one_names_the_new_number(app: TestApp) {
        let (mut class, code) = certified(&app).await;
        class.later(&app, 1).await;
        class.reopen(&app).await.expect(200);
        class.later(&app, 1).await;
        class.mark_all(&app, &["170"]).await;
        class.close(&app).await.expect(200);
        let found = app.get_public(&format!("/api/v1/verify/{code}")).await.expect(200).json();
        let newer = &class.certificates(&app, 0).await[0];
        assert_eq!((&found["state"], &found["replaced_by"]), (&json!("superseded"), &newer["number"]));
        assert_eq!(found["cpd_minutes"], 165, "what the old paper says");
        assert!(found["replaced_at"].is_string() && found["withdrawn_at"].is_null());
    }

    async fn a_withdrawn_one_says_when_and_an_erased_name_stays_away(app: TestApp) {
        let (class, code) = certified(&app).await;
        let id = id_of(&class.certificates(&app, 0).await[0]);
        let why = json!({"reason": "It was issued by mistake."});
        app.post(&class.cora, &format!("/api/v1/certificates/{id}/revoke"), why).await.expect(200);
        let found = app.get_public(&format!("/api/v1/verify/{code}")).await.expect(200);
        assert!(!found.text().contains("mistake"), "why is for the holder alone");
        let found = found.json();
        assert_eq!((&found["state"], &found["withdrawn_at"]), (&json!("revoked"), &json!("2026-11-10T12:00:00Z")));
        assert_eq!(found["message"], "This certificate was withdrawn on 10 November 2026.");

        app.db.write(|tx| {
            use diesel::prelude::*;
            use training_ladder::store::{Error, schema::certificates};
            diesel::update(certificates::table)
                .set(certificates::person_name.eq(None::<String>))
                .execute(tx.conn())
                .map_err(Error::from)
        }).await.expect("an erasure");
        let found = app.get_public(&format!("/api/v1/verify/{code}")).await.expect(200).json();
        assert_eq!(found["person_name"], json!(null));
        let said = found["message"].as_str().expect("words");
        assert!(said.ends_with("The name was removed at the holder's request and cannot be confirmed."), "{said}");
    }

    async fn whoever_guesses_is_slowed_down(app: TestApp) {
        let (_, code) = certified(&app).await;
        for guess in 0..20 {
            app.get_public(&format!("/api/v1/verify/GUESS-{guess}")).await.expect_problem(404, "not_found");
        }
        let refused = app.get_public(&format!("/api/v1/verify/{code}")).await.expect_problem(429, "too_many_requests");
        assert_eq!(refused.header("retry-after"), "600");
        app.clock.advance(chrono::TimeDelta::minutes(10));
        app.get_public(&format!("/api/v1/verify/{code}")).await.expect(200);
    }
}
