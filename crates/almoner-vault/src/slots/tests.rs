use super::*;
use crate::testing::Place;

#[test]
fn a_key_is_where_it_was_put_and_gone_when_it_was_destroyed() {
    let place = Place::new();
    let path = place.0.join("slots");
    let slots = Slots::open(&path).unwrap();
    slots.put(1, &[1; 64]).unwrap();
    slots.put(3, &[3; 64]).unwrap();
    assert_eq!((slots.get(1).unwrap(), slots.get(2).unwrap(), slots.get(3).unwrap()), (Some([1; 64]), None, Some([3; 64])));
    assert_eq!((slots.get(4).unwrap(), slots.len().unwrap()), (None, 4));
    slots.destroy(&[1, 9]).unwrap();
    assert_eq!(slots.len().unwrap(), 4, "a row without a slot gets none by being destroyed");
    let slots = Slots::open(&path).unwrap();
    assert_eq!((slots.get(1).unwrap(), slots.get(3).unwrap()), (None, Some([3; 64])));
    assert!(!std::fs::read(&path).unwrap().contains(&1));
    for row in [0, -1, i64::MAX] {
        assert!(matches!(slots.get(row), Err(Error::KeysDamaged)), "{row}");
    }
}

#[test]
fn a_run_is_rewritten_but_for_destroyed_keys() {
    let place = Place::new();
    let slots = Slots::open(&place.0.join("slots")).unwrap();
    for row in [1, 2, 4] {
        slots.put(row, &[u8::try_from(row).unwrap(); 64]).unwrap();
    }
    let mut seen = Vec::new();
    let changed = slots.rewrite(1, 4, |row, slot| {
        seen.push(row);
        slot[0] += 100;
        Ok(row != 2)
    });
    assert_eq!((changed.unwrap(), seen), (2, vec![1, 2, 4]));
    assert_eq!(slots.get(4).unwrap().unwrap()[..2], [104, 4]);
    assert!(matches!(slots.rewrite(1, 5, |_, _| Ok(true)), Err(Error::KeysDamaged)), "past the end");
}

#[test]
fn a_file_of_another_form_is_refused() {
    let place = Place::new();
    let path = place.0.join("slots");
    for content in [b"short".to_vec(), vec![0; 640]] {
        std::fs::write(&path, &content).unwrap();
        assert!(matches!(Slots::open(&path), Err(Error::KeysDamaged)));
        assert_eq!(std::fs::read(&path).unwrap(), content);
    }
}
