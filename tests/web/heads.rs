//! A HEAD is answered as the GET it stands for, without the body: asked of a server behind a socket, since what a
//! body is left out of is the wire.

use std::collections::BTreeMap;

use reqwest::Method;
use training_ladder::web::routes::routes;

use crate::support::{app::TestApp, database::both_databases};

/// What differs between two answers to the same question.
const OF_EACH_ANSWER: [&str; 3] = ["date", "x-request-id", "set-cookie"];

async fn ask(client: &reqwest::Client, method: Method, url: &str) -> (u16, BTreeMap<String, String>, usize) {
    let answer = client.request(method, url).send().await.expect("an answer");
    let headers = answer
        .headers()
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()))
        .filter(|(name, _)| !OF_EACH_ANSWER.contains(&name.as_str()))
        .collect();
    (answer.status().as_u16(), headers, answer.bytes().await.expect("a body").len())
}

both_databases! {
    async fn wherever_there_is_a_get(app: TestApp) {
        let served = app.serve();
        let policy = reqwest::redirect::Policy::none();
        let client = reqwest::Client::builder().redirect(policy).build().expect("a client");
        let nothing = "01993c5e-7d20-7000-8000-000000000009";
        // Figures change with every request, these two included.
        for route in routes().filter(|route| route.method == "GET" && route.path != "/metrics") {
            let path = route
                .path
                .replace("{id}", nothing)
                .replace("{slug}", "nowhere")
                .replace("{code}", "not_found")
                .replace("{name}", "none")
                .replace("{file}", "none");
            let url = format!("http://{}{path}", served.address);
            let (status, headers, _) = ask(&client, Method::GET, &url).await;
            let (as_head, its_headers, length) = ask(&client, Method::HEAD, &url).await;
            assert_eq!((as_head, length), (status, 0), "{path}");
            // A page says its length only by its body, where each copy of it holds another secret of its form.
            let named = |headers: &BTreeMap<String, String>| headers.keys().cloned().collect::<Vec<_>>();
            assert_eq!(named(&its_headers), named(&headers), "{path}");
        }
    }
}
