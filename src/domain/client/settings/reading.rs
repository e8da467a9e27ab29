//! A walk through settings that goes on after a flaw, so that all of them are seen at once.

use url::Url;

use super::{ClientSettings, SettingFlaw, SettingProblem};
use crate::domain::client::{
    Client, ClientFlaw, Credentials, GrantType, GrantTypes, SubjectType, check_jwks, parse_address,
};
use crate::domain::key::Algorithm;
use crate::domain::redirect_uri::RedirectUri;
use crate::domain::scope::{Scope, ScopeValue, ServiceScope};
use crate::domain::token::TokenHash;

/// The most characters of a name, an audience or a value of a scope.
const LONGEST_TEXT: usize = 200;
/// The most characters of an address.
const LONGEST_ADDRESS: usize = 2000;
/// The most entries of a list.
const MOST_ENTRIES: usize = 50;

/// What was wrong so far. Whatever reads a setting notes what is wrong with it and answers with something harmless.
#[derive(Default)]
pub(super) struct Reading {
    flaws: Vec<SettingFlaw>,
}

impl Reading {
    /// The client, if nothing is wrong with it or between its settings.
    pub(super) fn finish(mut self, client: Client) -> Result<Client, Vec<SettingFlaw>> {
        for flaw in client.flaws() {
            // What is said of half a setting would only repeat what is wrong with it.
            let of_uris = matches!(flaw, ClientFlaw::FrontchannelElsewhere | ClientFlaw::ManySectors);
            let is_repeated = self.has_flaw(flaw.setting()) || of_uris && self.has_flaw("redirect_uris");
            if !is_repeated {
                self.refuse(flaw.setting(), flaw);
            }
        }
        if self.flaws.is_empty() { Ok(client) } else { Err(self.flaws) }
    }

    fn refuse(&mut self, setting: &'static str, problem: impl Into<SettingProblem>) {
        self.flaws.push(SettingFlaw { setting, problem: problem.into() });
    }

    fn has_flaw(&self, setting: &str) -> bool {
        self.flaws.iter().any(|flaw| flaw.setting == setting)
    }

    /// One way for the client to prove itself, or to be public.
    pub(super) fn credentials(&mut self, settings: &ClientSettings, secret: &TokenHash) -> Credentials {
        let jwks_uri = self.address("jwks_uri", settings.jwks_uri.as_deref());
        let jwks = settings.jwks.as_ref().map(ToString::to_string);
        if let Some(Err(error)) = jwks.as_deref().map(check_jwks) {
            self.refuse("jwks", error);
        }
        match (settings.public, jwks, &settings.jwks_uri) {
            (false, None, None) => Credentials::Secret(secret.clone()),
            (true, None, None) => Credentials::None,
            (false, Some(jwks), None) => Credentials::Jwks(jwks),
            (false, None, Some(_)) => jwks_uri.map_or(Credentials::None, Credentials::JwksUri),
            (true, ..) => {
                self.refuse("public", SettingProblem::TwoProofs);
                Credentials::None
            }
            (false, Some(jwks), Some(_)) => {
                self.refuse("jwks_uri", SettingProblem::TwoProofs);
                Credentials::Jwks(jwks)
            }
        }
    }

    /// Text on one line.
    pub(super) fn line(&mut self, setting: &'static str, text: &str) -> String {
        let text = text.trim();
        if text.is_empty() {
            self.refuse(setting, SettingProblem::Missing);
        } else if text.chars().count() > LONGEST_TEXT {
            self.refuse(setting, SettingProblem::TooLong { most: LONGEST_TEXT });
        } else if text.chars().any(char::is_control) {
            self.refuse(setting, SettingProblem::NotOneLine);
        }
        text.to_owned()
    }

