//! What can be learned from a handful of sequences, and that it is always learned the same way.

use super::{Scratch, Sequence, Tagger, Trainer};

/// Items whose feature is their number.
fn sequence(items: &[u32]) -> Sequence {
    let mut sequence = Sequence::default();
    items.iter().for_each(|item| sequence.push([*item]));
    sequence
}

/// Item 7 is label 1 by itself; item 9 is label 2, but only after label 1.
fn trained() -> Tagger {
    let mut trainer = Trainer::new(3, 6);
    let examples: [(&[u32], &[u8]); 4] =
        [(&[7, 9], &[1, 2]), (&[9, 3], &[0, 0]), (&[3, 9], &[0, 0]), (&[7, 3, 9], &[1, 0, 0])];
    for _ in 0..40 {
        for (items, gold) in examples {
            trainer.learn(&sequence(items), gold, 1, 1);
        }
    }
    trainer.finish()
}

fn labels(tagger: &Tagger, items: &[u32]) -> Vec<u8> {
    let mut scratch = Scratch::default();
    tagger.tag(&sequence(items), &mut scratch);
    scratch.tags.iter().map(|tag| tag.label).collect()
}

#[test]
fn a_label_may_depend_on_the_one_before() {
    let tagger = trained();
    assert_eq!(labels(&tagger, &[7, 9]), [1, 2]);
    assert_eq!(labels(&tagger, &[3, 9]), [0, 0]);
    assert_eq!(labels(&tagger, &[7, 3, 9, 7, 9]), [1, 0, 0, 1, 2]);
    assert!(labels(&tagger, &[]).is_empty());
}

#[test]
fn items_without_learned_features_get_no_label_and_no_margin() {
    let mut scratch = Scratch::default();
    let mut items = Sequence::default();
    items.push([]);
    Trainer::new(3, 4).finish().tag(&items, &mut scratch);
    assert_eq!((scratch.tags[0].label, scratch.tags[0].margin), (0, 0));
}

#[test]
fn training_gives_the_same_bytes_every_time_and_they_read_back() {
    let bytes = trained().to_bytes();
    assert_eq!(bytes, trained().to_bytes());
    assert_eq!(Tagger::from_bytes(&bytes).unwrap(), trained());
    for cut in [0, 3, 5, bytes.len() - 1] {
        assert!(Tagger::from_bytes(&bytes[..cut]).is_none(), "{cut}");
    }
    assert!(Tagger::from_bytes(b"ATG2\x02\xff").is_none());
}

#[test]
fn a_costly_leak_moves_doubtful_items_away_from_label_0() {
    // The same item is label 1 once and label 0 twice.
    let learn = |leak: i32| {
        let mut trainer = Trainer::new(2, 4);
        for _ in 0..60 {
            for gold in [1, 0, 0] {
                trainer.learn(&sequence(&[5]), &[gold], 1, leak);
            }
        }
        labels(&trainer.finish(), &[5])
    };
    assert_eq!(learn(1), [0]);
    assert_eq!(learn(4), [1]);
}
