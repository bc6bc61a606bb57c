//! Medications (FHIR R4, medications module).

use super::resources;
use super::{Annotation, CodeableConcept, Dosage, Identifier, Period, Quantity, Ratio, Reference};
use crate::tolerant::{DateTime, Decimal, Text, elements};

resources! {
    /// A prescription.
    MedicationRequest {
        identifier: Vec<Identifier<'a>> = "identifier",
        status: Option<Text<'a>> = "status",
        status_reason: Option<CodeableConcept<'a>> = "statusReason",
        intent: Option<Text<'a>> = "intent",
        category: Vec<CodeableConcept<'a>> = "category",
        do_not_perform: Option<bool> = "doNotPerform",
        reported_boolean: Option<bool> = "reportedBoolean",
        medication_codeable_concept: Option<CodeableConcept<'a>> = "medicationCodeableConcept",
        medication_reference: Option<Reference<'a>> = "medicationReference",
        subject: Option<Reference<'a>> = "subject",
        encounter: Option<Reference<'a>> = "encounter",
        authored_on: Option<DateTime<'a>> = "authoredOn",
        requester: Option<Reference<'a>> = "requester",
        reason_code: Vec<CodeableConcept<'a>> = "reasonCode",
        reason_reference: Vec<Reference<'a>> = "reasonReference",
        note: Vec<Annotation<'a>> = "note",
        dosage_instruction: Vec<Dosage<'a>> = "dosageInstruction",
        dispense_request: Option<DispenseRequest<'a>> = "dispenseRequest",
    } ignore [
        "priority" "reportedReference" "supportingInformation" "performer" "performerType" "recorder" "instantiatesCanonical"
        "instantiatesUri" "basedOn" "groupIdentifier" "courseOfTherapyType" "insurance" "substitution" "priorPrescription"
        "detectedIssue" "eventHistory"
    ]

    /// What a patient is said to take.
    MedicationStatement {
        identifier: Vec<Identifier<'a>> = "identifier",
        status: Option<Text<'a>> = "status",
        status_reason: Vec<CodeableConcept<'a>> = "statusReason",
        category: Option<CodeableConcept<'a>> = "category",
        medication_codeable_concept: Option<CodeableConcept<'a>> = "medicationCodeableConcept",
        medication_reference: Option<Reference<'a>> = "medicationReference",
        subject: Option<Reference<'a>> = "subject",
        context: Option<Reference<'a>> = "context",
        effective_date_time: Option<DateTime<'a>> = "effectiveDateTime",
        effective_period: Option<Period<'a>> = "effectivePeriod",
        date_asserted: Option<DateTime<'a>> = "dateAsserted",
        information_source: Option<Reference<'a>> = "informationSource",
        reason_code: Vec<CodeableConcept<'a>> = "reasonCode",
        reason_reference: Vec<Reference<'a>> = "reasonReference",
        note: Vec<Annotation<'a>> = "note",
        dosage: Vec<Dosage<'a>> = "dosage",
    } ignore ["basedOn" "partOf" "derivedFrom"]

    /// A dose that was given.
    MedicationAdministration {
        identifier: Vec<Identifier<'a>> = "identifier",
        status: Option<Text<'a>> = "status",
        status_reason: Vec<CodeableConcept<'a>> = "statusReason",
        category: Option<CodeableConcept<'a>> = "category",
        medication_codeable_concept: Option<CodeableConcept<'a>> = "medicationCodeableConcept",
        medication_reference: Option<Reference<'a>> = "medicationReference",
        subject: Option<Reference<'a>> = "subject",
        context: Option<Reference<'a>> = "context",
        effective_date_time: Option<DateTime<'a>> = "effectiveDateTime",
        effective_period: Option<Period<'a>> = "effectivePeriod",
        performer: Vec<MedicationPerformer<'a>> = "performer",
        reason_code: Vec<CodeableConcept<'a>> = "reasonCode",
        reason_reference: Vec<Reference<'a>> = "reasonReference",
        request: Option<Reference<'a>> = "request",
        note: Vec<Annotation<'a>> = "note",
        dosage: Option<AdministeredDose<'a>> = "dosage",
    } ignore ["instantiates" "partOf" "supportingInformation" "device" "eventHistory"]

    /// A supply that was handed out.
    MedicationDispense {
        identifier: Vec<Identifier<'a>> = "identifier",
        status: Option<Text<'a>> = "status",
        medication_codeable_concept: Option<CodeableConcept<'a>> = "medicationCodeableConcept",
        medication_reference: Option<Reference<'a>> = "medicationReference",
        subject: Option<Reference<'a>> = "subject",
        context: Option<Reference<'a>> = "context",
        performer: Vec<MedicationPerformer<'a>> = "performer",
        quantity: Option<Quantity<'a>> = "quantity",
        days_supply: Option<Quantity<'a>> = "daysSupply",
        when_prepared: Option<DateTime<'a>> = "whenPrepared",
        when_handed_over: Option<DateTime<'a>> = "whenHandedOver",
        note: Vec<Annotation<'a>> = "note",
        dosage_instruction: Vec<Dosage<'a>> = "dosageInstruction",
    } ignore [
        "partOf" "statusReasonCodeableConcept" "statusReasonReference" "category" "supportingInformation" "location"
        "authorizingPrescription" "type" "destination" "receiver" "substitution" "detectedIssue" "eventHistory"
    ]

    /// A medication as such.
    Medication {
        identifier: Vec<Identifier<'a>> = "identifier",
        code: Option<CodeableConcept<'a>> = "code",
        status: Option<Text<'a>> = "status",
        form: Option<CodeableConcept<'a>> = "form",
        ingredient: Vec<MedicationIngredient<'a>> = "ingredient",
    } ignore ["manufacturer" "amount" "batch"]

    /// A vaccination.
    Immunization {
        identifier: Vec<Identifier<'a>> = "identifier",
        status: Option<Text<'a>> = "status",
        status_reason: Option<CodeableConcept<'a>> = "statusReason",
        vaccine_code: Option<CodeableConcept<'a>> = "vaccineCode",
        patient: Option<Reference<'a>> = "patient",
        encounter: Option<Reference<'a>> = "encounter",
        occurrence_date_time: Option<DateTime<'a>> = "occurrenceDateTime",
        occurrence_string: Option<Text<'a>> = "occurrenceString",
        recorded: Option<DateTime<'a>> = "recorded",
        primary_source: Option<bool> = "primarySource",
        location: Option<Reference<'a>> = "location",
        lot_number: Option<Text<'a>> = "lotNumber",
        performer: Vec<ImmunizationPerformer<'a>> = "performer",
        note: Vec<Annotation<'a>> = "note",
        reason_code: Vec<CodeableConcept<'a>> = "reasonCode",
    } ignore [
        "reportOrigin" "manufacturer" "expirationDate" "site" "route" "doseQuantity" "reasonReference" "isSubpotent"
        "subpotentReason" "education" "programEligibility" "fundingSource" "reaction" "protocolApplied"
    ]
}

