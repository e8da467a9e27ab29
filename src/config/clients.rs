//! `[[clients]]`: applications registered in the file rather than in the database.

use std::fs;

use url::Url;

use super::Secret;
use super::applications::entry_rule;
use super::problems::Problem;
use super::reader::Section;
use super::secret_source::{Direct, Sourced};
use super::values::any_of;
use crate::domain::access::Rule;
use crate::domain::client::{
    Client, ClientFlaw, Credentials, GrantType, GrantTypes, Source, SubjectType, check_jwks, is_client_id,
    parse_address,
};
use crate::domain::key::Algorithm;
use crate::domain::redirect_uri::RedirectUri;
use crate::domain::scope::{Scope, ScopeValue, ServiceScope};
use crate::domain::time::Timestamp;
use crate::domain::token::TokenHash;

/// Shorter secrets could be guessed: their hash is a fast one.
const SECRET_CHARACTERS: usize = 32;

pub(super) fn clients(root: &mut Section<'_>, directory_is_read: bool) -> Vec<Client> {
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
        clients.extend(client(id, section, directory_is_read));
    }
    clients
}

fn client(id: Option<&str>, mut section: Section<'_>, directory_is_read: bool) -> Option<Client> {
    if let Some(id) = id.filter(|id| !is_client_id(id)) {
        section.refuse("id", format!("expected 1 to 100 of A-Z a-z 0-9 . _ -, found {id:?}"));
    }
    let name = section.required("name");
    let grant_types = grant_types(&mut section);
    // Reading a file needs no clock; whoever starts the process knows the time.
    let unborn = Timestamp::from_seconds(0);
    let base = Client::new(id.unwrap_or_default(), name.unwrap_or_default(), Source::Config, unborn);
    let redirect_uris = redirect_uris(&mut section, &grant_types);
    let public = section.flag("public", false);
    let credentials = credentials(&mut section, public);
    let client = Client {
        credentials: credentials.clone().unwrap_or(base.credentials),
        redirect_uris,
        grant_types,
        post_logout_redirect_uris: uris(&mut section, "post_logout_redirect_uris"),
        scope: scope(&mut section),
        service_scope: service_scope(&mut section),
        id_token_alg: algorithm(&mut section, "id_token_alg").unwrap_or(base.id_token_alg),
        claims_in_id_token: section.flag("claims_in_id_token", false),
        userinfo_alg: algorithm(&mut section, "userinfo_alg"),
        subject_type: section
            .choice("subject_type", &SubjectType::ALL.map(|kind| (kind.as_str(), kind)))
            .unwrap_or(base.subject_type),
        audience: section.text("audience").map(str::to_owned),
        require_pkce: section.flag("require_pkce", true),
        third_party: section.flag("third_party", false),
        backchannel_logout_uri: address(&mut section, "backchannel_logout_uri"),
        frontchannel_logout_uri: address(&mut section, "frontchannel_logout_uri"),
        rules: rules(&mut section, directory_is_read),
        ..base
    };
    // What is said of half a client would only repeat what is missing.
    if credentials.is_some() {
        for flaw in client.flaws().into_iter().filter(|flaw| *flaw != ClientFlaw::NoRedirectUri) {
            section.refuse(flaw.setting(), flaw.to_string());
        }
    }
    section.finish();
    id.zip(name).zip(credentials).map(|_whole| client)
}

/// Who may enter. An empty list would say nobody, which nobody means.
fn rules(section: &mut Section<'_>, directory_is_read: bool) -> Vec<Rule> {
    if section.is_empty_array("rules") {
        section.refuse("rules", "expected at least one; leave the option out to let everybody in");
    }
    let rules = section.listed_sections("rules");
    rules.into_iter().filter_map(|rule| entry_rule(rule, directory_is_read)).collect()
}

fn algorithm(section: &mut Section<'_>, option: &str) -> Option<Algorithm> {
    section.choice(option, &Algorithm::ALL.map(|algorithm| (algorithm.as_str(), algorithm)))
}

fn address(section: &mut Section<'_>, option: &str) -> Option<Url> {
    let text = section.text(option)?;
    match parse_address(text) {
        Ok(url) => Some(url),
        Err(error) => {
            section.refuse(option, error.to_string());
            None
        }
    }
}

