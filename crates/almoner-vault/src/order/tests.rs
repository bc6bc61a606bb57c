use almoner_base::{Phi, ProjectId};
use almoner_policy::Action;

use crate::testing::{Place, permit, person, records, take};
use crate::{Batch, Crossing, State, Vault};

fn alive(batch: &mut Batch, key: &str) {
    batch.record(key, key.as_bytes());
    batch.state(key, State::Active);
}

fn has_moved(vault: &mut Vault, key: &str) -> bool {
    vault.settle().unwrap();
    vault.moved_away(person(vault, key)).unwrap().contains("Observation/1")
}

#[test]
fn a_resource_that_comes_again_under_another_person_leaves_the_first() {
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| {
        alive(batch, "Patient/1");
        alive(batch, "Patient/2");
        batch.resource("Patient/1", "Observation/1", b"wrong patient");
    });
    assert!(!has_moved(&mut vault, "Patient/1"));
    take(&mut vault, 2, |batch| batch.resource("Patient/2", "Observation/1", b"right patient"));
    drop(vault);
    let mut vault = place.open();
    assert!(has_moved(&mut vault, "Patient/1"));
    assert!(!has_moved(&mut vault, "Patient/2"));
    // And back again.
    take(&mut vault, 3, |batch| batch.resource("Patient/1", "Observation/1", b"the first was right"));
    assert!(!has_moved(&mut vault, "Patient/1"));
    assert!(has_moved(&mut vault, "Patient/2"));
}

#[test]
fn two_keys_of_one_person_take_nothing_from_each_other() {
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| {
        alive(batch, "Patient/1");
        batch.resource("urn:uuid:1", "Observation/1", b"before the alias");
        batch.alias("urn:uuid:1", "Patient/1");
        batch.resource("Patient/1", "Observation/1", b"after");
    });
    assert!(!has_moved(&mut vault, "Patient/1"));
}

#[test]
fn who_loses_a_resource_has_the_chart_withdrawn_once() {
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| {
        alive(batch, "Patient/1");
        alive(batch, "Patient/2");
        batch.resource("Patient/1", "Observation/1", b"wrong patient");
    });
    let project = ProjectId::default();
    let (one, two) = (person(&vault, "Patient/1"), person(&vault, "Patient/2"));
    for patient in [one, two] {
        vault.member(&permit(Action::ReadVault), &project, patient).unwrap();
    }
    vault.crossed(&project, &[one, two], Crossing::Delivered, 1).unwrap();
    take(&mut vault, 2, |batch| batch.resource("Patient/2", "Observation/1", b"right patient"));
    vault.settle().unwrap();
    let withdrawn: Vec<_> = vault.to_withdraw().unwrap().into_iter().map(|(_, patient, _)| patient).collect();
    assert_eq!(withdrawn, [one]);
    // The same export again moves nothing, though an old run still names the first person.
    vault.crossed(&project, &[one, two], Crossing::Delivered, 2).unwrap();
    take(&mut vault, 3, |batch| batch.resource("Patient/2", "Observation/1", b"right patient"));
    vault.settle().unwrap();
    assert!(vault.to_withdraw().unwrap().is_empty());
}

#[test]
fn versions_that_interleave_under_two_keys_in_one_batch_keep_their_order() {
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| {
        batch.state("Patient/1", State::Active);
        batch.alias("a-url", "Patient/1");
    });
    take(&mut vault, 2, |batch| {
        batch.record("Patient/1", b"one");
        batch.record("a-url", b"two");
        batch.record("Patient/1", b"three");
        batch.record("a-url", b"four");
    });
    assert_eq!(records(&mut vault, "Patient/1"), ["one", "two", "three", "four"]);
}

#[test]
fn a_release_rests_on_what_had_come_when_it_was_first_asked_for() {
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| alive(batch, "Patient/1"));
    let project = ProjectId::default();
    let mark = vault.rests_on(&project, 1).unwrap();
    take(&mut vault, 2, |batch| batch.record("Patient/1", b"later"));
    drop(vault);
    let mut vault = place.open();
    assert_eq!(vault.rests_on(&project, 1).unwrap(), mark);
    let patient = person(&vault, "Patient/1");
    let read = vault.read(&permit(Action::ReadVault), &[patient]).unwrap();
    let before: Vec<bool> = read.into_iter().flat_map(Phi::into_exposed).map(|record| record.at < mark.records).collect();
    assert_eq!((before, mark.inputs), (vec![true, false], 1));
    assert!(vault.rests_on(&project, 2).unwrap() > mark);
}

#[test]
fn days_held_back_stay_the_same_and_differ_between_people_and_projects() {
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| (0..60).for_each(|at| alive(batch, &format!("Patient/{at}"))));
    let project = ProjectId::default();
    let held = |vault: &Vault, project: &ProjectId| -> Vec<i32> {
        (0..60).map(|at| vault.days_held_back(project, person(vault, &format!("Patient/{at}")))).collect()
    };
    let first = held(&vault, &project);
    drop(vault);
    let vault = place.open();
    assert_eq!(held(&vault, &project), first);
    assert_ne!(held(&vault, &ProjectId::new("other").unwrap()), first);
    assert!(first.iter().all(|days| (0..365).contains(days)));
    assert!(first.iter().collect::<std::collections::BTreeSet<_>>().len() > 40, "{first:?}");
}
