//! Documents, reports and consent.

use super::resources;
use super::{Annotation, Attachment, CodeableConcept, Coding, Identifier, Narrative, Period, Reference};
use crate::tolerant::{DateTime, Decimal, Text, elements};

resources! {
    /// A report on tests, imaging or pathology.
    DiagnosticReport {
        identifier: Vec<Identifier<'a>> = "identifier",
        status: Option<Text<'a>> = "status",
        category: Vec<CodeableConcept<'a>> = "category",
        code: Option<CodeableConcept<'a>> = "code",
        subject: Option<Reference<'a>> = "subject",
        encounter: Option<Reference<'a>> = "encounter",
        effective_date_time: Option<DateTime<'a>> = "effectiveDateTime",
        effective_period: Option<Period<'a>> = "effectivePeriod",
        issued: Option<DateTime<'a>> = "issued",
        performer: Vec<Reference<'a>> = "performer",
        results_interpreter: Vec<Reference<'a>> = "resultsInterpreter",
        result: Vec<Reference<'a>> = "result",
        conclusion: Option<Text<'a>> = "conclusion",
        conclusion_code: Vec<CodeableConcept<'a>> = "conclusionCode",
        presented_form: Vec<Attachment<'a>> = "presentedForm",
    } ignore ["basedOn" "specimen" "imagingStudy" "media"]

    /// A pointer to a document, such as a clinical note, and often its content.
    DocumentReference {
        master_identifier: Option<Identifier<'a>> = "masterIdentifier",
        identifier: Vec<Identifier<'a>> = "identifier",
        status: Option<Text<'a>> = "status",
        doc_status: Option<Text<'a>> = "docStatus",
        kind: Option<CodeableConcept<'a>> = "type",
        category: Vec<CodeableConcept<'a>> = "category",
        subject: Option<Reference<'a>> = "subject",
        date: Option<DateTime<'a>> = "date",
        author: Vec<Reference<'a>> = "author",
        authenticator: Option<Reference<'a>> = "authenticator",
        custodian: Option<Reference<'a>> = "custodian",
        relates_to: Vec<DocumentRelation<'a>> = "relatesTo",
        description: Option<Text<'a>> = "description",
        security_label: Vec<CodeableConcept<'a>> = "securityLabel",
        content: Vec<DocumentContent<'a>> = "content",
        context: Option<DocumentContext<'a>> = "context",
    } ignore []

    /// Content of any type, such as a note that a `DocumentReference` points to.
    Binary {
        content_type: Option<Text<'a>> = "contentType",
        security_context: Option<Reference<'a>> = "securityContext",
        data: Option<Text<'a>> = "data",
    } ignore []

    /// A structured document: its sections carry prose.
    Composition {
        identifier: Option<Identifier<'a>> = "identifier",
        status: Option<Text<'a>> = "status",
        kind: Option<CodeableConcept<'a>> = "type",
        category: Vec<CodeableConcept<'a>> = "category",
        subject: Option<Reference<'a>> = "subject",
        encounter: Option<Reference<'a>> = "encounter",
        date: Option<DateTime<'a>> = "date",
        author: Vec<Reference<'a>> = "author",
        title: Option<Text<'a>> = "title",
        confidentiality: Option<Text<'a>> = "confidentiality",
        section: Vec<Section<'a>> = "section",
    } ignore ["attester" "custodian" "relatesTo" "event"]

    /// What a patient agrees to or refuses.
    Consent {
        identifier: Vec<Identifier<'a>> = "identifier",
        status: Option<Text<'a>> = "status",
        scope: Option<CodeableConcept<'a>> = "scope",
        category: Vec<CodeableConcept<'a>> = "category",
        patient: Option<Reference<'a>> = "patient",
        date_time: Option<DateTime<'a>> = "dateTime",
        performer: Vec<Reference<'a>> = "performer",
        organization: Vec<Reference<'a>> = "organization",
        policy_rule: Option<CodeableConcept<'a>> = "policyRule",
        provision: Option<Provision<'a>> = "provision",
    } ignore ["sourceAttachment" "sourceReference" "policy" "verification"]
}

