//! Clients registered at run time; those of the configuration file never come here.

use url::Url;

use crate::domain::access::Rule;
use crate::domain::client::{Client, Credentials, EntryRule, GrantTypes, OldSecret, Source, SubjectType};
use crate::domain::key::Algorithm;
use crate::domain::redirect_uri::RedirectUri;
use crate::domain::scope::ServiceScope;
use crate::domain::time::Timestamp;
use crate::domain::token::TokenHash;
use crate::store::{Change, StoreError, Tx, rows};

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    name: String,
    secret: Option<TokenHash>,
    jwks: Option<String>,
    jwks_uri: Option<String>,
    grant_types: String,
    redirect_uris: String,
    post_logout_redirect_uris: String,
    scope: String,
    service_scope: String,
    id_token_alg: String,
    claims_in_id_token: bool,
    userinfo_alg: Option<String>,
    pairwise: bool,
    audience: Option<String>,
    require_pkce: bool,
    third_party: bool,
    backchannel_logout_uri: Option<String>,
    frontchannel_logout_uri: Option<String>,
    created_at: Timestamp,
    old_secret: Option<TokenHash>,
    old_secret_ends_at: Option<Timestamp>,
    rules: String,
}

/// Every column of [`Row`].
macro_rules! columns {
    () => {
        "id, name, secret, jwks, jwks_uri, grant_types, redirect_uris, post_logout_redirect_uris, scope, \
         service_scope, id_token_alg, claims_in_id_token, userinfo_alg, pairwise, audience, require_pkce, \
         third_party, backchannel_logout_uri, frontchannel_logout_uri, created_at, old_secret, old_secret_ends_at, rules"
    };
}

/// A placeholder for each of them.
macro_rules! values {
    () => {
        "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23"
    };
}

impl TryFrom<Row> for Client {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            credentials: credentials(row.secret, row.jwks, row.jwks_uri.as_deref())?,
            old_secret: row
                .old_secret
                .zip(row.old_secret_ends_at)
                .map(|(hash, ends_at)| OldSecret { hash, ends_at }),
            id: row.id,
            name: row.name,
            grant_types: GrantTypes::parse(&row.grant_types).ok_or(StoreError::Corrupt("grant type"))?,
            redirect_uris: uris(&row.redirect_uris)?,
            post_logout_redirect_uris: uris(&row.post_logout_redirect_uris)?,
            scope: rows::scope(&row.scope)?,
            service_scope: ServiceScope::parse(&row.service_scope).ok_or(StoreError::Corrupt("scope"))?,
            id_token_alg: rows::algorithm(&row.id_token_alg)?,
            claims_in_id_token: row.claims_in_id_token,
            userinfo_alg: row.userinfo_alg.as_deref().map(rows::algorithm).transpose()?,
            subject_type: if row.pairwise { SubjectType::Pairwise } else { SubjectType::Public },
            audience: row.audience,
            require_pkce: row.require_pkce,
            third_party: row.third_party,
            backchannel_logout_uri: url(row.backchannel_logout_uri.as_deref())?,
            frontchannel_logout_uri: url(row.frontchannel_logout_uri.as_deref())?,
            rules: rows::from_json::<Vec<EntryRule>>(&row.rules, "rule")?
                .into_iter()
                .map(Rule::from)
                .collect(),
            source: Source::Database,
            created_at: row.created_at,
        })
    }
}

/// At most one of the three is there.
fn credentials(
    secret: Option<TokenHash>,
    jwks: Option<String>,
    jwks_uri: Option<&str>,
) -> Result<Credentials, StoreError> {
    match (secret, jwks, url(jwks_uri)?) {
        (None, None, None) => Ok(Credentials::None),
        (Some(secret), None, None) => Ok(Credentials::Secret(secret)),
        (None, Some(jwks), None) => Ok(Credentials::Jwks(jwks)),
        (None, None, Some(uri)) => Ok(Credentials::JwksUri(uri)),
        _ => Err(StoreError::Corrupt("client credentials")),
    }
}

