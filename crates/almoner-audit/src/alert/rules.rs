//! The rules as they are written: versioned TOML, read strictly. What is not understood is an error that names its line.

use std::num::NonZeroU64;

use almoner_base::content_version;
use serde::de::{Error as _, Unexpected};
use serde::{Deserialize, Deserializer, Serialize};
use thiserror::Error;

use super::hash_of;
use crate::entry::{Action, Purpose};

/// The rules that are compiled in.
const DEFAULT: &str = include_str!("../../../../config/alerts.toml");

/// The rules of an organization.
#[derive(Clone, Debug)]
pub struct Rules {
    pub(super) file: File,
    version: String,
}

/// Why a file of rules was refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("alert rules, line {line}: {what}")]
pub struct RuleError {
    /// The line, from 1.
    pub line: usize,
    /// What was expected there.
    pub what: String,
}

/// The role that a task belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// Answers for the use of patients' data.
    PrivacyOfficer,
    /// Reads the log on behalf of the organization.
    Auditor,
    /// Runs the installation.
    Operator,
}

impl Rules {
    /// Reads a file of rules.
    ///
    /// # Errors
    /// The first thing that is not understood, with its line.
    pub fn parse(text: &str) -> Result<Self, RuleError> {
        let file = toml::from_str(text).map_err(|error: toml::de::Error| {
            let start = error.span().map_or(0, |span| span.start);
            let line = 1 + text.bytes().take(start).filter(|byte| *byte == b'\n').count();
            RuleError { line, what: error.message().to_owned() }
        })?;
        Ok(Self { file, version: content_version(&[text.as_bytes()]) })
    }

    /// The rules that are compiled in: `config/alerts.toml`.
    ///
    /// # Errors
    /// None; a test reads them.
    pub fn compiled_in() -> Result<Self, RuleError> {
        Self::parse(DEFAULT)
    }

    /// The content hash of the file.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The names of all rules that are on, with whom their tasks belong to.
    pub fn names(&self) -> impl Iterator<Item = (&str, Owner)> {
        let file = &self.file;
        let fixed = [
            (FAILED_SIGN_INS, file.failed_sign_ins.as_ref().map(|rule| rule.task)),
            (UNUSUAL_PATIENTS, file.unusual_patients.as_ref().map(|rule| rule.task)),
            (NEW_NETWORK, file.new_place.as_ref().map(|rule| rule.task)),
            (NEW_DEVICE, file.new_place.as_ref().map(|rule| rule.task)),
            (OUTSIDE_HOURS, file.outside_hours.as_ref().map(|rule| rule.task)),
            (GAP, file.clock.as_ref().map(|rule| rule.task)),
            (CLOCK_BACK, file.clock.as_ref().map(|rule| rule.task)),
            (REVIEW_DUE, file.review.as_ref().map(|rule| rule.task)),
        ];
        let fixed = fixed.into_iter().filter_map(|(name, task)| Some((name, task?.owner)));
        fixed.chain(file.event.iter().map(|event| (event.name.0.as_str(), event.task.owner)))
    }

    /// The name and owner of the rule that a task names by its hash; `None` if it is not in these rules.
    #[must_use]
    pub fn name_of(&self, rule: u64) -> Option<(&str, Owner)> {
        self.names().find(|(name, _)| hash_of(name) == rule)
    }
}

