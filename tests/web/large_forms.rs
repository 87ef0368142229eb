//! What a request may hold: fields of a form, parts, nesting; refused while it is read, and drawn on no page.

use std::fmt::Write as _;

use actix_web::http::Method;
use training_ladder::web::{extract::MOST_FIELDS, routes::routes};

use crate::{
    house::sources::rust_files,
    support::{app::TestApp, database::both_databases, router::Answer},
};

async fn send(app: &TestApp, media_type: &str, body: String) -> Answer {
    let headers = [("accept", "text/html")];
    app.send_bytes(Method::POST, "/register", None, &headers, Some((media_type, body.into_bytes()))).await
}

fn typed(fields: usize) -> String {
    (0..fields).map(|at| format!("field{at}=echoed")).collect::<Vec<_>>().join("&")
}

fn parts(fields: usize) -> String {
    let mut body = String::new();
    for at in 0..fields {
        write!(body, "--b\r\nContent-Disposition: form-data; name=\"field{at}\"\r\n\r\nechoed\r\n")
            .expect("text");
    }
    body + "--b--\r\n"
}

async fn login(app: &TestApp, body: String) -> Answer {
    let body = Some(("application/json", body.into_bytes()));
    app.send_bytes(Method::POST, "/api/v1/auth/login", None, &[], body).await
}

both_databases! {
    async fn more_fields_than_any_page_has_are_not_read(app: TestApp) {
        const FORM: &str = "application/x-www-form-urlencoded";
        const PARTS: &str = "multipart/form-data; boundary=b";
        for (media_type, body) in [(FORM, typed(MOST_FIELDS + 1)), (PARTS, parts(MOST_FIELDS + 1))] {
            let answer = send(&app, media_type, body).await.expect(413);
            assert!(!answer.text().contains("echoed"), "{media_type}");
            assert!(answer.text().contains("300 fields"), "{}", answer.text());
        }
        // As many as allowed are read, and found to come from no page of ours.
        for (media_type, body) in [(FORM, typed(MOST_FIELDS)), (PARTS, parts(MOST_FIELDS))] {
            send(&app, media_type, body).await.expect(403);
        }
        let large = format!("a={}", "x".repeat(256 * 1024));
        send(&app, FORM, large).await.expect(413);
    }

    async fn json_that_is_nested_deep_is_not_read(app: TestApp) {
        let nested = |depth: usize| {
            format!("{{\"email\":{}{}}}", "[".repeat(depth - 1), "]".repeat(depth - 1))
        };
        login(&app, nested(33)).await.expect_problem(413, "too_large");
        login(&app, nested(20_000)).await.expect_problem(413, "too_large");
        login(&app, nested(32)).await.expect_problem(422, "invalid_input");
        // Brackets in a text nest nothing.
        let text = format!("{{\"email\":\"a@b.example \\\"{}\",\"password\":\"x\"}}", "[{".repeat(100));
        login(&app, text).await.expect_problem(401, "invalid_credentials");
    }

    async fn where_a_character_nul_stands_is_said(app: TestApp) {
        for (body, path) in [
            (r#"{"email": "a\u0000b"}"#, "email"),
            (r#"{"one": [{"two": ["x", "\u0000"]}]}"#, "one[0].two[1]"),
            (r#"{"one": {"two": {"thr\u0000ee": 1}}}"#, "one.two.thr\0ee"),
        ] {
            let answer = login(&app, body.to_owned()).await.expect_problem(422, "invalid_input");
            assert_eq!(answer.json()["errors"][0]["field"], path);
        }
    }
}

#[test]
fn every_page_that_reads_a_file_says_so_in_the_table() {
    let reading: Vec<String> = rust_files("src/web/pages")
        .into_iter()
        .filter(|source| {
            [".file(\"", ".upload(\"", ".uploads(\"", "attendance_reports::bring("]
                .iter()
                .any(|asks| source.text.contains(asks))
        })
        .map(|source| source.path.trim_start_matches("src/web/").trim_end_matches(".rs").replace('/', "_"))
        .collect();
    assert!(!reading.is_empty(), "the pages are not where they were");
    for page in &reading {
        let taken = routes().any(|route| route.takes_files && (route.name)().starts_with(page.as_str()));
        assert!(taken, "{page} reads a file, and no route of it stands `with files`");
    }
    let said = routes().filter(|route| route.takes_files && route.operation.is_none()).count();
    assert_eq!(said, reading.len(), "a route stands `with files` that reads none");
}
