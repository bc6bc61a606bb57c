//! People, places and the framework of care (FHIR R4, administration module).

use super::resources;
use super::{
    Address, Attachment, CodeableConcept, Coding, ContactPoint, HumanName, Identifier, Period, Quantity, Reference,
};
use crate::tolerant::{DateTime, Decimal, Text, elements};

resources! {
    /// A patient.
    Patient {
        identifier: Vec<Identifier<'a>> = "identifier",
        active: Option<bool> = "active",
        name: Vec<HumanName<'a>> = "name",
        telecom: Vec<ContactPoint<'a>> = "telecom",
        gender: Option<Text<'a>> = "gender",
        birth_date: Option<DateTime<'a>> = "birthDate",
        deceased_boolean: Option<bool> = "deceasedBoolean",
        deceased_date_time: Option<DateTime<'a>> = "deceasedDateTime",
        address: Vec<Address<'a>> = "address",
        marital_status: Option<CodeableConcept<'a>> = "maritalStatus",
        photo: Vec<Attachment<'a>> = "photo",
        contact: Vec<PatientContact<'a>> = "contact",
        communication: Vec<Communication<'a>> = "communication",
        general_practitioner: Vec<Reference<'a>> = "generalPractitioner",
        managing_organization: Option<Reference<'a>> = "managingOrganization",
        link: Vec<PatientLink<'a>> = "link",
    } ignore ["multipleBirthBoolean" "multipleBirthInteger"]

    /// A person who has to do with a patient: parent, guardian, neighbour.
    RelatedPerson {
        identifier: Vec<Identifier<'a>> = "identifier",
        active: Option<bool> = "active",
        patient: Option<Reference<'a>> = "patient",
        relationship: Vec<CodeableConcept<'a>> = "relationship",
        name: Vec<HumanName<'a>> = "name",
        telecom: Vec<ContactPoint<'a>> = "telecom",
        gender: Option<Text<'a>> = "gender",
        birth_date: Option<DateTime<'a>> = "birthDate",
        address: Vec<Address<'a>> = "address",
        photo: Vec<Attachment<'a>> = "photo",
        period: Option<Period<'a>> = "period",
    } ignore ["communication"]

    /// A person as such, whatever roles they have.
    Person {
        identifier: Vec<Identifier<'a>> = "identifier",
        name: Vec<HumanName<'a>> = "name",
        telecom: Vec<ContactPoint<'a>> = "telecom",
        gender: Option<Text<'a>> = "gender",
        birth_date: Option<DateTime<'a>> = "birthDate",
        address: Vec<Address<'a>> = "address",
        photo: Option<Attachment<'a>> = "photo",
        managing_organization: Option<Reference<'a>> = "managingOrganization",
        link: Vec<PersonLink<'a>> = "link",
    } ignore ["active"]

    /// Who provides care.
    Practitioner {
        identifier: Vec<Identifier<'a>> = "identifier",
        active: Option<bool> = "active",
        name: Vec<HumanName<'a>> = "name",
        telecom: Vec<ContactPoint<'a>> = "telecom",
        address: Vec<Address<'a>> = "address",
        gender: Option<Text<'a>> = "gender",
        birth_date: Option<DateTime<'a>> = "birthDate",
        photo: Vec<Attachment<'a>> = "photo",
        qualification: Vec<Qualification<'a>> = "qualification",
    } ignore ["communication"]

    /// What a practitioner does where.
    PractitionerRole {
        identifier: Vec<Identifier<'a>> = "identifier",
        active: Option<bool> = "active",
        period: Option<Period<'a>> = "period",
        practitioner: Option<Reference<'a>> = "practitioner",
        organization: Option<Reference<'a>> = "organization",
        code: Vec<CodeableConcept<'a>> = "code",
        specialty: Vec<CodeableConcept<'a>> = "specialty",
        location: Vec<Reference<'a>> = "location",
        telecom: Vec<ContactPoint<'a>> = "telecom",
    } ignore ["healthcareService" "availableTime" "notAvailable" "availabilityExceptions" "endpoint"]

    /// A hospital, a department, an insurer.
    Organization {
        identifier: Vec<Identifier<'a>> = "identifier",
        active: Option<bool> = "active",
        kind: Vec<CodeableConcept<'a>> = "type",
        name: Option<Text<'a>> = "name",
        alias: Vec<Text<'a>> = "alias",
        telecom: Vec<ContactPoint<'a>> = "telecom",
        address: Vec<Address<'a>> = "address",
        part_of: Option<Reference<'a>> = "partOf",
        contact: Vec<OrganizationContact<'a>> = "contact",
    } ignore ["endpoint"]

    /// A place: building, ward, bed, home.
    Location {
        identifier: Vec<Identifier<'a>> = "identifier",
        status: Option<Text<'a>> = "status",
        name: Option<Text<'a>> = "name",
        alias: Vec<Text<'a>> = "alias",
        description: Option<Text<'a>> = "description",
        kind: Vec<CodeableConcept<'a>> = "type",
        telecom: Vec<ContactPoint<'a>> = "telecom",
        address: Option<Address<'a>> = "address",
        managing_organization: Option<Reference<'a>> = "managingOrganization",
        part_of: Option<Reference<'a>> = "partOf",
    } ignore ["operationalStatus" "mode" "physicalType" "position" "hoursOfOperation" "availabilityExceptions" "endpoint"]

    /// A visit or a stay.
    Encounter {
        identifier: Vec<Identifier<'a>> = "identifier",
        status: Option<Text<'a>> = "status",
        class_: Option<Coding<'a>> = "class",
        kind: Vec<CodeableConcept<'a>> = "type",
        service_type: Option<CodeableConcept<'a>> = "serviceType",
        priority: Option<CodeableConcept<'a>> = "priority",
        subject: Option<Reference<'a>> = "subject",
        episode_of_care: Vec<Reference<'a>> = "episodeOfCare",
        participant: Vec<EncounterParticipant<'a>> = "participant",
        period: Option<Period<'a>> = "period",
        length: Option<Quantity<'a>> = "length",
        reason_code: Vec<CodeableConcept<'a>> = "reasonCode",
        reason_reference: Vec<Reference<'a>> = "reasonReference",
        diagnosis: Vec<EncounterDiagnosis<'a>> = "diagnosis",
        hospitalization: Option<Hospitalization<'a>> = "hospitalization",
        location: Vec<EncounterLocation<'a>> = "location",
        service_provider: Option<Reference<'a>> = "serviceProvider",
        part_of: Option<Reference<'a>> = "partOf",
    } ignore ["statusHistory" "classHistory" "basedOn" "appointment" "account"]

    /// An association of a patient and an organization over a span of time.
    EpisodeOfCare {
        status: Option<Text<'a>> = "status",
        kind: Vec<CodeableConcept<'a>> = "type",
        patient: Option<Reference<'a>> = "patient",
        managing_organization: Option<Reference<'a>> = "managingOrganization",
        period: Option<Period<'a>> = "period",
        care_manager: Option<Reference<'a>> = "careManager",
    } ignore ["identifier" "statusHistory" "diagnosis" "referralRequest" "team" "account"]

    /// An insurance plan of a patient.
    Coverage {
        identifier: Vec<Identifier<'a>> = "identifier",
        status: Option<Text<'a>> = "status",
        kind: Option<CodeableConcept<'a>> = "type",
        policy_holder: Option<Reference<'a>> = "policyHolder",
        subscriber: Option<Reference<'a>> = "subscriber",
        subscriber_id: Option<Text<'a>> = "subscriberId",
        beneficiary: Option<Reference<'a>> = "beneficiary",
        dependent: Option<Text<'a>> = "dependent",
        relationship: Option<CodeableConcept<'a>> = "relationship",
        period: Option<Period<'a>> = "period",
        payor: Vec<Reference<'a>> = "payor",
        class_: Vec<CoverageClass<'a>> = "class",
    } ignore ["order" "network" "costToBeneficiary" "subrogation" "contract"]

    /// A patient's part in a study.
    ResearchSubject {
        identifier: Vec<Identifier<'a>> = "identifier",
        status: Option<Text<'a>> = "status",
        period: Option<Period<'a>> = "period",
        study: Option<Reference<'a>> = "study",
        individual: Option<Reference<'a>> = "individual",
        consent: Option<Reference<'a>> = "consent",
    } ignore ["assignedArm" "actualArm"]
}

