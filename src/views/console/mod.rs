//! Pages of the console: each has a [`Frame`] around it, with the way to every other page and who is signed in.

mod account;
mod accounts;
mod clients;
mod confirm;
mod form;
mod frame;
mod home;
mod plot;
mod roles;
mod software;
mod trouble;

pub use account::{AccountApplication, AccountPage, AccountSession, Fact, HistoryLine, Ways};
pub use accounts::{AccountRow, AccountsPage, StateFilter};
pub use clients::{
    ClientFormPage, ClientPage, ClientRow, ClientTestPage, ClientsPage, NewClientPage, SecretPage, Snippet,
    SoftwareLink,
};
pub use confirm::{ConfirmPage, Input, Reason};
pub use form::{Choice, Control, FormField};
pub use frame::{Frame, NavItem, Section};
pub use home::{Health, HealthLine, OverviewPage, Share};
pub use plot::{Column, Plot};
pub use roles::{RoleRow, RolesPage, TokenMadePage, TokenRow, TokensPage};
pub use software::{Endpoints, Software, origin_of};
pub use trouble::TroublePage;

pub use super::words::console::{
    AccountWords, ClientWords, ConsoleWords, ErrorWords, FlawWords, SettingWords, TermWords,
};
pub use super::words::fill;
