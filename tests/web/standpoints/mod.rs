//! Naming somebody is nothing: whoever names an address or a person is answered alike, whether we know them or not, and
//! finds nothing else changed for it. Two worlds that came to be alike are asked the same; in the one a known person is
//! named, in the other somebody nobody knows.

mod ending;
mod masking;
mod places;
mod taking;

use actix_web::http::Method;
use chrono::TimeDelta;
use training_ladder::web::{route_table::Route, routes::routes};

use self::{
    masking::masked,
    places::{Places, Standpoint},
    taking::{By, FormSeen, Named, Pages, call_naming},
};
use crate::support::{
    app::{Answer, TestApp},
    database::{OnDatabase, TestDatabase, both_databases},
    pages::{Browser, untouched},
    raw_database::Beside,
};

/// Longer than any limit on mails or guesses looks back.
const APART: TimeDelta = TimeDelta::minutes(16);

fn is_page(route: &Route) -> bool {
    (route.name)().starts_with("pages_")
}

/// Routes that end what the others stand on, or are there in a demo alone.
fn left_out(route: &Route) -> bool {
    let the_same_for_all = ["/demo/", "/assets/", "/api/openapi", "/metrics", "/problems/"];
    the_same_for_all.iter().any(|path| route.path.starts_with(path))
}

/// Every page of the world, as those see it who may see most.
async fn pages_seen(places: &Places) -> Pages {
    let world = &places.world;
    let dashed = |id: String| uuid::Uuid::parse_str(&id).expect("an id").to_string();
    let people: Vec<String> = Beside::to(&world.app.database).ids("people").into_iter().map(dashed).collect();
    let mut seen = Pages::default();
    let who = [
        "a coordinator",
        "the lead of their organisation",
        "the manager of the person",
        "the trainer of the session",
        "the person",
    ];
    for label in who {
        let browser = world.app.browser_of(world.caller(label)).await;
        read_all(&mut seen, places, &browser, &people).await;
    }
    read_all(&mut seen, places, &world.app.browser(), &people).await;
    seen
}

async fn read_all(seen: &mut Pages, places: &Places, browser: &Browser<'_>, people: &[String]) {
    for route in routes().filter(|route| is_page(route) && route.method == "GET" && !left_out(route)) {
        let Some((_, path)) = places.world.address_of(route) else { continue };
        let path = if route.path == "/register" { "/register?alone=yes".to_owned() } else { path };
        let answer = browser.open(&path).await;
        if answer.status.is_success() && answer.header("content-type").starts_with("text/html") {
            seen.read(route, &answer.text(), people);
        }
    }
}

/// One way to name somebody.
enum Way {
    Call(&'static Route, By),
    /// A page whose address names somebody, or whose query does.
    Open(&'static Route, Option<String>),
    Form(&'static Route, FormSeen),
}

impl Way {
    fn route(&self) -> &'static Route {
        match self {
            Self::Call(route, _) | Self::Open(route, _) | Self::Form(route, _) => route,
        }
    }
}

/// Every way there is, found in what the routes say of themselves.
fn ways(places: &Places, pages: &Pages) -> Vec<Way> {
    let nobody = Named { email: "nobody@unknown.example".to_owned(), id: uuid_of(0) };
    let mut ways = Vec::new();
    for route in routes().filter(|route| !left_out(route)) {
        let about_a_person = route.path.contains("people/{id}");
        if !is_page(route) {
            let shown = places.world.body_of(route);
            for by in [By::Id, By::Address] {
                ways.extend(call_naming(route, shown.as_ref(), &nobody, by).map(|_| Way::Call(route, by)));
            }
        } else if route.method == "GET" {
            let query = pages.queries.get(route.path).map(|(name, _)| name.clone());
            if about_a_person || query.is_some() {
                ways.push(Way::Open(route, query));
            }
        } else if let Some(form) = pages.forms.get(route.path) {
            ways.push(Way::Form(route, form.clone()));
        } else if let Some(form) = taking::unseen(route, &pages.reached) {
            ways.push(Way::Form(route, form));
        } else if about_a_person {
            let form = FormSeen { page: route, fields: Vec::new(), takes: Vec::new() };
            ways.push(Way::Form(route, form));
        }
    }
    ways
}

fn uuid_of(number: u32) -> String {
    format!("01993c5e-7d20-7000-8000-{number:012}")
}

/// A standpoint taken in a world, with its browser.
struct Seat<'a> {
    places: &'a Places,
    from: &'a Standpoint,
    browser: Browser<'a>,
}

impl<'a> Seat<'a> {
    async fn taken(places: &'a Places, from: &'a Standpoint) -> Self {
        let app = &places.world.app;
        let browser = match &from.someone {
            Some(who) => app.browser_of(who).await,
            None => app.browser(),
        };
        Self { places, from, browser }
    }

