//! What tests share: somebody; and for properties, how many cases, and texts that are nearly right.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::domain::account::{Account, Binding, BoundAccount, Memberships, Profile};
use crate::domain::id::AccountId;
use crate::domain::time::Timestamp;

/// Somebody of whom nothing is known but who they are.
pub(crate) fn somebody() -> BoundAccount {
    let at = Timestamp::from_seconds(100);
    let account = Account {
        id: AccountId::received("acc_1"),
        sub: "ou_1".to_owned(),
        enabled: true,
        profile: Profile::default(),
        created_at: at,
        updated_at: at,
        last_login_at: at,
    };
    let binding = Binding {
        connector: "feishu".to_owned(),
        open_id: "ou_1".to_owned(),
        union_id: None,
        user_id: None,
        tenant_key: "tenant".to_owned(),
    };
    BoundAccount { account, binding, memberships: Memberships::default() }
}

/// So many cases of a property. What fails is printed, and belongs in a test of its own; no file is written.
pub(crate) fn cases(number: u32) -> ProptestConfig {
    ProptestConfig { cases: number, failure_persistence: None, ..ProptestConfig::default() }
}

/// Any text at all, control characters and astral planes included.
pub(crate) fn anything() -> impl Strategy<Value = String> {
    vec(any::<char>(), 0..24).prop_map(String::from_iter)
}

/// Texts of `words` with a little of anything between: parsers get further with them than with noise.
pub(crate) fn woven(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    let piece =
        prop_oneof![12 => select(words).prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)];
    vec(piece, 0..10).prop_map(|pieces| pieces.concat())
}

/// A small change to a text of ASCII.
#[derive(Debug, Clone)]
pub(crate) enum Edit {
    Replace(Index, char),
    Insert(Index, char),
    Remove(Index),
    Cut(Index),
}

/// One to three small changes.
pub(crate) fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let character = || prop_oneof![9 => (32_u8..127).prop_map(char::from), 1 => any::<char>()];
    let edit = prop_oneof![
        4 => (any::<Index>(), character()).prop_map(|(at, c)| Edit::Replace(at, c)),
        2 => (any::<Index>(), character()).prop_map(|(at, c)| Edit::Insert(at, c)),
        2 => any::<Index>().prop_map(Edit::Remove),
        1 => any::<Index>().prop_map(Edit::Cut),
    ];
    vec(edit, 1..4)
}

/// `text` after these changes.
pub(crate) fn edited(text: &str, edits: &[Edit]) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for edit in edits.iter().filter(|_| !text.is_empty()) {
        let length = chars.len();
        match edit {
            Edit::Insert(at, c) => chars.insert(at.index(length + 1), *c),
            _ if length == 0 => {}
            Edit::Replace(at, c) => chars[at.index(length)] = *c,
            Edit::Remove(at) => drop(chars.remove(at.index(length))),
            Edit::Cut(at) => chars.truncate(at.index(length)),
        }
    }
    chars.into_iter().collect()
}
