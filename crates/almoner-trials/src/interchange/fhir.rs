//! FHIR R4: a `ResearchStudy` whose `enrollment` is a `Group` of characteristics (hl7.org/fhir/R4/group.html).
//!
//! All characteristics of a group hold together, and each is one thing with one value: there is no `or`, no count, no multiple of a
//! limit of normal and no time relative to enrolment. A period is absolute, so windows become periods only where the day of screening is
//! given. A value that is a concept stands for everything below it.

use almoner_base::{CodeSystem, ConceptId, Date};
use almoner_eligibility::{Atom, Bound, Criterion, Expr, Node, Section, SexClass, Subject, ValueTest, When, to_text};
use almoner_terms::Terms;
use serde_json::{Value, json};

use super::{Exported, Unsaid};
use crate::TrialRecord;

const KINDS: &str = "urn:almoner:characteristic";

/// A trial as a collection of a `ResearchStudy` and its `Group`. `as_of` is the day of screening that windows are counted from.
#[must_use]
pub fn to_fhir(trial: &TrialRecord, criteria: &[Criterion], terms: &Terms, as_of: Option<Date>) -> Exported {
    let mut writer = Writer { terms, as_of, at: String::new(), characteristics: Vec::new(), unsaid: Vec::new() };
    for criterion in criteria {
        writer.at = criterion.id.to_string();
        writer.said(&criterion.expr, criterion.section == Section::Exclusion);
    }
    let id = trial.nct_id.to_string();
    let group = json!({
        "resourceType": "Group",
        "id": format!("{id}-eligibility"),
        "active": true,
        "type": "person",
        "actual": false,
        "name": format!("Eligibility of {id}"),
        "characteristic": writer.characteristics,
    });
    let document = json!({
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{ "resource": study(trial, &id, &writer.unsaid) }, { "resource": group }],
    });
    Exported { document, unsaid: writer.unsaid }
}

fn study(trial: &TrialRecord, id: &str, unsaid: &[Unsaid]) -> Value {
    let concepts = |texts: &[String]| texts.iter().map(|text| json!({ "text": text })).collect::<Vec<_>>();
    let mut study = json!({
        "resourceType": "ResearchStudy",
        "id": id,
        "identifier": [{ "system": "https://clinicaltrials.gov", "value": id }],
        "enrollment": [{ "reference": format!("Group/{id}-eligibility") }],
    });
    let mut put = |name: &str, value: Value| {
        if let Some(fields) = study.as_object_mut() {
            fields.insert(name.to_owned(), value);
        }
    };
    match trial.overall_status.as_deref().and_then(status) {
        Some(status) => put("status", json!(status)),
        // R4 demands a status and has no code for one that is not known.
        None => put(
            "_status",
            json!({ "extension": [{ "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown" }] }),
        ),
    }
    if let Some(title) = trial.title.as_ref().or(trial.official_title.as_ref()) {
        put("title", json!(title));
    }
    if let Some(summary) = &trial.summary {
        put("description", json!(summary));
    }
    if let Some(phase) = trial.phase.as_deref().and_then(phase) {
        put(
            "phase",
            json!({ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/research-study-phase", "code": phase }] }),
        );
    }
    if !trial.conditions.is_empty() {
        put("condition", json!(concepts(&trial.conditions)));
    }
    if !trial.keywords.is_empty() {
        put("keyword", json!(concepts(&trial.keywords)));
    }
    if !unsaid.is_empty() {
        // Whoever takes the bundle without the list reads it here.
        let notes = unsaid.iter().map(
            |part| json!({ "text": format!("Not in the group: criterion {}: {} ({})", part.at, part.what, part.code) }),
        );
        put("note", notes.collect());
    }
    study
}

/// The code of `research-study-status` for the register's overall status, in either spelling of the register.
fn status(text: &str) -> Option<&'static str> {
    let name = text.trim().to_ascii_lowercase().replace([' ', ','], "_").replace("__", "_");
    Some(match name.as_str() {
        "recruiting" | "enrolling_by_invitation" => "active",
        "not_yet_recruiting" => "approved",
        "active_not_recruiting" => "closed-to-accrual",
        "completed" => "completed",
        "suspended" => "temporarily-closed-to-accrual",
        "terminated" => "administratively-completed",
        "withdrawn" => "withdrawn",
        _ => return None,
    })
}

fn phase(text: &str) -> Option<&'static str> {
    let name: String = text.to_ascii_lowercase().chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    Some(match name.as_str() {
        "na" => "n-a",
        "earlyphase1" => "early-phase-1",
        "phase1" => "phase-1",
        "phase1phase2" => "phase-1-phase-2",
        "phase2" => "phase-2",
        "phase2phase3" => "phase-2-phase-3",
        "phase3" => "phase-3",
        "phase4" => "phase-4",
        _ => return None,
    })
}

