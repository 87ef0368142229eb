//! Real Chromium, driven over `WebDriver`, at a real server: what people see, looked at from every side.

use std::{
    collections::HashSet,
    fs,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use fantoccini::{Client, ClientBuilder, Locator, elements::Element, wd::WebDriverCompatibleCommand};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{
    app::{PASSWORD, TestApp},
    served::Served,
};

/// How long a page may take to come.
const PATIENCE: Duration = Duration::from_secs(30);

/// A command of `WebDriver` that stands in no standard: an address below the session's, and a body.
#[derive(Debug)]
struct Extra(String, Value);

impl WebDriverCompatibleCommand for Extra {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.0))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.1.to_string()))
    }
}

/// Whether pages may run their script.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Script {
    On,
    Off,
}

/// One browser of one person. Ends with [`Chromium::finish`], which checks what was seen on the way.
pub struct Chromium {
    pub(super) client: Client,
    driver: Child,
    _profile: TempDir,
    _served: Served,
    pub(super) base: String,
    pub(super) script: Script,
    /// Other hosts that people are led to on purpose.
    pub known_hosts: Vec<String>,
    pub(super) looked_at: HashSet<String>,
    pub(super) wrong: Vec<String>,
    pub(super) pages: Vec<(String, String)>,
    /// The next tap leads to no other page.
    stays: Option<()>,
    /// Taps since they were last counted from nought.
    pub taps: usize,
}

impl Chromium {
    /// Opens a browser at a server of its own for this application.
    pub async fn open(app: &TestApp, script: Script) -> Self {
        Self::open_at(app.serve(), script).await
    }

    /// Opens a browser at this server.
    pub async fn open_at(served: Served, script: Script) -> Self {
        let base = format!("http://{}", served.address);
        Self::at(served, base, script).await
    }

    /// Opens a browser at a server that is reached under this address.
    pub async fn at(served: Served, base: String, script: Script) -> Self {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts: tests/run installs it");
        let mut lines = BufReader::new(driver.stdout.take().expect("its words")).lines();
        let port = lines
            .find_map(|line| {
                let line = line.ok()?;
                let (_, port) = line.split_once("started successfully on port ")?;
                Some(port.trim_end_matches('.').to_owned())
            })
            .expect("chromedriver says its port");
        // Its further words have to go somewhere, or it would wait for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        let profile = tempfile::tempdir().expect("a folder for the profile");
        let folder = format!("--user-data-dir={}", profile.path().display());
        let capabilities = json!({
            "browserName": "chrome",
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
            "goog:chromeOptions": {
                "args": [
                    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                    "--disable-background-networking", "--disable-component-update", "--disable-sync",
                    "--disable-dev-shm-usage", "--hide-scrollbars", "--window-size=1100,1200", folder,
                ],
                "prefs": {
                    "profile.managed_default_content_settings.javascript": if script == Script::On { 1 } else { 2 },
                    "profile.password_manager_leak_detection": false,
                    "credentials_enable_service": false,
                },
            },
        });
        let Value::Object(capabilities) = capabilities else { unreachable!("an object stands above") };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .expect("a browser: tests/run installs chromium");
        Self {
            client,
            driver,
            _profile: profile,
            _served: served,
            base,
            script,
            known_hosts: Vec::new(),
            looked_at: HashSet::new(),
            wrong: Vec::new(),
            pages: Vec::new(),
            stays: None,
            taps: 0,
        }
    }

    /// Opens an address of the site, as a bookmark or a mailed link does.
    pub async fn go(&mut self, path: &str) {
        let path = path.strip_prefix("https://training.example.org").unwrap_or(path);
        self.client.goto(&format!("{}{path}", self.base)).await.expect("a page");
    }

    /// Signs in by the form, from wherever it is.
    pub async fn sign_in(&mut self, email: &str) {
        self.go("/sign-in").await;
        self.fill("E-mail address", email).await;
        self.fill("Password", PASSWORD).await;
        self.tap_css("main form button").await;
    }

    /// The path of the page.
    pub async fn path(&self) -> String {
        self.client.current_url().await.expect("an address").path().to_owned()
    }

