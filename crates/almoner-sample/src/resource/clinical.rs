//! Encounter, Condition, Observation, MedicationRequest, Procedure, AllergyIntolerance, Immunization, Device,
//! FamilyMemberHistory.

use crate::chart::{Class, Label, Measure, Problem, Smoking, Standing, Value, Visit};
use crate::concept::{self as c, Concept};
use crate::json::Json;
use crate::resource::{Writer, codes, concept, hl7, hl7_coding, moment};

impl Writer<'_> {
    /// Everything that was coded.
    pub fn clinical(&mut self) {
        let chart = self.chart;
        for visit in &chart.visits {
            self.visit(visit);
        }
        for problem in &chart.problems {
            self.problem(problem);
        }
        for measure in &chart.measures {
            self.measure(measure);
        }
        self.blood_pressures();
        self.smoking();
        for course in &chart.courses {
            self.add("MedicationRequest", &course.id, |w, j| {
                labels(j, course.label);
                j.str("status", if course.stop.is_some() { "stopped" } else { "active" }).str("intent", "order");
                concept(j, "medicationCodeableConcept", course.concept);
                w.patient(j, "subject");
                j.str("authoredOn", &moment(course.start, &course.id));
                if let Some(who) = w.hospital.practitioner(w.chart.person.physician) {
                    let reference = w.practitioner(who);
                    j.obj("requester", |j| {
                        j.str("reference", &reference).str("display", &who.name.full());
                    });
                }
                j.list("dosageInstruction", |j| {
                    j.item(|j| {
                        j.str("text", &course.dose);
                        if let Some(stop) = course.stop {
                            j.obj("timing", |j| {
                                j.obj("repeat", |j| {
                                    j.obj("boundsPeriod", |j| {
                                        j.str("start", &course.start.to_string()).str("end", &stop.to_string());
                                    });
                                });
                            });
                        }
                    });
                });
            });
        }
        for entry in &chart.procedures {
            self.add("Procedure", &entry.id, |w, j| {
                j.str("status", "completed");
                concept(j, "code", entry.concept);
                w.patient(j, "subject");
                j.str("performedDateTime", &entry.when.fhir());
            });
        }
        for entry in &chart.devices {
            let serial = &chart.person.device_serial;
            self.add("Device", &entry.id, |w, j| {
                j.list("udiCarrier", |j| {
                    j.item(|j| {
                        j.str("deviceIdentifier", "00800000000017");
                        j.str("carrierHRF", &format!("(01)00800000000017(21){serial}"));
                    });
                });
                j.str("status", "active").str("serialNumber", serial);
                concept(j, "type", entry.concept);
                w.patient(j, "patient");
            });
        }
        for entry in &chart.vaccines {
            self.add("Immunization", &entry.id, |w, j| {
                j.str("status", "completed");
                concept(j, "vaccineCode", entry.concept);
                w.patient(j, "patient");
                j.str("occurrenceDateTime", &entry.when.fhir());
                j.flag("primarySource", true);
            });
        }
        for entry in &chart.allergies {
            self.add("AllergyIntolerance", &entry.id, |w, j| {
                hl7(j, "clinicalStatus", "allergyintolerance-clinical", "active", "Active");
                hl7(j, "verificationStatus", "allergyintolerance-verification", "confirmed", "Confirmed");
                concept(j, "code", entry.concept);
                w.patient(j, "patient");
                j.str("recordedDate", &entry.when.fhir());
            });
        }
        for (at, (relation, what)) in chart.family.iter().enumerate() {
            let (code, display) = match *relation {
                "mother" => ("MTH", "mother"),
                "father" => ("FTH", "father"),
                "sister" => ("SIS", "sister"),
                _ => ("BRO", "brother"),
            };
            let id = derived_id(&chart.person.id, 0xf1, at);
            self.add("FamilyMemberHistory", &id, |w, j| {
                j.str("status", "completed");
                w.patient(j, "patient");
                hl7(j, "relationship", "v3-RoleCode", code, display);
                j.list("condition", |j| {
                    j.item(|j| concept(j, "code", what));
                });
            });
        }
    }

    fn visit(&mut self, visit: &Visit) {
        let (code, display) = match visit.class {
            Class::Ambulatory => ("AMB", "ambulatory"),
            Class::Inpatient => ("IMP", "inpatient encounter"),
            Class::Emergency => ("EMER", "emergency"),
            Class::Virtual => ("VR", "virtual"),
        };
        self.add("Encounter", &visit.id, |w, j| {
            j.str("status", "finished");
            j.obj("class", |j| {
                j.str("system", "http://terminology.hl7.org/CodeSystem/v3-ActCode")
                    .str("code", code)
                    .str("display", display);
            });
            w.patient(j, "subject");
            if let Some(who) = w.hospital.practitioner(visit.practitioner) {
                let reference = w.practitioner(who);
                j.list("participant", |j| {
                    j.item(|j| {
                        j.obj("individual", |j| {
                            j.str("reference", &reference).str("display", &who.name.full());
                        });
                    });
                });
            }
            j.obj("period", |j| {
                j.str("start", &moment(visit.date, &visit.id));
                j.str("end", &format!("{}T23:30:00-04:00", visit.end));
            });
            if let Some(reason) = visit.reason {
                j.list("reasonCode", |j| {
                    j.item(|j| codes(j, reason.codes, reason.text));
                });
            }
            if let Some(site) = w.hospital.location(visit.practitioner) {
                let reference = w.site("Location", site);
                j.list("location", |j| {
                    j.item(|j| {
                        j.obj("location", |j| {
                            j.str("reference", &reference).str("display", site.name);
                        });
                    });
                });
            }
            if let Some(site) = w.hospital.organization(0) {
                let reference = w.site("Organization", site);
                j.obj("serviceProvider", |j| {
                    j.str("reference", &reference).str("display", site.name);
                });
            }
        });
    }

    fn problem(&mut self, problem: &Problem) {
        self.add("Condition", &problem.id, |w, j| {
            labels(j, problem.label);
            if problem.standing == Standing::Confirmed {
                let code = if problem.end.is_some() { "resolved" } else { "active" };
                hl7(j, "clinicalStatus", "condition-clinical", code, code);
            }
            let (code, display) = match problem.standing {
                Standing::Confirmed => ("confirmed", "Confirmed"),
                Standing::Refuted => ("refuted", "Refuted"),
                Standing::EnteredInError => ("entered-in-error", "Entered in Error"),
            };
            hl7(j, "verificationStatus", "condition-ver-status", code, display);
            j.list("category", |j| {
                j.item(|j| hl7_coding(j, "condition-category", "problem-list-item", "Problem List Item"));
            });
            concept(j, "code", problem.concept);
            w.patient(j, "subject");
            j.str("onsetDateTime", &problem.onset.fhir());
            if let Some(end) = problem.end {
                j.str("abatementDateTime", &end.to_string());
            }
            if let Some(stage) = problem.stage {
                j.list("stage", |j| {
                    j.item(|j| {
                        j.obj("summary", |j| {
                            j.str("text", stage);
                        });
                    });
                });
            }
        });
    }

    fn measure(&mut self, measure: &Measure) {
        let panel = [c::SYSTOLIC_BP.key, c::DIASTOLIC_BP.key];
        if panel.contains(&measure.concept.key) && measure.visit.is_some() && !measure.error {
            return;
        }
        let vital = matches!(
            measure.concept.key,
            "body-mass-index"
                | "body-weight"
                | "body-height"
                | "heart-rate"
                | "temperature"
                | "spo2"
                | "systolic-bp"
                | "diastolic-bp"
        );
        self.add("Observation", &measure.id, |w, j| {
            j.str("status", if measure.error { "entered-in-error" } else { "final" });
            category(j, if vital { "vital-signs" } else { "laboratory" });
            concept(j, "code", measure.concept);
            w.patient(j, "subject");
            w.visit_of(j, measure.visit);
            j.str("effectiveDateTime", &moment(measure.date, &measure.id));
            value(j, measure.concept, &measure.value);
            if let (Some((low, high)), false) = (measure.concept.normal, vital) {
                j.list("referenceRange", |j| {
                    j.item(|j| {
                        let text = format!("{low}-{high} {}", measure.concept.unit);
                        j.str("text", &text);
                    });
                });
            }
        });
    }

    /// Systolic and diastolic pressure stand in one panel, as US Core has it.
    fn blood_pressures(&mut self) {
        let chart = self.chart;
        for high in chart.measures.iter().filter(|m| m.concept.key == c::SYSTOLIC_BP.key && m.visit.is_some() && !m.error) {
            let low = chart.measures.iter().find(|m| m.concept.key == c::DIASTOLIC_BP.key && m.date == high.date);
            self.add("Observation", &high.id, |w, j| {
                j.str("status", "final");
                category(j, "vital-signs");
                j.obj("code", |j| codes(j, &[c::BLOOD_PRESSURE], "Blood pressure"));
                w.patient(j, "subject");
                w.visit_of(j, high.visit);
                j.str("effectiveDateTime", &moment(high.date, &high.id));
                j.list("component", |j| {
                    for part in [Some(high), low].into_iter().flatten() {
                        j.item(|j| {
                            concept(j, "code", part.concept);
                            value(j, part.concept, &part.value);
                        });
                    }
                });
            });
        }
    }

    fn smoking(&mut self) {
        let chart = self.chart;
        let answer = match chart.smoking {
            Smoking::Never => &c::SMOKER_NEVER,
            Smoking::Former => &c::SMOKER_FORMER,
            Smoking::Current => &c::SMOKER_CURRENT,
        };
        let Some(visit) = chart.visits.first() else { return };
        let id = derived_id(&chart.person.id, 0x5e, 0);
        self.add("Observation", &id, |w, j| {
            j.str("status", "final");
            category(j, "social-history");
            j.obj("code", |j| codes(j, &[c::SMOKING_STATUS], "Tobacco smoking status"));
            w.patient(j, "subject");
            j.str("effectiveDateTime", &moment(visit.date, &visit.id));
            concept(j, "valueCodeableConcept", answer);
        });
    }

    fn visit_of(&self, j: &mut Json, visit: Option<usize>) {
        if let Some(visit) = visit.and_then(|at| self.chart.visits.get(at)) {
            self.refer(j, "encounter", "Encounter", &visit.id);
        }
    }
}

