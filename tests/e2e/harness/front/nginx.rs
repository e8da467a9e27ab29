//! Debian's nginx with the configuration that we publish, on other ports and in a folder of its own.

use std::process::{Child, Command};

use super::files::{Ends, is_root, replaced};

const PUBLISHED: &str = include_str!("../../../../deploy/proxies/nginx.conf");

/// The published file, for other hosts and addresses.
pub(super) fn published(ends: &Ends<'_>) -> String {
    let here: String = ends.names.iter().map(|name| format!("    {name} 1;\n")).collect();
    let changes = [
        ("listen 443 ssl;", format!("listen {} ssl;", ends.port)),
        ("server_name wiki.example.com;", format!("server_name {};", ends.names.join(" "))),
        ("    wiki.example.com 1;\n", here),
        ("server 127.0.0.1:8080;", format!("server {};", ends.gate)),
        ("server 127.0.0.1:3000;", format!("server {};", ends.backend)),
    ];
    replaced(PUBLISHED, &changes)
}

/// Starts it in the foreground.
pub(super) fn start(ends: &Ends<'_>, text: &str) -> Child {
    let folder = ends.folder;
    std::fs::write(folder.join("site.conf"), here(ends, text)).unwrap();
    let at = folder.display();
    let user = if is_root() { "user root;\n" } else { "" };
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

/// With a certificate of the test's, or without https.
fn here(ends: &Ends<'_>, text: &str) -> String {
    let (port, is_certificate) = (ends.port, |line: &&str| line.trim_start().starts_with("ssl_certificate"));
    let listen = format!("listen {port} ssl;");
    if let Some(path) = ends.certificate() {
        let (published, listen_here) =
            ("/etc/nginx/tls/wiki.example.com", format!("listen 127.0.0.1:{port} ssl;"));
        return replaced(text, &[(&listen, listen_here), (published, path)]);
    }
    let site = replaced(text, &[(&listen, format!("listen 127.0.0.1:{port};"))]);
    site.lines().filter(|line| !is_certificate(line)).collect::<Vec<_>>().join("\n")
}
