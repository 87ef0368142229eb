//! A linter reads the document, and finds nothing.

use super::{beside, node_tool, run, workshop};

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
