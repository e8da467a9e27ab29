//! Grants.

use crate::domain::account::BoundAccount;
use crate::domain::claims::RequestedClaims;
use crate::domain::consent::Granted;
use crate::domain::grant::Grant;
use crate::domain::id::{AccountId, GrantId, SessionId};
use crate::domain::time::Timestamp;
use crate::store::rows::{self, BoundAccountRow, bound_account_columns};
use crate::store::{StoreError, Tx};

#[derive(sqlx::FromRow)]
struct Row {
    id: GrantId,
    client_id: String,
    grant_account: AccountId,
    session_id: SessionId,
    scope: String,
    claims: String,
    resources: String,
    auth_time: Timestamp,
    created_at: Timestamp,
    #[sqlx(flatten)]
    bound: BoundAccountRow,
}

impl Tx {
    /// Keeps a new grant; `expires_at` is when the last thing that can come of it lapses.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert_grant(&mut self, grant: &Grant, expires_at: Timestamp) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO grants (id, client_id, account_id, session_id, scope, claims, resources, auth_time,
                                 created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            &grant.id,
            &grant.client_id,
            &grant.account,
            &grant.session,
            grant.scope.to_string(),
            rows::to_json(&grant.claims, "claims")?,
            rows::to_json(&grant.resources, "resources")?,
            grant.auth_time,
            grant.created_at,
            expires_at,
        )?;
        Ok(())
    }

    /// The grant with its person, as long as it is not revoked and the person not disabled.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn live_grant(&mut self, id: &GrantId) -> Result<Option<(Grant, BoundAccount)>, StoreError> {
        let row = fetch!(
            self,
            fetch_optional,
            Row,
            concat!(
                "SELECT g.id, g.client_id, g.account_id AS grant_account, g.session_id, g.scope, g.claims,
                        g.resources, g.auth_time, g.created_at, ",
                bound_account_columns!(),
                " FROM grants g JOIN accounts a ON a.id = g.account_id JOIN bindings b ON b.account_id = a.id
                 WHERE g.id = $1 AND g.revoked_at IS NULL AND a.enabled
                 ORDER BY b.bound_at DESC LIMIT 1"
            ),
            id,
        )?;
        let Some(row) = row else { return Ok(None) };
        let grant = Grant {
            id: row.id,
            client_id: row.client_id,
            account: row.grant_account,
            session: row.session_id,
            scope: rows::scope(&row.scope)?,
            claims: rows::from_json(&row.claims, "claims")?,
            resources: rows::from_json(&row.resources, "resources")?,
            auth_time: row.auth_time,
            created_at: row.created_at,
        };
        Ok(Some((grant, row.bound.into())))
    }

    /// What each application has of a person at present, by name of client.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn granted_by(
        &mut self,
        account: &AccountId,
        now: Timestamp,
    ) -> Result<Vec<Granted>, StoreError> {
        let rows = fetch!(
            self,
            fetch_all,
            (String, String, String, Timestamp),
            "SELECT client_id, scope, claims, MIN(created_at) AS since FROM grants
             WHERE account_id = $1 AND revoked_at IS NULL AND expires_at > $2
             GROUP BY client_id, scope, claims ORDER BY client_id, since",
            account,
            now,
        )?;
        let mut granted: Vec<Granted> = Vec::new();
        for (client_id, scope, claims, since) in rows {
            let scope = rows::scope(&scope)?;
            let claims: RequestedClaims = rows::from_json(&claims, "claims")?;
            let mut names: Vec<_> = claims.names().map(str::to_owned).collect();
            if let Some(before) = granted.pop_if(|last| last.client_id == client_id) {
                names.extend(before.claims);
                let scope = before.scope.with(&scope);
                granted.push(Granted { scope, claims: names, ..before });
            } else {
                granted.push(Granted { client_id, scope, claims: names, since });
            }
        }
        for one in &mut granted {
            one.claims.sort_unstable();
            one.claims.dedup();
        }
        Ok(granted)
    }

    /// Whether the application was granted anything in this session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_grant_in_session(
        &mut self,
        session: &SessionId,
        client_id: &str,
    ) -> Result<bool, StoreError> {
        let found = fetch!(
            self,
            fetch_optional,
            (GrantId,),
            "SELECT id FROM grants WHERE session_id = $1 AND client_id = $2 LIMIT 1",
            session,
            client_id,
        )?;
        Ok(found.is_some())
    }

    /// Withdraws a grant and with it every token that came of it. False when it was withdrawn before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revoke_grant(&mut self, id: &GrantId, now: Timestamp) -> Result<bool, StoreError> {
        let revoked = execute!(
            self,
            "UPDATE grants SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL",
            id,
            now
        )?;
        Ok(revoked == 1)
    }
}
