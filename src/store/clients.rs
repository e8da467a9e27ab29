//! Clients registered at run time; those of the configuration file never come here.

use crate::domain::client::{Client, Source};
use crate::domain::redirect_uri::RedirectUri;
use crate::domain::time::Timestamp;
use crate::domain::token::TokenHash;
use crate::store::{StoreError, Tx, rows};

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    name: String,
    secret: Option<TokenHash>,
    redirect_uris: String,
    post_logout_redirect_uris: String,
    scope: String,
    id_token_alg: String,
    audience: Option<String>,
    require_pkce: bool,
    created_at: Timestamp,
}

/// Selects every column of [`Row`].
macro_rules! select {
    () => {
        "SELECT id, name, secret, redirect_uris, post_logout_redirect_uris, scope, id_token_alg, audience, \
         require_pkce, created_at FROM clients"
    };
}

impl TryFrom<Row> for Client {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            name: row.name,
            secret: row.secret,
            redirect_uris: uris(&row.redirect_uris)?,
            post_logout_redirect_uris: uris(&row.post_logout_redirect_uris)?,
            scope: rows::scope(&row.scope)?,
            id_token_alg: rows::algorithm(&row.id_token_alg)?,
            audience: row.audience,
            require_pkce: row.require_pkce,
            source: Source::Database,
            created_at: row.created_at,
        })
    }
}

/// URIs from their JSON array.
fn uris(text: &str) -> Result<Vec<RedirectUri>, StoreError> {
    let uris: Vec<String> = rows::from_json(text, "redirect URI")?;
    let parsed: Result<_, _> = uris.iter().map(|uri| RedirectUri::parse(uri)).collect();
    parsed.map_err(|_refused| StoreError::Corrupt("redirect URI"))
}

/// URIs as a JSON array.
fn uris_text(uris: &[RedirectUri]) -> Result<String, StoreError> {
    rows::to_json(&uris.iter().map(RedirectUri::as_str).collect::<Vec<_>>(), "redirect URI")
}

impl Tx {
    /// Registers a client. False when the id is taken.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert_client(&mut self, client: &Client) -> Result<bool, StoreError> {
        let made = execute!(
            self,
            "INSERT INTO clients
                 (id, name, secret, redirect_uris, post_logout_redirect_uris, scope, id_token_alg, audience,
                  require_pkce, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING",
            &client.id,
            &client.name,
            &client.secret,
            uris_text(&client.redirect_uris)?,
            uris_text(&client.post_logout_redirect_uris)?,
            client.scope.to_string(),
            client.id_token_alg.as_str(),
            &client.audience,
            client.require_pkce,
            client.created_at,
        )?;
        Ok(made == 1)
    }

    /// The client with this id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn client(&mut self, id: &str) -> Result<Option<Client>, StoreError> {
        let row = fetch!(self, fetch_optional, Row, concat!(select!(), " WHERE id = $1"), id,)?;
        row.map(Client::try_from).transpose()
    }

    /// Every client, by id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn clients(&mut self) -> Result<Vec<Client>, StoreError> {
        let rows = fetch!(self, fetch_all, Row, concat!(select!(), " ORDER BY id"),)?;
        rows.into_iter().map(Client::try_from).collect()
    }

    /// Replaces the secret of a confidential client. False when there is no such client, or it is public.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn replace_client_secret(&mut self, id: &str, secret: &TokenHash) -> Result<bool, StoreError> {
        let changed = execute!(
            self,
            "UPDATE clients SET secret = $2 WHERE id = $1 AND secret IS NOT NULL",
            id,
            secret
        )?;
        Ok(changed == 1)
    }

    /// Removes a client and revokes what it was granted. False when there is no such client.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_client(&mut self, id: &str, now: Timestamp) -> Result<bool, StoreError> {
        let removed = execute!(self, "DELETE FROM clients WHERE id = $1", id)?;
        if removed == 1 {
            execute!(
                self,
                "UPDATE grants SET revoked_at = $2 WHERE client_id = $1 AND revoked_at IS NULL",
                id,
                now
            )?;
        }
        Ok(removed == 1)
    }
}
