//! Tests of `headers`: presets, single names, and what is taken from where.

use crate::config::tests::applications::{RULES, TRUSTED, WIKI, read};
use crate::domain::access::{HeaderPreset, IdentityField, IdentityHeaders, NameEncoding};
use crate::domain::key::Algorithm;

/// The headers of two applications: one that says nothing, and one with these options.
fn two(forward_auth: &str, options: &str) -> Result<[IdentityHeaders; 2], String> {
    let text = format!(
        "{forward_auth}\napplications = [{{ {WIKI}, {RULES} }}, \
         {{ id = \"b\", name = \"B\", hosts = [\"b.example.com\"], {options} {RULES} }}]"
    );
    let config = read(TRUSTED, &text).map_err(|problems| problems.to_string())?;
    Ok([0, 1].map(|at| config.applications[at].headers.clone()))
}

fn names(headers: &IdentityHeaders) -> Vec<(&'static str, &str)> {
    headers.all().map(|(word, name)| (word, name.as_str())).collect()
}

#[test]
fn applications_share_a_preset_unless_they_say_otherwise() {
    let headers = two("forward_auth.headers = \"x-auth-request\"", "headers = \"larkgate\",").unwrap();
    assert_eq!(headers, [HeaderPreset::XAuthRequest.into(), HeaderPreset::Larkgate.into()]);
    let problems = two("forward_auth.headers = \"X-\"", "").unwrap_err();
    assert!(problems.starts_with("forward_auth.headers: expected \"larkgate\", \"remote\" or"), "{problems}");
}

#[test]
fn single_names_stand_on_top_of_a_preset() {
    let table =
        "headers = { preset = \"remote\", user = \"X-WEBAUTH-USER\", groups = \"X-Groups\", email = \"\" },";
    let [untouched, headers] = two("", table).unwrap();
    assert_eq!(untouched, IdentityHeaders::default());
    let expected = [
        ("user", "x-webauth-user"),
        ("preferred_username", "remote-username"),
        ("name", "remote-name"),
        ("groups", "x-groups"),
        ("departments", "remote-departments"),
    ];
    assert_eq!(names(&headers), expected);
}

#[test]
fn a_table_without_a_preset_changes_what_all_have_in_common() {
    let common =
        "forward_auth.headers = { preset = \"remote\", name = \"X-Name\", name_encoding = \"rfc8187\" }";
    let [common_to_all, own] = two(common, "headers = { email = \"\" },").unwrap();
    assert_eq!(common_to_all.name(IdentityField::Name).unwrap(), "x-name");
    assert_eq!(
        (own.name(IdentityField::Name).unwrap().as_str(), own.name_encoding),
        ("x-name", NameEncoding::Rfc8187)
    );
    assert_eq!(own.name(IdentityField::Email), None);
    // A preset by its word is the preset as it is.
    let [_, plain] = two(common, "headers = \"remote\",").unwrap();
    assert_eq!(plain, HeaderPreset::Remote.into());
}

#[test]
fn a_signed_form_is_for_whoever_wants_it() {
    let common = "forward_auth.headers = { jwt_alg = \"EdDSA\" }";
    let [without, with] = two(common, "headers = { jwt = \"X-Larkgate-Jwt\" },").unwrap();
    assert_eq!((without.jwt, with.jwt.unwrap().as_str()), (None, "x-larkgate-jwt"));
    assert_eq!(
        (with.jwt_algorithm, IdentityHeaders::default().jwt_algorithm),
        (Algorithm::EdDsa, Algorithm::Es256)
    );
    let common = "forward_auth.headers = { jwt = \"X-Jwt\" }";
    let [with, without] = two(common, "headers = { jwt = \"\" },").unwrap();
    assert_eq!((with.jwt.unwrap().as_str(), without.jwt), ("x-jwt", None));
    let problems = two(common, "headers = { user = \"x-JWT\", jwt_alg = \"HS256\" },").unwrap_err();
    let lines: Vec<_> = problems.lines().collect();
    assert_eq!(
        lines[0],
        "applications[1].headers.jwt_alg: expected \"RS256\", \"ES256\" or \"EdDSA\", found \"HS256\""
    );
    assert_eq!(lines[1], "applications[1].headers.user: x-jwt is the header of jwt already");
}

#[test]
fn every_bad_name_is_told_at_once() {
    let table = "headers = { preset = \"mine\", user = \"Cookie\", name = \"X_Name\", email = \"X-Larkgate-Groups\", \
                 departments = 1, name_encoding = \"base64\", group = \"X\" },";
    let problems = two("forward_auth.headers = { user = \"x-LARKGATE-name\" }", table).unwrap_err();
    let told: Vec<_> = problems.lines().filter(|line| !line.starts_with(' ')).collect();
    let expected = [
        ("forward_auth.headers.user: ", "x-larkgate-name is the header of name already"),
        (
            "applications[1].headers.preset: ",
            "expected \"larkgate\", \"remote\" or \"x-auth-request\", found \"mine\"",
        ),
        ("applications[1].headers.user: ", "HTTP, browsers or proxies use this header themselves"),
        ("applications[1].headers.name: ", "expected a header's name"),
        ("applications[1].headers.departments: ", "expected text, found an integer"),
        ("applications[1].headers.name_encoding: ", "expected \"percent\" or \"rfc8187\", found \"base64\""),
        ("applications[1].headers.name: ", "x-larkgate-name is the header of user already"),
        ("applications[1].headers.email: ", "x-larkgate-groups is the header of groups already"),
        ("applications[1].headers.group: ", "unknown key"),
    ];
    assert_eq!(told.len(), expected.len(), "{problems}");
    for (line, (path, words)) in told.iter().zip(expected) {
        assert!(line.starts_with(path) && line.contains(words), "{path}{words}\n{line}");
    }
}
