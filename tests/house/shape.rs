//! The shape of the files: how long, how named, and what may not stand in them.

use std::collections::BTreeMap;

use super::sources::{Source, rust_files};

const LONGEST: usize = 400;
/// Generated, so as long as the tables are many.
const GENERATED: &str = "src/store/schema.rs";
/// What reaches the database by name; all of it stays in the store.
const DATABASE_CRATES: [&str; 5] =
    ["diesel", "diesel_migrations", "diesel_derives", "pq_sys", "libsqlite3_sys"];
/// What sends requests out; all of it stays in the one room for it.
const REQUEST_CRATES: [&str; 2] = ["reqwest", "openidconnect"];
/// The connection enum and the backend enum derived with it: their variants are the two databases.
const PER_DATABASE: [&str; 2] = ["EitherConnection", "MultiBackend"];
const MAY_TELL_DATABASES_APART: [&str; 3] =
    ["src/store/any_connection.rs", "src/store/pool.rs", "src/store/backend.rs"];
const DRAWERS: [&str; 6] = ["util", "utils", "common", "helper", "helpers", "misc"];

/// Every file of ours that holds Rust.
fn ours() -> Vec<Source> {
    ["src", "tests", "benches"].into_iter().flat_map(rust_files).collect()
}

fn complaints(check: fn(&Source) -> Option<String>, sources: &[Source]) -> Vec<String> {
    sources
        .iter()
        .filter_map(|source| check(source).map(|wrong| format!("{}: {wrong}", source.path)))
        .collect()
}

fn too_long(source: &Source) -> Option<String> {
    let lines = source.text.lines().count();
    (lines > LONGEST && source.path != GENERATED).then(|| format!("{lines} lines, {LONGEST} are the limit"))
}

fn in_a_drawer(source: &Source) -> Option<String> {
    let part = source.path.trim_end_matches(".rs").split('/').find(|part| DRAWERS.contains(part))?;
    Some(format!("`{part}` says nothing about what is inside"))
}

fn names_the_database(source: &Source) -> Option<String> {
    if source.path.starts_with("src/store/") || !source.path.starts_with("src/") {
        return None;
    }
    let name = source.tokens().into_iter().find(|token| DATABASE_CRATES.contains(&token.as_str()))?;
    Some(format!("`{name}` is named outside src/store/"))
}

fn sends_requests(source: &Source) -> Option<String> {
    if source.path.starts_with("src/outbound/") || !source.path.starts_with("src/") {
        return None;
    }
    let name = source.tokens().into_iter().find(|token| REQUEST_CRATES.contains(&token.as_str()))?;
    Some(format!("`{name}` is named outside src/outbound/"))
}

/// Anything that can tell the connection's variants apart: a variant named, imported or matched, the enum
/// renamed, or an `impl` in which `Self::…` would be a variant.
fn tells_databases_apart(source: &Source) -> Option<String> {
    if !source.path.starts_with("src/") || MAY_TELL_DATABASES_APART.contains(&source.path.as_str()) {
        return None;
    }
    let tokens = source.tokens();
    let token = |at: usize| tokens.get(at).map_or("", String::as_str);
    for at in (0..tokens.len()).filter(|at| PER_DATABASE.contains(&token(*at))) {
        let closed = if token(at + 1) == ">" { at + 2 } else { at + 1 };
        let variant = token(closed) == "::"
            && (["{", "*"].contains(&token(closed + 1))
                || token(closed + 1).starts_with(|letter: char| letter.is_uppercase()));
        let renamed = token(at + 1) == "as";
        let start = tokens[..at].iter().rposition(|token| ["{", "}", ";", "]"].contains(&token.as_str()));
        let start = start.map_or(0, |before| before + 1);
        let statement = &tokens[start..at];
        let aliased =
            statement.iter().any(|token| token == "type") && statement.iter().any(|token| token == "=");
        let implemented =
            statement.first().is_some_and(|token| token == "impl") && ["{", "where"].contains(&token(at + 1));
        if variant || renamed || aliased || implemented {
            return Some(format!("`{}` is taken apart outside pool.rs and backend.rs", tokens[at]));
        }
    }
    None
}

/// Tests left out, work left undone, and tests inside the library.
fn unfinished(source: &Source) -> Option<String> {
    let tokens = source.tokens();
    let token = |at: usize| tokens.get(at).map_or("", String::as_str);
    let opens_attribute = |at: usize| at > 1 && token(at - 1) == "[" && token(at - 2) == "#";
    (0..tokens.len()).find_map(|at| match token(at) {
        "todo" | "unimplemented" | "dbg" if token(at + 1) == "!" => Some(format!("`{}!`", token(at))),
        "ignore" if opens_attribute(at) => Some("a test is left out".to_owned()),
        "cfg" if token(at + 1) == "(" && token(at + 2) == "test" && source.path.starts_with("src/") => {
            Some("tests live in tests/".to_owned())
        }
        "path" if opens_attribute(at) && token(at + 1) == "=" => {
            Some("a module stands where its name says".to_owned())
        }
        _ => None,
    })
}

const CHECKS: [fn(&Source) -> Option<String>; 6] =
    [too_long, in_a_drawer, names_the_database, sends_requests, tells_databases_apart, unfinished];

