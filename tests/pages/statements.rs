//! Every page costs the same number of statements, however many people, dates and bookings there are.

use std::{collections::BTreeMap, time::Duration};

use serde_json::json;
use training_ladder::{store::DbOptions, web::routes::routes};

use crate::{
    support::{app::TestApp, database::both_databases},
    web::world::World,
};

/// What a page may cost at most: each statement, and the beginning and end of each read.
const MOST: u64 = 15;

/// Pages that cost more as yet, with the most that they may: none of them grows. The archive of somebody's own data looks
/// into every table there is.
const DEARER: &[(&str, u64)] = &[
    ("/account", 16),
    ("/account/data.zip", 200),
    ("/attendance-imports/{id}", 39),
    ("/bookings/{id}", 27),
    ("/bookings/{id}/access-needs", 21),
    ("/bookings/{id}/action-plan", 21),
    ("/bookings/{id}/approval", 18),
    ("/bookings/{id}/cancel", 18),
    ("/bookings/{id}/complete", 33),
    ("/bookings/{id}/feedback", 19),
    ("/bookings/{id}/hand-over", 18),
    ("/bookings/{id}/impact", 16),
    ("/bookings/{id}/make-up", 37),
    ("/bookings/{id}/move", 36),
    ("/bookings/{id}/offer", 25),
    ("/bookings/{id}/reflection", 17),
    ("/bookings/{id}/replacement", 18),
    ("/bookings/{id}/take-back", 18),
    ("/bookings/{id}/waiting", 18),
    ("/bookings/{id}/wrong", 18),
    ("/commissions/{id}", 24),
    ("/commissions/{id}/change", 18),
    ("/commissions/{id}/decline", 18),
    ("/commissions/{id}/details", 21),
    ("/commissions/{id}/outcome", 22),
    ("/commissions/{id}/people", 29),
    ("/commissions/{id}/propose", 24),
    ("/commissions/{id}/readiness", 21),
    ("/commissions/{id}/schedule", 23),
    ("/commissions/{id}/withdraw", 18),
    ("/courses", 21),
    ("/courses/{slug}", 23),
    ("/courses/{slug}/on-demand", 40),
    ("/disputes/{id}/answer", 19),
    ("/feedback/{token}", 17),
    ("/manage/copy-dates", 16),
    ("/manage/courses", 16),
    ("/manage/courses/{slug}", 18),
    ("/manage/courses/{slug}/held-up", 21),
    ("/manage/dates/{id}", 30),
    ("/manage/dates/{id}/cancel", 24),
    ("/manage/dates/{id}/edit", 29),
    ("/manage/dates/{id}/terms", 45),
    ("/manage/dates/{id}/waiting-list", 24),
    ("/manage/imports/{id}", 26),
    ("/manage/imports/{id}/problems.csv", 26),
    ("/manage/imports/{id}/problems.xlsx", 26),
    ("/manage/people/{id}", 26),
    ("/manage/people/{id}/close", 16),
    ("/my-certificates/hand-in/{shape}", 19),
    ("/my-certificates/hand-in/{shape}.csv", 19),
    ("/my-certificates/hand-in/{shape}.pdf", 19),
    ("/my-certificates/hand-in/{shape}.xlsx", 19),
    ("/my-certificates/record.pdf", 16),
    ("/my-dates", 25),
    ("/my-ladder", 54),
    ("/my-people", 67),
    ("/my-people.csv", 33),
    ("/my-people.xlsx", 33),
    ("/organisations/{id}/way", 16),
    ("/organisations/{id}/way.pdf", 16),
    ("/people/{id}", 50),
    ("/programme", 17),
    ("/programme.pdf", 17),
    ("/reports", 27),
    ("/reports/blocked", 30),
    ("/reports/blocked.csv", 18),
    ("/reports/blocked.xlsx", 18),
    ("/reports/demand", 28),
    ("/reports/demand.csv", 28),
    ("/reports/demand.xlsx", 28),
    ("/reports/ladder-flow", 27),
    ("/reports/organisations", 30),
    ("/reports/organisations.csv", 18),
    ("/reports/organisations.xlsx", 18),
    ("/reports/rows", 20),
    ("/reports/rows.csv", 20),
    ("/reports/rows.xlsx", 20),
    ("/reports/short-notice", 21),
    ("/reports/short-notice.csv", 18),
    ("/reports/short-notice.xlsx", 18),
    ("/reports/uptake", 27),
    ("/sessions/{id}", 48),
    ("/sessions/{id}/action-plans", 18),
    ("/sessions/{id}/attendance", 29),
    ("/sessions/{id}/attendance/finish", 31),
    ("/sessions/{id}/attendance/import", 16),
    ("/sessions/{id}/attendance/length", 29),
    ("/sessions/{id}/badges.pdf", 32),
    ("/sessions/{id}/book", 53),
    ("/sessions/{id}/check-in", 20),
    ("/sessions/{id}/feedback", 20),
    ("/sessions/{id}/messages", 16),
    ("/sessions/{id}/roster", 38),
    ("/sessions/{id}/roster.csv", 28),
    ("/sessions/{id}/roster.xlsx", 28),
    ("/sessions/{id}/sign-in-sheet.pdf", 28),
    ("/sessions/{id}/talks", 31),
    ("/work", 30),
];

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

/// A page's route, its address, and who opened it.
type Opened = (&'static str, String, String);

/// The statements each page runs for each caller who may see it.
async fn counted(world: &World) -> BTreeMap<Opened, u64> {
    let mut counted = BTreeMap::new();
    // What changed since is read by whoever asks for figures first.
    world.app.app.usecases.prepare_figures().await.expect("figures");
    for caller in &world.callers {
        let browser = match &caller.someone {
            Some(someone) => world.app.browser_of(someone).await,
            None => world.app.browser(),
        };
        // What is the same for everybody on several pages is kept, until something changes.
        for page in ["/courses", "/my-ladder"] {
            browser.open(page).await;
        }
        for route in routes().filter(|route| route.method == "GET" && !route.path.starts_with("/demo/")) {
            if !(route.name)().starts_with("pages") {
                continue;
            }
            let (_, path) = world.address_of(route).expect("an address");
            let before = world.app.app.reads.statements_run();
            let answer = browser.open(&path).await;
            if answer.status == 200 {
                let count = world.app.app.reads.statements_run() - before;
                counted.insert((route.path, path, caller.label.to_owned()), count);
            }
        }
    }
    counted
}

both_databases! {
    async fn a_page_costs_the_same_however_much_there_is(database: TestDatabase) {
        // Others are not asked for: on a server, what anybody writes in another database may be a change.
        let options = DbOptions { others_within: Duration::from_hours(1), ..DbOptions::default() };
        let app = TestApp::with_options(database, options);
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
            .map(|(page, count)| format!("{page:?}: {} statements, then {count}", few[page]))
            .collect();
        assert!(dearer.is_empty(), "{}", dearer.join("\n"));
        let mut worst: BTreeMap<&str, u64> = BTreeMap::new();
        for ((route, ..), count) in few {
            let most = worst.entry(route).or_default();
            *most = count.max(*most);
        }
        let allowed = |route: &str| {
            let dearer = DEARER.iter().find(|(known, _)| *known == route);
            dearer.map_or(MOST, |(_, most)| *most)
        };
        let too_many = worst.iter().filter(|(route, count)| **count > allowed(route));
        let too_many: Vec<String> =
            too_many.map(|(route, count)| format!("    (\"{route}\", {count}),")).collect();
        assert!(too_many.is_empty(), "more statements than pages may cost:\n{}", too_many.join("\n"));
    }
}
