//! Pages of the console: each has a [`Frame`] around it, with the way to every other page and who is signed in.

mod account;
mod accounts;
mod api;
mod audit;
mod client_rules;
mod clients;
mod confirm;
mod form;
mod frame;
mod home;
mod keys;
mod plot;
mod protected;
mod roles;
mod sentence;
mod software;
mod system;
mod trouble;

pub use account::{AccountApplication, AccountPage, AccountSession, Fact, HistoryLine, Ways};
pub use accounts::{AccountRow, AccountsPage, StateFilter};
pub use api::{ApiField, ApiGroup, ApiKind, ApiObject, ApiOperation, ApiPage};
pub use audit::{LogChange, LogFilter, LogLink, LogPage, LogRow};
pub use client_rules::{ClientRulesPage, RuleForm};
pub use clients::{
    ClientFormPage, ClientPage, ClientRow, ClientTestPage, ClientsPage, NewClientPage, SecretPage, Snippet,
    SoftwareLink,
};
pub use confirm::{ConfirmPage, Input, Reason};
pub use form::{Choice, Control, FormField};
pub use frame::{Frame, NavItem, Section};
pub use home::{Health, HealthLine, OverviewPage, Share};
pub use keys::{KeyRow, KeysPage};
pub use plot::{Column, Plot};
pub use protected::{
    ExplainAnswer, ExplainPage, ExplainStep, FieldGroup, ProtectedFormPage, ProtectedListPage, ProtectedPage,
    ProtectedRow, ProtectedWays, ProxyFile, RulePlace, RulePreview, RuleRow, RuleTable, ServiceTokenMadePage,
    ServiceTokenRow,
};
pub use roles::{RoleRow, RolesPage, TokenMadePage, TokenRow, TokensPage};
pub use sentence::{entry_sentence, sentence};
pub use software::{Endpoints, Software, origin_of};
pub use system::{CheckResult, ConnectorRow, SystemFact, SystemPage};
pub use trouble::TroublePage;

pub use super::words::console::{
    AccountWords, ClientWords, ConsoleWords, ErrorWords, ExplainWords, FlawWords, ProtectedWords, RuleWords,
    SentenceWords, SettingWords, TermWords,
};
pub use super::words::fill;
