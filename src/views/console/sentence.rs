//! A rule as a sentence.

use crate::domain::access::Draft;
use crate::views::words::console::SentenceWords;
use crate::views::words::fill;

/// What a rule says, in words.
pub fn sentence(words: &SentenceWords, rule: &Draft) -> String {
    let pattern = match rule.effect.as_str() {
        "allow" => words.allow,
        "deny" => words.deny,
        "public" => words.public,
        _ => words.other,
    };
    // What is typed may look like a mark; no rule has a control character in it.
    let kept = |text: &str| text.replace('{', "\u{1}");
    let (who, what) = (kept(&who(words, rule)), kept(&what(words, rule)));
    let effect = kept(&rule.effect);
    fill(pattern, &[("{who}", &who), ("{what}", &what), ("{effect}", &effect)]).replace('\u{1}', "{")
}

/// What a rule about who may enter says, in words.
pub fn entry_sentence(words: &SentenceWords, rule: &Draft) -> String {
    let pattern = if rule.effect == "allow" { words.may_enter } else { words.may_not_enter };
    let said = said_of_people(words, rule);
    fill(pattern, &[("{who}", if said.is_empty() { words.everybody } else { &said })])
}

/// Whom it is about. Where several things are said of people, all must be so.
fn who(words: &SentenceWords, rule: &Draft) -> String {
    let said = said_of_people(words, rule);
    match (said.is_empty(), rule.effect.as_str()) {
        (false, _) => said,
        (true, "allow") => words.signed_in.to_owned(),
        (true, _) => words.anybody.to_owned(),
    }
}

fn said_of_people(words: &SentenceWords, rule: &Draft) -> String {
    let said: Vec<_> = [
        ("accounts", words.accounts),
        ("tenants", words.tenants),
        ("departments", words.departments),
        ("groups", words.groups),
        ("services", words.services),
    ]
    .into_iter()
    .filter(|(matcher, _)| !rule.list(matcher).is_empty())
    .map(|(matcher, text)| fill(text, &[("{list}", &rule.list(matcher).join(words.listed))]))
    .collect();
    said.join(words.both)
}

/// Which requests it is about.
fn what(words: &SentenceWords, rule: &Draft) -> String {
    let listed = |matcher: &str, text: &str| match rule.list(matcher) {
        [] => String::new(),
        entries => fill(text, &[("{list}", &entries.join(words.listed))]),
    };
    let paths: Vec<_> = rule.list("paths").iter().map(|path| said_path(words, path)).collect();
    let paths = if paths.is_empty() { words.everything.to_owned() } else { paths.join(words.listed) };
    let (hosts, methods) = (listed("hosts", words.hosts), listed("methods", words.methods));
    format!("{hosts}{paths}{methods}{}", listed("networks", words.networks))
}

fn said_path(words: &SentenceWords, path: &str) -> String {
    match path.strip_prefix('=') {
        Some(exact) => fill(words.exact, &[("{path}", exact)]),
        None if path == "/" => words.everything.to_owned(),
        None => fill(words.prefix, &[("{path}", path)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::Locale;

    fn said(effect: &str, lists: &[(&'static str, &[&str])]) -> [String; 2] {
        let mut rule = Draft::new(effect);
        for (matcher, entries) in lists {
            rule.set(matcher, entries.iter().map(|entry| (*entry).to_owned()).collect());
        }
        [Locale::Zh, Locale::En].map(|locale| sentence(&locale.words().console.sentence, &rule))
    }

    #[test]
    fn a_rule_is_a_sentence() {
        for (said, zh, en) in [
            (
                said("allow", &[]),
                "允许所有已登录的人访问整个应用。",
                "Allow everybody who is signed in: the whole application.",
            ),
            (
                said("deny", &[("accounts", &["ou_1", "ou_2"]), ("paths", &["/admin", "=/x"])]),
                "拒绝账号 ou_1、ou_2 访问 /admin 及其下的一切、/x 本身。",
                "Refuse the accounts ou_1, ou_2: /admin and everything below, /x itself.",
            ),
            (
                said("public", &[("paths", &["=/health"]), ("methods", &["GET"])]),
                "任何人不登录就可以访问 /health 本身（只限 GET 请求）。",
                "Let anybody pass without signing in: /health itself (only by GET).",
            ),
            (
                said("allow", &[("tenants", &["t"]), ("groups", &["g"]), ("networks", &["10.0.0.0/8"])]),
                "允许企业 t 的人，并且是用户组 g 的人访问整个应用（只限来自 10.0.0.0/8）。",
                "Allow people of the tenants t who are also people of the groups g: the whole application (only from 10.0.0.0/8).",
            ),
        ] {
            assert_eq!(said, [zh, en]);
        }
    }

    #[test]
    fn who_may_enter_is_a_sentence() {
        let said = |effect: &str, list: &[&str]| {
            let mut rule = Draft::new(effect);
            rule.set("departments", list.iter().map(|entry| (*entry).to_owned()).collect());
            [Locale::Zh, Locale::En].map(|locale| entry_sentence(&locale.words().console.sentence, &rule))
        };
        assert_eq!(said("deny", &[]), ["拒绝所有人进入。", "Refuse everybody."]);
        assert_eq!(
            said("allow", &["{who}"]),
            ["允许部门 {who} 及其下级的人进入。", "Allow people of the departments {who} and beneath."]
        );
    }

    #[test]
    fn what_is_typed_is_no_pattern() {
        let [zh, _] = said("allow", &[("accounts", &["{what}{list}"]), ("paths", &["/{who}"])]);
        assert_eq!(zh, "允许账号 {what}{list} 访问 /{who} 及其下的一切。");
    }
}