pub(super) const FAILED_SIGN_INS: &str = "failed_sign_ins";
pub(super) const UNUSUAL_PATIENTS: &str = "unusual_patients";
pub(super) const NEW_NETWORK: &str = "new_network";
pub(super) const NEW_DEVICE: &str = "new_device";
pub(super) const OUTSIDE_HOURS: &str = "outside_hours";
pub(super) const GAP: &str = "gap";
pub(super) const CLOCK_BACK: &str = "clock_back";
pub(super) const REVIEW_DUE: &str = "review_due";

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    #[serde(rename = "version")]
    _format: Format,
    pub(super) utc_offset_minutes: Offset,
    pub(super) failed_sign_ins: Option<FailedSignIns>,
    pub(super) unusual_patients: Option<UnusualPatients>,
    pub(super) new_place: Option<NewPlace>,
    pub(super) outside_hours: Option<OutsideHours>,
    pub(super) clock: Option<ClockRule>,
    pub(super) review: Option<ReviewRule>,
    #[serde(default)]
    pub(super) event: Vec<Event>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Duty {
    pub(super) owner: Owner,
    pub(super) due_secs: NonZeroU64,
    pub(super) quiet_secs: u64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FailedSignIns {
    pub(super) within_secs: NonZeroU64,
    pub(super) per_source: NonZeroU64,
    pub(super) in_all: NonZeroU64,
    pub(super) task: Duty,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UnusualPatients {
    pub(super) at_least: u64,
    pub(super) at_most: u64,
    pub(super) times: NonZeroU64,
    pub(super) hours_known: u16,
    pub(super) newcomer: u64,
    pub(super) task: Duty,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPlace {
    pub(super) task: Duty,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OutsideHours {
    pub(super) days: Vec<Weekday>,
    pub(super) from_hour: Hour,
    pub(super) to_hour: Hour,
    pub(super) purposes: Vec<PurposeCode>,
    pub(super) task: Duty,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClockRule {
    pub(super) gap_secs: NonZeroU64,
    pub(super) back_secs: u64,
    pub(super) task: Duty,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReviewRule {
    pub(super) every_secs: NonZeroU64,
    pub(super) task: Duty,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Event {
    pub(super) name: RuleName,
    pub(super) actions: Vec<ActionName>,
    pub(super) task: Duty,
    /// Only where policy said no.
    #[serde(default)]
    pub(super) denied: bool,
}

/// The version of the file's form.
#[derive(Clone, Copy, Debug)]
struct Format;

impl<'de> Deserialize<'de> for Format {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        bounded(deserializer, 1, 1, "version 1").map(|_| Self)
    }
}

/// Minutes east of UTC.
#[derive(Clone, Copy, Debug)]
pub(super) struct Offset(pub(super) i64);

impl<'de> Deserialize<'de> for Offset {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        bounded(deserializer, -12 * 60, 14 * 60, "minutes from -720 to 840").map(Self)
    }
}

/// A day of the week; Monday is 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Weekday(pub(super) i64);

impl<'de> Deserialize<'de> for Weekday {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        bounded(deserializer, 1, 7, "a day from 1 (Monday) to 7 (Sunday)").map(Self)
    }
}

/// A full hour of the day; 24 is its end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hour(pub(super) i64);

impl<'de> Deserialize<'de> for Hour {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        bounded(deserializer, 0, 24, "an hour from 0 to 24").map(Self)
    }
}

fn bounded<'de, D: Deserializer<'de>>(deserializer: D, low: i64, high: i64, what: &'static str) -> Result<i64, D::Error> {
    let number = i64::deserialize(deserializer)?;
    let fits = (low..=high).contains(&number);
    if fits { Ok(number) } else { Err(D::Error::invalid_value(Unexpected::Signed(number), &what)) }
}

/// The name of an action in the registry. Alerts about alerts would not end.
#[derive(Clone, Copy, Debug)]
pub(super) struct ActionName(pub(super) Action);

impl<'de> Deserialize<'de> for ActionName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        let alert = [Action::AlertOpened, Action::AlertAssigned, Action::AlertClosed];
        let action = Action::from_name(&name).filter(|action| !alert.contains(action));
        action.map(Self).ok_or_else(|| D::Error::invalid_value(Unexpected::Str(&name), &"an action that is no alert's"))
    }
}

/// A purpose of use by its HL7 v3 code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PurposeCode(pub(super) Purpose);

impl<'de> Deserialize<'de> for PurposeCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        let what = "a code of HL7 v3 PurposeOfUse such as HRESCH";
        Purpose::from_code(&code).map(Self).ok_or_else(|| D::Error::invalid_value(Unexpected::Str(&code), &what))
    }
}

/// The name of a rule that the file makes up.
#[derive(Clone, Debug)]
pub(super) struct RuleName(pub(super) String);

impl<'de> Deserialize<'de> for RuleName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        let fixed = [FAILED_SIGN_INS, UNUSUAL_PATIENTS, NEW_NETWORK, NEW_DEVICE, OUTSIDE_HOURS, GAP, CLOCK_BACK, REVIEW_DUE];
        let word = (1..=40).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        let fits = word && !fixed.contains(&name.as_str());
        let what = "a new name of 1 to 40 lower-case letters and `_`";
        if fits { Ok(Self(name)) } else { Err(D::Error::invalid_value(Unexpected::Str(&name), &what)) }
    }
}
