//! `issuer`, `organization`, `contact` and `[listen]`: who we are and where we listen.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use ipnet::IpNet;
use url::Url;

use super::Listen;
use super::reader::Section;
use super::tls::tls;

pub(super) fn issuer(root: &mut Section<'_>) -> Option<Url> {
    let text = root.required("issuer")?;
    root.origin("issuer", text)
}

pub(super) fn organization(root: &mut Section<'_>) -> Option<String> {
    root.required("organization").map(str::to_owned)
}

pub(super) fn contact(root: &mut Section<'_>) -> Option<String> {
    root.text("contact").map(str::to_owned)
}

/// The issuer is needed to judge whether TLS makes sense.
pub(super) fn listen(root: &mut Section<'_>, issuer: Option<&Url>) -> Listen {
    let mut section = root.section("listen");
    let default = SocketAddr::from((Ipv4Addr::LOCALHOST, 8080));
    let folder = section.context().folder;
    let socket = section.text("socket").map(|path| folder.join(path));
    let address = section
        .parsed("address", "an IP address and a port such as 127.0.0.1:8080", |text| text.parse().ok())
        .or_else(|| socket.is_none().then_some(default));
    let listen = Listen {
        address,
        socket,
        trusted_proxies: section.parsed_list(
            "trusted_proxies",
            "an IP address or a network such as 10.0.0.0/8, but not every address",
            network,
        ),
        tls: tls(&mut section, issuer),
    };
    if listen.tls.is_some() && listen.address.is_none() && !section.has("address") {
        section.refuse("tls", "expected an address to serve https at; a socket speaks http");
    }
    section.finish();
    listen
}

/// A network; one of length 0 would let anybody claim any address.
pub(super) fn network(text: &str) -> Option<IpNet> {
    let network = text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))?;
    (network.prefix_len() > 0).then(|| network.trunc())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::config::tests::{problems_with, with};

    #[test]
    fn the_issuer_is_an_origin_written_one_way() {
        for text in [
            "https://sso.example.com",
            "https://sso.example.com:8443",
            "http://127.0.0.1:8080",
            "http://[::1]",
            "http://sso.larkgate.localhost:8080",
        ] {
            let config = with("issuer", &format!("{text:?}")).unwrap();
            assert_eq!(config.issuer_str(), text);
        }
        for (text, hint) in [
            ("https://sso.example.com/", "write https://sso.example.com"),
            ("https://sso.example.com/auth", "write https://sso.example.com"),
            ("https://sso.example.com?x", "write https://sso.example.com"),
            ("https://sso.example.com#x", "write https://sso.example.com"),
            ("https://SSO.example.com", "write https://sso.example.com"),
            ("https://sso.example.com:443", "write https://sso.example.com"),
            ("https://user:hunter2@sso.example.com", "write https://sso.example.com"),
            ("http://127.1:8080", "write http://127.0.0.1:8080"),
        ] {
            let problems = problems_with("issuer", &format!("{text:?}"));
            assert!(
                problems.starts_with("issuer: expected scheme, host and port alone: no path"),
                "{problems}"
            );
            assert!(problems.ends_with(hint), "{problems}");
            assert!(!problems.contains("hunter2"));
        }
    }

    #[test]
    fn the_issuer_is_https_but_on_loopback() {
        let expected =
            "issuer: expected https, or http on 127.0.0.1, [::1] or localhost and what is beneath it";
        for text in ["http://sso.example.com", "http://10.0.0.1", "ftp://127.0.0.1", "http://evillocalhost"] {
            assert_eq!(problems_with("issuer", &format!("{text:?}")), expected, "{text}");
        }
        assert!(problems_with("issuer", "\"sso.example.com\"").contains("expected a URL"));
        assert_eq!(problems_with("issuer", "1"), "issuer: expected text, found an integer");
        assert_eq!(problems_with("issuer", "\" \""), "issuer: expected text, found none between the quotes");
    }

    #[test]
    fn people_are_told_whose_page_it_is() {
        assert!(
            problems_with("organization", "\"a\\nb\"").contains("organization: expected text on one line")
        );
        assert_eq!(with("contact", "\"IT 服务台\"").unwrap().contact.as_deref(), Some("IT 服务台"));
    }

    #[test]
    fn listens_on_loopback_and_believes_no_proxy_by_default() {
        let listen = with("listen", "{}").unwrap().listen;
        assert_eq!(
            (listen.address.unwrap().to_string().as_str(), listen.trusted_proxies.len()),
            ("127.0.0.1:8080", 0)
        );
        assert_eq!(listen.socket, None);
        let listen =
            with("listen", r#"{ address = "[::]:0", trusted_proxies = ["10.1.2.3/8", "::1"] }"#).unwrap();
        let proxies: Vec<_> = listen.listen.trusted_proxies.iter().map(ToString::to_string).collect();
        assert_eq!(proxies, ["10.0.0.0/8", "::1/128"]);
    }

    #[test]
    fn listens_on_a_socket_alone_or_beside_an_address() {
        let listen = with("listen", "{ socket = \"larkgate.sock\" }").unwrap().listen;
        assert_eq!(listen.socket.as_deref(), Some(Path::new("/etc/larkgate/larkgate.sock")));
        assert_eq!(listen.address, None);
        let both = "{ socket = \"/run/larkgate/larkgate.sock\", address = \"127.0.0.1:0\" }";
        let listen = with("listen", both).unwrap().listen;
        assert_eq!(listen.socket.as_deref(), Some(Path::new("/run/larkgate/larkgate.sock")));
        assert!(listen.address.is_some());
    }

    #[test]
    fn refuses_names_as_addresses_and_trust_in_everybody() {
        let problems = problems_with(
            "listen",
            r#"{ address = "localhost:80", trusted_proxies = ["proxy", "0.0.0.0/0", 1] }"#,
        );
        let lines: Vec<_> = problems.lines().collect();
        assert!(lines[0].starts_with("listen.address: expected an IP address and a port"));
        assert!(
            lines[1].starts_with("listen.trusted_proxies[0]: expected") && lines[1].ends_with("\"proxy\"")
        );
        assert!(lines[2].starts_with("listen.trusted_proxies[1]: expected"));
        assert_eq!(lines[3], "listen.trusted_proxies[2]: expected text, found an integer");
        assert_eq!(lines.len(), 4);
    }
}
