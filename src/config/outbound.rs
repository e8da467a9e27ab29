//! `[outbound]`: where larkgate calls on an application's word, and whose certificates it believes there.

use std::fs;
use std::net::IpAddr;
use std::path::Path;

use ipnet::IpNet;

use super::Outbound;
use super::reader::Section;
use crate::domain::reach;

pub(super) fn outbound(root: &mut Section<'_>) -> Outbound {
    let mut section = root.section("outbound");
    let ca_file = section.text("ca_file").map(|file| section.context().folder.join(file));
    let outbound = Outbound {
        allowed_networks: section.parsed_list(
            "allowed_networks",
            "a private address or network such as 10.0.0.0/8 or fd00::/8, or one of this machine",
            network,
        ),
        ca: certificates(&mut section, ca_file.as_deref()),
        ca_file,
    };
    section.finish();
    outbound
}

/// Only what is refused by default and not for good: permission for anything else would change nothing.
fn network(text: &str) -> Option<IpNet> {
    let network = text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))?;
    reach::may_be_opened(&network).then(|| network.trunc())
}

fn certificates(section: &mut Section<'_>, file: Option<&Path>) -> Option<String> {
    let text = match fs::read_to_string(file?) {
        Ok(text) => text,
        Err(error) => {
            section.refuse("ca_file", format!("the file cannot be read: {}", error.kind()));
            return None;
        }
    };
    if !text.contains("-----BEGIN CERTIFICATE-----") {
        section.refuse("ca_file", "expected certificates in PEM: -----BEGIN CERTIFICATE-----");
        return None;
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use crate::config::tests::{problems_with, with};

    #[test]
    fn calls_no_private_network_by_default() {
        let outbound = with("outbound", "{}").unwrap().outbound;
        assert!(outbound.allowed_networks.is_empty() && outbound.ca.is_none());
    }

    #[test]
    fn takes_private_networks_and_no_others() {
        let outbound = with(
            "outbound",
            r#"{ allowed_networks = ["10.1.2.3/8", "192.168.7.1", "fd00::/8", "127.0.0.1"] }"#,
        )
        .unwrap()
        .outbound;
        let networks: Vec<_> = outbound.allowed_networks.iter().map(ToString::to_string).collect();
        assert_eq!(networks, ["10.0.0.0/8", "192.168.7.1/32", "fd00::/8", "127.0.0.1/32"]);
        for text in ["0.0.0.0/0", "169.254.169.254", "8.8.8.8", "internal", "::/0"] {
            let problems = problems_with("outbound", &format!("{{ allowed_networks = [{text:?}] }}"));
            let expected = "outbound.allowed_networks[0]: expected a private address or network";
            assert!(problems.starts_with(expected), "{problems}");
        }
    }

    #[test]
    fn reads_certificates_of_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            format!("{{ ca_file = {path:?} }}")
        };
        let pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert_eq!(with("outbound", &write("ca.pem", pem)).unwrap().outbound.ca.as_deref(), Some(pem));
        let der = problems_with("outbound", &write("ca.der", "0\u{1}"));
        assert!(der.starts_with("outbound.ca_file: expected certificates in PEM"), "{der}");
        let absent = problems_with("outbound", "{ ca_file = \"absent.pem\" }");
        assert!(absent.starts_with("outbound.ca_file: the file cannot be read"), "{absent}");
    }
}
