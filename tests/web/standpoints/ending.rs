//! What somebody sees of others begins with a yes, and ends with the relation it came by.

use actix_web::http::Method;
use serde_json::{Value, json};
use training_ladder::{domain::words::OrganisationKind, web::routes::routes};

use super::{places::Places, taking::Named, uuid_of};
use crate::support::{
    app::{Someone, TestApp},
    catalogue::id_of,
    database::both_databases,
};

fn ids(list: &Value) -> Vec<String> {
    list["items"].as_array().expect("items").iter().map(id_of).collect()
}

async fn status(app: &TestApp, who: &Someone, method: &str, path: &str) -> u16 {
    let method = Method::from_bytes(method.as_bytes()).expect("a method");
    let token = app.sign_in(&who.email).await;
    app.send(method, path, Some(&token), &[], None).await.status.as_u16()
}

both_databases! {
    async fn what_was_seen_ends_with_the_relation(app: TestApp) {
        let places = Places::made(app).await;
        let (world, app) = (&places.world, &places.world.app);
        let person = Named { email: world.person.email.clone(), id: world.person.id.to_string() };
        let mut wrong = Vec::new();
        for from in &places.standpoints {
            let Some(who) = &from.someone else { continue };
            // Of the person themselves, on every route that shows something of theirs.
            for route in routes().filter(|route| route.method == "GET" && !route.path.starts_with("/demo/")) {
                let about = ["people/{id}", "/bookings/{id}", "/certificates/{id}", "/commissions/{id}"];
                if !about.iter().any(|part| route.path.contains(part)) {
                    continue;
                }
                let Some((_, path)) = world.address_of(route) else { continue };
                let found = if (route.name)().starts_with("pages_") {
                    app.browser_of(who).await.open(&path).await.status.as_u16()
                } else {
                    status(app, who, route.method, &path).await
                };
                if !matches!(found, 403 | 404) {
                    wrong.push(format!("{} by {}: {found}", route.path, from.label));
                }
            }
            for list in ["/api/v1/bookings", "/api/v1/certificates"] {
                let one = format!("{list}?person_id={}", person.id);
                let found = app.get(who, &one).await;
                if found.status.as_u16() == 200 && !ids(&found.json()).is_empty() {
                    wrong.push(format!("{one} by {}: {}", from.label, found.text()));
                }
            }
        }
        // What the one who left had asked for goes with the organisation.
        let left = places.standpoints.last().expect("who left");
        let who = left.someone.as_ref().expect("somebody");
        let nobody = Named { email: String::new(), id: uuid_of(0) };
        for route in routes().filter(|route| route.method == "GET" && route.path.starts_with("/api/v1/commissions/{id}")) {
            let path = left.address_of(world, route, &nobody).expect("an address");
            let found = status(app, who, "GET", &path).await;
            if found != 404 {
                wrong.push(format!("{path} by who left: {found}"));
            }
        }
        assert_eq!(ids(&app.get(who, "/api/v1/commissions").await.expect(200).json()), Vec::<String>::new());
        // Neither does saying that one belongs there again bring it back.
        let claim = json!({"organisation_id": world.organisation});
        app.post(who, "/api/v1/me/memberships", claim).await.expect(201);
        assert_eq!(ids(&app.get(who, "/api/v1/commissions").await.expect(200).json()), Vec::<String>::new());
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    async fn a_claim_shows_name_and_address_and_nothing_else(app: TestApp) {
        let (lead, ada) = (app.delegate("Lea Lead").await, app.delegate("Ada Asker").await);
        let school = app.organisation("Hillside School", OrganisationKind::School).await;
        app.join(&lead, school, true).await;
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 5).await;
        let path = format!("/api/v1/sessions/{session}/bookings");
        let booking = id_of(&app.post(&ada, &path, json!({})).await.expect(201).json());
        let claim = json!({"organisation_id": school});
        let membership = id_of(&app.post(&ada, "/api/v1/me/memberships", claim).await.expect(201).json());

        let list = app.get(&lead, "/api/v1/memberships?unconfirmed=true").await.expect(200).json();
        assert_eq!(list["items"], json!([{
            "id": membership, "person": {"id": membership, "name": "Ada Asker"}, "email": ada.email,
            "organisation": {"id": school, "name": "Hillside School"}, "from_on": null, "to_on": null,
            "is_lead": false, "confirmed": false, "disputed": false,
        }]));
        let page = app.browser_of(&lead).await.open("/my-people").await.expect(200).text();
        assert!(page.contains("Ada Asker") && page.contains(&ada.email), "{page}");
        assert!(!page.contains(&format!("/people/{}", ada.id)), "{page}");
        let person = format!("/api/v1/people/{}", ada.id);
        let of_her = [person.clone(), format!("{person}/cpd"), format!("/api/v1/bookings/{booking}")];
        for path in &of_her {
            app.get(&lead, path).await.expect_problem(404, "not_found");
        }
        assert_eq!(ids(&app.get(&lead, "/api/v1/people").await.expect(200).json()), Vec::<String>::new());
        assert_eq!(ids(&app.get(&lead, "/api/v1/bookings").await.expect(200).json()), Vec::<String>::new());
        // Nobody else hears of her bookings because of it.
        app.run_jobs().await;
        assert!(!app.kinds_to(&lead.email).await.iter().any(|kind| kind.starts_with("manager_")));

        app.post(&lead, &format!("/api/v1/memberships/{membership}/confirm"), json!({})).await.expect(200);
        for path in &of_her {
            app.get(&lead, path).await.expect(200);
        }
    }

    async fn a_manager_adds_to_what_somebody_needs_and_reads_nothing_of_it(app: TestApp) {
        let manager = app.delegate("Mary Manager").await;
        let id = manager.id;
        let ada = app.person("Ada", move |row| row.line_manager_id = Some(id)).await;
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 5).await;
        let path = format!("/api/v1/sessions/{session}/bookings");
        let mut answers = Vec::new();
        for said in [None, Some("Live captions, please: I lip-read.")] {
            let booking = if said.is_none() {
                id_of(&app.post(&ada, &path, json!({})).await.expect(201).json())
            } else {
                let other = app.session(&cora, "introduction", 45, 3, 5).await;
                let bookings = app.get(&ada, "/api/v1/bookings").await.json();
                let go = format!("/api/v1/bookings/{}/move", id_of(&bookings["items"][0]));
                id_of(&app.post(&ada, &go, json!({"session_id": other})).await.expect(200).json())
            };
            let needs = format!("/api/v1/bookings/{booking}/access-needs");
            app.put(&ada, &needs, json!({"needs": said})).await.expect(200);
            app.get(&manager, &needs).await.expect_problem(403, "forbidden");
            let browser = app.browser_of(&manager).await;
            let page = browser.open(&format!("/bookings/{booking}/access-needs")).await.expect(200).text();
            assert!(page.contains("is added to it") && !page.contains("lip-read"), "{page}");
            answers.push([
                app.put(&manager, &needs, json!({"needs": "A seat near the door."})).await.expect(200).json(),
                app.put(&manager, &needs, json!({"needs": "A seat near the door."})).await.expect(200).json(),
                app.put(&manager, &needs, json!({"needs": null})).await.expect(200).json(),
            ]);
            let kept = app.get(&ada, &needs).await.expect(200).json();
            let together = match said {
                None => "A seat near the door.".to_owned(),
                Some(said) => format!("{said}\n\nA seat near the door."),
            };
            assert_eq!(kept["needs"], together);
        }
        assert_eq!(answers[0], answers[1], "whether anything was said before shows in no answer");
        assert_eq!(answers[0][0]["needs"], "A seat near the door.");
    }
}
