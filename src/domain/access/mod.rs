//! Access to applications that a reverse proxy stands in front of: which request it is, whose rule decides, and why.

mod application;
#[cfg(test)]
mod attacks;
mod catalogue;
mod concern;
mod cookie_domain;
mod decision;
mod draft;
mod flaw;
mod header_name;
mod headers;
mod host;
mod original;
mod path;
mod person;
mod refused;
mod rule;
mod service;
mod session;
mod token;

pub use application::Application;
pub use catalogue::{Catalogue, Stored, StoredApplication, StoredRule};
pub use concern::{Mismatch, Unknown};
pub use cookie_domain::{CookieDomain, CookieDomainFlaw};
pub use decision::{Decision, Tried, Verdict};
pub use draft::Draft;
pub use flaw::{Flaw, FlawKind};
pub use header_name::{HeaderFlaw, IdentityNames};
pub use headers::{HeaderPreset, IdentityField, IdentityHeaders, NameEncoding, identity_header};
pub use host::Host;
pub use original::{Original, OriginalFlaw, Scheme};
pub use path::{Path, PathFlaw, PathRule};
pub use person::{Person, PersonDetails};
pub use refused::Refused;
pub use rule::{Effect, Rule, RuleNumber, Visitor, Who};
pub use service::{SERVICE_TOKEN_PREFIX, Service, ServiceToken, is_service_name};
pub use session::{ApplicationSession, Ticket};
pub use token::IdentityClaims;
