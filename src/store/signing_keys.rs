//! Signing keys.

use crate::domain::key::KeyRecord;
use crate::domain::time::Timestamp;
use crate::store::{Change, StoreError, Tx, rows};

#[derive(sqlx::FromRow)]
struct Row {
    kid: String,
    algorithm: String,
    generation: i64,
    public_jwk: String,
    sealed: Vec<u8>,
    created_at: Timestamp,
    signs_from: Timestamp,
    retires_at: Option<Timestamp>,
}

impl TryFrom<Row> for KeyRecord {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            kid: row.kid,
            algorithm: rows::algorithm(&row.algorithm)?,
            generation: row.generation,
            public_jwk: row.public_jwk,
            sealed: row.sealed,
            created_at: row.created_at,
            signs_from: row.signs_from,
            retires_at: row.retires_at,
        })
    }
}

impl Tx {
    /// Publishes a key. False when its generation already has one of this algorithm: somebody was faster.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert_signing_key(&mut self, key: &KeyRecord) -> Result<bool, StoreError> {
        let made = execute!(
            self,
            "INSERT INTO signing_keys
                 (kid, algorithm, generation, public_jwk, sealed, created_at, signs_from, retires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (algorithm, generation) DO NOTHING",
            &key.kid,
            key.algorithm.as_str(),
            key.generation,
            &key.public_jwk,
            &key.sealed,
            key.created_at,
            key.signs_from,
            key.retires_at,
        )?;
        Ok(made == 1)
    }

    /// Every key that is published at `now`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn published_keys(&mut self, now: Timestamp) -> Result<Vec<KeyRecord>, StoreError> {
        let rows = fetch!(
            self,
            fetch_all,
            Row,
            "SELECT kid, algorithm, generation, public_jwk, sealed, created_at, signs_from, retires_at
             FROM signing_keys WHERE retires_at IS NULL OR retires_at > $1 ORDER BY algorithm, generation",
            now,
        )?;
        rows.into_iter().map(KeyRecord::try_from).collect()
    }

    /// Every key that there is, those of one algorithm together, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn signing_keys(&mut self) -> Result<Vec<KeyRecord>, StoreError> {
        let rows = fetch!(
            self,
            fetch_all,
            Row,
            "SELECT kid, algorithm, generation, public_jwk, sealed, created_at, signs_from, retires_at
             FROM signing_keys ORDER BY algorithm, generation DESC",
        )?;
        rows.into_iter().map(KeyRecord::try_from).collect()
    }

    /// Lets a key sign from `at` on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn let_key_sign_from(&mut self, kid: &str, at: Timestamp) -> Result<(), StoreError> {
        self.changed(Change::Keys);
        execute!(self, "UPDATE signing_keys SET signs_from = $2 WHERE kid = $1", kid, at)?;
        Ok(())
    }

    /// Lets a key retire at `at`, whatever was said before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn retire_key(&mut self, kid: &str, at: Timestamp) -> Result<(), StoreError> {
        self.changed(Change::Keys);
        execute!(self, "UPDATE signing_keys SET retires_at = $2 WHERE kid = $1", kid, at)?;
        Ok(())
    }

    /// Lets every key of an earlier generation retire at `at`, unless it retires before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn retire_keys_before(&mut self, generation: i64, at: Timestamp) -> Result<u64, StoreError> {
        self.changed(Change::Keys);
        execute!(
            self,
            "UPDATE signing_keys SET retires_at = $2 WHERE generation < $1 AND retires_at IS NULL",
            generation,
            at,
        )
    }
}
