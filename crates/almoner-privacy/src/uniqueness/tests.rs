use super::*;

fn close(a: f64, b: f64, by: f64) {
    assert!((a - b).abs() <= by, "{a} is not within {by} of {b}");
}

#[test]
fn the_whole_population_as_its_own_sample_keeps_its_uniqueness() {
    let found = estimate(&[1, 1, 2, 4], 8).unwrap();
    close(found.sample, 0.25, 1e-9);
    // With fraction 1 a class of two never shows one of them, so each singleton is unique.
    close(found.zayatz, 0.25, 1e-9);
}

#[test]
fn zayatz_by_hand() {
    // Sizes 1, 1, 2; population 8, fraction 1/2. Shows one: size 1: 1/2; size 2: 2 * 1/2 * 1/2 = 1/2.
    // Unique given singleton: (2/3 * 1/2) / (2/3 * 1/2 + 1/3 * 1/2) = 2/3; times 2 of 4 rows.
    close(estimate(&[1, 1, 2], 8).unwrap().zayatz, 1.0 / 3.0, 1e-9);
}

/// A population drawn by the Pitman process itself (theta 50, alpha 0.5), seated one by one with a fixed multiplicative
/// generator, then a sample of every tenth person: the model must recover the population's uniqueness.
#[test]
fn pitman_recovers_a_population_of_its_own_kind() {
    let (theta, alpha) = (50.0, 0.5);
    let mut state = 88_172_645_463_325_252u64;
    let mut chance = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let population = 20_000;
    let mut class_of: Vec<usize> = Vec::new();
    let mut sizes: Vec<u32> = Vec::new();
    for seated in 0..population {
        let new = (theta + alpha * sizes.len() as f64) / (theta + seated as f64);
        let class = if chance() < new {
            sizes.push(0);
            sizes.len() - 1
        } else {
            // A seated person at random; that class is taken with the probability (size - alpha) / size.
            loop {
                #[expect(clippy::cast_possible_truncation, reason = "below the number seated")]
                let class = class_of[(chance() * seated as f64) as usize];
                if chance() < (f64::from(sizes[class]) - alpha) / f64::from(sizes[class]) {
                    break class;
                }
            }
        };
        sizes[class] += 1;
        class_of.push(class);
    }
    let unique = sizes.iter().filter(|size| **size == 1).count() as f64 / population as f64;
    let mut sample = vec![0u32; sizes.len()];
    class_of.iter().filter(|_| chance() < 0.1).for_each(|class| sample[*class] += 1);
    sample.retain(|size| *size > 0);
    let found = estimate(&sample, population as u64).unwrap();
    close(found.pitman.unwrap(), unique, 0.3 * unique);
    assert!(found.sample > 2.0 * unique, "the sample alone shows many more unique rows");
}

#[test]
fn without_a_class_of_two_there_is_no_pitman_fit() {
    assert_eq!(estimate(&[1, 1, 1], 100).unwrap().pitman, None);
}

#[test]
fn no_rows_are_refused() {
    assert_eq!(estimate(&[], 10), Err(Error::Empty));
}
