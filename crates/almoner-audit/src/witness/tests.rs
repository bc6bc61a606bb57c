use almoner_base::Secret;
use almoner_crypto::SigningKey;

use super::*;
use crate::error::DefectCode;
use crate::testing::{Folder, ORIGIN, create, entry, files, public};
use crate::{Entry, Log};

fn witness_key() -> (SigningKey, WitnessKey) {
    let key = SigningKey::from_seed(&Secret::new([8; 32])).unwrap();
    let public = WitnessKey::new("witness.test/w1", key.public()).unwrap();
    (key, public)
}

/// What a witness would answer to a request, without any check.
fn cosign(request: &str) -> String {
    let (key, public) = witness_key();
    let note = request.split_once("\n\n").unwrap().1;
    let body = format!("{}\n", note.split_once("\n\n").unwrap().0);
    let signature = key.sign(format!("cosignature/v1\ntime 1700000000\n{body}").as_bytes());
    let bytes = [public.id().as_slice(), &1_700_000_000_u64.to_be_bytes(), &signature].concat();
    format!("\u{2014} witness.test/w1 {}\n", STANDARD.encode(bytes))
}

fn grow(log: &Log, entries: std::ops::Range<u64>) {
    log.append_batch(&entries.map(entry).collect::<Vec<Entry>>()).unwrap();
    log.checkpoint().unwrap();
}

#[test]
fn a_verifier_key_reads_as_it_is_shown() {
    let (_, public) = witness_key();
    assert_eq!(WitnessKey::parse(&public.to_string()), Some(public.clone()));
    let text = public.to_string();
    for at in 0..text.len() {
        let mut altered = text.clone().into_bytes();
        altered[at] ^= 1;
        assert_ne!(WitnessKey::parse(&String::from_utf8_lossy(&altered)), Some(public.clone()), "byte {at}");
    }
}

#[test]
fn a_cosigned_checkpoint_is_kept_proven_against_and_covered_by_verification() {
    let folder = Folder::new();
    let log = create(&folder.0);
    let (_, public_key) = witness_key();
    let mut witness = Witness::new(&folder.0, ORIGIN, public(), public_key.clone());
    for (from, to) in [(0, 3), (3, 270), (270, 700)] {
        grow(&log, from..to);
        let request = witness.request().unwrap().unwrap();
        assert!(request.starts_with(&format!("old {from}\n")));
        let answer = witness.answer(200, cosign(&request).as_bytes()).unwrap();
        assert_eq!(answer, Answer::Cosigned { size: to, time_secs: 1_700_000_000 });
        assert_eq!(witness.request().unwrap(), None);
    }
    grow(&log, 700..710);
    drop(log);
    let check = || Log::verify_witnessed(&folder.0, ORIGIN, &public(), None, std::slice::from_ref(&public_key));
    check().unwrap();
    let proof = Log::prove_witnessed(&folder.0, ORIGIN, &public(), &public_key, 699).unwrap();
    let read = crate::Proof::parse(&proof.to_string()).unwrap();
    let (record, time) = read.verify_witnessed(ORIGIN, &public(), &public_key).unwrap();
    assert_eq!((record.index, time), (699, 1_700_000_000));
    assert!(Log::prove_witnessed(&folder.0, ORIGIN, &public(), &public_key, 700).is_err());
    // Without the witness's key nothing can be said about the file, and that is not silence.
    assert_eq!(Log::verify(&folder.0, ORIGIN, &public(), None).unwrap_err()[0].code, DefectCode::Witness);
    let file = public_key.file();
    let note = fs::read(folder.0.join(&file)).unwrap();
    for at in 0..note.len() {
        let mut altered = note.clone();
        altered[at] ^= 1;
        fs::write(folder.0.join(&file), altered).unwrap();
        assert_eq!(check().unwrap_err()[0].file, file, "byte {at}");
    }
    fs::write(folder.0.join(&file), note).unwrap();
    // The state is read again after a restart.
    assert!(Witness::new(&folder.0, ORIGIN, public(), public_key).request().unwrap().unwrap().starts_with("old 700\n"));
}

#[test]
fn a_log_that_was_rolled_back_behind_its_witness_is_found_by_both() {
    let folder = Folder::with_log(50);
    let old = files(&folder.0);
    let (_, public_key) = witness_key();
    let log = crate::testing::open(&folder.0).unwrap();
    grow(&log, 50..90);
    let mut witness = Witness::new(&folder.0, ORIGIN, public(), public_key.clone());
    let request = witness.request().unwrap().unwrap();
    witness.answer(200, cosign(&request).as_bytes()).unwrap();
    drop(log);
    let kept = fs::read(folder.0.join(public_key.file())).unwrap();
    fs::remove_dir_all(&folder.0).unwrap();
    for (name, bytes) in old {
        let path = folder.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let mut fresh = Witness::new(&folder.0, ORIGIN, public(), public_key.clone());
    fresh.request().unwrap().unwrap();
    assert_eq!(fresh.answer(409, b"90\n").unwrap(), Answer::Ahead { size: 90 });
    fs::write(folder.0.join(public_key.file()), kept).unwrap();
    let defects = Log::verify_witnessed(&folder.0, ORIGIN, &public(), None, &[public_key]).unwrap_err();
    assert_eq!(defects[0].code, DefectCode::RolledBack);
}

#[test]
fn answers_that_hold_nothing_change_nothing() {
    let folder = Folder::with_log(5);
    let (_, public_key) = witness_key();
    let mut witness = Witness::new(&folder.0, ORIGIN, public(), public_key.clone());
    assert_eq!(witness.answer(200, b"").unwrap(), Answer::Invalid, "nothing was asked");
    for (status, body, expected) in [
        (200, "", Answer::Invalid),
        (200, "\u{2014} witness.test/w1 AAAA\n", Answer::Invalid),
        (200, "\u{2014} other.test AAAAAAAA\n", Answer::Invalid),
        (403, "", Answer::Refused(403)),
        (409, "x\n", Answer::Invalid),
        (409, "3\n", Answer::AskAgain),
        (409, "0\n", Answer::AskAgain),
    ] {
        witness.request().unwrap().unwrap();
        assert_eq!(witness.answer(status, body.as_bytes()).unwrap(), expected, "{status} {body}");
        assert!(!folder.0.join(public_key.file()).exists());
    }
}
