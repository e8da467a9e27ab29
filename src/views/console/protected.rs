//! Applications behind proxies, their rules and service tokens.

use askama::Template;

use super::Frame;
use super::account::Fact;
use super::form::{Control, FormField};
use crate::views::{RenderError, When, assets};

/// Every application behind a proxy.
#[derive(Debug, Clone, Template)]
#[template(path = "console/protected_list.html", config = "src/views/askama.toml")]
pub struct ProtectedListPage<'a> {
    /// What stands around it.
    pub frame: &'a Frame<'a>,
    /// The applications.
    pub rows: &'a [ProtectedRow],
    /// What is wrong with what belongs to none.
    pub orphans: &'a [String],
    /// Whether nobody who asks is believed.
    pub nobody_asks: bool,
    /// Where one is added, if the reader may.
    pub add: Option<&'static str>,
    /// The explainer.
    pub explain: &'static str,
}

/// An application in the list.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the columns of the table")]
pub struct ProtectedRow {
    pub href: String,
    pub name: String,
    pub id: String,
    pub hosts: String,
    pub rules: usize,
    pub source: &'static str,
    pub is_open: bool,
    /// What is wrong with it.
    pub flaws: Vec<String>,
}

/// One application behind a proxy.
#[derive(Debug, Clone, Template)]
#[template(path = "console/protected.html", config = "src/views/askama.toml")]
pub struct ProtectedPage<'a> {
    /// What stands around it.
    pub frame: &'a Frame<'a>,
    /// What it is called.
    pub name: &'a str,
    /// Where it is written.
    pub source: &'static str,
    /// Whether the configuration file has it.
    pub by_file: bool,
    /// Whether checks know it.
    pub is_open: bool,
    /// What is wrong with it.
    pub flaws: &'a [String],
    /// Its settings.
    pub facts: &'a [Fact<'a>],
    /// How it is told who comes.
    pub headers: &'a [Fact<'a>],
    /// Its rules.
    pub rules: &'a RuleTable,
    /// Its service tokens.
    pub tokens: &'a [ServiceTokenRow],
    /// What its proxy is told.
    pub proxy: &'a ProxyFile,
    /// What the reader may do.
    pub ways: &'a ProtectedWays,
    /// The explainer, about this application.
    pub explain: &'a str,
    /// The list.
    pub list: &'static str,
}

/// What may be done about an application; `None` where it may not.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs, reason = "named after what they do")]
pub struct ProtectedWays {
    pub settings: Option<String>,
    pub remove: Option<String>,
    pub add_rule: Option<String>,
    pub add_token: Option<String>,
}

/// Rules in the order in which they are tried.
#[derive(Debug, Clone, Default)]
pub struct RuleTable {
    /// The rules.
    pub rows: Vec<RuleRow>,
    /// Whether anything can be done with them.
    pub has_ways: bool,
    /// What shows which rules were seen.
    pub revision: i64,
}

/// A rule.
#[derive(Debug, Clone, Default)]
pub struct RuleRow {
    /// Its number among those of its source.
    pub number: usize,
    /// What it says; as the database has it where nobody can read it.
    pub text: String,
    /// Where it is written.
    pub source: &'static str,
    /// What is wrong with it.
    pub flaws: Vec<String>,
    /// Whether the page is about it.
    pub is_this: bool,
    /// Where it is changed.
    pub edit: Option<String>,
    /// Where it is removed.
    pub remove: Option<String>,
    /// Where it is moved.
    pub mover: Option<String>,
    /// The number that it would have one further up.
    pub up: Option<usize>,
    /// The number that it would have one further down.
    pub down: Option<usize>,
}

impl RuleRow {
    fn about(&self, text: &str) -> String {
        super::fill(text, &[("{number}", &self.number.to_string())])
    }
}

/// A service token.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the columns of the table")]
pub struct ServiceTokenRow {
    pub id: String,
    pub name: String,
    pub state: &'static str,
    pub is_good: bool,
    pub expires: Option<When>,
    pub last_used: Option<When>,
    pub revoke: Option<String>,
}

