//! Pages of the console: each has a [`Frame`] around it, with the way to every other page and who is signed in.

mod account;
mod accounts;
mod confirm;
mod frame;
mod home;
mod plot;
mod roles;
mod trouble;

pub use account::{AccountApplication, AccountPage, AccountSession, Fact, HistoryLine, Ways};
pub use accounts::{AccountRow, AccountsPage, StateFilter};
pub use confirm::{ConfirmPage, Input, Reason};
pub use frame::{Frame, NavItem, Section};
pub use home::{Health, HealthLine, OverviewPage, Share};
pub use plot::{Column, Plot};
pub use roles::{RoleRow, RolesPage, TokenMadePage, TokenRow, TokensPage};
pub use trouble::TroublePage;

pub use super::words::console::{AccountWords, ConsoleWords, ErrorWords, SettingWords, TermWords};
pub use super::words::fill;
