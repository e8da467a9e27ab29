#[path = "visitor_tests.rs"]
mod visitors;

use super::*;
use crate::domain::access::{Catalogue, Host, IdentityHeaders, PathRule, Person, PersonDetails};
use crate::domain::client::Source;

fn person(open_id: &str) -> PersonDetails {
    PersonDetails {
        sub: format!("sub_{open_id}"),
        open_id: open_id.into(),
        tenant_key: "tenant".into(),
        ..PersonDetails::default()
    }
}

const fn file(number: usize) -> RuleNumber {
    RuleNumber { source: Source::Config, number }
}

const fn database(number: usize) -> RuleNumber {
    RuleNumber { source: Source::Database, number }
}

fn application(rules: Vec<Rule>) -> Application {
    Application {
        id: "app".into(),
        name: "App".into(),
        hosts: ["app.example.com", "other.example.com"].map(|host| Host::parse(host).unwrap()).to_vec(),
        contact: None,
        headers: IdentityHeaders::default(),
        cookie_domain: None,
        stored_rules: vec![],
        rules,
    }
}

fn paths(effect: Effect, paths: &[&str]) -> Rule {
    let paths = paths.iter().map(|path| PathRule::parse(path).unwrap()).collect();
    Rule { paths: Some(paths), ..Rule::new(effect) }
}

fn accounts(effect: Effect, names: &[&str]) -> Rule {
    Rule { accounts: Some(names.iter().map(|name| (*name).to_owned()).collect()), ..Rule::new(effect) }
}

/// What `rules` make of `GET target`, by `who`, from 10.1.2.3.
fn decide(rules: &[Rule], target: &str, who: Option<&PersonDetails>) -> Decision {
    decide_method(rules, "GET", target, who)
}

fn decide_method(rules: &[Rule], method: &str, target: &str, who: Option<&PersonDetails>) -> Decision {
    let original = Original::parse("https", "app.example.com", target, method).unwrap();
    let who = who.map(Person::from);
    let who = who.as_ref().map_or(Who::Nobody, Who::Person);
    let visitor = Visitor { address: Some("10.1.2.3".parse().unwrap()), who };
    Decision::about(&application(rules.to_vec()), &original, &visitor)
}

#[test]
fn without_a_rule_nobody_passes() {
    let somebody = person("ou_1");
    for who in [None, Some(&somebody)] {
        assert_eq!(decide(&[], "/", who), Decision::Forbidden(Refused::NoRule));
        let elsewhere = [paths(Effect::Public, &["/x"]), paths(Effect::Allow, &["/y"])];
        assert_eq!(decide(&elsewhere, "/", who), Decision::Forbidden(Refused::NoRule));
    }
}

#[test]
fn the_first_rule_that_is_about_it_decides() {
    let rules = [
        paths(Effect::Public, &["=/health"]),
        paths(Effect::Deny, &["/admin"]),
        Rule::new(Effect::Allow),
        paths(Effect::Deny, &["/late"]),
    ];
    let somebody = person("ou_1");
    for (target, signed_out, signed_in) in [
        ("/health", Decision::Public { rule: file(1) }, Decision::Public { rule: file(1) }),
        ("/health/x", Decision::SignIn, Decision::Allow { rule: file(3) }),
        ("/admin", Decision::Forbidden(Refused::Rule(file(2))), Decision::Forbidden(Refused::Rule(file(2)))),
        (
            "/admin/%78?/health",
            Decision::Forbidden(Refused::Rule(file(2))),
            Decision::Forbidden(Refused::Rule(file(2))),
        ),
        ("/late", Decision::SignIn, Decision::Allow { rule: file(3) }),
        ("/?/health", Decision::SignIn, Decision::Allow { rule: file(3) }),
    ] {
        assert_eq!(decide(&rules, target, None), signed_out, "{target}");
        assert_eq!(decide(&rules, target, Some(&somebody)), signed_in, "{target}");
    }
}

