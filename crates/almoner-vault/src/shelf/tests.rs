use almoner_policy::Action;

use super::Item;
use crate::State;
use crate::testing::{Place, permit, person, take};

fn item(name: &str, place: i64, bytes: &[u8]) -> Item {
    Item { name: name.to_owned(), patient: None, place, bytes: bytes.to_vec() }
}

#[test]
fn items_come_back_in_their_order_after_a_restart() {
    let place = Place::new();
    let mut vault = place.open();
    vault.put("task", &item("b", 2, b"second")).unwrap();
    vault.put("task", &item("a", 1, b"first")).unwrap();
    vault.put("other", &item("a", 0, b"apart")).unwrap();
    vault.put("task", &item("b", 3, b"changed")).unwrap();
    drop(vault);
    let mut vault = place.open();
    let kept: Vec<_> = vault.items("task").unwrap().into_iter().map(|item| item.bytes).collect();
    assert_eq!(kept, [b"first".to_vec(), b"changed".to_vec()]);
    vault.remove_before("task", 2).unwrap();
    assert_eq!(vault.item("task", "a").unwrap(), None);
    vault.remove("task", "b").unwrap();
    assert_eq!(vault.items("task").unwrap(), []);
    assert_eq!(vault.item("other", "a").unwrap(), Some(item("a", 0, b"apart")));
}

#[test]
fn what_is_kept_about_a_person_goes_with_the_persons_key() {
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| {
        batch.record("Patient/1", b"{}");
        batch.state("Patient/1", State::Active);
        batch.treated_by("Patient/1", "Practitioner/7");
    });
    let patient = person(&vault, "Patient/1");
    let secret = b"the answer was no, said Esperanza";
    vault
        .put("answer", &Item { name: "Esperanza".to_owned(), patient: Some(patient), place: 0, bytes: secret.to_vec() })
        .unwrap();
    assert_eq!(vault.items_of("answer", patient).unwrap().len(), 1);
    vault.shred(&permit(Action::ShredPatient), patient).unwrap();
    assert_eq!(vault.item("answer", "Esperanza").unwrap(), None);
    assert_eq!(vault.items("answer").unwrap(), []);
    assert_eq!(vault.patients_of(&["Practitioner/7".to_owned()]).unwrap(), []);
    drop(vault);
    let bytes = place.bytes();
    assert!(!bytes.windows(9).any(|window| window == b"Esperanza"), "no name lies in clear");
}
