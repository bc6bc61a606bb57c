//! Everything in a resource that names someone: what de-identification must find again in free text.
//!
//! Thorough on purpose: a name that is missed here can survive in a note. Nothing is judged or normalized; the texts are as
//! the record has them. Categories are those of 45 CFR 164.514(b)(2)(i).

use std::borrow::Cow;

use crate::model::{
    Address, Annotation, Attachment, ContactPoint, Extension, HumanName, Identifier, PatientContact, Reference,
};
use crate::resource::Resource;
use crate::tolerant::{DateTime, Text};

/// What kind of identifier a known text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdentityCategory {
    /// A person's name or a part of it.
    Name,
    /// An organization's or a place's name, which tells where a patient was.
    OrganizationName,
    /// A street line, in which numbers and names count.
    AddressLine,
    /// A city or district.
    City,
    /// A state or province.
    State,
    /// A postal code.
    PostalCode,
    /// A country.
    Country,
    /// A date of birth or death.
    Date,
    /// A telephone number or pager.
    Phone,
    /// A fax number.
    Fax,
    /// An e-mail address.
    Email,
    /// A web address.
    Url,
    /// A social security number.
    Ssn,
    /// A medical record number.
    Mrn,
    /// A health plan's number.
    HealthPlan,
    /// A driver's licence, a professional licence, a certificate.
    License,
    /// A device's identifier or serial number.
    Device,
    /// A photograph: its title or address.
    Photo,
    /// Any other identifier, including the ids of records.
    Other,
}

/// Whose identifier it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdentityOwner {
    /// The patient.
    Patient,
    /// A relative, guardian, partner or friend, or an employer or household member.
    Related,
    /// Who provides care.
    Practitioner,
    /// An organization or a place.
    Place,
}

/// A text that names someone. Can not be printed.
#[derive(Clone, PartialEq, Eq)]
pub struct KnownIdentifier<'a> {
    /// What it is.
    pub category: IdentityCategory,
    /// Whose it is.
    pub owner: IdentityOwner,
    /// As the record has it.
    pub text: Text<'a>,
}

/// The texts of a resource that name someone. Besides people, organizations and places it reads the names that other resources
/// carry: `Reference.display`, authors of remarks, device serial numbers, insurance numbers.
#[must_use]
pub fn identity<'a>(resource: &Resource<'a>) -> Vec<KnownIdentifier<'a>> {
    let owner = match resource {
        Resource::RelatedPerson(_) => IdentityOwner::Related,
        Resource::Practitioner(_) | Resource::PractitionerRole(_) => IdentityOwner::Practitioner,
        Resource::Organization(_) | Resource::Location(_) => IdentityOwner::Place,
        _ => IdentityOwner::Patient,
    };
    let mut found = Found { known: Vec::new(), owner };
    found.extensions(resource.extension());
    found.resource(resource);
    let mut known = found.known;
    known.retain(|identifier| !identifier.text.trim().is_empty());
    known.sort_by(|a, b| (a.owner, a.category, &a.text).cmp(&(b.owner, b.category, &b.text)));
    known.dedup();
    known
}

struct Found<'a> {
    known: Vec<KnownIdentifier<'a>>,
    owner: IdentityOwner,
}

impl<'a> Found<'a> {
    fn add(&mut self, category: IdentityCategory, text: &Option<Text<'a>>) {
        if let Some(text) = text {
            self.known.push(KnownIdentifier { category, owner: self.owner, text: text.clone() });
        }
    }

    fn add_all(&mut self, category: IdentityCategory, texts: &[Text<'a>]) {
        let owner = self.owner;
        self.known.extend(texts.iter().map(|text| KnownIdentifier { category, owner, text: text.clone() }));
    }

    fn of(&mut self, owner: IdentityOwner, look: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.owner, owner);
        look(self);
        self.owner = before;
    }

