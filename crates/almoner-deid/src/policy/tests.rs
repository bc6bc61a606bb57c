use almoner_base::Date;
use almoner_facts::PolicyKind;

use super::{Attestation, Choices, DataUseAgreement, LimitedDataSetPolicy, Policy, Refusal, ReleaseTerms, RiskReport, Rule};
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

fn risk(passed: bool) -> RiskReport {
    RiskReport { release: "2030-1".to_owned(), max_prosecutor: 0.05, marketer: 0.01, passed }
}

/// Checks with a passing report for the attested recipient and release.
fn check(paper: &Attestation, policy: &Policy, as_of: Date) -> Result<(), Refusal> {
    let risk = risk(true);
    let terms = ReleaseTerms { recipient: "The Trials Office", release: "2030-1", risk: Some(&risk) };
    paper.check(policy, &terms, as_of)
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
    for writing in ["masks", "surrogates"] {
        let lax = super::SAFE_HARBOR.replace("\"writing\": \"tags\"", &format!("\"writing\": \"{writing}\""));
        assert_eq!(Policy::from_json(&lax), Err(Error::Policy { line: 1 }));
        let other = super::EXPERT_DETERMINATION.replace("\"writing\": \"tags\"", &format!("\"writing\": \"{writing}\""));
        assert_ne!(
            Policy::from_json(&other).unwrap().version,
            Policy::from_json(super::EXPERT_DETERMINATION).unwrap().version
        );
        let ends = other.replace("\"ends_on_a_secret_day\": false", "\"ends_on_a_secret_day\": true");
        assert_ne!(ends, other);
        assert_eq!(Policy::from_json(&ends), Err(Error::Policy { line: 1 }));
    }
    let lax = super::EXPERT_DETERMINATION.replace("\"needs_attestation\": true", "\"needs_attestation\": false");
    assert_eq!(Policy::from_json(&lax), Err(Error::Policy { line: 1 }));
}

#[test]
fn an_attestation_holds_from_its_first_to_its_last_day() {
    let policy = Policy::builtin(PolicyKind::ExpertDetermination).unwrap();
    let paper = attestation(&policy);
    assert_eq!(check(&paper, &policy, on(2030, 1, 1)), Ok(()));
    assert_eq!(check(&paper, &policy, on(2030, 12, 31)), Ok(()));
    assert_eq!(check(&paper, &policy, on(2031, 1, 1)), Err(Refusal::AttestationExpired));
    assert_eq!(check(&paper, &policy, on(2029, 12, 31)), Err(Refusal::AttestationNotYetValid));
}

#[test]
fn an_attestation_for_another_policy_or_without_a_method_is_refused() {
    let policy = Policy::builtin(PolicyKind::ExpertDetermination).unwrap();
    let other = Attestation { policy: "0000".to_owned(), ..attestation(&policy) };
    assert_eq!(check(&other, &policy, on(2030, 5, 1)), Err(Refusal::AttestationOtherPolicy));
    let by_kind = Attestation { policy: "expert_determination".to_owned(), ..attestation(&policy) };
    assert_eq!(check(&by_kind, &policy, on(2030, 5, 1)), Err(Refusal::AttestationOtherPolicy));
    let sample = Attestation { sample: true, ..by_kind };
    assert_eq!(check(&sample, &policy, on(2030, 5, 1)), Ok(()));
    let empty = Attestation { method: "  ".to_owned(), ..attestation(&policy) };
    assert_eq!(check(&empty, &policy, on(2030, 5, 1)), Err(Refusal::AttestationIncomplete));
    let endless = Attestation { expires: "2030".to_owned(), ..attestation(&policy) };
    assert_eq!(check(&endless, &policy, on(2030, 5, 1)), Err(Refusal::AttestationIncomplete));
}

