//! What closing a register costs the database.

use crate::support::{app::TestApp, database::both_databases, register::Class};

both_databases! {
    async fn closing_a_register_of_twenty_takes_at_most_120_statements(app: TestApp) {
        let names: Vec<String> = (0..20).map(|number| format!("Person {number:02}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut class = Class::of(&app, &names).await;
        class.at_end(&app).await;
        let mut words = vec!["p"; 18];
        words.extend(["a", "60"]);
        class.mark_all(&app, &words).await;
        let before = app.app.reads.statements_run();
        let counts = class.close(&app).await.expect(200).json();
        let run = app.app.reads.statements_run() - before;
        assert_eq!(counts["certificates_issued"], 18);
        assert!(run <= 120, "{run} statements");
        app.audit().await;
    }
}
