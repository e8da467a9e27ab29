//! Sign-in attempts.

use crate::domain::auth_request::{AuthRequest, Purpose, Stage};
use crate::domain::time::Timestamp;
use crate::domain::token::TokenHash;
use crate::store::{StoreError, Tx, rows};

#[derive(sqlx::FromRow)]
struct Row {
    handle: TokenHash,
    browser: TokenHash,
    purpose: String,
    created_at: Timestamp,
    expires_at: Timestamp,
    taken_at: Option<Timestamp>,
    done_at: Option<Timestamp>,
}

impl TryFrom<Row> for AuthRequest {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let stage = match (row.taken_at, row.done_at) {
            (_, Some(_)) => Stage::Done,
            (Some(_), None) => Stage::Taken,
            (None, None) => Stage::Pending,
        };
        let purpose: Purpose = rows::from_json(&row.purpose, "purpose")?;
        Ok(Self {
            handle: row.handle,
            browser: row.browser,
            purpose,
            stage,
            created_at: row.created_at,
            expires_at: row.expires_at,
        })
    }
}

impl Tx {
    /// Keeps a new attempt.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert_auth_request(&mut self, request: &AuthRequest) -> Result<(), StoreError> {
        let purpose = rows::to_json(&request.purpose, "purpose")?;
        execute!(
            self,
            "INSERT INTO auth_requests (handle, browser, purpose, created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5)",
            &request.handle,
            &request.browser,
            purpose.as_str(),
            request.created_at,
            request.expires_at,
        )?;
        Ok(())
    }

    /// The attempt with this handle, lapsed or not, as long as it is kept.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn auth_request(&mut self, handle: &TokenHash) -> Result<Option<AuthRequest>, StoreError> {
        let row = fetch!(
            self,
            fetch_optional,
            Row,
            "SELECT handle, browser, purpose, created_at, expires_at, taken_at, done_at
             FROM auth_requests WHERE handle = $1",
            handle,
        )?;
        row.map(AuthRequest::try_from).transpose()
    }

    /// Takes the upstream's answer for this attempt: true for one caller, once, and only in the browser that began it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_auth_request(
        &mut self,
        handle: &TokenHash,
        browser: &TokenHash,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let taken = execute!(
            self,
            "UPDATE auth_requests SET taken_at = $3
             WHERE handle = $1 AND browser = $2 AND taken_at IS NULL AND done_at IS NULL AND expires_at > $3",
            handle,
            browser,
            now,
        )?;
        Ok(taken == 1)
    }

    /// Marks the attempt as having signed somebody in: true for one caller, once.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn finish_auth_request(
        &mut self,
        handle: &TokenHash,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let finished = execute!(
            self,
            "UPDATE auth_requests SET done_at = $2 WHERE handle = $1 AND done_at IS NULL",
            handle,
            now,
        )?;
        Ok(finished == 1)
    }
}
