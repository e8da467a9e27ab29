//! Somebody who fills in the console's forms and sends them.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};

use super::look;
use crate::harness::chrome::Chrome;
use crate::harness::sample::Sample;

/// Fills in a page's forms, by the names of fields.
const FILL: &str = r#"
for (const [name, value] of Object.entries(arguments[0])) {
    const fields = [...document.querySelectorAll(`main form [name="${name}"]`)];
    if (!fields.length) throw new Error(`no field ${name}`);
    const choice = fields.find((field) => field.type === "radio" || field.type === "checkbox");
    if (choice) fields.find((field) => field.value === value).checked = true;
    else for (const field of fields) field.value = value;
}
"#;

/// A browser, and what was sent by it.
pub(super) struct Hand<'a> {
    pub(super) sample: &'a Sample,
    pub(super) chrome: &'a Chrome,
    pub(super) language: &'static str,
    pub(super) sent: BTreeSet<&'static str>,
}

impl Hand<'_> {
    /// Opens a page.
    pub(super) async fn open(&self, path: &str) {
        self.chrome.goto(&format!("{}{path}", self.sample.gate.url)).await;
    }

    /// Clicks what leads to another page, and waits for that.
    pub(super) async fn follow(&self, css: &str) {
        self.chrome.run("window.isOld = true").await;
        self.chrome.click(css).await;
        self.chrome.until_true("!window.isOld && document.readyState === 'complete'").await;
    }

    /// Fills in the form that is shown, and sends it by a button to `route`.
    pub(super) async fn fill(&mut self, route: &'static str, fields: Value, button: &str) {
        self.chrome.client.execute(FILL, vec![fields]).await.unwrap();
        self.follow(button).await;
        self.sent.insert(route);
    }

    /// The same with the form of a page. What comes is looked at under a name.
    pub(super) async fn see(&mut self, route: &'static str, path: &str, fields: Value, name: &str) {
        self.open(path).await;
        self.fill(route, fields, "main form[method=post] button.button").await;
        look(self.chrome, self.language, name).await;
    }

    /// The same with a form that is taken: a notice says so.
    pub(super) async fn done(&mut self, route: &'static str, path: &str, fields: Value) {
        self.open(path).await;
        self.fill(route, fields, "main form[method=post] button.button").await;
        self.noticed(route).await;
    }

    /// The same with a button of its own, and a notice.
    pub(super) async fn pressed(&mut self, route: &'static str, path: &str, fields: Value, button: &str) {
        self.open(path).await;
        self.fill(route, fields, button).await;
        self.noticed(route).await;
    }

    /// What asks why, answered.
    pub(super) async fn sure(&mut self, route: &'static str, path: &str) {
        self.done(route, path, json!({ "reason": "不再需要 / no longer needed" })).await;
    }

    async fn noticed(&self, route: &str) {
        let url = self.chrome.url().await;
        assert!(url.contains("done="), "{route}: {url}: {}", self.chrome.text("main").await);
        self.chrome.see("[role=status].notice, .notice").await;
    }

    /// The address of the first link on a page that matches.
    pub(super) async fn link(&self, path: &str, css: &str) -> String {
        self.open(path).await;
        let script = format!("return document.querySelector({}).getAttribute('href')", json!(css));
        self.chrome.run(&script).await.as_str().unwrap().to_owned()
    }

    /// Takes a file away, by the link to it on a page.
    pub(super) async fn takes_away(&self, path: &str, file: &str, folder: &Path) {
        let allowed = json!({ "behavior": "allow", "downloadPath": folder });
        self.chrome.cdp("Browser.setDownloadBehavior", allowed).await;
        self.open(path).await;
        self.chrome.click(&format!("a[download][href*='{file}']")).await;
        let kind = file.rsplit('.').next().unwrap();
        self.chrome
            .until(file, async || {
                let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
                let mut whole = names.filter(|path| path.extension().is_some_and(|found| found == kind));
                whole.find(|path| std::fs::metadata(path).is_ok_and(|file| file.len() > 0))
            })
            .await;
    }
}
