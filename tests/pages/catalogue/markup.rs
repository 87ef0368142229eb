//! What people type is shown as text, wherever on a page it stands.

use serde_json::json;

use crate::support::{app::TestApp, database::both_databases};

const MARKUP: &str = "</script></title>\"'><img src=x onerror=alert(1)><!-- {{csrf}} {{{csrf}}}";

both_databases! {
    async fn a_title_that_holds_markup_is_shown_as_it_was_typed(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |body| {
            body["title"] = json!(MARKUP);
            body["summary"] = json!(MARKUP);
            body["outcomes"] = json!([MARKUP]);
        })
        .await;
        let session = app.session(&cora, "introduction", 30, 3, 5).await;
        let (nobody, browser) = (app.browser(), app.browser_of(&cora).await);
        for (browser, path) in [
            (&nobody, "/courses".to_owned()),
            (&nobody, "/courses/introduction".to_owned()),
            (&nobody, format!("/sessions/{session}")),
            (&browser, "/manage/courses/introduction".to_owned()),
            (&browser, format!("/manage/dates/{session}")),
        ] {
            let page = browser.open(&path).await.expect(200).text();
            assert!(page.contains("&lt;img src=x onerror=alert(1)&gt;") || page.contains("&lt;img src&#x3D;x"), "{path}: {page}");
            for raw in ["<img", "</title>\"", "<!--", "</script></title>"] {
                assert!(!page.contains(raw), "{path} holds {raw}: {page}");
            }
            assert_eq!(page.matches("<title>").count(), 1, "{path}");
        }
    }
}
