//! Access to applications that a reverse proxy stands in front of: which request it is, whose rule decides, and why.

mod application;
#[cfg(test)]
mod attacks;
mod decision;
mod host;
mod original;
mod path;
mod person;
mod rule;
mod session;

pub use application::{Application, HeaderPreset, IdentityField};
pub use decision::{Decision, Refused};
pub use host::Host;
pub use original::{Original, OriginalFlaw, Scheme};
pub use path::{Path, PathFlaw, PathRule};
pub use person::Person;
pub use rule::{Effect, Rule, Visitor};
pub use session::{ApplicationSession, Ticket};
