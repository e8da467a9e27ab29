//! The macros by which one statement runs on either database.

/// Runs one statement on either database and returns how many rows it changed.
macro_rules! execute {
    ($tx:expr, $sql:expr $(, $bind:expr)* $(,)?) => {
        match &mut $tx.connection {
            $crate::store::Connection::Sqlite(tx) => {
                sqlx::query($sql)$(.bind($bind))*.execute(&mut **tx).await.map(|done| done.rows_affected())
            }
            $crate::store::Connection::Postgres(tx) => {
                sqlx::query($sql)$(.bind($bind))*.execute(&mut **tx).await.map(|done| done.rows_affected())
            }
        }
        .map_err($crate::store::StoreError::from)
    };
}

/// Runs one statement on either database and reads its rows with `$fetch` (`fetch_optional`, `fetch_one`, `fetch_all`).
macro_rules! fetch {
    ($tx:expr, $fetch:ident, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {
        match &mut $tx.connection {
            $crate::store::Connection::Sqlite(tx) => {
                sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.$fetch(&mut **tx).await
            }
            $crate::store::Connection::Postgres(tx) => {
                sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.$fetch(&mut **tx).await
            }
        }
        .map_err($crate::store::StoreError::from)
    };
}

/// Runs a statement that is put together as by [`fetch_built!`].
macro_rules! execute_built {
    ($tx:expr, |$query:ident| $build:block) => {
        match &mut $tx.connection {
            $crate::store::Connection::Sqlite(tx) => {
                let mut $query = sqlx::QueryBuilder::<sqlx::Sqlite>::default();
                $build
                $query.build().execute(&mut **tx).await.map(|done| done.rows_affected())
            }
            $crate::store::Connection::Postgres(tx) => {
                let mut $query = sqlx::QueryBuilder::<sqlx::Postgres>::default();
                $build
                $query.build().execute(&mut **tx).await.map(|done| done.rows_affected())
            }
        }
        .map_err($crate::store::StoreError::from)
    };
}

/// Reads the rows of a statement that is put together for the question at hand: `$query` is a `sqlx::QueryBuilder`, to
/// which `$build` adds fixed text by `push` and every value by `push_bind`.
macro_rules! fetch_built {
    ($tx:expr, $row:ty, |$query:ident| $build:block) => {
        match &mut $tx.connection {
            $crate::store::Connection::Sqlite(tx) => {
                let mut $query = sqlx::QueryBuilder::<sqlx::Sqlite>::default();
                $build
                $query.build_query_as::<$row>().fetch_all(&mut **tx).await
            }
            $crate::store::Connection::Postgres(tx) => {
                let mut $query = sqlx::QueryBuilder::<sqlx::Postgres>::default();
                $build
                $query.build_query_as::<$row>().fetch_all(&mut **tx).await
            }
        }
        .map_err($crate::store::StoreError::from)
    };
}
