use expect_test::{Expect, expect};

use super::*;
use crate::request::Resource;
use crate::testing::{favourable, person};

fn check(request: &Request, expected: &Expect) {
    let explanation = Policies::builtin().unwrap().explain(request);
    let words = explanation.to_string();
    let (words, version) = words.rsplit_once('\n').unwrap();
    assert_eq!(version, format!("policies {}", explanation.policy_version));
    expected.assert_eq(words);
}

fn clinician() -> Request {
    favourable(person([Role::Clinician]).into(), Action::ReadIdentified, Zone::Phi, Some(Purpose::Treat))
}

#[test]
fn an_old_second_factor_is_named_with_what_would_help() {
    let request = Change::MfaAge(1_200).made(&clinician()).unwrap();
    check(
        &request,
        &expect![[r#"
        refused: clinician may not ReadIdentified in the phi zone for TREAT
          floor-identified-mfa: identity is shown only to who used a second factor in the last 15 minutes (45 CFR 164.312(d))
        it would be allowed if
          - the second factor were confirmed again"#]],
    );
}

#[test]
fn a_clinician_who_does_not_treat_the_patient_learns_of_break_glass() {
    let request = Change::Treating(false).made(&clinician()).unwrap();
    check(
        &request,
        &expect![[r#"
        refused: clinician may not ReadIdentified in the phi zone for TREAT
          no policy permits it
        it would be allowed if
          - a break-glass grant ran
          - the person treated the patient"#]],
    );
}

#[test]
fn a_data_scientist_learns_that_only_somebody_else_may() {
    let request = Change::Role(Role::DataScientist).made(&clinician()).unwrap();
    check(
        &request,
        &expect![[r#"
        refused: data_scientist may not ReadIdentified in the phi zone for TREAT
          floor-identified-data-scientist: whoever works on de-identified data must not hold the means to re-identify it (45 CFR 164.514(c))
        it would be allowed if
          - a person with the role clinician alone asked
          - a break-glass grant ran, and the purpose were ETREAT, and a person with the role investigator alone asked"#]],
    );
}

#[test]
fn a_yes_says_what_it_rests_on() {
    check(
        &clinician(),
        &expect![[r#"
        allowed: clinician may ReadIdentified in the phi zone for TREAT
          clinician-reads-own-patients: a clinician reads the records of whom they treat (45 CFR 164.506(c)(2))
        it would be refused if
          - the second factor had been used 16 minutes ago
          - the session were older than 12 hours
          - the device were not enrolled
          - the request came from the internal network
          - no purpose were stated
          - the person did not treat the patient
          - the research zone were asked"#]],
    );
}

#[test]
fn the_author_learns_that_another_must_approve() {
    let request =
        favourable(person([Role::Investigator]).into(), Action::ApproveTrial, Zone::Research, Some(Purpose::Clintrch));
    check(
        &Change::Author(true).made(&request).unwrap(),
        &expect![[r#"
        refused: investigator may not ApproveTrial in the research zone for CLINTRCH
          floor-author-cannot-approve: what one person wrote another approves
        it would be allowed if
          - another had written it"#]],
    );
}

#[test]
fn every_way_that_is_given_leads_there_and_no_part_of_it_does() {
    let policies = Policies::builtin().unwrap();
    let mut random = crate::testing::Random::seeded(11);
    let (mut refused, mut ways) = (0, 0);
    while refused < 60 {
        let request = crate::testing::random_request(&mut random);
        let explanation = policies.explain(&request);
        assert_eq!(explanation.allowed, policies.authorize(&request).is_ok());
        refused += usize::from(!explanation.allowed);
        for way in &explanation.allowed_if {
            ways += 1;
            let make = |changes: &[Change]| {
                changes.iter().try_fold(request.clone(), |request, change| change.made(&request)).unwrap()
            };
            assert!(policies.authorize(&make(way)).is_ok(), "{request:?} {way:?}");
            for left_out in 0..way.len() {
                let mut part = way.clone();
                part.remove(left_out);
                assert!(policies.authorize(&make(&part)).is_err(), "{request:?} {part:?} is enough");
            }
        }
    }
    assert!(ways > 30, "only {ways}");
}

#[test]
fn an_explanation_is_json_for_programs() {
    let request = Request::new(Principal::Cli, Action::ReadVault, Zone::Phi).purpose(Purpose::Hresch);
    let explanation = Policies::builtin().unwrap().explain(&request.resource(Resource::default()));
    let json = serde_json::to_value(&explanation).unwrap();
    assert_eq!(json["allowed"], false);
    assert_eq!(json["refused"], "forbidden");
    assert_eq!(json["policies"][0]["id"], "floor-command-line-reads-nothing-identified");
    assert_eq!(json["allowed_if"][0][0], serde_json::json!({"change": "service", "to": "phi"}));
}
