//! The coordinator's people and organisations: found, added, changed, merged, confirmed, brought in.

use serde_json::json;
use training_ladder::domain::words::OrganisationKind;

use crate::support::{app::TestApp, database::both_databases, pages::value_of};

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

    async fn an_account_is_closed_once_each_place_is_decided_about(app: TestApp) {
        let cora = app.coordinator().await;
        let dora = app.delegate("Dora Delegate").await;
        let mut references = Vec::new();
        for (slug, days) in [("introduction", 30), ("development", 40)] {
            app.course(&cora, slug, |_| {}).await;
            let session = app.session(&cora, slug, days, 3, 20).await;
            let path = format!("/api/v1/sessions/{session}/bookings");
            references.push(app.post(&dora, &path, json!({})).await.expect(201).json());
        }
        let browser = app.browser_of(&cora).await;
        let path = format!("/manage/people/{}", dora.id);
        let revision = value_of(&browser.open(&path).await.expect(200).text(), "revision").expect("a revision");
        let typed = [("name", "Dora Delegate"), ("revision", revision.as_str()), ("disabled", "yes")];
        let close = browser.submit(&path, &typed).await.expect(303).header("location");
        assert_eq!(close, format!("{path}/close"));
        let page = browser.open(&close).await.expect(200).text();
        let fields: Vec<String> =
            references.iter().map(|booking| format!("place_{}", booking["id"].as_str().unwrap())).collect();
        assert!(page.contains(&fields[0]) && page.contains(&fields[1]), "{page}");
        let half = [("sure", "yes"), (fields[0].as_str(), "free")];
        assert!(browser.submit(&close, &half).await.expect(422).text().contains("freed or kept"));
        app.get(&dora, "/api/v1/me").await.expect(200);
        let both = [("sure", "yes"), (fields[0].as_str(), "free"), (fields[1].as_str(), "keep")];
        let done = browser.submit(&close, &both).await.expect(303).header("location");
        let page = browser.open(&done).await.expect(200).text();
        assert!(page.contains("The account is closed.") && page.contains("switched off"), "{page}");
        for (booking, state) in references.iter().zip(["cancelled", "booked"]) {
            let path = format!("/api/v1/bookings/{}", booking["id"].as_str().unwrap());
            assert_eq!(app.get(&cora, &path).await.expect(200).json()["state"], state);
        }
        app.audit().await;
    }

    async fn a_mistyped_address_is_corrected_while_nobody_has_confirmed_it(app: TestApp) {
        let cora = app.coordinator().await;
        let school = app.organisation("Hillside School", OrganisationKind::School).await;
        let body = json!({"name": "Sam Okoro", "email": "sam@hilside.example", "organisation_id": school});
        let sam = app.post(&cora, "/api/v1/people/invite", body).await.expect(201).json();
        let record = format!("/manage/people/{}", sam["id"].as_str().unwrap());
        let browser = app.browser_of(&cora).await;
        let path = format!("{record}/address");
        assert!(browser.open(&record).await.expect(200).text().contains(&path));
        assert!(browser.open(&path).await.expect(200).text().contains("sam@hilside.example"));
        assert!(browser.submit(&path, &[("email", "sam")]).await.expect(422).text().contains("value=\"sam\""));
        let done = browser.submit(&path, &[("email", "sam@hillside.example")]).await.expect(303).header("location");
        let page = browser.open(&done).await.expect(200).text();
        assert!(page.contains("The address is corrected") && page.contains("sam@hillside.example"), "{page}");
        assert_eq!(app.kinds_to("sam@hillside.example").await, ["invited_to_join"]);
        let own = format!("/manage/people/{}/address", cora.id);
        assert!(browser.open(&own).await.expect(200).text().contains("is confirmed"));
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
        assert!(page.contains("Confirmed") && page.contains("Nobody is waiting."));
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
}
