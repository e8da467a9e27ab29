//! The `claims` parameter, with the scope that the client may have before a line feed.
#![no_main]

use larkgate::domain::claims::{ClaimsRequest, of_scope};
use larkgate::domain::scope::Scope;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|text: &str| {
    let Some((scope, text)) = text.split_once('\n') else { return };
    let Some(allowed) = Scope::parse(scope) else { return };
    let Some(request) = ClaimsRequest::parse(text, &allowed) else { return };
    let said: Value = serde_json::from_str(text).expect("is JSON");
    for (place, given) in
        [("id_token", &request.requested.id_token), ("userinfo", &request.requested.userinfo)]
    {
        for (at, name) in given.iter().enumerate() {
            let acr = name == "acr" && place == "id_token";
            assert!(acr || of_scope(&allowed).any(|known| known == name), "{name} is allowed");
            assert!(said[place].get(name).is_some(), "{name} was asked");
            assert!(!given[..at].contains(name), "{name} once");
        }
        for known in of_scope(&allowed) {
            assert_eq!(said[place].get(known).is_some(), given.iter().any(|name| name == known));
        }
        if let Some(sub) = said[place]["sub"].get("value").filter(|value| !value.is_null()) {
            assert_eq!(request.sub.as_deref(), sub.as_str());
        }
    }
});
