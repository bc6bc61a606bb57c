//! Patient, RelatedPerson, Consent.

use almoner_base::Date;

use crate::chart::Chart;
use crate::json::Json;
use crate::person::{Person, Sex};
use crate::place::Address;
use crate::resource::clinical::derived_id;
use crate::resource::{Resource, Writer, hl7, hl7_coding, moment};

impl Writer<'_> {
    /// The patient and the people around.
    pub fn person(&mut self) {
        let person = &self.chart.person;
        let merged_from = person.old_mrn.as_ref().map(|_| merged_id(person));
        self.add("Patient", &person.id, |w, j| {
            j.obj("meta", |j| {
                j.str("lastUpdated", "2026-09-30T23:00:00.000-04:00");
                j.list("profile", |j| {
                    j.string_item("http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient");
                });
                // Test health data: what a sample attestation may cover.
                j.list("security", |j| {
                    j.item(|j| {
                        j.str("system", "http://terminology.hl7.org/CodeSystem/v3-ActReason").str("code", "HTEST");
                    });
                });
            });
            narrative(j, person);
            extensions(j, person);
            identity(j, person, &person.mrn);
            if let Some(old) = &merged_from {
                j.list("link", |j| {
                    j.item(|j| {
                        w.refer(j, "other", "Patient", old);
                        j.str("type", "replaces");
                    });
                });
            }
        });
        let contact = &person.contact;
        self.add("RelatedPerson", &contact.id, |w, j| {
            j.flag("active", true);
            w.patient(j, "patient");
            j.list("relationship", |j| {
                j.item(|j| hl7_coding(j, "v3-RoleCode", contact.relation_code, contact.relation));
            });
            j.list("name", |j| {
                j.item(|j| {
                    j.str("family", &contact.name.family);
                    j.list("given", |j| {
                        j.string_item(&contact.name.given);
                    });
                });
            });
            telecom(j, &[("phone", "mobile", &contact.phone)]);
            j.list("address", |j| {
                j.item(|j| address(j, &contact.address, "home"));
            });
        });
    }

    /// A consent to research, or its refusal.
    pub fn consent(&mut self, index: u32, date: Date, permit: bool) {
        let id = derived_id(&self.chart.person.id, 0xc0, index as usize);
        self.add("Consent", &id, |w, j| {
            j.str("status", "active");
            hl7(j, "scope", "consentscope", "research", "Research");
            j.list("category", |j| {
                j.item(|j| {
                    j.list("coding", |j| {
                        j.item(|j| {
                            j.str("system", "http://loinc.org").str("code", "59284-0").str("display", "Patient Consent");
                        });
                    });
                });
            });
            w.patient(j, "patient");
            j.str("dateTime", &moment(date, &id));
            let (code, display) = if permit { ("OPTIN", "opt-in") } else { ("OPTOUT", "opt-out") };
            hl7(j, "policyRule", "v3-ActCode", code, display);
            j.obj("provision", |j| {
                j.str("type", if permit { "permit" } else { "deny" });
                j.list("purpose", |j| {
                    j.item(|j| {
                        j.str("system", "http://terminology.hl7.org/CodeSystem/v3-ActReason");
                        j.str("code", "HRESCH").str("display", "healthcare research");
                    });
                });
            });
        });
    }
}

/// The id of the record that was merged into a patient's.
fn merged_id(person: &Person) -> String {
    let mut id: String = person.id.chars().rev().filter(char::is_ascii_hexdigit).collect();
    for at in [8, 13, 18, 23] {
        id.insert(at.min(id.len()), '-');
    }
    id
}

/// The old record of a merged patient: inactive, replaced by the surviving one.
pub fn merged_duplicate(chart: &Chart) -> Option<Resource> {
    let person = &chart.person;
    let old = person.old_mrn.as_ref()?;
    let id = merged_id(person);
    let json = Json::object(|j| {
        j.str("resourceType", "Patient").str("id", &id);
        j.flag("active", false);
        identity_core(j, person, old);
        j.list("link", |j| {
            j.item(|j| {
                j.obj("other", |j| {
                    j.str("reference", &format!("Patient/{}", person.id));
                });
                j.str("type", "replaced-by");
            });
        });
    });
    Some(Resource { kind: "Patient", id, json })
}

fn narrative(j: &mut Json, person: &Person) {
    let text = format!("{} born {}", person.name.full(), person.birth).replace('&', "&amp;").replace('<', "&lt;");
    j.obj("text", |j| {
        j.str("status", "generated");
        j.str("div", &format!("<div xmlns=\"http://www.w3.org/1999/xhtml\">{text}</div>"));
    });
}

