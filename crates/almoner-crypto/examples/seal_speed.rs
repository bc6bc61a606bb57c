//! Sealing and opening on one core: `cargo run --release --example seal_speed`.
#![expect(clippy::print_stdout, reason = "an example reports on standard output")]
#![expect(clippy::disallowed_methods, reason = "a benchmark measures time")]

use std::time::Instant;

use almoner_crypto::{DataKey, Error};

fn main() -> Result<(), Error> {
    let key = DataKey::generate()?;
    for (length, rounds) in [(512_u32, 400_000_u32), (8 * 1024, 100_000), (64 * 1024, 20_000)] {
        let plaintext = vec![7; usize::try_from(length).unwrap_or(0)];
        let megabytes = f64::from(length) * f64::from(rounds) / 1e6;
        let started = Instant::now();
        let mut sealed = Vec::new();
        for round in 0..rounds {
            sealed = key.derive(&round.to_be_bytes()).seal(&plaintext, b"tenant, patient, kind, version")?;
        }
        println!("derive and seal {length} bytes: {:.0} MB/s", megabytes / started.elapsed().as_secs_f64());
        let last = key.derive(&(rounds - 1).to_be_bytes());
        let started = Instant::now();
        for _ in 0..rounds {
            last.open(&sealed, b"tenant, patient, kind, version")?;
        }
        println!("open {length} bytes: {:.0} MB/s", megabytes / started.elapsed().as_secs_f64());
    }
    Ok(())
}
