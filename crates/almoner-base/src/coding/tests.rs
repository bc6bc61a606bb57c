use super::*;

const ALL: [CodeSystem; 12] = [
    CodeSystem::SnomedCt,
    CodeSystem::Loinc,
    CodeSystem::RxNorm,
    CodeSystem::Icd10Cm,
    CodeSystem::Icd9Cm,
    CodeSystem::Icd10Pcs,
    CodeSystem::Cpt,
    CodeSystem::Hcpcs,
    CodeSystem::Cvx,
    CodeSystem::Ndc,
    CodeSystem::Atc,
    CodeSystem::Hgnc,
];

#[test]
fn prose_can_not_pass_as_a_code() {
    for text in ["", "Ann Example", "EXAMPLE", "12 34", "1234567890123456789", "é1", "1/2", "1\n", "+1"] {
        assert_eq!(Coding::new(CodeSystem::Loinc, text), None, "{text:?}");
    }
}

#[test]
fn codes_of_every_system_have_the_shape() {
    for (system, code) in [
        (CodeSystem::SnomedCt, "73211009"),
        (CodeSystem::SnomedCt, "999480561000087100"),
        (CodeSystem::Loinc, "4548-4"),
        (CodeSystem::RxNorm, "860975"),
        (CodeSystem::Icd10Cm, "E11.9"),
        (CodeSystem::Icd9Cm, "V58.67"),
        (CodeSystem::Icd10Pcs, "0DTJ4ZZ"),
        (CodeSystem::Cpt, "99213"),
        (CodeSystem::Hcpcs, "J1815"),
        (CodeSystem::Cvx, "03"),
        (CodeSystem::Ndc, "0002-8215-01"),
        (CodeSystem::Atc, "A10BA02"),
    ] {
        let coding = Coding::new(system, code).expect(code);
        assert!(coding.is_well_formed());
        assert_eq!(coding.code, code);
    }
}

#[test]
fn a_coding_made_by_hand_is_asked_again() {
    assert!(!Coding { system: CodeSystem::Loinc, code: "Ann Example".to_owned() }.is_well_formed());
}

#[test]
fn systems_are_known_by_url_with_or_without_a_slash_and_by_oid() {
    assert_eq!(CodeSystem::from_uri("http://loinc.org/"), Some(CodeSystem::Loinc));
    assert_eq!(CodeSystem::from_uri("urn:oid:2.16.840.1.113883.6.1"), Some(CodeSystem::Loinc));
    assert_eq!(CodeSystem::from_uri("http://snomed.info/sct"), Some(CodeSystem::SnomedCt));
    assert_eq!(CodeSystem::from_uri("http://hl7.org/fhir/sid/icd-10-cm"), Some(CodeSystem::Icd10Cm));
    assert_eq!(CodeSystem::from_uri("http://hospital.example/codes"), None);
    assert_eq!(CodeSystem::from_uri(""), None);
}

#[test]
fn the_name_of_a_system_is_the_one_that_json_reads() {
    use serde::de::value::{Error, StrDeserializer};
    use serde::de::{Deserialize, IntoDeserializer};
    for system in ALL {
        let name: StrDeserializer<'_, Error> = system.name().into_deserializer();
        assert_eq!(CodeSystem::deserialize(name), Ok(system));
    }
}
