//! Prints one FHIR `AuditEvent` for each action of the registry, twice: with little and with all that an entry can hold.
//! A validator of FHIR reads them: `cargo run -p almoner-audit --example audit_events > events.ndjson`.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "prints what a validator reads")]

use almoner_audit::export::audit_event;
use almoner_audit::{
    Action, Actor, AuthMethod, Count, Decision, Entry, Field, NetworkZone, OpaqueId, Phase, Purpose, Reason, Record,
    ResourceKind, Role, Service, Version,
};
use almoner_base::{NctId, Timestamp};

fn main() {
    let id = |byte| OpaqueId::from_bytes([byte; 16]);
    for (index, action) in (0..).zip(Action::ALL) {
        let least = Entry::by_service(Role::Phi, *action);
        let most = Entry::new(Actor::Person(id(1)), *action)
            .decision(Decision::Permit)
            .purpose(Purpose::Hresch)
            .resource(ResourceKind::Patient, id(2))
            .trial(NctId::parse("NCT01234567").unwrap())
            .request(id(3))
            .session(id(4), &[AuthMethod::Passkey], Some(30))
            .on_behalf_of(Actor::Service(Role::Research))
            .fields(&[Field::Name, Field::Conditions])
            .reason(Reason::PatientSafety)
            .decided_by("set", &["policy"])
            .network(NetworkZone::Clinical, Some(id(5)), Some(id(6)))
            .break_glass(id(7), Phase::Active)
            .recipient(id(8))
            .count(Count::Rows, 12)
            .version(Version::AlertRules, "rules");
        for entry in [least, most] {
            let service = Some(Service::new(Role::Phi, "build"));
            let record = Record { index, time: Timestamp(1_772_442_000_000), prev: [0; 32], entry, id: None, service };
            println!("{}", audit_event(&record, "almoner.example/phi"));
        }
    }
}
