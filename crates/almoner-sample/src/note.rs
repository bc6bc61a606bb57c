//! Clinical notes: which are written for a patient, in which layout, and the FHIR resources that carry them.

mod clinical;
mod kind;
mod render;

use kind::{Kind, kinds};
pub use render::Fact;
pub(crate) use render::{alternatives, closing};

use almoner_base::Date;

use crate::TemplateSet;
use crate::chart::{Chart, Class, Label};
use crate::hospital::{self, Hospital};
use crate::rng::Rng;
use crate::text::{Case, Text};

/// A note with its gold marks.
pub struct Note {
    /// FHIR id of the resource that carries it.
    pub id: String,
    /// What kind.
    pub kind: &'static Kind,
    /// Day of the note.
    pub date: Date,
    /// Position of the visit.
    pub visit: usize,
    /// Who wrote it: a position in the hospital's list.
    pub author: u32,
    /// Text and marks.
    pub text: Text,
    /// What it states of the patient.
    pub facts: Vec<Fact>,
    /// Protection.
    pub label: Option<Label>,
}

/// The notes of a patient, oldest first.
pub fn write(set: TemplateSet, hospital: &Hospital, chart: &Chart, seed: u64, index: u32) -> Vec<Note> {
    let mut rng = Rng::new(seed, "notes", u64::from(index));
    let mut out = Vec::new();
    for (visit, slug) in plan(chart, &mut rng) {
        let Some(kind) = kinds().iter().find(|k| k.slug == slug) else { continue };
        let Some(template) = kind::template(kind, set, &mut rng) else { continue };
        let Some(at) = chart.visits.get(visit) else { continue };
        let author =
            if slug == "progress" || slug == "oncology" { chart.person.physician } else { hospital::physician(&mut rng) };
        let case = match template.case {
            Case::Mixed if rng.chance(4) => Case::Upper,
            case => case,
        };
        let label = match slug {
            "psychotherapy" => Some(Label::Psychotherapy),
            "addiction" => Some(Label::Part2),
            _ => None,
        };
        let date = if slug == "discharge-summary" { at.end } else { at.date };
        let id = rng.uuid();
        let (text, facts) =
            render::render(template.text, hospital, chart, &mut rng, render::Setting { date, visit, author, case });
        out.push(Note { id, kind, date, visit, author, text, facts, label });
    }
    out
}

/// Which note at which visit. Everybody has an admission note and a full progress note at the last visit; the rest varies.
fn plan(chart: &Chart, rng: &mut Rng) -> Vec<(usize, &'static str)> {
    const OFTEN: &[&str] = &[
        "progress",
        "consult",
        "radiology",
        "nursing",
        "phone-message",
        "telephone-triage",
        "letter",
        "lab-comment",
        "problem-list",
        "medication-list",
        "registration",
        "portal-message",
        "social-work",
        "emergency",
        "pathology",
        "operative",
        "prior-authorization",
        "device-check",
    ];
    let mut regular: Vec<usize> = (0..chart.visits.len()).collect();
    regular.sort_by_key(|at| chart.visits.get(*at).map(|v| v.date));
    let mut out = Vec::new();
    let inpatient = |at: usize| chart.visits.get(at).is_some_and(|v| v.class == Class::Inpatient);
    let cancer = matches!(chart.cohort, "lung-cancer" | "breast-cancer" | "prostate-cancer" | "colon-cancer");
    let last = regular.iter().rev().copied().find(|at| !inpatient(*at)).or(regular.last().copied());
    for (nth, at) in regular.iter().copied().enumerate() {
        if inpatient(at) {
            let died = chart.visits.get(at).is_some_and(|v| chart.person.death == Some(v.end));
            out.push((at, "history-and-physical"));
            out.push((at, if died { "nursing" } else { "discharge-summary" }));
        } else if Some(at) == last {
            if !regular.iter().any(|at| inpatient(*at)) {
                out.push((at, "history-and-physical"));
            }
            out.push((at, if cancer { "oncology" } else { "progress" }));
            out.push((at, rng.pick(OFTEN)));
        } else if nth + 5 >= regular.len() && rng.chance(70) {
            out.push((at, rng.pick(OFTEN)));
        }
    }
    if let Some(at) = last {
        if chart.cohort == "depression" {
            out.push((at, "psychotherapy"));
        }
        if chart.problems.iter().any(|p| p.label == Some(Label::Part2)) {
            out.push((at, "addiction"));
        }
    }
    out
}
