//! The rules that hold in every flow, as the suite checks them.

use std::collections::HashMap;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use url::Url;

use crate::harness::Page;
use crate::harness::by_hand::{Answer, names};
use crate::harness::gate::REDIRECT_URI;

/// What an ID token may carry without being asked; a name or an address is none of it.
const ID_TOKEN: [&str; 15] = [
    "iss",
    "sub",
    "aud",
    "exp",
    "iat",
    "auth_time",
    "nonce",
    "acr",
    "amr",
    "azp",
    "at_hash",
    "c_hash",
    "sid",
    "jti",
    "nbf",
];

/// What an error may carry.
const ERROR: [&str; 6] = ["error", "error_description", "error_uri", "state", "session_state", "iss"];

/// The parameters of a redirect to the application.
pub fn query_of(page: &Page) -> Vec<(String, String)> {
    let location = page.location().unwrap_or_else(|| panic!("no answer: {} {}", page.status, page.body));
    let (address, _query) = location.split_once('?').unwrap();
    assert_eq!(address, REDIRECT_URI);
    let url = Url::parse(&location).unwrap();
    assert_eq!(url.fragment(), None, "{location}");
    url.query_pairs().into_owned().collect()
}

/// The fields of a form that goes to the application by itself, or by a button.
pub fn form_of(page: &Page) -> Vec<(String, String)> {
    assert_eq!((page.status.as_u16(), page.location()), (200, None), "{}", page.body);
    let form = page.body.split_once("<form ").unwrap_or_else(|| panic!("no form: {}", page.body)).1;
    let (head, fields) = form.split_once('>').unwrap();
    assert!(head.contains("method=\"post\"") && !head.contains("enctype"), "{head}");
    assert!(head.contains(&format!("action=\"{REDIRECT_URI}\"")), "nothing in the URL: {head}");
    let fields = fields.split_once("</form>").unwrap().0;
    let value = |field: &str, name: &str| {
        let text = field.split_once(&format!("{name}=\"")).unwrap().1.split('"').next().unwrap();
        let quotes = text.replace("&#34;", "\"").replace("&#39;", "'");
        quotes.replace("&#60;", "<").replace("&#62;", ">").replace("&#38;", "&")
    };
    let hidden = fields.split("<input ").skip(1);
    hidden.map(|field| (value(field, "name"), value(field, "value"))).collect()
}

/// A code or an error, the state byte for byte, the issuer, nothing twice.
pub fn authorization_response(pairs: &[(String, String)], issuer: &str, state: Option<&str>) {
    let mut sorted: Vec<_> = pairs.iter().map(|(name, _)| name.as_str()).collect();
    sorted.sort_unstable();
    let get = |name: &str| pairs.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str());
    assert!(sorted.windows(2).all(|pair| pair[0] != pair[1]), "twice: {pairs:?}");
    assert_eq!((get("state"), get("iss")), (state, Some(issuer)), "{pairs:?}");
    match get("code") {
        Some(code) => {
            let expected = if state.is_some() { &["code", "iss", "state"][..] } else { &["code", "iss"] };
            assert_eq!(sorted, expected);
            assert!(code.len() * 6 >= 128, "{code}");
            assert!(entropy(code) > 96.0, "{code}");
        }
        None => {
            assert!(get("error").is_some(), "{pairs:?}");
            assert!(sorted.iter().all(|name| ERROR.contains(name)), "{pairs:?}");
            description(get("error_description").unwrap());
        }
    }
}

/// RFC 6749 §5.2: printable ASCII without `"` and `\`.
pub fn description(text: &str) {
    let plain = |c: char| matches!(c, ' '..='~') && c != '"' && c != '\\';
    assert!(!text.is_empty() && text.chars().all(plain), "{text}");
}

/// RFC 6749 §5.1, and that nothing in it can be guessed.
pub fn token_answer(answer: &Answer) {
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("pragma"), Some("no-cache"));
    assert_eq!(answer.text("token_type"), "Bearer");
    assert!(answer.json["expires_in"].as_u64().is_some_and(|seconds| seconds > 0), "{answer:?}");
    assert!(entropy(&answer.text("access_token")) > 96.0);
    if let Some(token) = answer.json.get("refresh_token") {
        let token = token.as_str().unwrap();
        assert!(token.len() * 6 >= 128 && entropy(token) > 96.0, "{token}");
        assert!(token.chars().all(|c| c.is_ascii_graphic()), "{token}");
    }
}

/// A refusal of the token endpoint (RFC 6749 §5.2).
pub fn token_refusal(answer: &Answer, error: &str) {
    assert_eq!(answer.refusal(), (400, error), "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    description(&answer.text("error_description"));
}

/// OpenID Connect Core §2 and §3.1.3.7.
pub fn id_token(claims: &Value, issuer: &str, client: &str, now: i64) {
    let number = |name: &str| claims[name].as_i64().unwrap_or_else(|| panic!("no {name}: {claims}"));
    assert_eq!((&claims["iss"], &claims["aud"]), (&issuer.into(), &client.into()), "{claims}");
    assert!(number("exp") > now && number("exp") < now + 50 * 365 * 24 * 60 * 60, "{claims}");
    assert!((number("iat") - now).abs() <= 300, "{claims}");
    if claims.get("auth_time").is_some() {
        assert!(number("auth_time") <= now && number("auth_time") > now - 24 * 60 * 60, "{claims}");
    }
    assert!(claims["sub"].as_str().is_some_and(|sub| !sub.is_empty() && sub.len() <= 255), "{claims}");
    nothing_is_empty(claims);
}

/// No claim without a value, and none of the wrong kind.
pub fn nothing_is_empty(claims: &Value) {
    for (name, value) in claims.as_object().unwrap() {
        assert!(!value.is_null() && value != "" && value != "null", "{name}: {claims}");
        match name.as_str() {
            "updated_at" => assert!(value.is_i64(), "{value}"),
            "email_verified" | "phone_number_verified" => assert!(value.is_boolean(), "{value}"),
            "aud" => {}
            _ => assert!(value.is_string() || value.is_i64(), "{name}: {value}"),
        }
    }
}

/// The ID token tells who signed in, and nothing that was not asked for.
pub fn is_minimal(id_token: &Value) {
    assert!(names(id_token).iter().all(|name| ID_TOKEN.contains(name)), "{id_token}");
}

/// OpenID Connect Core §3.1.3.6, for the algorithms with SHA-256.
pub fn at_hash(id_token: &Value, access_token: &str) {
    if let Some(hash) = id_token.get("at_hash") {
        let expected = digest(&SHA256, access_token.as_bytes());
        assert_eq!(*hash, Value::from(URL_SAFE_NO_PAD.encode(&expected.as_ref()[..16])));
    }
}

/// Bits, by how often each character comes (Shannon).
pub fn entropy(text: &str) -> f64 {
    let mut counts: HashMap<char, u32> = HashMap::new();
    text.chars().for_each(|c| *counts.entry(c).or_default() += 1);
    let length = f64::from(u32::try_from(text.chars().count()).unwrap());
    let bits = |count: &u32| -f64::from(*count) * (f64::from(*count) / length).log2();
    counts.values().map(bits).sum()
}
