//! Whose people may sign in: the listed tenants, or the app's own. Never any.

use std::borrow::Cow;

use super::api::{Api, text};
use super::token_cache::AppTokens;
use crate::connectors::UpstreamError;
use crate::connectors::single_flight::SingleFlight;

/// The app's own tenant, asked once in the life of the process: a custom app never changes it.
pub(super) struct OwnTenant {
    key: SingleFlight<String>,
}

/// The tenants that may enter; at least one.
pub(super) struct Admitted<'a>(Cow<'a, [String]>);

impl Admitted<'_> {
    pub(super) fn contains(&self, tenant_key: &String) -> bool {
        self.0.contains(tenant_key)
    }
}

impl OwnTenant {
    pub(super) fn new() -> Self {
        Self { key: SingleFlight::new() }
    }

    /// The configured tenants; with none configured, the app's own.
    pub(super) async fn admitted<'a>(
        &self,
        api: &'a Api,
        tenant_token: &AppTokens,
    ) -> Result<Admitted<'a>, UpstreamError> {
        if !api.settings.allowed_tenants.is_empty() {
            return Ok(Admitted(Cow::Borrowed(&api.settings.allowed_tenants)));
        }
        let key = self.key.get(|_| true, query(api, tenant_token)).await?;
        Ok(Admitted(Cow::Owned(vec![key])))
    }
}

/// 获取企业信息, with the permission `tenant:tenant:readonly`.
async fn query(api: &Api, tenant_token: &AppTokens) -> Result<String, UpstreamError> {
    let accepted = tenant_token.read(api, api.open("/open-apis/tenant/v2/tenant/query")).await?;
    let tenant = accepted.nested("data")?.get("tenant").and_then(serde_json::Value::as_object);
    tenant
        .and_then(|tenant| text(tenant, "tenant_key"))
        .map(str::to_owned)
        .ok_or_else(|| accepted.malformed())
}
