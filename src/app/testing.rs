//! A larkgate without a listener, for tests.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use super::App;
use crate::config::Config;
use crate::domain::time::{Clock, Timestamp};
use crate::domain::token::SystemEntropy;

/// When the clock begins.
pub(crate) const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

const CONFIG: &str = r#"
issuer = "http://127.0.0.1:1"
organization = "Example"
database.url = "sqlite:larkgate.db"
connectors.feishu.app_id = "cli_1"
connectors.feishu.app_secret_env = "SECRET"
"#;

/// A clock that stands still until it is moved.
pub(crate) struct Hands(AtomicI64);

impl Hands {
    pub(crate) fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        Timestamp::from_seconds(self.0.load(Ordering::SeqCst))
    }
}

/// One with more in its configuration, on a database that goes with the folder.
pub(crate) async fn open(more: &str) -> (App, Arc<Hands>, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let secret = |_name: &str| Some("0123456789abcdef0123456789abcdef".to_owned());
    let config = Config::parse(&format!("{CONFIG}{more}"), folder.path(), &secret).unwrap();
    let clock = Arc::new(Hands(AtomicI64::new(NOW.seconds())));
    let app = App::open(config, clock.clone(), Arc::new(SystemEntropy)).await.unwrap();
    (app, clock, folder)
}
