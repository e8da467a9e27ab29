//! `/applications/{application}/proxy-config/{kind}`: what a reverse proxy in front of an application is configured with.

#![allow(unused_qualifications, reason = "the macro that reads a query writes some")]

use actix_web::get;
use actix_web::web::{Json, Path, Query};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::Caller;
use super::{Answer, Refusals};
use crate::admin::ops::proxy_config::{self, Wanted};

/// Who listens where, as the proxy's machine knows it.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Addresses {
    /// Where the application itself listens, host:port; a placeholder by default.
    #[serde(default)]
    backend: String,
    /// Where the proxy finds larkgate, host:port; as `listen.address` says by default.
    #[serde(default)]
    larkgate: String,
}

/// A file for a proxy.
#[derive(Debug, Serialize, ToSchema)]
struct ProxyConfig {
    kind: String,
    /// What stands in the file.
    text: String,
}

/// Writes the configuration of a reverse proxy in front of one application.
#[utoipa::path(tag = "applications", security(("token" = ["applications:read"])),
    params(("application" = String, Path, description = "id"),
        ("kind" = String, Path, description = "nginx, ingress-nginx, caddy, traefik, envoy, haproxy, haproxy-lua or apisix"),
        Addresses),
    responses((status = 200, body = ProxyConfig), Refusals))]
#[get("/applications/{application}/proxy-config/{kind}")]
pub(super) async fn show(
    caller: Caller,
    path: Path<(String, String)>,
    addresses: Query<Addresses>,
) -> Answer<ProxyConfig> {
    let (id, kind) = path.into_inner();
    let Addresses { backend, larkgate } = &*addresses;
    let text = proxy_config::of(&caller.desk(), &id, &Wanted { kind: &kind, backend, larkgate }).await?;
    Ok(Json(ProxyConfig { kind, text }))
}
