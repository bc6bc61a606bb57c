//! The database as the rooms use it: durable, all or nothing, and forgetful of what was deleted.
#![expect(clippy::unwrap_used, reason = "a test that can not go on fails")]
#![expect(clippy::print_stdout, reason = "a test that is skipped says why")]

use std::path::PathBuf;

use almoner_base::Secret;
use almoner_store::{Database, Error};
use sea_orm::{ConnectionTrait, DbErr, Statement};
use sea_orm_migration::prelude::*;

struct Tables;

#[async_trait::async_trait]
impl MigratorTrait for Tables {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(First)]
    }
}

struct First;

impl MigrationName for First {
    fn name(&self) -> &str {
        "m0001_test"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for First {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .get_connection()
            .execute_unprepared("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
            .await?;
        Ok(())
    }
}

/// A folder that is removed when this is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NEXT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let number = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("almoner-store-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self) -> PathBuf {
        self.0.join("test.db")
    }

    fn open(&self) -> Database {
        Database::open::<Tables>(&self.file()).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}

fn execute(database: &Database, sql: &str) -> Result<(), Error> {
    database.run(async { database.connection().execute_unprepared(sql).await }).map(|_| ())
}

fn number(database: &Database, sql: &str) -> i64 {
    let connection = database.connection();
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let row = database.run(async { connection.query_one_raw(statement).await }).unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

fn count(database: &Database) -> i64 {
    number(database, "SELECT COUNT(*) FROM note")
}

#[test]
fn rows_outlive_the_process_and_migrations_run_once() {
    let folder = Folder::new();
    execute(&folder.open(), "INSERT INTO note VALUES (1, 'a')").unwrap();
    assert_eq!(count(&folder.open()), 1);
}

#[test]
fn a_commit_survives_a_power_cut_by_the_settings_that_sqlite_documents_for_it() {
    let folder = Folder::new();
    let database = folder.open();
    assert_eq!(number(&database, "PRAGMA synchronous"), 2, "FULL");
    assert_eq!(number(&database, "PRAGMA secure_delete"), 1, "ON");
    assert_eq!(number(&database, "PRAGMA foreign_keys"), 1, "ON");
    assert_eq!(number(&database, "SELECT COUNT(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'"), 1);
}

#[test]
fn a_transaction_that_fails_leaves_nothing() {
    let folder = Folder::new();
    let database = folder.open();
    let failed = database.transaction(async |transaction| {
        transaction.execute_unprepared("INSERT INTO note VALUES (1, 'a')").await?;
        transaction.execute_unprepared("INSERT INTO note VALUES (1, 'again')").await
    });
    assert!(failed.is_err());
    assert_eq!(count(&database), 0);
    let done =
        database.transaction(async |transaction| transaction.execute_unprepared("INSERT INTO note VALUES (1, 'a')").await);
    assert!(done.is_ok());
    assert_eq!(count(&database), 1);
}

#[test]
fn errors_do_not_quote_values() {
    let folder = Folder::new();
    let database = folder.open();
    execute(&database, "INSERT INTO note VALUES (1, 'a')").unwrap();
    for sql in ["INSERT INTO note VALUES (1, 'Ann Example')", "SELECT 'Ann Example' FROM nowhere", "Ann Example"] {
        let error = execute(&database, sql).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("Ann"), "{error:?}");
    }
}

#[test]
fn a_full_database_is_told_as_a_full_disk() {
    let folder = Folder::new();
    let database = folder.open();
    // SQLite's own ceiling raises the same error as a disk without room.
    let pages = number(&database, "PRAGMA page_count");
    execute(&database, &format!("PRAGMA max_page_count = {}", pages + 1)).unwrap();
    let error = execute(&database, &format!("INSERT INTO note VALUES (1, '{}')", "a".repeat(100_000))).unwrap_err();
    assert!(matches!(error, Error::Full), "{error:?}");
}

#[test]
fn what_was_deleted_is_in_neither_file_after_a_checkpoint() {
    let folder = Folder::new();
    let database = folder.open();
    execute(&database, "INSERT INTO note VALUES (1, 'canary-of-a-deleted-row'), (2, 'kept-row')").unwrap();
    database.checkpoint().unwrap();
    let bytes = || {
        let mut all = Vec::new();
        for entry in std::fs::read_dir(&folder.0).unwrap() {
            all.extend(std::fs::read(entry.unwrap().path()).unwrap());
        }
        String::from_utf8_lossy(&all).into_owned()
    };
    assert!(bytes().contains("canary-of-a-deleted-row"), "it was there");
    execute(&database, "DELETE FROM note WHERE id = 1").unwrap();
    database.checkpoint().unwrap();
    let left = bytes();
    assert!(!left.contains("canary-of-a-deleted-row") && left.contains("kept-row"));
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let folder = Folder::new();
    let content = "not a database, ".repeat(1000);
    std::fs::write(folder.file(), &content).unwrap();
    assert!(matches!(Database::open::<Tables>(&folder.file()), Err(Error::Open | Error::Migrate)));
    assert_eq!(std::fs::read_to_string(folder.file()).unwrap(), content);
}

/// The server that the test set-up has started.
fn postgres() -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "the test set-up says where its counterpart is")]
    let server = std::env::var("ALMONER_TEST_POSTGRES").ok();
    if server.is_none() {
        println!("skipped: ALMONER_TEST_POSTGRES names no server (scripts/test starts one)");
    }
    server
}

struct Nothing;

impl MigratorTrait for Nothing {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        Vec::new()
    }
}

#[test]
fn postgresql_keeps_the_same_promises() {
    let Some(server) = postgres() else { return };
    let home = Database::connect::<Nothing>(&Secret::new(format!("{server}/postgres"))).unwrap();
    let name = format!("store_{}", std::process::id());
    execute(&home, &format!("CREATE DATABASE {name}")).unwrap();
    let open = || Database::connect::<Tables>(&Secret::new(format!("{server}/{name}"))).unwrap();
    let database = open();
    let failed = database.transaction(async |transaction| {
        transaction.execute_unprepared("INSERT INTO note VALUES (1, 'a')").await?;
        transaction.execute_unprepared("INSERT INTO note VALUES (1, 'again')").await
    });
    assert!(failed.is_err());
    assert_eq!(count(&database), 0);
    execute(&database, "INSERT INTO note VALUES (1, 'a')").unwrap();
    database.checkpoint().unwrap();
    for sql in ["INSERT INTO note VALUES (1, 'Ann Example')", "SELECT 'Ann Example' FROM nowhere", "Ann Example"] {
        let error = execute(&database, sql).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("Ann"), "{error:?}");
    }
    assert_eq!(
        number(&database, "SELECT COUNT(*) FROM pg_settings WHERE name = 'synchronous_commit' AND setting = 'on'"),
        1
    );
    drop(database);
    assert_eq!(count(&open()), 1, "rows outlive the connection, and migrations run once");
    execute(&home, &format!("DROP DATABASE {name} WITH (FORCE)")).unwrap();
}

#[test]
fn a_server_on_another_machine_is_refused_before_anything_is_sent() {
    for url in ["postgres://db.example/x", "postgres://192.0.2.1/x?sslmode=require", "mysql://localhost/x", "nothing"] {
        let refused = Database::connect::<Nothing>(&Secret::new(url.to_owned()));
        assert!(matches!(refused, Err(Error::Address)), "{url}");
    }
}

#[test]
fn a_folder_that_is_not_there_is_an_error() {
    let folder = Folder::new();
    assert!(matches!(Database::open::<Tables>(&folder.0.join("nowhere/test.db")), Err(Error::Open)));
}
