//! The two languages of the pages, and which one a browser gets.

use super::words::{EN, Words, ZH};

/// A language of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Locale {
    /// Simplified Chinese.
    Zh,
    /// English.
    En,
}

impl Locale {
    /// The language for an `Accept-Language` header (RFC 9110 §12.5.4); the empty string stands for no header.
    ///
    /// The better liked of Chinese (`zh`, in any script or region) and English wins, the first of equals. A reader
    /// who names neither but some other language gets English; one who says nothing, or only `*`, gets Chinese, because
    /// that is what most people of a company on Feishu read. Ranges that make no sense are skipped.
    pub fn negotiate(accept_language: &str) -> Locale {
        let mut best: Option<(Locale, f32)> = None;
        let mut otherwise = Locale::Zh;
        for (range, quality) in accept_language.split(',').filter_map(range_and_quality) {
            let primary = range.split('-').next().unwrap_or_default();
            let wanted = match primary.to_ascii_lowercase().as_str() {
                "zh" => Locale::Zh,
                "en" => Locale::En,
                "*" | "" => continue,
                _ if quality > 0.0 => {
                    otherwise = Locale::En;
                    continue;
                }
                _ => continue,
            };
            if quality == 0.0 {
                otherwise = if wanted == Locale::Zh { Locale::En } else { otherwise };
            } else if best.is_none_or(|(_, liked)| quality > liked) {
                best = Some((wanted, quality));
            }
        }
        best.map_or(otherwise, |(locale, _)| locale)
    }

    /// The language of a BCP 47 tag, whatever its script and region.
    pub fn of_tag(tag: &str) -> Option<Locale> {
        Self::parse(&tag.split('-').next()?.to_ascii_lowercase())
    }

    /// The language of a short code, as in URLs: exactly `zh` or `en`.
    pub fn parse(code: &str) -> Option<Locale> {
        match code {
            "zh" => Some(Locale::Zh),
            "en" => Some(Locale::En),
            _ => None,
        }
    }

    /// The short code, as in URLs; [`Locale::parse`] reads it.
    pub fn code(self) -> &'static str {
        match self {
            Locale::Zh => "zh",
            Locale::En => "en",
        }
    }

    /// The language tag for HTML's `lang` and for `Content-Language`.
    pub fn lang(self) -> &'static str {
        match self {
            Locale::Zh => "zh-CN",
            Locale::En => "en",
        }
    }

    /// The other language, for the switch.
    pub fn other(self) -> Locale {
        match self {
            Locale::Zh => Locale::En,
            Locale::En => Locale::Zh,
        }
    }

    /// What the pages say in this language.
    pub fn words(self) -> &'static Words {
        match self {
            Locale::Zh => &ZH,
            Locale::En => &EN,
        }
    }
}

/// One item of the header: a language range and its weight, 1 when it has none.
fn range_and_quality(item: &str) -> Option<(&str, f32)> {
    let mut parts = item.split(';').map(str::trim);
    let range = parts.next()?;
    let quality = match parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q="))) {
        Some(weight) => weight.parse().ok().filter(|weight| (0.0..=1.0).contains(weight))?,
        None => 1.0,
    };
    Some((range, quality))
}

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negotiates() {
        let cases = [
            ("", Locale::Zh),
            ("*", Locale::Zh),
            ("zh-CN,zh;q=0.9,en;q=0.8", Locale::Zh),
            ("en-US,en;q=0.9,zh-CN;q=0.8", Locale::En),
            ("ZH-hant-TW", Locale::Zh),
            ("en;q=0.5, zh;q=0.7", Locale::Zh),
            ("en ; q=0.5 , zh;q=0.500", Locale::En),
            ("fr-FR, de;q=0.5", Locale::En),
            ("fr, *;q=0.5", Locale::En),
            ("fr, zh;q=0.1", Locale::Zh),
            ("zh;q=0", Locale::En),
            ("en;q=0, *", Locale::Zh),
            ("fr;q=0", Locale::Zh),
            ("zh;q=nan, en;q=2, ;;;, ,q=1", Locale::En),
            ("zhuang", Locale::En),
        ];
        for (header, expected) in cases {
            assert_eq!(Locale::negotiate(header), expected, "{header:?}");
        }
    }

    #[test]
    fn codes_round_trip() {
        for locale in [Locale::Zh, Locale::En] {
            assert_eq!(Locale::parse(locale.code()), Some(locale));
            assert_ne!(locale.other(), locale);
            assert_eq!(locale.other().other(), locale);
        }
        assert_eq!(Locale::parse("zh-CN"), None);
        assert_eq!(Locale::parse(""), None);
        assert_eq!(Locale::of_tag("zh-Hant-TW"), Some(Locale::Zh));
        assert_eq!(Locale::of_tag("EN"), Some(Locale::En));
        assert_eq!(Locale::of_tag("se"), None);
    }
}
