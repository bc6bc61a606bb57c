use super::*;

use crate::action::Action;
use crate::names::{Purpose, Role, Zone};
use crate::permit::Permit;
use crate::policies::Policies;
use crate::testing::{favourable, person};

fn read_own_patient(fields: impl Into<Set<FieldGroup>>) -> Permit {
    let request = favourable(person([Role::Clinician]).into(), Action::ReadPatientTrials, Zone::Phi, Some(Purpose::Treat));
    Policies::builtin().unwrap().authorize(&request.fields(fields).rows(200)).unwrap()
}

// ASVS 2.3.1
#[test]
fn a_permit_allows_nothing_until_its_duties_are_done() {
    let mut permit = read_own_patient([FieldGroup::Conditions]);
    assert_eq!(permit.duties(), [Duty::Log(Log::Each)]);
    assert!(!permit.allows(Action::ReadPatientTrials));
    assert!(permit.field(FieldGroup::Conditions).is_none());
    assert_eq!(permit.carry_out(|_| Err("the disk is full")), Err("the disk is full"));
    assert!(!permit.allows(Action::ReadPatientTrials), "a duty that failed is still owed");
    let mut done = Vec::new();
    let note = |duty| {
        done.push(duty);
        Ok::<_, ()>(())
    };
    permit.carry_out(note).unwrap();
    assert_eq!(done, [Duty::Log(Log::Each)]);
    assert!(permit.allows(Action::ReadPatientTrials));
    assert_eq!(permit.field(FieldGroup::Conditions).unwrap().group(), FieldGroup::Conditions);
}

// ASVS 8.2.3, 15.3.1
#[test]
fn only_fields_that_are_asked_for_and_named_by_a_policy_are_granted() {
    let mut permit = read_own_patient([FieldGroup::Conditions, FieldGroup::Notes]);
    permit.carry_out(|_| Ok::<_, ()>(())).unwrap();
    assert_eq!(permit.fields(), [FieldGroup::Conditions].into(), "notes are not for this screen");
    assert!(permit.field(FieldGroup::Notes).is_none());
    assert!(permit.field(FieldGroup::Medications).is_none(), "granted by the policy, and not asked for");
    assert!(read_own_patient([]).fields().is_empty());
}

#[test]
fn no_more_rows_are_given_out_than_the_policy_says() {
    let permit = read_own_patient([]);
    assert_eq!(permit.row_limit(), Some(50), "200 were asked for");
    let limited = permit.limit(0..51);
    assert_eq!(limited.rows().len(), 50);
    assert!(limited.is_cut());
    assert!(!permit.limit(0..50).is_cut());
}

#[test]
fn fields_add_up_and_of_all_else_the_strictest_holds() {
    let one = Obligations { fields: [FieldGroup::Notes].into(), rows: Some(10), review_hours: None, log: Some(Log::Before) };
    let other =
        Obligations { fields: [FieldGroup::Dates].into(), rows: Some(5), review_hours: Some(24), log: Some(Log::Each) };
    let both = Obligations {
        fields: [FieldGroup::Notes, FieldGroup::Dates].into(),
        rows: Some(5),
        review_hours: Some(24),
        log: Some(Log::Each),
    };
    assert_eq!(one.and(other), both);
    assert_eq!(other.and(one), both);
    assert_eq!(one.and(Obligations::default()), one);
    assert_eq!(both.duties(), [Duty::Log(Log::Each), Duty::Review { within_hours: 24 }]);
}
