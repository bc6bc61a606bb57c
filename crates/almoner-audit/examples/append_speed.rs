//! How fast the log takes, verifies and proves entries of 512 bytes on this machine:
//! `cargo run --release -p almoner-audit --example append_speed -- FOLDER [ENTRIES]`.
//!
//! FOLDER must not exist; it is removed at the end. Latencies are counted from the moment at which a request was due, so
//! that waiting in line is part of them.
#![expect(clippy::print_stdout, reason = "an example reports on standard output")]
#![expect(clippy::disallowed_methods, reason = "a benchmark measures time")]

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use almoner_audit::{
    Action, AuthMethod, Count, Entry, EpochKeys, Field, Log, NetworkZone, OpaqueId, Prover, Purpose, ResourceKind, Role,
    Service, Version,
};
use almoner_base::{Clock, Timestamp};
use almoner_crypto::{DataKey, SigningKey};

const ORIGIN: &str = "almoner/speed";

struct RealClock;

impl Clock for RealClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since.as_millis()).unwrap_or(0))
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("usage: append_speed FOLDER [ENTRIES]")?);
    let total: usize = std::env::args().nth(2).map_or(Ok(2_000_000), |text| text.parse())?;
    std::fs::create_dir(&folder)?;
    let (log_folder, key) = (folder.join("audit"), SigningKey::generate()?);
    let public = key.public();
    let log = Log::create(&log_folder, key, ORIGIN, Arc::new(RealClock))?.written_by(Service::new(Role::Phi, "bench"));
    let log = Arc::new(log);
    let entry = entry(&folder)?;

    callers(&log, &entry, "1 caller, 1 entry a call", 1, 500)?;
    callers(&log, &entry, "64 callers, 1 entry a call", 64, 2_000)?;
    let rate = batches(&log, &entry, total)?;
    half_load(&log, &entry, rate / 2.0)?;
    let size = log.checkpoint()?.size;
    drop(log);

    let started = Instant::now();
    Log::verify(&log_folder, ORIGIN, &public, None).map_err(|defects| format!("{} defects", defects.len()))?;
    report("verify all", size, started);
    let (mut times, prover) = (Vec::new(), Prover::new(&log_folder, ORIGIN, public));
    for index in 0..2000 {
        let started = Instant::now();
        prover.prove(index * 99_991 % size)?;
        times.push(started.elapsed());
    }
    latencies("inclusion proof", times);
    let started = Instant::now();
    drop(Log::open(&log_folder, SigningKey::generate()?, ORIGIN, Arc::new(RealClock)));
    println!("open: {:.3} ms", started.elapsed().as_secs_f64() * 1000.0);
    std::fs::remove_dir_all(folder)?;
    Ok(())
}

/// An entry whose leaf has 512 bytes, give or take the length of its index.
fn entry(folder: &std::path::Path) -> Result<Entry, Box<dyn Error>> {
    let epoch = EpochKeys::open(&folder.join("epochs"), DataKey::generate()?)?.at(RealClock.now())?;
    let policies: Vec<String> = (0..14).map(|number| format!("policy {number}")).collect();
    let policies: Vec<&str> = policies.iter().map(String::as_str).collect();
    Ok(Entry::new(epoch.person(b"1"), Action::VaultRead)
        .purpose(Purpose::Hresch)
        .epoch(&epoch)
        .session(OpaqueId::random()?, &[AuthMethod::Password, AuthMethod::Otp], Some(120))
        .resource(ResourceKind::Patient, epoch.resource(ResourceKind::Patient, b"1"))
        .project(epoch.resource(ResourceKind::Project, b"default"))
        .request(OpaqueId::random()?)
        .correlation(OpaqueId::random()?)
        .network(NetworkZone::Clinical, Some(epoch.source(b"192.0.2.1")), Some(epoch.device(b"1")))
        .fields(Field::ALL.get(..20).unwrap_or_default())
        .decided_by("0123456789abcdef", &policies)
        .count(Count::Rows, 12)
        .version(Version::Build, "0.1.0"))
}

/// Callers that wait for each answer before they ask again.
fn callers(log: &Arc<Log>, entry: &Entry, what: &str, number: u64, each: u64) -> Result<(), Box<dyn Error>> {
    let started = Instant::now();
    let threads: Vec<_> = (0..number)
        .map(|_| {
            let (log, entry) = (Arc::clone(log), entry.clone());
            std::thread::spawn(move || (0..each).try_for_each(|_| log.append(&entry).map(drop)))
        })
        .collect();
    for thread in threads {
        thread.join().map_err(|_| "a caller failed")??;
    }
    report(what, number * each, started);
    Ok(())
}

/// As much as the log takes: four callers with 2,500 entries a call. The end is when all of it is in tiles under a checkpoint, for
/// the tail could run ahead of them for a while.
fn batches(log: &Arc<Log>, entry: &Entry, total: usize) -> Result<f64, Box<dyn Error>> {
    let started = Instant::now();
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let (log, batch) = (Arc::clone(log), vec![entry.clone(); 2500]);
            std::thread::spawn(move || (0..total / 10_000).try_for_each(|_| log.append_batch(&batch).map(drop)))
        })
        .collect();
    for thread in threads {
        thread.join().map_err(|_| "a caller failed")??;
    }
    log.checkpoint()?;
    Ok(report("4 callers, 2,500 entries a call", (total / 10_000 * 10_000) as u64, started))
}

/// Requests of 100 entries that come at a fixed rate, whatever the answers do.
fn half_load(log: &Arc<Log>, entry: &Entry, rate: f64) -> Result<(), Box<dyn Error>> {
    let (callers, seconds) = (32_u32, 5.0);
    let between = Duration::from_secs_f64(100.0 * f64::from(callers) / rate);
    let started = Instant::now();
    let threads: Vec<_> = (0..callers)
        .map(|caller| {
            let (log, batch) = (Arc::clone(log), vec![entry.clone(); 100]);
            std::thread::spawn(move || {
                let mut times = Vec::new();
                let mut due = started + between * caller / callers;
                while due.duration_since(started).as_secs_f64() < seconds {
                    std::thread::sleep(due.saturating_duration_since(Instant::now()));
                    log.append_batch(&batch)?;
                    times.push(due.elapsed());
                    due += between;
                }
                Ok::<_, almoner_audit::Error>(times)
            })
        })
        .collect();
    let mut times = Vec::new();
    for thread in threads {
        times.extend(thread.join().map_err(|_| "a caller failed")??);
    }
    latencies(&format!("{rate:.0} entries/s, answer"), times);
    Ok(())
}

fn latencies(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| times.get(times.len() * share / 1000).map_or(0.0, |time| time.as_secs_f64() * 1e6);
    println!("{what}: p50 {:.0} us, p99 {:.0} us, p99.9 {:.0} us ({} samples)", at(500), at(990), at(999), times.len());
}

fn report(what: &str, number: u64, started: Instant) -> f64 {
    let seconds = started.elapsed().as_secs_f64();
    let rate = f64::from(u32::try_from(number).unwrap_or(u32::MAX)) / seconds;
    println!("{what}: {number} in {seconds:.3} s, {rate:.0}/s");
    rate
}
