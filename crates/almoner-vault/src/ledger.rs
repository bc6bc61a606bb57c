//! The completeness ledger: what was received, by input number and resource type.

use almoner_base::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::db::{input, issue, ledger};
use crate::{Count, Error, Input, Vault};

/// What came of the resources of one type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerRow {
    /// FHIR resource type, or `(unreadable)`.
    pub resource_type: String,
    /// Counts.
    pub count: Count,
}

/// One kept issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssueRow {
    /// Stable code.
    pub code: String,
    /// Whether the item was quarantined.
    pub quarantined: bool,
    /// Element path.
    pub path: String,
    /// Line of the input.
    pub line: u64,
}

/// One input, by number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputReport {
    /// The number that messages name instead of the file.
    pub number: i64,
    /// Whether it was read to its proper end.
    pub complete: bool,
    /// When it was read last.
    pub at: Timestamp,
    /// By resource type.
    pub rows: Vec<LedgerRow>,
}

impl Vault {
    /// The ledger of every input.
    ///
    /// # Errors
    /// The database refused.
    pub fn ledger(&self) -> Result<Vec<InputReport>, Error> {
        let connection = self.database.connection();
        let (inputs, rows) = self.database.run(async {
            let inputs = input::Entity::find().order_by_asc(input::Column::Id).all(connection).await?;
            let rows = ledger::Entity::find()
                .order_by_asc(ledger::Column::Input)
                .order_by_asc(ledger::Column::ResourceType)
                .all(connection)
                .await?;
            Ok((inputs, rows))
        })?;
        let of = |id: i64| {
            let (from, to) = (rows.partition_point(|row| row.input < id), rows.partition_point(|row| row.input <= id));
            rows.get(from..to).unwrap_or_default()
        };
        Ok(inputs.iter().map(|input| report(input, of(input.id))).collect())
    }

    /// The ledger of one input, if there is one.
    ///
    /// # Errors
    /// The database refused.
    pub fn ledger_of(&self, input: Input) -> Result<Option<InputReport>, Error> {
        let connection = self.database.connection();
        let (found, rows) = self.database.run(async {
            let found = input::Entity::find_by_id(input.0).one(connection).await?;
            let rows = ledger::Entity::find()
                .filter(ledger::Column::Input.eq(input.0))
                .order_by_asc(ledger::Column::ResourceType)
                .all(connection)
                .await?;
            Ok((found, rows))
        })?;
        Ok(found.map(|found| report(&found, &rows)))
    }

    /// The kept issues of one input, first come first.
    ///
    /// # Errors
    /// The database refused.
    pub fn issues(&self, number: i64, most: u64) -> Result<Vec<IssueRow>, Error> {
        let connection = self.database.connection();
        let rows = self.database.run(async {
            issue::Entity::find()
                .filter(issue::Column::Input.eq(number))
                .order_by_asc(issue::Column::Id)
                .limit(most)
                .all(connection)
                .await
        })?;
        Ok(rows
            .into_iter()
            .map(|row| IssueRow {
                code: row.code,
                quarantined: row.quarantined,
                path: row.path,
                line: u64::try_from(row.line).unwrap_or(0),
            })
            .collect())
    }
}

fn report(input: &input::Model, rows: &[ledger::Model]) -> InputReport {
    let count = |number: i64| u64::try_from(number).unwrap_or(0);
    let rows = rows.iter().map(|row| LedgerRow {
        resource_type: row.resource_type.clone(),
        count: Count { accepted: count(row.accepted), warned: count(row.warned), quarantined: count(row.quarantined) },
    });
    let at = Timestamp(input.finished.unwrap_or(input.started));
    InputReport { number: input.id, complete: input.complete, at, rows: rows.collect() }
}