    /// A token that is good for a quarter of an hour.
    async fn token(&self) -> Option<String> {
        match &self.from.someone {
            Some(who) => Some(self.places.world.app.sign_in(&who.email).await),
            None => None,
        }
    }
}

/// Goes one way from a standpoint.
async fn go(seat: &Seat<'_>, way: &Way, named: &Named) -> Option<Answer> {
    let Seat { places, from, browser } = seat;
    let (world, route) = (&places.world, way.route());
    let path = from.address_of(world, route, named)?;
    Some(match way {
        Way::Call(_, by) => {
            let (query, body) = call_naming(route, world.body_of(route).as_ref(), named, *by)?;
            let path = path.split('?').next().unwrap_or_default().to_owned() + &query;
            call(&world.app, seat.token().await.as_deref(), route, &path, body.as_ref()).await
        }
        Way::Open(_, query) => {
            let query = query.as_ref().map(|name| format!("?{name}={}", named.id)).unwrap_or_default();
            browser.open(&(path + &query)).await
        }
        Way::Form(_, form) => {
            let page = from.address_of(world, form.page, named)?;
            let page = if form.page.path == "/register" { "/register?alone=yes".to_owned() } else { page };
            let stands = browser.open(&page).await;
            let there = stands.status.is_success() && stands.text().contains(&format!("action=\"{path}\""));
            let mut fields = if there { untouched(&stands.text(), &path) } else { form.fields.clone() };
            for (name, takes) in &form.takes {
                fields.retain(|(field, _)| field != name);
                fields.push((name.clone(), takes.written(named)));
            }
            // What has to be said besides: the same in both worlds.
            for (name, said) in
                [("name", "Typed Name"), ("password", "seven green bottles"), ("reason", "Agreed.")]
            {
                match fields.iter_mut().find(|(field, _)| field == name) {
                    Some((_, value)) if value.is_empty() => said.clone_into(value),
                    _ => {}
                }
            }
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            browser.submit(&path, &fields).await
        }
    })
}

async fn call(
    app: &TestApp,
    token: Option<&str>,
    route: &Route,
    path: &str,
    body: Option<&serde_json::Value>,
) -> Answer {
    let method = Method::from_bytes(route.method.as_bytes()).expect("a method");
    app.send(method, path, token, &[], body).await
}

/// Everything that somebody can read of their own and of what is open to all.
async fn sights(seat: &Seat<'_>, named: &Named, so_far: &[Named]) -> Vec<(String, String)> {
    let Seat { places, from, browser } = seat;
    let (app, token, mut seen) = (&places.world.app, seat.token().await, Vec::new());
    for route in routes().filter(|route| route.method == "GET" && !left_out(route)) {
        let Some(path) = from.address_of(&places.world, route, named) else { continue };
        let answer = if is_page(route) {
            browser.open(&path).await
        } else {
            call(app, token.as_deref(), route, &path, None).await
        };
        seen.push((format!("GET {}", route.path), masked(&answer, so_far)));
    }
    seen
}

/// Where two answers part.
fn difference(one: &str, other: &str) -> String {
    let mut lines = one.lines().zip(other.lines());
    let (a, b) = lines.find(|(a, b)| a != b).unwrap_or(("(the one is longer)", "(than the other)"));
    let at = a.bytes().zip(b.bytes()).position(|(a, b)| a != b).unwrap_or(0).saturating_sub(80);
    let cut = |line: &str| line.chars().skip(at).take(240).collect::<String>();
    format!("known:   {}\n  unknown: {}", cut(a), cut(b))
}

async fn another(database: &TestDatabase) -> TestApp {
    let fresh = if database.is_postgres() { TestDatabase::postgres() } else { TestDatabase::sqlite() };
    TestApp::on(fresh).await
}

both_databases! {
    async fn nobody_learns_anything_by_naming_somebody(app: TestApp) {
        let other = another(&app.database).await;
        let (known, unknown) = (Places::made(app).await, Places::made(other).await);
        let pages = pages_seen(&known).await;
        assert_eq!(pages_seen(&unknown).await.reached, pages.reached, "the two worlds are not alike");
        let mut wrong = Vec::new();
        let ways = ways(&known, &pages);
        let (mut number, mut somebodies, mut nobodies) = (0, Vec::new(), Vec::new());
        for (how, somebody) in &known.known {
            for (here, there) in known.standpoints.iter().zip(&unknown.standpoints) {
                number += 1;
                let nobody = Named { email: format!("u{number}@unknown.example"), id: uuid_of(number) };
                somebodies.push(somebody.clone());
                nobodies.push(nobody.clone());
                let (here, there) = (Seat::taken(&known, here).await, Seat::taken(&unknown, there).await);
                for way in &ways {
                    for places in [&known, &unknown] {
                        places.world.app.clock.advance(APART);
                    }
                    let what = format!("{} {} by {}: {how}", way.route().method, way.route().path, here.from.label);
                    let (Some(one), Some(two)) =
                        (go(&here, way, somebody).await, go(&there, way, &nobody).await)
                    else {
                        wrong.push(format!("{what}: the world has no address for it"));
                        continue;
                    };
                    let (one, two) = (masked(&one, &somebodies), masked(&two, &nobodies));
                    if one != two && !a_trainers(way.route().path, &here) {
                        wrong.push(format!("{what}\n  {}", difference(&one, &two)));
                    }
                }
                let (one, two) = (sights(&here, somebody, &somebodies).await, sights(&there, &nobody, &nobodies).await);
                for ((route, one), (_, two)) in one.iter().zip(&two) {
                    if one != two && !a_trainers(route.trim_start_matches("GET "), &here) {
                        let what = format!("{route} afterwards by {}: {how}", here.from.label);
                        wrong.push(format!("{what}\n  {}", difference(one, two)));
                    }
                }
                tidied(&here).await;
                tidied(&there).await;
            }
        }
        assert!(ways.len() > 30, "only {} ways to name somebody were found", ways.len());
        assert!(wrong.is_empty(), "{} answers differ:\n{}", wrong.len(), wrong.join("\n"));
    }
}

/// What whoever runs a session may ask and do by the id of anybody, of their own session: the contract has it so.
fn a_trainers(path: &str, seat: &Seat<'_>) -> bool {
    let theirs = ["/api/v1/sessions/{id}/eligibility", "/api/v1/sessions/{id}/waivers"];
    seat.from.label.starts_with("the trainer") && theirs.contains(&path)
}

/// Takes back what is on offer, so that it can be offered to the next.
async fn tidied(seat: &Seat<'_>) {
    let nobody = Named { email: String::new(), id: uuid_of(0) };
    let mut routes = routes().filter(|route| route.path == "/api/v1/bookings/{id}/take-back");
    let route = routes.next().expect("the route");
    let Seat { places, from, .. } = seat;
    if let Some(path) = from.address_of(&places.world, route, &nobody) {
        call(&places.world.app, seat.token().await.as_deref(), route, &path, Some(&serde_json::json!({})))
            .await;
    }
}
