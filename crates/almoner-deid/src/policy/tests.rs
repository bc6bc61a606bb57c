use almoner_base::Date;
use almoner_facts::PolicyKind;

use super::{Attestation, Policy, Refusal};
use crate::{Error, Form};

fn attestation(policy: &Policy) -> Attestation {
    Attestation {
        who: "A. Expert".to_owned(),
        qualification: "statistician".to_owned(),
        method: "k-anonymity".to_owned(),
        issued: "2030-01-01".to_owned(),
        expires: "2030-12-31".to_owned(),
        quasi_identifiers: vec!["age".to_owned()],
        thresholds: vec!["prosecutor 1/11".to_owned()],
        recipient: "the trials office".to_owned(),
        policy: policy.version.clone(),
        release: "2030-1".to_owned(),
        sample: false,
    }
}

fn on(year: i32, month: u8, day: u8) -> Date {
    Date::new(year, month, day).unwrap()
}

#[test]
fn both_builtin_policies_read() {
    let safe = Policy::builtin(PolicyKind::SafeHarbor).unwrap();
    assert_eq!((safe.text, safe.needs_attestation), (Form::SafeVocabulary, false));
    let expert = Policy::builtin(PolicyKind::ExpertDetermination).unwrap();
    assert_eq!((expert.text, expert.needs_attestation), (Form::Tags, true));
    assert_ne!(safe.version, expert.version);
}

#[test]
fn a_policy_laxer_than_its_rule_is_refused() {
    let lax = super::SAFE_HARBOR.replace("\"oldest_age\": 89", "\"oldest_age\": 95");
    assert_eq!(Policy::from_json(&lax), Err(Error::Policy { line: 1 }));
    let lax = super::SAFE_HARBOR.replace("safe_vocabulary", "tags");
    assert_eq!(Policy::from_json(&lax), Err(Error::Policy { line: 1 }));
    let lax = super::EXPERT_DETERMINATION.replace("\"needs_attestation\": true", "\"needs_attestation\": false");
    assert_eq!(Policy::from_json(&lax), Err(Error::Policy { line: 1 }));
}

#[test]
fn an_attestation_holds_from_its_first_to_its_last_day() {
    let policy = Policy::builtin(PolicyKind::ExpertDetermination).unwrap();
    let paper = attestation(&policy);
    assert_eq!(paper.check(&policy, on(2030, 1, 1)), Ok(()));
    assert_eq!(paper.check(&policy, on(2030, 12, 31)), Ok(()));
    assert_eq!(paper.check(&policy, on(2031, 1, 1)), Err(Refusal::AttestationExpired));
    assert_eq!(paper.check(&policy, on(2029, 12, 31)), Err(Refusal::AttestationNotYetValid));
}

#[test]
fn an_attestation_for_another_policy_or_without_a_method_is_refused() {
    let policy = Policy::builtin(PolicyKind::ExpertDetermination).unwrap();
    let other = Attestation { policy: "0000".to_owned(), ..attestation(&policy) };
    assert_eq!(other.check(&policy, on(2030, 5, 1)), Err(Refusal::AttestationOtherPolicy));
    let by_kind = Attestation { policy: "expert_determination".to_owned(), ..attestation(&policy) };
    assert_eq!(by_kind.check(&policy, on(2030, 5, 1)), Err(Refusal::AttestationOtherPolicy));
    let sample = Attestation { sample: true, ..by_kind };
    assert_eq!(sample.check(&policy, on(2030, 5, 1)), Ok(()));
    let empty = Attestation { method: "  ".to_owned(), ..attestation(&policy) };
    assert_eq!(empty.check(&policy, on(2030, 5, 1)), Err(Refusal::AttestationIncomplete));
    let endless = Attestation { expires: "2030".to_owned(), ..attestation(&policy) };
    assert_eq!(endless.check(&policy, on(2030, 5, 1)), Err(Refusal::AttestationIncomplete));
}
