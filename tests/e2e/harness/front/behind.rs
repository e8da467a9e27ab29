//! A second way to a front's applications: nginx with the published configuration, changed in some way.

use std::net::TcpListener;
use std::process::Child;
use std::time::Duration;

use super::{Front, nginx, stop};
use crate::harness::Page;

/// nginx before the larkgate and the backend of a front. It ends when dropped.
pub struct Behind {
    /// What it is asked as: the application `wiki`.
    host: String,
    url: String,
    http: reqwest::Client,
    child: Child,
    _folder: tempfile::TempDir,
}

impl Behind {
    pub async fn nginx(front: &Front, change: impl FnOnce(String) -> String) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let folder = tempfile::tempdir().unwrap();
        let gate = front.gate.server.address().unwrap().to_string();
        let site = nginx::site(port, &gate, &front.echo.address.to_string());
        let changed = change(site.clone());
        assert_ne!(changed, site, "the published file is another by now");
        let behind = Self {
            host: front.wiki.strip_prefix("http://").unwrap().to_owned(),
            url: format!("http://127.0.0.1:{port}"),
            http: front.gate.http().clone(),
            child: nginx::start(folder.path(), &changed),
            _folder: folder,
        };
        for _ in 0..2000 {
            if behind.http.get(format!("{}/health", behind.url)).send().await.is_ok() {
                return behind;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("nginx does not answer");
    }

    /// Asks as a program does: with these cookies and headers and nothing else.
    pub async fn fetch(&self, cookies: &str, path: &str, headers: &[(&str, &str)]) -> Page {
        let url = format!("{}{path}", self.url);
        let mut request = self.http.get(&url).header("host", &self.host).header("cookie", cookies);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Page::of(url, request.send().await.unwrap()).await
    }
}

impl Drop for Behind {
    fn drop(&mut self) {
        stop(&mut self.child);
    }
}