elements! {
    /// For how long a prescription holds.
    DispenseRequest {
        validity_period: Option<Period<'a>> = "validityPeriod",
        number_of_repeats_allowed: Option<Decimal<'a>> = "numberOfRepeatsAllowed",
        quantity: Option<Quantity<'a>> = "quantity",
        expected_supply_duration: Option<Quantity<'a>> = "expectedSupplyDuration",
    } ignore ["initialFill" "dispenseInterval" "performer" "modifierExtension"]

    /// Who gave or dispensed.
    MedicationPerformer {
        function: Option<CodeableConcept<'a>> = "function",
        actor: Option<Reference<'a>> = "actor",
    } ignore ["modifierExtension"]

    /// The dose as given.
    AdministeredDose {
        text: Option<Text<'a>> = "text",
        route: Option<CodeableConcept<'a>> = "route",
        dose: Option<Quantity<'a>> = "dose",
    } ignore ["site" "method" "rateRatio" "rateQuantity" "modifierExtension"]

    /// An active or inactive ingredient.
    MedicationIngredient {
        item_codeable_concept: Option<CodeableConcept<'a>> = "itemCodeableConcept",
        item_reference: Option<Reference<'a>> = "itemReference",
        is_active: Option<bool> = "isActive",
        strength: Option<Ratio<'a>> = "strength",
    } ignore ["modifierExtension"]

    /// Who vaccinated.
    ImmunizationPerformer {
        function: Option<CodeableConcept<'a>> = "function",
        actor: Option<Reference<'a>> = "actor",
    } ignore ["modifierExtension"]
}
