//! A moment on a page: in UTC as the server writes it, in the reader's zone where scripts run, exact as its title.

use std::fmt;

use askama::FastWritable;
use askama::filters::HtmlSafe;

use crate::domain::time::Timestamp;

/// Writes itself as a `<time>` element, which needs no escaping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When(pub Timestamp);

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let exact = self.0.rfc3339();
        write!(f, r#"<time datetime="{exact}" title="{exact}">"#)?;
        match exact.split_once('T').and_then(|(day, time)| Some((day, time.get(..5)?))) {
            Some((day, minute)) => write!(f, "{day} {minute} UTC")?,
            None => f.write_str(&exact)?,
        }
        f.write_str("</time>")
    }
}

impl HtmlSafe for When {}

impl FastWritable for When {
    fn write_into(&self, dest: &mut dyn fmt::Write, _values: &dyn askama::Values) -> askama::Result<()> {
        Ok(write!(dest, "{self}")?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_the_minute_and_titles_the_second() {
        assert_eq!(
            When(Timestamp::from_seconds(1_700_000_000)).to_string(),
            r#"<time datetime="2023-11-14T22:13:20Z" title="2023-11-14T22:13:20Z">2023-11-14 22:13 UTC</time>"#
        );
        assert_eq!(
            When(Timestamp::from_seconds(i64::MAX)).to_string(),
            format!("<time datetime=\"{0}\" title=\"{0}\">{0}</time>", i64::MAX)
        );
    }
}
