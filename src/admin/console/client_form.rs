//! The form with an application's settings: what it shows, and what it says when it comes back.

use actix_web::HttpResponse;
use serde::Serialize;
use serde_json::{Value, json};

use super::{Answer, Visitor};
use crate::admin::ops::{Flaw, OpError, Problem};
use crate::domain::client::{ClientSettings, GrantType};
use crate::domain::key::Algorithm;
use crate::domain::scope::ScopeValue;
use crate::domain::token::TokenHash;
use crate::views::console::{
    Choice, ClientFormPage, ClientWords, Control, FormField, Section, SettingWords, Software, fill,
};
use crate::web::page_error::html;
use crate::web::params::Params;
use crate::web::urls;

/// What the form is for.
pub(super) enum Purpose<'a> {
    /// Another application.
    Add {
        /// Its identifier, as far as it is known.
        id: &'a str,
        /// What kind of software it is.
        software: Option<Software>,
    },
    /// One that is there.
    Change {
        /// Its identifier.
        id: &'a str,
        /// What it is called.
        name: &'a str,
        /// See [`revision`].
        revision: Option<&'a str>,
    },
}

/// Shows the form, with what is wrong beside each field.
pub(super) fn page(
    visitor: &Visitor<'_>,
    purpose: &Purpose<'_>,
    settings: &ClientSettings,
    flaws: &[Flaw],
) -> Answer {
    let console = &visitor.locale.words().console;
    let (words, settings_words) = (&console.clients, &console.settings);
    let form = Form { words, settings: settings_words, flaws };
    let (title, action, button, back) = match purpose {
        Purpose::Add { software: Some(software), .. } => {
            let title = fill(words.new_title_for, &[("{name}", software.name(words))]);
            (title, urls::CONSOLE_NEW_CLIENT.to_owned(), words.add, urls::CONSOLE_NEW_CLIENT.to_owned())
        }
        Purpose::Add { software: None, .. } => {
            let title = words.new_title.to_owned();
            (title, urls::CONSOLE_NEW_CLIENT.to_owned(), words.add, urls::CONSOLE_NEW_CLIENT.to_owned())
        }
        Purpose::Change { id, name, .. } => {
            let way = |pattern| urls::about_client(pattern, id);
            let title = fill(words.change_title, &[("{name}", name)]);
            (title, way(urls::CONSOLE_CLIENT_SETTINGS), words.save, way(urls::CONSOLE_CLIENT))
        }
    };
    let (software, revision) = match purpose {
        Purpose::Add { software, .. } => (*software, None),
        Purpose::Change { revision, .. } => (None, *revision),
    };
    let mut fields = form.main(settings);
    if let Purpose::Add { id, .. } = purpose {
        let line = Control::Line { value: (*id).to_owned(), required: true };
        fields.insert(0, form.field("id", words.id, words.id_hint, line));
    }
    let page = ClientFormPage {
        frame: &visitor.frame(Section::Clients),
        title: &title,
        note: software.map(|software| software.note(words)),
        is_refused: !flaws.is_empty(),
        action: &action,
        software: software.map(Software::as_str),
        revision,
        fields: &fields,
        more: &form.more(settings),
        button,
        back: &back,
    };
    if flaws.is_empty() {
        return Ok(visitor.html(page.render()));
    }
    Ok(html(&mut HttpResponse::BadRequest(), visitor.locale, page.render()))
}

/// Shows the form again, if what was said could not be taken.
pub(super) fn again(
    visitor: &Visitor<'_>,
    purpose: &Purpose<'_>,
    settings: &ClientSettings,
    error: OpError,
) -> Answer {
    match error {
        OpError::Invalid(flaws) => page(visitor, purpose, settings, &flaws),
        other => Err(other.into()),
    }
}

/// Tells what a form shows from other things, so that one that was open for long undoes nothing that somebody else changed
/// meanwhile.
pub(super) fn revision(shown: &impl Serialize) -> String {
    TokenHash::of(&json!(shown).to_string()).encode()
}

/// What was filled in.
pub(super) fn read(params: &Params) -> ClientSettings {
    let text =
        |name: &str| params.once(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let all = |name: &str| params.all(name).into_iter().map(str::to_owned).collect();
    let lines = |name: &str| {
        let lines =
            params.once(name).unwrap_or_default().lines().map(str::trim).filter(|line| !line.is_empty());
        lines.map(str::to_owned).collect()
    };
    let flag = |name: &str| params.once(name).is_some();
    let proof = params.once("proof");
    // What is no JSON is kept as it was typed, and refused as no key set.
    let jwks = |text: String| serde_json::from_str(&text).unwrap_or(Value::String(text));
    ClientSettings {
        name: text("name").unwrap_or_default(),
        public: proof == Some("public"),
        jwks: (proof == Some("jwks")).then(|| jwks(text("jwks").unwrap_or_default())),
        jwks_uri: (proof == Some("jwks_uri")).then(|| text("jwks_uri").unwrap_or_default()),
        redirect_uris: lines("redirect_uris"),
        post_logout_redirect_uris: lines("post_logout_redirect_uris"),
        grant_types: all("grant_types"),
        scopes: all("scopes"),
        service_scopes: lines("service_scopes"),
        id_token_alg: text("id_token_alg").unwrap_or_default(),
        claims_in_id_token: flag("claims_in_id_token"),
        userinfo_alg: text("userinfo_alg").filter(|name| name != "none"),
        subject_type: if flag("subject_type") { "pairwise" } else { "public" }.to_owned(),
        audience: text("audience"),
        require_pkce: flag("require_pkce"),
        third_party: flag("third_party"),
        backchannel_logout_uri: text("backchannel_logout_uri"),
        frontchannel_logout_uri: text("frontchannel_logout_uri"),
    }
}

struct Form<'a> {
    words: &'static ClientWords,
    settings: &'static SettingWords,
    flaws: &'a [Flaw],
}

impl Form<'_> {
    fn field(
        &self,
        name: &'static str,
        label: &'static str,
        hint: &'static str,
        control: Control,
    ) -> FormField {
        let of = |flaw: &&Flaw| flaw.field == name || (name == "proof" && flaw.field == "public");
        let errors = self.flaws.iter().filter(of).map(|flaw| self.said(&flaw.problem)).collect();
        FormField { name, label, hint, control, errors }
    }

    /// What is wrong, in the reader's language.
    fn said(&self, problem: &Problem) -> String {
        match problem {
            Problem::ClientId => self.settings.client_id.to_owned(),
            Problem::Setting(problem) => self.settings.problem(problem),
            other => other.to_string(),
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
    fn main(&self, settings: &ClientSettings) -> Vec<FormField> {
        let w = self.words;
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
    fn more(&self, settings: &ClientSettings) -> Vec<FormField> {
        let w = self.words;
        let claims = Control::Flag(settings.claims_in_id_token);
        let jwks = match &settings.jwks {
            Some(Value::String(typed)) => typed.clone(),
            Some(set) => set.to_string(),
            None => String::new(),
        };
        let post_logout = &settings.post_logout_redirect_uris;
        let (back, front) = (&settings.backchannel_logout_uri, &settings.frontchannel_logout_uri);
        let signs = |given: Option<&str>, none| algorithms(given, none);
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
                Control::One(signs(Some(&settings.id_token_alg), None)),
            ),
            self.field("claims_in_id_token", w.claims_in_id_token, w.claims_in_id_token_hint, claims),
            self.field(
                "userinfo_alg",
                w.userinfo_alg,
                "",
                Control::One(signs(settings.userinfo_alg.as_deref(), Some(w.plain))),
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
