//! Rotation and shredding at size: `cargo run --release --example key_speed -- [PERSONS]` (1,000,000 unless given).
#![expect(clippy::print_stdout, reason = "an example reports on standard output")]
#![expect(clippy::disallowed_methods, reason = "a benchmark measures time")]

use std::error::Error;
use std::sync::Arc;
use std::time::Instant;

use almoner_audit::Log;
use almoner_base::{FixedClock, ProjectId, TenantId, Timestamp};
use almoner_crypto::ZoneKeys;
use almoner_policy::{Action, Permit, Policies, Principal, Purpose, Request, Zone};
use almoner_vault::{Batch, State, Vault};

const NOW: Timestamp = Timestamp(1_767_225_600_000);
const SHRED: usize = 200;

fn main() -> Result<(), Box<dyn Error>> {
    let persons: u32 = std::env::args().nth(1).map_or(Ok(1_000_000), |text| text.parse())?;
    let folder = std::env::temp_dir().join(format!("almoner-key-speed-{:016x}", almoner_crypto::random_u64()?));
    std::fs::create_dir_all(folder.join("keys"))?;
    let measured = measure(&folder, persons);
    std::fs::remove_dir_all(&folder)?;
    measured
}

fn measure(folder: &std::path::Path, persons: u32) -> Result<(), Box<dyn Error>> {
    let keys = ZoneKeys::create(&folder.join("keys"), None)?;
    let log = Log::create(&folder.join("audit"), keys.signing_key("audit")?, "speed", Arc::new(FixedClock(NOW)))?;
    let mut vault = Vault::open(folder, TenantId::default(), keys, log)?;
    let ingest = permit(Action::IngestRecords)?;
    let (input, _) = vault.begin(&ingest, &[1; 32], NOW)?;
    let started = Instant::now();
    let mut batch = Batch::default();
    for person in 0..persons {
        let key = format!("Patient/{person}");
        for record in 0..3 {
            batch.record(&key, format!("{key} record {record} {}", "of no importance ".repeat(20)).as_bytes());
        }
        batch.state(&key, State::Active);
        batch.alias(&format!("mrn|{person}"), &key);
        if person % 20_000 == 19_999 {
            vault.commit(&ingest, input, &mut batch)?;
        }
    }
    vault.commit(&ingest, input, &mut batch)?;
    vault.finish(input, true, NOW)?;
    println!("set-up: {persons} persons in {:.1} s", started.elapsed().as_secs_f64());

    let started = Instant::now();
    let rotated = vault.rotate_keys(&permit(Action::RotateKeys)?)?;
    println!("rotate {} data keys: {:.2} s", rotated.rewrapped, started.elapsed().as_secs_f64());

    let (shred, read) = (permit(Action::ShredPatient)?, permit(Action::ReadVault)?);
    let mut times = Vec::with_capacity(SHRED);
    for person in (0..persons).step_by(usize::try_from(persons)? / SHRED).take(SHRED) {
        let patient = vault.person(&format!("Patient/{person}"))?.ok_or("nobody")?;
        vault.member(&read, &ProjectId::default(), patient)?;
        let started = Instant::now();
        vault.shred(&shred, patient)?;
        times.push(started.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    let at = |part: usize| times.get(times.len() * part / 100).or(times.last()).copied().unwrap_or(0.0);
    println!("shred one of {persons}: p50 {:.1} ms, p99 {:.1} ms, longest {:.1} ms", at(50), at(99), at(100));
    Ok(())
}

fn permit(action: Action) -> Result<Permit, Box<dyn Error>> {
    let request = match action {
        Action::RotateKeys => Request::new(Principal::Cli, action, Zone::Phi).purpose(Purpose::Hsysadmin),
        _ => Request::new(Principal::Phi, action, Zone::Phi).purpose(Purpose::Clintrch).project(ProjectId::default()),
    };
    Ok(Policies::builtin()?.authorize(&request)?)
}
