//! Tickets to applications behind reverse proxies.

use crate::domain::access::Ticket;
use crate::domain::id::{AccountId, SessionId};
use crate::domain::time::Timestamp;
use crate::domain::token::TokenHash;
use crate::store::{StoreError, Tx};

#[derive(sqlx::FromRow)]
struct Row {
    binding: TokenHash,
    application: String,
    account_id: AccountId,
    chain: SessionId,
    return_to: String,
    session_ends: Timestamp,
    expires_at: Timestamp,
}

impl Tx {
    /// Keeps a new ticket.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert_ticket(&mut self, ticket: &Ticket) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO application_tickets
                 (hash, binding, application, account_id, chain, return_to, session_ends, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            &ticket.hash,
            &ticket.binding,
            &ticket.application,
            &ticket.account,
            &ticket.chain,
            &ticket.return_to,
            ticket.session_ends,
            ticket.expires_at,
        )?;
        Ok(())
    }

    /// Spends a ticket to this application: whoever asks first gets it, and nobody else. What the browser must prove
    /// beside it is for the caller to compare, since a ticket that was shown in the wrong browser is spent as well.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_ticket(
        &mut self,
        hash: &TokenHash,
        application: &str,
        now: Timestamp,
    ) -> Result<Option<Ticket>, StoreError> {
        let row = fetch!(
            self,
            fetch_optional,
            Row,
            "UPDATE application_tickets SET spent_at = $3
             WHERE hash = $1 AND application = $2 AND spent_at IS NULL AND expires_at > $3
             RETURNING binding, application, account_id, chain, return_to, session_ends, expires_at",
            hash,
            application,
            now,
        )?;
        Ok(row.map(|row| Ticket {
            hash: hash.clone(),
            binding: row.binding,
            application: row.application,
            account: row.account_id,
            chain: row.chain,
            return_to: row.return_to,
            session_ends: row.session_ends,
            expires_at: row.expires_at,
        }))
    }
}
