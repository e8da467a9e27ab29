//! Pure types and rules: no I/O, no clock reads, no chance but what is handed in.

pub mod access;
pub mod account;
pub mod admin;
pub mod audit;
pub mod auth_request;
pub mod claims;
pub mod client;
pub mod consent;
pub mod grant;
pub mod id;
pub mod key;
pub mod logout;
pub mod pkce;
pub mod reach;
pub mod redirect_uri;
pub mod scope;
pub mod search;
pub mod session;
pub mod time;
pub mod token;

#[cfg(test)]
pub(crate) mod testing;
