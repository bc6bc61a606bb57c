//! What all patients share: Organization, Location, Practitioner, PractitionerRole.

use crate::hospital::{Hospital, Site};
use crate::json::Json;
use crate::resource::Resource;
use crate::resource::person::telecom;

/// All shared resources.
pub fn write_shared(hospital: &Hospital) -> Vec<Resource> {
    let mut out = Vec::new();
    for site in &hospital.organizations {
        out.push(resource("Organization", &site.id, |j| site_body(j, site, true)));
    }
    for site in &hospital.locations {
        out.push(resource("Location", &site.id, |j| {
            site_body(j, site, false);
            if let Some(first) = hospital.organization(0) {
                j.obj("managingOrganization", |j| {
                    j.str("reference", &format!("Organization/{}", first.id));
                });
            }
        }));
    }
    for who in &hospital.practitioners {
        out.push(resource("Practitioner", &who.id, |j| {
            j.list("identifier", |j| {
                j.item(|j| {
                    j.str("system", "http://hl7.org/fhir/sid/us-npi").str("value", &who.npi);
                });
                j.item(|j| {
                    j.str("system", "urn:oid:2.16.840.1.113883.4.814").str("value", &who.dea);
                });
            });
            j.flag("active", true);
            j.list("name", |j| {
                j.item(|j| {
                    j.str("family", &who.name.family);
                    j.list("given", |j| {
                        j.string_item(&who.name.given);
                        if let Some(middle) = &who.name.middle {
                            j.string_item(middle);
                        }
                    });
                    j.list("suffix", |j| {
                        j.string_item(who.title);
                    });
                });
            });
            telecom(j, &[("phone", "work", &who.phone), ("pager", "work", &who.pager), ("email", "work", &who.email)]);
            j.str("gender", if who.female { "female" } else { "male" });
        }));
        out.push(resource("PractitionerRole", &who.role_id, |j| {
            j.flag("active", true);
            j.obj("practitioner", |j| {
                j.str("reference", &format!("Practitioner/{}", who.id)).str("display", &who.name.full());
            });
            if let Some(first) = hospital.organization(0) {
                j.obj("organization", |j| {
                    j.str("reference", &format!("Organization/{}", first.id));
                });
            }
            j.list("specialty", |j| {
                j.item(|j| {
                    j.str("text", who.field);
                });
            });
        }));
    }
    out
}

fn resource(kind: &'static str, id: &str, fill: impl FnOnce(&mut Json)) -> Resource {
    let json = Json::object(|j| {
        j.str("resourceType", kind).str("id", id);
        fill(j);
    });
    Resource { kind, id: id.to_owned(), json }
}

fn site_body(j: &mut Json, site: &Site, organization: bool) {
    j.list("identifier", |j| {
        j.item(|j| {
            j.str("system", "http://hl7.org/fhir/sid/us-npi").str("value", &site.npi);
        });
    });
    if organization {
        j.flag("active", true);
    } else {
        j.str("status", "active");
    }
    j.str("name", site.name);
    telecom(j, &[("phone", "work", &site.phone), ("fax", "work", &site.fax)]);
    let fill = |j: &mut Json| {
        j.list("line", |j| {
            j.string_item(&site.line);
        });
        j.str("city", "Elmhaven").str("state", "MA").str("postalCode", "01871").str("country", "US");
    };
    if organization {
        j.list("address", |j| {
            j.item(fill);
        });
    } else {
        j.obj("address", fill);
    }
}
