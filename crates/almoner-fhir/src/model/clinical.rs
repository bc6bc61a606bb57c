//! What is known of a patient's health (FHIR R4, clinical and diagnostics modules).

use super::resources;
use super::{Annotation, Attachment, CodeableConcept, Identifier, Period, Quantity, Range, Ratio, Reference};
use crate::tolerant::{DateTime, Decimal, Text, elements};

resources! {
    /// A problem, diagnosis or concern.
    Condition {
        identifier: Vec<Identifier<'a>> = "identifier",
        clinical_status: Option<CodeableConcept<'a>> = "clinicalStatus",
        verification_status: Option<CodeableConcept<'a>> = "verificationStatus",
        category: Vec<CodeableConcept<'a>> = "category",
        severity: Option<CodeableConcept<'a>> = "severity",
        code: Option<CodeableConcept<'a>> = "code",
        body_site: Vec<CodeableConcept<'a>> = "bodySite",
        subject: Option<Reference<'a>> = "subject",
        encounter: Option<Reference<'a>> = "encounter",
        onset_date_time: Option<DateTime<'a>> = "onsetDateTime",
        onset_age: Option<Quantity<'a>> = "onsetAge",
        onset_period: Option<Period<'a>> = "onsetPeriod",
        onset_range: Option<Range<'a>> = "onsetRange",
        onset_string: Option<Text<'a>> = "onsetString",
        abatement_date_time: Option<DateTime<'a>> = "abatementDateTime",
        abatement_age: Option<Quantity<'a>> = "abatementAge",
        abatement_period: Option<Period<'a>> = "abatementPeriod",
        abatement_range: Option<Range<'a>> = "abatementRange",
        abatement_string: Option<Text<'a>> = "abatementString",
        recorded_date: Option<DateTime<'a>> = "recordedDate",
        recorder: Option<Reference<'a>> = "recorder",
        asserter: Option<Reference<'a>> = "asserter",
        stage: Vec<ConditionStage<'a>> = "stage",
        evidence: Vec<ConditionEvidence<'a>> = "evidence",
        note: Vec<Annotation<'a>> = "note",
    } ignore []

    /// A measurement or a simple assertion.
    Observation {
        identifier: Vec<Identifier<'a>> = "identifier",
        status: Option<Text<'a>> = "status",
        category: Vec<CodeableConcept<'a>> = "category",
        code: Option<CodeableConcept<'a>> = "code",
        subject: Option<Reference<'a>> = "subject",
        focus: Vec<Reference<'a>> = "focus",
        encounter: Option<Reference<'a>> = "encounter",
        effective_date_time: Option<DateTime<'a>> = "effectiveDateTime",
        effective_period: Option<Period<'a>> = "effectivePeriod",
        effective_instant: Option<DateTime<'a>> = "effectiveInstant",
        issued: Option<DateTime<'a>> = "issued",
        performer: Vec<Reference<'a>> = "performer",
        value_quantity: Option<Quantity<'a>> = "valueQuantity",
        value_codeable_concept: Option<CodeableConcept<'a>> = "valueCodeableConcept",
        value_string: Option<Text<'a>> = "valueString",
        value_boolean: Option<bool> = "valueBoolean",
        value_integer: Option<Decimal<'a>> = "valueInteger",
        value_range: Option<Range<'a>> = "valueRange",
        value_ratio: Option<Ratio<'a>> = "valueRatio",
        value_date_time: Option<DateTime<'a>> = "valueDateTime",
        value_period: Option<Period<'a>> = "valuePeriod",
        data_absent_reason: Option<CodeableConcept<'a>> = "dataAbsentReason",
        interpretation: Vec<CodeableConcept<'a>> = "interpretation",
        note: Vec<Annotation<'a>> = "note",
        body_site: Option<CodeableConcept<'a>> = "bodySite",
        method: Option<CodeableConcept<'a>> = "method",
        device: Option<Reference<'a>> = "device",
        reference_range: Vec<ReferenceRange<'a>> = "referenceRange",
        has_member: Vec<Reference<'a>> = "hasMember",
        component: Vec<ObservationComponent<'a>> = "component",
    } ignore ["basedOn" "partOf" "effectiveTiming" "valueSampledData" "valueTime" "specimen" "derivedFrom"]

    /// Something done to or for a patient.
    Procedure {
        identifier: Vec<Identifier<'a>> = "identifier",
        status: Option<Text<'a>> = "status",
        status_reason: Option<CodeableConcept<'a>> = "statusReason",
        category: Option<CodeableConcept<'a>> = "category",
        code: Option<CodeableConcept<'a>> = "code",
        subject: Option<Reference<'a>> = "subject",
        encounter: Option<Reference<'a>> = "encounter",
        performed_date_time: Option<DateTime<'a>> = "performedDateTime",
        performed_period: Option<Period<'a>> = "performedPeriod",
        performed_string: Option<Text<'a>> = "performedString",
        performed_age: Option<Quantity<'a>> = "performedAge",
        performed_range: Option<Range<'a>> = "performedRange",
        recorder: Option<Reference<'a>> = "recorder",
        asserter: Option<Reference<'a>> = "asserter",
        performer: Vec<ProcedurePerformer<'a>> = "performer",
        location: Option<Reference<'a>> = "location",
        reason_code: Vec<CodeableConcept<'a>> = "reasonCode",
        reason_reference: Vec<Reference<'a>> = "reasonReference",
        body_site: Vec<CodeableConcept<'a>> = "bodySite",
        outcome: Option<CodeableConcept<'a>> = "outcome",
        complication: Vec<CodeableConcept<'a>> = "complication",
        note: Vec<Annotation<'a>> = "note",
    } ignore [
        "instantiatesCanonical" "instantiatesUri" "basedOn" "partOf" "report" "complicationDetail" "followUp" "focalDevice"
        "usedReference" "usedCode"
    ]

    /// An allergy, an intolerance, or the statement that there is none.
    AllergyIntolerance {
        identifier: Vec<Identifier<'a>> = "identifier",
        clinical_status: Option<CodeableConcept<'a>> = "clinicalStatus",
        verification_status: Option<CodeableConcept<'a>> = "verificationStatus",
        kind: Option<Text<'a>> = "type",
        category: Vec<Text<'a>> = "category",
        criticality: Option<Text<'a>> = "criticality",
        code: Option<CodeableConcept<'a>> = "code",
        patient: Option<Reference<'a>> = "patient",
        encounter: Option<Reference<'a>> = "encounter",
        onset_date_time: Option<DateTime<'a>> = "onsetDateTime",
        onset_age: Option<Quantity<'a>> = "onsetAge",
        onset_period: Option<Period<'a>> = "onsetPeriod",
        onset_string: Option<Text<'a>> = "onsetString",
        recorded_date: Option<DateTime<'a>> = "recordedDate",
        recorder: Option<Reference<'a>> = "recorder",
        asserter: Option<Reference<'a>> = "asserter",
        last_occurrence: Option<DateTime<'a>> = "lastOccurrence",
        note: Vec<Annotation<'a>> = "note",
        reaction: Vec<AllergyReaction<'a>> = "reaction",
    } ignore ["onsetRange"]

    /// A device, such as an implant of one patient.
    Device {
        identifier: Vec<Identifier<'a>> = "identifier",
        udi_carrier: Vec<UdiCarrier<'a>> = "udiCarrier",
        status: Option<Text<'a>> = "status",
        distinct_identifier: Option<Text<'a>> = "distinctIdentifier",
        manufacture_date: Option<DateTime<'a>> = "manufactureDate",
        expiration_date: Option<DateTime<'a>> = "expirationDate",
        lot_number: Option<Text<'a>> = "lotNumber",
        serial_number: Option<Text<'a>> = "serialNumber",
        device_name: Vec<DeviceName<'a>> = "deviceName",
        model_number: Option<Text<'a>> = "modelNumber",
        kind: Option<CodeableConcept<'a>> = "type",
        patient: Option<Reference<'a>> = "patient",
        owner: Option<Reference<'a>> = "owner",
        location: Option<Reference<'a>> = "location",
        note: Vec<Annotation<'a>> = "note",
    } ignore [
        "definition" "statusReason" "manufacturer" "partNumber" "specialization" "version" "property" "contact" "url" "safety"
        "parent"
    ]

    /// That a patient uses a device.
    DeviceUseStatement {
        identifier: Vec<Identifier<'a>> = "identifier",
        status: Option<Text<'a>> = "status",
        subject: Option<Reference<'a>> = "subject",
        timing_date_time: Option<DateTime<'a>> = "timingDateTime",
        timing_period: Option<Period<'a>> = "timingPeriod",
        recorded_on: Option<DateTime<'a>> = "recordedOn",
        source: Option<Reference<'a>> = "source",
        device: Option<Reference<'a>> = "device",
        reason_code: Vec<CodeableConcept<'a>> = "reasonCode",
        body_site: Option<CodeableConcept<'a>> = "bodySite",
        note: Vec<Annotation<'a>> = "note",
    } ignore ["basedOn" "derivedFrom" "timingTiming" "reasonReference"]

    /// What relatives of a patient had.
    FamilyMemberHistory {
        identifier: Vec<Identifier<'a>> = "identifier",
        status: Option<Text<'a>> = "status",
        data_absent_reason: Option<CodeableConcept<'a>> = "dataAbsentReason",
        patient: Option<Reference<'a>> = "patient",
        date: Option<DateTime<'a>> = "date",
        name: Option<Text<'a>> = "name",
        relationship: Option<CodeableConcept<'a>> = "relationship",
        sex: Option<CodeableConcept<'a>> = "sex",
        born_date: Option<DateTime<'a>> = "bornDate",
        born_string: Option<Text<'a>> = "bornString",
        deceased_date: Option<DateTime<'a>> = "deceasedDate",
        note: Vec<Annotation<'a>> = "note",
        condition: Vec<FamilyCondition<'a>> = "condition",
    } ignore [
        "instantiatesCanonical" "instantiatesUri" "bornPeriod" "ageAge" "ageRange" "ageString" "estimatedAge"
        "deceasedBoolean" "deceasedAge" "deceasedRange" "deceasedString" "reasonCode" "reasonReference"
    ]

    /// A plan of care.
    CarePlan {
        identifier: Vec<Identifier<'a>> = "identifier",
        status: Option<Text<'a>> = "status",
        intent: Option<Text<'a>> = "intent",
        category: Vec<CodeableConcept<'a>> = "category",
        title: Option<Text<'a>> = "title",
        description: Option<Text<'a>> = "description",
        subject: Option<Reference<'a>> = "subject",
        encounter: Option<Reference<'a>> = "encounter",
        period: Option<Period<'a>> = "period",
        created: Option<DateTime<'a>> = "created",
        author: Option<Reference<'a>> = "author",
        care_team: Vec<Reference<'a>> = "careTeam",
        addresses: Vec<Reference<'a>> = "addresses",
        goal: Vec<Reference<'a>> = "goal",
        activity: Vec<CarePlanActivity<'a>> = "activity",
        note: Vec<Annotation<'a>> = "note",
    } ignore [
        "instantiatesCanonical" "instantiatesUri" "basedOn" "replaces" "partOf" "contributor" "supportingInfo"
    ]

    /// Who cares for a patient.
    CareTeam {
        identifier: Vec<Identifier<'a>> = "identifier",
        status: Option<Text<'a>> = "status",
        category: Vec<CodeableConcept<'a>> = "category",
        name: Option<Text<'a>> = "name",
        subject: Option<Reference<'a>> = "subject",
        encounter: Option<Reference<'a>> = "encounter",
        period: Option<Period<'a>> = "period",
        participant: Vec<CareTeamParticipant<'a>> = "participant",
        reason_code: Vec<CodeableConcept<'a>> = "reasonCode",
        managing_organization: Vec<Reference<'a>> = "managingOrganization",
        telecom: Vec<super::ContactPoint<'a>> = "telecom",
        note: Vec<Annotation<'a>> = "note",
    } ignore ["reasonReference"]

    /// What a patient and their carers aim at.
    Goal {
        identifier: Vec<Identifier<'a>> = "identifier",
        lifecycle_status: Option<Text<'a>> = "lifecycleStatus",
        achievement_status: Option<CodeableConcept<'a>> = "achievementStatus",
        category: Vec<CodeableConcept<'a>> = "category",
        description: Option<CodeableConcept<'a>> = "description",
        subject: Option<Reference<'a>> = "subject",
        start_date: Option<DateTime<'a>> = "startDate",
        status_date: Option<DateTime<'a>> = "statusDate",
        addresses: Vec<Reference<'a>> = "addresses",
        note: Vec<Annotation<'a>> = "note",
    } ignore ["priority" "startCodeableConcept" "target" "statusReason" "expressedBy" "outcomeCode" "outcomeReference"]

    /// An order: referral, test, procedure.
    ServiceRequest {
        identifier: Vec<Identifier<'a>> = "identifier",
        status: Option<Text<'a>> = "status",
        intent: Option<Text<'a>> = "intent",
        category: Vec<CodeableConcept<'a>> = "category",
        do_not_perform: Option<bool> = "doNotPerform",
        code: Option<CodeableConcept<'a>> = "code",
        subject: Option<Reference<'a>> = "subject",
        encounter: Option<Reference<'a>> = "encounter",
        occurrence_date_time: Option<DateTime<'a>> = "occurrenceDateTime",
        occurrence_period: Option<Period<'a>> = "occurrencePeriod",
        authored_on: Option<DateTime<'a>> = "authoredOn",
        requester: Option<Reference<'a>> = "requester",
        performer: Vec<Reference<'a>> = "performer",
        reason_code: Vec<CodeableConcept<'a>> = "reasonCode",
        reason_reference: Vec<Reference<'a>> = "reasonReference",
        body_site: Vec<CodeableConcept<'a>> = "bodySite",
        note: Vec<Annotation<'a>> = "note",
        patient_instruction: Option<Text<'a>> = "patientInstruction",
    } ignore [
        "instantiatesCanonical" "instantiatesUri" "basedOn" "replaces" "requisition" "priority" "orderDetail"
        "quantityQuantity" "quantityRatio" "quantityRange" "occurrenceTiming" "asNeededBoolean" "asNeededCodeableConcept"
        "performerType" "locationCode" "locationReference" "insurance" "supportingInfo" "specimen" "relevantHistory"
    ]

    /// A sample taken from a patient.
    Specimen {
        identifier: Vec<Identifier<'a>> = "identifier",
        accession_identifier: Option<Identifier<'a>> = "accessionIdentifier",
        status: Option<Text<'a>> = "status",
        kind: Option<CodeableConcept<'a>> = "type",
        subject: Option<Reference<'a>> = "subject",
        received_time: Option<DateTime<'a>> = "receivedTime",
        collection: Option<SpecimenCollection<'a>> = "collection",
        note: Vec<Annotation<'a>> = "note",
    } ignore ["parent" "request" "processing" "container" "condition"]

    /// A warning that belongs to a patient.
    Flag {
        identifier: Vec<Identifier<'a>> = "identifier",
        status: Option<Text<'a>> = "status",
        category: Vec<CodeableConcept<'a>> = "category",
        code: Option<CodeableConcept<'a>> = "code",
        subject: Option<Reference<'a>> = "subject",
        period: Option<Period<'a>> = "period",
        encounter: Option<Reference<'a>> = "encounter",
        author: Option<Reference<'a>> = "author",
    } ignore []

    /// Images taken in one study.
    ImagingStudy {
        identifier: Vec<Identifier<'a>> = "identifier",
        status: Option<Text<'a>> = "status",
        modality: Vec<super::Coding<'a>> = "modality",
        subject: Option<Reference<'a>> = "subject",
        encounter: Option<Reference<'a>> = "encounter",
        started: Option<DateTime<'a>> = "started",
        procedure_code: Vec<CodeableConcept<'a>> = "procedureCode",
        reason_code: Vec<CodeableConcept<'a>> = "reasonCode",
        note: Vec<Annotation<'a>> = "note",
        description: Option<Text<'a>> = "description",
    } ignore [
        "basedOn" "referrer" "interpreter" "endpoint" "numberOfSeries" "numberOfInstances" "procedureReference" "location"
        "reasonReference" "series"
    ]

    /// A photo, video or recording.
    Media {
        identifier: Vec<Identifier<'a>> = "identifier",
        status: Option<Text<'a>> = "status",
        kind: Option<CodeableConcept<'a>> = "type",
        subject: Option<Reference<'a>> = "subject",
        encounter: Option<Reference<'a>> = "encounter",
        created_date_time: Option<DateTime<'a>> = "createdDateTime",
        content: Option<Attachment<'a>> = "content",
        note: Vec<Annotation<'a>> = "note",
    } ignore [
        "basedOn" "partOf" "modality" "view" "createdPeriod" "issued" "operator" "reasonCode" "bodySite" "deviceName" "device"
        "height" "width" "frames" "duration"
    ]
}

