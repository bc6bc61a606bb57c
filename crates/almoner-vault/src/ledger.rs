//! The completeness ledger: what was received, by input number and resource type.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::db::{input, issue, ledger};
use crate::{Count, Error, Vault};

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
            let rows = ledger::Entity::find().order_by_asc(ledger::Column::ResourceType).all(connection).await?;
            Ok((inputs, rows))
        })?;
        let count = |number: i64| u64::try_from(number).unwrap_or(0);
        Ok(inputs
            .iter()
            .map(|input| InputReport {
                number: input.id,
                complete: input.complete,
                rows: rows
                    .iter()
                    .filter(|row| row.input == input.id)
                    .map(|row| LedgerRow {
                        resource_type: row.resource_type.clone(),
                        count: Count {
                            accepted: count(row.accepted),
                            warned: count(row.warned),
                            quarantined: count(row.quarantined),
                        },
                    })
                    .collect(),
            })
            .collect())
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
