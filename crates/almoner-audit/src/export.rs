//! The log in the forms that others read: FHIR R4 `AuditEvent`, syslog over TLS, CSV, and one patient's accounting of
//! disclosures.
//!
//! What leaves is what entries hold: codes, opaque ids, numbers. Nothing here can turn an opaque id back into a person. The one
//! exception is [`accounting`], which runs in the PHI zone: it is given the ids of one patient and a way to look up
//! recipients, and its result is identified data. An export proves nothing by itself; each event names the index of its entry,
//! and the log and its proofs stay what counts.

pub use csv::{csv_header, csv_line, csv_record};
pub use disclosure::{Accounting, Disclosure, Exemption, Recipient, Subject, Suspension, accounting};
pub use fhir::audit_event;
pub use syslog::{SyslogSender, frame, syslog_message};

mod csv;
mod disclosure;
mod fhir;
mod syslog;

/// A code of a registry as it is shown, such as `sign_in_failed`.
fn name_of<T: serde::Serialize>(code: T) -> String {
    match serde_json::to_value(code) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests;
