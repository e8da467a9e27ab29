//! What is wrong with protected applications of the database, for people.

use crate::domain::access::Flaw;

/// A line for each thing that is wrong.
pub(super) fn warnings(flaws: &[Flaw]) -> impl Iterator<Item = String> {
    flaws.iter().map(|flaw| format!("application {}: {flaw}", flaw.application))
}
