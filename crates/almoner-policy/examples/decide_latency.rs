//! How long a decision takes with 1,000 policies and 1,000,000 users:
//! `cargo run --release -p almoner-policy --example decide_latency`.
//!
//! The policies that are compiled in are filled up to 1,000 with an operator's own, of the kinds that operators write: limits of
//! one study, one role, one hour or one network, each about one to three actions. Every decision is asked by another of the
//! million users, in random order, so that no cache holds them. What is measured is all of `authorize`, the permit or refusal
//! included.
#![expect(clippy::print_stdout, reason = "an example reports on standard output")]
#![expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "an example may stop where it is wrong")]
#![expect(dead_code, reason = "tests use the rest of what is shared")]

use std::fmt::Write as _;
use std::time::Instant;

use almoner_policy::{Action, Person, PersonId, Policies, Principal, Request, Role, StudyName};

#[path = "../src/testing.rs"]
mod testing;
use testing::{Random, usual_request};

const POLICIES: usize = 1_000;
const USERS: usize = 1_000_000;
const DECISIONS: usize = 2_000_000;

fn operators_own(random: &mut Random, count: usize, scoped: bool) -> String {
    let mut text = String::new();
    for number in 0..count {
        let actions: Vec<String> =
            (0..=random.below(3)).map(|_| format!(r#"Almoner::Action::"{}""#, random.pick(Action::ALL).name())).collect();
        let scope = if scoped { format!("action in [{}]", actions.join(", ")) } else { "action".to_owned() };
        let study = random.below(500);
        let (role, hour) = (random.pick(Role::ALL).name(), random.below(6));
        let condition = match random.below(3) {
            0 => format!(
                r#"resource has study && resource.study == Almoner::Study::"NCT{study:08}" && context has hour && context.hour < {hour}"#
            ),
            1 => format!(
                r#"principal in Almoner::Role::"{role}" && context has rows && context.rows > {study} && !context.justified"#
            ),
            _ => format!(
                r#"context has network && context.network == Almoner::Network::"external" && resource has study && resource.study == Almoner::Study::"NCT{study:08}""#
            ),
        };
        writeln!(
            text,
            r#"@id("own-{number}") @because("a limit of this site") forbid (principal, {scope}, resource) when {{ {condition} }};"#
        )
        .unwrap();
    }
    text
}

fn main() {
    let mut random = Random::seeded(1);
    let users: Vec<Principal> = (0..USERS)
        .map(|number| {
            let role = *random.pick(Role::ALL);
            let mut person = testing::person([role]);
            person.id = PersonId::new(&format!("u-{number}")).unwrap();
            person.studies = (0..3).map(|_| StudyName::new(&format!("NCT{:08}", random.below(500))).unwrap()).collect();
            Principal::from(Person { site: None, ..person })
        })
        .collect();
    println!("{USERS} users");
    for scoped in [true, false] {
        let builtin = Policies::builtin().unwrap().len();
        let own = operators_own(&mut random, POLICIES - builtin, scoped);
        let started = Instant::now();
        let policies = Policies::with(&[("own.cedar", &own)]).unwrap();
        let what =
            if scoped { "each about one to three actions" } else { "each about every action, so that no slice is smaller" };
        println!(
            "{} policies, {} of them an operator's, {what}; read and validated in {:?}",
            policies.len(),
            POLICIES - builtin,
            started.elapsed()
        );
        measure(&policies, &users, &mut random);
    }
}

fn measure(policies: &Policies, users: &[Principal], random: &mut Random) {
    let mut times = Vec::with_capacity(DECISIONS);
    let (mut allowed, mut asked) = (0, 0);
    while asked < DECISIONS {
        // Made beforehand, since a request is made by whoever asks. Half are asked by people with a role that the table names.
        let requests: Vec<Request> = (0..10_000)
            .map(|_| {
                let user = users[random.below(users.len())].clone();
                let mut request = usual_request(random);
                if let Principal::Person(person) = &user {
                    request.resource.study = person.studies.first().cloned();
                    request.resource.treating.push(person.id.clone());
                    request.resource.site = None;
                }
                request.principal = user;
                request
            })
            .collect();
        asked += requests.len();
        for request in &requests {
            let started = Instant::now();
            let answer = policies.authorize(request);
            times.push(started.elapsed());
            allowed += usize::from(answer.is_ok());
            drop(answer);
        }
    }
    times.sort_unstable();
    let at = |per_mille: usize| times[(times.len() - 1) * per_mille / 1_000];
    println!(
        "  {asked} decisions, {allowed} allowed: p50 {:?}, p90 {:?}, p99 {:?}, p99.9 {:?}",
        at(500),
        at(900),
        at(990),
        at(999)
    );
    let mut cedar: Vec<_> = (0..2_000)
        .map(|_| {
            let request = usual_request(random);
            let started = Instant::now();
            let _ = policies.allowed_by_cedar(&request);
            started.elapsed()
        })
        .collect();
    cedar.sort_unstable();
    println!("  the same slices by Cedar's library: p50 {:?}, p99 {:?}", cedar[1_000], cedar[1_980]);
}
