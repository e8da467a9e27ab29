//! End-to-end tests: larkgate over HTTP, against a simulated Feishu, as browsers and applications meet it.
//!
//! One file per journey. What needs PostgreSQL, chromium, npm or pip is left out by `cargo test` and run by `tests/run`.

#![cfg(test)]
#![allow(unreachable_pub, reason = "nothing here is reached from outside")]

mod account;
mod admin;
mod advisories;
mod asking;
mod bad_input;
mod certification;
mod command_line;
mod connectors;
mod consent;
mod cross_origin;
mod database_gone;
mod feishu_in_trouble;
mod first_login;
mod floods;
mod foreign_clients;
mod forward_auth;
mod generations;
mod harness;
mod https;
mod in_a_browser;
mod layers;
mod limits;
mod logout;
mod logout_notices;
mod nothing_is_cached;
mod nothing_is_lost;
mod nothing_leaks;
mod people;
mod racing;
mod returns;
mod sessions;
mod shutdown;
mod tokens;

/// The sample application looks for them here.
use harness::{protected, proxy, relying_party};
