use std::collections::BTreeMap;

use super::*;

struct Place(PathBuf);

impl Place {
    fn new() -> Self {
        Self(std::env::temp_dir().join(format!("almoner-owners-{:016x}", almoner_crypto::random_u64().unwrap())))
    }

    /// Claims, settles in an instance of its own, and gives what moved.
    fn settle(&self, claims: &[(u32, u32)]) -> Vec<(u32, u32, u32)> {
        let mut owners = Owners::open(&self.0).unwrap();
        let claims: Vec<_> = claims.iter().map(|(resource, row)| (name(*resource), *row)).collect();
        owners.claim(&claims).unwrap();
        settled(&mut Owners::open(&self.0).unwrap())
    }
}

fn settled(owners: &mut Owners) -> Vec<(u32, u32, u32)> {
    let mut found = Vec::new();
    owners
        .settle(|moved| {
            found = moved.iter().map(|one| (number(one.name), one.from, one.to)).collect();
            Ok(())
        })
        .unwrap();
    found
}

impl Drop for Place {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}

fn name(resource: u32) -> Name {
    let mut name = [7; 12];
    name[8..].copy_from_slice(&resource.to_be_bytes());
    name
}

fn number(name: Name) -> u32 {
    u32::from_be_bytes(name[8..].try_into().unwrap())
}

#[test]
fn a_resource_under_another_row_has_moved_and_one_that_comes_again_has_not() {
    let place = Place::new();
    assert_eq!(place.settle(&[(1, 10), (2, 10), (3, 11)]), []);
    assert_eq!(place.settle(&[(1, 10), (2, 12)]), [(2, 10, 12)]);
    assert_eq!(place.settle(&[(2, 10)]), [(2, 12, 10)]);
}

#[test]
fn within_one_settling_the_last_claim_holds() {
    let place = Place::new();
    assert_eq!(place.settle(&[(5, 1), (5, 2), (5, 3)]), [(5, 1, 3), (5, 2, 3)]);
    assert_eq!(place.settle(&[(5, 4), (5, 3)]), [(5, 4, 3)]);
}

#[test]
fn claims_that_were_not_made_durable_are_settled_again() {
    let place = Place::new();
    place.settle(&[(1, 10)]);
    let mut owners = Owners::open(&place.0).unwrap();
    owners.claim(&[(name(1), 11)]).unwrap();
    assert!(owners.settle(|_| Err(Error::Schema)).is_err());
    drop(owners);
    assert_eq!(settled(&mut Owners::open(&place.0).unwrap()), [(1, 10, 11)]);
}

#[test]
fn an_entry_cut_by_a_crash_is_left_out() {
    let place = Place::new();
    Owners::open(&place.0).unwrap().claim(&[(name(1), 1), (name(2), 2)]).unwrap();
    OpenOptions::new().write(true).open(place.0.join("log")).unwrap().set_len(20).unwrap();
    assert_eq!(Owners::open(&place.0).unwrap().logged, 1);
}

/// Against a plain map, over many settlings of all sizes: runs are searched and read through, merged and opened anew.
#[test]
fn runs_say_the_same_as_a_map() {
    let place = Place::new();
    let mut map = BTreeMap::new();
    let mut seed = 1_u32;
    let mut next = |below: u32| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) % below
    };
    for round in 0..40 {
        let size = if round % 5 == 0 { 4_000 } else { 1 + round };
        let claims: Vec<(u32, u32)> = (0..size).map(|_| (next(9_000), next(3))).collect();
        let mut expected: Vec<(u32, u32, u32)> = Vec::new();
        let mut last: BTreeMap<u32, u32> = BTreeMap::new();
        last.extend(claims.iter().copied());
        for (resource, row) in &claims {
            expected.extend((last[resource] != *row).then(|| (*resource, *row, last[resource])));
        }
        for (resource, to) in last {
            let before = map.insert(resource, to);
            expected.extend(before.filter(|from| *from != to).map(|from| (resource, from, to)));
        }
        expected.sort_unstable();
        expected.dedup();
        // An older run may name a row that a newer one names no more: the same move told again does no harm, and none that
        // did not happen may be told.
        let found = place.settle(&claims);
        assert!(expected.iter().all(|one| found.contains(one)), "round {round}");
        for (resource, _, to) in &found {
            assert_eq!(map[resource], *to, "round {round}");
        }
    }
    let runs = Owners::open(&place.0).unwrap().runs;
    assert!(runs.len() < 16, "{} runs", runs.len());
}
