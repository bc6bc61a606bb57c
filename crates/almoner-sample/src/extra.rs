//! The attestation and the README of the sample folder.

use crate::json::Json;

/// A sample attestation of an expert determination (45 CFR 164.514(b)(1)), which says that it is none.
pub fn attestation(seed: u64) -> Vec<u8> {
    let mut json = Json::object(|j| {
        j.str("who", "SAMPLE - NOT A REAL DETERMINATION - a fictional statistician");
        j.str("qualification", "SAMPLE - none; a real attestation names a person with appropriate knowledge of and experience with generally accepted statistical and scientific principles and methods");
        j.str("method", "SAMPLE - k-anonymity over the quasi-identifiers below, journalist re-identification risk");
        j.str("issued", "2026-09-01").str("expires", "2099-12-31");
        j.list("quasi_identifiers", |j| {
            for name in ["age", "sex", "state", "condition"] {
                j.string_item(name);
            }
        });
        j.list("thresholds", |j| {
            for threshold in ["k_anonymity: 11", "prosecutor: 0.0909"] {
                j.string_item(threshold);
            }
        });
        j.str("recipient", "Research coordinators of the sample hospital");
        j.str("policy", "expert_determination");
        j.str("release", &format!("sample-{seed}"));
        j.flag("sample", true);
    });
    json.push(b'\n');
    json
}

/// What the folder is.
pub const README: &str = "A SYNTHETIC HOSPITAL

Everything in this folder is made up. No person, address, telephone number or record in it is real. Names are drawn from
lists, cities and employers are invented, telephone numbers lie in the range kept for fiction (555-0100 to 555-0199), Social
Security numbers begin with 9, national provider identifiers with 9, IP addresses are those of RFC 5737 and RFC 3849, and NCT
ids begin with NCT99. The same number of patients and the same seed give the same bytes. The data end on 2026-09-30.

fhir/           a bulk export: one NDJSON file per resource type, and manifest.json
bundles/        some patients (every fiftieth) as transaction bundles instead; they are not in fhir/
gold/notes.jsonl        every note: text, spans that identify (spans), spans to keep (keep); offsets count Unicode scalar values
gold/facts.jsonl        what coded resources and notes say of each patient
gold/phi.jsonl          every identifying string of each patient, practitioner, organization and location
gold/eligibility.jsonl  how patients with a trial's disease truly stand towards it, criterion by criterion, on 2026-09-30
trials/trials.jsonl     25 trials written for this hospital
attestation.json        a sample attestation. It is not a real determination and permits nothing

The concept of a fact is a key of the concept tables where they have one.
In gold spans, names of hospitals, wards and employers count as GEO, provider numbers as LICENSE, pagers as PHONE.
";
