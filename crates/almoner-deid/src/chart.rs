//! The record of one patient in, the draft of a chart out.
//!
//! The order of work: what the record says that identifies its people ([`Known`]); whether the chart or single resources
//! must stay behind; facts, notes and coverage from what `paths` lets through; the last check of every text that would
//! leave. What holds the chart back is a code, never content.

use almoner_base::Date;
use almoner_facts::{ChartDraft, Coverage, ResourceKind, Timeline};
use almoner_fhir::{Deceased, Resource, identity};
use almoner_terms::Terms;
use serde::Serialize;

use crate::paths::{Paths, Projected};
use crate::text::TextEngine;
use crate::{Known, Policy, Surrogates};

mod check;
mod coded;
mod days;
mod demographics;
mod dosage;
mod facts;
mod gates;
mod genomic;
mod limited;
mod notes;
mod report;
mod stage;

pub use gates::refuses_research;
pub use limited::{DatedFact, LimitedDraft, NoLimitedDraft, limited_data_set};
pub use report::Report;

/// The latest version of one resource of the patient, as it was received.
#[derive(Clone, Copy)]
pub struct RawRef<'a> {
    /// `resourceType`.
    pub kind: &'a str,
    /// The JSON.
    pub raw: &'a [u8],
}

/// Identified data; shows its type only.
impl std::fmt::Debug for RawRef<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RawRef({} bytes)", self.raw.len())
    }
}

/// Everything that de-identification depends on beside the record.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The policy of the release.
    pub policy: &'a Policy,
    /// The patient's timeline in this project.
    pub timeline: Timeline,
    /// The day that ages are told for. Under a policy whose charts end on a secret day it is that day, not the release's.
    pub as_of: Date,
    /// Before when no further release is made: who is 90 by then is `90+` now.
    pub next_release: Date,
    /// Identifiers of the hospital's practitioners, organizations and locations.
    pub shared: &'a Known,
    /// Resource types that the hospital's export held at all.
    pub exported: &'a [ResourceKind],
    /// The concept tables.
    pub terms: &'a Terms,
    /// The text engine.
    pub engine: &'a TextEngine,
    /// The patient's false values, where the policy writes any; without them it writes tags.
    pub surrogates: Option<&'a Surrogates<'a>>,
}

/// A draft that may be sealed, and what was done to make it.
#[derive(Clone, Debug, PartialEq)]
pub struct Released {
    /// Everything that may leave.
    pub draft: ChartDraft,
    /// Counts for the privacy officer.
    pub report: Report,
}

/// Why no chart leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Withheld {
    /// The record holds no readable Patient.
    NoPatient,
    /// `Patient.link` says that another Patient replaces this one.
    Merged,
    /// The patient refuses research, by label or Consent.
    OptedOut,
    /// The site's policy asks for a Consent to research, and there is none.
    NoConsent,
    /// The site's policy leaves minors out, or asks for a Consent that is not there.
    Minor,
    /// A known or structured identifier is still in the draft.
    ResidualIdentifier,
}

impl Withheld {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NoPatient => "no-patient",
            Self::Merged => "merged",
            Self::OptedOut => "opted-out",
            Self::NoConsent => "no-consent",
            Self::Minor => "minor",
            Self::ResidualIdentifier => "residual-identifier",
        }
    }
}

/// The part of one resource that may be read: typed, and the prose in it.
struct Listed<'a> {
    resource: Resource<'a>,
    prose: &'a [String],
}

/// De-identifies one patient's record.
///
/// # Errors
/// Why the chart must stay behind.
pub fn deidentify(record: &[RawRef<'_>], ctx: &Context<'_>) -> Result<Released, Withheld> {
    let mut report = Report::default();
    let (known, listed) = listed(record, &mut report);
    let parsed = listed.iter().filter_map(|one| Some((almoner_fhir::parse(one.json.as_bytes()).0?, one.prose.as_slice())));
    let mut resources: Vec<Listed<'_>> = parsed.map(|(resource, prose)| Listed { resource, prose }).collect();
    gates::admit(&mut resources, ctx, &mut report)?;
    let patient = resources.iter().find_map(|listed| match &listed.resource {
        Resource::Patient(patient) => Some(patient.as_ref()),
        _ => None,
    });
    let patient = patient.ok_or(Withheld::NoPatient)?;
    report.deceased = patient.deceased() == Deceased::Yes;
    let demographics = demographics::of(patient, ctx);
    let mut drawn = facts::draw(&resources, patient, ctx, &mut report);
    let (mut notes, written) = notes::redacted(&resources, (patient, &demographics), &known, ctx, &mut report);
    if ctx.policy.ends_on_a_secret_day {
        days::end_on(ctx.timeline.day(ctx.as_of), &mut drawn.facts, &mut drawn.encounters, &mut notes);
    }
    report.days_capped = days::cap(&mut drawn.facts);
    report.values_dropped += facts::forget_telling_numbers(&mut drawn.facts, &known);
    let mut exported = ctx.exported.to_vec();
    exported.sort_unstable();
    exported.dedup();
    let mut draft = ChartDraft {
        policy: ctx.policy.kind,
        policy_version: ctx.policy.version.clone(),
        demographics,
        facts: facts::in_order(drawn.facts),
        notes,
        coverage: Coverage { encounters: days::merged(drawn.encounters), exported },
        area: demographics::area(patient, ctx),
        removed: if ctx.policy.ends_on_a_secret_day { Report::rules() } else { report.tallies() },
    };
    check::nothing_left(&draft, &[&known, ctx.shared], ctx)?;
    // What was written instead of tags would be found again as names; so the tagged draft is what the last look is at.
    for (note, written) in draft.notes.iter_mut().zip(written) {
        note.text = written;
    }
    check::nothing_known(&draft, &[&known, ctx.shared], ctx)?;
    Ok(Released { draft, report })
}

/// What identifies the patient and the people around them, from the record as it is; and of each resource that can be read
/// the part that `paths` lists. What the reader refuses as a whole (an unknown modifier, a duplicate key) stays behind.
fn listed(record: &[RawRef<'_>], report: &mut Report) -> (Known, Vec<Projected>) {
    let mut known = Known::new();
    let mut out = Vec::with_capacity(record.len());
    for reference in record {
        let (resource, issues) = almoner_fhir::parse(reference.raw);
        report.issues.extend(issues);
        let Some(resource) = resource else {
            report.resources_unreadable += 1;
            continue;
        };
        known.add(&identity(&resource));
        match Paths::builtin().project(resource.kind(), reference.raw) {
            Some(projected) => {
                report.done.add(projected.done);
                out.push(projected);
            }
            None => report.resources_unlisted += 1,
        }
    }
    (known, out)
}

#[cfg(test)]
mod attack;
#[cfg(test)]
mod tests;
