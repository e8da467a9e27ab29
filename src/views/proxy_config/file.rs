//! A template per kind of proxy.

#![allow(unused_qualifications, reason = "what askama makes of an enum")]

use askama::Template;

use super::site::Site;

/// What a proxy is told, in its own words.
#[derive(Template)]
#[template(config = "src/views/proxy_config/askama.toml", escape = "none")]
pub(super) enum File<'a> {
    #[template(path = "nginx.conf")]
    Nginx { site: &'a Site },
    #[template(path = "ingress-nginx.yaml")]
    IngressNginx { site: &'a Site },
    #[template(path = "Caddyfile")]
    Caddy { site: &'a Site },
    #[template(path = "traefik.yaml")]
    Traefik { site: &'a Site },
    #[template(path = "envoy.yaml")]
    Envoy { site: &'a Site },
    #[template(path = "haproxy.cfg")]
    Haproxy { site: &'a Site },
    #[template(path = "apisix.yaml")]
    Apisix { site: &'a Site },
}
