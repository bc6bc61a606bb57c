//! Measures how many records a second the rules take: a hospital of 2,000 persons and 50,000 patients, made up.
//!
//! `cargo run --release -p almoner-audit --example alert_speed -- 1000000`
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    reason = "a measurement that prints"
)]

use std::collections::BTreeMap;
use std::time::Instant;

use almoner_audit::alert::{Rules, Watch};
use almoner_audit::{Action, Actor, Entry, NetworkZone, OpaqueId, Outcome, Purpose, Record, ResourceKind, Role};
use almoner_base::Timestamp;

fn main() {
    let count: u64 = std::env::args().nth(1).map_or(1_000_000, |count| count.parse().unwrap());
    let id = |kind: u64, number: u64| OpaqueId::from_bytes((u128::from(kind) << 64 | u128::from(number)).to_be_bytes());
    let mut dice = 0x9e37_79b9_7f4a_7c15_u64;
    let mut below = |bound: u64| {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        dice % bound
    };
    let records: Vec<Record> = (0..count)
        .map(|index| {
            let person = below(2000);
            let entry = match below(100) {
                0 => Entry::by_service(Role::Phi, Action::SignInFailed).outcome(Outcome::Failure).network(
                    NetworkZone::Clinical,
                    Some(id(3, person)),
                    None,
                ),
                1..=4 => Entry::new(Actor::Person(id(1, person)), Action::SignedIn).network(
                    NetworkZone::Clinical,
                    None,
                    Some(id(4, person)),
                ),
                _ => Entry::new(Actor::Person(id(1, person)), Action::IdentifiedShown)
                    .resource(ResourceKind::Patient, id(2, below(50_000)))
                    .purpose(Purpose::Treat),
            };
            let time = Timestamp(1_772_442_000_000 + i64::try_from(index).unwrap() * 200);
            Record { index, time, prev: [0; 32], entry, id: None, service: None }
        })
        .collect();
    let mut watch = Watch::new(Rules::compiled_in().unwrap());
    let mut alerts: BTreeMap<String, u64> = BTreeMap::new();
    let started = Instant::now();
    for record in &records {
        for alert in watch.observe(record) {
            *alerts.entry(alert.rule).or_default() += 1;
        }
    }
    let seconds = started.elapsed().as_secs_f64();
    println!("{count} records in {seconds:.2} s: {:.0} a second; alerts: {alerts:?}", count as f64 / seconds);
}
