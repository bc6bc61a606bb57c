use almoner_base::{ProjectId, StudyId, TenantId};
use almoner_crypto::SigningKey;
use almoner_facts::{ChartDraft, Coverage, Demographics, Note, NoteKind, PolicyKind};

use super::*;

fn draft(text: &str) -> ChartDraft {
    ChartDraft {
        policy: PolicyKind::SafeHarbor,
        policy_version: "0".into(),
        demographics: Demographics::default(),
        facts: vec![],
        notes: vec![Note { kind: NoteKind::Other, day: None, text: text.into() }],
        coverage: Coverage::default(),
        removed: vec![],
        area: None,
    }
}

fn header() -> Header {
    Header { tenant: TenantId::default(), project: ProjectId::default(), study_id: StudyId::from_random(7), release: 1 }
}

#[test]
fn sealed_chart_opens_with_the_sealing_key_only() {
    let key = SigningKey::generate().unwrap();
    let other = SigningKey::generate().unwrap();
    let sealed = seal(header(), draft("BP 120/80"), &key).unwrap();
    let stored = Sealed::<Chart>::from_stored(&sealed.to_stored()).unwrap();
    assert_eq!(stored.verify(&key.public()).unwrap().header(), &header());
    assert!(matches!(stored.verify(&other.public()), Err(Error::Seal)));
}

#[test]
fn any_flipped_bit_breaks_the_seal() {
    let key = SigningKey::generate().unwrap();
    let stored = seal(header(), draft("BP 120/80"), &key).unwrap().to_stored();
    for at in 0..stored.len() {
        for bit in 0..8 {
            let mut bytes = stored.clone();
            bytes[at] ^= 1 << bit;
            let opened = Sealed::<Chart>::from_stored(&bytes).and_then(|sealed| sealed.verify(&key.public()));
            assert!(opened.is_err(), "byte {at} bit {bit}");
        }
    }
}

#[test]
fn structured_identifiers_do_not_pass_the_recheck() {
    let key = SigningKey::generate().unwrap();
    for (text, kind) in [
        ("call 555-010-1234", "phone"),
        ("call (555) 010-1234", "phone"),
        ("ssn 123-45-6789", "ssn"),
        ("seen 2024-03-01", "date"),
        ("seen 3/14/2024", "date"),
        ("a.b@c.org", "email"),
        ("see https://x.y/z", "url"),
        ("host 10.20.30.40", "ip"),
        ("account 123456789", "number"),
    ] {
        let refused = seal(header(), draft(text), &key).unwrap_err();
        assert!(matches!(refused, Error::Identifier(found) if found == kind), "{text}: {refused}");
    }
}

#[test]
fn clinical_numbers_pass_the_recheck() {
    let key = SigningKey::generate().unwrap();
    for text in
        ["BP 120/80", "strength 4/5", "[DAY 41234]", "platelets 250,000/mm3", "2-3 times", "FEV1/FVC 0.65", "12.5 mg"]
    {
        assert!(seal(header(), draft(text), &key).is_ok(), "{text}");
    }
}

#[test]
fn an_area_is_two_letters_or_three_digits_and_nothing_finer() {
    use almoner_facts::Area;
    let key = SigningKey::generate().unwrap();
    let with = |area: Area| seal(header(), ChartDraft { area: Some(area), ..draft("well") }, &key);
    assert!(with(Area::Zip3("021".to_owned())).is_ok() && with(Area::State("VT".to_owned())).is_ok());
    for area in [Area::Zip3("02139".to_owned()), Area::State("Elmhaven, VT".to_owned()), Area::State("vt".to_owned())] {
        assert!(matches!(with(area), Err(Error::Identifier("area"))));
    }
}
