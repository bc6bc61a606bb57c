//! Steps that make tables, as the crates that own tables write them down.

use sea_orm_migration::prelude::{DbErr, Index, TableCreateStatement};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait::async_trait};

/// One step forward: tables and indices that are made together. There is no way back.
#[derive(Clone, Copy)]
pub struct Step {
    /// `m0001_...`; recorded in the database and never used for anything else again.
    pub name: &'static str,
    /// The tables, in the order in which they are made.
    pub tables: fn() -> Vec<TableCreateStatement>,
    /// Indices: name, table, column.
    pub indices: &'static [(&'static str, &'static str, &'static str)],
}

impl MigrationName for Step {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in (self.tables)() {
            manager.create_table(table).await?;
        }
        for (name, table, column) in self.indices {
            manager.create_index(Index::create().name(*name).table(*table).col(*column).take()).await?;
        }
        Ok(())
    }
}
