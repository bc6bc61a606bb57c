//! The accounting of disclosures of one patient (45 CFR 164.528).
//!
//! A *disclosure* lets data out of the organization (`disclosure_made`); a *use* inside it is none, and neither is letting out
//! what is de-identified. Of the six years before the request all disclosures are listed, except those that
//! 164.528(a)(1) exempts and an entry shows to be so:
//!
//! | exempt | shown by |
//! |---|---|
//! | treatment, payment and health care operations, (i) | purpose TREAT, ETREAT, HOPERAT or HSYSADMIN |
//! | to the patient themself, (ii) | purpose PATRQT |
//! | a limited data set, (viii) | a data use agreement among the versions |
//!
//! An entry can not show that the patient authorized a disclosure (iv) or one of the other grounds; such disclosures are listed.
//! More than the rule asks for is no breach of it, less would be. For the same reason research is listed disclosure by
//! disclosure, without the shorter form for 50 or more persons (164.528(b)(4)).
//!
//! The patient's opaque ids are computed from the epoch keys ([`Subject`]), which outlive the shredding of the patient. A year
//! whose key is gone can not be searched, and the result says so.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::RangeInclusive;

use almoner_base::{Date, Timestamp};
use almoner_crypto::DataKey;
use serde::Serialize;

use super::csv::csv_line;
use super::name_of;
use crate::entry::{Action, Decision, Entry, OpaqueId, Outcome, Purpose, Record, ResourceKind, Version};
use crate::epoch::EpochKeys;
use crate::error::Error;

/// The opaque ids of one patient, over the years. `Debug` shows how many.
#[derive(Clone, Default)]
pub struct Subject {
    ids: BTreeSet<(Option<u16>, OpaqueId)>,
    searched: BTreeSet<Option<u16>>,
}

impl Subject {
    /// The ids of the patient with this id of the vault, in these years. A patient who was merged has several ids; each is
    /// added.
    ///
    /// # Errors
    /// A key can not be read or opened. A key that is not there is no error: see [`Accounting::unsearched`].
    pub fn add(mut self, keys: &EpochKeys, years: RangeInclusive<u16>, patient: &[u8]) -> Result<Self, Error> {
        for year in years {
            if let Some(key) = keys.of(year)? {
                self.ids.insert((Some(year), key.resource(ResourceKind::Patient, patient)));
                self.searched.insert(Some(year));
            }
        }
        Ok(self)
    }

    /// An id in entries without an epoch, where it is known and the key is not.
    #[must_use]
    pub fn add_known(mut self, patient: OpaqueId) -> Self {
        self.ids.insert((None, patient));
        self.searched.insert(None);
        self
    }

    /// The id in entries without an epoch, under the zone's standing key.
    #[must_use]
    pub fn add_standing(self, key: &DataKey, patient: &[u8]) -> Self {
        self.add_known(OpaqueId::of(key, ResourceKind::Patient, patient))
    }
}

impl fmt::Debug for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Subject({} ids)", self.ids.len())
    }
}

/// Who received data: 164.528(b)(2)(ii).
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Recipient {
    /// The name of the entity or person.
    pub name: String,
    /// The address, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// One line of the accounting: 164.528(b)(2), or for several disclosures to one recipient for one purpose, (b)(3).
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Disclosure {
    /// The day (UTC) of the first.
    #[serde(serialize_with = "day")]
    pub date: Date,
    /// How many.
    pub times: u64,
    /// The day of the last.
    #[serde(serialize_with = "day")]
    pub last: Date,
    /// To whom; `None` where the register of recipients does not know them, which an officer has to clear up first.
    pub recipient: Option<Recipient>,
    /// What was disclosed: field codes, in words.
    pub what: String,
    /// For which purpose, in words, with the trial where there is one.
    pub purpose: String,
}

/// Why a disclosure is not listed: the paragraph of 164.528(a)(1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Exemption {
    /// (i) Treatment, payment and health care operations.
    Operations,
    /// (ii) To the individual.
    Individual,
    /// (viii) As part of a limited data set.
    LimitedDataSet,
}

/// A written statement of a health oversight or law enforcement agency that an accounting would impede it: 164.528(a)(2).
#[derive(Clone, Copy, Debug)]
pub struct Suspension {
    /// The agency, as it stands in the entries.
    pub recipient: OpaqueId,
    /// Until when.
    pub until: Timestamp,
}

/// The accounting. Only `disclosures` are for the patient; the rest is for the officer. `Debug` shows numbers.
#[derive(Clone, Serialize)]
pub struct Accounting {
    /// The first day that it covers.
    #[serde(serialize_with = "day")]
    pub from: Date,
    /// The day of the request, the last that it covers.
    #[serde(serialize_with = "day")]
    pub to: Date,
    /// What is listed, by date.
    pub disclosures: Vec<Disclosure>,
    /// How many were exempt.
    pub exempt: BTreeMap<Exemption, u64>,
    /// How many an agency has suspended.
    pub suspended: u64,
    /// How many lines have no recipient on record.
    pub without_recipient: u64,
    /// Disclosures of some patient in years whose key is gone or was not asked for: whether they were this patient's can
    /// not be told.
    pub unsearched: u64,
}

