//! Paths as rules see them: decoded once, and only where everybody behind us reads them the same way.

use std::fmt;

/// Why a path is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathFlaw {
    /// It does not begin with a slash.
    NotAbsolute,
    /// A character that no browser sends unencoded.
    NotAscii,
    /// A percent sign without two hexadecimal digits.
    BrokenEncoding,
    /// The decoded bytes are no UTF-8.
    NotUtf8,
    /// A control character, `%00` among them.
    Control,
    /// A slash or backslash that some decode and others do not: `%2f`, `\`, `%5c`.
    HiddenSlash,
    /// An empty segment: `//`.
    EmptySegment,
    /// A `.` or `..` segment, however it is encoded.
    DotSegment,
    /// A path parameter: `;` or `%3b`, which some servers cut off.
    Parameter,
    /// A fragment or a query within: `#`, `%23`, `%3f`.
    Delimiter,
    /// Something that is encoded twice.
    EncodedTwice,
}

impl PathFlaw {
    /// For developers and operators; ASCII.
    pub const fn text(self) -> &'static str {
        match self {
            Self::NotAbsolute => "the path does not begin with a slash",
            Self::NotAscii => "the path has a character that is not percent-encoded",
            Self::BrokenEncoding => "the path has a percent sign that encodes nothing",
            Self::NotUtf8 => "the path is not UTF-8",
            Self::Control => "the path has a control character",
            Self::HiddenSlash => "the path has an encoded slash or a backslash",
            Self::EmptySegment => "the path has two slashes in a row",
            Self::DotSegment => "the path has a dot segment",
            Self::Parameter => "the path has a semicolon",
            Self::Delimiter => "the path has an encoded question or number sign",
            Self::EncodedTwice => "the path is encoded twice",
        }
    }
}

/// A path, decoded once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path(String);

impl Path {
    /// Reads the path of a request target, which ends before the `?`.
    ///
    /// # Errors
    /// When two servers could read it in two ways.
    pub fn parse(raw: &str) -> Result<Self, PathFlaw> {
        if !raw.starts_with('/') {
            return Err(PathFlaw::NotAbsolute);
        }
        let decoded = String::from_utf8(decode(raw.as_bytes())?).map_err(|_bytes| PathFlaw::NotUtf8)?;
        if decoded.chars().any(char::is_control) {
            return Err(PathFlaw::Control);
        }
        if has_encoded(&decoded) {
            return Err(PathFlaw::EncodedTwice);
        }
        if raw.as_bytes().windows(2).any(|pair| pair == b"//") {
            return Err(PathFlaw::EmptySegment);
        }
        if decoded.split('/').any(|segment| segment == "." || segment == "..") {
            return Err(PathFlaw::DotSegment);
        }
        Ok(Self(decoded))
    }

