//! What holds for every `claims` parameter, against OpenID Connect Core §5.5 read slowly.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::json;

use super::*;
use crate::domain::testing::{anything, cases, edited, edits};

fn wishes() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => Just(Value::Null),
        2 => any::<bool>().prop_map(|essential| json!({ "essential": essential })),
        2 => select(vec!["ou_1", "ou_2", ""]).prop_map(|value| json!({ "value": value })),
        2 => (any::<bool>(), vec(select(vec![ACR, "1", "2"]), 0..3))
            .prop_map(|(essential, values)| json!({ "essential": essential, "values": values })),
        1 => Just(json!({"value": 1})),
        1 => Just(json!({"value": null})),
        1 => Just(json!(1)),
        1 => Just(json!([])),
    ]
}

fn members() -> impl Strategy<Value = Value> {
    let known = PERSON.map(|(name, _)| name.to_owned()).to_vec();
    let special = select(vec!["sub", "sub", "acr"]).prop_map(str::to_owned);
    let name = prop_oneof![5 => select(known), 3 => special, 1 => anything()];
    prop_oneof![
        8 => btree_map(name, wishes(), 0..5).prop_map(|asked| json!(asked)),
        1 => Just(Value::Null),
        1 => Just(json!("name")),
    ]
}

fn requests() -> impl Strategy<Value = Value> {
    let place = select(vec!["id_token", "userinfo", "other", ""]).prop_map(str::to_owned);
    btree_map(place, members(), 0..4).prop_map(|request| json!(request))
}

fn scopes() -> impl Strategy<Value = Scope> {
    subsequence(ScopeValue::ALL.to_vec(), 0..=ScopeValue::ALL.len()).prop_map(Scope::from_iter)
}

/// Every wish of the two places that count, with its name.
fn asked(request: &Value) -> Vec<(&'static str, &str, &Value)> {
    let of =
        |place| request[place].as_object().into_iter().flatten().map(move |(n, w)| (place, n.as_str(), w));
    of("id_token").chain(of("userinfo")).collect()
}

/// Every `sub` that is asked by value.
fn subs(request: &Value) -> Vec<&Value> {
    let wishes = asked(request).into_iter().filter(|(_, name, _)| *name == "sub");
    wishes.filter_map(|(.., wish)| wish.get("value").filter(|value| !value.is_null())).collect()
}

/// Whether an `acr` is essential, and every value that would do is another than ours (§5.5.1.1).
fn nobody_has(wish: &Value) -> bool {
    let values = wish["values"].as_array().cloned().unwrap_or_default();
    let mut all = values.iter().chain([&wish["value"]]).filter(|value| !value.is_null()).peekable();
    wish["essential"] == true && all.peek().is_some() && !all.any(|value| value == ACR)
}

/// OpenID Connect Core §5.5 read slowly: is it well formed?
fn is_well_formed(request: &Value) -> bool {
    let place = |name| matches!(request.get(name), None | Some(Value::Null | Value::Object(_)));
    let wish = |wish: &Value| wish.is_null() || wish.is_object();
    let mut subs = subs(request);
    let all_text = subs.iter().all(|sub| sub.is_string());
    subs.dedup();
    place("id_token")
        && place("userinfo")
        && asked(request).iter().all(|(.., w)| wish(w))
        && all_text
        && subs.len() <= 1
}

proptest! {
    #![proptest_config(cases(1024))]

    #[test]
    fn gives_what_is_asked_known_and_allowed(request in requests(), allowed in scopes()) {
        let parsed = ClaimsRequest::parse(&request.to_string(), &allowed);
        prop_assert_eq!(parsed.is_some(), is_well_formed(&request), "{}", request);
        let Some(parsed) = parsed else { return Ok(()) };
        for (name, scope) in PERSON {
            let RequestedClaims { id_token, userinfo } = &parsed.requested;
            for (place, given) in [("id_token", id_token), ("userinfo", userinfo)] {
                let wanted = asked(&request).iter().any(|(p, n, _)| (*p, *n) == (place, name));
                let times = given.iter().filter(|given| *given == name).count();
                prop_assert_eq!(times, usize::from(wanted && allowed.has(scope)), "{} of {}", name, place);
            }
        }
        let acr = asked(&request).into_iter().find(|(place, name, _)| (*place, *name) == ("id_token", "acr"));
        let acr_given = parsed.requested.id_token.iter().filter(|name| *name == "acr").count();
        prop_assert_eq!(acr_given, usize::from(acr.is_some()));
        prop_assert_eq!(parsed.unmet_acr, acr.is_some_and(|(.., wish)| nobody_has(wish)));
        prop_assert!(parsed.requested.id_token.len() + parsed.requested.userinfo.len() <= 2 * PERSON.len() + 1);
        prop_assert_eq!(parsed.sub.as_deref(), subs(&request).first().and_then(|sub| sub.as_str()));
    }

    #[test]
    fn a_broken_text_never_gives_more_than_is_allowed(
        request in requests(),
        changes in edits(),
        allowed in scopes(),
    ) {
        let text = edited(&request.to_string(), &changes);
        let Some(parsed) = ClaimsRequest::parse(&text, &allowed) else { return Ok(()) };
        for name in parsed.requested.id_token.iter().chain(&parsed.requested.userinfo) {
            prop_assert!(name == "acr" || of_scope(&allowed).any(|known| known == name), "{}", name);
        }
    }
}
