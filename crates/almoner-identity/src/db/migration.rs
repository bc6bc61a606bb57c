//! The tables as they came to be. Forward only. Their history stands in a table of its own, so that the zone's other tables
//! can live in the same database.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, binary, blob, boolean, integer, string, text};

/// The tables of accounts and sessions, for [`almoner_store::Database::open`].
pub struct Tables;

#[async_trait::async_trait]
impl MigratorTrait for Tables {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(First)]
    }

    fn migration_table_name() -> DynIden {
        "identity_migrations".into_iden()
    }
}

struct First;

impl MigrationName for First {
    fn name(&self) -> &str {
        "m0001_identity"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for First {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = [
            Table::create()
                .table("identity_person")
                .col(binary("id").primary_key())
                .col(binary("lookup").unique_key())
                .col(blob("sealed"))
                .col(text("grants"))
                .col(integer("state"))
                .col(big_integer("created"))
                .take(),
            Table::create()
                .table("identity_credential")
                .col(binary("id").primary_key())
                .col(binary("person"))
                .col(integer("kind"))
                .col(binary("lookup").unique_key())
                .col(blob("sealed"))
                .col(big_integer("step"))
                .col(big_integer("added"))
                .col(big_integer_null("used"))
                .take(),
            Table::create()
                .table("identity_link")
                .col(binary("lookup").primary_key())
                .col(binary("person"))
                .col(big_integer("expires"))
                .take(),
            Table::create()
                .table("identity_ceremony")
                .col(binary("lookup").primary_key())
                .col(blob("sealed"))
                .col(big_integer("expires"))
                .take(),
            Table::create()
                .table("identity_session")
                .col(binary("id").primary_key())
                .col(binary("person"))
                .col(binary("lookup").unique_key())
                .col(binary("device"))
                .col(string("device_class"))
                .col(integer("methods"))
                .col(big_integer("created"))
                .col(big_integer("seen"))
                .col(big_integer("mfa"))
                .col(big_integer("expires"))
                .col(boolean("locked"))
                .take(),
            Table::create()
                .table("identity_throttle")
                .col(binary("lookup").primary_key())
                .col(big_integer("failures"))
                .col(big_integer("last"))
                .col(big_integer("blocked_until"))
                .take(),
            Table::create()
                .table("identity_used_token")
                .col(binary("lookup").primary_key())
                .col(big_integer("expires"))
                .take(),
        ];
        for table in tables {
            manager.create_table(table).await?;
        }
        for (name, table, column) in [
            ("identity_credential_person", "identity_credential", "person"),
            ("identity_link_person", "identity_link", "person"),
            ("identity_session_person", "identity_session", "person"),
        ] {
            manager.create_index(Index::create().name(name).table(table).col(column).take()).await?;
        }
        Ok(())
    }
}
