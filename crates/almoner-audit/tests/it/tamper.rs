//! Whatever is changed in a log's folder is found, and the file is named.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;

use almoner_audit::{Checkpoint, Defect, DefectCode, Log};
use almoner_crypto::random_below;

use crate::room::{ORIGIN, Room, entry, files, lay_out, open, public};

fn below(bound: usize) -> usize {
    usize::try_from(random_below(bound as u64).unwrap()).unwrap()
}

/// Where logs are altered a million times: in memory, if the machine has such a place.
fn room() -> Room {
    let memory = PathBuf::from("/dev/shm");
    if !memory.is_dir() {
        return Room::new();
    }
    let room = memory.join(format!("almoner-audit-tamper-{:016x}", almoner_crypto::random_u64().unwrap()));
    fs::create_dir_all(&room).unwrap();
    Room(room)
}

/// A log with full and partial tiles on two levels and commits in a tail, as it is while it is open, and its head.
struct Sample {
    room: Room,
    files: Vec<(String, Vec<u8>)>,
    head: Checkpoint,
}

impl Sample {
    fn new(in_tiles: u64, in_tail: u64) -> Self {
        let made = Room::new();
        let log = open(&made.log()).unwrap();
        log.append_batch(&(0..in_tiles).map(entry).collect::<Vec<_>>()).unwrap();
        log.checkpoint().unwrap();
        for number in 0..in_tail {
            log.append(&entry(in_tiles + number)).unwrap();
        }
        let files = files(&made.log());
        let room = room();
        lay_out(&room.log(), &files);
        let head = Log::verify(&room.log(), ORIGIN, &public(), None).unwrap().head;
        assert_eq!(head.size, in_tiles + in_tail);
        Self { room, files, head }
    }

    fn verify(&self) -> Result<(), Vec<Defect>> {
        Log::verify(&self.room.log(), ORIGIN, &public(), Some(&self.head)).map(drop)
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        fs::write(self.room.log().join(name), bytes).unwrap();
    }
}

fn bit_flips(number: usize) {
    let samples = [Sample::new(3, 2), Sample::new(12, 0), Sample::new(260, 1)];
    for turn in 0..number {
        // The log with a full tile takes longer to check than the others.
        let sample = &samples[if turn % 10 == 9 { 2 } else { turn % 2 }];
        let whole: usize = sample.files.iter().map(|(_, bytes)| bytes.len()).sum();
        let mut at = below(whole);
        let (name, bytes) = sample
            .files
            .iter()
            .find(|(_, bytes)| {
                let here = at < bytes.len();
                at -= if here { 0 } else { bytes.len() };
                here
            })
            .unwrap();
        let mut altered = bytes.clone();
        altered[at] ^= 1 << below(8);
        sample.put(name, &altered);
        let defects = sample.verify().expect_err(&format!("byte {at} of {name}"));
        assert!(defects.iter().any(|defect| defect.file == *name), "byte {at} of {name}: {defects:?}");
        sample.put(name, bytes);
    }
    samples.iter().for_each(|sample| sample.verify().unwrap());
}

/// Deletes, exchanges, cuts and doubles entries, commits and files.
fn rearrangements(number: usize) {
    let sample = Sample::new(300, 4);
    let older: Vec<Sample> = [100, 256, 290].map(|size| Sample::new(size, 0)).into();
    let mut found: HashMap<&str, usize> = HashMap::new();
    for turn in 0..number {
        let full: Vec<_> = sample.files.iter().filter(|(_, bytes)| !bytes.is_empty()).collect();
        let (name, bytes) = full[below(full.len())];
        let what = ["deletion", "truncation", "reorder", "duplication", "roll-back", "split view"][turn % 6];
        let units = units(name, bytes);
        match what {
            "deletion" if turn % 12 == 0 || units.len() < 2 => fs::remove_file(sample.room.log().join(name)).unwrap(),
            "deletion" => {
                let mut units = units;
                units.remove(below(units.len()));
                sample.put(name, &units.concat());
            }
            "truncation" => sample.put(name, &bytes[..below(bytes.len())]),
            "reorder" if units.len() > 1 => {
                let mut units = units;
                let from = below(units.len());
                let to = (from + 1 + below(units.len() - 1)) % units.len();
                units.swap(from, to);
                sample.put(name, &units.concat());
            }
            "reorder" | "duplication" => {
                let mut units = units;
                let from = below(units.len());
                units.insert(below(units.len() + 1), units[from].clone());
                sample.put(name, &units.concat());
            }
            _ => {
                // A whole older state, or one of another history, signed by the same key.
                let other = if what == "roll-back" { &older[below(older.len())] } else { &split() };
                fs::remove_dir_all(sample.room.log()).unwrap();
                lay_out(&sample.room.log(), &other.files);
            }
        }
        let defects = sample.verify().expect_err(&format!("{what} in {name}"));
        assert!(!defects.is_empty());
        let whole = what == "roll-back" || what == "split view";
        let place = if whole { "checkpoint" } else { name.as_str() };
        // That the last commits of a tail are gone shows in the trusted head alone.
        let lost = |defect: &Defect| name.starts_with("tail") && defect.code == DefectCode::RolledBack;
        assert!(defects.iter().any(|defect| defect.file == place || lost(defect)), "{what} in {name}: {defects:?}");
        *found.entry(what).or_default() += 1;
        if whole {
            fs::remove_dir_all(sample.room.log()).unwrap();
            lay_out(&sample.room.log(), &sample.files);
        } else {
            fs::create_dir_all(sample.room.log().join(name).parent().unwrap()).unwrap();
            sample.put(name, bytes);
        }
    }
    sample.verify().unwrap();
    assert_eq!(found.values().sum::<usize>(), number);
}

/// A log of another history with as many entries.
fn split() -> Sample {
    thread_local!(static MADE: std::cell::RefCell<Vec<(String, Vec<u8>)>> = const { std::cell::RefCell::new(Vec::new()) });
    let files = MADE.with_borrow_mut(|made| {
        if made.is_empty() {
            let room = Room::new();
            let log = open(&room.log()).unwrap();
            log.append_batch(&(9000..9304).map(entry).collect::<Vec<_>>()).unwrap();
            drop(log);
            *made = crate::room::files(&room.log());
        }
        made.clone()
    });
    Sample { room: Room::new(), files, head: Checkpoint { size: 0, root: [0; 32] } }
}

/// The entries, hashes, lines or commits of a file.
fn units(name: &str, bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut units = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let length = match name {
            "checkpoint" => rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |at| at + 1),
            name if name.starts_with("tail") => 8 + u32::from_be_bytes(rest[..4].try_into().unwrap()) as usize,
            name if name.starts_with("tile/entries") => 2 + usize::from(u16::from_be_bytes([rest[0], rest[1]])),
            _ => 32,
        };
        units.push(rest[..length].to_vec());
        rest = &rest[length..];
    }
    units
}

// ASVS 16.4.2
#[test]
fn every_flipped_bit_is_found_in_the_file_where_it_is() {
    bit_flips(3000);
}

// ASVS 16.4.2
#[test]
fn every_deletion_reorder_truncation_duplication_roll_back_and_split_view_is_found() {
    rearrangements(600);
}

/// `cargo nextest run --release -p almoner-audit --run-ignored only a_million`
#[test]
#[ignore = "minutes"]
fn a_million_flipped_bits_are_found() {
    bit_flips(1_000_000);
}

/// `cargo nextest run --release -p almoner-audit --run-ignored only ten_thousand`
#[test]
#[ignore = "minutes"]
fn ten_thousand_rearrangements_are_found() {
    rearrangements(10_000);
}
