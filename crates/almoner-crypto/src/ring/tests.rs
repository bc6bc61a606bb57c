use super::*;

fn ring() -> KeyRing {
    KeyRing::new(BTreeMap::from([(1, DataKey::generate().unwrap())]))
}

#[test]
fn a_wrapped_key_opens_for_its_purpose_alone() {
    let (ring, key) = (ring(), DataKey::generate().unwrap());
    let wrapped = ring.wrap(&key, b"patient 1").unwrap();
    assert_eq!(ring.unwrap(&wrapped, b"patient 1").unwrap().secret().expose(), key.secret().expose());
    assert!(matches!(ring.unwrap(&wrapped, b"patient 2"), Err(Error::Open)));
    for bit in 0..wrapped.len() * 8 {
        let mut altered = wrapped;
        altered[bit / 8] ^= 1 << (bit % 8);
        assert!(ring.unwrap(&altered, b"patient 1").is_err(), "bit {bit}");
    }
    assert!(matches!(ring.unwrap(&wrapped[..3], b"patient 1"), Err(Error::Open)));
}

#[test]
fn an_old_version_opens_until_it_is_destroyed() {
    let (mut ring, key) = (ring(), DataKey::generate().unwrap());
    let old = ring.wrap(&key, b"").unwrap();
    ring.add(2, DataKey::generate().unwrap());
    let new = ring.wrap(&key, b"").unwrap();
    assert_eq!((KeyRing::version_of(&old), KeyRing::version_of(&new), ring.newest()), (Some(1), Some(2), 2));
    assert!(ring.unwrap(&old, b"").is_ok());
    ring.keep_newest();
    assert!(matches!(ring.unwrap(&old, b""), Err(Error::VersionMissing(1))));
    assert!(ring.unwrap(&new, b"").is_ok());
}

#[test]
fn a_wrapped_key_does_not_pass_for_one_of_another_version() {
    // Two versions with the same key material: the version is bound, not merely written in front.
    let own = DataKey::generate().unwrap();
    let ring = KeyRing::new(BTreeMap::from([(1, own.clone()), (2, own)]));
    let mut wrapped = ring.wrap(&DataKey::generate().unwrap(), b"").unwrap();
    wrapped[3] = 1;
    assert!(matches!(ring.unwrap(&wrapped, b""), Err(Error::Open)));
}

#[test]
fn uses_are_counted_once() {
    let ring = ring();
    let wrapped = ring.wrap(&DataKey::generate().unwrap(), b"").unwrap();
    ring.unwrap(&wrapped, b"").unwrap();
    ring.unwrap(&wrapped, b"").unwrap();
    ring.unwrap(&wrapped, b"other").unwrap_err();
    assert_eq!(ring.take_uses(), (1, 2));
    assert_eq!(ring.take_uses(), (0, 0));
}

#[test]
fn debug_shows_nothing() {
    assert_eq!(format!("{:?}", ring()), "KeyRing(newest 1)");
}