/// What a proxy is told, and what was asked for.
#[derive(Debug, Clone, Default)]
pub struct ProxyFile {
    /// Every kind of proxy, and whether it is chosen.
    pub kinds: Vec<(&'static str, bool)>,
    /// Where the application listens.
    pub backend: String,
    /// Where larkgate listens.
    pub larkgate: String,
    /// The file.
    pub text: Option<String>,
    /// Why there is none.
    pub wrong: Option<String>,
}

/// The form with an application's settings, or with a rule.
#[derive(Debug, Clone, Template)]
#[template(path = "console/protected_form.html", config = "src/views/askama.toml")]
pub struct ProtectedFormPage<'a> {
    /// What stands around it.
    pub frame: &'a Frame<'a>,
    /// What the page does.
    pub title: &'a str,
    /// What was refused, where it is not about a field.
    pub wrong: Option<&'a str>,
    /// Where it goes.
    pub action: &'a str,
    /// What shows which applications were seen.
    pub revision: Option<i64>,
    /// What is to be filled in: a heading, and the fields beneath it.
    pub groups: &'a [FieldGroup],
    /// Where a rule is put, where that is asked.
    pub place: Option<&'a RulePlace>,
    /// What would be, where that was asked.
    pub preview: Option<&'a RulePreview>,
    /// Whether what would be can be asked.
    pub can_preview: bool,
    /// What the button says.
    pub button: &'static str,
    /// The way back.
    pub back: &'a str,
}

/// Fields beneath a heading.
#[derive(Debug, Clone)]
pub struct FieldGroup {
    /// The heading and what it is about; none for the first.
    pub heading: Option<(&'static str, &'static str)>,
    /// The fields.
    pub fields: Vec<FormField>,
}

/// Where a rule is put.
#[derive(Debug, Clone)]
pub struct RulePlace {
    /// Each place, what it is called, and whether it is chosen.
    pub choices: Vec<(String, String, bool)>,
    /// What is wrong with it.
    pub wrong: Option<String>,
}

/// What would be once a rule is saved.
#[derive(Debug, Clone)]
pub struct RulePreview {
    /// What the rule says.
    pub sentence: String,
    /// Every rule.
    pub rules: RuleTable,
}

/// A service token that was just made; its value is here and nowhere else.
#[derive(Debug, Clone, Template)]
#[template(path = "console/service_token_made.html", config = "src/views/askama.toml")]
pub struct ServiceTokenMadePage<'a> {
    /// What stands around it.
    pub frame: &'a Frame<'a>,
    /// The service.
    pub name: &'a str,
    /// Its value.
    pub value: &'a str,
    /// When it lapses.
    pub expires: Option<When>,
    /// Where a rule for it is added, where none names it.
    pub add_rule: Option<&'a str>,
    /// The application's page.
    pub back: &'a str,
}

/// A question about a request, and the answer.
#[derive(Debug, Clone, Template)]
#[template(path = "console/explain.html", config = "src/views/askama.toml")]
pub struct ExplainPage<'a> {
    /// What stands around it.
    pub frame: &'a Frame<'a>,
    /// This page.
    pub action: &'static str,
    /// Who asks, and for what.
    pub fields: &'a [FormField],
    /// Accounts that were found, where there are several: a name, an id, and the same question about it.
    pub found: &'a [(String, String, String)],
    /// The answer.
    pub answer: Option<&'a ExplainAnswer>,
}

/// What becomes of a request.
#[derive(Debug, Clone)]
pub struct ExplainAnswer {
    /// What becomes of it, in a word.
    pub decision: &'static str,
    /// The class of its mark.
    pub mark: &'static str,
    /// Why.
    pub reason: String,
    /// The application, and its page.
    pub application: Option<(String, String)>,
    /// The account, and its page.
    pub person: Option<(String, String)>,
    /// The path as rules see it.
    pub path: String,
    /// Every rule, and what came of it.
    pub steps: Vec<ExplainStep>,
}

/// A rule, and what came of it.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the columns of the table")]
pub struct ExplainStep {
    pub number: usize,
    pub source: &'static str,
    pub text: String,
    pub verdict: &'static str,
    pub decides: bool,
}

/// A page that is its template.
macro_rules! pages {
    ($($page:ident),*) => {$(
        impl $page<'_> {
            /// The page as HTML.
            pub fn render(&self) -> Result<String, RenderError> {
                Template::render(self)
            }
        }
    )*};
}
pages!(ProtectedListPage, ProtectedPage, ProtectedFormPage, ServiceTokenMadePage, ExplainPage);