elements! {
    /// How far a condition has advanced.
    ConditionStage {
        summary: Option<CodeableConcept<'a>> = "summary",
        assessment: Vec<Reference<'a>> = "assessment",
        kind: Option<CodeableConcept<'a>> = "type",
    } ignore ["modifierExtension"]

    /// What a diagnosis rests on.
    ConditionEvidence {
        code: Vec<CodeableConcept<'a>> = "code",
        detail: Vec<Reference<'a>> = "detail",
    } ignore ["modifierExtension"]

    /// What is usual for a measurement.
    ReferenceRange {
        low: Option<Quantity<'a>> = "low",
        high: Option<Quantity<'a>> = "high",
        kind: Option<CodeableConcept<'a>> = "type",
        applies_to: Vec<CodeableConcept<'a>> = "appliesTo",
        age: Option<Range<'a>> = "age",
        text: Option<Text<'a>> = "text",
    } ignore ["modifierExtension"]

    /// One of several measurements made together, such as systolic pressure.
    ObservationComponent {
        code: Option<CodeableConcept<'a>> = "code",
        value_quantity: Option<Quantity<'a>> = "valueQuantity",
        value_codeable_concept: Option<CodeableConcept<'a>> = "valueCodeableConcept",
        value_string: Option<Text<'a>> = "valueString",
        value_boolean: Option<bool> = "valueBoolean",
        value_integer: Option<Decimal<'a>> = "valueInteger",
        value_range: Option<Range<'a>> = "valueRange",
        value_ratio: Option<Ratio<'a>> = "valueRatio",
        value_date_time: Option<DateTime<'a>> = "valueDateTime",
        value_period: Option<Period<'a>> = "valuePeriod",
        data_absent_reason: Option<CodeableConcept<'a>> = "dataAbsentReason",
        interpretation: Vec<CodeableConcept<'a>> = "interpretation",
        reference_range: Vec<ReferenceRange<'a>> = "referenceRange",
    } ignore ["valueSampledData" "valueTime" "modifierExtension"]

    /// Who did a procedure.
    ProcedurePerformer {
        function: Option<CodeableConcept<'a>> = "function",
        actor: Option<Reference<'a>> = "actor",
        on_behalf_of: Option<Reference<'a>> = "onBehalfOf",
    } ignore ["modifierExtension"]

    /// What an allergen did.
    AllergyReaction {
        substance: Option<CodeableConcept<'a>> = "substance",
        manifestation: Vec<CodeableConcept<'a>> = "manifestation",
        description: Option<Text<'a>> = "description",
        onset: Option<DateTime<'a>> = "onset",
        severity: Option<Text<'a>> = "severity",
        note: Vec<Annotation<'a>> = "note",
    } ignore ["exposureRoute" "modifierExtension"]

    /// A device's unique device identifier as printed.
    UdiCarrier {
        device_identifier: Option<Text<'a>> = "deviceIdentifier",
        carrier_hrf: Option<Text<'a>> = "carrierHRF",
        carrier_aidc: Option<Text<'a>> = "carrierAIDC",
    } ignore ["issuer" "jurisdiction" "entryType" "modifierExtension"]

    /// A name of a device.
    DeviceName {
        name: Option<Text<'a>> = "name",
        kind: Option<Text<'a>> = "type",
    } ignore ["modifierExtension"]

    /// What a relative had.
    FamilyCondition {
        code: Option<CodeableConcept<'a>> = "code",
        outcome: Option<CodeableConcept<'a>> = "outcome",
        contributed_to_death: Option<bool> = "contributedToDeath",
        onset_age: Option<Quantity<'a>> = "onsetAge",
        onset_string: Option<Text<'a>> = "onsetString",
        note: Vec<Annotation<'a>> = "note",
    } ignore ["onsetRange" "onsetPeriod" "modifierExtension"]

    /// A part of a plan.
    CarePlanActivity {
        reference: Option<Reference<'a>> = "reference",
        detail: Option<CarePlanDetail<'a>> = "detail",
    } ignore ["outcomeCodeableConcept" "outcomeReference" "progress" "modifierExtension"]

    /// What is planned.
    CarePlanDetail {
        code: Option<CodeableConcept<'a>> = "code",
        status: Option<Text<'a>> = "status",
        description: Option<Text<'a>> = "description",
        location: Option<Reference<'a>> = "location",
        performer: Vec<Reference<'a>> = "performer",
    } ignore [
        "kind" "instantiatesCanonical" "instantiatesUri" "reasonCode" "reasonReference" "goal" "statusReason" "doNotPerform"
        "scheduledTiming" "scheduledPeriod" "scheduledString" "productCodeableConcept" "productReference" "dailyAmount"
        "quantity" "modifierExtension"
    ]

    /// A member of a care team.
    CareTeamParticipant {
        role: Vec<CodeableConcept<'a>> = "role",
        member: Option<Reference<'a>> = "member",
        on_behalf_of: Option<Reference<'a>> = "onBehalfOf",
        period: Option<Period<'a>> = "period",
    } ignore ["modifierExtension"]

    /// When and by whom a sample was taken.
    SpecimenCollection {
        collector: Option<Reference<'a>> = "collector",
        collected_date_time: Option<DateTime<'a>> = "collectedDateTime",
        collected_period: Option<Period<'a>> = "collectedPeriod",
        body_site: Option<CodeableConcept<'a>> = "bodySite",
    } ignore ["duration" "quantity" "method" "fastingStatusCodeableConcept" "fastingStatusDuration" "modifierExtension"]
}
