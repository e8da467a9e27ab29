use std::path::PathBuf;

use super::*;
use crate::domain::access::{Host, IdentityHeaders};

/// Where each kind is published.
const PUBLISHED: [(Kind, &str); 8] = [
    (Kind::Nginx, "nginx.conf"),
    (Kind::IngressNginx, "ingress-nginx.yaml"),
    (Kind::Caddy, "Caddyfile"),
    (Kind::Traefik, "traefik.yaml"),
    (Kind::Envoy, "envoy.yaml"),
    (Kind::Haproxy, "haproxy.cfg"),
    (Kind::HaproxyLua, "larkgate.lua"),
    (Kind::Apisix, "apisix.yaml"),
];

fn application(hosts: &[&str]) -> Application {
    let hosts = hosts.iter().map(|host| Host::parse(host).unwrap()).collect();
    let (id, name) = ("wiki".to_owned(), "Wiki".to_owned());
    let headers = IdentityHeaders::default();
    Application { id, name, hosts, contact: None, headers, cookie_domain: None, rules: Vec::new() }
}

fn address(text: &str) -> Address {
    text.parse().unwrap()
}

/// To write them anew: `LARKGATE_PUBLISH=1 cargo test --lib published`.
#[test]
fn what_is_published_is_what_is_printed() {
    let publish = std::env::var_os("LARKGATE_PUBLISH").is_some();
    let example = application(&["wiki.example.com"]);
    for (kind, name) in PUBLISHED {
        let made = file(kind, &example, address("127.0.0.1:8080"), address("127.0.0.1:3000")).unwrap();
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("deploy/proxies").join(name);
        if publish {
            std::fs::write(&path, made.trim_end().to_owned() + "\n").unwrap();
        }
        let published = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(published.trim_end(), made.trim_end(), "{name} is not what its template makes");
    }
}
