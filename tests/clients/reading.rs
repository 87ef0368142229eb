//! Tools that read the document: a linter that finds nothing, and a generator of Rust that takes the older form.

use std::{fs, process::Command};

use super::{beside, installed, node_tool, run, workshop};

#[test]
fn the_linter_finds_nothing_in_either_form() {
    let folder = workshop();
    let mut lint = node_tool("redocly");
    lint.arg("lint").arg("--config").arg(beside("redocly.yaml")).args(["openapi.json", "openapi-3.0.json"]);
    let said = run(
        lint.env("REDOCLY_TELEMETRY", "off").env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true"),
        folder.path(),
    );
    for sign in ["warning  ", "error  ", "You have"] {
        assert!(!said.contains(sign), "{said}");
    }
}

#[test]
fn a_client_in_rust_is_made_of_the_older_form() {
    let folder = workshop();
    let mut progenitor = Command::new(installed("LADDER_TEST_PROGENITOR"));
    progenitor.args([
        "progenitor",
        "-i",
        "openapi-3.0.json",
        "-o",
        "made",
        "-n",
        "ladder-client",
        "-v",
        "0.1.0",
    ]);
    run(&mut progenitor, folder.path());
    let made = fs::read_to_string(folder.path().join("made/src/lib.rs")).expect("what was made");
    for act in ["book_place", "accept_offer", "print_certificate"] {
        assert!(made.contains(&format!("fn {act}")), "there is no {act}");
    }
}