    /// What the page says.
    pub async fn text(&self) -> String {
        // A page that is just being left takes its elements along: then the next one is asked.
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if let Ok(body) = self.client.find(Locator::Css("body")).await
                && let Ok(text) = body.text().await
            {
                return text;
            }
        }
        panic!("{}: no page stays long enough to be read", self.path().await)
    }

    /// Fails unless the page says this, or comes to.
    pub async fn says(&self, wanted: &str) {
        self.until(&format!("it says \"{wanted}\""), async || self.text().await.contains(wanted)).await;
    }

    async fn find(&self, what: &str, xpath: &str) -> Element {
        match self.client.find(Locator::XPath(xpath)).await {
            Ok(element) => element,
            Err(why) => panic!("{}: no {what} ({why}):\n{}", self.path().await, self.text().await),
        }
    }

    /// Taps the first link, button or choice whose words begin so.
    pub async fn tap(&mut self, words: &str) {
        // The page's own before those of the frame around it.
        let element = match self.client.find(Locator::XPath(&format!("//main{}", button(words)))).await {
            Ok(element) => element,
            Err(_) => self.find(words, &button(words)).await,
        };
        self.tap_on(element, words).await;
    }

    /// Taps what a CSS selector finds.
    pub async fn tap_css(&mut self, css: &str) {
        match self.client.find(Locator::Css(css)).await {
            Ok(element) => self.tap_on(element, css).await,
            Err(why) => panic!("{}: no {css} ({why}):\n{}", self.path().await, self.text().await),
        }
    }

    /// Taps the choice of these words in the group of fields whose legend begins so.
    pub async fn tap_within(&mut self, legend: &str, words: &str) {
        let (legend, words) = (quoted(legend), quoted(words));
        let xpath = format!(
            "//fieldset[starts-with(normalize-space(legend), {legend})]\
             //input[@id = //label[starts-with(normalize-space(), {words})]/@for]"
        );
        let element = self.find(&xpath, &xpath).await;
        self.tap_on(element, &xpath).await;
    }

    async fn tap_on(&mut self, element: Element, what: &str) {
        // Into the middle, where nothing that sticks to an edge lies over it.
        if self.script == Script::On {
            let shown = serde_json::to_value(&element).expect("an element");
            let scroll = "arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})";
            drop(self.client.execute(scroll, vec![shown]).await);
        }
        let leads_on = matches!(element.tag_name().await.as_deref(), Ok("a" | "button"));
        let page = self.client.find(Locator::Css("html")).await.expect("a page");
        if let Err(why) = element.click().await {
            panic!("{}: {what} cannot be tapped: {why}", self.path().await);
        }
        self.taps += 1;
        if leads_on && self.stays.take().is_none() {
            self.until(&format!("{what} leads on"), async || page.tag_name().await.is_err()).await;
        }
    }

    /// Taps what a script of the page answers in place.
    pub async fn tap_here(&mut self, words: &str) {
        self.stays = Some(());
        self.tap(words).await;
    }

    /// Asks the browser again and again until something is so; what it takes is the browser's matter, and after
    /// half a minute nobody's any more.
    async fn until(&self, what: &str, mut is_so: impl AsyncFnMut() -> bool) {
        let begun = Instant::now();
        while !is_so().await {
            let (path, text) = (self.path().await, self.text().await);
            assert!(begun.elapsed() < PATIENCE, "{path}: it never came that {what}:\n{text}");
        }
    }

    /// Waits until the browser is at this path.
    pub async fn arrives(&self, path: &str) {
        self.until(&format!("it is at {path}"), async || self.path().await == path).await;
    }

    /// Types into the field of this label, in place of what stands there.
    pub async fn fill(&mut self, label: &str, text: &str) {
        let quoted = quoted(label);
        let xpath = format!(
            "//*[self::input or self::textarea or self::select]\
             [@id = //label[starts-with(normalize-space(), {quoted})]/@for]"
        );
        let element = self.find(label, &xpath).await;
        match element.tag_name().await.expect("its kind").as_str() {
            "select" => element.select_by_label(text).await.expect("an option of these words"),
            // Typing days and times would depend on the browser's language.
            _ if matches!(
                element.attr("type").await.expect("its kind").as_deref(),
                Some("date" | "time")
            ) =>
            {
                let field = serde_json::to_value(&element).expect("an element");
                let set = "arguments[0].value = arguments[1]";
                self.client.execute(set, vec![field, json!(text)]).await.expect("a script");
            }
            _ => {
                element.clear().await.expect("an empty field");
                element.send_keys(text).await.expect("a field to type into");
            }
        }
    }

    /// Chooses a file in the field of this label, which is one tap for whoever has the file at hand.
    pub async fn choose_file(&mut self, label: &str, path: &str) {
        let xpath = format!("//input[@id = //label[starts-with(normalize-space(), {})]/@for]", quoted(label));
        self.find(label, &xpath).await.send_keys(path).await.expect("a field that takes a file");
        self.taps += 1;
    }

    /// What stands in the field of this label.
    pub async fn typed(&self, label: &str) -> String {
        let quoted = quoted(label);
        let xpath = format!(
            "//*[self::input or self::textarea][@id = //label[starts-with(normalize-space(), {quoted})]/@for]"
        );
        let element = self.find(label, &xpath).await;
        element.prop("value").await.expect("a value").unwrap_or_default()
    }

    /// Goes back as the browser's button does.
    pub async fn back(&mut self) {
        self.client.back().await.expect("a page before");
    }

    /// Ends the login as another browser's "sign out everywhere" does: the cookie is worth nothing any more.
    pub async fn lose_login(&self) {
        self.client.delete_cookie("__Host-session").await.expect("a cookie less");
    }

    /// Cuts the connection, or mends it.
    pub async fn connected(&self, is: bool) {
        let conditions =
            json!({"offline": !is, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1});
        self.devtools("Network.emulateNetworkConditions", conditions).await;
    }

    pub(super) async fn extra(&self, below: &str, body: Value) -> Value {
        self.client
            .issue_cmd(Extra(below.to_owned(), body))
            .await
            .unwrap_or_else(|why| panic!("{below}: {why}"))
    }

    pub(super) async fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.extra("goog/cdp/execute", json!({"cmd": command, "params": parameters})).await
    }

    pub(super) async fn width(&self, width: u32) {
        let metrics = json!({"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false});
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    pub(super) async fn screenshot(&self, name: &str) {
        let shot = self.devtools("Page.captureScreenshot", json!({"captureBeyondViewport": true})).await;
        let bytes = shot["data"].as_str().expect("a picture");
        let bytes =
            base64::Engine::decode(&base64::engine::general_purpose::STANDARD, bytes).expect("base64");
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
        let file = folder.join(format!("{name}.png"));
        fs::create_dir_all(file.parent().unwrap_or(&folder)).expect("a folder for screenshots");
        fs::write(file, bytes).expect("a screenshot");
    }

    /// Gives the browser a device with room for passkeys, whose holder shows a finger whenever asked (`WebAuthn`, level
    /// 3, §11); its id.
    pub async fn authenticator(&self) -> String {
        let device = json!({
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": true, "hasUserVerification": true,
            "isUserVerified": true, "isUserConsenting": true,
        });
        let id = self.extra("webauthn/authenticator", device).await;
        id.as_str().expect("an id").to_owned()
    }

    /// Whether the finger shown to a device is its holder's.
    pub async fn finger_is_right(&self, device: &str, is: bool) {
        let path = format!("webauthn/authenticator/{device}/uv");
        self.extra(&path, json!({"isUserVerified": is})).await;
    }

    /// The text of what a CSS selector finds.
    pub async fn text_of(&self, css: &str) -> String {
        match self.client.find(Locator::Css(css)).await {
            Ok(element) => element.text().await.expect("its text"),
            Err(why) => panic!("{}: no {css} ({why}):\n{}", self.path().await, self.text().await),
        }
    }

    /// Presses a key, as `WebDriver` writes it.
    pub async fn press(&self, key: &str) {
        let on = self.client.active_element().await.expect("an element with the focus");
        on.send_keys(key).await.expect("a key");
    }

    /// Runs a script in the page.
    pub async fn run(&self, script: &str) {
        self.client.execute(script, vec![]).await.expect("a script");
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // The driver takes its browser along.
        drop(self.driver.kill());
        drop(self.driver.wait());
    }
}

/// A link, button or label of a choice whose words begin so.
fn button(words: &str) -> String {
    let words = quoted(words);
    format!(
        "//*[self::a or self::button or self::summary or self::label][starts-with(normalize-space(), {words})]"
    )
}

/// A text for `XPath`, which knows no escapes.
fn quoted(text: &str) -> String {
    if text.contains('\'') { format!("\"{text}\"") } else { format!("'{text}'") }
}
