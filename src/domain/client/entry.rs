//! Who may enter an application: rules about people, with the semantics of those for reverse proxies.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Client, SettingFlaw, SettingProblem};
use crate::domain::access::{Decision, Effect, Person, Refused, Rule};
use crate::domain::account::BoundAccount;

/// The most rules of an application, and the most entries of a list.
const MOST: usize = 100;
/// The most characters of an entry.
const LONGEST: usize = 100;

/// A rule about who may enter. What is left out is about everybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EntryRule {
    /// What it says of them.
    pub effect: EntryEffect,
    /// People, each by sub or open_id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accounts: Option<Vec<String>>,
    /// Tenants, by tenant_key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenants: Option<Vec<String>>,
    /// Departments with everybody beneath them, by open_department_id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub departments: Option<Vec<String>>,
    /// User groups, by group_id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups: Option<Vec<String>>,
}

/// What a rule says of those whom it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum EntryEffect {
    /// They may enter.
    Allow,
    /// They may not.
    Deny,
}

impl From<EntryRule> for Rule {
    fn from(rule: EntryRule) -> Self {
        let effect = match rule.effect {
            EntryEffect::Allow => Effect::Allow,
            EntryEffect::Deny => Effect::Deny,
        };
        let EntryRule { accounts, tenants, departments, groups, .. } = rule;
        Self { accounts, tenants, departments, groups, ..Self::new(effect) }
    }
}

impl From<&Rule> for EntryRule {
    fn from(rule: &Rule) -> Self {
        let effect = match rule.effect {
            Effect::Allow => EntryEffect::Allow,
            // There is no public rule here; if there were, it would let nobody in.
            Effect::Deny | Effect::Public => EntryEffect::Deny,
        };
        Self {
            effect,
            accounts: rule.accounts.clone(),
            tenants: rule.tenants.clone(),
            departments: rule.departments.clone(),
            groups: rule.groups.clone(),
        }
    }
}

impl EntryRule {
    /// What of people it names, under the names of the configuration file.
    pub const fn lists(&self) -> [(&'static str, &Option<Vec<String>>); 4] {
        [
            ("accounts", &self.accounts),
            ("tenants", &self.tenants),
            ("departments", &self.departments),
            ("groups", &self.groups),
        ]
    }

    /// Rules that can be kept; `directory_is_read`: whether it is known who is in which department and group.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub fn check(rules: &[Self], directory_is_read: bool) -> Result<Vec<Rule>, Vec<SettingFlaw>> {
        let mut problems = Vec::new();
        if rules.len() > MOST {
            problems.push(SettingProblem::TooMany { most: MOST });
        }
        for (name, list) in rules.iter().flat_map(Self::lists) {
            let Some(list) = list else { continue };
            let of_directory = ["departments", "groups"].contains(&name);
            if of_directory && !directory_is_read {
                problems.push(SettingProblem::DirectoryUnread);
            }
            if list.is_empty() {
                problems.push(SettingProblem::Missing);
            } else if list.len() > MOST {
                problems.push(SettingProblem::TooMany { most: MOST });
            }
            problems.extend(list.iter().filter_map(|entry| problem(name, entry)));
        }
        problems.dedup();
        if problems.is_empty() {
            return Ok(rules.iter().cloned().map(Rule::from).collect());
        }
        Err(problems.into_iter().map(|problem| SettingFlaw { setting: "rules", problem }).collect())
    }
}

fn problem(list: &str, entry: &str) -> Option<SettingProblem> {
    if entry.trim().is_empty() {
        Some(SettingProblem::Missing)
    } else if entry.chars().count() > LONGEST {
        Some(SettingProblem::TooLong { most: LONGEST })
    } else if entry.chars().any(char::is_control) {
        Some(SettingProblem::NotOneLine)
    } else if list == "departments" && !entry.starts_with("od-") {
        let known = "open_department_id (od-...)".to_owned();
        Some(SettingProblem::Unknown { found: entry.to_owned(), known })
    } else {
        None
    }
}

