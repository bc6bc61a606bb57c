//! The tables as they came to be. Forward only.

use almoner_store::Step;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, blob, boolean, integer, string, text};

pub(crate) struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(FIRST)]
    }
}

const FIRST: Step = Step { name: "m0001_research", tables: first, indices: INDICES };

fn first() -> Vec<TableCreateStatement> {
    vec![
        Table::create()
            .table("chart")
            .col(string("project"))
            .col(string("study_id"))
            .col(integer("release"))
            .col(blob("sealed"))
            .col(blob("facts"))
            .col(string("extractor"))
            .primary_key(Index::create().col("project").col("study_id"))
            .take(),
        Table::create()
            .table("trial")
            .col(string("nct_id"))
            .col(string("version"))
            .col(text("record"))
            .col(string("author"))
            .col(big_integer("imported"))
            .col(boolean("current"))
            .col(string("approver"))
            .col(blob("signature"))
            .primary_key(Index::create().col("nct_id").col("version"))
            .take(),
        Table::create()
            .table("run")
            .col(big_integer("id").primary_key())
            .col(string("project"))
            .col(big_integer("made"))
            .col(text("versions"))
            .col(big_integer("trials"))
            .col(big_integer("charts"))
            .take(),
        Table::create()
            .table("result")
            .col(big_integer("run"))
            .col(string("study_id"))
            .col(string("project"))
            .col(blob("sealed"))
            .primary_key(Index::create().col("run").col("study_id"))
            .take(),
    ]
}

const INDICES: &[(&str, &str, &str)] = &[("result_study_id", "result", "study_id")];
