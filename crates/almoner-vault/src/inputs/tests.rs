use almoner_policy::Action;

use super::*;
use crate::testing::{NOW, Place, permit};
use crate::{Batch, InputState};

fn recognize(vault: &mut Vault, fingerprint: u8) -> Recognized {
    vault.recognize(&permit(Action::IngestRecords), &[fingerprint; 32], NOW).unwrap()
}

#[test]
fn what_was_never_seen_is_new_and_what_was_must_be_digested() {
    let place = Place::new();
    let mut vault = place.open();
    let Recognized::New(input) = recognize(&mut vault, 1) else { panic!("not new") };
    vault.digested(input, &[9; 32]).unwrap();
    vault.finish(input, true, NOW).unwrap();
    assert_eq!(recognize(&mut vault, 1), Recognized::Seen);
    let ingest = permit(Action::IngestRecords);
    assert_eq!(vault.begin(&ingest, &[9; 32], NOW).unwrap(), (input, InputState::Done));
    // The same ends, other bytes between them.
    let (other, state) = vault.begin(&ingest, &[8; 32], NOW).unwrap();
    assert_eq!((other == input, state), (false, InputState::Open { items: 0 }));
    assert!(matches!(recognize(&mut vault, 2), Recognized::New(_)));
}

#[test]
fn what_broke_off_goes_on_where_it_was_durable_if_it_begins_the_same() {
    let place = Place::new();
    let mut vault = place.open();
    let Recognized::New(input) = recognize(&mut vault, 1) else { panic!("not new") };
    let prefix = Prefix { bytes: 4096, digest: [5; 32] };
    let mut batch = Batch::default();
    batch.item("Patient", &[]);
    batch.read_so_far(prefix);
    vault.commit(&permit(Action::IngestRecords), input, &mut batch).unwrap();
    drop(vault);
    assert_eq!(recognize(&mut place.open(), 1), Recognized::Open { input, items: 1, prefix });
}

#[test]
fn another_actions_permit_begins_nothing() {
    let place = Place::new();
    let refused = place.open().recognize(&permit(Action::ReadVault), &[1; 32], NOW);
    assert!(matches!(refused, Err(Error::Permit)));
}
