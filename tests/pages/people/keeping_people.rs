//! The coordinator's people and organisations: found, added, changed, merged, confirmed, brought in.

use serde_json::json;
use training_ladder::domain::words::OrganisationKind;

use crate::support::{app::TestApp, database::both_databases, pages::value_of, raw_database::Beside};

both_databases! {
    async fn somebody_is_added_and_found(app: TestApp) {
        let cora = app.coordinator().await;
        app.organisation("Hillside School", OrganisationKind::School).await;
        app.organisation("Hillside Nursery", OrganisationKind::School).await;
        let browser = app.browser_of(&cora).await;
        let path = "/manage/people/new";
        let key = value_of(&browser.open(path).await.expect(200).text(), "key").expect("a key");
        let with = |email, organisation| {
            [("name", "Sam Okoro"), ("email", email), ("organisation_id", organisation), ("key", key.as_str())]
        };
        let wrong = browser.submit(path, &with("office@hillside.example", "hillside")).await.expect(422).text();
        assert!(wrong.contains("Several are called so: Hillside Nursery, Hillside School."), "{wrong}");
        assert!(wrong.contains("value=\"Sam Okoro\"") && wrong.contains("office@hillside.example"));
        let typed = with("sam.okoro@hillside.example", "hillside school");
        let done = browser.submit(path, &typed).await.expect(303).header("location");
        browser.submit(path, &typed).await.expect(303);
        assert!(browser.open(&done).await.expect(200).text().contains("They are being mailed a link."));
        let found = browser.open("/manage/people?q=okoro").await.expect(200).text();
        assert_eq!(found.matches("sam.okoro@hillside.example").count(), 1, "added once: {found}");
        assert_eq!(app.kinds_to("sam.okoro@hillside.example").await, ["invited_to_join"]);
        let nobody = browser.open("/manage/people?q=zzz").await.expect(200).text();
        assert!(nobody.contains("Nobody found."));
    }

    async fn a_record_is_changed_and_a_stale_form_says_so(app: TestApp) {
        let cora = app.coordinator().await;
        let dora = app.delegate("Dora Delegate").await;
        let browser = app.browser_of(&cora).await;
        let path = format!("/manage/people/{}", dora.id);
        let page = browser.open(&path).await.expect(200).text();
        let revision = value_of(&page, "revision").expect("a revision");
        let typed = [("name", "Dora Trainer"), ("roles", "trainer"), ("revision", revision.as_str())];
        let done = browser.submit(&path, &typed).await.expect(303).header("location");
        let page = browser.open(&done).await.expect(200).text();
        assert!(page.contains("Dora Trainer") && page.contains("Saved."));
        let typed = [("name", "Dora Other"), ("revision", revision.as_str())];
        let stale = browser.submit(&path, &typed).await.expect(422).text();
        assert!(stale.contains("Somebody else changed this record") && stale.contains("value=\"Dora Other\""));
        let now = value_of(&stale, "revision").expect("a revision");
        browser.submit(&path, &[("name", "Dora Other"), ("revision", now.as_str())]).await.expect(303);
        let own = format!("/manage/people/{}", cora.id);
        let revision = value_of(&browser.open(&own).await.text(), "revision").expect("a revision");
        let typed = [("name", "Cora"), ("revision", revision.as_str()), ("disabled", "yes")];
        assert!(browser.submit(&own, &typed).await.expect(422).text().contains("cannot take your own access away"));
    }

    async fn two_records_are_put_together_after_a_look(app: TestApp) {
        let cora = app.coordinator().await;
        let (dora, double) = (app.delegate("Dora Delegate").await, app.delegate("Dora Double").await);
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 20).await;
        for who in [&dora, &double] {
            app.post(who, &format!("/api/v1/sessions/{session}/bookings"), json!({})).await.expect(201);
        }
        let browser = app.browser_of(&cora).await;
        let path = format!("/manage/people/{}/merge", double.id);
        let choose = format!("{path}?person={}", dora.id);
        assert!(browser.open(&format!("{path}?q=dora")).await.expect(200).text().contains(&choose.replace('=', "&#x3D;")));
        let page = browser.open(&choose).await.expect(200).text();
        assert!(page.contains("Both are on one date") && page.contains("1 booking moves across."), "{page}");
        let into = dora.id.to_string();
        let done = browser.submit(&path, &[("into", into.as_str())]).await.expect(303).header("location");
        assert!(browser.open(&done).await.expect(200).text().contains("The two records are one now."));
        browser.open(&format!("/manage/people/{}", double.id)).await.expect(404);
    }

    async fn memberships_are_confirmed_and_ended(app: TestApp) {
        let cora = app.coordinator().await;
        let dora = app.delegate("Dora Delegate").await;
        let school = app.organisation("Hillside School", OrganisationKind::School).await;
        let claim = json!({"organisation_id": school});
        app.post(&dora, "/api/v1/me/memberships", claim).await.expect(201);
        let browser = app.browser_of(&cora).await;
        let page = browser.open("/manage/memberships").await.expect(200).text();
        assert!(page.contains("Dora Delegate") && page.contains("Hillside School"));
        assert!(browser.open("/work").await.text().contains("Memberships to confirm"));
        let confirm = page.split("action=\"/manage/memberships/").nth(1).and_then(|rest| rest.split('"').next());
        let confirm = format!("/manage/memberships/{}", confirm.expect("a membership"));
        let done = browser.submit(&confirm, &[]).await.expect(303).header("location");
        let page = browser.open(&done).await.expect(200).text();
        assert!(page.contains("Confirmed") && page.contains("None waits."));
        let organisation = format!("/manage/organisations/{school}");
        let lead = [("is_lead", "yes"), ("back", organisation.as_str())];
        assert_eq!(browser.submit(&confirm, &lead).await.expect(303).header("location"), organisation);
        assert!(browser.open(&organisation).await.expect(200).text().contains("leads it"));
        browser.submit(&confirm.replace("/confirm", "/end"), &[]).await.expect(303);
        assert!(browser.open(&organisation).await.expect(200).text().contains("Nobody yet."));
    }

    async fn an_organisation_is_added_and_changed(app: TestApp) {
        let cora = app.coordinator().await;
        let browser = app.browser_of(&cora).await;
        let path = "/manage/organisations/new";
        let wrong = browser.submit(path, &[("name", ""), ("kind", "school"), ("domain", "not a domain")]).await;
        assert!(wrong.expect(422).text().contains("value=\"not a domain\""));
        let typed = [("name", "Hillside School"), ("kind", "school"), ("domain", ""), ("key", "k")];
        let made = browser.submit(path, &typed).await.expect(303).header("location");
        assert_eq!(made, browser.submit(path, &typed).await.expect(303).header("location"));
        let address = made.split('?').next().expect("an address").to_owned();
        let page = browser.open(&made).await.expect(200).text();
        let revision = value_of(&page, "revision").expect("a revision");
        let typed = [("name", "Hilltop School"), ("kind", "school"), ("listed", "yes"), ("revision", revision.as_str())];
        browser.submit(&address, &typed).await.expect(303);
        assert!(browser.open("/manage/organisations?q=hilltop").await.expect(200).text().contains("Hilltop School"));
        let typed = [("name", "Hill School"), ("kind", "school"), ("listed", "yes"), ("revision", revision.as_str())];
        assert!(browser.submit(&address, &typed).await.expect(422).text().contains("Somebody else changed"));
    }

    async fn a_list_is_looked_at_before_it_is_brought_in(app: TestApp) {
        let cora = app.coordinator().await;
        let browser = app.browser_of(&cora).await;
        let path = "/manage/imports";
        browser.open(path).await.expect(200);
        assert!(browser.submit(path, &[]).await.expect(422).text().contains("Choose a file, or paste the lines."));
        let bad = "name,email,organisation\nPat Person,pat,\nSam Okoro,sam@x.example,Nowhere";
        let page = browser.submit(path, &[("kind", "people"), ("text", bad)]).await.expect(422).text();
        assert!(page.contains("Line 2:") && page.contains("Pat Person,pat,"), "{page}");
        // As a spreadsheet pastes it.
        let lines = "name\tkind\tdomain\nOakfield School\tschool\toakfield.example";
        let mut typed = vec![("kind", "organisations"), ("text", lines)];
        let page = browser.submit(path, &typed).await.expect(200).text();
        assert!(page.contains("1 added, 0 changed, 0 there already."), "{page}");
        let count = "SELECT COUNT(*) FROM organisations";
        assert_eq!(Beside::to(&app.database).number(count), 0, "looking stores nothing");
        typed.push(("_sure", "yes"));
        let done = browser.submit(path, &typed).await.expect(303).header("location");
        assert!(browser.open(&done).await.text().contains("Brought in: 1 added"));
        let done = browser.submit(path, &typed).await.expect(303).header("location");
        assert!(browser.open(&done).await.text().contains("0 added, 0 changed, 1 there already"));
    }
}
