//! Who is trained to which step and until when: to coordinators all, to others who said yes.

use serde_json::json;
use training_ladder::domain::words::OrganisationKind;

use super::{found, names, trained};
use crate::support::{app::TestApp, database::both_databases};

both_databases! {
    async fn who_is_listed_only_by_their_own_yes(app: TestApp) {
        let mut class = trained(&app, &["Ada Ash", "Ben Birch"]).await;
        let school = app.organisation("Hillside School", OrganisationKind::School).await;
        app.join(&class.people[0], school, false).await;
        let olly = app.delegate("Olly Other").await;

        let all = found(&app, &class.cora, "").await;
        assert_eq!(names(&all), ["Ada Ash", "Ben Birch"]);
        assert_eq!(all[0]["current_until"], "2027-11-10");
        assert_eq!(all[0]["state"], "current");
        assert_eq!(all[0]["listed"], false);
        assert_eq!(all[0]["organisations"][0]["name"], "Hillside School");
        assert_eq!(all[0]["course"]["slug"], "introduction");
        assert!(found(&app, &olly, "").await.is_empty(), "unlisted ones are seen by coordinators alone");

        let ada = app.browser_of(&class.people[0]).await;
        let page = ada.open("/my-practice").await.expect(200).text();
        assert!(page.contains("List me as a practitioner") && page.contains("No address"));
        ada.submit("/my-practice", &[("act", "list")]).await.expect(303);
        let listed = found(&app, &olly, "").await;
        assert_eq!(names(&listed), ["Ada Ash"]);
        assert!(listed[0]["person_id"].is_null() && listed[0]["supported_by"].is_null());
        assert!(!listed[0].to_string().contains('@'), "no address");
        let seen = app.browser_of(&olly).await;
        let page = seen.open("/reports/practitioners").await.expect(200).text();
        assert!(page.contains("Ada Ash") && !page.contains("Ben Birch") && page.contains("Hillside School"));
        assert!(!page.contains(&class.people[0].email));

        // Taken back at once.
        ada.submit("/my-practice", &[("act", "off")]).await.expect(303);
        assert!(found(&app, &olly, "").await.is_empty());
        let page = seen.open("/reports/practitioners").await.expect(200).text();
        assert!(!page.contains("Ada Ash"));
        // Who has done nothing of the kind cannot be listed.
        seen.submit("/my-practice", &[("act", "list")]).await.expect(422);

        // Page by page it is the same.
        let path = "/api/v1/reports/practitioners?limit=1";
        let first = app.get(&class.cora, path).await.expect(200);
        assert_eq!(names(first.json()["items"].as_array().expect("a list")), ["Ada Ash"]);
        let next = first.json()["next"].as_str().expect("more").to_owned();
        assert!(first.header("link").contains(&next), "{}", first.header("link"));
        let second = app.get(&class.cora, &format!("{path}&cursor={next}")).await.expect(200).json();
        assert_eq!(names(second["items"].as_array().expect("a list")), ["Ben Birch"]);
        assert!(second["next"].is_null());
        app.get(&class.cora, "/api/v1/reports/practitioners?cursor=nonsense!").await.expect(400);

        // Filters, and the same as files.
        assert_eq!(names(&found(&app, &class.cora, &format!("?organisation={school}")).await), ["Ada Ash"]);
        assert_eq!(found(&app, &class.cora, "?course=introduction").await.len(), 2);
        assert!(found(&app, &class.cora, "?course=development").await.is_empty());
        assert!(found(&app, &class.cora, "?lapsing=true").await.is_empty());
        let path = "/api/v1/reports/practitioners";
        let csv = app.get(&class.cora, &format!("{path}?format=csv")).await.expect(200);
        assert!(csv.header("content-type").starts_with("text/csv"));
        assert!(csv.text().contains("\"Ada Ash\",\"Hillside School\""), "{}", csv.text());
        let book = app.get(&class.cora, &format!("{path}?format=xlsx")).await.expect(200);
        assert!(book.header("content-type").contains("spreadsheetml"));
        app.get(&class.cora, &format!("{path}?format=pdf")).await.expect(422);
        app.get_public(path).await.expect(401);

        // A year and a day on nobody is current, and of those listed nobody is shown.
        ada.submit("/my-practice", &[("act", "list")]).await.expect(303);
        class.at(&app, "2027-11-11T09:00:00Z".parse().unwrap()).await;
        assert_eq!(found(&app, &class.cora, "").await[0]["state"], "lapsed");
        assert!(found(&app, &class.people[1], "").await.is_empty());
        app.audit().await;
    }

    async fn a_declaration_renews_and_a_withdrawn_completion_does_not_count(app: TestApp) {
        let mut class = trained(&app, &["Ada Ash"]).await;
        let kind = json!({"slug": "practised", "statement": "I have practised this year"});
        app.post(&class.cora, "/api/v1/declaration-kinds", kind).await.expect(201);
        let path = "/api/v1/courses/introduction";
        app.patch(&class.cora, path, json!({"renewed_by": "nothing-such"})).await.expect(422);
        app.patch(&class.cora, path, json!({"current_months": 0})).await.expect(422);
        app.patch(&class.cora, path, json!({"renewed_by": "practised"})).await.expect(200);
        let settings = app.get(&class.cora, &format!("{path}/settings")).await.expect(200).json();
        assert_eq!((&settings["current_months"], &settings["renewed_by"]), (&json!(12), &json!("practised")));
        class.at(&app, "2027-05-31T09:00:00Z".parse().unwrap()).await;
        let said = json!({"declaration": "practised"});
        app.post(&class.people[0], "/api/v1/me/declarations", said).await.expect(201);
        assert_eq!(found(&app, &class.cora, "").await[0]["current_until"], "2028-05-31");
        // The register is opened again and nobody was there.
        class.reopen(&app).await.expect(200);
        class.mark_all(&app, &["a"]).await;
        class.close(&app).await.expect(200);
        assert!(found(&app, &class.cora, "").await.is_empty(), "by saying so alone nobody is a practitioner");
        app.patch(&class.cora, path, json!({"current_months": null, "renewed_by": null})).await.expect(200);
        app.audit().await;
    }
}
