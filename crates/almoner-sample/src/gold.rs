//! The gold files: what the notes hold and what the charts truly say.

use crate::chart::{Chart, Mode, Standing, Value};
use crate::concept::Concept;
use crate::hospital::Hospital;
use crate::json::Json;
use crate::note::Note;
use crate::trial::Trial;
use crate::truth::Section;

/// A line of `gold/notes.jsonl`.
pub fn note(note: &Note, patient: &str) -> Vec<u8> {
    Json::object(|j| {
        j.str("id", &note.id).str("patient", patient).str("kind", note.kind.slug).str("text", note.text.as_str());
        j.list("spans", |j| {
            for span in &note.text.phi {
                j.item(|j| {
                    j.int("start", span.start.into()).int("end", span.end.into()).str("category", span.what.name());
                });
            }
        });
        j.list("keep", |j| {
            for span in &note.text.keep {
                j.item(|j| {
                    j.int("start", span.start.into()).int("end", span.end.into()).str("kind", span.what.name());
                });
            }
        });
    })
}

/// Lines of `gold/facts.jsonl` for what stands in coded resources.
pub fn structured(chart: &Chart) -> Vec<Vec<u8>> {
    let patient = &chart.person.id;
    let mut out = Vec::new();
    let mut add = |concept: &Concept, id: &str, kind: &str, fill: &dyn Fn(&mut Json)| {
        out.push(Json::object(|j| {
            j.str("patient", patient).str("kind", kind).str("concept", concept.key).str("text", concept.text);
            fill(j);
            j.str("experiencer", "patient").str("source", "structured").str("resource", id);
        }));
    };
    for p in &chart.problems {
        if p.standing == Standing::EnteredInError {
            continue;
        }
        let polarity = if p.standing == Standing::Refuted { "negated" } else { "affirmed" };
        add(p.concept, &p.id, "condition", &|j| {
            j.str("date", &p.onset.fhir());
            j.opt("end", p.end.map(|d| d.to_string()).as_deref());
            j.opt("stage", p.stage);
            j.str("polarity", polarity);
            j.str("temporality", if p.end.is_some() { "historical" } else { "current" });
        });
    }
    for m in chart.measures.iter().filter(|m| !m.error) {
        add(m.concept, &m.id, "measurement", &|j| {
            match &m.value {
                Value::Number(number) => {
                    j.number("value", *number, m.concept.places).str("unit", m.concept.unit);
                }
                Value::LessThan(number) => {
                    j.number("value", *number, m.concept.places).str("unit", m.concept.unit).str("comparator", "<");
                }
                Value::Words(words) => {
                    j.str("value", words);
                }
            }
            j.str("date", &m.date.to_string()).str("polarity", "affirmed").str("temporality", "current");
        });
    }
    for d in &chart.courses {
        add(d.concept, &d.id, "medication", &|j| {
            j.str("date", &d.start.to_string());
            j.opt("end", d.stop.map(|s| s.to_string()).as_deref());
            j.str("polarity", "affirmed").str("temporality", if d.stop.is_some() { "historical" } else { "current" });
        });
    }
    let entries = [
        ("procedure", &chart.procedures),
        ("device", &chart.devices),
        ("immunization", &chart.vaccines),
        ("allergy", &chart.allergies),
    ];
    for (kind, list) in entries {
        for e in list {
            add(e.concept, &e.id, kind, &|j| {
                j.str("date", &e.when.fhir()).str("polarity", "affirmed").str("temporality", "current");
            });
        }
    }
    out
}

/// Lines of `gold/facts.jsonl` for what a note says.
pub fn told(note: &Note, patient: &str) -> Vec<Vec<u8>> {
    let line = |fact: &crate::note::Fact| {
        let (polarity, temporality, experiencer) = match fact.mode {
            Mode::Affirmed => ("affirmed", "current", "patient"),
            Mode::Negated => ("negated", "current", "patient"),
            Mode::Possible => ("possible", "current", "patient"),
            Mode::Historical => ("affirmed", "historical", "patient"),
            Mode::Family => ("affirmed", "current", "family"),
            Mode::Hypothetical => ("affirmed", "hypothetical", "patient"),
        };
        Json::object(|j| {
            j.str("patient", patient).str("concept", fact.key);
            if let Some((value, unit)) = fact.value {
                j.raw("value", &value.to_string()).str("unit", unit);
            }
            j.str("date", &note.date.to_string()).str("polarity", polarity).str("temporality", temporality);
            j.str("experiencer", experiencer).str("source", "note").str("note", &note.id);
            j.int("start", fact.start.into()).int("end", fact.end.into());
        })
    };
    note.facts.iter().map(line).collect()
}

/// The line of `gold/phi.jsonl` of a patient: every string that identifies.
pub fn identifiers(chart: &Chart) -> Vec<u8> {
    phi_line("Patient", &chart.person.id, &chart.person.identifiers())
}

/// The lines of `gold/phi.jsonl` of the hospital's people and places.
pub fn shared_identifiers(hospital: &Hospital) -> Vec<Vec<u8>> {
    let mut out = Vec::new();
    for who in &hospital.practitioners {
        let all = [
            ("NAME", who.name.given.clone()),
            ("NAME", who.name.family.clone()),
            ("NAME", who.name.full()),
            ("LICENSE", who.npi.clone()),
            ("LICENSE", who.dea.clone()),
            ("PHONE", who.phone.clone()),
            ("PHONE", who.pager.clone()),
            ("EMAIL", who.email.clone()),
        ];
        out.push(phi_line("Practitioner", &who.id, &all));
    }
    for (kind, sites) in [("Organization", &hospital.organizations), ("Location", &hospital.locations)] {
        for site in sites {
            let all = [
                ("GEO", site.name.to_owned()),
                ("GEO", site.line.clone()),
                ("PHONE", site.phone.clone()),
                ("FAX", site.fax.clone()),
                ("LICENSE", site.npi.clone()),
            ];
            out.push(phi_line(kind, &site.id, &all));
        }
    }
    out
}

fn phi_line(kind: &str, id: &str, all: &[(&'static str, String)]) -> Vec<u8> {
    Json::object(|j| {
        j.str("resource", &format!("{kind}/{id}"));
        j.list("identifiers", |j| {
            for (category, text) in all {
                j.item(|j| {
                    j.str("category", category).str("text", text);
                });
            }
        });
    })
}

/// The line of `gold/eligibility.jsonl` of a patient and a trial; none where the first criterion already rules the patient out.
pub fn eligibility(trial: &Trial, chart: &Chart) -> Option<Vec<u8>> {
    let standing = trial.standing(chart);
    let relevant = standing.verdict != "excluded" || trial.has_disease(chart);
    relevant.then(|| {
        Json::object(|j| {
            j.str("nct_id", trial.nct_id).str("patient", &chart.person.id).str("verdict", standing.verdict);
            j.list("criteria", |j| {
                for ((section, line, _), answer) in trial.checks.iter().zip(&standing.answers) {
                    j.item(|j| {
                        j.str("section", if *section == Section::Inclusion { "inclusion" } else { "exclusion" });
                        j.str("line", line).str("verdict", answer.name());
                    });
                }
            });
        })
    })
}