#[test]
fn an_attestation_binds_recipient_release_and_a_passing_risk_report() {
    let policy = Policy::builtin(PolicyKind::ExpertDetermination).unwrap();
    let paper = attestation(&policy);
    let (good, bad) = (risk(true), risk(false));
    let other = RiskReport { release: "2030-2".to_owned(), ..risk(true) };
    let checked =
        |recipient, release, risk| paper.check(&policy, &ReleaseTerms { recipient, release, risk }, on(2030, 5, 1));
    assert_eq!(checked("the trials office", "2030-1", Some(&good)), Ok(()));
    assert_eq!(checked("another office", "2030-1", Some(&good)), Err(Refusal::AttestationOtherRecipient));
    assert_eq!(checked("", "2030-1", Some(&good)), Err(Refusal::AttestationOtherRecipient));
    assert_eq!(checked("the trials office", "2030-2", Some(&other)), Err(Refusal::AttestationOtherRelease));
    assert_eq!(checked("the trials office", "2030-1", None), Err(Refusal::RiskReportMissing));
    assert_eq!(checked("the trials office", "2030-1", Some(&other)), Err(Refusal::RiskReportMissing));
    assert_eq!(checked("the trials office", "2030-1", Some(&bad)), Err(Refusal::RiskTooHigh));
}

#[test]
fn a_limited_data_set_needs_an_agreement_in_force_with_its_recipient() {
    assert!(LimitedDataSetPolicy::builtin().is_ok());
    let lax = super::LIMITED_DATA_SET.replace("\"needs_agreement\": true", "\"needs_agreement\": false");
    assert_eq!(LimitedDataSetPolicy::from_json(&lax), Err(Error::Policy { line: 1 }));
    let paper = DataUseAgreement {
        who: "B. Officer".to_owned(),
        recipient: "the trials office".to_owned(),
        purpose: "research".to_owned(),
        date: "2030-01-01".to_owned(),
        expires: "2030-12-31".to_owned(),
    };
    let check = |paper: Option<&DataUseAgreement>, to, day| DataUseAgreement::check(paper, to, day);
    assert_eq!(check(Some(&paper), "The trials office", on(2030, 12, 31)), Ok(()));
    assert_eq!(check(None, "the trials office", on(2030, 5, 1)), Err(Refusal::AgreementMissing));
    assert_eq!(check(Some(&paper), "somebody", on(2030, 5, 1)), Err(Refusal::AgreementOtherRecipient));
    assert_eq!(check(Some(&paper), "the trials office", on(2031, 1, 1)), Err(Refusal::AgreementNotInForce));
    assert_eq!(check(Some(&paper), "the trials office", on(2029, 12, 31)), Err(Refusal::AgreementNotInForce));
    let vague = DataUseAgreement { purpose: "anything".to_owned(), ..paper.clone() };
    assert_eq!(check(Some(&vague), "the trials office", on(2030, 5, 1)), Err(Refusal::AgreementIncomplete));
    let endless = DataUseAgreement { expires: "never".to_owned(), ..paper };
    assert_eq!(check(Some(&endless), "the trials office", on(2030, 5, 1)), Err(Refusal::AgreementIncomplete));
}

#[test]
fn choices_that_law_or_a_person_has_made_are_not_the_sites_to_change() {
    let choices = Choices::from_json(super::CHOICES).unwrap();
    assert_eq!(choices.label("psythpn"), Rule::WithholdResource);
    assert_eq!(choices.label("HTEST"), Rule::Permit);
    for (from, to) in [
        ("\"opt_out_list\": \"withhold_chart\"", "\"opt_out_list\": \"permit\""),
        ("\"consent_denies\": \"withhold_chart\"", "\"consent_denies\": \"permit\""),
        ("\"42CFRPart2\": \"withhold_resource\"", "\"42CFRPart2\": \"permit\""),
        ("\"PSYTHPN\"", "\"PSYTHPN2\""),
    ] {
        let lax = super::CHOICES.replace(from, to);
        assert_ne!(lax, super::CHOICES);
        assert_eq!(Choices::from_json(&lax), Err(Error::Policy { line: 1 }), "{to}");
    }
}
