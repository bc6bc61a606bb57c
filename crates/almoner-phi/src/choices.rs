//! The institution's list of people who said no to research: one id of a Patient resource in each line.
//!
//! It is a refusal like a Consent that denies: decided before a chart is sealed, and for one that was sent before, a
//! withdrawal. Somebody whose record has not come yet is refused in advance. No later import takes a refusal back. What comes
//! out are counts; a line that is no id is counted and not shown.

use std::io::Read;
use std::path::Path;

use almoner_audit::{Action, Count, Entry, Outcome, Role};
use almoner_crypto::sha256;
use almoner_policy::Permit;
use almoner_vault::{Batch, InputState, State};
use serde::Serialize;

use crate::{Error, Room};

/// A longer list is refused.
const LONGEST: u64 = 64 << 20;

/// What came of a list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ChoicesSummary {
    /// Whether the same list was taken before; then nothing changed.
    pub already: bool,
    /// People on it.
    pub people: u64,
    /// Lines that are no id of a record. Somebody's choice is not heard until they are corrected.
    pub unreadable: u64,
    /// Charts to be withdrawn.
    pub withdrawals: u64,
}

impl Room {
    pub(crate) fn choices(&mut self, permit: &Permit, file: &Path) -> Result<ChoicesSummary, Error> {
        let mut bytes = Vec::new();
        std::fs::File::open(file)?.take(LONGEST + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > LONGEST {
            return Err(Error::Io(std::io::ErrorKind::FileTooLarge.into()));
        }
        let text = String::from_utf8_lossy(&bytes);
        let mut summary = ChoicesSummary::default();
        let mut batch = Batch::default();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let id = line.strip_prefix("Patient/").unwrap_or(line);
            if is_id(id) {
                summary.people += 1;
                batch.state(&format!("Patient/{id}"), State::OptedOut);
                batch.item("(opt-out)", &[]);
            } else {
                summary.unreadable += 1;
            }
        }
        // Apart from a file of records that happens to hold the same bytes.
        let digest = sha256(&[b"almoner/choices\n", bytes.as_slice()].concat());
        let (input, state) = self.vault.begin(permit, &digest, self.clock.now())?;
        summary.already = state == InputState::Done;
        if !summary.already {
            self.vault.commit(permit, input, &mut batch)?;
            self.vault.finish(input, summary.unreadable == 0, self.clock.now())?;
        }
        self.vault.settle()?;
        summary.withdrawals = self.vault.to_withdraw()?.len() as u64;
        let whole = if summary.unreadable == 0 { Outcome::Success } else { Outcome::Partial };
        self.vault.log().append(
            &Entry::by_service(Role::Phi, Action::ConsentApplied).outcome(whole).count(Count::Accepted, summary.people),
        )?;
        Ok(summary)
    }
}

/// Whether this is an id as FHIR R4 writes it (datatype `id`).
fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::is_id;

    #[test]
    fn ids_are_those_of_fhir() {
        assert!(is_id("pat-0017.b"));
        for text in ["", "Jane Doe", "a/b", "a_b", &"9".repeat(65)] {
            assert!(!is_id(text), "{text}");
        }
    }
}
