//! Clients as others generate them from the API's document, doing the main job against a real server; the
//! linter's word on the document; and whether a program that tries everything is answered as it says.

mod fuzzed;
mod generated;
mod linting;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;
use training_ladder::web::openapi::{document, older_form};

/// Where a tool is installed.
fn installed(name: &str) -> PathBuf {
    #[expect(clippy::disallowed_methods, reason = "tests/run says by it where the tools are installed")]
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run tests/run")).into()
}

/// A command of the linter's and generators' Node packages.
fn node_tool(name: &str) -> Command {
    Command::new(installed("LADDER_TEST_OPENAPI_NODE").join("node_modules/.bin").join(name))
}

/// What belongs to these tests beside their Rust.
fn beside(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients").join(name)
}

/// A folder with the document in both forms.
fn workshop() -> TempDir {
    let folder = TempDir::with_prefix("ladder-test-").expect("a temporary folder");
    let newest = document("https://training.example.org");
    fs::write(folder.path().join("openapi.json"), newest.to_string()).expect("a file");
    fs::write(folder.path().join("openapi-3.0.json"), older_form(&newest).to_string()).expect("a file");
    folder
}

/// Runs a tool in a folder; fails with what it says unless it is content.
#[track_caller]
fn run(command: &mut Command, folder: &Path) -> String {
    let done = command.current_dir(folder).output().unwrap_or_else(|why| panic!("{command:?}: {why}"));
    let said = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{command:?}:\n{said}");
    said
}
