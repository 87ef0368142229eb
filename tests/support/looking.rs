//! What is looked at on every page a journey visits: what the checkers, the console and the Nu Html Checker say, hosts
//! asked, weight, width.

use std::{fs, path::PathBuf, process::Command};

use serde_json::{Value, json};

use super::chromium::{Chromium, Script};

/// All of a page, HTML, style and script, in bytes.
const HEAVIEST: usize = 100 * 1024;

/// What the first screenful of a page holds.
pub struct Fold {
    /// How far down its header goes.
    pub header: i64,
    /// How high the bar is that sticks to its foot.
    pub dock: i64,
    /// How wide the page is.
    pub width: i64,
    /// What was looked for and does not stand there whole.
    pub hidden: Vec<String>,
}

impl Chromium {
    /// A screen of this size.
    pub async fn screen(&self, width: u32, height: u32) {
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    /// Lets this many bytes a second out.
    pub async fn sends_slowly(&self, bytes: u32) {
        let conditions =
            json!({"offline": false, "latency": 0, "downloadThroughput": -1, "uploadThroughput": bytes});
        self.devtools("Network.emulateNetworkConditions", conditions).await;
    }

    /// Has the system set the colours, as a contrast theme of Windows does, or no longer.
    pub async fn colours_forced(&self, are: bool) {
        let value = if are { "active" } else { "none" };
        let media = json!({"features": [{"name": "forced-colors", "value": value}]});
        self.devtools("Emulation.setEmulatedMedia", media).await;
    }

    /// What a script of the page returns.
    pub async fn answer(&self, script: &str) -> Value {
        self.client.execute(script, vec![]).await.expect("a script")
    }

    /// Looks for what CSS finds in the first screenful: whole, and with nothing over it.
    pub async fn fold(&self, wanted: &[&str]) -> Fold {
        let seen = self.client.execute(FOLD, vec![json!(wanted)]).await.expect("a script");
        let number = |name: &str| seen[name].as_i64().expect("a number");
        let hidden = seen["hidden"].as_array().expect("a list").iter();
        Fold {
            header: number("header"),
            dock: number("dock"),
            width: number("width"),
            hidden: hidden.map(|css| css.as_str().expect("a selector").to_owned()).collect(),
        }
    }

    /// Goes on from the page that tells somebody new who sees what.
    pub async fn leave_who_sees(&mut self) {
        if self.path().await.ends_with("/who-sees") {
            self.tap("Go on").await;
        }
    }

    /// Looks at the page from every side, once for each name: errors, other hosts, weight, width, contrast, axe.
    pub async fn look(&mut self, name: &str) {
        if !self.looked_at.insert(name.to_owned()) {
            return;
        }
        let url = self.client.current_url().await.expect("an address").to_string();
        self.read_logs(name, &url).await;
        if self.script == Script::Off {
            return;
        }
        let shift = self.client.execute_async(SHIFTED, vec![]).await.expect("a script");
        if shift.as_f64().unwrap_or(1.0) > 0.001 {
            self.wrong.push(format!("{name}: its layout shifts by {shift}"));
        }
        for (width, text) in [(320, "100%"), (640, "200%")] {
            self.width(width).await;
            let script = "document.documentElement.style.fontSize = arguments[0]; \
                          return [document.documentElement.scrollWidth, \
                            [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > \
                            innerWidth + 1 && !e.closest('.scroll, .unseen, .skip')).slice(0, 3).map(e => \
                            e.outerHTML.slice(0, 120))]";
            let seen = self.client.execute(script, vec![json!(text)]).await.expect("a script");
            if seen[0].as_u64().unwrap_or(u64::MAX) > u64::from(width) {
                self.wrong
                    .push(format!("{name}: at {width} px and text of {text} it scrolls sideways: {seen}"));
            }
            let spilt = self.client.execute(SPILT, vec![]).await.expect("a script");
            if spilt != json!([]) {
                self.wrong.push(format!("{name}: at {width} px these run over what follows: {spilt}"));
            }
            if width == 320 {
                self.screenshot(&format!("{name}-phone")).await;
            }
        }
        self.client.execute("document.documentElement.style.fontSize = ''", vec![]).await.expect("a script");
        self.width(1100).await;
        self.screenshot(&format!("{name}-desktop")).await;
        self.take_pictures(name).await;
        self.judge(name).await;
    }

    /// Keeps the page as it was sent, and reads what the browser has to say of it.
    async fn read_logs(&mut self, name: &str, url: &str) {
        let log = self.extra("se/log", json!({"type": "performance"})).await;
        let mut document = None;
        for entry in log.as_array().expect("a log") {
            let message: Value =
                serde_json::from_str(entry["message"].as_str().unwrap_or_default()).expect("JSON");
            let (method, about) = (&message["message"]["method"], &message["message"]["params"]);
            if method == "Network.requestWillBeSent" {
                let asked = about["request"]["url"].as_str().unwrap_or_default();
                let ours = asked.starts_with(&self.base)
                    || self.known_hosts.iter().any(|host| asked.starts_with(host))
                    || asked.starts_with("data:")
                    || asked.starts_with("chrome");
                if !ours {
                    self.wrong.push(format!("{name}: it asks another host: {asked}"));
                }
            }
            if method == "Network.responseReceived" && about["type"] == "Document" {
                document = about["requestId"].as_str().map(str::to_owned);
            }
        }
        if let Some(id) = document {
            let body = self.devtools("Network.getResponseBody", json!({"requestId": id})).await;
            let html = body["body"].as_str().expect("a page").to_owned();
            let assets = ["site.css", "site.js"].map(|asset| {
                fs::metadata(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("templates/assets").join(asset))
                    .map_or(usize::MAX / 4, |about| usize::try_from(about.len()).unwrap_or(usize::MAX / 4))
            });
            let weight = html.len() + assets.iter().sum::<usize>();
            if weight > HEAVIEST {
                self.wrong.push(format!("{name}: it weighs {weight} bytes"));
            }
            self.pages.push((name.to_owned(), html));
        }
        let page = url.split('#').next().unwrap_or(url);
        for entry in self.extra("se/log", json!({"type": "browser"})).await.as_array().expect("a log") {
            let message = entry["message"].as_str().unwrap_or_default();
            // A page that says 404 or 422 is told to the console as well; that is no fault of it.
            let its_status = entry["source"] == "network" && message.starts_with(page);
            if entry["level"] == "SEVERE" && !its_status {
                self.wrong.push(format!("{name}: the console says {message}"));
            }
        }
    }

    /// Closes the browser and fails with all that was wrong.
    pub async fn finish(self) {
        let wrong = self.close().await;
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    /// Closes the browser, has the HTML of every page checked, and says all that was wrong.
    pub async fn close(mut self) -> Vec<String> {
        self.client.clone().close().await.expect("the browser closes");
        let folder = tempfile::tempdir().expect("a folder");
        if self.pages.is_empty() {
            return std::mem::take(&mut self.wrong);
        }
        let mut files = Vec::new();
        for (name, html) in &self.pages {
            let file = folder.path().join(format!("{name}.html"));
            fs::write(&file, html).expect("a file");
            files.push(file);
        }
        let jar = installed("LADDER_TEST_VNU");
        let said = Command::new("java")
            .args(["-jar", &jar, "--errors-only", "--format", "gnu"])
            .args(&files)
            .output()
            .expect("java runs");
        if !said.status.success() {
            self.wrong.push(format!("the HTML: {}", String::from_utf8_lossy(&said.stderr)));
        }
        std::mem::take(&mut self.wrong)
    }
}

/// Where something that judges pages is installed.
pub(super) fn installed(name: &str) -> String {
    #[expect(clippy::disallowed_methods, reason = "tests/run says by it where the checkers are installed")]
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run tests/run"))
}

const FOLD: &str = "
    scrollTo(0, 0);
    const stands = css => [...document.querySelectorAll(css)].some(element => {
      const box = element.getBoundingClientRect();
      if (!box.width || !box.height || box.top < 0 || box.bottom > innerHeight || box.right > innerWidth) return false;
      const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      return element.contains(top) || (top && top.contains(element));
    });
    const height = css => Math.ceil(document.querySelector(css)?.getBoundingClientRect().height ?? 0);
    return {
      header: height('.masthead'), dock: height('.dock'), width: document.documentElement.scrollWidth,
      hidden: arguments[0].filter(css => !stands(css)),
    };";

/// What is higher than the room it takes up, so that it lies over what follows.
const SPILT: &str = "
    return [...document.querySelectorAll('main li:not(.step), main tr, main fieldset, main section, main .panel, main .field')]
      .filter(e => e.scrollHeight > e.clientHeight + 3 && e.clientHeight && getComputedStyle(e).overflowY === 'visible')
      .slice(0, 3).map(e => e.outerHTML.slice(0, 120));";

const SHIFTED: &str = "
    const done = arguments[arguments.length - 1];
    let shift = 0;
    new PerformanceObserver(list => { for (const e of list.getEntries()) if (!e.hadRecentInput) shift += e.value; })
      .observe({type: 'layout-shift', buffered: true});
    requestAnimationFrame(() => requestAnimationFrame(() => done(shift)));";
