//! What people do with trials and candidates: versions, the site's register, runs, decisions, requests for contact. No table here
//! holds clinical content in the clear: notes to a decision and answers of the desk are sealed under the zone's key.

/// How a version of a trial that a person made came to be; beside its row in `trial`.
pub(crate) mod version {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "trial_version")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub nct_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub version: String,
        /// The version that the edit started from.
        pub base: String,
        /// Why, in the author's words, sealed.
        pub reason: Vec<u8>,
        pub made: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// When a version was approved.
pub(crate) mod approved {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "trial_approved")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub nct_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub version: String,
        pub at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// What the site says of a trial.
pub(crate) mod register {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "trial_register")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub nct_id: String,
        /// Counts the changes; the entity tag.
        pub revision: i64,
        /// `RegisterEdit` as JSON.
        pub content: String,
        pub changed: i64,
        /// Who changed it last.
        pub by: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// The newest run of each trial in each project: what lists of trials tell without looking at a chart.
pub(crate) mod newest {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "trial_match")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub project: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub nct_id: String,
        /// The version that was matched.
        pub version: String,
        pub run: i64,
        pub made: i64,
        pub eligible: i64,
        pub potential: i64,
        pub excluded: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// What was answered beside the charts in the newest run, by the recency desk or by enrolments: by person, so that a withdrawal takes it away whole.
pub(crate) mod desk {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "desk_answer")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub project: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub nct_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub study_id: String,
        /// Criteria and verdicts, sealed.
        pub sealed: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A match run that somebody asked for over the API. A row that says `running` when the room opens is taken up again.
pub(crate) mod job {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "job")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub project: String,
        pub nct_id: String,
        /// Who asked.
        pub by: String,
        /// `running`, `done` or `failed`.
        pub state: String,
        pub started: i64,
        pub ended: i64,
        /// The stable code of what went wrong, or empty.
        pub problem: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// What a person decided about a candidate. Never changed but for being undone.
pub(crate) mod decision {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "decision")]
    pub struct Model {
        /// Counts all decisions, in the order in which they were made.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub project: String,
        pub nct_id: String,
        pub study_id: String,
        pub bin: String,
        pub reason_code: String,
        /// Whether a second person read it.
        pub second: bool,
        /// Verdicts that the person set against the computed ones, as JSON.
        pub overrides: String,
        /// What the person wrote, sealed; empty if nothing.
        pub note: Vec<u8>,
        /// The versions of what the person saw, as JSON.
        pub versions: String,
        pub by: String,
        pub made: i64,
        /// When it was undone, or 0.
        pub undone: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A request to have a candidate contacted, and how it fares.
pub(crate) mod contact {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "contact")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub project: String,
        pub nct_id: String,
        pub study_id: String,
        pub version: String,
        pub irb_number: String,
        pub reason_code: String,
        pub by: String,
        pub made: i64,
        /// `sent`, then what the PHI side says.
        pub state: String,
        pub code: String,
        pub changed: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// The answer to a request that changed something, by the name that the client gave it.
pub(crate) mod answered {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "answered")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub person: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub key: String,
        /// Hash of route, path and body: the same name for another request is an error.
        pub request: String,
        pub status: i32,
        pub etag: String,
        /// The answer, sealed.
        pub body: Vec<u8>,
        pub made: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A view of a list that a person keeps.
pub(crate) mod view {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "saved_view")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub person: String,
        /// Name, list and filters, sealed.
        pub sealed: Vec<u8>,
        pub made: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
