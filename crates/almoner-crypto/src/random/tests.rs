use super::*;

#[test]
fn two_draws_differ() {
    assert_ne!(random_bytes::<32>().unwrap(), random_bytes::<32>().unwrap());
    assert_ne!(random_u64().unwrap(), random_u64().unwrap());
}

#[test]
fn bounded_draws_stay_below_the_bound_and_reach_every_value() {
    let mut seen = [0_u32; 7];
    for _ in 0..7_000 {
        seen[usize::try_from(random_below(7).unwrap()).unwrap()] += 1;
    }
    // A fair source gives each of the seven 1,000 draws with a standard deviation of 29; 700 is ten of them away.
    assert!(seen.iter().all(|count| (700..1_300).contains(count)), "{seen:?}");
    assert_eq!(random_below(0).unwrap(), 0);
    assert_eq!(random_below(1).unwrap(), 0);
}
