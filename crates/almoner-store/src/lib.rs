//! One way to open a database, migrate it and speak to it.
//!
//! SQLite in WAL mode with `synchronous = FULL`, or PostgreSQL 15 or newer with `synchronous_commit = on`: a committed
//! transaction survives a kill and a power cut. Migrations only go forward, and are the same for both. The rooms above are
//! synchronous; this crate holds the small asynchronous runtime that the driver needs.
//!
//! A PostgreSQL on another machine is refused: the driver is built without TLS (its TLS would bring a second cryptographic
//! backend, see docs/decisions/0002), and nothing goes over a network in the clear.
#![warn(missing_docs)]

mod migrate;

use std::future::Future;
use std::path::Path;

use almoner_base::Secret;
use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, DatabaseConnection, DatabaseTransaction, DbErr, TransactionTrait};
use sea_orm_migration::MigratorTrait;
use thiserror::Error;

pub use migrate::Step;

/// Why the database refused. The driver's own message may quote values, so it is not carried on.
#[derive(Debug, Error)]
pub enum Error {
    /// The file can not be opened or is not a database.
    #[error("database can not be opened")]
    Open,
    /// The tables can not be brought to this build's form.
    #[error("database can not be migrated to this build's tables")]
    Migrate,
    /// The disk is full.
    #[error("disk is full")]
    Full,
    /// A statement failed.
    #[error("database statement failed ({0})")]
    Statement(&'static str),
    /// The runtime could not start.
    #[error("database runtime could not start")]
    Runtime,
    /// The address of the database is none, or on another machine.
    #[error(
        "database address: expected `postgres://` to this machine or `host=/folder/of/a/socket` (hint: bring a remote one here by a TLS tunnel)"
    )]
    Address,
}

impl Error {
    fn from_driver(error: &DbErr) -> Self {
        let text = error.to_string();
        let full = ["disk is full", "database or disk", "No space left on device"];
        if full.iter().any(|words| text.contains(words)) {
            return Self::Full;
        }
        Self::Statement(match error {
            DbErr::RecordNotFound(_) => "no such row",
            DbErr::Conn(_) | DbErr::ConnectionAcquire(_) => "connection",
            DbErr::Query(_) => "query",
            DbErr::Exec(_) => "execution",
            DbErr::Json(_) | DbErr::Type(_) | DbErr::TryIntoErr { .. } => "type",
            _ => "other",
        })
    }
}

/// An open database of one zone.
pub struct Database {
    connection: DatabaseConnection,
    is_sqlite: bool,
    runtime: tokio::runtime::Runtime,
}

impl Database {
    /// Opens the database file, making it where it is missing, and brings its tables to the migrator's newest form.
    ///
    /// # Errors
    /// The file can not be opened or migrated.
    pub fn open<M: MigratorTrait>(path: &Path) -> Result<Self, Error> {
        // Without I/O of its own: the driver works on a thread, and a confined zone has no socket to wait for.
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().map_err(|_| Error::Runtime)?;
        let file = path.to_owned();
        let mut options = ConnectOptions::new("sqlite::memory:");
        options.sqlx_logging(false).max_connections(1).min_connections(1);
        options.map_sqlx_sqlite_opts(move |sqlite| {
            sqlite
                .filename(&file)
                .in_memory(false)
                .shared_cache(false)
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                // What is deleted is overwritten with zeros, which crypto-shredding relies on.
                .pragma("secure_delete", "ON")
                // A zone may write in its own folder only; temporary files elsewhere would fail there.
                .pragma("temp_store", "MEMORY")
        });
        Self::ready::<M>(options, runtime, true)
    }

    /// Connects to a database of a PostgreSQL server on this machine, which must exist, and brings its tables to the migrator's
    /// newest form.
    ///
    /// # Errors
    /// The address is none or elsewhere, nobody answers, or the tables can not be migrated.
    pub fn connect<M: MigratorTrait>(url: &Secret<String>) -> Result<Self, Error> {
        if !["postgres://", "postgresql://"].iter().any(|scheme| url.expose().starts_with(scheme)) {
            return Err(Error::Address);
        }
        let own: PgConnectOptions = url.expose().parse().map_err(|_| Error::Address)?;
        let here = own.get_socket().is_some() || ["localhost", "127.0.0.1", "[::1]", "::1"].contains(&own.get_host());
        if !here && !own.get_host().starts_with('/') {
            return Err(Error::Address);
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|_| Error::Runtime)?;
        let mut options = ConnectOptions::new(url.expose().clone());
        options.sqlx_logging(false).max_connections(1).min_connections(1).connect_timeout(PATIENCE);
        options.map_sqlx_postgres_opts(|postgres| {
            postgres.application_name("almoner").options([("synchronous_commit", "on"), ("timezone", "UTC")])
        });
        Self::ready::<M>(options, runtime, false)
    }

    fn ready<M: MigratorTrait>(
        options: ConnectOptions,
        runtime: tokio::runtime::Runtime,
        is_sqlite: bool,
    ) -> Result<Self, Error> {
        let connection = runtime.block_on(sea_orm::Database::connect(options)).map_err(|_| Error::Open)?;
        runtime.block_on(M::up(&connection, None)).map_err(|_| Error::Migrate)?;
        Ok(Self { connection, is_sqlite, runtime })
    }

    /// The connection, for statements that stand alone.
    #[must_use]
    pub fn connection(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// Waits for a statement.
    ///
    /// # Errors
    /// The statement failed; its values are not told.
    pub fn run<T>(&self, statement: impl Future<Output = Result<T, DbErr>>) -> Result<T, Error> {
        self.runtime.block_on(statement).map_err(|error| Error::from_driver(&error))
    }

    /// Runs statements in one transaction: all become durable, or none.
    ///
    /// # Errors
    /// A statement or the commit failed; nothing was changed.
    pub fn transaction<T>(&self, work: impl AsyncFnOnce(&DatabaseTransaction) -> Result<T, DbErr>) -> Result<T, Error> {
        self.run(async {
            let transaction = self.connection.begin().await?;
            let result = work(&transaction).await?;
            transaction.commit().await?;
            Ok(result)
        })
    }

    /// Writes SQLite's log back into the database file and empties it, so that nothing deleted lingers there. PostgreSQL keeps
    /// what was deleted until it vacuums and recycles its log; what must be gone at once is kept in neither.
    ///
    /// # Errors
    /// The checkpoint failed.
    pub fn checkpoint(&self) -> Result<(), Error> {
        use sea_orm::ConnectionTrait;
        if !self.is_sqlite {
            return Ok(());
        }
        self.run(async { self.connection.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await }).map(|_| ())
    }
}

/// How long a server that does not answer is waited for.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Database(..)")
    }
}
