//! The research room's tables. This module alone names the database library.
//!
//! Everything is keyed by (tenant, project); the tenant is the home. Clinical content is sealed under the zone's key; study
//! ids stand in the clear, since they are what results are looked up and withdrawn by.

pub(crate) mod migration;
pub(crate) mod review;

/// A chart as it came through the airlock, sealed once more at rest, with the facts that were read from it.
pub(crate) mod chart {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "chart")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub project: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub study_id: String,
        pub release: i32,
        /// `Sealed<Chart>` under the zone's key.
        pub sealed: Vec<u8>,
        /// Facts of record and notes under the zone's key.
        pub facts: Vec<u8>,
        /// Content hash of what made the facts: terms and extractor.
        pub extractor: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Versions of trial records. Old ones stay, since results name them.
pub(crate) mod trial {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "trial")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub nct_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub version: String,
        /// The record as JSON.
        pub record: String,
        /// Who made the version.
        pub author: String,
        pub imported: i64,
        /// Whether this is the version that matches are made against.
        pub current: bool,
        /// Who approved it, or empty.
        pub approver: String,
        /// Ed25519 over trial, version, author and approver, or empty.
        pub signature: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A match run with the versions that made it.
pub(crate) mod run {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "run")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub project: String,
        pub made: i64,
        /// Content hashes as JSON.
        pub versions: String,
        pub trials: i64,
        pub charts: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A trial version that a run matched, in the order of the run: what its results are about, whatever became of the trial since.
pub(crate) mod run_trial {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "run_trial")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub run: i64,
        /// From 0.
        #[sea_orm(primary_key, auto_increment = false)]
        pub place: i32,
        pub nct_id: String,
        pub version: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// What a run found for one person: by person, so that a withdrawal takes it away whole.
pub(crate) mod result {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "result")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub run: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub study_id: String,
        pub project: String,
        /// Where the person stands in each trial of the run, two bits for each (0 excluded, 1 eligible, 2 potential), the first in the
        /// lowest; under the zone's key.
        pub sealed: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

#[cfg(test)]
mod tests;
