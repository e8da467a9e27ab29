//! Where a page of a long list begins: after a row, by its time and id, as one word in an address.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::domain::time::Timestamp;

/// The word for the row with this time and id.
pub(super) fn write(at: Timestamp, id: &str) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}.{id}", at.seconds()))
}

/// The time and id of the row; `None` for what [`write()`] never wrote.
pub(super) fn read(text: &str) -> Option<(Timestamp, String)> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
    let (at, id) = text.split_once('.')?;
    Some((Timestamp::from_seconds(at.parse().ok()?), id.to_owned()))
}
