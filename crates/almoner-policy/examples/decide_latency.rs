//! How long a decision takes: `cargo run --release --example decide_latency`.
#![expect(clippy::print_stdout, reason = "an example reports on standard output")]
#![expect(clippy::disallowed_methods, reason = "a benchmark measures time")]

use std::time::Instant;

use almoner_base::ProjectId;
use almoner_policy::{Action, Policies, Principal, Purpose, Request, Service, Zone};

fn main() -> Result<(), almoner_policy::Error> {
    let started = Instant::now();
    let policies = Policies::builtin()?;
    println!("reading and validating the policies: {:?}", started.elapsed());
    let mut times = Vec::new();
    for _ in 0..100 {
        for principal in Service::ALL {
            for action in Action::ALL {
                let request = Request::new(Principal::from(*principal), *action, Zone::Research)
                    .purpose(Purpose::Hresch)
                    .project(ProjectId::default());
                let started = Instant::now();
                let answer = policies.authorize(&request);
                times.push(started.elapsed());
                drop(answer);
            }
        }
    }
    times.sort_unstable();
    let at = |percent: usize| times.get(times.len() * percent / 100).copied().unwrap_or_default();
    println!("{} decisions: p50 {:?}, p99 {:?}", times.len(), at(50), at(99));
    Ok(())
}
