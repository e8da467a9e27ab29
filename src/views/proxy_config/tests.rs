use std::path::PathBuf;

use super::*;
use crate::domain::access::{Host, IdentityField, IdentityHeaders, identity_header};

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
    Application {
        id,
        name,
        hosts,
        contact: None,
        headers,
        cookie_domain: None,
        stored_rules: vec![],
        rules: Vec::new(),
    }
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

fn made(kind: Kind, application: &Application) -> String {
    file(kind, application, address("10.0.0.1:8080"), Address::unknown()).unwrap()
}

#[test]
fn every_host_and_port_is_in_the_file() {
    let wide = application(&["wiki.example.com", "wiki.example.com:8443", "docs.example.com", "[::1]:444"]);
    for (kind, expected) in [
        (Kind::Nginx, "    listen 443 ssl;\n    listen 8443 ssl;\n    listen 444 ssl;\n"),
        (Kind::Nginx, "server_name wiki.example.com docs.example.com [::1];"),
        (Kind::Nginx, "    default 0;\n    wiki.example.com 1;\n    docs.example.com 1;\n    [::1] 1;\n"),
        (Kind::Caddy, "\nwiki.example.com, wiki.example.com:8443, docs.example.com, [::1]:444 {"),
        (Kind::Haproxy, "    bind :8443 ssl crt /etc/haproxy/tls/wiki.example.com.pem alpn h2,http/1.1\n"),
        (Kind::Haproxy, "host_only -m str wiki.example.com docs.example.com [::1]\n"),
        (
            Kind::Envoy,
            "[\"wiki.example.com\", \"wiki.example.com:8443\", \"docs.example.com\", \"[::1]:444\", \
             \"wiki.example.com:443\", \"docs.example.com:443\"]",
        ),
        (Kind::Envoy, "- address: { socket_address: { address: 0.0.0.0, port_value: 444 } }"),
        (Kind::Traefik, "rule: \"Host(`wiki.example.com`) || Host(`docs.example.com`) || Host(`[::1]`)\""),
        (Kind::Apisix, "extra_headers: { X-Forwarded-Host: \"$host:$server_port\" }"),
        (Kind::IngressNginx, "    - host: docs.example.com\n"),
    ] {
        let made = made(kind, &wide);
        assert!(made.contains(expected), "{expected}\n{made}");
    }
    assert!(!made(Kind::Apisix, &application(&["wiki.example.com"])).contains("extra_headers"));
}

#[test]
fn every_header_is_taken_out_and_set() {
    let mut chosen = application(&["wiki.example.com"]);
    chosen.headers.rename(IdentityField::User, Some(identity_header("X-WEBAUTH-USER").unwrap()));
    chosen.headers.rename(IdentityField::Email, None);
    chosen.headers.jwt = Some(identity_header("X-Signed").unwrap());
    for (kind, times, name) in [
        (Kind::Nginx, 1, "proxy_set_header X-Webauth-User $wiki_x_webauth_user;"),
        (Kind::Nginx, 1, "auth_request_set $wiki_x_signed $upstream_http_x_signed;"),
        (Kind::Caddy, 2, "X-Webauth-User"),
        (Kind::Caddy, 2, "X-Signed"),
        (Kind::Haproxy, 1, "^x[^a-z0-9]webauth[^a-z0-9]user$"),
        (Kind::Haproxy, 1, "X-Webauth-User"),
        (Kind::Envoy, 1, "regex: \"x[^a-z0-9]signed\""),
        (Kind::Envoy, 1, "exact: x-signed"),
        (Kind::Traefik, 2, "X-Signed"),
        (Kind::Apisix, 1, "X-Signed"),
        (Kind::Apisix, 1, "\"x-signed\","),
        (Kind::IngressNginx, 1, "X-Signed"),
    ] {
        let made = made(kind, &chosen);
        assert_eq!(made.matches(name).count(), times, "{name}\n{made}");
        assert!(!made.to_lowercase().contains("x-larkgate-email"), "{made}");
    }
}

#[test]
fn an_address_that_nobody_gave_is_marked() {
    for (kind, _) in
        PUBLISHED.iter().filter(|(kind, _)| !matches!(kind, Kind::HaproxyLua | Kind::IngressNginx))
    {
        let made = made(*kind, &application(&["wiki.example.com"]));
        assert!(
            made.contains("# Put the application's own address in place of application.invalid:80.\n"),
            "{made}"
        );
        assert!(!made.contains("--backend") && made.contains("10.0.0.1"), "{made}");
    }
}

#[test]
fn ids_become_names_that_proxies_take() {
    for (id, slug, dashed) in [
        ("wiki", "wiki", "wiki"),
        ("Team.Wiki-2", "team_wiki_2", "team-wiki-2"),
        ("2nd", "app_2nd", "app-2nd"),
        ("-", "app__", "app"),
    ] {
        let application = Application { id: id.to_owned(), ..application(&["wiki.example.com"]) };
        let site = Site::new(String::new(), &application, Address::unknown(), Address::unknown());
        assert_eq!((site.slug.as_str(), site.dashed().as_str()), (slug, dashed));
    }
}

#[test]
fn addresses_have_a_host_and_a_port() {
    for text in ["127.0.0.1:3000", "application:80", "wiki.internal:443", "[::1]:3000"] {
        assert_eq!(address(text).to_string(), text);
    }
    for text in [
        "",
        "application",
        "application:",
        ":80",
        "application:0",
        "application:65536",
        "http://application:80",
        "a b:80",
        "a;b:80",
        "$host:80",
    ] {
        assert!(text.parse::<Address>().is_err(), "{text}");
    }
    for (listener, found) in
        [("0.0.0.0:8080", "127.0.0.1:8080"), ("[::]:8080", "[::1]:8080"), ("10.0.0.1:80", "10.0.0.1:80")]
    {
        assert_eq!(Address::of_listener(listener.parse().unwrap()).to_string(), found);
    }
}

#[test]
fn a_host_that_would_be_more_than_a_name_is_not_written() {
    assert!(is_plain(&Host::parse("xn--fiqs8s.example.com").unwrap()));
    for text in
        ["$host.example.com", "a;b.example.com", "a{b}.example.com", "a`b.example.com", "a\"b.example.com"]
    {
        assert!(Host::parse(text).is_none_or(|host| !is_plain(&host)), "{text}");
    }
}
