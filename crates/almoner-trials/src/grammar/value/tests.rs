use super::{PHRASES, begins_comparison};

#[test]
fn every_comparison_in_words_begins_with_a_word_that_begins_one() {
    for (phrase, _) in PHRASES {
        assert!(phrase.first().is_some_and(|first| begins_comparison(first)), "{phrase:?}");
    }
    assert!(!begins_comparison("patients"));
}
