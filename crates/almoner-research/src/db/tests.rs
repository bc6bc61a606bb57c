//! The tables and entities agree, on SQLite and on PostgreSQL.

use almoner_base::Secret;
use almoner_store::Database;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter};
use sea_orm_migration::{MigrationTrait, MigratorTrait};

use super::*;

/// Runs on SQLite, or on a database of its own where `ALMONER_TEST_POSTGRES` names a server.
fn with_database(test: impl FnOnce(&Database)) {
    #[expect(clippy::disallowed_methods, reason = "the test set-up says where its counterpart is")]
    let server = std::env::var("ALMONER_TEST_POSTGRES").ok();
    let name = format!("research_{:016x}", almoner_crypto::random_u64().unwrap());
    let Some(server) = server else {
        let path = std::env::temp_dir().join(name);
        test(&Database::open::<migration::Migrator>(&path).unwrap());
        for ending in ["", "-wal", "-shm"] {
            let mut path = path.clone().into_os_string();
            path.push(ending);
            let _ = std::fs::remove_file(path);
        }
        return;
    };
    struct Nothing;
    impl MigratorTrait for Nothing {
        fn migrations() -> Vec<Box<dyn MigrationTrait>> {
            Vec::new()
        }
    }
    let home = Database::connect::<Nothing>(&Secret::new(format!("{server}/postgres"))).unwrap();
    let ask = |sql: String| home.run(async { home.connection().execute_unprepared(&sql).await }).unwrap();
    ask(format!("CREATE DATABASE {name}"));
    test(&Database::connect::<migration::Migrator>(&Secret::new(format!("{server}/{name}"))).unwrap());
    ask(format!("DROP DATABASE {name} WITH (FORCE)"));
}

#[test]
fn every_row_comes_back_as_it_went_in() {
    let chart = chart::Model {
        project: "default".to_owned(),
        study_id: "7QK3-M4XW".to_owned(),
        release: 1,
        sealed: vec![0, 255],
        facts: Vec::new(),
        extractor: "x".to_owned(),
    };
    let trial = trial::Model {
        nct_id: "NCT00000001".to_owned(),
        version: "v".to_owned(),
        record: "{}".to_owned(),
        author: "register".to_owned(),
        imported: i64::MAX,
        current: true,
        approver: String::new(),
        signature: vec![7; 64],
    };
    let run = run::Model { id: 1, project: "default".to_owned(), made: -1, versions: "{}".to_owned(), trials: 2, charts: 3 };
    let result =
        result::Model { run: 1, study_id: "7QK3-M4XW".to_owned(), project: "default".to_owned(), sealed: vec![1; 5000] };
    with_database(|database| {
        let connection = database.connection();
        let (charts, trials, runs, results) = database
            .run(async {
                chart::Entity::insert(chart.clone().into_active_model()).exec_without_returning(connection).await?;
                trial::Entity::insert(trial.clone().into_active_model()).exec_without_returning(connection).await?;
                run::Entity::insert(run.clone().into_active_model()).exec_without_returning(connection).await?;
                result::Entity::insert(result.clone().into_active_model()).exec_without_returning(connection).await?;
                Ok((
                    chart::Entity::find().all(connection).await?,
                    trial::Entity::find().filter(trial::Column::Current.eq(true)).all(connection).await?,
                    run::Entity::find().all(connection).await?,
                    result::Entity::find().filter(result::Column::StudyId.eq("7QK3-M4XW")).all(connection).await?,
                ))
            })
            .unwrap();
        assert_eq!((charts, trials, runs, results), (vec![chart], vec![trial], vec![run], vec![result]));
    });
}