    fn resource(&mut self, resource: &Resource<'a>) {
        use IdentityCategory as C;
        match resource {
            Resource::Patient(it) => {
                self.add(C::Other, &it.id);
                self.person(&it.name, &it.telecom, &it.address, &it.identifier, &it.photo);
                self.date(it.birth_date.as_ref());
                self.date(it.deceased_date_time.as_ref());
                self.of(IdentityOwner::Related, |found| it.contact.iter().for_each(|contact| found.contact(contact)));
                self.references(IdentityOwner::Practitioner, &it.general_practitioner);
                self.references(IdentityOwner::Place, it.managing_organization.as_slice());
            }
            Resource::RelatedPerson(it) => {
                self.person(&it.name, &it.telecom, &it.address, &it.identifier, &it.photo);
                self.date(it.birth_date.as_ref());
                self.references(IdentityOwner::Patient, it.patient.as_slice());
            }
            Resource::Person(it) => {
                self.person(&it.name, &it.telecom, &it.address, &it.identifier, it.photo.as_slice());
                self.date(it.birth_date.as_ref());
            }
            Resource::Practitioner(it) => {
                self.person(&it.name, &it.telecom, &it.address, &it.identifier, &it.photo);
                self.date(it.birth_date.as_ref());
                for qualification in &it.qualification {
                    qualification.identifier.iter().for_each(|identifier| self.add(C::License, &identifier.value));
                }
            }
            Resource::PractitionerRole(it) => {
                self.identifiers(&it.identifier);
                self.telecom(&it.telecom);
                self.references(IdentityOwner::Practitioner, it.practitioner.as_slice());
                self.references(IdentityOwner::Place, it.organization.as_slice());
                self.references(IdentityOwner::Place, &it.location);
            }
            Resource::Organization(it) => {
                self.add(C::OrganizationName, &it.name);
                self.add_all(C::OrganizationName, &it.alias);
                self.identifiers(&it.identifier);
                self.telecom(&it.telecom);
                it.address.iter().for_each(|address| self.address(address));
                for contact in &it.contact {
                    self.of(IdentityOwner::Practitioner, |found| {
                        found.names(contact.name.as_slice());
                        found.telecom(&contact.telecom);
                        contact.address.iter().for_each(|address| found.address(address));
                    });
                }
            }
            Resource::Location(it) => {
                self.add(C::OrganizationName, &it.name);
                self.add_all(C::OrganizationName, &it.alias);
                self.add(C::OrganizationName, &it.description);
                self.identifiers(&it.identifier);
                self.telecom(&it.telecom);
                it.address.iter().for_each(|address| self.address(address));
                self.references(IdentityOwner::Place, it.managing_organization.as_slice());
            }
            other => self.record(other),
        }
    }

