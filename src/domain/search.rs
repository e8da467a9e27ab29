//! The words by which accounts are found.
//!
//! Each is an exact key, so that one is found as fast among a million accounts as among ten. Of what is written in Chinese
//! characters, Kana or Hangul, every part of up to three characters is a word; of everything else, every beginning. What has
//! one meaning as a whole, such as an e-mail address or the id of a department, is a word with [`WHOLE`] before it.

use std::collections::BTreeSet;

use crate::domain::account::BoundAccount;

/// The longest part of a text in characters that stand for themselves.
const PART: usize = 3;
/// The longest beginning of another word.
const BEGINNING: usize = 12;
/// Before what is one word as a whole.
const WHOLE: char = '=';
/// The most words of one account, whatever it is called.
const MOST: usize = 1200;
/// The most words that are looked for at once.
const MOST_ASKED: usize = 16;

/// The word of accounts that are disabled.
pub const DISABLED: &str = "!disabled";

/// Every word of an account.
pub fn terms_of(person: &BoundAccount) -> BTreeSet<String> {
    let (account, binding, known) = (&person.account, &person.binding, &person.memberships);
    let profile = &account.profile;
    let mut terms = BTreeSet::new();
    if !account.enabled {
        terms.insert(DISABLED.to_owned());
    }
    let ids = [&profile.email, &profile.employee_no, &binding.user_id].into_iter().flatten();
    terms.extend(ids.chain(&known.departments).chain(&known.groups).map(|id| whole(id)));
    let local_part = profile.email.as_deref().and_then(|email| email.split('@').next());
    for text in [profile.name.as_deref(), profile.en_name.as_deref(), local_part].into_iter().flatten() {
        for run in runs(text) {
            terms.extend(run.terms().take(MOST.saturating_sub(terms.len())));
        }
    }
    terms
}

/// What may be meant by `text` as a whole: an e-mail address, an employee number, or Feishu's id of a person, department or group.
pub fn whole(text: &str) -> String {
    format!("{WHOLE}{}", text.trim().to_lowercase())
}

/// The words that whoever is looked for must have, all of them; none when there is no letter or digit in `text`.
pub fn asked(text: &str) -> Vec<String> {
    // What follows the @ is no part of a name.
    let text = text.split('@').next().unwrap_or_default();
    let mut asked = Vec::new();
    for term in runs(text).into_iter().flat_map(|run| run.asked()) {
        if !asked.contains(&term) && asked.len() < MOST_ASKED {
            asked.push(term);
        }
    }
    asked
}

/// Letters and digits that stand side by side and are of one kind.
struct Run {
    characters: Vec<char>,
    stand_for_themselves: bool,
}

impl Run {
    /// The words of it.
    fn terms(&self) -> impl Iterator<Item = String> {
        let starts = if self.stand_for_themselves { self.characters.len() } else { 1 };
        let longest = if self.stand_for_themselves { PART } else { BEGINNING };
        (0..starts).flat_map(move |start| {
            (1..=longest)
                .filter_map(move |length| Some(self.characters.get(start..start + length)?.iter().collect()))
        })
    }

    /// The fewest words that say as much of it as words can.
    fn asked(&self) -> Vec<String> {
        if self.stand_for_themselves {
            return self
                .characters
                .windows(PART.min(self.characters.len()))
                .map(|part| part.iter().collect())
                .collect();
        }
        vec![self.characters.iter().take(BEGINNING).collect()]
    }
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut goes_on = false;
    for c in text.to_lowercase().chars() {
        if !c.is_alphanumeric() {
            goes_on = false;
            continue;
        }
        let stand_for_themselves = stands_for_itself(c);
        match runs.last_mut().filter(|run| goes_on && run.stand_for_themselves == stand_for_themselves) {
            Some(run) => run.characters.push(c),
            None => runs.push(Run { characters: vec![c], stand_for_themselves }),
        }
        goes_on = true;
    }
    runs
}

/// Chinese characters, Kana and Hangul, which are written without space between words.
fn stands_for_itself(c: char) -> bool {
    matches!(u32::from(c), 0x3040..=0x30ff | 0x3400..=0x9fff | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0x20000..=0x3ffff)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::account::Profile;
    use crate::domain::testing::somebody;

    fn named(name: &str, email: &str) -> BTreeSet<String> {
        let mut person = somebody();
        person.account.profile =
            Profile { name: Some(name.to_owned()), email: Some(email.to_owned()), ..Profile::default() };
        terms_of(&person)
    }

    fn is_found(terms: &BTreeSet<String>, text: &str) -> bool {
        let asked = asked(text);
        !asked.is_empty() && asked.iter().all(|term| terms.contains(term)) || terms.contains(&whole(text))
    }

    #[test]
    fn people_are_found_by_parts_of_chinese_names_and_beginnings_of_others() {
        let terms = named("欧阳小雨 (Lin Xiaoyu2)", "Xiaoyu.Lin@Example.com");
        for text in [
            "欧",
            "雨",
            "欧阳",
            "阳小",
            "欧阳小",
            "欧阳小雨",
            "LIN",
            "xiao",
            "xiaoyu2",
            "x 雨",
            "小雨 lin",
            "xiaoyu.l",
            "xiaoyu.lin@example.com",
            "Xiaoyu.Lin@EXAMPLE.com ",
            "xiaoyu@exa",
        ] {
            assert!(is_found(&terms, text), "{text}");
        }
        for text in
            ["", " ", "@", "%", "欧小", "雨小", "yu2", "iao", "欧阳小明", "example", "lin@", "xiaoyu23"]
        {
            assert_eq!(is_found(&terms, text), text == "lin@", "{text}");
        }
    }

    #[test]
    fn ids_are_found_as_a_whole_alone() {
        let mut person = somebody();
        person.binding.user_id = Some("E1024".to_owned());
        person.memberships.departments = vec!["od-7".to_owned()];
        person.memberships.groups = vec!["g-9".to_owned()];
        let terms = terms_of(&person);
        for text in ["e1024", "od-7", "g-9"] {
            assert!(terms.contains(&whole(text)), "{text}");
        }
        assert!(!is_found(&terms, "e102") && !is_found(&terms, "od"));
        assert!(!terms.contains(DISABLED));
        person.account.enabled = false;
        assert!(terms_of(&person).contains(DISABLED));
    }

    #[test]
    fn no_name_has_words_without_end() {
        assert!(named(&"小明王五".repeat(5000), "x@example.com").len() <= MOST + 2);
        assert_eq!(asked(&"abc ".repeat(50)).len(), 1);
        let many = (0..50).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ");
        assert_eq!(asked(&many).len(), MOST_ASKED);
    }
}
