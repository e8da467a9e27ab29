//! The cases of the OpenID certification plans, one test each, named after the case.

mod backchannel;
mod basic;
mod client;
mod config;
mod form_post;
mod frontchannel;
mod general;
mod judge;
mod rp_logout;