    pub(super) fn address(&mut self, setting: &'static str, text: Option<&str>) -> Option<Url> {
        let text = text?;
        if text.len() > LONGEST_ADDRESS {
            self.refuse(setting, SettingProblem::TooLong { most: LONGEST_ADDRESS });
            return None;
        }
        parse_address(text).map_err(|error| self.refuse(setting, error)).ok()
    }

    pub(super) fn uris(&mut self, setting: &'static str, texts: &[String]) -> Vec<RedirectUri> {
        let mut uris: Vec<RedirectUri> = Vec::new();
        for text in self.entries(setting, texts, LONGEST_ADDRESS) {
            match RedirectUri::parse(text) {
                Ok(uri) => uris.push(uri),
                Err(error) => {
                    self.refuse(setting, SettingProblem::RedirectUri { uri: text.clone(), error });
                }
            }
        }
        uris
    }

    pub(super) fn grant_types(&mut self, names: &[String]) -> GrantTypes {
        let known = GrantType::ALL.map(|kind| (kind.as_str(), kind));
        self.some_of("grant_types", names, &known).into_iter().collect()
    }

    pub(super) fn scope(&mut self, names: &[String]) -> Scope {
        let known = ScopeValue::ALL.map(|value| (value.as_str(), value));
        self.some_of("scopes", names, &known).into_iter().collect()
    }

    pub(super) fn service_scope(&mut self, values: &[String]) -> ServiceScope {
        let setting = "service_scopes";
        for value in self.entries(setting, values, LONGEST_TEXT) {
            if value.is_empty() || value.contains(' ') || ServiceScope::parse(value).is_none() {
                let known = "one value as RFC 6749 3.3 has it".to_owned();
                self.refuse(setting, SettingProblem::Unknown { found: value.clone(), known });
            }
        }
        ServiceScope::parse(&values.join(" ")).unwrap_or_default()
    }

    pub(super) fn algorithm(&mut self, setting: &'static str, name: &str) -> Algorithm {
        let known = Algorithm::ALL.map(|algorithm| (algorithm.as_str(), algorithm));
        self.one_of(setting, name, &known).unwrap_or(Algorithm::Rs256)
    }

    pub(super) fn subject_type(&mut self, name: &str) -> SubjectType {
        let known = SubjectType::ALL.map(|kind| (kind.as_str(), kind));
        self.one_of("subject_type", name, &known).unwrap_or(SubjectType::Public)
    }

    /// At least one of what is known.
    fn some_of<T: Copy>(&mut self, setting: &'static str, names: &[String], known: &[(&str, T)]) -> Vec<T> {
        if names.is_empty() {
            self.refuse(setting, SettingProblem::Missing);
        }
        let names = self.entries(setting, names, LONGEST_TEXT);
        names.iter().filter_map(|name| self.one_of(setting, name, known)).collect()
    }

    fn one_of<T: Copy>(&mut self, setting: &'static str, name: &str, known: &[(&str, T)]) -> Option<T> {
        let found = known.iter().find(|(word, _)| *word == name).map(|(_, value)| *value);
        if found.is_none() {
            let known = known.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ");
            let found = name.chars().take(LONGEST_TEXT).collect();
            self.refuse(setting, SettingProblem::Unknown { found, known });
        }
        found
    }

    /// Entries of a list, each of which stands there once. Of a list that is far too long nothing is read.
    fn entries<'t>(&mut self, setting: &'static str, texts: &'t [String], longest: usize) -> &'t [String] {
        if texts.len() > MOST_ENTRIES {
            self.refuse(setting, SettingProblem::TooMany { most: MOST_ENTRIES });
            return &[];
        }
        if texts.iter().any(|text| text.len() > longest) {
            self.refuse(setting, SettingProblem::TooLong { most: longest });
            return &[];
        }
        for (text, after) in texts.iter().zip(1..) {
            if texts.iter().skip(after).any(|other| other == text) {
                self.refuse(setting, SettingProblem::Repeated(text.clone()));
            }
        }
        texts
    }
}
