//! What happened is said, and reaches whomever it concerns; a write that says nothing fails.

use serde_json::json;
use training_ladder::store::{Error, write::people::person};

use crate::support::{app::TestApp, database::both_databases};

both_databases! {
    async fn what_happens_concerns_whom_the_table_says(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let ada = app.delegate("Ada").await;
        let session = app.session(&cora, "introduction", 30, 3, 5).await;
        let path = format!("/api/v1/sessions/{session}/bookings");
        app.post(&ada, &path, json!({})).await.expect(201);
        let seen = app.followed.events();
        assert!(seen.contains("session_published") && seen.contains("place_taken"), "{seen:?}");
        assert_eq!(app.followed.wrong(), Vec::<String>::new());
    }

    async fn a_write_that_changes_a_row_and_says_nothing_fails(app: TestApp) {
        let ada = app.delegate("Ada").await.id;
        let silent = app
            .db
            .write(move |tx| {
                let mut row = person::load_person(tx.conn(), ada)?;
                "Somebody Else".clone_into(&mut row.name);
                person::store_person(tx, &row)
            })
            .await;
        assert!(matches!(silent, Err(Error::Broken(why)) if why.contains("nothing was said")));
        let name = app.db.read(move |c| person::load_person(c, ada)).await.expect("a row").name;
        assert_eq!(name, "Ada", "and nothing of it stays");
    }
}
