//! What an application has of a person, or asks for, in words: a line per scope, with the person's own values.

use super::Locale;
use crate::config::Brand;
use crate::domain::account::BoundAccount;
use crate::domain::claims;
use crate::domain::scope::{Scope, ScopeValue};

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// What it is called.
    pub name: String,
    /// The person's value, or what it means.
    pub value: String,
}

/// What an application asks for, or has.
#[derive(Debug, Clone, Copy)]
pub struct Extent<'a> {
    /// The scope.
    pub scope: &'a Scope,
    /// Claims by name, beside those of the scope.
    pub claims: &'a [String],
    /// APIs to which it gets tokens in the person's name.
    pub resources: &'a [String],
}

impl Extent<'_> {
    /// Every scope that is given, whole or by single claims.
    fn scopes(&self) -> Scope {
        let by_claims = claims::PERSON
            .into_iter()
            .filter(|(name, _)| self.claims.iter().any(|claim| claim == name))
            .map(|(_, scope)| scope)
            .collect();
        self.scope.with(&by_claims)
    }

    fn has_claim(&self, name: &str) -> bool {
        self.claims.iter().any(|claim| claim == name)
            || claims::of_scope(self.scope).any(|claim| claim == name)
    }

    /// The names alone.
    pub fn names(&self, locale: Locale, brand: Brand) -> Vec<String> {
        let words = locale.words();
        self.scopes().values().map(|scope| words.consent.name(scope, words.provider(brand))).collect()
    }

    /// Line by line; `sub` is what the application knows `person` by.
    pub fn lines(&self, locale: Locale, brand: Brand, person: &BoundAccount, sub: &str) -> Vec<Given> {
        let words = locale.words();
        let line = |scope| Given {
            name: words.consent.name(scope, words.provider(brand)),
            value: match scope {
                ScopeValue::Openid => sub.to_owned(),
                ScopeValue::Profile => self.profile(locale, person),
                ScopeValue::Email => known(locale, person.account.profile.email.as_deref()),
                ScopeValue::Phone => known(locale, person.account.profile.mobile.as_deref()),
                ScopeValue::OfflineAccess => words.consent.offline_access_means.to_owned(),
                ScopeValue::Feishu => words.consent.feishu_means.to_owned(),
                ScopeValue::Groups => words.consent.groups_means.to_owned(),
            },
        };
        // What it may do comes after what it learns.
        let (does, learns): (Vec<_>, Vec<_>) =
            self.scopes().values().partition(|scope| *scope == ScopeValue::OfflineAccess);
        let api =
            |resource: &String| Given { name: words.consent.resource.to_owned(), value: resource.clone() };
        let learns = learns.into_iter().map(line).collect::<Vec<_>>();
        learns.into_iter().chain(self.resources.iter().map(api)).chain(does.into_iter().map(line)).collect()
    }

    fn profile(&self, locale: Locale, person: &BoundAccount) -> String {
        let words = &locale.words().consent;
        let mut values: Vec<String> = Vec::new();
        for name in ["name", "nickname", "preferred_username"] {
            let value = claims::about(person, [name]).remove(name);
            if let Some(text) = value.as_ref().and_then(|value| value.as_str())
                && self.has_claim(name)
                && !values.iter().any(|known| known == text)
            {
                values.push(text.to_owned());
            }
        }
        if self.has_claim("picture") && person.account.profile.picture.is_some() {
            values.push(words.picture.to_owned());
        }
        if values.is_empty() { words.nothing_on_record.to_owned() } else { values.join(" · ") }
    }
}

fn known(locale: Locale, value: Option<&str>) -> String {
    value.unwrap_or(locale.words().consent.nothing_on_record).to_owned()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::domain::account::{Account, Binding, Memberships, Profile};
    use crate::domain::id::AccountId;
    use crate::domain::time::Timestamp;

    pub(in crate::views) fn person() -> BoundAccount {
        let at = Timestamp::from_seconds(1_764_000_000);
        BoundAccount {
            account: Account {
                id: AccountId::received("acc_1"),
                sub: "ou_7d8a6e6df7621556ce0d21922b676706".into(),
                enabled: true,
                profile: Profile {
                    name: Some("林小雨".into()),
                    en_name: Some("Lin Xiaoyu".into()),
                    email: Some("lin@example.com".into()),
                    picture: Some("https://example.com/lin.png".into()),
                    ..Profile::default()
                },
                created_at: at,
                updated_at: at,
                last_login_at: at,
            },
            binding: Binding {
                connector: "feishu".into(),
                open_id: "ou_7d8a6e6df7621556ce0d21922b676706".into(),
                union_id: None,
                user_id: None,
                tenant_key: "t".into(),
            },
            memberships: Memberships::default(),
        }
    }

    fn lines(scope: &str, claims: &[&str], resources: &[&str]) -> Vec<(String, String)> {
        let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let (claims, resources) = (texts(claims), texts(resources));
        let extent = Extent { scope: &Scope::parse(scope).unwrap(), claims: &claims, resources: &resources };
        let lines = extent.lines(Locale::En, Brand::Feishu, &person(), "pairwise");
        lines.into_iter().map(|line| (line.name, line.value)).collect()
    }

    fn line(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn a_line_a_scope_with_the_values_that_would_be_given() {
        assert_eq!(
            lines(
                "openid profile email phone offline_access feishu groups",
                &[],
                &["https://api.example.com"]
            ),
            [
                line("Identifier", "pairwise"),
                line("Profile", "林小雨 · Lin Xiaoyu · avatar"),
                line("E-mail", "lin@example.com"),
                line("Phone", "none on record"),
                line("Feishu IDs", "your user IDs and your company’s ID"),
                line("Groups and departments", "which user groups and departments you are in"),
                line("Act for you at", "https://api.example.com"),
                line("Offline access", "it keeps getting this while you are away"),
            ]
        );
    }

    #[test]
    fn a_single_claim_is_said_alone() {
        assert_eq!(
            lines("openid", &["name", "phone_number"], &[]),
            [line("Identifier", "pairwise"), line("Profile", "林小雨"), line("Phone", "none on record")]
        );
        let scope = Scope::parse("openid").unwrap();
        let extent = Extent { scope: &scope, claims: &["feishu_user_id".into()], resources: &[] };
        assert_eq!(extent.names(Locale::Zh, Brand::Lark), ["身份标识", "Lark ID"]);
    }
}
