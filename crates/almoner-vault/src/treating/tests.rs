use crate::State;
use crate::testing::{Place, person, take};

#[test]
fn a_clinician_finds_whom_they_treat_and_nobody_else() {
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| {
        for (patient, provider) in [("1", "7"), ("2", "7"), ("3", "8"), ("1", "7")] {
            let key = format!("Patient/{patient}");
            batch.record(&key, b"{}");
            batch.state(&key, State::Active);
            batch.treated_by(&key, &format!("Practitioner/{provider}"));
        }
        // Named by an encounter, and no Patient resource came.
        batch.record("Patient/4", b"{}");
        batch.treated_by("Patient/4", "Practitioner/7");
    });
    let mut found = vault.patients_of(&["Practitioner/7".to_owned(), "Practitioner/none".to_owned()]).unwrap();
    found.sort();
    // Rows are numbered in no telling order.
    let mut expected = [person(&vault, "Patient/1"), person(&vault, "Patient/2")];
    expected.sort();
    assert_eq!(found, expected);
    assert!(vault.is_treated_by(person(&vault, "Patient/3"), &["Practitioner/8".to_owned()]).unwrap());
    assert!(!vault.is_treated_by(person(&vault, "Patient/3"), &["Practitioner/7".to_owned()]).unwrap());
    assert!(!vault.is_treated_by(person(&vault, "Patient/3"), &[]).unwrap());
}

#[test]
fn a_merged_record_is_treated_as_the_person_it_turned_out_to_be() {
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| {
        for key in ["Patient/old", "Patient/new"] {
            batch.record(key, b"{}");
            batch.state(key, State::Active);
        }
        batch.treated_by("Patient/old", "Practitioner/7");
        batch.merge("Patient/old", "Patient/new");
    });
    let survivor = person(&vault, "Patient/new");
    assert_eq!(vault.patients_of(&["Practitioner/7".to_owned()]).unwrap(), [survivor]);
    assert!(vault.is_treated_by(survivor, &["Practitioner/7".to_owned()]).unwrap());
}

#[test]
fn handles_name_persons_and_can_not_be_made_up() {
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| {
        batch.record("Patient/1", b"{}");
        batch.state("Patient/1", State::Active);
        batch.record("(shared)", b"{}");
        batch.state("(shared)", State::Thing);
    });
    let patient = person(&vault, "Patient/1");
    let handle = vault.handle(patient);
    assert_eq!(handle.len(), 32);
    assert_eq!(vault.by_handle(&handle).unwrap(), Some(patient));
    assert_eq!(vault.by_handle(&handle.to_uppercase()).unwrap(), None);
    assert_eq!(vault.by_handle(&vault.handle(person(&vault, "(shared)"))).unwrap(), None, "what is nobody is nobody's");
    for at in 0..32 {
        let mut other: Vec<char> = handle.chars().collect();
        other[at] = if other[at] == '0' { '1' } else { '0' };
        assert_eq!(vault.by_handle(&other.iter().collect::<String>()).unwrap(), None, "digit {at}");
    }
    assert_eq!(vault.by_handle("").unwrap(), None);
    drop(vault);
    assert_eq!(place.open().handle(patient), handle, "the same after a restart");
}