struct Writer<'t> {
    terms: &'t Terms,
    as_of: Option<Date>,
    at: String,
    characteristics: Vec<Value>,
    unsaid: Vec<Unsaid>,
}

const ALTERNATIVE: (&str, &str) = ("alternative", "all characteristics of a group hold together; it has no `or`");
const OTHER_PERSON: (&str, &str) = ("other-person", "a group has characteristics of its members alone");
const WINDOW: (&str, &str) =
    ("relative-window", "a period is absolute; name the day of screening to have windows counted from it");

impl Writer<'_> {
    fn unsaid(&mut self, node: &Node, negated: bool, (code, reason): (&'static str, &'static str)) {
        let what = to_text(node, self.terms);
        let what = if negated { format!("not ({what})") } else { what };
        self.unsaid.push(Unsaid { at: self.at.clone(), what, code, reason });
    }

    /// Says a node, or that it does not hold, as characteristics that hold together.
    fn said(&mut self, node: &Node, negated: bool) {
        match (&node.expr, negated) {
            (Expr::And(parts), false) | (Expr::Or(parts), true) => parts.iter().for_each(|part| self.said(part, negated)),
            (Expr::And(parts), true) | (Expr::Or(parts), false) => match parts.as_slice() {
                [one] => self.said(one, negated),
                _ => self.unsaid(node, negated, ALTERNATIVE),
            },
            (Expr::Not(part), _) => self.said(part, !negated),
            (Expr::Except { base, exception }, false) => {
                self.said(base, false);
                self.said(exception, true);
            }
            (Expr::IfThen { condition, then }, true) => {
                self.said(condition, false);
                self.said(then, true);
            }
            (Expr::Except { .. }, true) | (Expr::IfThen { .. }, false) => self.unsaid(node, negated, ALTERNATIVE),
            (Expr::AtLeast { count: 0, .. }, false) => {}
            (Expr::AtLeast { count, of }, false) if usize::try_from(*count) == Ok(of.len()) => {
                of.iter().for_each(|part| self.said(part, false));
            }
            (Expr::AtLeast { count: 1, of }, true) => of.iter().for_each(|part| self.said(part, true)),
            (Expr::AtMost { count: 0, of }, false) => of.iter().for_each(|part| self.said(part, true)),
            (Expr::AtLeast { .. } | Expr::AtMost { .. }, _) => {
                self.unsaid(node, negated, ("count", "a group counts its members, not its characteristics"));
            }
            (Expr::Opaque, _) => self.unsaid(node, negated, ("opaque", "the text was not understood")),
            (Expr::Atom(atom), _) => self.atom(node, atom, negated),
        }
    }

    fn atom(&mut self, node: &Node, atom: &Atom, negated: bool) {
        let done = match atom {
            Atom::Age { low, high } => {
                let code = json!({ "coding": [{ "system": "http://loinc.org", "code": "30525-0" }], "text": "age" });
                self.interval(&code, low.as_ref(), high.as_ref(), "a", negated, None)
            }
            Atom::Sex(class) => {
                let sex = match class {
                    SexClass::Female => "female",
                    SexClass::Male => "male",
                };
                let code = json!({ "coding": [{ "system": "http://loinc.org", "code": "46098-0" }], "text": "sex" });
                let value = json!({ "coding": [{ "system": "http://hl7.org/fhir/administrative-gender", "code": sex }] });
                self.push(&code, "valueCodeableConcept", value, negated, None);
                Ok(())
            }
            Atom::Condition { subject: Subject::Partner | Subject::Donor, .. }
            | Atom::Social { subject: Subject::Partner | Subject::Donor, .. } => Err(OTHER_PERSON),
            Atom::Condition { any_of, when, subject: Subject::Patient } => {
                self.concepts("condition", any_of, *when, negated)
            }
            Atom::Condition { any_of, when, subject: Subject::Family }
            | Atom::Social { any_of, when, subject: Subject::Family } => {
                self.concepts("family-history", any_of, *when, negated)
            }
            Atom::Medication { manner, .. } if !manner.is_any() => {
                Err(("manner", "a characteristic has no place for a dose or a route beside the drug"))
            }
            Atom::Medication { any_of, when, .. } => self.concepts("medication", any_of, *when, negated),
            Atom::Procedure { any_of, when } => self.concepts("procedure", any_of, *when, negated),
            Atom::Social { any_of, when, subject: Subject::Patient } => self.concepts("social", any_of, *when, negated),
            Atom::Genomic { any_of, when } => self.concepts("genomic", any_of, *when, negated),
            Atom::Stage { any_of } => self.concepts("stage", any_of, When::Now, negated),
            Atom::Allergy { any_of } => self.concepts("allergy", any_of, When::Now, negated),
            Atom::Measurement { values, .. } if !values.is_latest() => {
                Err(("several-values", "a characteristic has one value"))
            }
            Atom::Measurement { concept, test, when, .. } => {
                let code = self.concept(*concept);
                self.measured(&code, test, *when, negated)
            }
            Atom::Named { kind, name, test, when, subject } => {
                let value = json!({ "text": name });
                match (test, subject) {
                    (_, Subject::Partner | Subject::Donor) => Err(OTHER_PERSON),
                    (Some(test), _) => self.measured(&value, test, *when, negated),
                    (None, Subject::Family) => self.timed("family-history", vec![value], *when, negated),
                    (None, Subject::Patient) => self.timed(kind.name(), vec![value], *when, negated),
                }
            }
            Atom::Qualifier { .. } => Err(("qualifier", "a characteristic can not be narrowed by what stands beside it")),
            Atom::Participation { .. } => Err(("participation", "no code of it is agreed on")),
            Atom::Person => Err(("person", "only a person can answer it")),
        };
        if let Err(why) = done {
            self.unsaid(node, negated, why);
        }
    }

    /// A characteristic, as it stands or excluded.
    fn push(&mut self, code: &Value, name: &str, value: Value, exclude: bool, period: Option<Value>) {
        let mut characteristic = json!({ "code": code, "exclude": exclude });
        if let Some(fields) = characteristic.as_object_mut() {
            fields.insert(name.to_owned(), value);
            if let Some(period) = period {
                fields.insert("period".to_owned(), period);
            }
        }
        self.characteristics.push(characteristic);
    }

    fn concept(&self, id: ConceptId) -> Value {
        let Some(concept) = self.terms.concept(id) else { return json!({ "text": format!("concept {}", id.0) }) };
        let codings = concept.codes.iter().map(|coding| json!({ "system": uri(coding.system), "code": coding.code }));
        let codings: Vec<Value> = codings.collect();
        if codings.is_empty() { json!({ "text": concept.name }) } else { json!({ "coding": codings, "text": concept.name }) }
    }

    fn concepts(
        &mut self,
        kind: &str,
        any_of: &[ConceptId],
        when: When,
        negated: bool,
    ) -> Result<(), (&'static str, &'static str)> {
        let values: Vec<Value> = any_of.iter().map(|id| self.concept(*id)).collect();
        self.timed(kind, values, when, negated)
    }

    /// Things of a kind, at a time. Several are alternatives, unless they are denied.
    fn timed(
        &mut self,
        kind: &str,
        values: Vec<Value>,
        when: When,
        negated: bool,
    ) -> Result<(), (&'static str, &'static str)> {
        if values.is_empty() {
            return Err(("no-concept", "it asks of no concept"));
        }
        if values.len() > 1 && !negated {
            return Err(ALTERNATIVE);
        }
        let code = |time: &str| {
            let name = format!("{kind}{time}");
            json!({ "coding": [{ "system": KINDS, "code": name }], "text": name.replace('-', " ") })
        };
        for value in values {
            match when {
                When::Now => self.push(&code(""), "valueCodeableConcept", value, negated, None),
                When::Ever => self.push(&code("-at-any-time"), "valueCodeableConcept", value, negated, None),
                When::Within(window) => {
                    let period = self.period(window.days).ok_or(WINDOW)?;
                    self.push(&code("-at-any-time"), "valueCodeableConcept", value, negated, Some(period));
                }
                When::Before(window) if !negated => {
                    let as_of = self.as_of.ok_or(WINDOW)?;
                    let period = self.period(window.days).ok_or(WINDOW)?;
                    let before = json!({ "end": back(as_of, window.days.saturating_add(1)).to_string() });
                    self.push(&code("-at-any-time"), "valueCodeableConcept", value.clone(), false, Some(before));
                    self.push(&code("-at-any-time"), "valueCodeableConcept", value, true, Some(period));
                }
                When::Before(_) => return Err(ALTERNATIVE),
                When::HalfLives(_) | When::Event(_) => return Err(WINDOW),
                When::Since(_) => {
                    return Err(("held-throughout", "a period says when something was, not that it was so all the while"));
                }
            }
        }
        Ok(())
    }

    fn period(&self, days: u32) -> Option<Value> {
        let as_of = self.as_of?;
        Some(json!({ "start": back(as_of, days).to_string(), "end": as_of.to_string() }))
    }

    fn measured(
        &mut self,
        code: &Value,
        test: &ValueTest,
        when: When,
        negated: bool,
    ) -> Result<(), (&'static str, &'static str)> {
        let period = match when {
            When::Ever | When::Now => None,
            When::Within(window) => Some(self.period(window.days).ok_or(WINDOW)?),
            When::Before(_) | When::Since(_) | When::HalfLives(_) | When::Event(_) => return Err(WINDOW),
        };
        if matches!(test.unit.as_str(), "[ULN]" | "[LLN]") {
            return Err(("limit-of-normal", "a quantity can not be a multiple of the laboratory's limit of normal"));
        }
        if test.low.is_none() && test.high.is_none() {
            self.push(code, "valueBoolean", json!(true), negated, period);
            return Ok(());
        }
        if test.unit.is_empty() {
            return Err(("unit-missing", "the text names no unit"));
        }
        self.interval(code, test.low.as_ref(), test.high.as_ref(), &test.unit, negated, period)
    }

    /// A range where both ends belong to it, else a quantity with a comparator for each end.
    fn interval(
        &mut self,
        code: &Value,
        low: Option<&Bound>,
        high: Option<&Bound>,
        unit: &str,
        negated: bool,
        period: Option<Value>,
    ) -> Result<(), (&'static str, &'static str)> {
        let quantity = |bound: &Bound| json!({ "value": bound.value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit });
        let compared = |bound: &Bound, open: &str, closed: &str| {
            let mut value = quantity(bound);
            if let Some(fields) = value.as_object_mut() {
                fields.insert("comparator".to_owned(), json!(if bound.inclusive { closed } else { open }));
            }
            value
        };
        match (low, high) {
            (None, None) if negated => return Err(("nobody", "an interval without ends holds of everybody")),
            (None, None) => {}
            (Some(low), Some(high)) if low.inclusive && high.inclusive => {
                let range = json!({ "low": quantity(low), "high": quantity(high) });
                self.push(code, "valueRange", range, negated, period);
            }
            (Some(_), Some(_)) if negated => return Err(ALTERNATIVE),
            (low, high) => {
                if let Some(low) = low {
                    self.push(code, "valueQuantity", compared(low, ">", ">="), negated, period.clone());
                }
                if let Some(high) = high {
                    self.push(code, "valueQuantity", compared(high, "<", "<="), negated, period);
                }
            }
        }
        Ok(())
    }
}

