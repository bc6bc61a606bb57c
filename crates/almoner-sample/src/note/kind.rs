//! Kinds of notes and their templates, in the two sets.

use std::sync::OnceLock;

use crate::TemplateSet;
use crate::rng::Rng;
use crate::text::Case;

/// A kind of note.
#[derive(Debug)]
pub struct Kind {
    /// Name, as in the template files.
    pub slug: &'static str,
    /// LOINC code and display of the document type, where one fits.
    pub loinc: Option<(&'static str, &'static str)>,
    /// What the type's text says.
    pub text: &'static str,
    /// Whether a DiagnosticReport carries it instead of a DocumentReference.
    pub report: bool,
}

/// A layout.
#[derive(Debug)]
pub struct Template {
    slug: &'static str,
    held_out: bool,
    /// How it is set.
    pub case: Case,
    /// Text with `{places}` and `[choice|choice]`.
    pub text: &'static str,
}

const fn kind(slug: &'static str, code: &'static str, display: &'static str, text: &'static str) -> Kind {
    Kind { slug, loinc: Some((code, display)), text, report: false }
}

const fn plain(slug: &'static str, text: &'static str) -> Kind {
    Kind { slug, loinc: None, text, report: false }
}

const KINDS: &[Kind] = &[
    kind("history-and-physical", "34117-2", "History and physical note", "History and physical"),
    kind("progress", "11506-3", "Progress note", "Progress note"),
    kind("discharge-summary", "18842-5", "Discharge summary", "Discharge summary"),
    kind("consult", "11488-4", "Consult note", "Consultation"),
    Kind { slug: "radiology", loinc: Some(("18748-4", "Diagnostic imaging study")), text: "Imaging report", report: true },
    Kind { slug: "pathology", loinc: Some(("11526-1", "Pathology study")), text: "Pathology report", report: true },
    kind("operative", "11504-8", "Surgical operation note", "Operative note"),
    kind("emergency", "34111-5", "Emergency department Note", "Emergency department note"),
    kind("nursing", "34746-8", "Nurse Note", "Nursing note"),
    plain("phone-message", "Telephone message"),
    kind("telephone-triage", "34748-4", "Telephone encounter Note", "Telephone triage"),
    plain("letter", "Letter"),
    kind("oncology", "11506-3", "Progress note", "Oncology follow-up"),
    Kind { slug: "lab-comment", loinc: Some(("11502-2", "Laboratory report")), text: "Laboratory comment", report: true },
    kind("problem-list", "11450-4", "Problem list - Reported", "Problem list"),
    kind("medication-list", "10160-0", "History of Medication use Narrative", "Medication list"),
    plain("registration", "Registration update"),
    plain("portal-message", "Portal message"),
    plain("social-work", "Social work assessment"),
    plain("device-check", "Device check"),
    plain("prior-authorization", "Prior authorization"),
    plain("psychotherapy", "Psychotherapy note"),
    plain("addiction", "Substance use disorder program note"),
];

/// Every kind.
pub fn kinds() -> &'static [Kind] {
    KINDS
}

/// One of the templates of a kind in a set.
pub fn template(kind: &Kind, set: TemplateSet, rng: &mut Rng) -> Option<&'static Template> {
    let fits: Vec<&Template> = templates()
        .iter()
        .filter(|t| t.slug == kind.slug)
        .filter(|t| match set {
            TemplateSet::Both => true,
            TemplateSet::Train => !t.held_out,
            TemplateSet::HeldOut => t.held_out,
        })
        .collect();
    fits.get(rng.index(fits.len())).copied()
}

/// Every template.
pub fn templates() -> &'static [Template] {
    static ALL: OnceLock<Vec<Template>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut all = parse(include_str!("../../data/notes_train.txt"), false);
        all.extend(parse(include_str!("../../data/notes_held_out.txt"), true));
        all
    })
}

fn parse(file: &'static str, held_out: bool) -> Vec<Template> {
    file.split("=== ")
        .filter_map(|part| {
            let (head, text) = part.split_once('\n')?;
            let (slug, case) = head.split_once(' ')?;
            let case = match case {
                "upper" => Case::Upper,
                "lower" => Case::Lower,
                _ => Case::Mixed,
            };
            Some(Template { slug, held_out, case, text })
        })
        .collect()
}
