//! Sealing and opening on one core: `cargo run --release --example seal_speed`.
//!
//! The figures are for a second of processor time, as Linux counts it for this thread, so that a busy machine gives the same.
#![expect(clippy::print_stdout, reason = "an example reports on standard output")]

use std::error::Error;

use almoner_crypto::DataKey;

fn main() -> Result<(), Box<dyn Error>> {
    let key = DataKey::generate()?;
    for (length, rounds) in [(512_u32, 400_000_u32), (8 * 1024, 200_000), (64 * 1024, 30_000)] {
        let plaintext = vec![7; usize::try_from(length)?];
        let megabytes = f64::from(length) * f64::from(rounds) / 1e6;
        let started = processor_seconds()?;
        let mut sealed = Vec::new();
        for round in 0..rounds {
            sealed = key.derive(&round.to_be_bytes()).seal(&plaintext, b"tenant, patient, kind, version")?;
        }
        println!("derive and seal {length} bytes: {:.0} MB/s", megabytes / (processor_seconds()? - started));
        let last = key.derive(&(rounds - 1).to_be_bytes());
        let started = processor_seconds()?;
        for _ in 0..rounds {
            last.open(&sealed, b"tenant, patient, kind, version")?;
        }
        println!("open {length} bytes: {:.0} MB/s", megabytes / (processor_seconds()? - started));
    }
    Ok(())
}

/// Time that this thread has had on a processor.
fn processor_seconds() -> Result<f64, Box<dyn Error>> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    let microseconds: u32 = (text.split(' ').next().ok_or("no schedstat")?.parse::<u64>()? / 1000).try_into()?;
    Ok(f64::from(microseconds) / 1e6)
}
