//! The tables as they came to be. Forward only.

use almoner_store::Step;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, blob, boolean, integer, string, text};

pub(crate) struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(FIRST), Box::new(REVIEW), Box::new(VIEWS), Box::new(RUN_TRIALS)]
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

const REVIEW: Step = Step { name: "m0002_review", tables: review, indices: REVIEW_INDICES };

fn review() -> Vec<TableCreateStatement> {
    vec![
        Table::create()
            .table("trial_version")
            .col(string("nct_id"))
            .col(string("version"))
            .col(string("base"))
            .col(blob("reason"))
            .col(big_integer("made"))
            .primary_key(Index::create().col("nct_id").col("version"))
            .take(),
        Table::create()
            .table("trial_approved")
            .col(string("nct_id"))
            .col(string("version"))
            .col(big_integer("at"))
            .primary_key(Index::create().col("nct_id").col("version"))
            .take(),
        Table::create()
            .table("trial_register")
            .col(string("nct_id").primary_key())
            .col(big_integer("revision"))
            .col(text("content"))
            .col(big_integer("changed"))
            .col(string("by"))
            .take(),
        Table::create()
            .table("trial_match")
            .col(string("project"))
            .col(string("nct_id"))
            .col(string("version"))
            .col(big_integer("run"))
            .col(big_integer("made"))
            .col(big_integer("eligible"))
            .col(big_integer("potential"))
            .col(big_integer("excluded"))
            .primary_key(Index::create().col("project").col("nct_id"))
            .take(),
        Table::create()
            .table("desk_answer")
            .col(string("project"))
            .col(string("nct_id"))
            .col(string("study_id"))
            .col(blob("sealed"))
            .primary_key(Index::create().col("project").col("nct_id").col("study_id"))
            .take(),
        Table::create()
            .table("job")
            .col(big_integer("id").primary_key())
            .col(string("project"))
            .col(string("nct_id"))
            .col(string("by"))
            .col(string("state"))
            .col(big_integer("started"))
            .col(big_integer("ended"))
            .col(string("problem"))
            .take(),
        Table::create()
            .table("decision")
            .col(big_integer("id").primary_key())
            .col(string("project"))
            .col(string("nct_id"))
            .col(string("study_id"))
            .col(string("bin"))
            .col(string("reason_code"))
            .col(boolean("second"))
            .col(text("overrides"))
            .col(blob("note"))
            .col(text("versions"))
            .col(string("by"))
            .col(big_integer("made"))
            .col(big_integer("undone"))
            .take(),
        Table::create()
            .table("contact")
            .col(string("id").primary_key())
            .col(string("project"))
            .col(string("nct_id"))
            .col(string("study_id"))
            .col(string("version"))
            .col(string("irb_number"))
            .col(string("reason_code"))
            .col(string("by"))
            .col(big_integer("made"))
            .col(string("state"))
            .col(string("code"))
            .col(big_integer("changed"))
            .take(),
        Table::create()
            .table("answered")
            .col(string("person"))
            .col(string("key"))
            .col(string("request"))
            .col(integer("status"))
            .col(string("etag"))
            .col(blob("body"))
            .col(big_integer("made"))
            .primary_key(Index::create().col("person").col("key"))
            .take(),
    ]
}

const REVIEW_INDICES: &[(&str, &str, &str)] =
    &[("desk_answer_study_id", "desk_answer", "study_id"), ("contact_study_id", "contact", "study_id")];

const VIEWS: Step = Step { name: "m0003_views", tables: views, indices: VIEWS_INDICES };

fn views() -> Vec<TableCreateStatement> {
    vec![
        Table::create()
            .table("saved_view")
            .col(string("id").primary_key())
            .col(string("person"))
            .col(blob("sealed"))
            .col(big_integer("made"))
            .take(),
    ]
}

const VIEWS_INDICES: &[(&str, &str, &str)] = &[("saved_view_person", "saved_view", "person")];

const RUN_TRIALS: Step = Step { name: "m0004_run_trials", tables: run_trials, indices: &[] };

fn run_trials() -> Vec<TableCreateStatement> {
    vec![
        Table::create()
            .table("run_trial")
            .col(big_integer("run"))
            .col(integer("place"))
            .col(string("nct_id"))
            .col(string("version"))
            .primary_key(Index::create().col("run").col("place"))
            .take(),
    ]
}
