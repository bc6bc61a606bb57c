//! Measures service tokens: how many of a number of bad ones are taken, and what a request costs.
//!
//! `cargo run --release -p almoner-identity --example service_tokens -- 100000`
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_possible_truncation,
    reason = "a measurement: it prints, and may stop at what should not happen"
)]

use std::time::Instant;

use almoner_base::Timestamp;
use almoner_identity::service::*;

#[path = "../src/service/attack.rs"]
mod attack;

fn main() {
    let count = std::env::args().nth(1).map_or(100_000, |count| count.parse().unwrap());
    let started = Instant::now();
    let tally = attack::run(count, 20_261_122);
    for (kind, number) in &tally.tried {
        println!("{number:>8}  {kind}");
    }
    println!("{:>8}  accepted of {count}; honest ones accepted: {}", tally.accepted.len(), tally.honest);
    println!("          in {:.1} s", started.elapsed().as_secs_f64());
    let (honest, wider) = attack::run_blocks(count, 20_261_122);
    println!("{count} altered blocks under good signatures: {wider} widened, {honest} were still narrowings");

    let minter = attack::minter(1);
    let phi = Verifier::new(minter.public(), "phi.almoner.test", Timestamp(0)).unwrap();
    let mut times: Vec<u128> = (0..20_000)
        .map(|number| {
            let started = Instant::now();
            round(&minter, &phi, Timestamp(1_800_000_000_000 + number)).unwrap();
            started.elapsed().as_micros()
        })
        .collect();
    times.sort_unstable();
    let at = |share: f64| times[(times.len() as f64 * share) as usize];
    println!("mint + attenuate + verify: p50 {} us, p99 {} us, p99.9 {} us", at(0.5), at(0.99), at(0.999));
}

/// What the token of one request costs at its three stations.
fn round(minter: &Minter, phi: &Verifier, now: Timestamp) -> Result<(), Error> {
    let minted = minter.mint(&attack::granted(), Lifetime::LONGEST, now)?;
    let fields = attack::FIELDS.iter().copied().take(2);
    let narrowed = Attenuation::new().service("phi.almoner.test")?.fields(fields)?.apply(minted.as_str())?;
    phi.verify(narrowed.as_str(), &attack::honest(), now).map(drop)
}
