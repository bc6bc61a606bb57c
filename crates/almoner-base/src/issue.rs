//! What a reader found wrong with a record. Names the place, never the content.

use std::fmt;

use serde::Serialize;

/// A stable code for one kind of defect, such as `json-depth`. Each crate that reads outside data documents its codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct IssueCode(pub &'static str);

impl fmt::Display for IssueCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// What became of the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Used, with the defective element set aside.
    Warning,
    /// Kept apart, not used, and counted.
    Quarantined,
}

/// One defect of one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Issue {
    /// What kind of defect.
    pub code: IssueCode,
    /// What became of the record.
    pub severity: Severity,
    /// Element path such as `Patient.birthDate`; made of FHIR element names only, empty for the record as a whole.
    pub path: String,
    /// Line of the input, from 1; 0 where lines mean nothing.
    pub line: u64,
}
