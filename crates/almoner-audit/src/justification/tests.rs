use almoner_base::Secret;

use super::*;
use crate::testing::Folder;

fn store(folder: &Folder) -> Justifications {
    Justifications::open(&folder.0, &DataKey::from_secret(Secret::new([5; 32]))).unwrap()
}

const TEXT: &str = "unconscious on arrival, allergies unknown";

#[test]
fn a_text_comes_back_by_its_hash_and_stands_nowhere_in_clear() {
    let folder = Folder::new();
    let hash = store(&folder).keep(&Phi::new(TEXT.to_owned())).unwrap();
    let text = store(&folder).read(Justification::parse(&hash.to_string()).unwrap()).unwrap().unwrap();
    assert_eq!(text.expose(), TEXT);
    for (_, bytes) in crate::testing::files(&folder.0) {
        assert!(!bytes.windows(11).any(|window| window == b"unconscious"));
    }
}

#[test]
fn the_same_text_twice_can_not_be_told_from_two_texts() {
    let folder = Folder::new();
    let store = store(&folder);
    let text = Phi::new(TEXT.to_owned());
    assert_ne!(store.keep(&text).unwrap(), store.keep(&text).unwrap());
}

#[test]
fn a_text_that_was_changed_exchanged_or_lost_is_not_shown() {
    let folder = Folder::new();
    let store = store(&folder);
    let hash = store.keep(&Phi::new(TEXT.to_owned())).unwrap();
    let other = store.keep(&Phi::new("another reason that was given".to_owned())).unwrap();
    fs::copy(folder.0.join(other.to_string()), folder.0.join(hash.to_string())).unwrap();
    assert!(store.read(hash).is_err());
    let mut bytes = fs::read(folder.0.join(other.to_string())).unwrap();
    bytes[30] ^= 1;
    fs::write(folder.0.join(other.to_string()), bytes).unwrap();
    assert!(store.read(other).is_err());
    fs::remove_file(folder.0.join(hash.to_string())).unwrap();
    assert!(store.read(hash).unwrap().is_none());
}

#[test]
fn an_empty_and_an_endless_text_are_refused() {
    let folder = Folder::new();
    let store = store(&folder);
    assert!(matches!(store.keep(&Phi::new(String::new())), Err(Error::TooLarge)));
    assert!(matches!(store.keep(&Phi::new("x".repeat(LONGEST + 1))), Err(Error::TooLarge)));
}
