//! Name badges of a session.

use serde_json::json;
use training_ladder::domain::words::OrganisationKind;

use crate::{
    documents::reading::Pdf,
    support::{app::TestApp, database::both_databases, register::Class},
};

both_databases! {
    async fn badges_say_the_name_and_the_organisation_if_the_course_says_so(app: TestApp) {
        let school = app.organisation("Hill School", OrganisationKind::School).await;
        let class = Class::of(&app, &["Ada Abel"]).await;
        let ben = app.delegate("Ben Bright").await;
        app.join(&ben, school, false).await;
        app.post(&ben, &class.path("bookings"), json!({})).await.expect(201);
        let badges = async || {
            let printed = app.get(&class.tess, &class.path("badges")).await.expect(200);
            assert_eq!(printed.header("content-type"), "application/pdf");
            assert_eq!(printed.header("cache-control"), "private, no-store");
            Pdf::read(&printed.body).text()
        };
        let text = badges().await;
        assert!(text.contains("Ada Abel") && text.contains("Ben Bright") && !text.contains("Hill School"), "{text}");
        let course = "/api/v1/courses/introduction";
        let settings = app.get(&class.cora, &format!("{course}/settings")).await.expect(200).json();
        assert_eq!(settings["badges_show_organisation"], false);
        app.patch(&class.cora, course, json!({"badges_show_organisation": true})).await.expect(200);
        let text = badges().await;
        assert!(text.contains("Hill School"), "{text}");
        app.get(&ben, &class.path("badges")).await.expect_problem(403, "forbidden");
        let stranger = app.trainer("Tom Trainer").await;
        app.get(&stranger, &class.path("badges")).await.expect_problem(404, "not_found");
        let browser = app.browser_of(&class.tess).await;
        let page = browser.open(&format!("/sessions/{}/roster", class.session)).await.expect(200).text();
        assert!(page.contains("Name badges (PDF)"), "{page}");
        let file = browser.open(&format!("/sessions/{}/badges.pdf", class.session)).await.expect(200);
        assert!(file.body.starts_with(b"%PDF"));
    }
}
