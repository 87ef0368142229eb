//! Bad input gets a clear problem answer and changes nothing: every route that takes a body, with every kind of body
//! it cannot take.

use actix_web::http::Method;
use chrono::TimeDelta;
use serde_json::{Value, json};
use training_ladder::{
    domain::access::Action,
    web::{route_table::Route, routes::routes},
};

use super::world::World;
use crate::support::{
    app::{Answer, PASSWORD, TestApp},
    database::both_databases,
    documented::{document, operation},
    raw_database::Beside,
};

/// A route that takes a body, the address of an object whose caller may use it, and a body that would do.
struct Case {
    route: &'static Route,
    method: Method,
    path: String,
    body: Value,
}

impl Case {
    fn name(&self) -> String {
        format!("{} {}", self.route.method, self.route.path)
    }

    async fn send(&self, world: &World, body: &Value) -> Answer {
        self.send_bytes(world, "application/json", body.to_string().into_bytes()).await
    }

    /// As somebody who may do nearly everything; what is for whoever asked alone, as them.
    async fn send_bytes(&self, world: &World, media_type: &str, bytes: Vec<u8>) -> Answer {
        let only_theirs = matches!(
            self.route.action,
            Action::AnswerAboutCourse
                | Action::AnswerProposal
                | Action::AskForReissue
                | Action::WriteActionPlan
        );
        let who = if only_theirs { "the person" } else { "a coordinator" };
        let token = &world.caller(who).token;
        let path = self.path.replace(&world.address, &world.membership);
        world.app.send_bytes(self.method.clone(), &path, Some(token), &[], Some((media_type, bytes))).await
    }
}

fn cases(world: &World) -> Vec<Case> {
    let with_body = routes().filter_map(|route| {
        let (_, path) = world.address_of(route)?;
        let method = Method::from_bytes(route.method.as_bytes()).expect("a method");
        Some(Case { route, method, path, body: world.body_of(route)? })
    });
    with_body.collect()
}

/// The fields of a request and their descriptions, as the document has them.
fn fields(route: &Route) -> Vec<(String, Value)> {
    let operation = operation(route.method, route.path).expect("a documented route");
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    let named = schema["$ref"].as_str().and_then(|name| document().pointer(name.trim_start_matches('#')));
    let properties = named.unwrap_or(schema)["properties"].as_object().cloned().unwrap_or_default();
    properties.into_iter().collect()
}

/// Free text: neither a date nor an id nor a word of a fixed list.
fn is_text(described: &Value) -> bool {
    let kind = &described["type"];
    let string = kind == "string" || kind.as_array().is_some_and(|kinds| kinds.contains(&json!("string")));
    string && described.get("format").is_none() && described.get("enum").is_none()
}

struct Complaints(Vec<String>);

impl Complaints {
    fn unless(&mut self, right: bool, case: &Case, what: &str, answer: &Answer) {
        if !right {
            self.0.push(format!("{} {what}: {} {}", case.name(), answer.status, answer.text()));
        }
    }
}

fn is_problem(answer: &Answer, status: u16, code: &str) -> bool {
    let problem = answer.json();
    answer.status.as_u16() == status
        && problem["code"] == code
        && problem["status"] == status
        && problem["type"] == format!("/problems/{code}")
        && problem["detail"].as_str().is_some_and(|detail| !detail.is_empty())
        && answer.header("content-type") == "application/problem+json"
        && !answer.header("x-request-id").is_empty()
}

