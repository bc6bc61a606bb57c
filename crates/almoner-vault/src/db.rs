//! The vault's tables. This module alone names the database library.
//!
//! What could identify a person is sealed under that person's key before it comes here; look-ups go by keyed hash.

pub(crate) mod migration;

/// A person, or a stand-in for resources that belong to nobody (shared, quarantined, not yet assigned).
pub(crate) mod patient {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "patient")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        /// Keyed hash of tenant and record key.
        pub lookup: Vec<u8>,
        /// See `State`.
        pub state: i32,
        /// The row that this one turned out to be: an alias, or a merged record.
        pub same_as: Option<i64>,
        /// Whether a refusal of research arrived under this row. Apart from the state, so that no merge forgets it.
        pub refused: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Another key under which a person's resources may arrive.
pub(crate) mod alias {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "alias")]
    pub struct Model {
        /// Keyed hash of tenant and alias.
        #[sea_orm(primary_key, auto_increment = false)]
        pub lookup: Vec<u8>,
        /// The person's row, or [`NOBODY`].
        pub patient: i64,
    }

    /// The key was given to two persons, such as a family's insurance number or "unknown". It names none of them any more.
    pub(crate) const NOBODY: i64 = 0;

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A sealed, compressed run of one person's resources in a pack file.
pub(crate) mod chunk {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "chunk")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub patient: i64,
        /// Name of the field group, or empty.
        pub field_group: String,
        pub pack: i32,
        pub start: i64,
        pub length: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// One input that was read, by the digest of its bytes; never by its name.
pub(crate) mod input {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "input")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub digest: Vec<u8>,
        pub started: i64,
        pub finished: Option<i64>,
        /// Items that are durable; a run that was killed goes on after them.
        pub items: i64,
        /// Whether the stream was read to its proper end.
        pub complete: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// The completeness ledger: what came of each input, by resource type.
pub(crate) mod ledger {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "ledger")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub input: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub resource_type: String,
        pub accepted: i64,
        pub warned: i64,
        pub quarantined: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// What was wrong: code, element path and line, never content. The first thousand of an input; the ledger counts all.
pub(crate) mod issue {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "issue")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub input: i64,
        pub code: String,
        pub quarantined: bool,
        pub path: String,
        pub line: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// The crosswalk: a person in a project.
pub(crate) mod member {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "member")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub project: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub patient: i64,
        /// Keyed hash of project and study id.
        pub lookup: Vec<u8>,
        /// Study id and epoch, sealed under the person's key.
        pub sealed: Vec<u8>,
        /// See `Crossing`.
        pub crossing: i32,
        /// Number of the release that the far side holds or is to hold.
        pub release: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A release of a project: which policy, as of which day, on whose word.
pub(crate) mod release {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "release")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub project: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i32,
        pub policy: String,
        pub policy_version: String,
        /// Days since 1970-01-01.
        pub as_of: i32,
        pub made: i64,
        /// The attestation as given, or empty.
        pub attestation: String,
        pub complete: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Answers that the recency desk has given: the same question gets the same answer.
pub(crate) mod desk_answer {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "desk_answer")]
    pub struct Model {
        /// Keyed hash of project, study id, trial, version, criterion and release.
        #[sea_orm(primary_key, auto_increment = false)]
        pub lookup: Vec<u8>,
        pub outcome: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
