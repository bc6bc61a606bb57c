//! Kills, torn writes, a full disk and a disk that fails: no entry that was acknowledged is lost.
//!
//! The child is this test binary, run again for [`child`] alone. It appends until it is killed or refused, and says which
//! entry was acknowledged last; the parent then opens the log and counts.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use almoner_audit::{Filter, Log};
use almoner_crypto::random_below;

use crate::room::{ORIGIN, Room, entry, open, public};

const FOLDER: &str = "ALMONER_AUDIT_CRASH_FOLDER";

/// No test by itself: the process that is killed.
#[test]
fn child() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let log = match open(Path::new(&folder)) {
        Ok(log) => log,
        Err(error) => return println!("refused {error}"),
    };
    let shown = Log::show(Path::new(&folder), ORIGIN, &public(), &Filter::default()).unwrap();
    let mut next = shown.len() as u64;
    let mut out = std::io::stdout();
    for turn in 1.. {
        // Single entries, batches and checkpoints, so that kills hit each of them.
        let size = [1, 1, 3, 300][turn % 4];
        let done = log.append_batch(&(next..next + size).map(entry).collect::<Vec<_>>());
        let done = done.and_then(|_| if turn % 11 == 0 { log.checkpoint().map(drop) } else { Ok(()) });
        if let Err(error) = done {
            assert!(log.append(&entry(0)).is_err(), "refused once, refused until opened again");
            return println!("refused {error}");
        }
        next += size;
        writeln!(out, "acknowledged {next}").unwrap();
        out.flush().unwrap();
    }
}

/// How many acknowledged entries the output of a child names.
fn acknowledged(lines: impl Iterator<Item = String>) -> Option<u64> {
    lines.filter_map(|line| line.rsplit_once("acknowledged ")?.1.trim().parse().ok()).last()
}

fn command(program: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.env(FOLDER, folder).stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

fn this() -> String {
    std::env::current_exe().unwrap().to_str().unwrap().to_owned()
}

const ARGUMENTS: [&str; 3] = ["--exact", "crash::child", "--nocapture"];

/// Opens what a crash left: sound, with all that was acknowledged.
fn check(folder: &Path, acknowledged: u64) {
    drop(open(folder).unwrap());
    let report = Log::verify(folder, ORIGIN, &public(), None).unwrap();
    assert!(report.head.size >= acknowledged, "{} of {acknowledged}", report.head.size);
    if report.head.size > 60_000 {
        fs::remove_dir_all(folder).unwrap();
    }
}

fn kills(number: u64) {
    let room = Room::new();
    for _ in 0..number {
        let mut child = command(&this(), &room.log()).args(ARGUMENTS).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        let reader = std::thread::spawn(move || acknowledged(lines.lines().map_while(Result::ok)));
        std::thread::sleep(Duration::from_micros(3000 + random_below(40_000).unwrap()));
        child.kill().unwrap();
        child.wait().unwrap();
        let acknowledged = reader.join().unwrap().unwrap_or(0);
        if room.log().join("checkpoint").exists() {
            check(&room.log(), acknowledged);
        } else {
            // It was killed while it made the log.
            assert_eq!(acknowledged, 0);
            let _ = fs::remove_dir_all(room.log());
        }
    }
}

#[test]
fn no_acknowledged_entry_is_lost_when_the_process_is_killed() {
    kills(25);
}

/// `cargo nextest run -p almoner-audit --run-ignored only a_thousand_kills`
#[test]
#[ignore = "1,000 processes"]
fn no_acknowledged_entry_is_lost_in_a_thousand_kills() {
    kills(1000);
}

/// Cuts the newest tail at every kind of place and lets blocks of it be zero or stale, as a power failure can.
#[test]
fn no_acknowledged_entry_is_lost_in_200_torn_writes() {
    let room = Room::new();
    let log = open(&room.log()).unwrap();
    log.append_batch(&(0..300).map(entry).collect::<Vec<_>>()).unwrap();
    log.checkpoint().unwrap();
    log.append(&entry(300)).unwrap();
    let before = crate::room::files(&room.log());
    log.append_batch(&(301..340).map(entry).collect::<Vec<_>>()).unwrap();
    let after = crate::room::files(&room.log());
    let (name, whole) = after.iter().find(|file| file.0.starts_with("tail") && !before.contains(file)).unwrap();
    let kept = before.iter().find(|file| file.0 == *name).unwrap().1.len();
    for _ in 0..200 {
        let torn = Room::new();
        crate::room::lay_out(&torn.log(), &before);
        let length = kept + usize::try_from(random_below((whole.len() - kept) as u64).unwrap()).unwrap();
        let mut bytes = whole[..length].to_vec();
        if random_below(2).unwrap() == 1 {
            // The length reached the disk, the blocks from some place on did not.
            let from = kept + usize::try_from(random_below((length - kept + 1) as u64).unwrap()).unwrap();
            bytes[from..].fill(0);
            bytes.resize(whole.len(), 0);
        }
        fs::write(torn.log().join(name), bytes).unwrap();
        check(&torn.log(), 301);
    }
}

// ASVS 16.5.2
#[test]
fn a_full_disk_refuses_work_and_loses_nothing() {
    // A limit on the size of files stands for the full disk: the write is cut short and then fails. `trap ''` lets the
    // write fail instead of ending the process.
    for kib in [4, 12, 24] {
        let room = Room::new();
        let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", kib * 2);
        let child = command("sh", &room.log()).args(["-c", &script, &this()]).args(ARGUMENTS).output().unwrap();
        let text = String::from_utf8(child.stdout).unwrap();
        assert!(text.contains("refused"), "{text}");
        check(&room.log(), acknowledged(text.lines().map(str::to_owned)).unwrap_or(0));
        let log = open(&room.log()).unwrap();
        log.append(&entry(0)).unwrap();
    }
}

#[test]
fn a_disk_that_fails_refuses_work_and_loses_nothing() {
    if Command::new("strace").arg("-V").output().is_err() {
        return eprintln!("skipped: there is no strace to make system calls fail");
    }
    for fault in [
        "fdatasync:error=EIO:when=7",
        "write:error=ENOSPC:when=9",
        "fsync:error=EIO:when=4",
        "rename:error=EIO:when=3",
        "ftruncate:error=EIO:when=1",
    ] {
        let room = Room::new();
        let inject = format!("inject={fault}");
        let tails = ["tail", "tail.2"].map(|tail| format!("-P{}", room.log().join(tail).display()));
        let calls = format!("trace={}", fault.split(':').next().unwrap());
        let mut child = command("strace", &room.log())
            // Of writes those to the tails alone are meant, and not what the child says.
            .args(["-f", "-qq", "-o", "/dev/null"])
            .args(tails.iter().filter(|_| fault.starts_with("write")))
            .args(["-e", &calls, "-e", &inject, &this()])
            .args(ARGUMENTS)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let mut last = 0;
        let mut refused = false;
        for line in lines.by_ref().take(3000) {
            refused |= line.contains("refused");
            last = acknowledged(std::iter::once(line)).unwrap_or(last);
        }
        drop(lines);
        let _ = child.kill();
        child.wait().unwrap();
        assert!(refused, "{fault}");
        check(&room.log(), last);
    }
}