    /// The names in passing that records of care carry.
    fn record(&mut self, resource: &Resource<'a>) {
        use IdentityOwner::{Patient, Place, Practitioner, Related};
        match resource {
            Resource::Encounter(it) => {
                self.references(Patient, it.subject.as_slice());
                self.references(
                    Practitioner,
                    it.participant.iter().filter_map(|participant| participant.individual.as_ref()),
                );
                self.references(Place, it.location.iter().filter_map(|location| location.location.as_ref()));
                self.references(Place, it.service_provider.as_slice());
                let stay = it.hospitalization.as_ref();
                self.references(Place, stay.into_iter().flat_map(|stay| stay.origin.iter().chain(stay.destination.iter())));
                self.identifiers(&it.identifier);
            }
            Resource::EpisodeOfCare(it) => {
                self.references(Place, it.managing_organization.as_slice());
                self.references(Practitioner, it.care_manager.as_slice());
            }
            Resource::Coverage(it) => {
                self.add(IdentityCategory::HealthPlan, &it.subscriber_id);
                self.add(IdentityCategory::HealthPlan, &it.dependent);
                it.identifier.iter().for_each(|identifier| self.add(IdentityCategory::HealthPlan, &identifier.value));
                it.class_.iter().for_each(|class| self.add(IdentityCategory::HealthPlan, &class.value));
                self.references(Related, it.subscriber.as_slice());
                self.references(Related, it.policy_holder.as_slice());
                self.references(Place, &it.payor);
            }
            Resource::Device(it) => {
                for text in [&it.distinct_identifier, &it.serial_number, &it.lot_number] {
                    self.add(IdentityCategory::Device, text);
                }
                for carrier in &it.udi_carrier {
                    for text in [&carrier.device_identifier, &carrier.carrier_hrf, &carrier.carrier_aidc] {
                        self.add(IdentityCategory::Device, text);
                    }
                }
                it.identifier.iter().for_each(|identifier| self.add(IdentityCategory::Device, &identifier.value));
                self.references(Place, it.owner.as_slice());
                self.references(Place, it.location.as_slice());
                self.notes(&it.note);
            }
            Resource::FamilyMemberHistory(it) => {
                self.of(Related, |found| {
                    found.add(IdentityCategory::Name, &it.name);
                    found.date(it.born_date.as_ref());
                    found.date(it.deceased_date.as_ref());
                });
                self.notes(&it.note);
            }
            Resource::Condition(it) => {
                self.references(Patient, it.subject.as_slice());
                self.references(Practitioner, it.recorder.iter().chain(it.asserter.iter()));
                self.notes(&it.note);
            }
            Resource::Observation(it) => {
                self.references(Patient, it.subject.as_slice());
                self.references(Practitioner, &it.performer);
                self.notes(&it.note);
            }
            Resource::Procedure(it) => {
                self.references(Patient, it.subject.as_slice());
                self.references(Practitioner, it.performer.iter().filter_map(|performer| performer.actor.as_ref()));
                self.references(Practitioner, it.recorder.iter().chain(it.asserter.iter()));
                self.references(Place, it.location.as_slice());
                self.notes(&it.note);
            }
            Resource::AllergyIntolerance(it) => {
                self.references(Practitioner, it.recorder.iter().chain(it.asserter.iter()));
                self.notes(&it.note);
            }
            Resource::MedicationRequest(it) => {
                self.references(Patient, it.subject.as_slice());
                self.references(Practitioner, it.requester.as_slice());
                self.notes(&it.note);
            }
            Resource::MedicationStatement(it) => {
                self.references(Practitioner, it.information_source.as_slice());
                self.notes(&it.note);
            }
            Resource::MedicationAdministration(it) => {
                self.references(Practitioner, it.performer.iter().filter_map(|performer| performer.actor.as_ref()));
                self.notes(&it.note);
            }
            Resource::MedicationDispense(it) => {
                self.references(Practitioner, it.performer.iter().filter_map(|performer| performer.actor.as_ref()));
                self.notes(&it.note);
            }
            Resource::Immunization(it) => {
                self.references(Practitioner, it.performer.iter().filter_map(|performer| performer.actor.as_ref()));
                self.references(Place, it.location.as_slice());
                self.notes(&it.note);
            }
            Resource::DiagnosticReport(it) => {
                self.references(Patient, it.subject.as_slice());
                self.references(Practitioner, it.performer.iter().chain(&it.results_interpreter));
            }
            Resource::DocumentReference(it) => {
                self.references(Patient, it.subject.as_slice());
                self.references(Practitioner, it.author.iter().chain(it.authenticator.iter()));
                self.references(Place, it.custodian.as_slice());
                self.identifiers(&it.identifier);
                self.identifiers(it.master_identifier.as_slice());
            }
            Resource::Composition(it) => {
                self.references(Patient, it.subject.as_slice());
                self.references(Practitioner, &it.author);
            }
            Resource::CarePlan(it) => {
                self.references(Practitioner, it.author.as_slice());
                let details = it.activity.iter().filter_map(|activity| activity.detail.as_ref());
                self.references(Place, details.filter_map(|detail| detail.location.as_ref()));
                self.notes(&it.note);
            }
            Resource::CareTeam(it) => {
                self.references(Practitioner, it.participant.iter().filter_map(|participant| participant.member.as_ref()));
                self.references(Place, &it.managing_organization);
                self.telecom(&it.telecom);
                self.notes(&it.note);
            }
            Resource::ServiceRequest(it) => {
                self.references(Practitioner, it.requester.iter().chain(&it.performer));
                self.notes(&it.note);
            }
            Resource::Specimen(it) => {
                self.identifiers(&it.identifier);
                self.identifiers(it.accession_identifier.as_slice());
                let collector = it.collection.as_ref().and_then(|collection| collection.collector.as_ref());
                self.references(Practitioner, collector);
                self.notes(&it.note);
            }
            Resource::ResearchSubject(it) => self.identifiers(&it.identifier),
            Resource::ImagingStudy(it) => self.identifiers(&it.identifier),
            Resource::Consent(it) => {
                self.references(Related, &it.performer);
                self.references(Place, &it.organization);
            }
            Resource::Flag(it) => self.references(Practitioner, it.author.as_slice()),
            Resource::ClinicalImpression(it) => {
                self.references(Practitioner, it.assessor.as_slice());
                self.notes(&it.note);
            }
            _ => {}
        }
    }