#[test]
fn every_file_keeps_the_shape() {
    let sources = ours();
    assert!(sources.iter().any(|source| source.path == "src/lib.rs"), "the sources are not where they were");
    let complaints: Vec<String> = CHECKS.iter().flat_map(|check| complaints(*check, &sources)).collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

/// The names under which types stand in the API's document.
fn schemas(source: &Source) -> Vec<String> {
    let tokens = source.tokens();
    let derived = (0..tokens.len()).filter(|at| {
        tokens[*at] == "ToSchema" && tokens[..*at].iter().rev().take(60).any(|before| before == "derive")
    });
    derived
        .filter_map(|at| {
            let kind = tokens[at..].iter().position(|token| token == "struct" || token == "enum")?;
            tokens.get(at + kind + 1).cloned()
        })
        .collect()
}

#[test]
fn two_types_of_the_document_never_share_a_name() {
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    let mut twice = Vec::new();
    for source in rust_files("src") {
        for name in schemas(&source) {
            if let Some(other) = known.insert(name.clone(), source.path.clone()) {
                twice.push(format!(
                    "{name} is in {other} and in {}: one would be described as the other",
                    source.path
                ));
            }
        }
    }
    assert!(known.len() > 100, "the document's types are not where they were");
    assert!(twice.is_empty(), "{}", twice.join("\n"));
}

#[test]
fn a_file_of_more_than_400_lines_is_found() {
    let lines = |count: usize| "\n".repeat(count);
    assert!(too_long(&Source::new("src/web/a.rs", &lines(401))).is_some());
    assert!(too_long(&Source::new("tests/web/a.rs", &lines(401))).is_some());
    assert!(too_long(&Source::new("src/web/a.rs", &lines(400))).is_none());
    assert!(too_long(&Source::new(GENERATED, &lines(4000))).is_none());
}

#[test]
fn a_request_that_goes_out_elsewhere_is_found() {
    let text = "fn f() { reqwest::get(\"https://example.org\"); }";
    assert!(sends_requests(&Source::new("src/web/pages/people/sign_in_with.rs", text)).is_some());
    assert!(
        sends_requests(&Source::new("src/usecases/people/single_sign_on.rs", "use openidconnect::Nonce;"))
            .is_some()
    );
    assert!(sends_requests(&Source::new("src/outbound/http_client.rs", text)).is_none());
    assert!(sends_requests(&Source::new("tests/support/provider.rs", text)).is_none());
}

#[test]
fn a_drawer_is_found() {
    assert!(in_a_drawer(&Source::new("src/web/util.rs", "")).is_some());
    assert!(in_a_drawer(&Source::new("src/helpers/mod.rs", "")).is_some());
    assert!(in_a_drawer(&Source::new("src/web/utilisation.rs", "")).is_none());
}

#[test]
fn the_database_named_outside_the_store_is_found() {
    for text in [
        "use diesel::prelude::*;",
        "fn f() { diesel::delete(x); }",
        "fn f() { vec![diesel::delete(x)]; }",
        "#[diesel(table_name = x)] struct S;",
        "use diesel_migrations as m;",
        "fn f() { r#diesel::delete(x); }",
    ] {
        assert!(names_the_database(&Source::new("src/usecases/a.rs", text)).is_some(), "unseen: {text}");
        assert!(names_the_database(&Source::new("src/store/a.rs", text)).is_none());
    }
    assert!(
        names_the_database(&Source::new("src/usecases/a.rs", "// diesel\nconst A: &str = \"diesel\";"))
            .is_none()
    );
}

#[test]
fn a_connection_taken_apart_is_found() {
    for text in [
        "fn f() { match c { EitherConnection::Sqlite(c) => 1, _ => 2 } }",
        "fn f() { if let EitherConnection::Postgres(c) = c {} }",
        "fn f() { let EitherConnection::Postgres(c) = c else { return }; }",
        "fn f() -> bool { matches!(c, super::connection::EitherConnection::Sqlite(_)) }",
        "use super::connection::EitherConnection::{Postgres, Sqlite};",
        "use super::connection::EitherConnection::*;",
        "use super::connection::EitherConnection as C;",
        "type C = super::connection::EitherConnection;",
        "impl EitherConnection { fn f(&self) { match self { Self::Sqlite(_) => 1, _ => 2 } } }",
        "impl Differs for EitherConnection { fn f(&self) { match self { Self::Sqlite(_) => 1, _ => 2 } } }",
        "fn f() { <EitherConnection>::Sqlite(c); }",
        "fn f(b: MultiBackend) { matches!(b, MultiBackend::Pg(_)) }",
    ] {
        assert!(
            tells_databases_apart(&Source::new("src/store/write/a.rs", text)).is_some(),
            "unseen: {text}"
        );
        assert!(tells_databases_apart(&Source::new("src/store/backend.rs", text)).is_none());
    }
    for text in [
        "use super::connection::EitherConnection;",
        "fn f(c: &mut EitherConnection) -> Result<EitherConnection, E> { EitherConnection::establish(u) }",
        "struct S { c: Pool<EitherConnection> } impl S { fn c(&self) -> &EitherConnection { &self.c } }",
    ] {
        assert_eq!(tells_databases_apart(&Source::new("src/store/write/a.rs", text)), None, "{text}");
    }
}

#[test]
fn unfinished_work_is_found() {
    for text in [
        "fn f() { todo!() }",
        "fn f() { unimplemented!(\"later\") }",
        "fn f() { dbg!(1); }",
        "#[test] #[ignore] fn t() {}",
        "#[test] #[ignore = \"slow\"] fn t() {}",
        "#[cfg(test)] mod tests {}",
        "#[path = \"../x.rs\"] mod x;",
    ] {
        assert!(unfinished(&Source::new("src/web/a.rs", text)).is_some(), "unseen: {text}");
    }
    let harmless = "fn f() { let ignore = path; todo(); // dbg!\n }";
    assert_eq!(unfinished(&Source::new("src/web/a.rs", harmless)), None);
}
