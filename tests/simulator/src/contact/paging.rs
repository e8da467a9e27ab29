//! Owns pages: `page_size`, and a `page_token` only while there is more.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::refused;
use crate::answer::Answer;
use crate::params::Fields;

/// `{has_more, page_token?, <name>: [...]}` for one page.
pub(super) fn page(
    name: &str,
    items: &[Value],
    query: &Fields,
    default: usize,
    most: usize,
) -> Result<Value, Answer> {
    let size = match query.get("page_size") {
        None => default,
        Some(text) => text
            .parse()
            .ok()
            .filter(|size| (1..=most).contains(size))
            .ok_or_else(|| refused(400, 40_011, "page size is invalid"))?,
    };
    let start = match query.get("page_token") {
        None => 0,
        Some(token) => offset(token)
            .filter(|offset| *offset < items.len())
            .ok_or_else(|| refused(400, 40_012, "page token is invalid"))?,
    };
    let shown: Vec<&Value> = items.iter().skip(start).take(size).collect();
    let end = start + shown.len();
    let mut data = json!({ "has_more": end < items.len() });
    if let Some(fields) = data.as_object_mut() {
        fields.insert(name.into(), json!(shown));
        if end < items.len() {
            fields.insert("page_token".into(), json!(URL_SAFE_NO_PAD.encode(format!("page:{end}"))));
        }
    }
    Ok(data)
}

fn offset(token: &str) -> Option<usize> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
    text.strip_prefix("page:")?.parse().ok()
}
