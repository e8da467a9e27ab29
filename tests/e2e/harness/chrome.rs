//! A real browser: Debian's chromium without a window, driven over WebDriver.

use std::path::{Path, PathBuf};
use std::time::Duration;

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};

use super::chromedriver::ChromeDriver;

/// Longer than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);
/// How often a condition is looked at.
const EVERY: Duration = Duration::from_millis(25);

/// What kind of browser.
#[derive(Clone, Copy)]
pub struct Looks {
    pub language: &'static str,
    pub size: (u32, u32),
    pub dark: bool,
    pub scripts: bool,
    pub user_agent: Option<&'static str>,
}

impl Default for Looks {
    fn default() -> Self {
        Self { language: "zh-CN,zh", size: (1280, 800), dark: false, scripts: true, user_agent: None }
    }
}

/// One person's browser, with a profile that nobody had before. It ends when dropped.
pub struct Chrome {
    pub client: Client,
    driver: ChromeDriver,
    http: reqwest::Client,
    _folder: tempfile::TempDir,
}

impl Chrome {
    pub async fn open(looks: Looks) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut driver = ChromeDriver::start(folder.path());
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities(looks, folder.path()))
            .connect(&driver.url())
            .await
            .unwrap();
        driver.opened(client.session_id().await.unwrap().unwrap());
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let chrome = Self { client, driver, http, _folder: folder };
        chrome.look(looks.size, looks.dark).await;
        chrome
    }

    /// In Chinese, on a desk.
    pub async fn chinese() -> Self {
        Self::open(Looks::default()).await
    }

    /// In English, on a desk.
    pub async fn english() -> Self {
        Self::open(Looks { language: "en-US,en", ..Looks::default() }).await
    }

    /// Sets the size of this window's page, and light or dark.
    pub async fn look(&self, (width, height): (u32, u32), dark: bool) {
        let metrics =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500});
        self.cdp("Emulation.setDeviceMetricsOverride", metrics).await;
        let scheme = if dark { "dark" } else { "light" };
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        self.cdp("Emulation.setEmulatedMedia", features).await;
    }

    /// A command of the DevTools protocol.
    pub async fn cdp(&self, command: &str, params: Value) -> Value {
        self.post("goog/cdp/execute", json!({"cmd": command, "params": params})).await
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        let answer = self.http.post(self.driver.command(path)).json(&body).send().await.unwrap();
        let mut answer: Value = answer.json().await.unwrap();
        let value = answer["value"].take();
        assert!(value.get("error").is_none(), "{path} {body}: {value}");
        value
    }

    pub async fn goto(&self, url: &str) {
        self.client.goto(url).await.unwrap();
    }

    /// The address it shows.
    pub async fn url(&self) -> String {
        self.client.current_url().await.unwrap().into()
    }

    /// Waits for an element that can be seen.
    pub async fn see(&self, css: &str) -> Element {
        self.until(css, async || {
            let element = self.client.find(Locator::Css(css)).await.ok()?;
            element.is_displayed().await.ok()?.then_some(element)
        })
        .await
    }

    /// Whether the page has such an element, seen or not.
    pub async fn has(&self, css: &str) -> bool {
        !self.client.find_all(Locator::Css(css)).await.unwrap().is_empty()
    }

    /// Waits for an element and reads it.
    pub async fn text(&self, css: &str) -> String {
        self.see(css).await.text().await.unwrap()
    }

    /// Waits for an element and clicks it.
    pub async fn click(&self, css: &str) {
        self.see(css).await.click().await.unwrap();
    }

    /// Runs a script in the page: the body of a function.
    pub async fn run(&self, script: &str) -> Value {
        self.client.execute(script, vec![]).await.unwrap()
    }

    /// Waits until a script's value is true.
    pub async fn until_true(&self, expression: &str) {
        let script = format!("return !!({expression})");
        self.until(expression, async || {
            let value = self.client.execute(&script, vec![]).await.ok()?;
            (value == Value::Bool(true)).then_some(())
        })
        .await;
    }

    /// Waits until `look` finds something.
    pub async fn until<T>(&self, what: &str, look: impl AsyncFn() -> Option<T>) -> T {
        let waiting = async {
            loop {
                if let Some(found) = look().await {
                    return found;
                }
                tokio::time::sleep(EVERY).await;
            }
        };
        match tokio::time::timeout(PATIENCE, waiting).await {
            Ok(found) => found,
            Err(_late) => {
                let source = self.client.source().await.unwrap_or_default();
                panic!("never came: {what}; at {}: {source}", self.url().await)
            }
        }
    }

    /// Presses Tab until such an element has the focus; fails when it cannot be reached, or does not show its focus.
    pub async fn tab_to(&self, css: &str) {
        for _ in 0..30 {
            self.press(Key::Tab).await;
            let script = "const e = document.activeElement; \
                 return e.matches(arguments[0]) && getComputedStyle(e).outlineStyle !== 'none'";
            if self.client.execute(script, vec![css.into()]).await.unwrap() == Value::Bool(true) {
                return;
            }
        }
        panic!("the keyboard does not reach {css}, or nobody sees that it does");
    }

    /// Presses a key and lets it go.
    pub async fn press(&self, key: Key) {
        let value = char::from(key);
        let actions =
            KeyActions::new("keys".into()).then(KeyAction::Down { value }).then(KeyAction::Up { value });
        self.client.perform_actions(actions).await.unwrap();
    }

    /// What the browser complained of since this was last asked: errors, and anything about the content policy. Icons
    /// that an application does not have are nobody's complaint.
    pub async fn complaints(&self) -> Vec<String> {
        let entries = self.post("se/log", json!({"type": "browser"})).await;
        let entries = entries.as_array().cloned().unwrap_or_default();
        let text = |entry: &Value, name: &str| entry[name].as_str().unwrap_or_default().to_owned();
        entries
            .iter()
            .filter(|entry| entry["level"] == "SEVERE" || text(entry, "message").contains("Content Security"))
            .map(|entry| text(entry, "message"))
            .filter(|message| !message.contains("/favicon.ico "))
            .collect()
    }

    /// Keeps what the window shows as `tests/.out/screenshots/{name}.png`.
    pub async fn screenshot(&self, name: &str) {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/.out/screenshots");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{name}.png")), self.client.screenshot().await.unwrap()).unwrap();
    }
}

fn capabilities(looks: Looks, folder: &Path) -> Map<String, Value> {
    let mut arguments: Vec<String> = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--no-proxy-server",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
    ]
    .map(str::to_owned)
    .to_vec();
    arguments.push(format!("--user-data-dir={}", folder.join("profile").display()));
    arguments.push(format!("--accept-lang={}", looks.language));
    arguments.push(format!("--window-size={},{}", looks.size.0, looks.size.1));
    arguments.extend(looks.user_agent.map(|agent| format!("--user-agent={agent}")));
    let mut preferences = json!({"intl.accept_languages": looks.language});
    if !looks.scripts {
        preferences["profile.managed_default_content_settings.javascript"] = json!(2);
    }
    let all = json!({
        "browserName": "chrome",
        "goog:chromeOptions": {"binary": "/usr/bin/chromium", "args": arguments, "prefs": preferences},
        "goog:loggingPrefs": {"browser": "ALL"},
    });
    serde_json::from_value(all).unwrap()
}
