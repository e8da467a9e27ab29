//! What every journey starts with: a running larkgate with its own Feishu, a browser, and an application.

#[path = "../../../deploy/demo/application.rs"]
mod application;
pub mod authority;
pub mod browser;
pub mod by_hand;
pub mod cable;
pub mod chrome;
mod chromedriver;
pub mod clock;
pub mod database;
pub mod echo;
pub mod front;
pub mod gate;
pub mod keys;
pub mod outside;
pub mod port;
pub mod process;
#[path = "../../../deploy/demo/protected.rs"]
pub mod protected;
#[path = "../../../deploy/demo/proxy.rs"]
pub mod proxy;
pub mod raw;
pub mod receiver;
pub mod reference;
#[path = "../../../deploy/demo/relying_party.rs"]
pub mod relying_party;
pub mod sample;
pub mod verifier;
pub mod waiting;
pub mod websocket;

pub use authority::Authority;
pub use browser::{Browser, Page};
pub use database::Kind;
pub use gate::{Gate, Setup};
pub use outside::Outside;
pub use port::Port;

/// Defines a test that runs on each database; PostgreSQL's half is left out by `cargo test`.
macro_rules! on_each_database {
    ($(async fn $name:ident($kind:ident) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports, reason = "not every test needs everything")]
            use super::*;

            async fn check($kind: $crate::harness::Kind) $body

            #[tokio::test(flavor = "multi_thread")]
            async fn sqlite() {
                check($crate::harness::Kind::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            #[ignore = "left out: needs PostgreSQL, which tests/run starts"]
            async fn postgres() {
                check($crate::harness::Kind::Postgres).await;
            }
        }
    )*};
}
pub(crate) use on_each_database;
