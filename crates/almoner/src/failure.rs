//! Errors of the command line: what, where, hint, a stable code, and the exit code by class (DESIGN.md section 5).

use std::fmt;

use miette::{Diagnostic, Report};
use thiserror::Error;

/// Exit codes by class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// A failed verification, quarantined input with `--strict`.
    Findings = 1,
    /// Wrong arguments, or a home that is not ready for them.
    Usage = 2,
    /// A policy said no.
    Refused = 3,
    /// Input or output, damaged data, a locked home.
    Io = 4,
}

impl Exit {
    pub(crate) fn from_number(number: u8) -> Self {
        match number {
            1 => Self::Findings,
            2 => Self::Usage,
            3 => Self::Refused,
            _ => Self::Io,
        }
    }
}

/// An error that ends the process with its exit code.
#[derive(Debug, Error)]
#[error("{message}")]
pub(crate) struct Failed {
    pub(crate) exit: Exit,
    pub(crate) code: String,
    pub(crate) message: String,
    hint: Option<String>,
}

impl Diagnostic for Failed {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.code))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.hint.as_ref().map(|hint| Box::new(hint) as Box<dyn fmt::Display>)
    }
}

/// An error with its exit class and stable code.
pub(crate) fn fail(exit: Exit, code: &str, message: &str) -> Failed {
    Failed { exit, code: code.to_owned(), message: message.to_owned(), hint: None }
}

impl Failed {
    /// Adds what the user may do about it.
    pub(crate) fn with_hint(mut self, hint: &str) -> Report {
        self.hint = Some(hint.to_owned());
        self.into()
    }
}
