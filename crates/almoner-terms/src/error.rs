//! What can be wrong with a table. Tables are vocabulary, not records: their words may be named.

/// Why a set of tables was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The first line that is not a comment must name the columns.
    #[error("{table}: expected a line with the names of the columns, among them `id`, `key` and `name`")]
    NoColumns {
        /// Name of the table.
        table: String,
    },
    /// A column that no table has.
    #[error("{table}: unknown column `{column}`")]
    UnknownColumn {
        /// Name of the table.
        table: String,
        /// The column as written.
        column: String,
    },
    /// A field that does not have the form its column asks for.
    #[error("{table} line {line}: column `{column}` is not well formed")]
    Field {
        /// Name of the table.
        table: String,
        /// Line number, from 1.
        line: usize,
        /// The column.
        column: &'static str,
    },
    /// A number or key that another concept has already.
    #[error("{table} line {line}: `{what}` is taken by another concept")]
    Taken {
        /// Name of the table.
        table: String,
        /// Line number, from 1.
        line: usize,
        /// The id, key or code.
        what: String,
    },
    /// A parent that no table defines.
    #[error("`{key}` names the parent `{parent}`, which no table defines")]
    UnknownParent {
        /// The concept.
        key: String,
        /// The parent as written.
        parent: String,
    },
    /// A concept that is its own ancestor.
    #[error("`{key}` is its own ancestor")]
    Cycle {
        /// The concept.
        key: String,
    },
    /// Two concepts with the same name.
    #[error("`{name}` names both `{one}` and `{other}`; hint: mark it with `?` in both if it is ambiguous")]
    Ambiguous {
        /// The name.
        name: String,
        /// The first concept.
        one: String,
        /// The second concept.
        other: String,
    },
}