    /// The decoded text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Takes one layer of percent-encoding off.
fn decode(raw: &[u8]) -> Result<Vec<u8>, PathFlaw> {
    let mut decoded = Vec::with_capacity(raw.len());
    let mut rest = raw.iter();
    while let Some(byte) = rest.next() {
        let (byte, encoded) = match byte {
            b'%' => {
                let digits = (rest.next().and_then(hex), rest.next().and_then(hex));
                let (Some(high), Some(low)) = digits else { return Err(PathFlaw::BrokenEncoding) };
                (high << 4 | low, true)
            }
            plain => (*plain, false),
        };
        match byte {
            b'\\' => return Err(PathFlaw::HiddenSlash),
            b'/' if encoded => return Err(PathFlaw::HiddenSlash),
            b';' => return Err(PathFlaw::Parameter),
            b'#' | b'?' => return Err(PathFlaw::Delimiter),
            0..=0x1f | 0x7f => return Err(PathFlaw::Control),
            b' ' | 0x80..=0xff if !encoded => return Err(PathFlaw::NotAscii),
            byte => decoded.push(byte),
        }
    }
    Ok(decoded)
}

fn hex(digit: &u8) -> Option<u8> {
    char::from(*digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// Whether a decoded text could be decoded again.
fn has_encoded(decoded: &str) -> bool {
    decoded.split('%').skip(1).any(|after| {
        let mut digits = after.bytes();
        digits.next().is_some_and(|digit| digit.is_ascii_hexdigit())
            && digits.next().is_some_and(|digit| digit.is_ascii_hexdigit())
    })
}

/// Which paths a rule is about. Case matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathRule {
    /// This path and everything below it: `/api` is about `/api` and `/api/x`, not about `/apix`.
    Prefix(Path),
    /// This path alone.
    Exact(Path),
}

impl PathRule {
    /// Reads `/api` as a prefix and `=/api` as that path alone, unencoded as people write it.
    pub fn parse(text: &str) -> Option<Self> {
        let (exact, text) = text.strip_prefix('=').map_or((false, text), |rest| (true, rest));
        let has_odd = text.contains(['\\', ';', '#', '?', '%']) || text.contains("//");
        if !text.starts_with('/') || has_odd || text.chars().any(char::is_control) {
            return None;
        }
        if text.split('/').any(|segment| segment == "." || segment == "..") {
            return None;
        }
        let path = Path(text.to_owned());
        Some(if exact { Self::Exact(path) } else { Self::Prefix(path) })
    }

    /// Whether it is about `path`.
    pub fn matches(&self, path: &Path) -> bool {
        match self {
            Self::Exact(exact) => exact == path,
            Self::Prefix(prefix) => {
                let prefix = prefix.0.trim_end_matches('/');
                path.0.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            }
        }
    }
}

impl fmt::Display for PathRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Prefix(path) => f.write_str(&path.0),
            Self::Exact(path) => write!(f, "={}", path.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(rule: &str, path: &str) -> bool {
        PathRule::parse(rule).unwrap().matches(&Path::parse(path).unwrap())
    }

    #[test]
    fn a_path_is_decoded_once() {
        for (raw, decoded) in [
            ("/", "/"),
            ("/a/b/", "/a/b/"),
            ("/%61", "/a"),
            ("/%E6%96%87%E4%BB%B6", "/文件"),
            ("/a%20b+c", "/a b+c"),
            ("/100%25", "/100%"),
            ("/100%25%20off", "/100% off"),
            ("/...", "/..."),
            ("/.well-known/x", "/.well-known/x"),
            ("/a@b:c,d=e&f!$'()*~", "/a@b:c,d=e&f!$'()*~"),
        ] {
            assert_eq!(Path::parse(raw).map(|path| path.0).as_deref(), Ok(decoded), "{raw}");
        }
    }

    #[test]
    fn prefixes_end_at_segments() {
        for (rule, path) in [
            ("/", "/"),
            ("/", "/a"),
            ("/api", "/api"),
            ("/api", "/api/x"),
            ("/api/", "/api"),
            ("/文件", "/%E6%96%87%E4%BB%B6/1"),
        ] {
            assert!(matches(rule, path), "{rule} {path}");
        }
        for (rule, path) in
            [("/api", "/apix"), ("/api", "/ap"), ("/api", "/API"), ("/api", "/x/api"), ("/api", "/api%20")]
        {
            assert!(!matches(rule, path), "{rule} {path}");
        }
        assert!(matches("=/api", "/api") && matches("=/", "/"));
        assert!(!matches("=/api", "/api/") && !matches("=/api", "/api/x") && !matches("=/", "/a"));
    }

    #[test]
    fn rules_are_written_as_people_read_them() {
        for text in [
            "", "api", "=api", "==/api", "/a?b", "/a#b", "/a;b", "/%61", "/a//b", "/a/../b", "/.", "/a\\b",
            "/a\n",
        ] {
            assert_eq!(PathRule::parse(text), None, "{text:?}");
        }
        assert_eq!(PathRule::parse("=/a b").unwrap().to_string(), "=/a b");
        assert_eq!(PathRule::parse("/文件").unwrap().to_string(), "/文件");
    }
}