fn category(j: &mut Json, code: &str) {
    j.list("category", |j| {
        j.item(|j| hl7_coding(j, "observation-category", code, code));
    });
}

fn value(j: &mut Json, concept: &Concept, value: &Value) {
    let (number, comparator) = match value {
        Value::Number(number) => (*number, None),
        Value::LessThan(number) => (*number, Some("<")),
        Value::Words(words) => {
            j.obj("valueCodeableConcept", |j| {
                j.str("text", words);
            });
            return;
        }
    };
    j.obj("valueQuantity", |j| {
        j.number("value", number, concept.places);
        j.opt("comparator", comparator);
        j.str("unit", concept.unit).str("system", "http://unitsofmeasure.org").str("code", concept.unit);
    });
}

/// Security labels of `meta.security`.
pub fn labels(j: &mut Json, label: Option<Label>) {
    let Some(label) = label else { return };
    let codes: &[(&str, &str)] = match label {
        Label::Part2 => &[("v3-ActCode", "42CFRPart2"), ("v3-ActCode", "ETH"), ("v3-Confidentiality", "R")],
        Label::Psychotherapy => &[("v3-ActCode", "PSYTHPN"), ("v3-Confidentiality", "R")],
        Label::Hiv => &[("v3-ActCode", "HIV"), ("v3-Confidentiality", "R")],
    };
    j.obj("meta", |j| {
        j.list("security", |j| {
            for (system, code) in codes {
                j.item(|j| {
                    j.str("system", &format!("http://terminology.hl7.org/CodeSystem/{system}")).str("code", code);
                });
            }
        });
    });
}

/// An id that hangs on another, for resources that the chart does not number. A UUID like the others.
pub fn derived_id(of: &str, kind: u8, at: usize) -> String {
    let head: String = of.chars().take(24).collect();
    format!("{head}{kind:02x}{at:010x}")
}
