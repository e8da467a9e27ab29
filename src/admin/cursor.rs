//! Where a page of a long list begins: after a row, by its time and id, as one word in an address.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::domain::time::Timestamp;

/// Takes off the last of `limit + 1` rows that were asked for: whether it was there, so that another page follows.
pub(super) fn cut<T>(rows: &mut Vec<T>, limit: i64) -> bool {
    let limit = usize::try_from(limit).unwrap_or_default();
    let more = rows.len() > limit;
    rows.truncate(limit);
    more
}

/// The word for the row with this time and id.
pub(super) fn write(at: Timestamp, id: &str) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}.{id}", at.seconds()))
}

/// The time and id of the row; `None` for what [`write()`] never wrote.
pub(super) fn read(text: &str) -> Option<(Timestamp, String)> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
    let (at, id) = text.split_once('.').filter(|(_at, id)| id.bytes().all(|byte| byte.is_ascii_graphic()))?;
    Some((Timestamp::from_seconds(at.parse().ok()?), id.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_wrote_and_no_more() {
        let at = Timestamp::from_seconds(1_800_000_000);
        assert_eq!(read(&write(at, "acc_1")), Some((at, "acc_1".to_owned())));
        for id in ["acc\0", "a\nb", "周"] {
            assert_eq!(read(&write(at, id)), None, "{id:?}");
        }
        for text in ["", "!", "AAAA"] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }
}
