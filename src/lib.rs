//! larkgate: an OAuth/SSO bridge between internal applications and Feishu (飞书) / Lark.
//!
//! `src/README.md` is the map.

pub mod account;
pub mod admin;
pub mod app;
pub mod cli;
pub mod config;
pub mod connectors;
pub mod directory;
pub mod domain;
pub mod forward_auth;
pub mod keys;
pub mod login;
pub mod oidc;
pub mod outbound;
pub mod server;
pub mod store;
pub mod telemetry;
pub mod views;
pub mod web;