fn back(day: Date, days: u32) -> Date {
    let days = i32::try_from(days).unwrap_or(i32::MAX);
    // A window of thousands of years ends where dates do.
    Date::from_days_since_1970(day.days_since_1970().saturating_sub(days).max(-719_162))
}

fn uri(system: CodeSystem) -> &'static str {
    match system {
        CodeSystem::SnomedCt => "http://snomed.info/sct",
        CodeSystem::Loinc => "http://loinc.org",
        CodeSystem::RxNorm => "http://www.nlm.nih.gov/research/umls/rxnorm",
        CodeSystem::Icd10Cm => "http://hl7.org/fhir/sid/icd-10-cm",
        CodeSystem::Icd9Cm => "http://hl7.org/fhir/sid/icd-9-cm",
        CodeSystem::Icd10Pcs => "http://www.cms.gov/Medicare/Coding/ICD10",
        CodeSystem::Cpt => "http://www.ama-assn.org/go/cpt",
        CodeSystem::Hcpcs => "urn:oid:2.16.840.1.113883.6.285",
        CodeSystem::Cvx => "http://hl7.org/fhir/sid/cvx",
        CodeSystem::Ndc => "http://hl7.org/fhir/sid/ndc",
        CodeSystem::Atc => "http://www.whocc.no/atc",
        CodeSystem::Hgnc => "http://www.genenames.org",
    }
}
