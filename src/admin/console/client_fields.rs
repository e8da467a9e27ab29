//! The fields of the form with an application's settings.

use serde_json::Value;

use super::trouble::of_flaw;
use crate::admin::ops::{Flaw, Problem};
use crate::domain::client::{ClientSettings, GrantType};
use crate::domain::key::Algorithm;
use crate::domain::scope::ScopeValue;
use crate::views::console::{Choice, ClientWords, ConsoleWords, Control, FormField};

/// What the fields are made of, beside the settings.
pub(super) struct Form<'a> {
    /// What they say.
    pub(super) console: &'static ConsoleWords,
    /// What is wrong with what was filled in.
    pub(super) flaws: &'a [Flaw],
}

impl Form<'_> {
    /// A field with what is wrong about it.
    pub(super) fn field(
        &self,
        name: &'static str,
        label: &'static str,
        hint: &'static str,
        control: Control,
    ) -> FormField {
        let of = |flaw: &&Flaw| flaw.field == name || (name == "proof" && flaw.field == "public");
        let errors = self.flaws.iter().filter(of).map(|flaw| self.said(flaw)).collect();
        FormField { name, label, hint, control, errors }
    }

    /// What is wrong, in the reader's language, without the name of the field where it can be said so.
    fn said(&self, flaw: &Flaw) -> String {
        match &flaw.problem {
            Problem::ClientId => self.console.settings.client_id.to_owned(),
            Problem::Setting(problem) => self.console.settings.problem(problem),
            _ => of_flaw(self.console, flaw),
        }
    }

    fn line(
        &self,
        name: &'static str,
        label: &'static str,
        hint: &'static str,
        value: Option<&str>,
    ) -> FormField {
        let value = value.unwrap_or_default().to_owned();
        self.field(name, label, hint, Control::Line { value, required: name == "name" })
    }

    fn lines(
        &self,
        name: &'static str,
        label: &'static str,
        hint: &'static str,
        values: &[String],
    ) -> FormField {
        self.field(name, label, hint, Control::Lines { value: values.join("\n") })
    }

    /// What everybody fills in.
    pub(super) fn main(&self, settings: &ClientSettings) -> Vec<FormField> {
        let w = &self.console.clients;
        vec![
            self.line("name", w.name, w.name_hint, Some(&settings.name)),
            self.lines("redirect_uris", w.redirect_uris, w.redirect_uris_hint, &settings.redirect_uris),
            self.field("proof", w.proof, "", Control::One(proofs(w, settings))),
            self.field(
                "require_pkce",
                w.require_pkce,
                w.require_pkce_hint,
                Control::Flag(settings.require_pkce),
            ),
            self.field("scopes", w.scopes, "", Control::Any(scopes(w, settings))),
            self.field(
                "third_party",
                w.third_party_flag,
                w.third_party_hint,
                Control::Flag(settings.third_party),
            ),
        ]
    }

    /// What few need.
    pub(super) fn more(&self, settings: &ClientSettings) -> Vec<FormField> {
        let w = &self.console.clients;
        let claims = Control::Flag(settings.claims_in_id_token);
        let jwks = match &settings.jwks {
            Some(Value::String(typed)) => typed.clone(),
            Some(set) => set.to_string(),
            None => String::new(),
        };
        let post_logout = &settings.post_logout_redirect_uris;
        let (back, front) = (&settings.backchannel_logout_uri, &settings.frontchannel_logout_uri);
        vec![
            self.field("jwks", w.jwks, "", Control::Lines { value: jwks }),
            self.line("jwks_uri", w.jwks_uri, "", settings.jwks_uri.as_deref()),
            self.lines("post_logout_redirect_uris", w.post_logout, w.post_logout_hint, post_logout),
            self.field("grant_types", w.grant_types, "", Control::Any(grant_types(w, settings))),
            self.lines("service_scopes", w.service_scopes, w.service_scopes_hint, &settings.service_scopes),
            self.field(
                "id_token_alg",
                w.id_token_alg,
                "",
                Control::One(algorithms(Some(&settings.id_token_alg), None)),
            ),
            self.field("claims_in_id_token", w.claims_in_id_token, w.claims_in_id_token_hint, claims),
            self.field(
                "userinfo_alg",
                w.userinfo_alg,
                "",
                Control::One(algorithms(settings.userinfo_alg.as_deref(), Some(w.plain))),
            ),
            self.field(
                "subject_type",
                w.pairwise,
                w.pairwise_hint,
                Control::Flag(settings.subject_type == "pairwise"),
            ),
            self.line("audience", w.audience, w.audience_hint, settings.audience.as_deref()),
            self.line("backchannel_logout_uri", w.backchannel, w.backchannel_hint, back.as_deref()),
            self.line("frontchannel_logout_uri", w.frontchannel, w.frontchannel_hint, front.as_deref()),
        ]
    }
}

fn proofs(w: &ClientWords, settings: &ClientSettings) -> Vec<Choice> {
    let choice = |value, label, hint, chosen| Choice { value, label, hint, chosen };
    vec![
        choice("secret", w.secret, w.proof_secret_hint, settings.wants_secret()),
        choice("public", w.public, w.proof_public_hint, settings.public),
        choice("jwks", w.proof_jwks, w.proof_jwks_hint, settings.jwks.is_some()),
        choice("jwks_uri", w.proof_jwks_uri, w.proof_jwks_uri_hint, settings.jwks_uri.is_some()),
    ]
}

fn scopes(w: &ClientWords, settings: &ClientSettings) -> Vec<Choice> {
    let choice = |value: ScopeValue| Choice {
        value: value.as_str(),
        label: value.as_str(),
        hint: match value {
            ScopeValue::Openid => w.scope_openid,
            ScopeValue::Profile => w.scope_profile,
            ScopeValue::Email => w.scope_email,
            ScopeValue::Phone => w.scope_phone,
            ScopeValue::OfflineAccess => w.scope_offline_access,
            ScopeValue::Feishu => w.scope_feishu,
            ScopeValue::Groups => w.scope_groups,
        },
        chosen: settings.scopes.iter().any(|scope| scope == value.as_str()),
    };
    ScopeValue::ALL.map(choice).to_vec()
}

fn grant_types(w: &ClientWords, settings: &ClientSettings) -> Vec<Choice> {
    let choice = |kind: GrantType| Choice {
        value: kind.as_str(),
        label: kind.as_str(),
        hint: match kind {
            GrantType::AuthorizationCode => w.grant_code,
            GrantType::RefreshToken => w.grant_refresh,
            GrantType::ClientCredentials => w.grant_credentials,
        },
        chosen: settings.grant_types.iter().any(|name| name == kind.as_str()),
    };
    GrantType::ALL.map(choice).to_vec()
}

/// Every algorithm, after none where that is a choice.
fn algorithms(given: Option<&str>, none: Option<&'static str>) -> Vec<Choice> {
    let none = none.map(|label| Choice { value: "none", label, hint: "", chosen: given.is_none() });
    let choice = |algorithm: Algorithm| {
        let value = algorithm.as_str();
        Choice { value, label: value, hint: "", chosen: given == Some(value) }
    };
    none.into_iter().chain(Algorithm::ALL.map(choice)).collect()
}
