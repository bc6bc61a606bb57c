use std::collections::BTreeSet;

use almoner_base::Date;

use super::*;
use crate::testing::{Place, permit, person, take};

#[test]
fn a_study_id_is_drawn_once_for_each_person_and_project() {
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| {
        for key in ["Patient/1", "Patient/2"] {
            batch.record(key, b"x");
            batch.state(key, State::Active);
        }
    });
    let read = permit(Action::ReadVault);
    let projects = [ProjectId::default(), ProjectId::new("other").unwrap()];
    let mut drawn = BTreeSet::new();
    for key in ["Patient/1", "Patient/2"] {
        for project in &projects {
            let patient = person(&vault, key);
            let member = vault.member(&read, project, patient).unwrap();
            assert_eq!(vault.patient_of(project, member.study_id).unwrap(), Some(patient));
            assert!(drawn.insert(member.study_id), "no two alike");
        }
    }
    let patient = person(&vault, "Patient/1");
    let mine = vault.member(&read, &projects[0], patient).unwrap();
    assert_eq!(vault.patient_of(&projects[1], mine.study_id).unwrap(), None, "ids of two projects can not be linked");
    let day = mine.timeline.day(Date::new(2020, 1, 1).unwrap());
    drop(vault);
    let mut vault = place.open();
    let again = vault.member(&read, &projects[0], patient).unwrap();
    assert_eq!(again.study_id, mine.study_id);
    assert_eq!(again.timeline.day(Date::new(2020, 1, 1).unwrap()), day, "the epoch stays, too");
}

#[test]
fn neither_study_id_nor_epoch_stand_in_the_files() {
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| batch.record("Patient/1", b"x"));
    let patient = person(&vault, "Patient/1");
    let id = vault.member(&permit(Action::ReadVault), &ProjectId::default(), patient).unwrap().study_id.to_string();
    let text = String::from_utf8_lossy(&place.bytes()).into_owned();
    assert!(!text.contains(&id) && !text.contains(&id.replace('-', "")));
}

#[test]
fn the_crosswalk_needs_a_permit_to_read_the_vault() {
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| batch.record("Patient/1", b"x"));
    let patient = person(&vault, "Patient/1");
    let wrong = permit(Action::IngestRecords);
    assert!(matches!(vault.member(&wrong, &ProjectId::default(), patient), Err(Error::Permit)));
}

#[test]
fn what_was_sent_or_delivered_is_withdrawn_when_the_person_dies() {
    let place = Place::new();
    let mut vault = place.open();
    let project = ProjectId::default();
    let keys = ["Patient/1", "Patient/2", "Patient/3"];
    take(&mut vault, 1, |batch| {
        for key in keys {
            batch.record(key, b"x");
            batch.state(key, State::Active);
        }
    });
    let people = keys.map(|key| person(&vault, key));
    for patient in people {
        vault.member(&permit(Action::ReadVault), &project, patient).unwrap();
    }
    vault.crossed(&project, &people[..1], Crossing::Sent, 1).unwrap();
    vault.crossed(&project, &people[1..2], Crossing::Delivered, 1).unwrap();
    assert_eq!(vault.delivered(&project, 1).unwrap(), people[1..2]);
    take(&mut vault, 2, |batch| {
        for key in keys {
            batch.state(key, State::Deceased);
        }
    });
    let mut withdrawn: Vec<_> = vault.to_withdraw().unwrap().into_iter().map(|(_, patient, _)| patient).collect();
    withdrawn.sort();
    let mut crossed = people[..2].to_vec();
    crossed.sort();
    assert_eq!(withdrawn, crossed, "the third never crossed");
    vault.crossed(&project, &people, Crossing::None, 0).unwrap();
    assert!(vault.to_withdraw().unwrap().is_empty());
}
