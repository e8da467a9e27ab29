//! What people let third-party applications have.

use crate::domain::consent::{Consent, Granted};
use crate::domain::id::AccountId;
use crate::domain::time::Timestamp;
use crate::store::{StoreError, Tx, rows};

#[derive(sqlx::FromRow)]
struct Row {
    account_id: AccountId,
    client_id: String,
    scope: String,
    claims: String,
    resources: String,
    given_at: Timestamp,
}

impl TryFrom<Row> for Consent {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            account: row.account_id,
            client_id: row.client_id,
            scope: rows::scope(&row.scope)?,
            claims: rows::from_json(&row.claims, "claims")?,
            resources: rows::from_json(&row.resources, "resources")?,
            given_at: row.given_at,
        })
    }
}

impl Tx {
    /// What every application has of a person: by what was granted and is not over, or by a consent on which more would be
    /// granted unasked. By id of the application.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn had_by_applications(
        &mut self,
        account: &AccountId,
        now: Timestamp,
    ) -> Result<Vec<Granted>, StoreError> {
        let mut all = self.granted_by(account, now).await?;
        for consent in self.consents_of(account).await? {
            match all.iter_mut().find(|has| has.client_id == consent.client_id) {
                Some(has) => has.add(&consent),
                None => all.push(consent.into()),
            }
        }
        all.sort_by(|a, b| a.client_id.cmp(&b.client_id));
        Ok(all)
    }

    /// What the person lets the application have, held until the transaction ends, so that nothing is granted on a
    /// consent that is withdrawn meanwhile.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn hold_consent(
        &mut self,
        account: &AccountId,
        client_id: &str,
    ) -> Result<Option<Consent>, StoreError> {
        let row = fetch!(
            self,
            fetch_optional,
            Row,
            "UPDATE consents SET given_at = given_at WHERE account_id = $1 AND client_id = $2
             RETURNING account_id, client_id, scope, claims, resources, given_at",
            account,
            client_id,
        )?;
        row.map(Consent::try_from).transpose()
    }

    /// Remembers a consent, with what was let before: two at once both count.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remember_consent(&mut self, consent: Consent) -> Result<(), StoreError> {
        // What is there already stays as it is, but is held: nobody else can add to it before the second statement.
        let row = fetch!(
            self,
            fetch_one,
            Row,
            "INSERT INTO consents (account_id, client_id, scope, claims, resources, given_at)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (account_id, client_id) DO UPDATE SET given_at = excluded.given_at
             RETURNING account_id, client_id, scope, claims, resources, given_at",
            &consent.account,
            &consent.client_id,
            consent.scope.to_string(),
            rows::to_json(&consent.claims, "claims")?,
            rows::to_json(&consent.resources, "resources")?,
            consent.given_at,
        )?;
        let all = consent.with(row.try_into()?);
        execute!(
            self,
            "UPDATE consents SET scope = $3, claims = $4, resources = $5
             WHERE account_id = $1 AND client_id = $2",
            &all.account,
            &all.client_id,
            all.scope.to_string(),
            rows::to_json(&all.claims, "claims")?,
            rows::to_json(&all.resources, "resources")?,
        )?;
        Ok(())
    }

    /// Everything the person lets third-party applications have, by name of client.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn consents_of(&mut self, account: &AccountId) -> Result<Vec<Consent>, StoreError> {
        let rows = fetch!(
            self,
            fetch_all,
            Row,
            "SELECT account_id, client_id, scope, claims, resources, given_at
             FROM consents WHERE account_id = $1 ORDER BY client_id",
            account,
        )?;
        rows.into_iter().map(Consent::try_from).collect()
    }

    /// Takes back what an application has of a person: their consent, and every grant with all that came of it. False
    /// when it had nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn withdraw_application(
        &mut self,
        account: &AccountId,
        client_id: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        // The consent first: whoever grants something on it holds it, so that what is granted is seen below.
        let consents = execute!(
            self,
            "DELETE FROM consents WHERE account_id = $1 AND client_id = $2",
            account,
            client_id,
        )?;
        let grants = execute!(
            self,
            "UPDATE grants SET revoked_at = $3
             WHERE account_id = $1 AND client_id = $2 AND revoked_at IS NULL AND expires_at > $3",
            account,
            client_id,
            now,
        )?;
        Ok(consents + grants > 0)
    }
}