elements! {
    /// How a document stands to another.
    DocumentRelation {
        code: Option<Text<'a>> = "code",
        target: Option<Reference<'a>> = "target",
    } ignore ["modifierExtension"]

    /// One rendering of a document.
    DocumentContent {
        attachment: Option<Attachment<'a>> = "attachment",
        format: Option<Coding<'a>> = "format",
    } ignore ["modifierExtension"]

    /// What was going on when the document was made.
    DocumentContext {
        encounter: Vec<Reference<'a>> = "encounter",
        event: Vec<CodeableConcept<'a>> = "event",
        period: Option<Period<'a>> = "period",
        facility_type: Option<CodeableConcept<'a>> = "facilityType",
        practice_setting: Option<CodeableConcept<'a>> = "practiceSetting",
        source_patient_info: Option<Reference<'a>> = "sourcePatientInfo",
        related: Vec<Reference<'a>> = "related",
    } ignore ["modifierExtension"]

    /// A section of a document.
    Section {
        title: Option<Text<'a>> = "title",
        code: Option<CodeableConcept<'a>> = "code",
        author: Vec<Reference<'a>> = "author",
        text: Option<Narrative<'a>> = "text",
        entry: Vec<Reference<'a>> = "entry",
        section: Vec<Section<'a>> = "section",
    } ignore ["focus" "mode" "orderedBy" "emptyReason" "modifierExtension"]

    /// A rule of a consent and its exceptions.
    Provision {
        kind: Option<Text<'a>> = "type",
        period: Option<Period<'a>> = "period",
        actor: Vec<ProvisionActor<'a>> = "actor",
        action: Vec<CodeableConcept<'a>> = "action",
        security_label: Vec<Coding<'a>> = "securityLabel",
        purpose: Vec<Coding<'a>> = "purpose",
        class_: Vec<Coding<'a>> = "class",
        code: Vec<CodeableConcept<'a>> = "code",
        data_period: Option<Period<'a>> = "dataPeriod",
        data: Vec<ProvisionData<'a>> = "data",
        provision: Vec<Provision<'a>> = "provision",
    } ignore ["modifierExtension"]

    /// Whom a rule is about.
    ProvisionActor {
        role: Option<CodeableConcept<'a>> = "role",
        reference: Option<Reference<'a>> = "reference",
    } ignore ["modifierExtension"]

    /// Which data a rule is about.
    ProvisionData {
        meaning: Option<Text<'a>> = "meaning",
        reference: Option<Reference<'a>> = "reference",
    } ignore ["modifierExtension"]
}

resources! {
    /// Filled-in questions and answers.
    QuestionnaireResponse {
        status: Option<Text<'a>> = "status",
        questionnaire: Option<Text<'a>> = "questionnaire",
        subject: Option<Reference<'a>> = "subject",
        encounter: Option<Reference<'a>> = "encounter",
        authored: Option<DateTime<'a>> = "authored",
        author: Option<Reference<'a>> = "author",
        item: Vec<ResponseItem<'a>> = "item",
    } ignore ["identifier" "basedOn" "partOf" "source"]

    /// A clinician's assessment.
    ClinicalImpression {
        status: Option<Text<'a>> = "status",
        code: Option<CodeableConcept<'a>> = "code",
        description: Option<Text<'a>> = "description",
        subject: Option<Reference<'a>> = "subject",
        encounter: Option<Reference<'a>> = "encounter",
        effective_date_time: Option<DateTime<'a>> = "effectiveDateTime",
        effective_period: Option<Period<'a>> = "effectivePeriod",
        date: Option<DateTime<'a>> = "date",
        assessor: Option<Reference<'a>> = "assessor",
        summary: Option<Text<'a>> = "summary",
        note: Vec<Annotation<'a>> = "note",
    } ignore [
        "identifier" "statusReason" "previous" "problem" "investigation" "protocol" "finding" "prognosisCodeableConcept"
        "prognosisReference" "supportingInfo"
    ]
}

elements! {
    /// A question and its answers; items nest.
    ResponseItem {
        link_id: Option<Text<'a>> = "linkId",
        text: Option<Text<'a>> = "text",
        answer: Vec<Answer<'a>> = "answer",
        item: Vec<ResponseItem<'a>> = "item",
    } ignore ["definition" "modifierExtension"]

    /// An answer.
    Answer {
        value_boolean: Option<bool> = "valueBoolean",
        value_decimal: Option<Decimal<'a>> = "valueDecimal",
        value_integer: Option<Decimal<'a>> = "valueInteger",
        value_date: Option<DateTime<'a>> = "valueDate",
        value_date_time: Option<DateTime<'a>> = "valueDateTime",
        value_string: Option<Text<'a>> = "valueString",
        value_coding: Option<Coding<'a>> = "valueCoding",
        value_quantity: Option<super::Quantity<'a>> = "valueQuantity",
        item: Vec<ResponseItem<'a>> = "item",
    } ignore ["valueTime" "valueUri" "valueAttachment" "valueReference" "modifierExtension"]
}
