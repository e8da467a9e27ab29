//! What every page and endpoint shares.

pub mod assets;
pub mod attempt;
pub mod audit;
pub mod authorization;
pub mod authorization_request;
pub mod basic_auth;
pub mod client_ip;
pub mod consent;
pub mod cookies;
pub mod cors;
pub mod csrf;
pub mod headers;
pub mod id_token;
pub mod language;
pub mod layer;
pub mod limits;
pub mod methods;
pub mod new_session;
pub mod page_error;
mod panics;
pub mod params;
pub mod reference;
mod request_log;
pub mod signed_in;
pub mod text;
pub mod urls;
