use std::time::Duration;

use super::*;
use crate::domain::access::{Effect, IdentityHeaders, Rule};
use crate::domain::id::ServiceTokenId;
use crate::domain::token::SystemEntropy;

const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

fn host(text: &str) -> Host {
    Host::parse(text).unwrap()
}

fn application(id: &str, hosts: &[&str]) -> Application {
    Application {
        id: id.into(),
        name: id.into(),
        hosts: hosts.iter().map(|text| host(text)).collect(),
        contact: None,
        headers: IdentityHeaders::default(),
        cookie_domain: None,
        stored_rules: vec![],
        rules: vec![Rule::new(Effect::Allow)],
    }
}

#[test]
fn a_host_stays_with_who_came_first_until_it_is_closed() {
    let mut catalogue = Catalogue::default();
    catalogue.add(application("one", &["a.example", "b.example"]));
    catalogue.add(application("two", &["b.example", "c.example"]));
    let at = |catalogue: &Catalogue, name: &str| catalogue.at(&host(name)).map(|found| found.id.clone());
    for (name, id) in [("a.example", "one"), ("b.example", "one"), ("c.example", "two")] {
        assert_eq!(at(&catalogue, name).as_deref(), Ok(id), "{name}");
    }
    catalogue.close(&[host("b.example"), host("d.example")]);
    for name in ["b.example", "d.example"] {
        assert_eq!(at(&catalogue, name), Err(Refused::Unusable), "{name}");
    }
    assert_eq!(at(&catalogue, "e.example"), Err(Refused::NoApplication));
    assert_eq!(at(&catalogue, "a.example").as_deref(), Ok("one"));
}

#[test]
fn a_service_token_opens_its_own_application_while_it_lives() {
    let secret = ServiceToken::secret(&SystemEntropy);
    assert!(secret.reveal().starts_with("lgs_") && secret.reveal().len() == 4 + 43);
    let token = ServiceToken {
        id: ServiceTokenId::new(&SystemEntropy),
        application: "wiki".into(),
        name: "ci".into(),
        hash: secret.hash(),
        created_at: NOW,
        expires_at: Some(NOW.plus(Duration::from_secs(60))),
        revoked_at: None,
        last_used_at: None,
    };
    let mut catalogue = Catalogue::default();
    catalogue.admit(token.clone());
    let found = |application: &str, at| {
        let service = catalogue.service(&secret.hash(), application, at);
        service.map(|service| (service.name.clone(), service.identity.sub().into_owned()))
    };
    assert_eq!(found("wiki", NOW), Some(("ci".to_owned(), "service:ci".to_owned())));
    assert_eq!(found("grafana", NOW), None);
    assert!(found("wiki", NOW.plus(Duration::from_secs(59))).is_some());
    assert_eq!(found("wiki", NOW.plus(Duration::from_secs(60))), None);
    assert!(catalogue.service(&ServiceToken::secret(&SystemEntropy).hash(), "wiki", NOW).is_none());
    catalogue.admit(ServiceToken { revoked_at: Some(NOW), ..token });
    assert!(catalogue.service(&secret.hash(), "wiki", NOW).is_none());
}
