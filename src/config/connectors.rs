//! `[connectors.NAME]`: the Feishu and Lark apps that people sign in through.

use url::Url;

use super::duration::{hours, minutes, seconds};
use super::problems::Problem;
use super::reader::Section;
use super::secret_source::{Direct, Sourced};
use super::{Brand, Feishu, FeishuApi, FeishuHosts, Secret};

const BRANDS: [(&str, Brand); 2] = [("feishu", Brand::Feishu), ("lark", Brand::Lark)];
const APIS: [(&str, FeishuApi); 4] =
    [("v3", FeishuApi::V3), ("v2", FeishuApi::V2), ("v1-oidc", FeishuApi::V1Oidc), ("v1", FeishuApi::V1)];

/// With whether one of them is told to read the directory, be the rest of its section right or wrong. `on_loopback`: whether
/// the issuer is on this machine, so that a simulated upstream may be.
pub(super) fn connectors(root: &mut Section<'_>, on_loopback: bool) -> (Vec<Feishu>, bool) {
    let sections = root.named_sections("connectors");
    if sections.is_empty() {
        let problem = Problem::new("connectors", "expected at least one");
        root.miss("connectors", problem.hint("add [connectors.feishu] with app_id and app_secret_env"));
    }
    let directory_is_read = sections.iter().any(|(_, section)| section.is_true("directory"));
    let read = sections.into_iter().filter_map(|(id, section)| feishu(id, section, on_loopback));
    (read.collect(), directory_is_read)
}

fn feishu(id: &str, mut section: Section<'_>, on_loopback: bool) -> Option<Feishu> {
    if !is_connector_id(id) {
        let message = "expected a name of 1 to 30 lower-case letters, digits and hyphens";
        section.note(Problem::new(section.path(), message));
    }
    let brand = section.choice("brand", &BRANDS).unwrap_or(Brand::Feishu);
    let api = section.choice("api", &APIS).unwrap_or(default_api(brand));
    let app_id = credential(&mut section, "app_id", Direct::Allowed);
    if app_id.as_ref().is_some_and(|text| !on_loopback && !is_app_id(text.reveal())) {
        // Not shown: it is easily taken for the secret beside it.
        section.refuse("app_id", "expected an App ID: cli_ and letters or digits");
    }
    let app_secret = credential(&mut section, "app_secret", Direct::Refused);
    let allowed_tenants = section.parsed_list("allowed_tenants", "a tenant key", one_word);
    let scopes = section.parsed_list("scopes", "one scope such as contact:user.email:readonly", one_word);
    if !scopes.is_empty() && matches!(api, FeishuApi::V1Oidc | FeishuApi::V1) {
        section.refuse("scopes", "only v3 and v2 of the API ask for scopes");
    }
    let qr = section.flag("qr", true);
    let timeout = section.duration("timeout", seconds(10), seconds(1)..=seconds(60));
    let directory = section.flag("directory", false);
    let directory_refresh = section.duration("directory_refresh", hours(1), minutes(5)..=hours(24));
    let hosts = hosts(&mut section, brand, on_loopback);
    section.finish();
    Some(Feishu {
        id: id.to_owned(),
        brand,
        api,
        app_id: app_id?.reveal().to_owned(),
        app_secret: app_secret?,
        allowed_tenants,
        scopes,
        qr,
        hosts: hosts?,
        timeout,
        directory,
        directory_refresh,
    })
}

fn credential(section: &mut Section<'_>, name: &'static str, direct: Direct) -> Option<Secret> {
    match section.sourced(name, direct) {
        Sourced::Found(text) => Some(text),
        Sourced::Refused => None,
        Sourced::Absent => {
            let problem = Problem::new(section.at(name), "required, but missing");
            let alone = if direct == Direct::Allowed { format!("{name}, ") } else { String::new() };
            section.miss(name, problem.hint(format!("use {alone}{name}_env or {name}_file")));
            None
        }
    }
}

fn hosts(section: &mut Section<'_>, brand: Brand, on_loopback: bool) -> Option<FeishuHosts> {
    let domain = match brand {
        Brand::Feishu => "feishu.cn",
        Brand::Lark => "larksuite.com",
    };
    let mut host = |option, name| host(section, option, &format!("https://{name}.{domain}"), on_loopback);
    let open = host("open_host", "open");
    let accounts = host("accounts_host", "accounts");
    let passport = host("passport_host", "passport");
    Some(FeishuHosts { open: open?, accounts: accounts?, passport: passport? })
}

/// A host of the provider. Another one would be handed the app secret and decide who signs in, so it is taken only
/// where nobody but this machine can sign in.
fn host(section: &mut Section<'_>, option: &str, official: &str, on_loopback: bool) -> Option<Url> {
    let Some(text) = section.text(option) else { return Url::parse(official).ok() };
    if !on_loopback && text != official {
        let problem = Problem::new(section.at(option), format!("expected {official:?}"));
        section.note(problem.hint("another host is allowed only while the issuer is on loopback, for tests"));
        return None;
    }
    section.origin(option, text)
}

const fn default_api(brand: Brand) -> FeishuApi {
    match brand {
        Brand::Feishu => FeishuApi::V3,
        Brand::Lark => FeishuApi::V2,
    }
}

fn is_connector_id(text: &str) -> bool {
    (1..=30).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn is_app_id(text: &str) -> bool {
    let rest = text.strip_prefix("cli_").unwrap_or_default();
    !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn one_word(text: &str) -> Option<String> {
    text.bytes().all(|b| b.is_ascii_graphic()).then(|| text.to_owned())
}