/// A URL where there is one.
fn url(text: Option<&str>) -> Result<Option<Url>, StoreError> {
    let parsed = text.map(Url::parse).transpose();
    parsed.map_err(|_unparsable| StoreError::Corrupt("URL"))
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
        let sql = concat!(
            "INSERT INTO clients (",
            columns!(),
            ") VALUES (",
            values!(),
            ") ON CONFLICT (id) DO NOTHING"
        );
        self.write_client(sql, client).await
    }

    /// Writes a client anew. False when there is none of this id. Whoever read it first holds it, see [`Tx::hold_client`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn update_client(&mut self, client: &Client) -> Result<bool, StoreError> {
        let sql = concat!("UPDATE clients SET (", columns!(), ") = (", values!(), ") WHERE id = $1");
        self.write_client(sql, client).await
    }

    async fn write_client(&mut self, sql: &'static str, client: &Client) -> Result<bool, StoreError> {
        let (secret, jwks, jwks_uri) = match &client.credentials {
            Credentials::None => (None, None, None),
            Credentials::Secret(secret) => (Some(secret), None, None),
            Credentials::Jwks(jwks) => (None, Some(jwks), None),
            Credentials::JwksUri(uri) => (None, None, Some(uri.as_str())),
        };
        let written = execute!(
            self,
            sql,
            &client.id,
            &client.name,
            secret,
            jwks,
            jwks_uri,
            client.grant_types.to_string(),
            uris_text(&client.redirect_uris)?,
            uris_text(&client.post_logout_redirect_uris)?,
            client.scope.to_string(),
            client.service_scope.to_string(),
            client.id_token_alg.as_str(),
            client.claims_in_id_token,
            client.userinfo_alg.map(Algorithm::as_str),
            client.subject_type == SubjectType::Pairwise,
            &client.audience,
            client.require_pkce,
            client.third_party,
            client.backchannel_logout_uri.as_ref().map(Url::as_str),
            client.frontchannel_logout_uri.as_ref().map(Url::as_str),
            client.created_at,
            client.old_secret.as_ref().map(|old| &old.hash),
            client.old_secret.as_ref().map(|old| old.ends_at),
            rows::to_json(&client.rules.iter().map(EntryRule::from).collect::<Vec<_>>(), "rule")?,
        )?;
        self.clients_changed(written);
        Ok(written == 1)
    }

    /// The client with this id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn client(&mut self, id: &str) -> Result<Option<Client>, StoreError> {
        let row = fetch!(
            self,
            fetch_optional,
            Row,
            concat!("SELECT ", columns!(), " FROM clients WHERE id = $1"),
            id,
        )?;
        row.map(Client::try_from).transpose()
    }

    /// The client with this id, which nobody else changes until the transaction ends.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn hold_client(&mut self, id: &str) -> Result<Option<Client>, StoreError> {
        let row = fetch!(
            self,
            fetch_optional,
            Row,
            concat!("UPDATE clients SET id = id WHERE id = $1 RETURNING ", columns!()),
            id,
        )?;
        row.map(Client::try_from).transpose()
    }

    /// Every client, by id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn clients(&mut self) -> Result<Vec<Client>, StoreError> {
        let rows =
            fetch!(self, fetch_all, Row, concat!("SELECT ", columns!(), " FROM clients ORDER BY id"),)?;
        rows.into_iter().map(Client::try_from).collect()
    }

    /// How much a client has at present: grants that are alive, and people who gave them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn had_by_client(&mut self, id: &str, now: Timestamp) -> Result<(i64, i64), StoreError> {
        fetch!(
            self,
            fetch_one,
            (i64, i64),
            "SELECT COUNT(*), COUNT(DISTINCT account_id) FROM grants
             WHERE client_id = $1 AND revoked_at IS NULL AND expires_at > $2",
            id,
            now,
        )
    }

    /// Removes a client, revokes what it was granted, and forgets who consented. False when there is no such client.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_client(&mut self, id: &str, now: Timestamp) -> Result<bool, StoreError> {
        let removed = execute!(self, "DELETE FROM clients WHERE id = $1", id)?;
        self.clients_changed(removed);
        if removed == 1 {
            execute!(
                self,
                "UPDATE grants SET revoked_at = $2 WHERE client_id = $1 AND revoked_at IS NULL",
                id,
                now
            )?;
            execute!(self, "DELETE FROM consents WHERE client_id = $1", id)?;
        }
        Ok(removed == 1)
    }

    /// Whoever remembers clients is told, where so many rows changed.
    fn clients_changed(&mut self, rows: u64) {
        if rows > 0 {
            self.changed(Change::Clients);
        }
    }
}
