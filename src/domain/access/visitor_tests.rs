use super::*;

fn services(effect: Effect, names: &[&str]) -> Rule {
    Rule { services: Some(names.iter().map(|name| (*name).to_owned()).collect()), ..Rule::new(effect) }
}

/// What `rules` make of `GET /` by the service `ci`.
fn decide_for_service(rules: &[Rule]) -> Decision {
    let original = Original::parse("https", "app.example.com", "/", "GET").unwrap();
    let visitor = Visitor { address: None, who: Who::Service("ci") };
    Decision::about(&application(rules.to_vec()), &original, &visitor)
}

#[test]
fn a_service_passes_only_by_a_rule_that_names_it() {
    let nothing = Decision::Forbidden(Refused::NoRuleForService);
    let everybody = Rule::new(Effect::Allow);
    assert_eq!(decide_for_service(&[]), nothing);
    assert_eq!(decide_for_service(std::slice::from_ref(&everybody)), nothing);
    assert_eq!(decide_for_service(&[services(Effect::Allow, &["probe", "CI", "c"])]), nothing);
    assert_eq!(decide_for_service(&[accounts(Effect::Allow, &["ci"])]), nothing);
    let named = services(Effect::Allow, &["probe", "ci"]);
    assert_eq!(decide_for_service(&[everybody, named.clone()]), Decision::Allow { rule: file(2) });
    let elsewhere = Rule { paths: Some(vec![PathRule::parse("/api").unwrap()]), ..named.clone() };
    assert_eq!(decide_for_service(&[elsewhere]), nothing);
    for deny in [Rule::new(Effect::Deny), services(Effect::Deny, &["ci"])] {
        assert_eq!(decide_for_service(&[deny, named.clone()]), Decision::Forbidden(Refused::Rule(file(1))));
    }
    let of_people = accounts(Effect::Deny, &["ci"]);
    assert_eq!(decide_for_service(&[of_people, named]), Decision::Allow { rule: file(2) });
    assert_eq!(decide_for_service(&[Rule::new(Effect::Public)]), Decision::Public { rule: file(1) });
}

#[test]
fn a_rule_about_services_says_nothing_of_people() {
    let somebody = person("ci");
    for who in [None, Some(&somebody)] {
        for effect in [Effect::Allow, Effect::Deny] {
            let named = services(effect, &["ci", "sub_ci"]);
            assert_eq!(decide(std::slice::from_ref(&named), "/", who), Decision::Forbidden(Refused::NoRule));
            assert_eq!(
                decide(&[named, Rule::new(Effect::Public)], "/", who),
                Decision::Public { rule: file(2) }
            );
        }
    }
}

#[test]
fn rules_of_the_database_are_tried_first() {
    let (somebody, another) = (Person::from(&person("ou_1")), Person::from(&person("ou_2")));
    let application = Application {
        stored_rules: vec![accounts(Effect::Deny, &["ou_1"])],
        ..application(vec![paths(Effect::Public, &["/health"]), Rule::new(Effect::Allow)])
    };
    let original = Original::parse("https", "app.example.com", "/", "GET").unwrap();
    let decide = |who| Decision::about(&application, &original, &Visitor { address: None, who });
    assert_eq!(decide(Who::Person(&somebody)), Decision::Forbidden(Refused::Rule(database(1))));
    assert_eq!(decide(Who::Person(&another)), Decision::Allow { rule: file(2) });
    assert_eq!(decide(Who::Nobody), Decision::SignIn);
}

#[test]
fn every_rule_that_was_tried_is_told_of_with_what_came_of_it() {
    let application = Application {
        stored_rules: vec![services(Effect::Allow, &["ci"]), accounts(Effect::Deny, &["ou_1"])],
        ..application(vec![
            paths(Effect::Public, &["/health"]),
            Rule::new(Effect::Allow),
            Rule::new(Effect::Deny),
        ])
    };
    let original = Original::parse("https", "app.example.com", "/", "GET").unwrap();
    let another = Person::from(&person("ou_2"));
    let tried = |who| {
        let mut tried = Vec::new();
        let visitor = Visitor { address: None, who };
        Decision::trying(&application, &original, &visitor, |rule| tried.push((rule.number, rule.verdict)));
        tried
    };
    let listed = |matcher| Verdict::PassedOver(Mismatch::Listed(matcher));
    let of_services = (database(1), Verdict::PassedOver(Mismatch::Services));
    let expected = [
        of_services,
        (database(2), Verdict::Depends),
        (file(1), listed("paths")),
        (file(2), Verdict::Decides),
    ];
    assert_eq!(tried(Who::Nobody), expected);
    let expected = [
        of_services,
        (database(2), listed("accounts")),
        (file(1), listed("paths")),
        (file(2), Verdict::Decides),
    ];
    assert_eq!(tried(Who::Person(&another)), expected);
    let expected = [
        (database(1), listed("services")),
        (database(2), Verdict::PassedOver(Mismatch::People)),
        (file(1), listed("paths")),
        (file(2), Verdict::PassedOver(Mismatch::Unnamed)),
        (file(3), Verdict::Decides),
    ];
    assert_eq!(tried(Who::Service("probe")), expected);
}
