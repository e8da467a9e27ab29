//! Consent (OpenID Connect Core §3.1.2.4): a person is asked what a third-party application may have, and once.

use crate::domain::auth_request::OidcRequest;
use crate::domain::client::Client;
use crate::domain::id::AccountId;
use crate::domain::time::Timestamp;
use crate::store::{StoreError, Tx};

/// An authorization request with what decides whether the person is asked about it.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// What is asked.
    pub request: &'a OidcRequest,
    /// Who asks.
    pub client: &'a Client,
    /// When the attempt for it began, where there is one already.
    pub since: Option<Timestamp>,
}

impl Asked<'_> {
    /// Whether the person must be asked first. First-party applications belong to the company, and nobody is asked
    /// about those. A consent that covers the request will do, with `prompt=consent` only one that was given after the
    /// attempt had begun; it is held until the transaction ends.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lacks_consent(&self, tx: &mut Tx, account: &AccountId) -> Result<bool, StoreError> {
        if !self.client.third_party {
            return Ok(false);
        }
        let Some(consent) = tx.hold_consent(account, &self.client.id).await? else { return Ok(true) };
        // Strictly: what was given in the second in which the attempt began may have been given before it.
        let is_new = self.since.is_some_and(|since| consent.given_at > since);
        Ok(!consent.covers(self.request) || (self.request.asks_consent && !is_new))
    }
}
