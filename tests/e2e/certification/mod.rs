//! The cases of the OpenID certification plans, one test each, named after the case.

mod basic;
mod client;
mod config;
mod form_post;
mod general;
mod judge;
mod rp_logout;
