use super::*;

/// Ids over the whole range of draws: small, large, and a spread by a multiplicative generator.
fn ids() -> impl Iterator<Item = StudyId> {
    let spread = (0..500_u64).map(|n| n.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    (0..40).chain(spread).chain([u64::MAX, u64::MAX - 1]).map(StudyId::from_random)
}

fn symbols(id: StudyId) -> Vec<u8> {
    id.to_string().bytes().filter(|byte| *byte != b'-').collect()
}

fn text(symbols: &[u8]) -> String {
    String::from_utf8(symbols.to_vec()).unwrap()
}

#[test]
fn an_id_reads_back_from_every_way_people_write_it() {
    for id in ids() {
        let written = id.to_string();
        assert_eq!(written.len(), 9);
        assert_eq!(written.as_bytes()[4], b'-');
        for form in [written.clone(), written.to_lowercase(), written.replace('-', ""), format!(" {written}\n")] {
            assert_eq!(StudyId::parse(&form), Ok(id), "{form}");
        }
    }
}

#[test]
fn every_single_misread_symbol_is_found() {
    for id in ids() {
        let right = symbols(id);
        for at in 0..right.len() {
            for symbol in ALPHABET.iter().filter(|symbol| **symbol != right[at]) {
                let mut wrong = right.clone();
                wrong[at] = *symbol;
                assert_eq!(StudyId::parse(&text(&wrong)), Err(IdError::StudyIdCheck), "{} for {id}", text(&wrong));
            }
        }
    }
}

#[test]
fn every_swap_of_neighbours_is_found() {
    let mut swaps = 0;
    for id in ids() {
        let right = symbols(id);
        for at in 1..right.len() {
            if right[at - 1] != right[at] {
                let mut wrong = right.clone();
                wrong.swap(at - 1, at);
                assert_eq!(StudyId::parse(&text(&wrong)), Err(IdError::StudyIdCheck), "{} for {id}", text(&wrong));
                swaps += 1;
            }
        }
    }
    assert!(swaps > 3000);
}

#[test]
fn other_shapes_are_no_study_ids_and_the_error_does_not_repeat_them() {
    let id = ids().last().unwrap().to_string();
    for wrong in
        ["", "-", "4711", "Ann Example", "0OI1-LL00", id.get(..8).unwrap(), &format!("{id}2"), "7QK3 M4XW", "７QK3-M4XW"]
    {
        let error = StudyId::parse(wrong).unwrap_err();
        assert_eq!(error, IdError::StudyIdShape, "{wrong:?}");
        assert!(wrong.len() < 4 || !error.to_string().contains(wrong));
    }
}

#[test]
fn the_alphabet_has_no_symbols_that_are_misread() {
    let mut sorted = ALPHABET.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(sorted.len(), 31);
    assert!(ALPHABET.iter().all(|symbol| !b"01ILO".contains(symbol)));
}

#[test]
fn different_draws_give_different_ids() {
    let drawn: std::collections::BTreeSet<_> = (0..31_u64.pow(3)).map(StudyId::from_random).collect();
    assert_eq!(drawn.len(), 31_usize.pow(3));
}

#[test]
fn an_id_is_the_same_in_cbor_and_a_wrong_one_does_not_decode() {
    let id = StudyId::from_random(4711);
    let bytes = minicbor::to_vec(id).unwrap();
    assert_eq!(minicbor::decode::<StudyId>(&bytes).unwrap(), id);
    let wrong = minicbor::to_vec("Ann Example").unwrap();
    assert!(!minicbor::decode::<StudyId>(&wrong).unwrap_err().to_string().contains("Ann"));
}

#[test]
fn trial_ids_are_nct_and_eight_digits() {
    assert_eq!(NctId::parse("NCT00000042").unwrap().to_string(), "NCT00000042");
    assert_eq!(NctId::parse("nct01234567").unwrap().to_string(), "NCT01234567");
    for wrong in
        ["", "NCT", "NCT1234567", "NCT123456789", "NCT+1234567", "NCT1234567x", "ISRCTN1234", "éCT01234567", " NCT01234567"]
    {
        assert_eq!(NctId::parse(wrong), Err(IdError::NctId), "{wrong:?}");
    }
}

#[test]
fn project_names_can_not_be_paths_or_carry_prose() {
    for right in ["a", "default", "nash-2", &"a".repeat(40)] {
        assert_eq!(ProjectId::new(right).unwrap().as_str(), right);
    }
    for wrong in ["", "2fast", "-a", "A", "../up", "a/b", "a b", "ä", "a\0b", &"a".repeat(41)] {
        assert_eq!(ProjectId::new(wrong), Err(IdError::Name), "{wrong:?}");
    }
}
