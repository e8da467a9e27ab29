//! `[[clients]]`: applications registered in the file rather than in the database.

use super::problems::Problem;
use super::reader::Section;
use super::secret_source::{Direct, Sourced};
use super::values::any_of;
use crate::domain::client::{Client, Source, is_client_id};
use crate::domain::key::Algorithm;
use crate::domain::redirect_uri::RedirectUri;
use crate::domain::scope::{Scope, ScopeValue};
use crate::domain::time::Timestamp;
use crate::domain::token::TokenHash;

/// Shorter secrets could be guessed: their hash is a fast one.
const SECRET_CHARACTERS: usize = 32;

pub(super) fn clients(root: &mut Section<'_>) -> Vec<Client> {
    let mut clients: Vec<Client> = Vec::new();
    let mut ids: Vec<(String, &str)> = Vec::new();
    for mut section in root.listed_sections("clients") {
        let id = section.required("id");
        match id.map(|id| (id, ids.iter().find(|(_, other)| *other == id))) {
            Some((id, Some((other, _)))) => {
                section.refuse("id", format!("{id:?} is the id of {other} already"))
            }
            Some((id, None)) => ids.push((section.path().to_owned(), id)),
            None => {}
        }
        clients.extend(client(id, section));
    }
    clients
}

fn client(id: Option<&str>, mut section: Section<'_>) -> Option<Client> {
    if let Some(id) = id.filter(|id| !is_client_id(id)) {
        section.refuse("id", format!("expected 1 to 100 of A-Z a-z 0-9 . _ -, found {id:?}"));
    }
    let name = section.required("name").map(str::to_owned);
    let redirect_uris = redirect_uris(&mut section);
    let post_logout_redirect_uris = uris(&mut section, "post_logout_redirect_uris");
    let public = section.flag("public", false);
    let secret = secret(&mut section, public);
    let scope = scope(&mut section);
    let algorithms = Algorithm::ALL.map(|algorithm| (algorithm.as_str(), algorithm));
    let id_token_alg = section.choice("id_token_alg", &algorithms).unwrap_or(Algorithm::Rs256);
    let audience = section.text("audience").map(str::to_owned);
    let require_pkce = section.flag("require_pkce", true);
    if public && !require_pkce {
        section
            .refuse("require_pkce", "a public client proves itself by PKCE alone: true is the only choice");
    }
    section.finish();
    Some(Client {
        id: id?.to_owned(),
        name: name?,
        secret,
        redirect_uris,
        post_logout_redirect_uris,
        scope,
        id_token_alg,
        audience,
        require_pkce,
        source: Source::Config,
        // Reading a file needs no clock; whoever starts the process knows the time.
        created_at: Timestamp::from_seconds(0),
    })
}

fn redirect_uris(section: &mut Section<'_>) -> Vec<RedirectUri> {
    if !section.has("redirect_uris") {
        section.miss("redirect_uris", Problem::new(section.at("redirect_uris"), "required, but missing"));
    }
    let uris = uris(section, "redirect_uris");
    if section.is_empty_array("redirect_uris") {
        section.refuse("redirect_uris", "expected at least one");
    }
    uris
}

/// URIs of an option, each once.
fn uris(section: &mut Section<'_>, option: &'static str) -> Vec<RedirectUri> {
    let mut uris: Vec<RedirectUri> = Vec::new();
    for (path, text) in section.texts(option) {
        match RedirectUri::parse(text) {
            Ok(uri) if uris.contains(&uri) => section.note(Problem::new(path, "stands there already")),
            Ok(uri) => uris.push(uri),
            Err(error) => section.note(Problem::new(path, error.to_string())),
        }
    }
    uris
}

fn secret(section: &mut Section<'_>, public: bool) -> Option<TokenHash> {
    match (section.sourced("secret", Direct::Refused), public) {
        (Sourced::Found(_), true) => {
            section.refuse("public", "a public client has no secret; remove one of the two");
            None
        }
        (Sourced::Found(secret), false) if secret.reveal().chars().count() < SECRET_CHARACTERS => {
            let problem = Problem::new(
                section.at("secret"),
                format!("expected at least {SECRET_CHARACTERS} characters"),
            );
            section.note(problem.hint("openssl rand -base64 32"));
            None
        }
        (Sourced::Found(secret), false) => Some(TokenHash::of(secret.reveal())),
        (Sourced::Absent, false) => {
            let problem = Problem::new(section.at("secret"), "required, but missing");
            let hint =
                "use secret_env or secret_file, or public = true for an application that can keep no secret";
            section.miss("secret", problem.hint(hint));
            None
        }
        (Sourced::Absent, true) | (Sourced::Refused, _) => None,
    }
}

fn scope(section: &mut Section<'_>) -> Scope {
    let names = ScopeValue::ALL.map(ScopeValue::as_str);
    if section.is_empty_array("scopes") {
        section.refuse("scopes", "expected at least one; leave the option out for all");
    }
    let given = section.has("scopes");
    let values = section.parsed_list("scopes", &any_of(&names), ScopeValue::parse);
    if given { values.into_iter().collect() } else { ScopeValue::ALL.into_iter().collect() }
}