#[test]
fn people_are_named_by_sub_or_open_id_and_nothing_else() {
    let somebody = person("ou_1");
    for (name, allowed) in
        [("ou_1", true), ("sub_ou_1", true), ("acc_1", false), ("OU_1", false), ("ou_", false), ("", false)]
    {
        let decision = decide(&[accounts(Effect::Allow, &[name])], "/", Some(&somebody));
        assert_eq!(decision == Decision::Allow { rule: file(1) }, allowed, "{name}");
        assert_eq!(decide(&[accounts(Effect::Allow, &[name])], "/", None), Decision::SignIn);
    }
    let tenant = |key: &str| Rule { tenants: Some(vec![key.to_owned()]), ..Rule::new(Effect::Allow) };
    assert_eq!(decide(&[tenant("tenant")], "/", Some(&somebody)), Decision::Allow { rule: file(1) });
    assert_eq!(decide(&[tenant("another")], "/", Some(&somebody)), Decision::Forbidden(Refused::NoRule));
}

#[test]
fn who_is_signed_out_is_asked_before_a_rule_on_people_is_passed_over() {
    let (one, another) = (person("ou_1"), person("ou_2"));
    let rules = [accounts(Effect::Allow, &["ou_1"]), Rule::new(Effect::Deny)];
    assert_eq!(decide(&rules, "/", None), Decision::SignIn);
    assert_eq!(decide(&rules, "/", Some(&one)), Decision::Allow { rule: file(1) });
    assert_eq!(decide(&rules, "/", Some(&another)), Decision::Forbidden(Refused::Rule(file(2))));
    let rules = [accounts(Effect::Deny, &["ou_1"]), Rule::new(Effect::Public)];
    assert_eq!(decide(&rules, "/", None), Decision::Public { rule: file(2) });
    assert_eq!(decide(&rules, "/", Some(&one)), Decision::Forbidden(Refused::Rule(file(1))));
}

#[test]
fn a_matcher_that_is_given_and_empty_matches_nothing() {
    let somebody = person("ou_1");
    let all = Rule::new(Effect::Allow);
    for rule in [
        Rule { hosts: Some(vec![]), ..all.clone() },
        Rule { paths: Some(vec![]), ..all.clone() },
        Rule { methods: Some(vec![]), ..all.clone() },
        Rule { networks: Some(vec![]), ..all.clone() },
        Rule { accounts: Some(vec![]), ..all.clone() },
        Rule { tenants: Some(vec![]), ..all.clone() },
        Rule { departments: Some(vec![]), ..all.clone() },
        Rule { groups: Some(vec![]), ..all.clone() },
        Rule { services: Some(vec![]), ..all },
    ] {
        let decision = decide(std::slice::from_ref(&rule), "/", Some(&somebody));
        assert_eq!(decision, Decision::Forbidden(Refused::NoRule), "{rule}");
    }
}

/// In 平台组 of 研发部 and in the group `oncall`, and in nothing else.
fn engineer() -> PersonDetails {
    PersonDetails {
        departments: ["od-engineering", "od-platform"].map(str::to_owned).to_vec(),
        all_departments: true,
        groups: vec!["oncall".into()],
        all_groups: true,
        ..person("ou_1")
    }
}

fn departments(effect: Effect, ids: &[&str]) -> Rule {
    Rule { departments: Some(ids.iter().map(|id| (*id).to_owned()).collect()), ..Rule::new(effect) }
}

fn groups(effect: Effect, ids: &[&str]) -> Rule {
    Rule { groups: Some(ids.iter().map(|id| (*id).to_owned()).collect()), ..Rule::new(effect) }
}