impl Client {
    /// Whether this person may enter. Without any rule everybody may who can sign in; with some, the first that is about them
    /// decides, and where none is, they may not.
    ///
    /// # Errors
    /// Why they may not.
    pub fn may_enter(&self, person: &BoundAccount) -> Result<(), Refused> {
        if self.rules.is_empty() {
            return Ok(());
        }
        match Decision::to_enter(&self.rules, self.source, &Person::from(person.clone())) {
            Decision::Allow { .. } => Ok(()),
            Decision::Forbidden(refused) => Err(refused),
            // Neither comes of rules about people for somebody who is known.
            Decision::Public { .. } | Decision::SignIn | Decision::InvalidToken => Err(Refused::NoRule),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::access::RuleNumber;
    use crate::domain::client::Source;
    use crate::domain::testing::somebody;
    use crate::domain::time::Timestamp;

    fn rules(value: serde_json::Value) -> Vec<Rule> {
        let rules: Vec<EntryRule> = serde_json::from_value(value).unwrap();
        EntryRule::check(&rules, true).unwrap()
    }

    fn client(value: serde_json::Value) -> Client {
        Client {
            rules: rules(value),
            ..Client::new("app", "App", Source::Database, Timestamp::from_seconds(0))
        }
    }

    fn person(departments: &[&str], whole: bool) -> BoundAccount {
        let mut person = somebody();
        person.memberships.departments = departments.iter().map(|id| (*id).to_owned()).collect();
        person.memberships.all_departments = whole;
        person
    }

    #[test]
    fn the_first_rule_about_somebody_decides_and_no_rule_is_no() {
        let whole = person(&["od-1"], true);
        let number = |number| RuleNumber { source: Source::Database, number };
        for (value, expected) in [
            (json!([]), Ok(())),
            (json!([{ "effect": "allow" }]), Ok(())),
            (json!([{ "effect": "allow", "accounts": ["ou_1"] }]), Ok(())),
            (json!([{ "effect": "allow", "accounts": ["ou_2"] }]), Err(Refused::NoRule)),
            (
                json!([{ "effect": "deny", "departments": ["od-1"] }, { "effect": "allow" }]),
                Err(Refused::Rule(number(1))),
            ),
            (json!([{ "effect": "deny", "departments": ["od-2"] }, { "effect": "allow" }]), Ok(())),
            (json!([{ "effect": "allow", "accounts": ["ou_1"] }, { "effect": "deny" }]), Ok(())),
            (
                json!([{ "effect": "allow", "accounts": ["ou_1"], "departments": ["od-2"] }]),
                Err(Refused::NoRule),
            ),
        ] {
            assert_eq!(client(value.clone()).may_enter(&whole), expected, "{value}");
        }
    }

    #[test]
    fn what_is_not_known_of_somebody_lets_nobody_in() {
        let unknown = person(&[], false);
        let unsure = Err(Refused::Unsure(RuleNumber { source: Source::Database, number: 1 }));
        for value in [
            json!([{ "effect": "allow", "departments": ["od-1"] }]),
            json!([{ "effect": "deny", "departments": ["od-1"] }, { "effect": "allow" }]),
        ] {
            assert_eq!(client(value.clone()).may_enter(&unknown), unsure, "{value}");
        }
        let allowed_otherwise =
            json!([{ "effect": "allow", "departments": ["od-1"] }, { "effect": "allow" }]);
        assert_eq!(client(allowed_otherwise).may_enter(&unknown), Ok(()));
    }

    #[test]
    fn rules_that_say_nothing_or_too_much_are_refused() {
        for value in [
            json!([{ "effect": "allow", "accounts": [] }]),
            json!([{ "effect": "allow", "accounts": [""] }]),
            json!([{ "effect": "allow", "accounts": ["a\u{0}b"] }]),
            json!([{ "effect": "allow", "departments": ["0"] }]),
            json!([{ "effect": "allow", "accounts": ["x".repeat(101)] }]),
            json!([{ "effect": "allow", "accounts": vec!["x"; 101] }]),
        ] {
            let rules: Vec<EntryRule> = serde_json::from_value(value.clone()).unwrap();
            assert!(EntryRule::check(&rules, true).is_err(), "{value}");
        }
        let of_groups: Vec<EntryRule> =
            serde_json::from_value(json!([{ "effect": "deny", "groups": ["g"] }])).unwrap();
        assert!(EntryRule::check(&of_groups, false).is_err());
        for value in [json!({ "effect": "public" }), json!({ "effect": "allow", "paths": ["/"] }), json!({})]
        {
            assert!(serde_json::from_value::<EntryRule>(value).is_err());
        }
    }
}
