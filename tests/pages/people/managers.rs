//! A manager's and a lead's pages: where their people stand, booking for several, adding them.

use serde_json::json;
use training_ladder::{domain::words::OrganisationKind, store::write::people::person as rows};

use crate::support::{
    app::{Someone, TestApp},
    database::both_databases,
    register::Class,
    workbooks::lines_of,
};

/// Makes somebody the line manager of these people.
async fn manage(app: &TestApp, manager: &Someone, people: &[Someone]) {
    let (manager, ids): (_, Vec<_>) = (manager.id, people.iter().map(|person| person.id).collect());
    app.db
        .write(move |tx| {
            for id in &ids {
                let mut row = rows::load_person(tx.conn(), *id)?;
                row.line_manager_id = Some(manager);
                tx.account_for([training_ladder::store::Row::Person(row.id.uuid())]);
                rows::store_person(tx, &row)?;
            }
            Ok::<_, training_ladder::store::Error>(())
        })
        .await
        .expect("managed");
}

/// A ladder of two steps, of which the second asks for the first.
async fn ladder(app: &TestApp, cora: &Someone) {
    let ladder =
        json!({"slug": "city", "name": "City", "rungs": [{"name": "Introduction"}, {"name": "Development"}]});
    app.post(cora, "/api/v1/ladders", ladder).await.expect(201);
    app.course(cora, "introduction", |body| {
        body["ladder"] = json!("city");
        body["rung"] = json!(1);
    })
    .await;
    app.course(cora, "development", |body| {
        body["ladder"] = json!("city");
        body["rung"] = json!(2);
        body["prerequisites"] = json!([{"any_of": [{"kind": "course", "course": "introduction"}]}]);
    })
    .await;
}

/// What somebody did before, as the training team brings it in.
async fn complete(app: &TestApp, cora: &Someone, who: &Someone, on: &str) {
    let list = format!("email,course,date\n{},introduction,{on}\n", who.email);
    let browser = app.browser_of(cora).await;
    let typed = [("kind", "completions"), ("text", list.as_str())];
    let file = browser.submit("/manage/imports", &typed).await.expect(303).header("location");
    browser.submit(&file, &[("_sure", "yes")]).await.expect(303);
}