#[test]
fn people_are_named_by_department_and_group() {
    let somebody = engineer();
    for (rule, allowed) in [
        (departments(Effect::Allow, &["od-engineering"]), true),
        (departments(Effect::Allow, &["od-finance", "od-platform"]), true),
        (departments(Effect::Allow, &["od-finance"]), false),
        (departments(Effect::Allow, &["od-engineer"]), false),
        (groups(Effect::Allow, &["oncall"]), true),
        (groups(Effect::Allow, &["od-platform"]), false),
        (Rule { groups: Some(vec!["oncall".into()]), ..departments(Effect::Allow, &["od-platform"]) }, true),
        (Rule { groups: Some(vec!["admins".into()]), ..departments(Effect::Allow, &["od-platform"]) }, false),
        (Rule { groups: Some(vec!["oncall".into()]), ..accounts(Effect::Allow, &["ou_2"]) }, false),
    ] {
        let expected =
            if allowed { Decision::Allow { rule: file(1) } } else { Decision::Forbidden(Refused::NoRule) };
        assert_eq!(decide(std::slice::from_ref(&rule), "/", Some(&somebody)), expected, "{rule}");
        assert_eq!(decide(&[rule], "/", None), Decision::SignIn);
    }
    let rules = [departments(Effect::Deny, &["od-engineering"]), Rule::new(Effect::Allow)];
    assert_eq!(decide(&rules, "/", Some(&somebody)), Decision::Forbidden(Refused::Rule(file(1))));
    assert_eq!(rules[0].to_string(), "deny departments=od-engineering");
    assert_eq!(groups(Effect::Allow, &["a", "b"]).to_string(), "allow groups=a,b");
}

#[test]
fn what_is_not_known_of_a_person_lets_nobody_in_and_skips_no_denial() {
    let (nothing, everybody) = (person("ou_1"), Rule::new(Effect::Allow));
    let part = PersonDetails { departments: vec!["od-platform".into()], groups: vec![], ..person("ou_1") };
    let unsure = |rule| Decision::Forbidden(Refused::Unsure(rule));
    let allow = [departments(Effect::Allow, &["od-platform"]), groups(Effect::Allow, &["oncall"])];
    assert_eq!(decide(&allow, "/", Some(&nothing)), unsure(file(1)));
    assert_eq!(decide(&allow, "/", Some(&part)), Decision::Allow { rule: file(1) }, "what is known counts");
    assert_eq!(decide(&allow[1..], "/", Some(&part)), unsure(file(1)));
    for rule in [groups(Effect::Deny, &["contractors"]), departments(Effect::Deny, &["od-legal"])] {
        let rules = [rule, everybody.clone()];
        assert_eq!(decide(&rules, "/", Some(&nothing)), unsure(file(1)), "{}", rules[0]);
        assert_eq!(decide(&rules, "/", Some(&part)), unsure(file(1)), "{}", rules[0]);
        assert_eq!(decide(&rules, "/", Some(&engineer())), Decision::Allow { rule: file(2) }, "{}", rules[0]);
    }
    let half = PersonDetails { all_departments: true, ..person("ou_1") };
    let rules = [departments(Effect::Deny, &["od-legal"]), groups(Effect::Deny, &["contractors"])];
    assert_eq!(decide(&rules, "/", Some(&half)), unsure(file(2)), "each kind is known for itself");
    let closed = [allow[1].clone(), Rule::new(Effect::Deny)];
    assert_eq!(decide(&closed, "/", Some(&nothing)), unsure(file(1)), "rule 2 denies for want of rule 1");
    let open = [allow[1].clone(), everybody.clone()];
    assert_eq!(
        decide(&open, "/", Some(&nothing)),
        Decision::Allow { rule: file(2) },
        "it lets in everybody anyway"
    );
    let others = Rule { groups: Some(vec!["contractors".into()]), ..accounts(Effect::Deny, &["ou_2"]) };
    assert_eq!(decide(&[others, everybody], "/", Some(&nothing)), Decision::Allow { rule: file(2) });
}

#[test]
fn matchers_are_all_needed() {
    let somebody = person("ou_1");
    let rule = Rule {
        hosts: Some(vec![Host::parse("app.example.com").unwrap()]),
        methods: Some(vec!["GET".into()]),
        networks: Some(vec!["10.0.0.0/8".parse().unwrap()]),
        ..paths(Effect::Allow, &["/api"])
    };
    let allowed = |rule: &Rule, method: &str, target: &str| {
        decide_method(std::slice::from_ref(rule), method, target, Some(&somebody))
            == Decision::Allow { rule: file(1) }
    };
    assert!(allowed(&rule, "GET", "/api/x") && allowed(&rule, "HEAD", "/api/x"));
    assert!(!allowed(&rule, "POST", "/api/x") && !allowed(&rule, "GET", "/x"));
    let elsewhere = Rule { hosts: Some(vec![Host::parse("other.example.com").unwrap()]), ..rule.clone() };
    let far = Rule { networks: Some(vec!["192.168.0.0/16".parse().unwrap()]), ..rule.clone() };
    let head = Rule { methods: Some(vec!["HEAD".into()]), ..rule };
    assert!(
        !allowed(&elsewhere, "GET", "/api")
            && !allowed(&far, "GET", "/api")
            && !allowed(&head, "GET", "/api")
    );
    assert_eq!(far.to_string(), "allow hosts=app.example.com paths=/api methods=GET networks=192.168.0.0/16");
}

