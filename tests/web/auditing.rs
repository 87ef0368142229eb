//! What breaks the records past the program is named by the audit, with what to do about it.

use serde_json::json;
use training_ladder::domain::words::OrganisationKind;

use crate::support::{app::TestApp, database::both_databases, raw_database::Beside, register::Class};

/// The rules an audit finds broken, each once; every finding says what to do.
async fn broken(app: &TestApp) -> Vec<&'static str> {
    let report = app.app.usecases.audit().await.expect("an audit");
    let mut rules: Vec<&'static str> = report.findings.iter().map(|finding| finding.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

/// Breaks the database, sees the audit name it, and puts it right again.
async fn breaks(app: &TestApp, beside: &mut Beside, (broke, rule, mended): (&str, &str, &str)) {
    assert_eq!(broken(app).await, Vec::<&str>::new(), "before {rule}");
    beside.run(broke);
    let report = app.app.usecases.audit().await.expect("an audit");
    let said: Vec<&str> = report
        .findings
        .iter()
        .filter(|finding| finding.rule == rule)
        .map(|finding| finding.detail.as_str())
        .collect();
    assert!(!said.is_empty(), "{rule}: {:?}", report.findings);
    assert!(said.iter().all(|said| said.contains(": ")), "what to do is said: {said:?}");
    beside.run(mended);
}

both_databases! {
    async fn the_audit_names_records_of_learning_that_cannot_be(app: TestApp) {
        let mut class = Class::of(&app, &["Ada Archer", "Ben Baker"]).await;
        app.organisation("Hillside School", OrganisationKind::School).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["p", "p"]).await;
        class.close(&app).await.expect(200);
        let mut beside = Beside::to(&app.database);
        let of_booking = "SELECT c.id FROM completions c WHERE c.booking_id = certificates.booking_id";
        let back = format!("UPDATE certificates SET completion_id = ({of_booking})");
        let kept = "UPDATE session_terms SET title = (SELECT c.title FROM courses c JOIN sessions s ON s.course_id = c.id
            WHERE s.id = session_terms.session_id)";
        for case in [
            ("UPDATE completions SET cpd_minutes = 181", "cpd_above_attended", "UPDATE completions SET cpd_minutes = 165"),
            (
                "UPDATE completions SET person_id = (SELECT person_id FROM bookings ORDER BY id LIMIT 1)",
                "two_completions",
                "UPDATE completions SET person_id =
                    (SELECT b.person_id FROM bookings b WHERE b.id = completions.booking_id)",
            ),
            (
                "UPDATE certificates SET completion_id = (SELECT id FROM completions ORDER BY id LIMIT 1)",
                "completion_certified_twice",
                back.as_str(),
            ),
            (
                "UPDATE completions SET withdrawn_at = created_at",
                "certificate_of_withdrawn_completion",
                "UPDATE completions SET withdrawn_at = NULL",
            ),
            (
                "UPDATE session_terms SET title = 'Another course'",
                "certificate_against_terms",
                kept,
            ),
            (
                "INSERT INTO organisation_completions (id, organisation_id, course_id, session_id, source, created_at)
                    SELECT b.id, o.id, b.course_id, b.session_id, 'register', b.created_at
                    FROM bookings b, organisations o WHERE b.state = 'attended' LIMIT 1",
                "organisation_trained_by_claims",
                "DELETE FROM organisation_completions",
            ),
        ] {
            breaks(&app, &mut beside, case).await;
        }
    }

    async fn the_audit_names_places_that_nobody_may_hold(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let (full, open) =
            (app.session(&cora, "introduction", 30, 3, 1).await, app.session(&cora, "introduction", 37, 3, 9).await);
        let (ada, ben, cem) =
            (app.delegate("Ada Archer").await, app.delegate("Ben Baker").await, app.delegate("Cem Cook").await);
        for (who, session) in [(&ada, full), (&ben, full), (&cem, open)] {
            let body = json!({"join_waitlist": true});
            app.post(who, &format!("/api/v1/sessions/{session}/bookings"), body).await.expect(201);
        }
        let mut beside = Beside::to(&app.database);
        let named = |name: &str| format!("(SELECT id FROM people WHERE name = '{name}')");
        let (bens, cems) = (named("Ben Baker"), named("Cem Cook"));
        let given = format!("UPDATE bookings SET person_id = {bens} WHERE person_id = {cems}");
        let back = format!("UPDATE bookings SET person_id = {cems} WHERE person_id = {bens} AND state = 'booked'");
        for case in [
            (
                "UPDATE people SET disabled_at = created_at WHERE name = 'Ben Baker'",
                "closed_account_waits",
                "UPDATE people SET disabled_at = NULL",
            ),
            (
                "UPDATE people SET disabled_at = created_at WHERE name = 'Ada Archer'",
                "closed_account_holds_place",
                "UPDATE people SET disabled_at = NULL",
            ),
            (given.as_str(), "waits_beside_place", back.as_str()),
            (
                "INSERT INTO session_trainers (session_id, person_id, position)
                    SELECT session_id, person_id, 7 FROM bookings WHERE state = 'booked'",
                "trainer_holds_place",
                "DELETE FROM session_trainers WHERE position = 7",
            ),
            (
                "UPDATE invites SET email = 'before@example.org'",
                "calendar_at_strange_address",
                "UPDATE invites SET email = (SELECT a.email FROM addresses a JOIN bookings b
                    ON b.person_id = a.person_id WHERE b.id = invites.booking_id)",
            ),
        ] {
            breaks(&app, &mut beside, case).await;
        }
    }
}