both_databases! {
    async fn a_manager_sees_where_each_stands_and_what_is_next(app: TestApp) {
        let (cora, mary) = (app.coordinator().await, app.delegate("Mary Manager").await);
        let (ada, ben) = (app.delegate("Ada Archer").await, app.delegate("Ben Baker").await);
        ladder(&app, &cora).await;
        app.session(&cora, "introduction", 20, 3, 20).await;
        let page = app.browser_of(&mary).await.open("/my-people").await;
        page.expect(403);
        manage(&app, &mary, &[ada.clone(), ben.clone()]).await;
        let browser = app.browser_of(&mary).await;
        let page = browser.open("/my-people").await.expect(200).text();
        assert!(page.contains("Ada Archer") && page.contains("can book now"), "{page}");
        assert!(page.contains("not yet") || page.contains("no dates yet"), "{page}");
        let path = "/my-people/book?session";
        assert!(page.contains(path), "{page}");
        // What can be booked leads there, and a card says the name of its column.
        let book = page.split("<a class=\"state state-open\" href=\"").nth(1).expect("a link in the cell");
        assert!(book.starts_with(path) && page.contains("data-column=\"Introduction\""), "{page}");
        // Found by name without script.
        let found = browser.open("/my-people?q=baker").await.expect(200).text();
        assert!(found.contains("Ben Baker") && !found.contains("Ada Archer"), "{found}");
        let nobody = browser.open("/my-people?q=zz").await.expect(200).text();
        assert!(nobody.contains("None of your people has"), "{nobody}");
        // One of them, and nobody else's.
        let person = format!("/people/{}", ada.id);
        let page = browser.open(&person).await.expect(200).text();
        assert!(page.contains("Book for Ada Archer") && page.contains("They have no certificates yet."), "{page}");
        browser.open(&format!("/people/{}", cora.id)).await.expect(404);
    }

    async fn they_are_sorted_filtered_and_taken_away(app: TestApp) {
        let (cora, mary) = (app.coordinator().await, app.delegate("Mary Manager").await);
        ladder(&app, &cora).await;
        app.session(&cora, "introduction", 20, 3, 20).await;
        app.session(&cora, "development", 30, 3, 20).await;
        let mut people = Vec::new();
        for name in ["Ada Archer", "Ben Baker", "Cem Cook"] {
            people.push(app.delegate(name).await);
        }
        manage(&app, &mary, &people).await;
        complete(&app, &cora, &people[0], "2025-06-02").await;
        let (abbey, town) = (
            app.organisation("Abbey School", OrganisationKind::School).await,
            app.organisation("Town Hall", OrganisationKind::Council).await,
        );
        app.join(&people[0], town, false).await;
        app.join(&people[2], abbey, false).await;
        let browser = app.browser_of(&mary).await;
        let order = |page: &str| {
            let mut names: Vec<(usize, &str)> =
                ["Ada Archer", "Ben Baker", "Cem Cook"].into_iter().filter_map(|n| Some((page.find(n)?, n))).collect();
            names.sort_unstable();
            names.into_iter().map(|(_, name)| name).collect::<Vec<_>>().join(", ")
        };
        for (query, wanted) in [
            ("", "Ada Archer, Ben Baker, Cem Cook"),
            ("?sort=organisation", "Cem Cook, Ada Archer, Ben Baker"),
            ("?sort=next", "Ben Baker, Cem Cook, Ada Archer"),
            ("?lacks=introduction", "Ben Baker, Cem Cook"),
            ("?lacks=introduction&q=cook", "Cem Cook"),
            ("?lacks=nothing-of-that-name", "Ada Archer, Ben Baker, Cem Cook"),
            ("?sort=sideways", "Ada Archer, Ben Baker, Cem Cook"),
            ("?page=2", ""),
        ] {
            let page = browser.open(&format!("/my-people{query}")).await.expect(200).text();
            assert_eq!(order(&page), wanted, "{query}: {page}");
        }
        let page = browser.open("/my-people?sort=next&lacks=introduction").await.expect(200).text();
        assert!(page.contains("aria-sort=\"ascending\"") && page.contains("value=\"introduction\" selected"), "{page}");
        assert!(page.contains("Town Hall") || page.contains("Abbey School"), "who comes from where is said: {page}");
        assert!(page.contains("Excel"), "{page}");

        // What was done stays beside what is booked again, on the page and in the files.
        app.session(&cora, "introduction", 60, 3, 20).await;
        let session = app.session(&cora, "introduction", 90, 3, 20).await;
        app.book(&people[0], session, json!({})).await;
        let page = browser.open("/my-people?q=archer").await.expect(200).text();
        assert!(page.contains("2 Jun 2025") && page.contains("booked"), "{page}");
        let text = browser.open("/my-people.csv?lacks=introduction").await.expect(200).text();
        assert!(text.starts_with("\"Name\",\"E-mail\",\"Organisation\",\"Can book next\","), "{text}");
        assert!(text.contains("Ben Baker") && !text.contains("Ada Archer"), "{text}");
        let lines = lines_of(&browser.open("/my-people.xlsx").await.expect(200).body);
        assert_eq!(lines[0][5..7], ["City: Introduction", "City: Introduction, date"].map(str::to_owned));
        assert_eq!(lines[1][0], "Ada Archer");
        assert_eq!(lines[1][5], "done, booked", "{lines:?}");
        app.browser_of(&people[0]).await.open("/my-people.xlsx").await.expect(403);
    }

    async fn whoever_needs_it_comes_first_in_booking(app: TestApp) {
        let (cora, mary) = (app.coordinator().await, app.delegate("Mary Manager").await);
        ladder(&app, &cora).await;
        let session = app.session(&cora, "introduction", 20, 3, 20).await;
        let mut people = Vec::new();
        for name in ["Ada Archer", "Ben Baker", "Cem Cook"] {
            people.push(app.delegate(name).await);
        }
        manage(&app, &mary, &people).await;
        complete(&app, &cora, &people[0], "2025-06-02").await;
        app.book(&people[1], session, json!({})).await;
        let page = app.browser_of(&mary).await.open(&format!("/my-people/book?session={session}")).await;
        let page = page.expect(200).text();
        let [cem, ada, ben] = ["Cem Cook", "Ada Archer", "Ben Baker"].map(|name| page.find(name).expect("a name"));
        assert!(cem < ada && ada < ben, "who has not done it, who has, who cannot: {page}");
        assert!(page.contains("did this course on Monday 2 June 2025"), "{page}");
    }

    async fn the_matrix_costs_the_same_for_many_people(app: TestApp) {
        let (cora, mary) = (app.coordinator().await, app.delegate("Mary Manager").await);
        ladder(&app, &cora).await;
        app.session(&cora, "introduction", 20, 3, 20).await;
        let mut people = vec![app.delegate("Person A").await];
        manage(&app, &mary, &people).await;
        let browser = app.browser_of(&mary).await;
        let mut costs = Vec::new();
        for letter in ['B', 'C', 'D'] {
            let before = app.app.reads.statements_run();
            browser.open("/my-people").await.expect(200);
            costs.push(app.app.reads.statements_run() - before);
            people.push(app.delegate(&format!("Person {letter}")).await);
            manage(&app, &mary, &people).await;
        }
        assert!(costs.windows(2).all(|two| two[0] == two[1]), "{costs:?}");
    }

    async fn several_are_booked_at_once_and_each_has_their_own_answer(app: TestApp) {
        let (cora, mary) = (app.coordinator().await, app.delegate("Mary Manager").await);
        ladder(&app, &cora).await;
        let mut people = Vec::new();
        for name in ["Ada Archer", "Ben Baker", "Cem Cook", "Dee Dyer"] {
            people.push(app.delegate(name).await);
        }
        manage(&app, &mary, &people).await;
        let session = app.session(&cora, "introduction", 20, 3, 2).await;
        app.post(&people[0], &format!("/api/v1/sessions/{session}/bookings"), json!({})).await.expect(201);
        let browser = app.browser_of(&mary).await;
        let page = browser.open("/my-people/book").await.expect(200).text();
        assert!(page.contains(&format!("/my-people/book?session&#x3D;{session}")), "{page}");
        let page = browser.open(&format!("/my-people/book?session={session}&person={}", people[1].id)).await;
        let page = page.expect(200).text();
        assert!(page.contains("1 place left") && page.contains("Cannot come to this date"), "{page}");
        assert!(page.contains(&format!("value=\"{}\" checked", people[1].id)), "{page}");

        let session_id = session.to_string();
        let page = browser.submit("/my-people/book", &[("session", &session_id)]).await.expect(422).text();
        assert!(page.contains("Tick whom you want to book."), "{page}");
        let ids: Vec<String> = people.iter().map(|person| person.id.to_string()).collect();
        let typed = [
            ("session", session_id.as_str()), ("key", "one"),
            ("person", ids[0].as_str()), ("person", ids[1].as_str()), ("person", ids[2].as_str()),
        ];
        for _ in 0..2 {
            // Sent twice, it says the same and books once.
            let page = browser.submit("/my-people/book", &typed).await.expect(200).text();
            assert!(page.contains("1 of 3 people booked."), "{page}");
            assert!(page.contains("booked, reference") && page.contains("The date is full."), "{page}");
        }
        let typed = [
            ("session", session_id.as_str()), ("key", "two"), ("waitlist", "yes"), ("person", ids[3].as_str()),
        ];
        let page = browser.submit("/my-people/book", &typed).await.expect(200).text();
        assert!(page.contains("on the waiting list, number 1"), "{page}");
        // Nobody books whom they do not manage.
        let stranger = cora.id.to_string();
        let typed = [("session", session_id.as_str()), ("person", stranger.as_str())];
        let page = browser.submit("/my-people/book", &typed).await.expect(200).text();
        assert!(!page.contains("Cora"), "{page}");
    }

    async fn somebody_is_refused_with_the_way_there(app: TestApp) {
        let (cora, mary) = (app.coordinator().await, app.delegate("Mary Manager").await);
        ladder(&app, &cora).await;
        let ada = app.delegate("Ada Archer").await;
        manage(&app, &mary, std::slice::from_ref(&ada)).await;
        let first = app.session(&cora, "introduction", 20, 3, 20).await;
        let second = app.session(&cora, "development", 10, 3, 20).await;
        let browser = app.browser_of(&mary).await;
        let page = browser.open(&format!("/my-people/book?session={second}")).await.expect(200).text();
        assert!(page.contains("Ada Archer can book this after Introduction."), "{page}");
        assert!(page.contains(&format!("/my-people/book?session={first}&amp;person={}", ada.id))
            || page.contains(&format!("/my-people/book?session&#x3D;{first}&amp;person&#x3D;{}", ada.id)), "{page}");
        let typed = [("session", second.to_string()), ("person", ada.id.to_string())];
        let typed: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let page = browser.submit("/my-people/book", &typed).await.expect(200).text();
        assert!(page.contains("Nobody got a place.") && page.contains("not booked"), "{page}");
    }

    async fn a_lead_adds_and_confirms_people_and_says_how_they_hear_of_bookings(app: TestApp) {
        let school = app.organisation("Hillside School", OrganisationKind::School).await;
        let lea = app.delegate("Lea Lead").await;
        app.join(&lea, school, true).await;
        let browser = app.browser_of(&lea).await;
        let page = browser.open("/my-people").await.expect(200).text();
        assert!(page.contains("Nobody is here yet."), "{page}");
        assert!(browser.open("/my-people/add").await.expect(200).text().contains("They are asked whether they belong to Hillside School."));
        let organisation = school.to_string();
        let typed = [("name", "Sam Okoro"), ("email", "office@school.example"), ("organisation", organisation.as_str())];
        let page = browser.submit("/my-people/add", &typed).await.expect(422).text();
        assert!(page.contains("There is a problem") && page.contains("value=\"Sam Okoro\""), "{page}");
        let typed = [("name", "Sam Okoro"), ("email", "sam.okoro@school.example"), ("organisation", organisation.as_str())];
        let answer = browser.submit("/my-people/add", &typed).await.expect(303);
        let page = browser.open(&answer.header("location")).await.expect(200).text();
        assert!(!page.contains("Sam Okoro") && page.contains("Asked. They get an e-mail"), "{page}");

        let ben = app.delegate("Ben Baker").await;
        app.post(&ben, "/api/v1/me/memberships", json!({"organisation_id": school})).await.expect(201);
        let page = browser.open("/my-people").await.expect(200).text();
        assert!(page.contains("says that they belong to Hillside School"), "{page}");
        let confirm = page.split("action=\"/memberships/").nth(1).and_then(|rest| rest.split('"').next());
        let confirm = format!("/memberships/{}", confirm.expect("a claim"));
        app.browser_of(&ben).await.submit(&confirm, &[]).await.expect(403);
        browser.submit(&confirm, &[]).await.expect(303);
        assert!(!browser.open("/my-people").await.text().contains("says that they belong"));

        let page = browser.submit("/my-people/copies", &[("copies", "hourly")]).await.expect(422).text();
        assert!(page.contains("Choose how you want to hear of bookings."), "{page}");
        browser.submit("/my-people/copies", &[("copies", "each")]).await.expect(303);
        let page = browser.open("/my-people").await.expect(200).text();
        assert!(page.contains("value=\"each\" checked"), "{page}");
    }

    async fn a_manager_finds_the_certificates_of_their_people(app: TestApp) {
        let mut class = Class::of(&app, &["Ada Archer"]).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["p"]).await;
        class.close(&app).await.expect(200);
        let mary = app.delegate("Mary Manager").await;
        manage(&app, &mary, &class.people).await;
        let browser = app.browser_of(&mary).await;
        let page = browser.open("/my-people/certificates").await.expect(200).text();
        assert!(page.contains("Ada Archer") && page.contains(".pdf"), "{page}");
        let page = browser.open(&format!("/people/{}", class.people[0].id)).await.expect(200).text();
        assert!(page.contains("2 hours 45 minutes of CPD") && page.contains(".pdf"), "{page}");
    }
}
