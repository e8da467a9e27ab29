//! Tests of `cookie_domain`, and of applications that share its cookie or do not.

use crate::config::Config;
use crate::config::tests::applications::{RULES, TRUSTED, read};

fn wiki(domain: &str, host: &str, options: &str) -> Result<Config, String> {
    let text = format!(
        "forward_auth.cookie_domain = {domain:?}\n\
         applications = [{{ id = \"wiki\", name = \"Wiki\", hosts = [{host:?}], {options} {RULES} }}]"
    );
    read(TRUSTED, &text).map_err(|problems| problems.to_string())
}

#[test]
fn applications_beneath_it_share_its_cookie_unless_they_do_not_want_to() {
    let config = wiki("example.com", "wiki.example.com", "").unwrap();
    assert_eq!(
        (config.applications[0].realm(), config.applications[0].realm_name()),
        ("*.example.com", "example.com")
    );
    for host in ["wiki.example.com", "wiki.example.org"] {
        let config = wiki("example.com", host, "own_cookie = true,").unwrap();
        assert_eq!((config.applications[0].realm(), config.applications[0].realm_name()), ("wiki", "Wiki"));
    }
}

#[test]
fn without_it_every_application_has_a_cookie_of_its_own() {
    let with = |options: &str| {
        let text = format!(
            "applications = [{{ id = \"wiki\", name = \"W\", hosts = [\"w.example\"], {options} {RULES} }}]"
        );
        read(TRUSTED, &text)
    };
    for options in ["", "own_cookie = true,"] {
        assert_eq!(with(options).unwrap().applications[0].realm(), "wiki");
    }
    let problems = with("own_cookie = false,").unwrap_err().to_string();
    assert!(problems.starts_with("applications[0].own_cookie: there is no other cookie"), "{problems}");
}

#[test]
fn what_it_does_not_cover_is_told_at_once() {
    let problems = wiki("example.org", "wiki.example.com", "own_cookie = 1,").unwrap_err();
    let lines: Vec<_> = problems.lines().collect();
    let expected = [
        "forward_auth.cookie_domain: larkgate's own host, sso.example.com, is not beneath example.org, so it cannot set this cookie",
        "applications[0].own_cookie: expected true or false, found an integer",
        "applications[0].hosts: wiki.example.com is not beneath forward_auth.cookie_domain, example.org",
        "  hint: own_cookie = true lets it have a cookie of its own",
    ];
    assert_eq!(lines, expected);
    for (domain, words) in
        [("com", "top level"), ("127.0.0.1", "IP address"), (".example.com", "lower case, no port")]
    {
        let problems = wiki(domain, "wiki.example.com", "").unwrap_err();
        assert!(
            problems.starts_with("forward_auth.cookie_domain: ") && problems.contains(words),
            "{problems}"
        );
    }
}
