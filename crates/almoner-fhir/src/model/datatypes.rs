//! FHIR R4's data types (<https://hl7.org/fhir/R4/datatypes.html>) as far as they are read.

use serde::Deserialize;
use serde::de::Deserializer;
use serde_json::value::RawValue;

use crate::tolerant::{Cx, DateTime, Decimal, Element, Text, elements};

elements! {
    /// What a server says about a resource: versions, profiles, and the security labels that consent rules look at.
    Meta {
        version_id: Option<Text<'a>> = "versionId",
        last_updated: Option<DateTime<'a>> = "lastUpdated",
        source: Option<Text<'a>> = "source",
        profile: Vec<Text<'a>> = "profile",
        security: Vec<Coding<'a>> = "security",
        tag: Vec<Coding<'a>> = "tag",
    } ignore []

    /// The resource as prose for people, in XHTML.
    Narrative {
        status: Option<Text<'a>> = "status",
        div: Option<Text<'a>> = "div",
    } ignore []

    /// An element that FHIR's core does not have. Extensions nest.
    Extension {
        url: Option<Text<'a>> = "url",
        extension: Vec<Extension<'a>> = "extension",
        value_string: Option<Text<'a>> = "valueString",
        value_code: Option<Text<'a>> = "valueCode",
        value_boolean: Option<bool> = "valueBoolean",
        value_integer: Option<Decimal<'a>> = "valueInteger",
        value_decimal: Option<Decimal<'a>> = "valueDecimal",
        value_date: Option<DateTime<'a>> = "valueDate",
        value_date_time: Option<DateTime<'a>> = "valueDateTime",
        value_uri: Option<Text<'a>> = "valueUri",
        value_url: Option<Text<'a>> = "valueUrl",
        value_id: Option<Text<'a>> = "valueId",
        value_markdown: Option<Text<'a>> = "valueMarkdown",
        value_coding: Option<Box<Coding<'a>>> = "valueCoding",
        value_codeable_concept: Option<Box<CodeableConcept<'a>>> = "valueCodeableConcept",
        value_quantity: Option<Box<Quantity<'a>>> = "valueQuantity",
        value_address: Option<Box<Address<'a>>> = "valueAddress",
        value_human_name: Option<Box<HumanName<'a>>> = "valueHumanName",
        value_contact_point: Option<Box<ContactPoint<'a>>> = "valueContactPoint",
        value_identifier: Option<Box<Identifier<'a>>> = "valueIdentifier",
        value_reference: Option<Box<Reference<'a>>> = "valueReference",
        value_attachment: Option<Box<Attachment<'a>>> = "valueAttachment",
        value_period: Option<Box<Period<'a>>> = "valuePeriod",
    } ignore [
        "valueAge" "valueAnnotation" "valueBase64Binary" "valueCanonical" "valueContactDetail" "valueContributor" "valueCount"
        "valueDataRequirement" "valueDistance" "valueDosage" "valueDuration" "valueExpression" "valueInstant" "valueMeta"
        "valueMoney" "valueOid" "valueParameterDefinition" "valuePositiveInt" "valueRange" "valueRatio"
        "valueRelatedArtifact" "valueSampledData" "valueSignature" "valueTime" "valueTiming" "valueTriggerDefinition"
        "valueUnsignedInt" "valueUsageContext" "valueUuid"
    ]

    /// A business identifier, such as a medical record number.
    Identifier {
        use_: Option<Text<'a>> = "use",
        kind: Option<CodeableConcept<'a>> = "type",
        system: Option<Text<'a>> = "system",
        value: Option<Text<'a>> = "value",
        period: Option<Period<'a>> = "period",
        assigner: Option<Box<Reference<'a>>> = "assigner",
    } ignore []

    /// A person's name.
    HumanName {
        use_: Option<Text<'a>> = "use",
        text: Option<Text<'a>> = "text",
        family: Option<Text<'a>> = "family",
        given: Vec<Text<'a>> = "given",
        prefix: Vec<Text<'a>> = "prefix",
        suffix: Vec<Text<'a>> = "suffix",
        period: Option<Period<'a>> = "period",
        extension: Vec<Extension<'a>> = "extension",
    } ignore []

    /// A postal address.
    Address {
        use_: Option<Text<'a>> = "use",
        kind: Option<Text<'a>> = "type",
        text: Option<Text<'a>> = "text",
        line: Vec<Text<'a>> = "line",
        city: Option<Text<'a>> = "city",
        district: Option<Text<'a>> = "district",
        state: Option<Text<'a>> = "state",
        postal_code: Option<Text<'a>> = "postalCode",
        country: Option<Text<'a>> = "country",
        period: Option<Period<'a>> = "period",
        extension: Vec<Extension<'a>> = "extension",
    } ignore []

    /// A telephone number, an e-mail address, a web page.
    ContactPoint {
        system: Option<Text<'a>> = "system",
        value: Option<Text<'a>> = "value",
        use_: Option<Text<'a>> = "use",
        rank: Option<Decimal<'a>> = "rank",
        period: Option<Period<'a>> = "period",
    } ignore []

    /// A code of a code system.
    Coding {
        system: Option<Text<'a>> = "system",
        version: Option<Text<'a>> = "version",
        code: Option<Text<'a>> = "code",
        display: Option<Text<'a>> = "display",
        user_selected: Option<bool> = "userSelected",
    } ignore []

    /// A concept: codes that mean the same, and text.
    CodeableConcept {
        coding: Vec<Coding<'a>> = "coding",
        text: Option<Text<'a>> = "text",
    } ignore []

    /// A span of time; open where an end is absent.
    Period {
        start: Option<DateTime<'a>> = "start",
        end: Option<DateTime<'a>> = "end",
    } ignore []

    /// An amount, an age, a duration. `code` is the UCUM code where `system` says so; `unit` is for people.
    Quantity {
        value: Option<Decimal<'a>> = "value",
        comparator: Option<Text<'a>> = "comparator",
        unit: Option<Text<'a>> = "unit",
        system: Option<Text<'a>> = "system",
        code: Option<Text<'a>> = "code",
    } ignore []

    /// A range of amounts.
    Range {
        low: Option<Quantity<'a>> = "low",
        high: Option<Quantity<'a>> = "high",
    } ignore []

    /// A relation of two amounts, such as a titer.
    Ratio {
        numerator: Option<Quantity<'a>> = "numerator",
        denominator: Option<Quantity<'a>> = "denominator",
    } ignore []

    /// A pointer to another resource; [`Reference::target`] tells its form.
    Reference {
        reference: Option<Text<'a>> = "reference",
        kind: Option<Text<'a>> = "type",
        identifier: Option<Box<Identifier<'a>>> = "identifier",
        display: Option<Text<'a>> = "display",
    } ignore []

    /// Content of another kind: `data` in base64, or an address, which is never fetched.
    Attachment {
        content_type: Option<Text<'a>> = "contentType",
        language: Option<Text<'a>> = "language",
        data: Option<Text<'a>> = "data",
        url: Option<Text<'a>> = "url",
        title: Option<Text<'a>> = "title",
        creation: Option<DateTime<'a>> = "creation",
    } ignore ["size" "hash"]

    /// A remark: who, when, what.
    Annotation {
        author_reference: Option<Reference<'a>> = "authorReference",
        author_string: Option<Text<'a>> = "authorString",
        time: Option<DateTime<'a>> = "time",
        text: Option<Text<'a>> = "text",
    } ignore []

    /// When something happens repeatedly.
    Timing {
        event: Vec<DateTime<'a>> = "event",
        repeat: Option<TimingRepeat<'a>> = "repeat",
        code: Option<CodeableConcept<'a>> = "code",
    } ignore ["modifierExtension"]

    /// How often and for how long.
    TimingRepeat {
        bounds_period: Option<Period<'a>> = "boundsPeriod",
        bounds_duration: Option<Quantity<'a>> = "boundsDuration",
        count: Option<Decimal<'a>> = "count",
        frequency: Option<Decimal<'a>> = "frequency",
        frequency_max: Option<Decimal<'a>> = "frequencyMax",
        period: Option<Decimal<'a>> = "period",
        period_max: Option<Decimal<'a>> = "periodMax",
        period_unit: Option<Text<'a>> = "periodUnit",
        day_of_week: Vec<Text<'a>> = "dayOfWeek",
        when: Vec<Text<'a>> = "when",
    } ignore ["boundsRange" "countMax" "duration" "durationMax" "durationUnit" "timeOfDay" "offset"]

    /// How a medication is taken.
    Dosage {
        text: Option<Text<'a>> = "text",
        patient_instruction: Option<Text<'a>> = "patientInstruction",
        timing: Option<Timing<'a>> = "timing",
        as_needed_boolean: Option<bool> = "asNeededBoolean",
        as_needed_codeable_concept: Option<CodeableConcept<'a>> = "asNeededCodeableConcept",
        route: Option<CodeableConcept<'a>> = "route",
        dose_and_rate: Vec<DoseAndRate<'a>> = "doseAndRate",
    } ignore [
        "sequence" "additionalInstruction" "site" "method" "maxDosePerPeriod" "maxDosePerAdministration" "maxDosePerLifetime"
        "modifierExtension"
    ]

    /// The amount of one dose.
    DoseAndRate {
        kind: Option<CodeableConcept<'a>> = "type",
        dose_quantity: Option<Quantity<'a>> = "doseQuantity",
        dose_range: Option<Range<'a>> = "doseRange",
    } ignore ["rateRatio" "rateRange" "rateQuantity"]
}

/// A resource inside another. Its bytes are read on request, by [`crate::parse`], because few readers need them.
#[derive(Clone)]
pub struct Contained<'a> {
    /// The raw JSON.
    pub raw: &'a str,
}

impl<'a> Element<'a> for Contained<'a> {
    fn read<D: Deserializer<'a>>(_: &mut Cx, deserializer: D) -> Result<Option<Self>, D::Error> {
        Ok(Some(Self { raw: <&RawValue>::deserialize(deserializer)?.get() }))
    }
}

impl Extension<'_> {
    /// Whether the extension's address ends in `/name`, as the published ones do.
    #[must_use]
    pub fn is_named(&self, name: &str) -> bool {
        self.url.as_deref().is_some_and(|url| url.rsplit('/').next() == Some(name))
    }
}
