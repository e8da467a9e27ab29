//! `headers` of `[forward_auth]` and of an application: by which headers it is told who comes.

use super::reader::Section;
use super::values::any_of;
use crate::domain::access::{HeaderPreset, IdentityField, IdentityHeaders, NameEncoding, identity_header};
use crate::domain::key::Algorithm;

/// A word is a preset as it is. A table changes single headers of the preset that it names, or else of `inherited`.
pub(super) fn headers(section: &mut Section<'_>, inherited: &IdentityHeaders) -> IdentityHeaders {
    if !section.is_table("headers") {
        let preset = section.choice("headers", &HeaderPreset::ALL);
        return preset.map_or_else(|| inherited.clone(), IdentityHeaders::from);
    }
    let mut table = section.section("headers");
    let preset = table.choice("preset", &HeaderPreset::ALL);
    let mut headers = preset.map_or_else(|| inherited.clone(), IdentityHeaders::from);
    for (word, field) in IdentityField::ALL {
        if let Some(name) = renamed(&mut table, word) {
            headers.rename(field, name);
        }
    }
    if let Some(encoding) = table.choice("name_encoding", &NameEncoding::ALL) {
        headers.name_encoding = encoding;
    }
    if let Some(name) = renamed(&mut table, "jwt") {
        headers.jwt = name;
    }
    let algorithms = Algorithm::ALL.map(Algorithm::as_str);
    let algorithm = table.parsed("jwt_alg", &any_of(&algorithms), Algorithm::parse);
    headers.jwt_algorithm = algorithm.unwrap_or(headers.jwt_algorithm);
    refuse_repeated(&table, &headers);
    table.finish();
    headers
}

/// Another name, or with nothing between the quotes none.
fn renamed(table: &mut Section<'_>, word: &'static str) -> Option<Option<http::HeaderName>> {
    let text = table.text_or_nothing(word)?;
    if text.is_empty() {
        return Some(None);
    }
    match identity_header(text) {
        Ok(name) => Some(Some(name)),
        Err(flaw) => {
            table.refuse(word, format!("{}; found {text:?}", flaw.text()));
            None
        }
    }
}

fn refuse_repeated(table: &Section<'_>, headers: &IdentityHeaders) {
    let all: Vec<_> = headers.all().collect();
    for ((word, name), at) in all.iter().zip(1..) {
        if let Some((other, _)) = all.iter().skip(at).find(|(_, other)| other == name) {
            let (here, there) = if table.has(other) { (other, word) } else { (word, other) };
            table.refuse(here, format!("{name} is the header of {there} already"));
        }
    }
}