#[test]
fn an_address_that_nobody_knows_opens_nothing_and_steps_around_nothing() {
    let original = Original::parse("https", "app.example.com", "/", "GET").unwrap();
    let everywhere = Some(vec!["0.0.0.0/0".parse().unwrap(), "::/0".parse().unwrap()]);
    let here = |effect| Rule { networks: everywhere.clone(), ..Rule::new(effect) };
    let (allow, somebody) = (Rule::new(Effect::Allow), Person::from(&person("ou_1")));
    let named = Rule { accounts: Some(vec!["ou_1".into()]), ..allow.clone() };
    let nowhere = |number| Decision::Forbidden(Refused::Nowhere(file(number)));
    for (rules, nobody, signed_in) in [
        (vec![here(Effect::Public)], nowhere(1), nowhere(1)),
        (vec![here(Effect::Deny), allow.clone()], nowhere(1), nowhere(1)),
        (vec![here(Effect::Allow), here(Effect::Deny), allow.clone()], nowhere(1), nowhere(1)),
        (vec![here(Effect::Public), allow], Decision::SignIn, Decision::Allow { rule: file(2) }),
        (vec![named, here(Effect::Deny)], Decision::SignIn, Decision::Allow { rule: file(1) }),
    ] {
        let application = application(rules);
        let about = |who| Decision::about(&application, &original, &Visitor { address: None, who });
        assert_eq!(about(Who::Nobody), nobody, "{:?}", application.rules);
        assert_eq!(about(Who::Person(&somebody)), signed_in, "{:?}", application.rules);
    }
}

#[test]
fn an_application_is_found_by_host_and_port_alone() {
    let mut catalogue = Catalogue::default();
    catalogue.add(application(vec![]));
    let found = |url: &str, https: bool| {
        let original = Original::of_url(url, "GET").unwrap();
        catalogue.find(&original, https).map(|app| app.id.clone())
    };
    for url in ["https://app.example.com/", "https://APP.EXAMPLE.COM.:443/x", "wss://other.example.com/"] {
        assert_eq!(found(url, true).as_deref(), Ok("app"), "{url}");
    }
    for url in ["https://app.example.com:8443/", "https://evilapp.example.com/", "https://example.com/"] {
        assert_eq!(found(url, true), Err(Refused::NoApplication), "{url}");
    }
    for path in ["/.larkgate", "/.larkgate/sign-in", "/%2elarkgate/x"] {
        assert_eq!(found(&format!("https://app.example.com{path}"), true), Err(Refused::OwnPath), "{path}");
    }
    assert_eq!(found("http://app.example.com/", true), Err(Refused::NotHttps));
    assert_eq!(found("http://app.example.com/", false).as_deref(), Ok("app"));
}

#[test]
fn reasons_are_ascii_and_name_the_rule() {
    for (decision, word, reason) in [
        (Decision::Allow { rule: file(3) }, "allowed", "rule 3 allows it"),
        (Decision::Public { rule: file(1) }, "public", "rule 1 lets everybody pass"),
        (Decision::Forbidden(Refused::Rule(file(2))), "rule_denies", "rule 2 denies it"),
        (Decision::Forbidden(Refused::Rule(database(1))), "rule_denies", "rule 1 of the database denies it"),
        (Decision::Forbidden(Refused::NoRule), "no_rule", "no rule is about it"),
        (
            Decision::Forbidden(Refused::Unsure(file(4))),
            "memberships_unknown",
            "rule 4 names departments or groups, and it is not known which the person is in",
        ),
    ] {
        assert_eq!((decision.word(), decision.reason().as_str()), (word, reason));
    }
}