fn grant_types(section: &mut Section<'_>) -> GrantTypes {
    if section.is_empty_array("grant_types") {
        section.refuse("grant_types", "expected at least one");
    }
    let names = any_of(&GrantType::ALL.map(GrantType::as_str));
    let types = section.parsed_list("grant_types", &names, GrantType::parse);
    if types.is_empty() { GrantTypes::default() } else { types.into_iter().collect() }
}

fn service_scope(section: &mut Section<'_>) -> ServiceScope {
    let value =
        |text: &str| ServiceScope::parse(text).filter(|_| !text.contains(' ')).map(|_| text.to_owned());
    let values = section.parsed_list("service_scopes", "one scope value", value);
    ServiceScope::parse(&values.join(" ")).unwrap_or_default()
}

fn redirect_uris(section: &mut Section<'_>, grant_types: &GrantTypes) -> Vec<RedirectUri> {
    let needed = grant_types.has(GrantType::AuthorizationCode);
    if needed && !section.has("redirect_uris") {
        section.miss("redirect_uris", Problem::new(section.at("redirect_uris"), "required, but missing"));
    }
    let uris = uris(section, "redirect_uris");
    if needed && section.is_empty_array("redirect_uris") {
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

/// One way for the client to prove itself, or to be public.
fn credentials(section: &mut Section<'_>, public: bool) -> Option<Credentials> {
    let jwks = key_set(section);
    let jwks_uri = address(section, "jwks_uri");
    let keys = ["jwks_file", "jwks_uri"].into_iter().filter(|option| section.has(option)).collect::<Vec<_>>();
    match (section.sourced("secret", Direct::Refused), public, keys.as_slice()) {
        (Sourced::Found(_), true, _) => {
            section.refuse("public", "a public client has no secret; remove one of the two");
            None
        }
        (_, true, [key, ..]) => {
            section.refuse("public", format!("a public client has no {key}; remove one of the two"));
            None
        }
        (Sourced::Found(_), false, [key, ..]) => {
            section.refuse(key, "a client proves itself by a secret or by keys; remove one of the two");
            None
        }
        (_, false, [_, second, ..]) => {
            section.refuse(second, "expected jwks_file or jwks_uri, not both");
            None
        }
        (Sourced::Found(secret), false, []) => secret_of(section, &secret),
        (Sourced::Absent, false, [_one]) => {
            jwks.map(Credentials::Jwks).or(jwks_uri.map(Credentials::JwksUri))
        }
        (Sourced::Absent, false, []) => {
            let problem = Problem::new(section.at("secret"), "required, but missing");
            let hint = "use secret_env or secret_file, jwks_file or jwks_uri, or public = true for an application that \
                        can keep no secret";
            section.miss("secret", problem.hint(hint));
            None
        }
        (Sourced::Absent, true, []) => Some(Credentials::None),
        (Sourced::Refused, ..) => None,
    }
}

fn secret_of(section: &Section<'_>, secret: &Secret) -> Option<Credentials> {
    if secret.reveal().chars().count() < SECRET_CHARACTERS {
        let problem =
            Problem::new(section.at("secret"), format!("expected at least {SECRET_CHARACTERS} characters"));
        section.note(problem.hint("openssl rand -base64 32"));
        return None;
    }
    Some(Credentials::Secret(TokenHash::of(secret.reveal())))
}

/// The JWK Set in the file that the option names; it holds no secret.
fn key_set(section: &mut Section<'_>) -> Option<String> {
    let name = section.text("jwks_file")?;
    let path = section.context().folder.join(name);
    let problem = match fs::read_to_string(&path) {
        Err(error) => format!("{} cannot be read: {error}", path.display()),
        Ok(text) => match check_jwks(&text) {
            Ok(()) => return Some(text),
            Err(error) => format!("{} {error}", path.display()),
        },
    };
    section.refuse("jwks_file", problem);
    None
}

fn scope(section: &mut Section<'_>) -> Scope {
    let names = ScopeValue::ALL.map(ScopeValue::as_str);
    if section.is_empty_array("scopes") {
        section.refuse("scopes", "expected at least one; leave the option out for all");
    }
    let given = section.has("scopes");
    let values = section.parsed_list("scopes", &any_of(&names), ScopeValue::parse);
    if given { values.into_iter().collect() } else { Scope::all() }
}
