//! Feishu (飞书) and Lark as an upstream: where to send a browser, and who came back with a code.
//!
//! Four generations of the login API are spoken. In all of them the person's token is used at most once, for the
//! profile, and dropped; it never leaves this folder.

mod api;
mod authorize;
mod directory;
mod errors;
mod exchange;
mod tenant;
mod token_cache;
mod user_info;

use std::sync::Arc;

use async_trait::async_trait;
use url::Url;

use self::api::Api;
use self::exchange::Granted;
use self::tenant::OwnTenant;
use self::token_cache::{AppTokens, TokenKind};
use super::http::HttpClient;
use super::{Answer, Attempt, Connector, Directory, EmbeddedQr, UpstreamError, UpstreamErrorKind};
use crate::config::{self, Brand};
use crate::domain::account::Identity;
use crate::domain::time::Clock;

/// Longest code taken from a browser; Feishu's page on authorization codes asks to reserve 64.
const MAX_CODE: usize = 2048;

/// One Feishu or Lark custom app (企业自建应用).
pub struct FeishuConnector {
    api: Api,
    app_token: AppTokens,
    tenant_token: AppTokens,
    own_tenant: OwnTenant,
}

impl FeishuConnector {
    /// A connector for the app in `settings`; nothing is asked of Feishu before the first sign-in.
    pub fn new(settings: config::Feishu, http: HttpClient, clock: Arc<dyn Clock>) -> Self {
        Self {
            api: Api::new(settings, http),
            app_token: AppTokens::new(TokenKind::App, Arc::clone(&clock)),
            tenant_token: AppTokens::new(TokenKind::Tenant, clock),
            own_tenant: OwnTenant::new(),
        }
    }
}

#[async_trait]
impl Connector for FeishuConnector {
    fn id(&self) -> &str {
        &self.api.settings.id
    }

    fn brand(&self) -> Brand {
        self.api.settings.brand
    }

    fn login_url(&self, attempt: &Attempt<'_>) -> Url {
        authorize::login_url(&self.api.settings, attempt)
    }

    fn embedded_qr(&self, attempt: &Attempt<'_>) -> Option<EmbeddedQr> {
        self.api.settings.qr.then(|| authorize::embedded_qr(&self.api.settings, attempt))
    }

    fn is_own_client(&self, user_agent: &str) -> bool {
        authorize::is_own_client(user_agent)
    }

    async fn identity(&self, answer: &Answer<'_>) -> Result<Identity, UpstreamError> {
        if answer.code.is_empty() || answer.code.len() > MAX_CODE {
            return Err(UpstreamError::without_answer(UpstreamErrorKind::CodeRejected));
        }
        // First, so that no code is spent while nobody could be admitted anyway.
        let admitted = self.own_tenant.admitted(&self.api, &self.tenant_token).await?;
        let person = match exchange::exchange(&self.api, &self.app_token, answer).await? {
            Granted::Person(person) => *person,
            Granted::Token(user_token) => user_info::fetch(&self.api, &user_token).await?,
        };
        if !admitted.contains(&person.tenant_key) {
            let (tenant_key, open_id) = (person.tenant_key, person.open_id);
            let kind = UpstreamErrorKind::TenantNotAllowed { tenant_key, open_id };
            return Err(UpstreamError::without_answer(kind));
        }
        Ok(person.into_identity(self.id()))
    }

    async fn check(&self) -> Result<(), UpstreamError> {
        self.app_token.check(&self.api).await
    }

    fn directory(&self) -> Option<&dyn Directory> {
        self.api.settings.directory.then_some(self)
    }
}

#[cfg(test)]
mod tests;