elements! {
    /// A guardian, partner or friend of the patient.
    PatientContact {
        relationship: Vec<CodeableConcept<'a>> = "relationship",
        name: Option<HumanName<'a>> = "name",
        telecom: Vec<ContactPoint<'a>> = "telecom",
        address: Option<Address<'a>> = "address",
        gender: Option<Text<'a>> = "gender",
        organization: Option<Reference<'a>> = "organization",
    } ignore ["period" "modifierExtension"]

    /// A language that the patient speaks.
    Communication {
        language: Option<CodeableConcept<'a>> = "language",
        preferred: Option<bool> = "preferred",
    } ignore ["modifierExtension"]

    /// Another record of the same patient.
    PatientLink {
        other: Option<Reference<'a>> = "other",
        kind: Option<Text<'a>> = "type",
    } ignore ["modifierExtension"]

    /// A record of the same person.
    PersonLink {
        target: Option<Reference<'a>> = "target",
        assurance: Option<Text<'a>> = "assurance",
    } ignore ["modifierExtension"]

    /// A practitioner's licence or training.
    Qualification {
        identifier: Vec<Identifier<'a>> = "identifier",
        code: Option<CodeableConcept<'a>> = "code",
        period: Option<Period<'a>> = "period",
        issuer: Option<Reference<'a>> = "issuer",
    } ignore ["modifierExtension"]

    /// Whom to ask at an organization.
    OrganizationContact {
        purpose: Option<CodeableConcept<'a>> = "purpose",
        name: Option<HumanName<'a>> = "name",
        telecom: Vec<ContactPoint<'a>> = "telecom",
        address: Option<Address<'a>> = "address",
    } ignore ["modifierExtension"]

    /// Who took part in an encounter.
    EncounterParticipant {
        kind: Vec<CodeableConcept<'a>> = "type",
        period: Option<Period<'a>> = "period",
        individual: Option<Reference<'a>> = "individual",
    } ignore ["modifierExtension"]

    /// What was diagnosed in an encounter.
    EncounterDiagnosis {
        condition: Option<Reference<'a>> = "condition",
        use_: Option<CodeableConcept<'a>> = "use",
        rank: Option<Decimal<'a>> = "rank",
    } ignore ["modifierExtension"]

    /// Admission and discharge.
    Hospitalization {
        admit_source: Option<CodeableConcept<'a>> = "admitSource",
        discharge_disposition: Option<CodeableConcept<'a>> = "dischargeDisposition",
        destination: Option<Reference<'a>> = "destination",
        origin: Option<Reference<'a>> = "origin",
    } ignore [
        "preAdmissionIdentifier" "reAdmission" "dietPreference" "specialCourtesy" "specialArrangement" "modifierExtension"
    ]

    /// Where an encounter took place.
    EncounterLocation {
        location: Option<Reference<'a>> = "location",
        status: Option<Text<'a>> = "status",
        period: Option<Period<'a>> = "period",
    } ignore ["physicalType" "modifierExtension"]

    /// A group or plan number of an insurance.
    CoverageClass {
        kind: Option<CodeableConcept<'a>> = "type",
        value: Option<Text<'a>> = "value",
        name: Option<Text<'a>> = "name",
    } ignore ["modifierExtension"]
}

/// Whether a patient is known to have died.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deceased {
    /// The record says so, or gives the date of death.
    Yes,
    /// The record says that the patient lives.
    No,
    /// The record does not say.
    NotSaid,
}

impl<'a> Patient<'a> {
    /// Whether the record says that the patient has died. A date of death counts even beside `deceasedBoolean: false`.
    #[must_use]
    pub fn deceased(&self) -> Deceased {
        match (&self.deceased_date_time, self.deceased_boolean) {
            (Some(_), _) | (None, Some(true)) => Deceased::Yes,
            (None, Some(false)) => Deceased::No,
            (None, None) => Deceased::NotSaid,
        }
    }

    /// The records that replace this one, which must then not be used (`Patient.link` of type `replaced-by`).
    pub fn replaced_by(&self) -> impl Iterator<Item = &Reference<'a>> {
        self.linked("replaced-by")
    }

    /// The records that this one replaces.
    pub fn replaces(&self) -> impl Iterator<Item = &Reference<'a>> {
        self.linked("replaces")
    }

    fn linked(&self, kind: &'static str) -> impl Iterator<Item = &Reference<'a>> {
        self.link.iter().filter(move |link| link.kind.as_deref() == Some(kind)).filter_map(|link| link.other.as_ref())
    }
}
