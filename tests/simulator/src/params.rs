//! Owns reading request fields from a query, a form or a JSON object.

use std::collections::BTreeMap;

use actix_web::HttpRequest;
use actix_web::http::header::CONTENT_TYPE;
use serde_json::Value;
use url::form_urlencoded;

/// Named text fields; an empty one counts as missing.
#[derive(Clone, Default)]
pub(crate) struct Fields(BTreeMap<String, String>);

impl Fields {
    pub(crate) fn query(raw: &str) -> Self {
        Self::form(raw.as_bytes())
    }

    pub(crate) fn form(body: &[u8]) -> Self {
        Self(form_urlencoded::parse(body).into_owned().collect())
    }

    /// A JSON object; numbers and the like are taken as their text.
    pub(crate) fn json(body: &[u8]) -> Option<Self> {
        let Ok(Value::Object(object)) = serde_json::from_slice(body) else { return None };
        let text = |value: Value| match value {
            Value::String(text) => text,
            Value::Null => String::new(),
            other => other.to_string(),
        };
        Some(Self(object.into_iter().map(|(name, value)| (name, text(value))).collect()))
    }

    /// By content type; `None` for a body that is neither a form nor a JSON object.
    pub(crate) fn body(request: &HttpRequest, body: &[u8]) -> Option<Self> {
        let kind = header(request, CONTENT_TYPE.as_str());
        if kind.starts_with("application/x-www-form-urlencoded") {
            Some(Self::form(body))
        } else if kind.starts_with("application/json") {
            Self::json(body)
        } else {
            None
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    pub(crate) fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }
}

/// Every value of a repeated query field, such as `user_ids`.
pub(crate) fn repeated(raw: &str, name: &str) -> Vec<String> {
    form_urlencoded::parse(raw.as_bytes())
        .filter(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
        .collect()
}

pub(crate) fn header<'r>(request: &'r HttpRequest, name: &str) -> &'r str {
    request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Adds a query before a fragment and after an existing query, as Feishu's redirect does.
pub(crate) fn with_query(address: &str, pairs: &[(&str, &str)]) -> String {
    let (before, fragment) = match address.split_once('#') {
        Some((before, fragment)) => (before, format!("#{fragment}")),
        None => (address, String::new()),
    };
    let joint = if before.contains('?') { '&' } else { '?' };
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("{before}{joint}{query}{fragment}")
}

#[cfg(test)]
mod tests {
    use super::with_query;

    #[test]
    fn a_query_goes_before_the_fragment_and_after_a_query() {
        let pairs = [("code", "a_b"), ("state", "x y&z")];
        assert_eq!(with_query("http://h/p#frag", &pairs), "http://h/p?code=a_b&state=x+y%26z#frag");
        assert_eq!(with_query("http://h/p?q=1", &pairs), "http://h/p?q=1&code=a_b&state=x+y%26z");
    }
}
