//! What can go wrong with the inputs that are not patient data. Nothing here quotes content.

use thiserror::Error;

/// Why a policy, an attestation or a list of known identifiers could not be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Error {
    /// The policy file is not JSON of the expected shape.
    #[error("the de-identification policy cannot be read (line {line})")]
    Policy {
        /// Line of the defect, from 1.
        line: usize,
    },
    /// The attestation file is not JSON of the expected shape.
    #[error("the attestation cannot be read (line {line})")]
    Attestation {
        /// Line of the defect, from 1.
        line: usize,
    },
    /// The data use agreement is not JSON of the expected shape.
    #[error("the data use agreement cannot be read (line {line})")]
    Agreement {
        /// Line of the defect, from 1.
        line: usize,
    },
    /// `known` is neither a list of strings nor an object of lists of strings.
    #[error("`known`: expected a list of strings, or an object of lists of strings (hint: {{\"names\":[..],\"ids\":[..]}})")]
    Known,
    /// A line of a gold file is not JSON of the expected shape, or its spans do not fit its text.
    #[error("the gold file cannot be read (line {line})")]
    Gold {
        /// Line of the defect, from 1.
        line: usize,
    },
}
