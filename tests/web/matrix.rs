//! Who may call what about whom: every route, for everybody, with an object that is or is not theirs. What is expected
//! stands in the one access table; a route this matrix has no object for fails it.

use std::collections::HashMap;

use actix_web::http::Method;
use training_ladder::{
    domain::access::{Access, Action, may},
    web::{route_table::Route, routes::routes},
};

use super::world::{Caller, Object, World};
use crate::support::{app::TestApp, database::both_databases, pages::Browser, raw_database::Beside};

/// What the access table says about this caller and this route's object.
fn expected(caller: &Caller, route: &Route, object: Object) -> Access {
    let relation = World::relation(caller, object);
    let said = may(caller.actor.as_ref(), route.action, &relation);
    // Everybody signed in may change their own addresses and logins; somebody else's are not there.
    let is_own_alone = matches!(object, Object::Address | Object::Login);
    let not_theirs = object == Object::NobodysPasskey || (is_own_alone && !relation.own);
    if not_theirs && said == Access::Yes { Access::NotThere } else { said }
}

fn status_class(status: u16) -> Access {
    match status {
        401 => Access::SignIn,
        403 => Access::NeverYourRole,
        404 => Access::NotThere,
        _ => Access::Yes,
    }
}

/// Whether a route is a page, which knows people by their cookie.
fn is_page(route: &Route) -> bool {
    (route.name)().starts_with("pages")
}

/// A browser for each caller.
async fn browsers(world: &World) -> HashMap<&'static str, Browser<'_>> {
    let mut browsers = HashMap::new();
    for caller in &world.callers {
        let browser = match &caller.someone {
            Some(someone) => world.app.browser_of(someone).await,
            None => world.app.browser(),
        };
        browsers.insert(caller.label, browser);
    }
    browsers
}

async fn visit(browser: &Browser<'_>, route: &Route, path: &str) -> (u16, String) {
    let answer =
        if route.method == "GET" { browser.open(path).await } else { browser.submit(path, &[]).await };
    let asks_to_sign_in = answer.status == 303 && answer.header("location").starts_with("/sign-in?");
    (if asks_to_sign_in { 401 } else { answer.status.as_u16() }, answer.text())
}

async fn call(
    world: &World,
    browsers: &HashMap<&'static str, Browser<'_>>,
    caller: &Caller,
    route: &Route,
    path: &str,
) -> (u16, String) {
    if is_page(route) {
        return match &caller.someone {
            // What came before may have ended the login of the browser they have had so far.
            Some(someone) if order(route) > 2 => {
                visit(&world.app.browser_of(someone).await, route, path).await
            }
            _ => visit(&browsers[caller.label], route, path).await,
        };
    }
    let method = Method::from_bytes(route.method.as_bytes()).expect("a method");
    let token = match &caller.someone {
        Some(someone) if order(route) > 2 => Some(world.app.sign_in(&someone.email).await),
        someone => someone.as_ref().map(|someone| someone.token.clone()),
    };
    let body = world.body_of(route);
    let answer = world.app.send(method, path, token.as_deref(), &[], body.as_ref()).await;
    (answer.status.as_u16(), answer.text())
}

/// Later is what takes away what the calls before stand on: a login, an address, a membership.
fn order(route: &Route) -> u8 {
    match route.path {
        // With another password nobody here signs in again.
        "/api/v1/me/password" => 4,
        "/sign-out"
        | "/account/password"
        | "/account/sign-out-everywhere"
        | "/api/v1/me/sign-out-everywhere" => 3,
        "/api/v1/memberships/{id}/end"
        | "/account/memberships/{id}/end"
        | "/manage/memberships/{id}/end"
        | "/memberships/{id}/refuse"
        | "/account/addresses/{id}/remove"
        | "/account/provider-accounts/{id}/unlink"
        | "/bookings/{id}/cancel" => 2,
        _ if route.method == "DELETE" => 2,
        _ if route.method == "GET" => 0,
        _ => 1,
    }
}

/// Whatever was called by whomever: no line of the trail holds what an erasure would have to find.
async fn nobody_is_named_on_the_trail(world: &World) {
    world.app.app.usecases.write_sightings().await.expect("the trail is written");
    let lines = Beside::to(&world.app.database).lines(
        "SELECT action || ' ' || subject_kind || ' ' || coalesce(detail, '') || ' ' || coalesce(origin, '') AS line
             FROM audit_log",
    );
    assert!(lines.len() > 200, "{}", lines.len());
    let people = world.callers.iter().filter_map(|caller| caller.someone.as_ref());
    let mut private: Vec<String> = people
        .flat_map(|someone| [someone.name.clone(), someone.email.clone()])
        .chain(
            ["home.example", "Hillside", "It was longer", "Calmer meetings", "Agreed by phone"]
                .map(str::to_owned),
        )
        .collect();
    private.extend(
        private
            .clone()
            .iter()
            .flat_map(|text| text.split(' '))
            .map(str::to_owned)
            .filter(|word| word.len() > 4),
    );
    for line in lines {
        let names = private.iter().find(|text| line.to_lowercase().contains(&text.to_lowercase()));
        // Some are called by the words of what they do.
        let is_role = |word: &str| {
            ["coordinator", "trainer", "manager", "person", "other", "meetings", "phone", "agreed", "longer"]
                .contains(&word)
        };
        assert!(names.is_none_or(|name| is_role(&name.to_lowercase())), "{line:?} names {names:?}");
        assert!(!line.contains('@'), "{line:?}");
    }
}

both_databases! {
    async fn everybody_is_answered_as_the_access_table_says(app: TestApp) {
        let world = World::made(app).await;
        let mut wrong = Vec::new();
        let mut cases: Vec<(&Route, Object, String)> = Vec::new();
        // The demo's pages are there in a demo alone.
        for route in routes().filter(|route| !route.path.starts_with("/demo/")) {
            match world.address_of(route) {
                Some((object, path)) => cases.push((route, object, path)),
                None => wrong.push(format!("{} {} is missing from the matrix", route.method, route.path)),
            }
        }
        cases.sort_by_key(|(route, ..)| order(route));
        let mut check = |caller: &Caller, route: &Route, wanted: Access, (status, text): (u16, String)| {
            // On sign-in a 401 is the answer to wrong words, not to who calls.
            let about_words = matches!(route.action, Action::SignIn | Action::Register);
            if !(about_words && status == 401) && status_class(status) != wanted {
                let what = format!("{} {}", route.method, route.path);
                wrong.push(format!("{} {what}: {status} instead of {wanted:?}: {text}", caller.label));
            }
        };

        let browsers = browsers(&world).await;

        // First all that is refused: it changes nothing.
        let before = Beside::to(&world.app.database).rows();
        for (route, object, path) in &cases {
            for caller in &world.callers {
                let wanted = expected(caller, route, *object);
                if wanted != Access::Yes {
                    check(caller, route, wanted, call(&world, &browsers, caller, route, path).await);
                }
            }
        }
        let after = Beside::to(&world.app.database).rows();

        // Then all that is allowed; that the state forbids some of it by now is no matter of rights.
        for (route, object, path) in &cases {
            for caller in &world.callers {
                let wanted = expected(caller, route, *object);
                if wanted == Access::Yes {
                    check(caller, route, wanted, call(&world, &browsers, caller, route, path).await);
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert_eq!(before, after, "what was refused changed something");
        nobody_is_named_on_the_trail(&world).await;
    }
}
