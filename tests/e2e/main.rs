//! End-to-end tests: larkgate over HTTP, against a simulated Feishu, as browsers and applications meet it.
//!
//! One file per journey. What needs PostgreSQL, chromium, npm or pip is left out by `cargo test` and run by `tests/run`.

#![cfg(test)]
#![allow(unreachable_pub, reason = "nothing here is reached from outside")]

mod connectors;
mod feishu_in_trouble;
mod first_login;
mod generations;
mod harness;
mod layers;
mod people;
mod returns;
mod sessions;
mod tokens;