/// The disclosures of a patient in the six years before `requested`, or fewer (`years`, 1 to 6), out of the records of the
/// log. `recipient` looks up an opaque id of a recipient under the key of an epoch.
pub fn accounting<'a>(
    records: impl IntoIterator<Item = &'a Record>,
    subject: &Subject,
    recipient: impl Fn(Option<u16>, OpaqueId) -> Option<Recipient>,
    suspensions: &[Suspension],
    requested: Timestamp,
    years: u8,
) -> Accounting {
    let to = requested.date();
    let year = to.year() - i32::from(years.clamp(1, 6));
    // From a 29 February the period begins on 28 February: a day more rather than less.
    let from = Date::new(year, to.month(), to.day()).or_else(|| Date::new(year, to.month(), 28)).unwrap_or(to);
    let mut accounting = Accounting {
        from,
        to,
        disclosures: Vec::new(),
        exempt: BTreeMap::new(),
        suspended: 0,
        without_recipient: 0,
        unsearched: 0,
    };
    // Lines that differ in nothing but the day are one line; recipients are told apart by name where there is one.
    let mut lines: Vec<(Key, Disclosure)> = Vec::new();
    for record in records {
        let (entry, date) = (&record.entry, record.time.date());
        if !is_disclosure(entry) || date < from || record.time > requested {
            continue;
        }
        if !subject.searched.contains(&entry.epoch) {
            accounting.unsearched += 1;
            continue;
        }
        let patient = entry.resource.and_then(|resource| resource.id);
        if !patient.is_some_and(|id| subject.ids.contains(&(entry.epoch, id))) {
            continue;
        }
        if let Some(exemption) = exemption(entry) {
            *accounting.exempt.entry(exemption).or_default() += 1;
            continue;
        }
        let suspended =
            |suspension: &Suspension| Some(suspension.recipient) == entry.recipient && requested < suspension.until;
        if suspensions.iter().any(suspended) {
            accounting.suspended += 1;
            continue;
        }
        let to_whom = entry.recipient.and_then(|id| recipient(entry.epoch, id));
        let unknown = if to_whom.is_none() { Some((entry.epoch, entry.recipient)) } else { None };
        let (what, purpose) = (what(entry), purpose(entry));
        let key =
            (unknown, to_whom.as_ref().map(|who| (who.name.clone(), who.address.clone())), what.clone(), purpose.clone());
        if let Some((_, line)) = lines.iter_mut().find(|(known, _)| *known == key) {
            line.times += 1;
            (line.date, line.last) = (line.date.min(date), line.last.max(date));
        } else {
            accounting.without_recipient += u64::from(to_whom.is_none());
            lines.push((key, Disclosure { date, times: 1, last: date, recipient: to_whom, what, purpose }));
        }
    }
    accounting.disclosures = lines.into_iter().map(|(_, line)| line).collect();
    accounting.disclosures.sort_by_key(|line| line.date);
    accounting
}

type Key = (Option<(Option<u16>, Option<OpaqueId>)>, Option<(String, Option<String>)>, String, String);

impl Accounting {
    /// The lines for the patient, as CSV.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut csv = csv_line(["date", "times", "last", "recipient", "address", "what", "purpose"]);
        for line in &self.disclosures {
            let (name, address) = match &line.recipient {
                Some(who) => (who.name.as_str(), who.address.as_deref().unwrap_or_default()),
                None => ("not on record", ""),
            };
            let (date, times, last) = (line.date.to_string(), line.times.to_string(), line.last.to_string());
            csv.push_str(&csv_line([&date, &times, &last, name, address, &line.what, &line.purpose]));
        }
        csv
    }
}

impl fmt::Debug for Accounting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Accounting({} lines)", self.disclosures.len())
    }
}

fn is_disclosure(entry: &Entry) -> bool {
    let patient = entry.resource.is_some_and(|resource| resource.kind == ResourceKind::Patient);
    let happened = entry.decision == Decision::Permit && entry.outcome != Outcome::Failure;
    entry.action == Action::DisclosureMade && patient && happened
}

fn exemption(entry: &Entry) -> Option<Exemption> {
    if entry.versions.iter().any(|(of, _)| *of == Version::DataUseAgreement) {
        return Some(Exemption::LimitedDataSet);
    }
    match entry.purpose? {
        Purpose::Treat | Purpose::Etreat | Purpose::Hoperat | Purpose::Hsysadmin => Some(Exemption::Operations),
        Purpose::Patrqt => Some(Exemption::Individual),
        Purpose::Hresch | Purpose::Clintrch | Purpose::Hcompl | Purpose::Pubhlth => None,
    }
}

fn what(entry: &Entry) -> String {
    let fields: Vec<String> = entry.fields.as_slice().iter().map(|field| name_of(field).replace('_', " ")).collect();
    if fields.is_empty() { "not on record".to_owned() } else { fields.join(", ") }
}

fn purpose(entry: &Entry) -> String {
    let purpose = match entry.purpose {
        Some(Purpose::Hresch) => "research",
        Some(Purpose::Clintrch) => "research: clinical trial",
        Some(Purpose::Hcompl) => "health oversight and compliance",
        Some(Purpose::Pubhlth) => "public health",
        _ => "not on record",
    };
    entry.trial.map_or_else(|| purpose.to_owned(), |trial| format!("{purpose} {trial}"))
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn day<S: serde::Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(date)
}
