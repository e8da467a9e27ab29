//! The form with an application's settings: what it shows, and what it says when it comes back.

use serde::Serialize;
use serde_json::{Value, json};

use super::client_fields::Form;
use super::sent::Sent;
use super::{Answer, Visitor};
use crate::admin::ops::OpError;
use crate::domain::client::ClientSettings;
use crate::domain::token::TokenHash;
use crate::views::console::{ClientFormPage, ClientWords, Control, Section, Software, fill};
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
        revision: &'a str,
    },
}

/// Shows the form; where it was sent, with why it was not taken.
pub(super) fn page(
    visitor: &Visitor<'_>,
    purpose: &Purpose<'_>,
    settings: &ClientSettings,
    error: Option<OpError>,
) -> Answer {
    let sent = Sent::of(visitor, error)?;
    let words = &visitor.locale.words().console.clients;
    let form = Form { console: &visitor.locale.words().console, flaws: &sent.flaws };
    let (title, action, button, back) = heading(words, purpose);
    let (software, revision) = match purpose {
        Purpose::Add { software, .. } => (*software, None),
        Purpose::Change { revision, .. } => (None, Some(*revision)),
    };
    let (mut fields, mut wrong) = (form.main(settings), sent.wrong.as_deref());
    if let Purpose::Add { id, .. } = purpose {
        let line = Control::Line { value: (*id).to_owned(), required: true };
        let mut field = form.field("id", words.id, words.id_hint, line);
        // The identifier alone may be taken.
        if sent.is_stale() {
            field.errors.extend(wrong.replace(words.wrong).map(str::to_owned));
        }
        fields.insert(0, field);
    }
    let page = ClientFormPage {
        frame: &visitor.frame(Section::Clients),
        title: &title,
        note: software.map(|software| software.note(words)),
        wrong,
        action: &action,
        software: software.map(Software::as_str),
        revision,
        fields: &fields,
        more: &form.more(settings),
        button,
        back: &back,
    };
    Ok(sent.answer(visitor, page.render()))
}

/// What the page is called, where its form goes, what the button says, and the way back.
fn heading(words: &ClientWords, purpose: &Purpose<'_>) -> (String, String, &'static str, String) {
    match purpose {
        Purpose::Add { software, .. } => {
            let named = |software: &Software| fill(words.new_title_for, &[("{name}", software.name(words))]);
            let title = software.as_ref().map_or_else(|| words.new_title.to_owned(), named);
            (title, urls::CONSOLE_NEW_CLIENT.to_owned(), words.add, urls::CONSOLE_NEW_CLIENT.to_owned())
        }
        Purpose::Change { id, name, .. } => {
            let way = |pattern| urls::about_client(pattern, id);
            let title = fill(words.change_title, &[("{name}", name)]);
            (title, way(urls::CONSOLE_CLIENT_SETTINGS), words.save, way(urls::CONSOLE_CLIENT))
        }
    }
}

/// Tells what a form shows from other things, so that one that was open for long undoes nothing that somebody else changed
/// meanwhile.
pub(super) fn revision(shown: &impl Serialize) -> String {
    TokenHash::of(&json!(shown).to_string()).encode()
}

/// Whether this is what was seen, if the form says what that was.
pub(super) fn is_seen(revision_sent: Option<&str>, present: &impl Serialize) -> bool {
    revision_sent.is_none_or(|seen| seen == revision(present))
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
