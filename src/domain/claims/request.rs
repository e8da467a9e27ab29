//! The `claims` parameter (OpenID Connect Core §5.5): claims asked by name.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{ACR, PERSON};
use crate::domain::scope::Scope;

/// Claims asked by name (the `claims` parameter, OpenID Connect Core §5.5).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RequestedClaims {
    /// For the ID token.
    pub id_token: Vec<String>,
    /// For userinfo.
    pub userinfo: Vec<String>,
}

impl RequestedClaims {
    /// Every name, of either place; some perhaps twice.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.id_token.iter().chain(&self.userinfo).map(String::as_str)
    }
}

/// What the `claims` parameter said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClaimsRequest {
    /// The claims we know and the client may have.
    pub requested: RequestedClaims,
    /// The one person who may answer the request, where `sub` was asked with a value (§5.5.1).
    pub sub: Option<String>,
    /// Whether an `acr` is essential that nobody here can have (§5.5.1.1).
    pub unmet_acr: bool,
}

impl ClaimsRequest {
    /// Reads the parameter's JSON. Claims that are unknown, or that `allowed` does not let the client have, are left out
    /// (§5.5); `None` when the text is not what §5.5 describes.
    pub fn parse(text: &str, allowed: &Scope) -> Option<Self> {
        let members: Map<String, Value> = serde_json::from_str(text).ok()?;
        let mut request = Self::default();
        for (member, names) in
            [("id_token", &mut request.requested.id_token), ("userinfo", &mut request.requested.userinfo)]
        {
            let asked = match members.get(member) {
                None | Some(Value::Null) => continue,
                Some(Value::Object(asked)) => asked,
                Some(_) => return None,
            };
            for (name, wish) in asked {
                if !matches!(wish, Value::Null | Value::Object(_)) {
                    return None;
                }
                if let Some(sub) = wish.get("value").filter(|sub| name == "sub" && !sub.is_null()) {
                    // Nobody has a `sub` that is no text; overlooked, it would let anybody answer.
                    let sub = sub.as_str()?;
                    if request.sub.as_ref().is_some_and(|other| other != sub) {
                        return None;
                    }
                    request.sub = Some(sub.to_owned());
                }
                if name == "acr" && member == "id_token" {
                    names.push(name.clone());
                    request.unmet_acr = wants_another_acr(wish);
                }
                if PERSON.iter().any(|(known, scope)| known == name && allowed.has(*scope)) {
                    names.push(name.clone());
                }
            }
        }
        Some(request)
    }
}

/// Whether a request for `acr` can be met by no sign-in here.
fn wants_another_acr(wish: &Value) -> bool {
    let essential = wish.get("essential").and_then(Value::as_bool).unwrap_or_default();
    let value = wish.get("value").into_iter().filter(|value| !value.is_null());
    let mut values =
        wish.get("values").and_then(Value::as_array).into_iter().flatten().chain(value).peekable();
    essential && values.peek().is_some() && values.all(|value| value != ACR)
}
