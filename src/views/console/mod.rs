//! Pages of the console: each has a [`Frame`] around it, with the way to every other page and who is signed in.

mod accounts;
mod frame;
mod trouble;

pub use accounts::{AccountRow, AccountsPage, StateFilter};
pub use frame::{Frame, NavItem, Section};
pub use trouble::TroublePage;

pub use super::words::console::{ConsoleWords, ErrorWords, TermWords};
pub use super::words::fill;
