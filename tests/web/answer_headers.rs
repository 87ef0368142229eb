//! What every answer says to browsers and to whatever keeps copies on the way, whoever asks and whatever is answered; and
//! that asking changes nothing.

use actix_web::http::Method;
use training_ladder::web::{route_table::Route, routes::routes};

use super::world::World;
use crate::support::{
    app::{Answer, TestApp},
    database::both_databases,
    pages::Browser,
    raw_database::Beside,
};

/// What every answer holds, word for word.
const ALWAYS: [(&str, &str); 3] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
];
/// What no answer holds: leave for other sites to read it, and what it was made with.
const NEVER: [&str; 4] =
    ["access-control-allow-origin", "access-control-allow-credentials", "server", "x-powered-by"];

/// What is the same for everybody, and may be kept.
fn is_for_all(route: &str) -> bool {
    let few = ["/.well-known/jwks.json", "/programme.pdf"];
    route.starts_with("/assets/") || route.starts_with("/api/openapi") || few.contains(&route)
}

/// Everything that is wrong with what an answer says beside its body.
fn wrong(answer: &Answer, may_be_kept: bool) -> Vec<String> {
    let mut wrong = Vec::new();
    for (name, value) in ALWAYS {
        if answer.header(name) != value {
            wrong.push(format!("{name}: {}", answer.header(name)));
        }
    }
    wrong.extend(NEVER.into_iter().filter(|name| answer.headers.contains_key(*name)).map(str::to_owned));
    if !answer.header("strict-transport-security").starts_with("max-age=31536000") {
        wrong.push("no Strict-Transport-Security for a year".to_owned());
    }
    let policy = answer.header("content-security-policy");
    let directives: Vec<&str> = policy.split(';').map(str::trim).collect();
    for wanted in ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"] {
        if !directives.contains(&wanted) {
            wrong.push(format!("a policy without {wanted}: {policy}"));
        }
    }
    if policy.contains("unsafe") || directives.iter().any(|directive| directive.starts_with("object-src")) {
        wrong.push(format!("a policy that lets in too much: {policy}"));
    }
    if !may_be_kept && !answer.header("cache-control").contains("no-store") {
        wrong.push(format!("it may be kept: {}", answer.header("cache-control")));
    }
    let kind = answer.header("content-type");
    if !answer.body.is_empty()
        && (kind.is_empty() || kind.starts_with("text/") && !kind.contains("charset=utf-8"))
    {
        wrong.push(format!("a body of the kind {kind:?}"));
    }
    for cookie in answer.headers.get_all("set-cookie") {
        let cookie = cookie.to_str().unwrap_or_default();
        let bounds = ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"];
        let bounded = bounds.iter().all(|bound| cookie.split("; ").any(|part| part == *bound));
        if !cookie.starts_with("__Host-") || !bounded || cookie.contains("Domain") {
            wrong.push(format!("a cookie for more than this host's own requests: {cookie}"));
        }
    }
    wrong
}

/// Every address that can be asked for, with what its route says.
fn addresses(world: &World) -> Vec<(&'static Route, String)> {
    let asked = routes().filter(|route| route.method == "GET" && !route.path.starts_with("/demo/"));
    let named = asked.filter_map(|route| Some((route, world.address_of(route)?.1)));
    let addresses: Vec<_> = named.collect();
    assert!(addresses.len() > 100, "the routes have been found");
    addresses
}

async fn ask(world: &World, browser: &Browser<'_>, path: &str) -> Answer {
    if path.starts_with("/api/v1/") {
        world.app.get(world.caller("a coordinator"), path).await
    } else {
        browser.open(path).await
    }
}

both_databases! {
    async fn browsers_and_caches_are_kept_within_bounds_by_every_answer(app: TestApp) {
        let world = World::made(app).await;
        let cora = world.caller("a coordinator");
        let browser = world.app.browser_of(cora).await;
        let mut answers = Vec::new();
        for (route, path) in addresses(&world) {
            let to_nobody = world.app.get_public(&path).await;
            let answer = ask(&world, &browser, &path).await;
            let is_page = answer.status.as_u16() == 200 && answer.header("content-type").starts_with("text/html");
            let can_leave = answer.text().contains("action=\"/sign-out\"");
            assert!(!is_page || can_leave, "{path} offers no way to sign out");
            assert!(!is_for_all(route.path) || answer.body == to_nobody.body, "{path} is not the same for all");
            answers.push((format!("GET {path} by nobody"), route.path, to_nobody));
            answers.push((format!("GET {path} by a coordinator"), route.path, answer));
        }
        let wrong_password = [("email", cora.email.as_str()), ("password", "not this one")];
        for (what, answer) in [
            ("a form without its token", browser.submit_raw("/sign-out", &[]).await),
            ("a sign-in that fails", world.app.browser().submit("/sign-in", &wrong_password).await),
            ("a page there is not", browser.open("/no-such-page").await),
            ("a call there is not", world.app.get_public("/api/v1/nothing").await),
            ("a method nobody knows", world.app.send(Method::TRACE, "/api/v1/me", None, &[], None).await),
            ("signing out", browser.submit("/sign-out", &[]).await),
        ] {
            answers.push((what.to_owned(), "", answer));
        }
        let faults = answers.iter().flat_map(|(what, route, answer)| {
            let wrong = wrong(answer, is_for_all(route));
            wrong.into_iter().map(move |fault| format!("{what}, {}: {fault}", answer.status))
        });
        let faults: Vec<String> = faults.collect();
        assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    }

    async fn asking_changes_nothing(app: TestApp) {
        let world = World::made(app).await;
        let browser = world.app.browser_of(world.caller("a coordinator")).await;
        // That something sensitive was read stands on the trail, which is kept beside the answer.
        let rows = || {
            let mut rows = Beside::to(&world.app.database).rows();
            rows.retain(|(table, _)| table != "audit_log");
            rows
        };
        let before = rows();
        for (_, path) in addresses(&world) {
            ask(&world, &browser, &path).await;
        }
        assert_eq!(rows(), before);
    }
}