async fn wrong_bodies(world: &World, case: &Case, wrong: &mut Complaints) {
    for text in ["{", "{\"a\" 1}", "nonsense", "{} {}", "\u{feff}{}"] {
        let answer = case.send_bytes(world, "application/json", text.as_bytes().to_vec()).await;
        wrong.unless(
            is_problem(&answer, 400, "malformed_request"),
            case,
            &format!("malformed {text:?}"),
            &answer,
        );
    }
    let invalid_utf8 = case.send_bytes(world, "application/json", b"{\"a\": \"\xff\"}".to_vec()).await;
    wrong.unless(invalid_utf8.status.is_client_error(), case, "with bytes that are no UTF-8", &invalid_utf8);
    for media_type in
        ["text/plain", "application/x-www-form-urlencoded", "application/xml", "multipart/form-data"]
    {
        let answer = case.send_bytes(world, media_type, b"{}".to_vec()).await;
        wrong.unless(is_problem(&answer, 415, "unsupported_media_type"), case, media_type, &answer);
    }
    let mut large = case.body.clone();
    large["padding"] = json!("x".repeat(1_000_000));
    let answer = case.send(world, &large).await;
    wrong.unless(is_problem(&answer, 413, "too_large"), case, "a megabyte", &answer);
    for shape in [json!([]), json!("text"), json!(7), json!(null)] {
        let answer = case.send(world, &shape).await;
        wrong.unless(is_problem(&answer, 422, "invalid_input"), case, &format!("shape {shape}"), &answer);
    }
    let mut unknown = case.body.clone();
    unknown["zzz_unknown"] = json!(1);
    let answer = case.send(world, &unknown).await;
    let named =
        answer.json()["errors"][0]["field"].as_str().is_some_and(|field| field.contains("zzz_unknown"));
    wrong.unless(is_problem(&answer, 422, "invalid_input") && named, case, "an unknown field", &answer);
}

async fn wrong_fields(world: &World, case: &Case, wrong: &mut Complaints) {
    for (field, described) in fields(case.route) {
        let mut body = case.body.clone();
        // No field takes a list of lists of yes and no.
        body[&field] = json!([[true]]);
        let answer = case.send(world, &body).await;
        let path = answer.json()["errors"][0]["field"].as_str().unwrap_or_default().to_owned();
        let right = is_problem(&answer, 422, "invalid_input") && path.starts_with(&field);
        wrong.unless(right, case, &format!("{field} of the wrong type"), &answer);
        if !is_text(&described) {
            continue;
        }
        for bad in ["a\u{0}b", "a\u{1b}[31mb", "a\u{7f}b", "\u{202e}gnp.exe"] {
            // A password may hold what it likes, as long as it can be kept.
            if field.contains("password") && !bad.contains('\0') {
                continue;
            }
            let mut body = case.body.clone();
            body[&field] = json!(bad);
            let answer = case.send(world, &body).await;
            // Secrets and addresses to sign in with are compared, not kept: a wrong one is wrong, whatever it holds.
            let compared =
                matches!(answer.status.as_u16(), 202 | 204 | 401 | 404 | 409) && !bad.contains('\0');
            let right = is_problem(&answer, 422, "invalid_input") || compared;
            wrong.unless(right, case, &format!("{field} with {bad:?}"), &answer);
        }
        if ["name", "title", "email", "slug", "certificate_name"].contains(&field.as_str()) {
            for bad in ["Pat\r\nBcc: all@example.org", "Pat\nPerson", &"Pat ".repeat(20_000)] {
                let mut body = case.body.clone();
                body[&field] = json!(bad);
                let answer = case.send(world, &body).await;
                let compared = matches!(answer.status.as_u16(), 202 | 401);
                let right = is_problem(&answer, 422, "invalid_input") || compared;
                let shown: String = bad.chars().take(20).collect();
                wrong.unless(right, case, &format!("{field} with {shown:?}"), &answer);
            }
        }
    }
}

