//! The verifier that docs/reference/audit-verifier.md prints, run against logs of this crate.

use std::fs;
use std::path::Path;
use std::process::Command;

use almoner_audit::{Log, verifier_key};
use almoner_crypto::random_below;

use crate::room::{ORIGIN, Room, entry, files, lay_out, open, public};

const DOCUMENT: &str = include_str!("../../../../docs/reference/audit-verifier.md");

/// The program, in a file; `None`, said aloud, where there is no Python.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn program(room: &Room) -> Option<String> {
    if Command::new("python3").arg("--version").output().is_err() {
        eprintln!("skipped: there is no python3");
        return None;
    }
    let code = DOCUMENT.split_once("```python\n").unwrap().1.split_once("```").unwrap().0;
    let path = room.0.join("verify.py");
    fs::write(&path, code).unwrap();
    Some(path.to_str().unwrap().to_owned())
}

fn run(program: &str, at: &Path) -> Result<String, String> {
    let key = verifier_key(ORIGIN, &public());
    let output = Command::new("python3").args([program, at.to_str().unwrap(), &key]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    if output.status.success() { Ok(text) } else { Err(text + &String::from_utf8(output.stderr).unwrap()) }
}

#[test]
fn the_documented_verifier_agrees_on_sound_logs_and_on_proofs() {
    let room = Room::new();
    let Some(program) = program(&room) else { return };
    for size in [0, 1, 300] {
        let room = Room::new();
        let log = open(&room.log()).unwrap();
        log.append_batch(&(0..size).map(entry).collect::<Vec<_>>()).unwrap();
        log.checkpoint().unwrap();
        let told = run(&program, &room.log()).unwrap();
        assert!(told.starts_with(&format!("sound: {size} entries")), "{told}");
        log.append_batch(&[entry(1), entry(2)]).unwrap();
        log.append(&entry(3)).unwrap();
        let told = run(&program, &room.log()).unwrap();
        assert!(told.starts_with(&format!("sound: {} entries", size + 3)), "with commits in a tail: {told}");
        drop(log);
        let path = room.0.join("proof");
        for index in [0, size / 2, size + 2] {
            let proof = Log::prove(&room.log(), ORIGIN, &public(), index).unwrap().to_string();
            fs::write(&path, &proof).unwrap();
            assert_eq!(run(&program, &path).unwrap(), format!("sound: entry {index} of {}\n", size + 3));
            fs::write(&path, proof.replacen("index ", "index 1", 1)).unwrap();
            run(&program, &path).unwrap_err();
        }
    }
}

#[test]
fn the_documented_verifier_finds_what_was_altered() {
    let room = Room::new();
    let Some(program) = program(&room) else { return };
    let log = open(&room.log()).unwrap();
    log.append_batch(&(0..300).map(entry).collect::<Vec<_>>()).unwrap();
    log.checkpoint().unwrap();
    log.append_batch(&[entry(300), entry(301)]).unwrap();
    let sound = files(&room.log());
    for (name, bytes) in &sound {
        for _ in 0..2 {
            let altered = Room::new();
            lay_out(&altered.log(), &sound);
            let mut bytes = bytes.clone();
            let at = if bytes.is_empty() { 0 } else { usize::try_from(random_below(bytes.len() as u64).unwrap()).unwrap() };
            match bytes.get_mut(at) {
                Some(byte) => *byte ^= 1 << random_below(8).unwrap(),
                None => bytes.push(1),
            }
            fs::write(altered.log().join(name), bytes).unwrap();
            let told = run(&program, &altered.log()).expect_err(&format!("byte {at} of {name}"));
            assert!(told.starts_with("NOT SOUND: "), "byte {at} of {name}: {told}");
            assert!(Log::verify(&altered.log(), ORIGIN, &public(), None).is_err());
        }
        let altered = Room::new();
        lay_out(&altered.log(), &sound);
        fs::remove_file(altered.log().join(name)).unwrap();
        run(&program, &altered.log()).unwrap_err();
    }
}
