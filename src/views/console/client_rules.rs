//! Who may enter an application.

use askama::Template;

use super::Frame;
use crate::views::{RenderError, assets};

/// Who may enter an application, to be changed.
#[derive(Debug, Clone, Template)]
#[template(path = "console/client_rules.html", config = "src/views/askama.toml")]
pub struct ClientRulesPage<'a> {
    /// What stands around it.
    pub frame: &'a Frame<'a>,
    /// What the application is called.
    pub name: &'a str,
    /// Why it was not taken.
    pub wrong: Option<&'a str>,
    /// What was wrong with each rule.
    pub flaws: &'a [String],
    /// What there is by now in place of what was seen, a rule a line.
    pub present: Option<&'a [String]>,
    /// Which rules it was made for.
    pub revision: &'a str,
    /// The rules, and at the end room for another.
    pub rules: &'a [RuleForm],
    /// Where they go.
    pub action: &'a str,
    /// The page of the application.
    pub back: &'a str,
}

/// A rule to fill in.
#[derive(Debug, Clone, Default)]
pub struct RuleForm {
    /// Which.
    pub number: usize,
    /// What it says; nothing is no rule.
    pub effect: &'static str,
    /// Whom it names: accounts, tenants, departments, groups.
    pub lists: [String; 4],
}

impl ClientRulesPage<'_> {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        Template::render(self)
    }

    /// Field, label, hint and value of each list of a rule.
    fn lists<'r>(&self, rule: &'r RuleForm) -> [(&'static str, &'static str, &'static str, &'r str); 4] {
        let w = &self.frame.words().clients;
        let [accounts, tenants, departments, groups] = &rule.lists;
        [
            ("accounts", w.rule_accounts, w.rule_accounts_hint, accounts),
            ("tenants", w.rule_tenants, "tenant_key", tenants),
            ("departments", w.rule_departments, w.rule_departments_hint, departments),
            ("groups", w.rule_groups, "group_id", groups),
        ]
    }
}