both_databases! {
    async fn every_body_that_cannot_be_taken_is_told_apart_and_changes_nothing(app: TestApp) {
        let world = World::made(app).await;
        let before = Beside::to(&world.app.database).rows();
        let mut wrong = Complaints(Vec::new());
        let cases = cases(&world);
        assert!(cases.len() > 20, "the routes have been found");
        for case in &cases {
            // Nobody may call hundreds of times within one second.
            world.app.clock.advance(TimeDelta::seconds(2));
            wrong_bodies(&world, case, &mut wrong).await;
            wrong_fields(&world, case, &mut wrong).await;
        }
        assert!(wrong.0.is_empty(), "{} complaints:\n{}", wrong.0.len(), wrong.0.join("\n"));
        assert_eq!(Beside::to(&world.app.database).rows(), before, "something was changed");
    }

    async fn ids_that_name_nothing_are_not_there(app: TestApp) {
        let world = World::made(app).await;
        let cora = world.caller("a coordinator");
        let of_another_kind = cora.id.to_string();
        let mut wrong = Vec::new();
        let for_programs = |route: &&Route| route.path.starts_with("/api/") && route.path.contains("{id}");
        for route in routes().filter(for_programs) {
            let method = Method::from_bytes(route.method.as_bytes()).expect("a method");
            let body = world.body_of(route);
            let mut ids = vec!["7", "none", "%00", "01993c5e-7d20-7000-8000-00000000000g", "01993c5e-7d20-7000-8000-000000000009"];
            if !route.path.starts_with("/api/v1/people/") {
                ids.push(&of_another_kind);
            }
            for id in ids {
                let path = route.path.replace("{id}", id);
                let answer = world.app.send(method.clone(), &path, Some(&cora.token), &[], body.as_ref()).await;
                if answer.status.as_u16() != 404 || answer.json()["code"] != "not_found" {
                    wrong.push(format!("{} {path}: {} {}", route.method, answer.status, answer.text()));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    async fn tokens_that_are_expired_forged_or_ended_are_no_sign_in(app: TestApp) {
        let pat = app.delegate("Pat").await;
        let forged = format!("{}A", &pat.token[..pat.token.len() - 2]);
        let other_claims = pat.token.split('.').enumerate().map(|(n, part)| if n == 1 { "e30" } else { part });
        let unsigned = format!("eyJhbGciOiJub25lIn0.{}.", pat.token.split('.').nth(1).expect("claims"));
        for token in [forged, other_claims.collect::<Vec<_>>().join("."), unsigned, "none".to_owned(), String::new()] {
            let answer = app.send(Method::GET, "/api/v1/me", Some(&token), &[], None).await;
            answer.expect_problem(401, "invalid_token");
        }
        let basic = [("authorization", "Basic cGF0OnBhdA==")];
        app.send(Method::GET, "/api/v1/me", None, &basic, None).await.expect_problem(401, "invalid_token");
        app.get(&pat, "/api/v1/me").await.expect(200);
        app.clock.advance(TimeDelta::minutes(16));
        let old = app.send(Method::GET, "/api/v1/me", Some(&pat.token), &[], None).await;
        old.expect_problem(401, "invalid_token");

        let login = json!({"email": pat.email, "password": PASSWORD});
        let tokens = app.post_public("/api/v1/auth/login", login).await.expect(200).json();
        let token = tokens["access_token"].as_str();
        app.send(Method::GET, "/api/v1/me", token, &[], None).await.expect(200);
        let out = json!({"refresh_token": tokens["refresh_token"]});
        app.post_public("/api/v1/auth/logout", out).await.expect(204);
        app.send(Method::GET, "/api/v1/me", token, &[], None).await.expect_problem(401, "invalid_token");
    }

    async fn queries_that_cannot_be_read_are_told_and_never_fail(app: TestApp) {
        let world = World::made(app).await;
        let cora = world.caller("a coordinator");
        let mut wrong = Vec::new();
        for route in routes().filter(|route| route.method == "GET") {
            let Some((_, path)) = world.address_of(route) else { continue };
            let path = path.split('?').next().unwrap_or_default();
            let Some(operation) = operation("GET", route.path) else { continue };
            let parameters = operation["parameters"].clone();
            let names: Vec<String> = parameters
                .as_array()
                .into_iter()
                .flatten()
                .filter(|parameter| parameter["in"] == "query")
                .filter_map(|parameter| parameter["name"].as_str().map(str::to_owned))
                .collect();
            // Nobody may call hundreds of times within one second.
            world.app.clock.advance(TimeDelta::seconds(5));
            for name in &names {
                for value in ["%00", "%ff", "%", "-1", "%27%20OR%201=1", "%E2%80%AEx"] {
                    let answer = app_get(&world, &cora.token, &format!("{path}?{name}={value}")).await;
                    if answer.status.is_server_error() {
                        wrong.push(format!("{path}?{name}={value}: {} {}", answer.status, answer.text()));
                    }
                }
            }
            // Of two that say different things, none is chosen.
            for name in &names {
                let answer = app_get(&world, &cora.token, &format!("{path}?{name}=1&{name}=2")).await;
                if answer.status.as_u16() != 422 {
                    wrong.push(format!("{path}?{name}=1&{name}=2: {}", answer.status));
                }
            }
            if !names.is_empty() {
                let answer = app_get(&world, &cora.token, &format!("{path}?zzz_unknown=1")).await;
                if answer.status.as_u16() != 422 {
                    wrong.push(format!("{path}?zzz_unknown=1: {}", answer.status));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    async fn a_file_of_more_than_two_megabytes_is_not_read(app: TestApp) {
        let cora = app.coordinator().await;
        let browser = app.browser_of(&cora).await;
        // A list of a request's people; a whole register may be larger, and lies on the disk while it comes in.
        let list = "/commissions/01993c5e-7d20-7000-8000-000000000009/people";
        for (path, size, status) in [
            (list, 2 * 1024 * 1024, 413),
            (list, 64 * 1024, 404),
            ("/manage/imports", 3 * 1024 * 1024, 422),
            ("/manage/imports", 64 * 1024, 422),
        ] {
            let answer = browser.upload(path, &[("kind", "people")], &vec![b'x'; size]).await;
            assert_eq!(answer.status.as_u16(), status, "{path} {size}: {}", answer.text());
        }
    }
}

async fn app_get(world: &World, token: &str, path: &str) -> Answer {
    world.app.send(Method::GET, path, Some(token), &[], None).await
}

#[actix_web::test]
async fn a_method_an_address_does_not_take_is_405_and_names_those_it_takes() {
    let app =
        TestApp::with(crate::support::database::TestDatabase::sqlite(), training_ladder::store::Locking::On);
    let nothing = "01993c5e-7d20-7000-8000-000000000009";
    for route in routes() {
        let path = route
            .path
            .replace("{id}", nothing)
            .replace("{slug}", "nowhere")
            .replace("{code}", "none")
            .replace("{name}", "none")
            .replace("{file}", "none");
        let takes: Vec<&str> =
            routes().filter(|other| other.path == route.path).map(|other| other.method).collect();
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE", "BREW"] {
            // A HEAD is answered as the GET it stands for, where there is one.
            if takes.contains(&method) || (method == "HEAD" && takes.contains(&"GET")) {
                continue;
            }
            let verb = Method::from_bytes(method.as_bytes()).expect("a method");
            let answer = app.send(verb, &path, None, &[], None).await;
            assert_eq!(answer.status.as_u16(), 405, "{method} {path}: {}", answer.text());
            let allowed = answer.header("allow");
            for taken in &takes {
                assert!(allowed.contains(taken), "{method} {path} allows {allowed}, not {taken}");
            }
        }
    }
    for path in ["/api", "/api/v1", "/api/v1/", "/api/v1/nothing", "/api/v2/me", "/api/v1/me/"] {
        app.get_public(path).await.expect_problem(404, "not_found");
    }
    for path in ["/%00", "/nothing"] {
        assert!(app.get_public(path).await.expect(404).text().contains("<h1>Page not found</h1>"));
    }
}
