//! Pictures of pages, for people to look at: `tests/run pictures` lays them out on a sheet.

use serde_json::json;

use super::chromium::Chromium;

/// Widths in pixels of a phone and a desk.
const WIDTHS: [u32; 2] = [360, 1280];

impl Chromium {
    /// The page at each width and in each of the ways it is shown, where pictures are asked for.
    pub(super) async fn take_pictures(&self, name: &str) {
        #[expect(clippy::disallowed_methods, reason = "tests/run says by it that pictures are wanted")]
        if std::env::var_os("LADDER_TEST_PICTURES").is_none() {
            return;
        }
        let show = "document.documentElement.dataset.display = arguments[0]";
        for width in WIDTHS {
            self.width(width).await;
            for display in ["light", "dark", "contrast"] {
                self.client.execute(show, vec![json!(display)]).await.expect("a script");
                self.screenshot(&format!("pictures/{name}-{width}-{display}")).await;
            }
            self.client.execute(show, vec![json!("light")]).await.expect("a script");
            self.colours_forced(true).await;
            self.screenshot(&format!("pictures/{name}-{width}-forced")).await;
            self.colours_forced(false).await;
        }
        self.client.execute(show, vec![json!("device")]).await.expect("a script");
        self.width(1100).await;
    }
}
