//! What a database says of itself.

use crate::store::{Connection, StoreError, Tx};

/// Kind, version, size and migration.
#[derive(Debug, Clone)]
pub struct DatabaseFacts {
    /// `SQLite` or `PostgreSQL`, with its version.
    pub kind: String,
    /// In bytes, as far as it says.
    pub size: i64,
    /// The number of the last migration.
    pub migration: i64,
}

impl Tx {
    /// What the database says of itself.
    ///
    /// # Errors
    /// When it fails.
    pub async fn database_facts(&mut self) -> Result<DatabaseFacts, StoreError> {
        let (name, ask) = match &self.connection {
            Connection::Sqlite(_) => (
                "SQLite",
                "SELECT sqlite_version(), (SELECT page_count FROM pragma_page_count())
                     * (SELECT page_size FROM pragma_page_size())",
            ),
            Connection::Postgres(_) => (
                "PostgreSQL",
                "SELECT split_part(current_setting('server_version'), ' ', 1), pg_database_size(current_database())",
            ),
        };
        let (version, size) = fetch!(self, fetch_one, (String, i64), ask)?;
        let (migration,) = fetch!(
            self,
            fetch_one,
            (i64,),
            "SELECT COALESCE(MAX(version), 0) FROM _sqlx_migrations WHERE success"
        )?;
        Ok(DatabaseFacts { kind: format!("{name} {version}"), size, migration })
    }
}
