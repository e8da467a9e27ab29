//! End-to-end tests: larkgate over HTTP, against a simulated Feishu, as browsers and applications meet it.
//!
//! One file per journey. What needs PostgreSQL, chromium, npm or pip is left out by `cargo test` and run by `tests/run`.

mod bad_input;
mod command_line;
mod connectors;
mod database_gone;
mod first_login;
mod harness;
mod layers;
mod nothing_is_lost;
mod nothing_leaks;
mod shutdown;
