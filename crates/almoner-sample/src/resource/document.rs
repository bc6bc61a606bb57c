//! DocumentReference, DiagnosticReport and Binary: the resources that carry notes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::json::Json;
use crate::note::Note;
use crate::resource::clinical::labels;
use crate::resource::{Writer, hl7_coding, moment};

impl Writer<'_> {
    /// The resource that carries a note. Every ninth text stands in a Binary, every eleventh is HTML.
    pub fn note(&mut self, note: &Note, nth: usize) {
        let sum: usize = note.id.bytes().map(usize::from).sum::<usize>() + nth;
        let html = sum.is_multiple_of(11);
        let (content_type, data) = if html {
            ("text/html; charset=utf-8", STANDARD.encode(html_of(note.text.as_str())))
        } else {
            ("text/plain; charset=utf-8", STANDARD.encode(note.text.as_str()))
        };
        let binary = (!note.kind.report && sum % 9 == 3).then(|| super::clinical::derived_id(&note.id, 0xb1, 0));
        if let Some(id) = &binary {
            self.add("Binary", id, |w, j| {
                let media = content_type.split(';').next().unwrap_or(content_type);
                j.str("contentType", media);
                w.refer(j, "securityContext", "Patient", &w.chart.person.id);
                j.str("data", &data);
            });
        }
        let attachment = |w: &Self, j: &mut Json| {
            j.str("contentType", content_type);
            match &binary {
                Some(id) => j.str("url", &w.reference("Binary", id)),
                None => j.str("data", &data),
            };
            j.str("title", note.kind.text);
        };
        let code = |j: &mut Json| {
            if let Some((code, display)) = note.kind.loinc {
                j.list("coding", |j| {
                    j.item(|j| {
                        j.str("system", "http://loinc.org").str("code", code).str("display", display);
                    });
                });
            }
            j.str("text", note.kind.text);
        };
        if note.kind.report {
            self.add("DiagnosticReport", &note.id, |w, j| {
                labels(j, note.label);
                j.str("status", "final").obj("code", code);
                w.patient(j, "subject");
                w.encounter_of(j, note);
                j.str("effectiveDateTime", &moment(note.date, &note.id));
                j.list("presentedForm", |j| {
                    j.item(|j| attachment(w, j));
                });
            });
            return;
        }
        self.add("DocumentReference", &note.id, |w, j| {
            labels(j, note.label);
            j.str("status", "current").obj("type", code);
            j.list("category", |j| {
                j.item(|j| {
                    j.list("coding", |j| {
                        j.item(|j| {
                            j.str("system", "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category");
                            j.str("code", "clinical-note").str("display", "Clinical Note");
                        });
                    });
                });
            });
            w.patient(j, "subject");
            j.str("date", &moment(note.date, &note.id));
            if let Some(who) = w.hospital.practitioner(note.author) {
                let reference = w.practitioner(who);
                j.list("author", |j| {
                    j.item(|j| {
                        j.str("reference", &reference).str("display", &who.name.full());
                    });
                });
            }
            if note.label.is_some() {
                j.list("securityLabel", |j| {
                    j.item(|j| hl7_coding(j, "v3-Confidentiality", "R", "restricted"));
                });
            }
            j.list("content", |j| {
                j.item(|j| {
                    j.obj("attachment", |j| attachment(w, j));
                });
            });
            if let Some(visit) = w.chart.visits.get(note.visit) {
                j.obj("context", |j| {
                    j.list("encounter", |j| {
                        j.item(|j| {
                            j.str("reference", &w.reference("Encounter", &visit.id));
                        });
                    });
                });
            }
        });
    }

    fn encounter_of(&self, j: &mut Json, note: &Note) {
        if let Some(visit) = self.chart.visits.get(note.visit) {
            self.refer(j, "encounter", "Encounter", &visit.id);
        }
    }
}

/// The text as HTML in which every line is kept.
fn html_of(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!("<html><body><pre>{escaped}</pre></body></html>")
}
