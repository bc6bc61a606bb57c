//! The tables as they came to be. Forward only.

use almoner_store::Step;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, binary, blob, boolean, integer, string, text};

pub(crate) struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(FIRST), Box::new(crate::order::Tables), Box::new(OF_ONE_PERSON), Box::new(OF_THE_ROOM)]
    }
}

const FIRST: Step = Step { name: "m0001_vault_v2", tables: first, indices: INDICES };

fn first() -> Vec<TableCreateStatement> {
    vec![
        Table::create()
            .table("patient")
            .col(big_integer("id").primary_key())
            .col(blob("lookup").unique_key())
            .col(integer("state"))
            .col(big_integer_null("same_as"))
            .col(boolean("refused"))
            .take(),
        Table::create().table("alias").col(binary("lookup").primary_key()).col(big_integer("patient")).take(),
        Table::create()
            .table("chunk")
            .col(big_integer("id").primary_key())
            .col(big_integer("patient"))
            .col(string("field_group"))
            .col(integer("pack"))
            .col(big_integer("start"))
            .col(integer("length"))
            .take(),
        Table::create()
            .table("input")
            .col(big_integer("id").primary_key())
            .col(binary("digest").unique_key())
            .col(big_integer("started"))
            .col(big_integer_null("finished"))
            .col(big_integer("items"))
            .col(boolean("complete"))
            .take(),
        Table::create()
            .table("ledger")
            .col(big_integer("input"))
            .col(string("resource_type"))
            .col(big_integer("accepted"))
            .col(big_integer("warned"))
            .col(big_integer("quarantined"))
            .primary_key(Index::create().col("input").col("resource_type"))
            .take(),
        Table::create()
            .table("issue")
            .col(big_integer("id").primary_key().auto_increment())
            .col(big_integer("input"))
            .col(string("code"))
            .col(boolean("quarantined"))
            .col(text("path"))
            .col(big_integer("line"))
            .take(),
        Table::create()
            .table("member")
            .col(string("project"))
            .col(big_integer("patient"))
            .col(binary("lookup").unique_key())
            .col(blob("sealed"))
            .col(integer("crossing"))
            .col(integer("release"))
            .primary_key(Index::create().col("project").col("patient"))
            .take(),
        Table::create()
            .table("release")
            .col(string("project"))
            .col(integer("number"))
            .col(string("policy"))
            .col(string("policy_version"))
            .col(integer("as_of"))
            .col(big_integer("made"))
            .col(text("attestation"))
            .col(boolean("complete"))
            .primary_key(Index::create().col("project").col("number"))
            .take(),
        Table::create().table("desk_answer").col(binary("lookup").primary_key()).col(integer("outcome")).take(),
    ]
}

const INDICES: &[(&str, &str, &str)] =
    &[("chunk_patient", "chunk", "patient"), ("patient_same_as", "patient", "same_as"), ("issue_input", "issue", "input")];

/// What one person's shredding looks for, so that it reads that person's rows and not everybody's.
const OF_ONE_PERSON: Step = Step {
    name: "m0003_of_one_person",
    tables: Vec::new,
    indices: &[
        ("alias_patient", "alias", "patient"),
        ("member_patient", "member", "patient"),
        ("patient_state", "patient", "state"),
    ],
};

/// What the room keeps for itself, and who treats whom.
const OF_THE_ROOM: Step = Step {
    name: "m0004_of_the_room",
    tables: of_the_room,
    indices: &[("item_patient", "item", "patient"), ("treating_patient", "treating", "patient")],
};

fn of_the_room() -> Vec<TableCreateStatement> {
    vec![
        Table::create()
            .table("item")
            .col(string("kind"))
            .col(binary("lookup"))
            .col(big_integer("patient"))
            .col(big_integer("place"))
            .col(blob("sealed"))
            .primary_key(Index::create().col("kind").col("lookup"))
            .take(),
        Table::create()
            .table("treating")
            .col(binary("provider"))
            .col(big_integer("patient"))
            .primary_key(Index::create().col("provider").col("patient"))
            .take(),
    ]
}
