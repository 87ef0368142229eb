//! Every page costs the same number of statements, however many people, dates and bookings there are.

use std::collections::BTreeMap;

use serde_json::json;
use training_ladder::{store::Error, web::routes::routes};

use crate::{
    support::{app::TestApp, database::both_databases},
    web::world::{Caller, World},
};

/// What a page may cost at most: each statement, and the beginning and end of each read.
const MOST: u64 = 15;

/// More people of one manager and organisation, more dates of one trainer, more bookings on one date.
async fn grow(world: &World, more: i64, first_day: i64, label: &str) {
    let app = &world.app;
    let cora = world.caller("a coordinator");
    let (manager, trainer) =
        (world.caller("the manager of the person").id, world.caller("the trainer of the session").id);
    for number in 0..more {
        let name = format!("Person {label}{number}");
        let person = app.person(&name, move |row| row.line_manager_id = Some(manager)).await;
        app.join(&person, world.organisation, false).await;
        let day = first_day + 14 * number;
        let dates = json!([app.date_in(day, 3), app.date_in(day + 7, 3)]);
        let trainers = json!([trainer]);
        let session = app
            .session_with(cora, "introduction", |body| {
                body["dates"] = dates;
                body["trainer_ids"] = trainers;
                body["capacity"] = json!(1);
            })
            .await;
        for (who, session) in [(&person, world.session), (&person, session), (&world.person, session)] {
            let path = format!("/api/v1/sessions/{session}/bookings");
            let body = json!({"person_id": who.id, "join_waitlist": true});
            app.post(cora, &path, body).await.expect(201);
        }
        let named = json!({"person_ids": [person.id]});
        app.post(cora, &format!("/api/v1/commissions/{}/people", world.commission), named).await.expect(201);
        let wish = json!({"aims": "Calmer meetings", "organisation_id": world.organisation});
        app.post(&world.person, "/api/v1/commissions", wish).await.expect(201);
        let claimed = json!({"email": format!("second.{label}{number}@home.example")});
        app.post(&world.person, "/api/v1/me/addresses", claimed).await.expect(201);
    }
}

/// The statements each page runs for each caller who may see it.
async fn counted(world: &World) -> BTreeMap<String, u64> {
    let mut counted = BTreeMap::new();
    // What changed since is read by whoever asks for figures first.
    world.app.app.usecases.prepare_figures().await.expect("figures");
    for caller in &world.callers {
        let browser = match &caller.someone {
            Some(someone) => world.app.browser_of(someone).await,
            None => world.app.browser(),
        };
        for route in routes().filter(|route| route.method == "GET" && !route.path.starts_with("/demo/")) {
            if !(route.name)().starts_with("pages") {
                continue;
            }
            let (_, path) = world.address_of(route).expect("an address");
            // Nothing of it is kept: what a page costs that is made is counted.
            world.app.db.write(|_| Ok::<_, Error>(())).await.expect("an empty write");
            let before = world.app.app.reads.statements_run();
            let answer = browser.open(&path).await;
            if answer.status == 200 {
                let Caller { label, .. } = caller;
                counted.insert(format!("{path} for {label}"), world.app.app.reads.statements_run() - before);
            }
        }
    }
    counted
}

both_databases! {
    async fn a_page_costs_the_same_however_much_there_is(app: TestApp) {
        let world = World::made(app).await;
        let cora = world.caller("a coordinator");
        let rungs = json!({"rungs": [{"name": "Introduction"}, {"name": "Development"}]});
        world.app.patch(cora, "/api/v1/ladders/city", rungs).await.expect(200);
        for (slug, rung) in [("introduction", 1), ("development", 2)] {
            let place = json!({"ladder": "city", "rung": rung});
            world.app.patch(cora, &format!("/api/v1/courses/{slug}"), place).await.expect(200);
        }
        grow(&world, 2, 70, "a").await;
        let few = counted(&world).await;
        grow(&world, 5, 100, "b").await;
        let many = counted(&world).await;
        assert!(few.len() > 20, "pages are opened");
        let dearer: Vec<String> = many
            .iter()
            .filter(|(page, count)| few.get(*page).is_some_and(|before| before != *count))
            .map(|(page, count)| format!("{page}: {} statements, then {count}", few[page]))
            .collect();
        assert!(dearer.is_empty(), "{}", dearer.join("\n"));
        // The archive of somebody's own data looks into every table there is.
        let pages = few.iter().filter(|(page, _)| !page.starts_with("/account/data.zip"));
        let many = pages.filter(|(_, count)| **count > MOST);
        let many: Vec<String> = many.map(|(page, count)| format!("{page}: {count} statements")).collect();
        assert!(many.is_empty(), "{}", many.join("\n"));
    }
}
