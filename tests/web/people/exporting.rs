//! A person takes away everything that is held about them, and nothing that is held about anybody else.

use std::collections::BTreeSet;

use serde_json::Value;
use training_ladder::store::read::people::held_tables::{Rows, TABLES};

use crate::support::{
    app::TestApp,
    database::both_databases,
    personal_data::{Stage, files},
    raw_database::Beside,
};

both_databases! {
    async fn every_column_is_given_or_says_why_not(app: TestApp) {
        // What SQLite finds people by repeats names and addresses that are given where they stand.
        let columns = Beside::to(&app.database).columns().into_iter();
        let there: BTreeSet<String> = columns.filter(|column| !column.starts_with("search_")).collect();
        let mut listed = BTreeSet::new();
        for table in TABLES {
            match table.rows {
                Rows::Theirs(_) => {
                    listed.extend(table.columns.iter().map(|column| format!("{}.{}", table.name, column.name)));
                }
                Rows::NotTheirs(why) => {
                    assert!(!why.is_empty());
                    listed.extend(there.iter().filter(|of| of.starts_with(&format!("{}.", table.name))).cloned());
                }
            }
        }
        let missing: Vec<_> = there.difference(&listed).collect();
        assert!(missing.is_empty(), "neither exported nor said why not in held_tables.rs: {missing:?}");
        let gone: Vec<_> = listed.difference(&there).collect();
        assert!(gone.is_empty(), "listed in held_tables.rs, and not in the database: {gone:?}");
    }

    async fn everything_of_theirs_is_in_it_and_nothing_of_others(app: TestApp) {
        let mut stage = Stage::set(&app, &["Amark Zebedee", "Bmark Yolande"]).await;
        for (at, mark) in [(0, "amark"), (1, "bmark")] {
            stage.before(&app, at, mark).await;
        }
        stage.class.at_end(&app).await;
        stage.class.mark_all(&app, &["p", "p"]).await;
        stage.class.close(&app).await.expect(200);
        let mut traced = Vec::new();
        for (at, mark) in [(0, "amark"), (1, "bmark")] {
            traced.push(stage.after(&app, at, mark).await);
        }
        for (own, other) in [(&traced[0], &traced[1]), (&traced[1], &traced[0])] {
            let answer = app.get(&own.who, "/api/v1/me/export").await.expect(200);
            assert_eq!(answer.header("content-type"), "application/zip");
            let all = files(&answer.body);
            let names: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
            let paper = format!("certificates/{}.pdf", own.certificate["number"].as_str().unwrap());
            for name in [
                "read-me.txt", "everything.json", "bookings.csv", "learning.csv", "certificates.csv",
                "bookings.xlsx", "learning.xlsx", "certificates.xlsx",
                "dates.ics", "cpd-record.pdf", &paper,
            ] {
                assert!(names.contains(&name), "{name} is not in {names:?}");
            }
            let text: String = all
                .iter()
                .filter(|(_, content)| !content.starts_with(b"%PDF") && !content.starts_with(b"PK"))
                .map(|(_, content)| String::from_utf8(content.clone()).expect("text").to_lowercase())
                .collect();
            for what in [
                "claim", "refusal", "need", "giving-up", "message", "complaint", "dispute", "answer", "reissue",
                "coming-note", "evidence",
"action", "action-note", "learning", "difference", "peer",
"feedback", "impact", "role",
            ] {
                let wanted = format!("{}-{what}", own.mark);
                assert!(text.contains(&wanted), "{wanted} is not in the archive of {}", own.who.name);
            }
            assert!(text.contains(&format!("{}.second@home.example", own.mark)));
            // Not so much as the name: neither ran nor decided anything for the other.
            for line in text.lines() {
                assert!(!line.contains(other.mark), "of {}: {line}", other.who.name);
            }
            let (_, json) = all.iter().find(|(name, _)| name == "everything.json").expect("the rows");
            let json: Value = serde_json::from_slice(json).expect("JSON");
            assert_eq!(json["people"][0]["name"], own.who.name.as_str());
            // One of them is taken at any time.
            assert_eq!(json["bookings"].as_array().map(Vec::len), Some(4));
            assert_eq!(json["certificates"][0]["snapshot"]["trainers"][0], "Tess Trainer");
            assert!(json["bookings"][0]["created_at"].as_str().unwrap().ends_with("+00:00"));
            let (_, dates) = all.iter().find(|(name, _)| name == "dates.ics").expect("the dates");
            let dates = String::from_utf8(dates.clone()).expect("text");
            assert_eq!(dates.matches("BEGIN:VEVENT").count(), 2, "one attended, one to come");
        }
        let trail = Beside::to(&app.database).number("SELECT count(*) FROM audit_log WHERE action = 'data_handed_out'");
        assert_eq!(trail, 2);
    }

    async fn nobody_signed_in_has_none(app: TestApp) {
        app.get_public("/api/v1/me/export").await.expect_problem(401, "unauthenticated");
        // Somebody who has done nothing has a record all the same.
        let ada = app.delegate("Ada").await;
        let answer = app.get(&ada, "/api/v1/me/export").await.expect(200);
        assert!(files(&answer.body).iter().any(|(name, _)| name == "cpd-record.pdf"));
        let browser = app.browser_of(&ada).await;
        let page = browser.open("/account/data").await.expect(200).text();
        assert!(page.contains("/account/data.zip"));
        let file = browser.open("/account/data.zip").await.expect(200);
        assert_eq!(file.header("content-type"), "application/zip");
        assert_eq!(file.header("cache-control"), "private, no-store");
    }
}
