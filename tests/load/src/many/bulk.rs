//! Millions of rows into a database, as fast as it takes them: nothing is kept safe meanwhile, and indexes are made at the end.

use anyhow::Context;
use larkgate::config::Database;
use sqlx::postgres::PgPoolCopyExt;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgPool, QueryBuilder, Row, Sqlite};

/// How many values one statement of SQLite has at most.
const MOST_VALUES: usize = 5_000;
/// How many bytes are sent to PostgreSQL at a time.
const PIECE: usize = 1 << 20;

/// A row: its values as texts, in the order of the columns.
pub(super) type Values = Vec<Option<String>>;

/// A database that takes rows.
pub(super) struct Bulk {
    to: To,
    /// What makes again what was in the way.
    cleared: Vec<String>,
}

enum To {
    Sqlite(SqliteConnection),
    Postgres(PgPool),
}

impl Bulk {
    /// Opens it; its tables are there.
    pub(super) async fn open(database: &Database) -> anyhow::Result<Self> {
        let to = match database {
            Database::Sqlite(path) => {
                let options = SqliteConnectOptions::new().filename(path).journal_mode(SqliteJournalMode::Off);
                let options = options.synchronous(SqliteSynchronous::Off).pragma("cache_size", "-1000000");
                To::Sqlite(options.connect().await?)
            }
            Database::Postgres(url) => To::Postgres(PgPool::connect(url.reveal()).await?),
        };
        Ok(Self { to, cleared: Vec::new() })
    }

    /// Puts rows into a table, whose indexes are gone until the end, and SQLite's triggers too: PostgreSQL has none for inserting.
    pub(super) async fn fill(
        &mut self,
        table: &str,
        columns: &str,
        rows: impl Iterator<Item = Values>,
    ) -> anyhow::Result<()> {
        self.clear_the_way(table).await?;
        match &mut self.to {
            To::Sqlite(connection) => into_sqlite(connection, table, columns, rows).await,
            To::Postgres(pool) => into_postgres(pool, table, columns, rows).await,
        }
    }

    async fn clear_the_way(&mut self, table: &str) -> anyhow::Result<()> {
        for (what, definition) in self.in_the_way(table).await? {
            self.execute(&format!("DROP {what}")).await?;
            self.cleared.push(definition);
        }
        Ok(())
    }

    /// What is no part of the table's definition, and what makes it again.
    async fn in_the_way(&mut self, table: &str) -> anyhow::Result<Vec<(String, String)>> {
        Ok(match &mut self.to {
            To::Sqlite(connection) => {
                let query = "SELECT type || ' ' || name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND tbl_name = $1 AND sql IS NOT NULL";
                let rows = sqlx::query(query).bind(table).fetch_all(connection).await?;
                rows.iter().map(|row| (row.get(0), row.get(1))).collect()
            }
            To::Postgres(pool) => {
                let query = "SELECT 'index ' || indexname, indexdef FROM pg_indexes WHERE tablename = $1 AND schemaname = 'public'
                             AND indexname NOT IN (SELECT conname FROM pg_constraint)";
                let rows = sqlx::query(query).bind(table).fetch_all(&*pool).await?;
                rows.iter().map(|row| (row.get(0), row.get(1))).collect()
            }
        })
    }

    /// Numbers the next line of the audit log.
    pub(super) async fn number_lines_from(&mut self, next: u64) -> anyhow::Result<()> {
        let sql = match self.to {
            To::Sqlite(_) => format!("UPDATE audit_order SET seq = {next}"),
            To::Postgres(_) => format!("ALTER SEQUENCE audit_order RESTART {next}"),
        };
        self.execute(&sql).await
    }

    async fn execute(&mut self, sql: &str) -> anyhow::Result<()> {
        let sql = AssertSqlSafe(sql.to_owned());
        let _rows = match &mut self.to {
            To::Sqlite(connection) => sqlx::query(sql).execute(connection).await?.rows_affected(),
            To::Postgres(pool) => sqlx::query(sql).execute(&*pool).await?.rows_affected(),
        };
        Ok(())
    }

    /// Makes the indexes again, tells PostgreSQL's planner what there is, as it does by itself sooner or later, and says how
    /// many bytes that is.
    pub(super) async fn finish(mut self) -> anyhow::Result<i64> {
        for definition in std::mem::take(&mut self.cleared) {
            self.execute(&definition).await?;
        }
        match self.to {
            To::Sqlite(mut connection) => {
                let pages = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()";
                let bytes = sqlx::query_scalar(pages).fetch_one(&mut connection).await?;
                connection.close().await?;
                Ok(bytes)
            }
            To::Postgres(pool) => {
                sqlx::query("VACUUM ANALYZE").execute(&pool).await?;
                let bytes = sqlx::query_scalar("SELECT pg_database_size(current_database())")
                    .fetch_one(&pool)
                    .await?;
                pool.close().await;
                Ok(bytes)
            }
        }
    }
}

async fn into_sqlite(
    connection: &mut SqliteConnection,
    table: &str,
    columns: &str,
    rows: impl Iterator<Item = Values>,
) -> anyhow::Result<()> {
    let at_once = MOST_VALUES / columns.split(',').count().max(1);
    let mut rows = rows.peekable();
    sqlx::query("BEGIN").execute(&mut *connection).await?;
    while rows.peek().is_some() {
        let mut query = QueryBuilder::<Sqlite>::new(format!("INSERT INTO {table} ({columns}) "));
        query.push_values(rows.by_ref().take(at_once), |mut row, values| {
            for value in values {
                row.push_bind(value);
            }
        });
        query.build().execute(&mut *connection).await?;
    }
    sqlx::query("COMMIT").execute(connection).await?;
    Ok(())
}

async fn into_postgres(
    pool: &PgPool,
    table: &str,
    columns: &str,
    rows: impl Iterator<Item = Values>,
) -> anyhow::Result<()> {
    let mut copy = pool.copy_in_raw(&format!("COPY {table} ({columns}) FROM STDIN")).await?;
    let mut piece = String::with_capacity(PIECE);
    for row in rows {
        for (position, value) in row.iter().enumerate() {
            if position > 0 {
                piece.push('\t');
            }
            match value {
                Some(text) => piece.push_str(&escaped(text)),
                None => piece.push_str("\\N"),
            }
        }
        piece.push('\n');
        if piece.len() >= PIECE {
            copy.send(std::mem::take(&mut piece).into_bytes()).await?;
        }
    }
    copy.send(piece.into_bytes()).await?;
    copy.finish().await.context("PostgreSQL did not take the rows")?;
    Ok(())
}

/// As COPY wants it.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\n', "\\n").replace('\t', "\\t").replace('\r', "\\r")
}
