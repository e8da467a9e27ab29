//! Reference numbers in answers: chance, in letters.

/// What an answer says but for its reference number, whose letters are chance and may spell anything.
pub fn without_reference(said: &str) -> String {
    let is_part =
        |part: &str| part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
    let is_reference = |word: &&str| word.split_once('-').is_some_and(|(a, b)| is_part(a) && is_part(b));
    let words = said.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').filter(is_reference);
    words.fold(said.to_owned(), |said, reference| said.replace(reference, ""))
}

#[test]
fn a_reference_number_may_spell_anything() {
    let said = r#"<dd><code>SQLX-2345</code></dd> sqlx {"reference":"ABCD-SQLX"}"#;
    assert_eq!(without_reference(said), r#"<dd><code></code></dd> sqlx {"reference":""}"#);
}