fn extensions(j: &mut Json, person: &Person) {
    let (code, race) = match person.origin {
        "chinese" | "vietnamese" | "indian" | "korean_japanese" => ("2028-9", "Asian"),
        "african" => ("2054-5", "Black or African American"),
        "filipino_pacific" => ("2076-8", "Native Hawaiian or Other Pacific Islander"),
        _ => ("2106-3", "White"),
    };
    let hispanic = person.origin == "spanish";
    let (ethnic_code, ethnicity) =
        if hispanic { ("2135-2", "Hispanic or Latino") } else { ("2186-5", "Not Hispanic or Latino") };
    j.list("extension", |j| {
        for (name, code, display) in [("us-core-race", code, race), ("us-core-ethnicity", ethnic_code, ethnicity)] {
            j.item(|j| {
                j.str("url", &format!("http://hl7.org/fhir/us/core/StructureDefinition/{name}"));
                j.list("extension", |j| {
                    j.item(|j| {
                        j.str("url", "ombCategory");
                        j.obj("valueCoding", |j| {
                            j.str("system", "urn:oid:2.16.840.1.113883.6.238").str("code", code).str("display", display);
                        });
                    });
                    j.item(|j| {
                        j.str("url", "text").str("valueString", display);
                    });
                });
            });
        }
        j.item(|j| {
            j.str("url", "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex");
            j.str("valueCode", if person.sex == Sex::Female { "F" } else { "M" });
        });
        j.item(|j| {
            j.str("url", "http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName");
            j.str("valueString", &person.mothers_maiden);
        });
        j.item(|j| {
            j.str("url", "http://hl7.org/fhir/StructureDefinition/patient-birthPlace");
            j.obj("valueAddress", |j| {
                j.str("city", person.birth_city).str("country", "US");
            });
        });
    });
}

fn identity(j: &mut Json, person: &Person, mrn: &str) {
    j.flag("active", true);
    identity_core(j, person, mrn);
    if let Some(death) = person.death {
        j.str("deceasedDateTime", &super::moment(death, &person.id));
    }
    j.list("photo", |j| {
        j.item(|j| {
            j.str("contentType", "image/jpeg").str("title", &person.photo);
        });
    });
    let contact = &person.contact;
    j.list("contact", |j| {
        j.item(|j| {
            j.list("relationship", |j| {
                j.item(|j| {
                    j.str("text", contact.relation);
                });
            });
            j.obj("name", |j| {
                j.str("text", &contact.name.full());
            });
            telecom(j, &[("phone", "home", &contact.phone)]);
        });
    });
    j.list("communication", |j| {
        j.item(|j| {
            j.obj("language", |j| {
                j.str("text", if person.origin == "spanish" { "Spanish" } else { "English" });
            });
        });
    });
}

fn identity_core(j: &mut Json, person: &Person, mrn: &str) {
    j.list("identifier", |j| {
        let mut one = |code: &str, display: &str, system: &str, value: &str| {
            j.item(|j| {
                hl7(j, "type", "v2-0203", code, display);
                j.str("system", system).str("value", value);
            });
        };
        one("MR", "Medical record number", "https://elmhaven.example/mrn", mrn);
        one("SS", "Social Security number", "http://hl7.org/fhir/sid/us-ssn", &person.ssn);
        one("DL", "Driver's license number", "urn:oid:2.16.840.1.113883.4.3.25", &person.license);
        one("MB", "Member Number", "https://osier-mutual.example/member", &person.member_id);
        one("AN", "Account number", "https://elmhaven.example/account", &person.account);
        if let Some(passport) = &person.passport {
            one("PPN", "Passport number", "http://hl7.org/fhir/sid/passport-USA", passport);
        }
    });
    j.list("name", |j| {
        j.item(|j| {
            j.str("use", "official").str("text", &person.name.full()).str("family", &person.name.family);
            j.list("given", |j| {
                j.string_item(&person.name.given);
                if let Some(middle) = &person.name.middle {
                    j.string_item(middle);
                }
            });
            if let Some(suffix) = person.name.suffix {
                j.list("suffix", |j| {
                    j.string_item(suffix);
                });
            }
        });
        if let Some(maiden) = &person.maiden {
            j.item(|j| {
                j.str("use", "maiden").str("family", maiden);
            });
        }
        if let Some(nickname) = &person.nickname {
            j.item(|j| {
                j.str("use", "nickname");
                j.list("given", |j| {
                    j.string_item(nickname);
                });
            });
        }
    });
    let phones: [(&str, &str, &str); 5] = [
        ("phone", "home", &person.home_phone),
        ("phone", "mobile", &person.mobile),
        ("phone", "work", &person.work_phone),
        ("fax", "home", &person.fax),
        ("email", "home", &person.email),
    ];
    telecom(j, &phones);
    j.str("gender", if person.sex == Sex::Female { "female" } else { "male" });
    j.str("birthDate", &person.birth.to_string());
    j.list("address", |j| {
        j.item(|j| address(j, &person.address, "home"));
        if let Some(old) = &person.old_address {
            j.item(|j| address(j, old, "old"));
        }
    });
}

/// `telecom` of (system, use, value).
pub fn telecom(j: &mut Json, all: &[(&str, &str, &str)]) {
    j.list("telecom", |j| {
        for (system, usage, value) in all {
            j.item(|j| {
                j.str("system", system).str("value", value).str("use", usage);
            });
        }
    });
}

fn address(j: &mut Json, address: &Address, usage: &str) {
    j.str("use", usage);
    j.list("line", |j| {
        j.string_item(&address.line);
    });
    j.str("city", address.city.name).str("district", address.city.county);
    j.str("state", address.city.state).str("postalCode", &address.zip).str("country", "US");
}
