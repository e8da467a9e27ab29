//! Debian's nginx with the configuration that we publish, on other ports and in a folder of its own.

use std::path::Path;
use std::process::{Child, Command};

const PUBLISHED: &str = include_str!("../../../../deploy/proxies/nginx.conf");

/// Starts it in the foreground; its files are in `folder`.
pub(super) fn start(folder: &Path, site: &str) -> Child {
    std::fs::write(folder.join("site.conf"), site).unwrap();
    let at = folder.display();
    let user = if nix_is_root() { "user root;\n" } else { "" };
    let main = format!(
        "{user}daemon off;\nworker_processes 1;\npid {at}/pid;\nerror_log {at}/error.log;\nevents {{}}\nhttp {{\n\
         access_log off;\nclient_body_temp_path {at}/body;\nproxy_temp_path {at}/proxy;\n\
         fastcgi_temp_path {at}/fastcgi;\nuwsgi_temp_path {at}/uwsgi;\nscgi_temp_path {at}/scgi;\n\
         include {at}/site.conf;\n}}\n"
    );
    std::fs::write(folder.join("nginx.conf"), main).unwrap();
    Command::new("/usr/sbin/nginx")
        .arg("-e")
        .arg(folder.join("error.log"))
        .arg("-p")
        .arg(folder)
        .arg("-c")
        .arg(folder.join("nginx.conf"))
        .spawn()
        .expect("nginx is installed by tests/run")
}

/// The published file, but for addresses, names and the certificate.
pub(super) fn site(port: u16, gate: &str, backend: &str) -> String {
    let mut site = PUBLISHED.to_owned();
    for (published, here) in [
        ("listen 443 ssl;", format!("listen 127.0.0.1:{port};")),
        ("server_name wiki.example.com;", "server_name _;".to_owned()),
        ("server 127.0.0.1:8080;", format!("server {gate};")),
        ("server 127.0.0.1:3000;", format!("server {backend};")),
    ] {
        assert_eq!(site.matches(published).count(), 1, "{published}");
        site = site.replace(published, &here);
    }
    site.lines()
        .filter(|line| !line.trim_start().starts_with("ssl_certificate"))
        .collect::<Vec<_>>()
        .join("\n")
}

fn nix_is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n")
}
