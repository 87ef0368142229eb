//! Generated clients against a real server: sign in, look, book, cancel, roster, register, certificate.

use std::{fs, os::unix::fs::symlink, path::Path, process::Command};

use super::{beside, installed, node_tool, run, workshop};
use crate::support::{
    app::{PASSWORD, TestApp},
    database::{OnDatabase, TestDatabase},
    register::Class,
    served::Served,
};

/// A school where one course is over with its register open, and another can be booked.
struct School {
    served: Served,
    arguments: Vec<String>,
    _app: TestApp,
}

impl School {
    async fn opened() -> Self {
        let app = TestApp::on(TestDatabase::sqlite()).await;
        let mut class = Class::of(&app, &["Amira Khan"]).await;
        app.course(&class.cora, "development", |_| {}).await;
        let open = app.session(&class.cora, "development", 60, 3, 20).await;
        class.at_end(&app).await;
        let served = app.serve();
        let arguments = vec![
            format!("http://{}", served.address),
            class.people[0].email.clone(),
            class.tess.email.clone(),
            PASSWORD.to_owned(),
            class.session.clone(),
            open.to_string(),
        ];
        Self { served, arguments, _app: app }
    }

    /// Runs a program that was made from TypeScript, its types checked.
    fn run_typescript(&self, folder: &Path, name: &str) {
        fs::copy(beside(name), folder.join(name)).expect("the program");
        let modules = installed("LADDER_TEST_OPENAPI_NODE").join("node_modules");
        symlink(modules, folder.join("node_modules")).expect("a link");
        let options = ["--strict", "--skipLibCheck", "--target", "es2022", "--module", "node16"];
        run(node_tool("tsc").args(options).arg(name), folder);
        let program = name.replace(".ts", ".js");
        run(Command::new("node").arg(program).args(&self.arguments), folder);
    }
}

#[actix_web::test]
async fn by_openapi_typescript_and_openapi_fetch() {
    let (school, folder) = (School::opened().await, workshop());
    run(node_tool("openapi-typescript").args(["openapi.json", "-o", "schema.d.ts"]), folder.path());
    school.run_typescript(folder.path(), "openapi_fetch.ts");
    drop(school.served);
}

#[actix_web::test]
async fn by_hey_api() {
    let (school, folder) = (School::opened().await, workshop());
    let wanted = ["-i", "openapi.json", "-o", "client", "-c", "@hey-api/client-fetch"];
    run(node_tool("openapi-ts").args(wanted), folder.path());
    school.run_typescript(folder.path(), "hey_api.ts");
    drop(school.served);
}

#[actix_web::test]
async fn by_openapi_python_client() {
    let (school, folder) = (School::opened().await, workshop());
    let tools = installed("LADDER_TEST_OPENAPI_PYTHON").join("bin");
    let mut generate = Command::new(tools.join("openapi-python-client"));
    generate.args(["generate", "--path", "openapi.json", "--meta", "none", "--output-path", "ladder_client"]);
    run(generate.arg("--config").arg(beside("openapi_python_client.yaml")), folder.path());
    let mut program = Command::new(tools.join("python"));
    program.arg(beside("openapi_python_client.py")).args(&school.arguments).env("PYTHONPATH", folder.path());
    run(&mut program, folder.path());
    drop(school.served);
}
