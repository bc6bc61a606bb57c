//! How fast the log takes, verifies and proves entries on this machine: `cargo run --release --example append_speed -- FOLDER`.
//!
//! FOLDER must not exist; it is removed at the end.
#![expect(clippy::print_stdout, reason = "an example reports on standard output")]
#![expect(clippy::disallowed_methods, reason = "a benchmark measures time")]

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use almoner_audit::{Action, Count, Entry, Log, OpaqueId, Purpose, ResourceKind, Role, Version};
use almoner_base::{FixedClock, Timestamp};
use almoner_crypto::{DataKey, SigningKey};

const ORIGIN: &str = "almoner/speed";

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("usage: append_speed FOLDER")?);
    let key = SigningKey::generate()?;
    let public = key.public();
    let log = Arc::new(Log::create(&folder, key, ORIGIN, Arc::new(FixedClock(Timestamp(0))))?);
    let ids = DataKey::generate()?;
    let entry = Entry::by_service(Role::Phi, Action::VaultRead)
        .purpose(Purpose::Hresch)
        .resource(ResourceKind::Patient, OpaqueId::of(&ids, ResourceKind::Patient, b"1"))
        .project(OpaqueId::of(&ids, ResourceKind::Project, b"default"))
        .request(OpaqueId::random()?)
        .count(Count::Rows, 12)
        .version(Version::Policy, "0123456789abcdef");

    let started = Instant::now();
    for _ in 0..200 {
        log.append(&entry)?;
    }
    report("one caller, one entry a call", 200, started);

    let started = Instant::now();
    let callers: Vec<_> = (0..64)
        .map(|_| {
            let (log, entry) = (Arc::clone(&log), entry.clone());
            std::thread::spawn(move || (0..200).try_for_each(|_| log.append(&entry).map(drop)))
        })
        .collect();
    for caller in callers {
        caller.join().map_err(|_| "a caller failed")??;
    }
    report("64 callers, one entry a call", 64 * 200, started);

    let batch = vec![entry; 1000];
    let started = Instant::now();
    for _ in 0..200 {
        log.append_batch(&batch)?;
    }
    report("one caller, 1,000 entries a call", 200 * 1000, started);
    let size = log.checkpoint()?.size;
    drop(log);

    let started = Instant::now();
    Log::verify(&folder, ORIGIN, &public, None).map_err(|defects| format!("{} defects", defects.len()))?;
    report("verify all", size, started);
    let started = Instant::now();
    for index in 0..1000 {
        Log::prove(&folder, ORIGIN, &public, index * 97 % size)?;
    }
    report("prove inclusion", 1000, started);
    std::fs::remove_dir_all(folder)?;
    Ok(())
}

fn report(what: &str, number: u64, started: Instant) {
    let seconds = started.elapsed().as_secs_f64();
    let rate = f64::from(u32::try_from(number).unwrap_or(u32::MAX)) / seconds;
    println!("{what}: {number} in {seconds:.3} s, {rate:.0}/s");
}
