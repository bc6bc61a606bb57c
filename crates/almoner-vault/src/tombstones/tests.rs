use super::*;
use crate::testing::Place;

fn open(path: &Path) -> Result<(Tombstones, Vec<Lookup>), Error> {
    Tombstones::open(path, &DataKey::from_secret(almoner_base::Secret::new([7; 32])))
}

#[test]
fn tombstones_stay_and_a_torn_one_was_none() {
    let place = Place::new();
    let path = place.0.join("stones");
    open(&path).unwrap().0.add(&[[1; 32], [2; 32]]).unwrap();
    let (mut stones, lookups) = open(&path).unwrap();
    assert_eq!(lookups, [[1; 32], [2; 32]]);
    stones.add(&[[3; 32]]).unwrap();
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, &whole[..whole.len() - 1]).unwrap();
    let (mut stones, lookups) = open(&path).unwrap();
    assert_eq!(lookups, [[1; 32], [2; 32]]);
    stones.add(&[[3; 32]]).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), whole);
}

#[test]
fn an_altered_or_removed_tombstone_is_found() {
    let place = Place::new();
    let path = place.0.join("stones");
    open(&path).unwrap().0.add(&[[1; 32], [2; 32], [3; 32]]).unwrap();
    let whole = std::fs::read(&path).unwrap();
    for at in 0..whole.len() {
        let mut altered = whole.clone();
        altered[at] ^= 1;
        std::fs::write(&path, altered).unwrap();
        assert!(matches!(open(&path), Err(Error::KeysDamaged)), "byte {at}");
    }
    for gone in [0, 1] {
        let left = [&whole[..gone * STONE], &whole[(gone + 1) * STONE..]].concat();
        std::fs::write(&path, left).unwrap();
        assert!(matches!(open(&path), Err(Error::KeysDamaged)), "tombstone {gone}");
    }
}
