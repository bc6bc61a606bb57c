//! What a network learns that sums of weights can not, and that it is always learned the same way.

use super::super::{Scratch, Sequence};
use super::{Network, NetworkTrainer};

fn sequence(items: &[&[u32]]) -> Sequence {
    let mut sequence = Sequence::default();
    items.iter().for_each(|item| sequence.push(item.iter().copied()));
    sequence
}

/// Label 1 where one of the features 1 and 2 is there without the other; label 2 for feature 9 behind label 1.
fn trained() -> Network {
    let mut trainer = NetworkTrainer::new(3, 6);
    let examples: [(&[&[u32]], &[u8]); 6] = [
        (&[&[1, 5, 6]], &[1]),
        (&[&[2, 5, 6]], &[1]),
        (&[&[1, 2, 5, 6]], &[0]),
        (&[&[5, 6]], &[0]),
        (&[&[1, 5, 6], &[9, 5]], &[1, 2]),
        (&[&[5, 6], &[9, 5]], &[0, 0]),
    ];
    for round in 0..400_u16 {
        for (items, gold) in examples {
            trainer.learn(&sequence(items), gold, 0.1 * (1.0 - f32::from(round) / 400.0), 1.0);
        }
    }
    trainer.finish()
}

fn labels(network: &Network, items: &[&[u32]]) -> Vec<u8> {
    let mut scratch = Scratch::default();
    scratch.scores.extend(sequence(items).items().map(|item| network.score(item)));
    network.tag_scored(&mut scratch);
    scratch.tags.iter().map(|tag| tag.label).collect()
}

#[test]
fn two_features_together_may_say_the_opposite_of_each_alone() {
    let network = trained();
    assert_eq!(labels(&network, &[&[1, 5, 6]]), [1]);
    assert_eq!(labels(&network, &[&[2, 5, 6]]), [1]);
    assert_eq!(labels(&network, &[&[1, 2, 5, 6]]), [0]);
    assert_eq!(labels(&network, &[&[5, 6]]), [0]);
}

#[test]
fn a_label_may_depend_on_the_one_before() {
    let network = trained();
    assert_eq!(labels(&network, &[&[1, 5, 6], &[9, 5]]), [1, 2]);
    assert_eq!(labels(&network, &[&[5, 6], &[9, 5]]), [0, 0]);
    assert!(labels(&network, &[]).is_empty());
}

#[test]
fn training_gives_the_same_bytes_every_time_and_they_read_back() {
    let bytes = trained().to_bytes();
    assert_eq!(bytes, trained().to_bytes());
    assert_eq!(Network::from_bytes(&bytes).unwrap(), trained());
    for cut in [0, 3, 6, bytes.len() - 1] {
        assert!(Network::from_bytes(&bytes[..cut]).is_none(), "{cut}");
    }
    assert!(Network::from_bytes(b"ANN1\x02\xff\x00").is_none());
    assert!(Network::from_bytes(b"ATG2\x02\x01\x00").is_none());
}
