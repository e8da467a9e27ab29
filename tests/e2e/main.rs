//! End-to-end tests: larkgate over HTTP, against a simulated Feishu, as browsers and applications meet it.
//!
//! One file per journey. What needs PostgreSQL, chromium, npm or pip is left out by `cargo test` and run by `tests/run`.

#![cfg(test)]
#![allow(unreachable_pub, reason = "nothing here is reached from outside")]

mod first_login;
mod foreign_clients;
mod harness;
mod in_a_browser;
mod layers;

/// The sample application looks for it here.
use harness::relying_party;
