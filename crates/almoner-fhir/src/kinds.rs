//! The names of FHIR's resource types.

/// How a `resourceType` stands to FHIR R4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An R4 type.
    R4(&'static str),
    /// An R4 type, but for upper and lower case.
    WrongCase(&'static str),
    /// A type that came with R5 (or R4B).
    R5(&'static str),
    /// None of them.
    Unknown,
}

pub(crate) fn kind_of(name: &str) -> Kind {
    if let Ok(at) = R4.binary_search(&name) {
        return R4.get(at).map_or(Kind::Unknown, |kind| Kind::R4(kind));
    }
    if let Some(kind) = R5.iter().find(|kind| **kind == name) {
        return Kind::R5(kind);
    }
    R4.iter().find(|kind| kind.eq_ignore_ascii_case(name)).map_or(Kind::Unknown, |kind| Kind::WrongCase(kind))
}

/// Whether a resource of this type is about one patient and has an element that says which.
pub(crate) fn belongs_to_patient(kind: &str) -> bool {
    matches!(
        kind,
        "AdverseEvent"
            | "AllergyIntolerance"
            | "BodyStructure"
            | "CarePlan"
            | "CareTeam"
            | "Claim"
            | "ClaimResponse"
            | "ClinicalImpression"
            | "Condition"
            | "Consent"
            | "Coverage"
            | "DeviceUseStatement"
            | "DiagnosticReport"
            | "DocumentReference"
            | "Encounter"
            | "EpisodeOfCare"
            | "ExplanationOfBenefit"
            | "FamilyMemberHistory"
            | "Flag"
            | "Goal"
            | "ImagingStudy"
            | "Immunization"
            | "MedicationAdministration"
            | "MedicationDispense"
            | "MedicationRequest"
            | "MedicationStatement"
            | "NutritionOrder"
            | "Observation"
            | "Procedure"
            | "QuestionnaireResponse"
            | "RelatedPerson"
            | "ResearchSubject"
            | "RiskAssessment"
            | "ServiceRequest"
            | "Specimen"
    )
}

/// FHIR R4 (4.0.1), sorted.
const R4: &[&str] = &[
    "Account",
    "ActivityDefinition",
    "AdverseEvent",
    "AllergyIntolerance",
    "Appointment",
    "AppointmentResponse",
    "AuditEvent",
    "Basic",
    "Binary",
    "BiologicallyDerivedProduct",
    "BodyStructure",
    "Bundle",
    "CapabilityStatement",
    "CarePlan",
    "CareTeam",
    "CatalogEntry",
    "ChargeItem",
    "ChargeItemDefinition",
    "Claim",
    "ClaimResponse",
    "ClinicalImpression",
    "CodeSystem",
    "Communication",
    "CommunicationRequest",
    "CompartmentDefinition",
    "Composition",
    "ConceptMap",
    "Condition",
    "Consent",
    "Contract",
    "Coverage",
    "CoverageEligibilityRequest",
    "CoverageEligibilityResponse",
    "DetectedIssue",
    "Device",
    "DeviceDefinition",
    "DeviceMetric",
    "DeviceRequest",
    "DeviceUseStatement",
    "DiagnosticReport",
    "DocumentManifest",
    "DocumentReference",
    "EffectEvidenceSynthesis",
    "Encounter",
    "Endpoint",
    "EnrollmentRequest",
    "EnrollmentResponse",
    "EpisodeOfCare",
    "EventDefinition",
    "Evidence",
    "EvidenceVariable",
    "ExampleScenario",
    "ExplanationOfBenefit",
    "FamilyMemberHistory",
    "Flag",
    "Goal",
    "GraphDefinition",
    "Group",
    "GuidanceResponse",
    "HealthcareService",
    "ImagingStudy",
    "Immunization",
    "ImmunizationEvaluation",
    "ImmunizationRecommendation",
    "ImplementationGuide",
    "InsurancePlan",
    "Invoice",
    "Library",
    "Linkage",
    "List",
    "Location",
    "Measure",
    "MeasureReport",
    "Media",
    "Medication",
    "MedicationAdministration",
    "MedicationDispense",
    "MedicationKnowledge",
    "MedicationRequest",
    "MedicationStatement",
    "MedicinalProduct",
    "MedicinalProductAuthorization",
    "MedicinalProductContraindication",
    "MedicinalProductIndication",
    "MedicinalProductIngredient",
    "MedicinalProductInteraction",
    "MedicinalProductManufactured",
    "MedicinalProductPackaged",
    "MedicinalProductPharmaceutical",
    "MedicinalProductUndesirableEffect",
    "MessageDefinition",
    "MessageHeader",
    "MolecularSequence",
    "NamingSystem",
    "NutritionOrder",
    "Observation",
    "ObservationDefinition",
    "OperationDefinition",
    "OperationOutcome",
    "Organization",
    "OrganizationAffiliation",
    "Parameters",
    "Patient",
    "PaymentNotice",
    "PaymentReconciliation",
    "Person",
    "PlanDefinition",
    "Practitioner",
    "PractitionerRole",
    "Procedure",
    "Provenance",
    "Questionnaire",
    "QuestionnaireResponse",
    "RelatedPerson",
    "RequestGroup",
    "ResearchDefinition",
    "ResearchElementDefinition",
    "ResearchStudy",
    "ResearchSubject",
    "RiskAssessment",
    "RiskEvidenceSynthesis",
    "Schedule",
    "SearchParameter",
    "ServiceRequest",
    "Slot",
    "Specimen",
    "SpecimenDefinition",
    "StructureDefinition",
    "StructureMap",
    "Subscription",
    "Substance",
    "SubstanceNucleicAcid",
    "SubstancePolymer",
    "SubstanceProtein",
    "SubstanceReferenceInformation",
    "SubstanceSourceMaterial",
    "SubstanceSpecification",
    "SupplyDelivery",
    "SupplyRequest",
    "Task",
    "TerminologyCapabilities",
    "TestReport",
    "TestScript",
    "ValueSet",
    "VerificationResult",
    "VisionPrescription",
];

/// Types of FHIR R4B and R5 that R4 does not have.
const R5: &[&str] = &[
    "ActorDefinition",
    "AdministrableProductDefinition",
    "ArtifactAssessment",
    "BiologicallyDerivedProductDispense",
    "Citation",
    "ClinicalUseDefinition",
    "ConditionDefinition",
    "DeviceAssociation",
    "DeviceDispense",
    "DeviceUsage",
    "EncounterHistory",
    "EvidenceReport",
    "FormularyItem",
    "GenomicStudy",
    "ImagingSelection",
    "Ingredient",
    "InventoryItem",
    "InventoryReport",
    "ManufacturedItemDefinition",
    "MedicinalProductDefinition",
    "NutritionIntake",
    "NutritionProduct",
    "PackagedProductDefinition",
    "Permission",
    "RegulatedAuthorization",
    "RequestOrchestration",
    "Requirements",
    "SubscriptionStatus",
    "SubscriptionTopic",
    "SubstanceDefinition",
    "TestPlan",
    "Transport",
];

#[cfg(test)]
mod tests {
    use super::{Kind, R4, R5, kind_of};

    #[test]
    fn the_table_is_sorted_so_that_every_type_is_found() {
        assert!(R4.is_sorted());
        assert!(R4.iter().all(|kind| kind_of(kind) == Kind::R4(kind)));
    }

    #[test]
    fn r4_has_146_concrete_types_and_none_is_also_listed_as_r5() {
        // The published list of 148 counts the abstract Resource and DomainResource.
        assert_eq!(R4.len(), 146);
        assert!(R5.iter().all(|kind| !R4.contains(kind)));
    }

    #[test]
    fn a_type_in_the_wrong_case_is_named_rightly() {
        assert_eq!(kind_of("patient"), Kind::WrongCase("Patient"));
        assert_eq!(kind_of("OBSERVATION"), Kind::WrongCase("Observation"));
        assert_eq!(kind_of("Patients"), Kind::Unknown);
        assert_eq!(kind_of("DeviceUsage"), Kind::R5("DeviceUsage"));
    }
}
