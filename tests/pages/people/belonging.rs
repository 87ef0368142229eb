//! Whoever registers with an address of an organisation's domain is asked whether they belong there.

use training_ladder::{
    domain::{ids::OrganisationId, words::OrganisationKind},
    store::write::people::organisations,
};

use crate::support::{
    app::{PASSWORD, Someone, TestApp},
    database::both_databases,
    pages::value_of,
};

const QUESTION: &str = "Do you belong to Hill School?";
const PAGE: &str = "/account/who-sees";

/// A school with this mail domain and a lead.
async fn school(app: &TestApp, name: &str, domain: &'static str) -> (OrganisationId, Someone) {
    let school = app.organisation(name, OrganisationKind::School).await;
    app.db
        .write(move |tx| {
            let mut row = organisations::load(tx.conn(), school)?;
            row.domain = Some(domain.to_owned());
            organisations::store(tx, &row)
        })
        .await
        .expect("a domain");
    let lead = app.delegate(&format!("Lea of {name}")).await;
    app.join(&lead, school, true).await;
    (school, lead)
}

/// Where a sign-in leads.
async fn signed_in(app: &TestApp, who: &Someone) -> String {
    let typed = [("email", who.email.as_str()), ("password", PASSWORD), ("return_to", "/my-bookings")];
    app.browser().submit("/sign-in", &typed).await.expect(303).header("location")
}

both_databases! {
    async fn a_lead_learns_of_somebody_only_when_they_say_yes(app: TestApp) {
        let ada = app.delegate("Ada Archer").await;
        assert_eq!(signed_in(&app, &ada).await, "/my-bookings", "nobody is asked without a reason");
        let domain = ada.email.rsplit('@').next().expect("a domain").to_owned();
        let (other, _) = school(&app, "Far School", "far.example").await;
        app.join(&ada, other, false).await;
        app.browser_of(&ada).await.submit(PAGE, &[]).await.expect(303);
        let (school, lea) = school(&app, "Hill School", Box::leak(domain.into_boxed_str())).await;
        let person = format!("/api/v1/people/{}", ada.id);
        let sees = |status: u16| {
            let (app, lea, person) = (&app, &lea, &person);
            async move {
                assert_eq!(app.get(lea, person).await.status.as_u16(), status);
                let page = app.browser_of(lea).await.open("/my-people").await.expect(200).text();
                assert_eq!(page.contains("Ada Archer"), status == 200, "{page}");
            }
        };

        // Asked at the next sign-in, and on the home until they answer.
        assert!(signed_in(&app, &ada).await.starts_with(PAGE));
        let browser = app.browser_of(&ada).await;
        let home = browser.open("/my-ladder").await.expect(200).text();
        assert!(home.contains("Waiting for you") && home.contains(QUESTION), "{home}");
        let page = browser.open(PAGE).await.expect(200).text();
        assert!(page.contains(QUESTION) && page.contains(&ada.email), "{page}");
        assert!(page.contains("whoever leads it (Lea of Hill School) sees your bookings"), "{page}");
        assert_eq!(value_of(&page, "organisation").as_deref(), Some(school.to_string().as_str()));
        sees(404).await;

        let school = school.to_string();
        let page = browser.submit(PAGE, &[("organisation", &school), ("answer", "yes")]).await.expect(200).text();
        assert!(!page.contains(QUESTION) && page.contains("your e-mail address is one of theirs"), "{page}");
        sees(200).await;
        assert_eq!(signed_in(&app, &ada).await, "/my-bookings");
        assert!(!browser.open("/my-ladder").await.expect(200).text().contains(QUESTION));
        app.audit().await;
    }

    async fn no_is_asked_once_and_not_now_again_after_a_while(app: TestApp) {
        let domain: &'static str = "example.org";
        let (ada, ben) = (app.delegate("Ada Archer").await, app.delegate("Ben Baker").await);
        assert!(ada.email.ends_with(domain), "{}", ada.email);
        let (school, lea) = school(&app, "Hill School", domain).await;
        let school = school.to_string();
        for (who, answer) in [(&ada, "no"), (&ben, "not_now")] {
            assert!(signed_in(&app, who).await.starts_with(PAGE));
            let browser = app.browser_of(who).await;
            let page = browser.submit(PAGE, &[("organisation", &school), ("answer", answer)]).await.expect(200).text();
            assert!(!page.contains(QUESTION), "{page}");
            // What is answered stands, and nothing else is asked.
            browser.submit(PAGE, &[("organisation", &school), ("answer", "yes")]).await.expect(200);
            app.get(&lea, &format!("/api/v1/people/{}", who.id)).await.expect_problem(404, "not_found");
            assert_eq!(signed_in(&app, who).await, "/my-bookings");
            assert!(!browser.open("/my-ladder").await.expect(200).text().contains(QUESTION));
        }
        app.clock.advance(chrono::TimeDelta::days(31));
        assert_eq!(signed_in(&app, &ada).await, "/my-bookings");
        assert!(signed_in(&app, &ben).await.starts_with(PAGE));
        app.audit().await;
    }

    async fn a_domain_of_two_organisations_says_nothing(app: TestApp) {
        let ada = app.delegate("Ada Archer").await;
        for name in ["Hill School", "Dale School"] {
            school(&app, name, "example.org").await;
        }
        assert_eq!(signed_in(&app, &ada).await, "/my-bookings");
        let page = app.browser_of(&ada).await.open(PAGE).await.expect(200).text();
        assert!(!page.contains("Do you belong to"), "{page}");
    }
}
