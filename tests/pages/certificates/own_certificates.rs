//! One's own certificates and CPD hours.

use training_ladder::domain::certificates::format_code;

use crate::support::{app::TestApp, commissions::completed, database::both_databases, register::Class};

both_databases! {
    async fn hours_and_certificates_stand_by_year_and_can_be_downloaded(app: TestApp) {
        let mut class = Class::of(&app, &["Ada", "Ben"]).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["p", "120"]).await;
        class.close(&app).await.expect(200);
        let ada = app.browser_of(&class.people[0]).await;
        let page = ada.open("/my-certificates").await.expect(200).text();
        let certificate = class.certificates(&app, 0).await.remove(0);
        let id = certificate["id"].as_str().expect("an id");
        let code = certificate["verification_code"].as_str().expect("a code");
        let shared = format!("/verify/{}", format_code(code));
        for said in ["2 hours 45 minutes of CPD in 2026", id, "Tuesday 10 November 2026", "data-copy=\"verify-"] {
            assert!(page.contains(said), "{said} is missing: {page}");
        }
        // The address stands in a field that can be marked and copied, and leads to the certificate as it stands.
        let field = format!("readonly value=\"https://training.example.org{shared}\"");
        for page in [page, ada.open(&format!("/certificates/{id}")).await.expect(200).text()] {
            assert!(page.contains(&field), "{field} is missing: {page}");
        }
        assert!(app.browser().open(&shared).await.expect(200).text().contains("state-good\">Valid"));
        let paper = ada.open(&format!("/certificates/{id}.pdf")).await.expect(200);
        assert_eq!(paper.header("content-type"), "application/pdf");
        assert!(paper.body.starts_with(b"%PDF"));
        let record = ada.open("/my-certificates/record.pdf").await.expect(200);
        assert!(record.body.starts_with(b"%PDF"));
        assert!(ada.open(&format!("/certificates/{id}")).await.expect(200).text().contains("valid"));
        assert_eq!(ada.open("/certificates").await.expect(303).header("location"), "/my-certificates");

        let ben = app.browser_of(&class.people[1]).await;
        let page = ben.open("/my-certificates").await.expect(200).text();
        assert!(page.contains("1 hour 50 minutes of CPD in 2026") && page.contains("(there for part of it)"), "{page}");
        for rest in ["", ".pdf"] {
            ben.open(&format!("/certificates/{id}{rest}")).await.expect(404);
        }
    }

    async fn with_nothing_done_it_says_what_will_stand_there(app: TestApp) {
        let dora = app.delegate("Dora").await;
        let page = app.browser_of(&dora).await.open("/my-certificates").await.expect(200).text();
        assert!(page.contains("Nothing is recorded yet."), "{page}");
    }

    async fn what_is_from_before_stands_there_with_nothing_to_say_of_it(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let dora = app.delegate("Dora").await;
        completed(&app, &dora, "introduction").await;
        let browser = app.browser_of(&dora).await;
        let page = browser.open("/my-certificates").await.expect(200).text();
        assert!(page.contains("Recorded from before.") && !page.contains("/reflection"), "{page}");
        browser.open("/my-certificates/hand-in/plain").await.expect(200);
    }
}
