//! Arbitrary resources of one patient through the allow-list of FHIR paths and the making of a chart: no panic, and the patient's
//! family name, which stands in the record, is in no draft.
#![no_main]

use almoner_base::Date;
use almoner_deid::{Context, Known, Policy, RawRef, TextEngine, deidentify};
use almoner_facts::{PolicyKind, ResourceKind, Timeline};
use almoner_terms::Terms;
use libfuzzer_sys::fuzz_target;

const PATIENT: &str =
    r#"{"resourceType":"Patient","id":"p","name":[{"family":"Qxzorvath","given":["Ann"]}],"birthDate":"1951-03-14"}"#;
const KINDS: [&str; 8] = [
    "Observation",
    "Condition",
    "MedicationRequest",
    "DocumentReference",
    "DiagnosticReport",
    "Encounter",
    "Procedure",
    "Consent",
];

fuzz_target!(|bytes: &[u8]| {
    let (Some(policy), Some(as_of), Some(next_release)) =
        (Policy::builtin(PolicyKind::ExpertDetermination).ok(), Date::new(2024, 6, 1), Date::new(2025, 6, 1))
    else {
        return;
    };
    let shared = Known::shared();
    let mut refs = vec![RawRef { kind: "Patient", raw: PATIENT.as_bytes() }];
    for line in bytes.split(|byte| *byte == b'\n') {
        let kind = KINDS.get(line.len() % KINDS.len()).copied().unwrap_or("Observation");
        refs.push(RawRef { kind, raw: line });
    }
    let context = Context {
        policy: &policy,
        timeline: Timeline::new(9_000),
        as_of,
        next_release,
        shared: &shared,
        exported: &[ResourceKind::Condition],
        terms: Terms::builtin(),
        engine: TextEngine::builtin(),
        surrogates: None,
    };
    if let Ok(released) = deidentify(&refs, &context) {
        assert!(!format!("{:?}", released.draft).contains("Qxzorvath"));
    }
});
