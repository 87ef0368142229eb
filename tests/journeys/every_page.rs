//! Every page there is, looked at once by somebody who may see it.

use training_ladder::web::routes::routes;

use crate::{
    support::{
        app::TestApp,
        chromium::{Chromium, Script},
        database::{OnDatabase, TestDatabase},
    },
    web::world::World,
};

/// Whom pages are shown to, whoever sees most first.
const WHO: [&str; 4] =
    ["a coordinator", "the person", "the trainer of the session", "the manager of the person"];

/// What is saved as a file, the demo's own pages, those of a passkey, which nobody here has, and what leads to a sign-in
/// provider and back.
fn is_no_page(path: &str) -> bool {
    path.starts_with("/demo/")
        || path.contains("/passkeys/{id}/")
        || path.contains("{provider}")
        || path.ends_with("/{evidence_id}")
        || [".pdf", ".csv", ".xlsx", ".ics", ".zip"].iter().any(|end| path.ends_with(end))
}

#[actix_web::test]
async fn every_page_is_fit_to_be_seen() {
    let world = World::made(TestApp::on(TestDatabase::sqlite()).await).await;
    let mut unseen: Vec<_> = routes()
        .filter(|route| route.method == "GET" && (route.name)().starts_with("pages"))
        .filter(|route| !is_no_page(route.path))
        .collect();
    let mut wrong = Vec::new();
    for label in WHO {
        let who = world.caller(label);
        let plain = world.app.browser_of(who).await;
        let mut browser = Chromium::open(&world.app, Script::On).await;
        browser.sign_in(&who.email).await;
        let mut left = Vec::new();
        for route in unseen {
            let (_, path) = world.address_of(route).expect("an address");
            if plain.open(&path).await.status != 200 {
                left.push(route);
                continue;
            }
            browser.go(&path).await;
            browser.look(&format!("every{}", route.path.replace(['/', '{', '}'], "-"))).await;
        }
        unseen = left;
        wrong.extend(browser.close().await);
    }
    // Those that only lead on to another page, or need a link that was mailed, are left.
    let unseen: Vec<&str> = unseen.iter().map(|route| route.path).collect();
    assert!(unseen.len() < 6, "nobody saw {unseen:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
