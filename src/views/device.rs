//! What a `User-Agent` says, in words that a person knows their devices by. It proves nothing.

/// Tokens of browsers, the more telling first: most name Chrome or Safari too. The first of these is the upstream's own
/// client.
const BROWSERS: [(&str, &str); 12] = [
    ("Lark/", ""),
    ("Feishu/", ""),
    ("MicroMessenger/", "WeChat"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Version/", "Safari"),
    ("curl/", "curl"),
];

/// Tokens of systems, the more telling first: Android names Linux too.
const SYSTEMS: [(&str, &str); 9] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "HarmonyOS"),
    ("OpenHarmony", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

/// How much of a text is shown that names nothing known.
const SHORT: usize = 48;

/// Browser and system, or the beginning of the text itself; `None` when it is blank. `provider` is what to call the
/// upstream's own client.
pub fn describe(agent: &str, provider: &str) -> Option<String> {
    let named = |table: &[(&str, &'static str)]| {
        table.iter().find(|(token, _)| agent.contains(token)).map(|(_, name)| *name)
    };
    let browser = named(&BROWSERS).map(|name| if name.is_empty() { provider } else { name });
    let parts: Vec<_> = browser.into_iter().chain(named(&SYSTEMS)).collect();
    if !parts.is_empty() {
        return Some(parts.join(" · "));
    }
    let agent = agent.trim();
    let short: String = agent.chars().take(SHORT).collect();
    match agent.chars().count() {
        0 => None,
        n if n > SHORT => Some(format!("{short}…")),
        _ => Some(short),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_browser_and_system() {
        for (agent, expected) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0",
                "Edge · Windows",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36",
                "Chrome · macOS",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15",
                "Safari · macOS",
            ),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox · Linux"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/143.0.0.0 Mobile/15E148 Safari/604.1",
                "Chrome · iPhone",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/124.0 Mobile Safari/537.36 Lark/7.20.0",
                "飞书 · Android",
            ),
            (
                "Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/132.0.0.0 Safari/537.36 ArkWeb/6.0",
                "Chrome · HarmonyOS",
            ),
            ("Mozilla/5.0 (Windows NT 10.0)", "Windows"),
            ("curl/8.5.0", "curl"),
        ] {
            assert_eq!(describe(agent, "飞书").as_deref(), Some(expected), "{agent}");
        }
    }

    #[test]
    fn says_what_is_unknown_as_it_is_but_shortly() {
        assert_eq!(describe(" 周's browser ", "Lark").as_deref(), Some("周's browser"));
        let long = describe(&"周".repeat(256), "Lark").unwrap();
        assert_eq!(long, format!("{}…", "周".repeat(SHORT)));
        assert_eq!(describe(" \t", "Lark"), None);
    }
}