    fn person(
        &mut self,
        names: &[HumanName<'a>],
        telecom: &[ContactPoint<'a>],
        addresses: &[Address<'a>],
        identifiers: &[Identifier<'a>],
        photos: &[Attachment<'a>],
    ) {
        self.names(names);
        self.telecom(telecom);
        addresses.iter().for_each(|address| self.address(address));
        self.identifiers(identifiers);
        for photo in photos {
            self.add(IdentityCategory::Photo, &photo.title);
            self.add(IdentityCategory::Photo, &photo.url);
        }
    }

    fn contact(&mut self, contact: &PatientContact<'a>) {
        self.names(contact.name.as_slice());
        self.telecom(&contact.telecom);
        contact.address.iter().for_each(|address| self.address(address));
        self.references(IdentityOwner::Related, contact.organization.as_slice());
    }

    fn names(&mut self, names: &[HumanName<'a>]) {
        for name in names {
            self.add(IdentityCategory::Name, &name.text);
            self.add(IdentityCategory::Name, &name.family);
            self.add_all(IdentityCategory::Name, &name.given);
            self.extensions(&name.extension);
        }
    }

    fn address(&mut self, address: &Address<'a>) {
        self.add(IdentityCategory::AddressLine, &address.text);
        self.add_all(IdentityCategory::AddressLine, &address.line);
        self.add(IdentityCategory::City, &address.city);
        self.add(IdentityCategory::City, &address.district);
        self.add(IdentityCategory::State, &address.state);
        self.add(IdentityCategory::PostalCode, &address.postal_code);
        self.add(IdentityCategory::Country, &address.country);
    }

    fn telecom(&mut self, telecom: &[ContactPoint<'a>]) {
        for point in telecom {
            let category = match point.system.as_deref() {
                Some("phone" | "pager" | "sms") => IdentityCategory::Phone,
                Some("fax") => IdentityCategory::Fax,
                Some("email") => IdentityCategory::Email,
                Some("url") => IdentityCategory::Url,
                _ => match point.value.as_deref() {
                    Some(value) if value.contains('@') => IdentityCategory::Email,
                    Some(value) if value.contains("://") => IdentityCategory::Url,
                    _ => IdentityCategory::Phone,
                },
            };
            self.add(category, &point.value);
        }
    }

    fn identifiers(&mut self, identifiers: &[Identifier<'a>]) {
        for identifier in identifiers {
            self.add(category_of(identifier), &identifier.value);
            if let Some(assigner) = identifier.assigner.as_deref() {
                self.references(IdentityOwner::Place, [assigner]);
            }
        }
    }

    /// The names that references show to people, and the numbers that they point by.
    fn references<'r>(&mut self, owner: IdentityOwner, references: impl IntoIterator<Item = &'r Reference<'a>>)
    where
        'a: 'r,
    {
        let category =
            if owner == IdentityOwner::Place { IdentityCategory::OrganizationName } else { IdentityCategory::Name };
        self.of(owner, |found| {
            for reference in references {
                found.add(category, &reference.display);
                if let Some(identifier) = reference.identifier.as_deref() {
                    found.add(category_of(identifier), &identifier.value);
                }
            }
        });
    }

    fn notes(&mut self, notes: &[Annotation<'a>]) {
        for note in notes {
            self.of(IdentityOwner::Practitioner, |found| found.add(IdentityCategory::Name, &note.author_string));
            self.references(IdentityOwner::Practitioner, note.author_reference.as_slice());
        }
    }

    fn date(&mut self, date: Option<&DateTime<'a>>) {
        if let Some(date) = date {
            let text = date.text.get(..10).unwrap_or(&date.text);
            let text = Some(Cow::Owned(text.to_owned()));
            self.add(IdentityCategory::Date, &text);
        }
    }

    /// Extensions that name someone: mother's maiden name, birth place, former names and addresses, and any extension that
    /// holds a name, an address, a contact point or an identifier.
    fn extensions(&mut self, extensions: &[Extension<'a>]) {
        for extension in extensions {
            let is_name = ["maiden", "name", "birthplace", "congregation", "employer"]
                .iter()
                .any(|word| extension.url.as_deref().is_some_and(|url| last_segment(url).contains(word)));
            if is_name {
                self.add(IdentityCategory::Name, &extension.value_string);
            }
            self.names(extension.value_human_name.as_deref().map_or(&[], std::slice::from_ref));
            extension.value_address.iter().for_each(|address| self.address(address));
            self.telecom(extension.value_contact_point.as_deref().map_or(&[], std::slice::from_ref));
            self.identifiers(extension.value_identifier.as_deref().map_or(&[], std::slice::from_ref));
            self.extensions(&extension.extension);
        }
    }
}

fn last_segment(url: &str) -> String {
    url.rsplit('/').next().unwrap_or(url).to_ascii_lowercase()
}

/// What an identifier is, by its type (HL7 table 0203) and its system.
fn category_of(identifier: &Identifier<'_>) -> IdentityCategory {
    let coded = identifier.kind.iter().flat_map(|kind| &kind.coding).filter_map(|coding| coding.code.as_deref());
    for code in coded {
        match code {
            "SS" | "SSN" | "SB" => return IdentityCategory::Ssn,
            "MR" | "MRN" | "PI" | "PT" | "MRT" => return IdentityCategory::Mrn,
            "MB" | "MC" | "MA" | "NIIP" | "SN" | "HC" | "MCN" => return IdentityCategory::HealthPlan,
            "DL" | "LN" | "MD" | "NPI" | "DEA" | "PRN" | "TAX" | "PPN" => return IdentityCategory::License,
            "UDI" | "SNO" => return IdentityCategory::Device,
            _ => {}
        }
    }
    match identifier.system.as_deref() {
        Some("http://hl7.org/fhir/sid/us-ssn" | "urn:oid:2.16.840.1.113883.4.1") => IdentityCategory::Ssn,
        Some("http://hl7.org/fhir/sid/us-npi" | "urn:oid:2.16.840.1.113883.4.6") => IdentityCategory::License,
        Some("http://hl7.org/fhir/sid/us-mbi" | "http://hl7.org/fhir/sid/us-medicare") => IdentityCategory::HealthPlan,
        _ => IdentityCategory::Other,
    }
}

#[cfg(test)]
mod tests;
