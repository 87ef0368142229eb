//! The API against schemathesis: whatever it makes of the document is answered as the document says.

use std::process::Command;

use super::{installed, run, workshop};
use crate::{
    support::{
        app::TestApp,
        database::{OnDatabase as _, TestDatabase},
    },
    web::world::World,
};

/// No failure of the server; no status, type, body or method that the document does not have.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_schema_conformance,unsupported_method";

/// Asks for so many seconds as somebody, or as nobody. Nobody signs out by chance: all that follows would be refused.
fn ask(app: &TestApp, token: Option<&str>, seconds: u32) {
    let (served, folder) = (app.serve(), workshop());
    let mut tool = Command::new(installed("LADDER_TEST_SCHEMATHESIS").join("bin/schemathesis"));
    tool.args(["run", "openapi.json", "--url", &format!("http://{}", served.address), "--checks", CHECKS]);
    tool.args(["--exclude-operation-id", "sign_out", "--max-time", &seconds.to_string()]);
    tool.args(["--no-shrink", "--no-color", "--warnings", "off"]);
    if let Some(token) = token {
        tool.args(["--header", &format!("Authorization: Bearer {token}")]);
    }
    let said = run(&mut tool, folder.path());
    assert!(said.contains("No issues found"), "{said}");
    drop(served);
}

#[actix_web::test]
async fn a_coordinator_is_answered_as_the_document_says() {
    let world = World::made(TestApp::on(TestDatabase::sqlite()).await).await;
    ask(&world.app, Some(&world.caller("a coordinator").token), 80);
}

#[actix_web::test]
async fn nobody_is_answered_as_the_document_says() {
    let world = World::made(TestApp::on(TestDatabase::postgres()).await).await;
    ask(&world.app, None, 40);
}
