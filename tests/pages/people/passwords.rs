//! How pages ask for passwords, and how long one is good.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::{
    app::{PASSWORD, TestApp},
    database::both_databases,
};

both_databases! {
    async fn they_are_typed_out_of_sight_where_a_password_manager_finds_them(app: TestApp) {
        let dora = app.delegate("Dora").await;
        let (nobody, browser) = (app.browser(), app.browser_of(&dora).await);
        for (browser, path, name, says) in [
            (&nobody, "/sign-in", "password", "current-password"),
            (&nobody, "/register?alone=yes", "password", "new-password"),
            (&browser, "/account/password", "current_password", "current-password"),
            (&browser, "/account/password", "password", "new-password"),
        ] {
            let page = browser.open(path).await.expect(200).text();
            let field = page.split('<').find(|tag| tag.starts_with("input ") && tag.contains(&format!(" name=\"{name}\"")));
            let field = field.unwrap_or_else(|| panic!("{path} has no {name}: {page}"));
            let field = field.split('>').next().expect("its end");
            assert!(field.contains("type=\"password\"") && field.contains(&format!("autocomplete=\"{says}\"")), "{field}");
            // Nothing keeps a password from being pasted, nor is one ever sent back.
            for hindrance in ["onpaste", "maxlength", "readonly", " value="] {
                assert!(!field.contains(hindrance), "{hindrance}: {field}");
            }
        }
    }

    async fn one_is_good_however_old_it_is(app: TestApp) {
        let dora = app.delegate("Dora").await;
        let login = json!({"email": dora.email, "password": PASSWORD});
        for _ in 0..3 {
            app.clock.advance(TimeDelta::days(365));
            app.post_public("/api/v1/auth/login", login.clone()).await.expect(200);
        }
    }
}
