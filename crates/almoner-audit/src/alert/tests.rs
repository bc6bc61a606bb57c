use super::*;
use crate::entry::{Decision, NetworkZone, Outcome, Purpose};

/// Monday, 2026-03-02, 09:00 UTC.
const MONDAY: i64 = 1_772_442_000_000;
const HOUR: i64 = 3_600_000;

fn id(number: u64) -> OpaqueId {
    let mut bytes = [0; 16];
    for (to, from) in bytes.iter_mut().zip(number.to_be_bytes()) {
        *to = from;
    }
    OpaqueId::from_bytes(bytes)
}

/// A log that grows in the test.
struct Day {
    watch: Watch,
    records: Vec<Record>,
}

impl Day {
    fn new() -> Self {
        Self::with(Rules::compiled_in().unwrap())
    }

    fn with(rules: Rules) -> Self {
        Self { watch: Watch::new(rules), records: Vec::new() }
    }

    fn record(&mut self, at: i64, entry: Entry) -> Vec<Alert> {
        let index = self.records.len() as u64;
        let record = Record { index, time: Timestamp(at), prev: [0; 32], entry, id: None, service: None };
        self.records.push(record.clone());
        self.watch.observe(&record)
    }
}

fn names(alerts: &[Alert]) -> Vec<&str> {
    alerts.iter().map(|alert| alert.rule.as_str()).collect()
}

fn by(person: u64, action: Action) -> Entry {
    Entry::new(Actor::Person(id(person)), action)
}

fn read(person: u64, patient: u64) -> Entry {
    by(person, Action::IdentifiedShown).resource(ResourceKind::Patient, id(10_000 + patient)).purpose(Purpose::Treat)
}

fn failed(source: u64) -> Entry {
    Entry::by_service(Role::Phi, Action::SignInFailed).outcome(Outcome::Failure).network(
        NetworkZone::Outside,
        Some(id(source)),
        None,
    )
}

#[test]
fn the_rules_that_are_compiled_in_are_read_and_cover_what_was_asked_for() {
    let rules = Rules::compiled_in().unwrap();
    let names: Vec<&str> = rules.names().map(|(name, _)| name).collect();
    for name in [
        "failed_sign_ins",
        "unusual_patients",
        "new_network",
        "new_device",
        "outside_hours",
        "break_glass",
        "export",
        "risk",
        "shred",
        "policy_change",
        "gap",
        "clock_back",
        "clock_step",
        "witness_stopped",
        "review_due",
    ] {
        assert!(names.contains(&name), "{name}");
    }
}

#[test]
fn the_tenth_failed_sign_in_from_one_address_within_ten_minutes_is_told_once() {
    let mut day = Day::new();
    for minute in 0..9 {
        assert_eq!(names(&day.record(MONDAY + minute * 60_000, failed(1))), Vec::<&str>::new());
    }
    let alerts = day.record(MONDAY + 9 * 60_000, failed(1));
    assert_eq!(names(&alerts), ["failed_sign_ins"]);
    assert_eq!((alerts[0].subject, alerts[0].seen, alerts[0].limit), (Some(id(1)), 10, 10));
    assert_eq!(alerts[0].due, Timestamp(MONDAY + 9 * 60_000 + 14_400_000));
    assert!(day.record(MONDAY + 9 * 60_000 + 1, failed(1)).is_empty(), "quiet for an hour");
}

#[test]
fn failed_sign_ins_that_are_spread_over_time_or_addresses_are_told_by_their_sum_alone() {
    let mut slow = Day::new();
    let found: usize = (0..50).map(|at| slow.record(MONDAY + at * 67_000, failed(1)).len()).sum();
    assert_eq!(found, 0, "nine within any ten minutes");
    let mut wide = Day::new();
    let found: Vec<Alert> = (0..100).flat_map(|at| wide.record(MONDAY + at * 1000, failed(at as u64))).collect();
    assert_eq!(names(&found), ["failed_sign_ins"]);
    assert_eq!((found[0].subject, found[0].seen), (None, 100));
}

#[test]
fn more_patients_than_a_person_is_used_to_are_told_and_for_another_person_they_are_usual() {
    let mut day = Day::new();
    let mut at = MONDAY - 1000 * HOUR;
    let mut patient = 0;
    for _ in 0..30 {
        at += HOUR;
        for (person, patients) in [(1, 5), (2, 60)] {
            for _ in 0..patients {
                patient += 1;
                // The newcomer's limit speaks for the busy person until 24 hours are known.
                let _ = day.record(at, read(person, patient));
            }
        }
    }
    at += HOUR;
    let mut found = Vec::new();
    for _ in 0..60 {
        patient += 1;
        found.extend(day.record(at, read(1, patient)));
        found.extend(day.record(at, read(2, patient)));
    }
    // Median 5, spread max(0, 2, 1) = 2, five times: 15, which is below the 20 that are never unusual.
    assert_eq!(names(&found), ["unusual_patients"]);
    assert_eq!((found[0].subject, found[0].seen, found[0].limit), (Some(id(1)), 21, 20));
}

#[test]
fn the_same_patient_again_is_one_patient() {
    let mut day = Day::new();
    for second in 0..500 {
        assert!(day.record(MONDAY + second * 1000, read(1, 7)).is_empty());
    }
}

#[test]
fn no_habit_makes_more_than_the_ceiling_usual() {
    let mut day = Day::new();
    let mut patient = 0;
    for hour in 0..40 {
        for _ in 0..190 {
            patient += 1;
            let _ = day.record(MONDAY + hour * HOUR, read(1, patient));
        }
    }
    let found: Vec<Alert> = (0..201).flat_map(|more| day.record(MONDAY + 40 * HOUR, read(1, patient + 1 + more))).collect();
    assert_eq!(found.last().map(|alert| (alert.seen, alert.limit)), Some((201, 200)));
}

#[test]
fn patients_that_an_entry_counts_without_naming_them_count() {
    let mut day = Day::new();
    let entry = by(1, Action::ChartRead).resources(ResourceKind::Chart).purpose(Purpose::Treat).count(Count::Charts, 41);
    assert_eq!(names(&day.record(MONDAY, entry)), ["unusual_patients"], "40 is the newcomer's limit");
}

#[test]
fn the_first_network_and_device_are_learnt_and_the_next_new_one_is_told() {
    let mut day = Day::new();
    let from = |zone, device| by(1, Action::SignedIn).network(zone, None, Some(id(device)));
    assert!(day.record(MONDAY, from(NetworkZone::Clinical, 1)).is_empty());
    assert!(day.record(MONDAY + 1, from(NetworkZone::Clinical, 1)).is_empty());
    assert_eq!(names(&day.record(MONDAY + 2, from(NetworkZone::Outside, 1))), ["new_network"]);
    assert_eq!(names(&day.record(MONDAY + 3, from(NetworkZone::Clinical, 2))), ["new_device"]);
    assert!(day.record(MONDAY + 4, from(NetworkZone::Outside, 2)).is_empty(), "both are known by now");
    let refused = from(NetworkZone::Vpn, 3).decision(Decision::Deny);
    assert!(day.record(MONDAY + 5, refused).is_empty(), "who was refused did not use it");
}

#[test]
fn research_at_night_is_told_and_treatment_is_not() {
    let at = |hours: i64| MONDAY + hours * HOUR;
    let chart = |purpose| by(1, Action::ChartRead).resource(ResourceKind::Chart, id(5)).purpose(purpose);
    for (hours, purpose, told) in [
        (0, Purpose::Clintrch, false),  // Monday 09:00
        (10, Purpose::Clintrch, false), // 19:00
        (11, Purpose::Clintrch, true),  // 20:00
        (-4, Purpose::Clintrch, true),  // 05:00
        (11, Purpose::Treat, false),
        (-24, Purpose::Hresch, true), // Sunday 09:00
    ] {
        let found = Day::new().record(at(hours), chart(purpose));
        assert_eq!(names(&found), if told { vec!["outside_hours"] } else { vec![] }, "{hours} {purpose:?}");
    }
    let none = by(1, Action::ChartRead).resource(ResourceKind::Chart, id(5));
    assert_eq!(names(&Day::new().record(at(11), none)), ["outside_hours"], "no purpose is no excuse");
}

#[test]
fn local_time_is_that_of_the_organization() {
    let text = include_str!("../../../../config/alerts.toml").replace("utc_offset_minutes = 0", "utc_offset_minutes = -300");
    let chart = || by(1, Action::ChartRead).resource(ResourceKind::Chart, id(5)).purpose(Purpose::Clintrch);
    let found = Day::with(Rules::parse(&text).unwrap()).record(MONDAY, chart());
    assert_eq!(names(&found), ["outside_hours"], "09:00 UTC is 04:00 there");
}

#[test]
fn break_glass_export_policy_change_and_a_witness_that_stopped_are_told() {
    for (action, rule) in [
        (Action::BreakGlassGranted, "break_glass"),
        (Action::BreakGlassSuspended, "break_glass"),
        (Action::Exported, "export"),
        (Action::AuditExported, "export"),
        (Action::PolicyChanged, "policy_change"),
        (Action::ConfigurationChanged, "policy_change"),
        // With these, what the policies owe a review for (`@review`) is done: no other task is opened for it.
        (Action::RoleGranted, "policy_change"),
        (Action::KeyRotated, "policy_change"),
        (Action::Shredded, "shred"),
        (Action::ClockStepped, "clock_step"),
        (Action::WitnessMissing, "witness_stopped"),
        (Action::RecoveredTornWrite, "integrity"),
    ] {
        assert_eq!(names(&Day::new().record(MONDAY, by(1, action))), [rule], "{action:?}");
    }
    assert!(Day::new().record(MONDAY, by(1, Action::SignedOut)).is_empty());
    // A risk that was measured is an alert only where it is too high.
    let measured = || Entry::by_service(Role::Phi, Action::RiskComputed);
    assert!(Day::new().record(MONDAY, measured()).is_empty());
    assert_eq!(names(&Day::new().record(MONDAY, measured().decision(crate::Decision::Deny))), ["risk"]);
}

#[test]
fn silence_is_told_unless_the_service_was_stopped_in_order() {
    let next_day = MONDAY + 25 * HOUR;
    let start = || Entry::by_service(Role::Phi, Action::RoleStarted);
    let mut stopped = Day::new();
    let _ = stopped.record(MONDAY, Entry::by_service(Role::Phi, Action::RoleStopped));
    assert!(stopped.watch.at(Timestamp(next_day)).is_empty());
    assert!(stopped.record(next_day, start()).is_empty());
    let mut killed = Day::new();
    let _ = killed.record(MONDAY, start());
    let told = killed.watch.at(Timestamp(next_day));
    assert_eq!(names(&told), ["gap"]);
    assert_eq!((told[0].seen, told[0].limit), (25 * 3600, 24 * 3600));
    assert_eq!(names(&killed.record(next_day, start())), ["gap"]);
}

#[test]
fn a_clock_that_goes_back_is_told() {
    let mut day = Day::new();
    let _ = day.record(MONDAY, by(1, Action::SignedOut));
    assert!(day.record(MONDAY - 2_999, by(1, Action::SignedOut)).is_empty(), "less than three full seconds");
    let found = day.record(MONDAY - 60_000, by(1, Action::SignedOut));
    assert_eq!((names(&found), found[0].seen), (vec!["clock_back"], 57));
}

#[test]
fn a_review_that_is_due_is_told_until_one_is_recorded() {
    let mut day = Day::new();
    let stop = || Entry::by_service(Role::Phi, Action::RoleStopped);
    let _ = day.record(MONDAY, stop());
    let (due, week) = (MONDAY + 31 * 24 * HOUR + 1000, 7 * 24 * HOUR);
    assert!(day.watch.at(Timestamp(due - 1000)).is_empty());
    assert_eq!(names(&day.watch.at(Timestamp(due))), ["review_due"]);
    assert!(day.watch.at(Timestamp(due + week - 1)).is_empty(), "quiet for a week");
    let _ = day.record(due + week, by(3, Action::ReviewRecorded));
    let _ = day.record(due + week, stop());
    assert!(day.watch.at(Timestamp(due + week + 1)).is_empty());
}

#[test]
fn the_same_log_gives_the_same_alerts() {
    let run = || {
        let mut day = Day::new();
        let mut found = Vec::new();
        for at in 0..3000_u64 {
            let entry = match at % 5 {
                0 => failed(at % 7),
                1 => by(at % 11, Action::SignedIn).network(NetworkZone::Vpn, None, Some(id(at % 13))),
                _ => read(at % 3, at),
            };
            found.extend(day.record(MONDAY + at as i64 * 1500, entry));
        }
        found
    };
    let found = run();
    assert!(found.len() > 3);
    assert_eq!(found, run());
}

#[test]
fn an_alert_becomes_a_task_that_is_handed_over_and_closed() {
    let mut day = Day::new();
    let alert = day.record(MONDAY, by(1, Action::BreakGlassGranted)).remove(0);
    let (task, officer) = (id(77), id(2));
    let mut tasks = Tasks::default();
    let mut take = |tasks: &mut Tasks, at: i64, entry: Entry| {
        let _ = day.record(at, entry);
        tasks.observe(day.records.last().unwrap());
    };
    assert!(!tasks.knows(&alert));
    take(&mut tasks, MONDAY + 1, alert.open(task, Role::Phi));
    assert!(tasks.knows(&alert), "the same log looked at again opens nothing twice");
    let opened = tasks.get(task).unwrap().clone();
    assert_eq!((opened.about, opened.subject, opened.state), (0, Some(id(1)), TaskState::Open));
    assert_eq!(opened.due, Timestamp(MONDAY + 86_400_000));
    assert_eq!(Rules::compiled_in().unwrap().name_of(opened.rule), Some(("break_glass", Owner::PrivacyOfficer)));
    assert!(opened.is_overdue(Timestamp(MONDAY + 86_400_001)) && !opened.is_overdue(Timestamp(MONDAY + 86_400_000)));

    assert_eq!(opened.assign(id(1), Actor::Service(Role::Phi)), Err(TaskError::OwnCase));
    take(&mut tasks, MONDAY + 2, opened.assign(officer, Actor::Service(Role::Phi)).unwrap());
    assert_eq!(tasks.get(task).unwrap().state, TaskState::Assigned(officer));

    let assigned = tasks.get(task).unwrap().clone();
    assert_eq!(assigned.close(id(1), Reason::Justified, None), Err(TaskError::OwnCase));
    assert_eq!(assigned.close(officer, Reason::Locked, None), Err(TaskError::Finding));
    take(&mut tasks, MONDAY + 3, assigned.close(officer, Reason::Justified, None).unwrap());
    let closed = tasks.get(task).unwrap().clone();
    assert_eq!(closed.state, TaskState::Closed { by: officer, finding: Reason::Justified });
    assert!(!closed.is_overdue(Timestamp(i64::MAX)));
    assert_eq!(closed.assign(officer, Actor::Service(Role::Phi)), Err(TaskError::Closed));
    // An entry that somebody wrote all the same changes nothing.
    take(&mut tasks, MONDAY + 4, opened.assign(officer, Actor::Service(Role::Phi)).unwrap());
    assert_eq!(tasks.get(task).unwrap().state, closed.state);
}

#[test]
fn what_is_wrong_in_a_file_of_rules_is_named_with_its_line() {
    let good = include_str!("../../../../config/alerts.toml");
    for (from, to, what) in [
        ("per_source = 10", "per_source = 0", "nonzero"),
        ("per_source = 10", "per_sauce = 10", "unknown field `per_sauce`"),
        ("per_source = 10", "per_source = \"10\"", "invalid type"),
        ("per_source = 10", "per_source = ", ""),
        ("version = 1", "version = 2", "expected version 1"),
        ("owner = \"auditor\"", "owner = \"janitor\"", "unknown variant `janitor`"),
        ("\"exported\"", "\"exporting\"", "expected an action"),
        ("\"exported\"", "\"alert_opened\"", "expected an action"),
        ("\"HRESCH\"", "\"hresch\"", "HL7 v3 PurposeOfUse"),
        ("days = [1,", "days = [0,", "Monday"),
        ("name = \"export\"", "name = \"gap\"", "a new name"),
    ] {
        let text = good.replacen(from, to, 1);
        let line = 1 + text.lines().position(|line| line.contains(to)).unwrap();
        let error = Rules::parse(&text).unwrap_err();
        assert!(error.what.contains(what), "{to}: {error}");
        assert_eq!(error.line, line, "{to}: {error}");
        assert!(error.to_string().starts_with(&format!("alert rules, line {line}: ")));
    }
}

#[test]
fn a_rule_that_is_left_out_is_off() {
    let rules = Rules::parse("version = 1\nutc_offset_minutes = 60\n").unwrap();
    assert_eq!(rules.names().count(), 0);
    let mut day = Day::with(rules);
    let found: usize = (0..500).map(|at| day.record(MONDAY, failed(at % 2)).len()).sum();
    assert_eq!(found + day.record(MONDAY, by(1, Action::BreakGlassGranted)).len(), 0);
}

#[test]
fn a_review_names_its_scope_and_finding() {
    let words = Some(Justification::parse(&"ab".repeat(32)).unwrap());
    let review = Review {
        id: id(1),
        by: id(2),
        entries: 10..110,
        read: 25,
        rules: Rules::compiled_in().unwrap().version().to_owned(),
        finding: Reason::NothingFound,
        words: None,
    };
    let entry = review.record(110).unwrap();
    assert_eq!(
        (entry.action, entry.actor, entry.reason),
        (Action::ReviewRecorded, Actor::Person(id(2)), Some(Reason::NothingFound))
    );
    assert_eq!(entry.counts, [(Count::Entries, 25), (Count::FromEntry, 10), (Count::ToEntry, 110)]);
    assert_eq!(review.record(109), Err(ReviewError::Scope), "the last entry is not there yet");
    assert_eq!(Review { entries: 10..10, ..review.clone() }.record(110), Err(ReviewError::Scope));
    assert_eq!(Review { read: 101, ..review.clone() }.record(110), Err(ReviewError::Scope));
    assert_eq!(Review { finding: Reason::Locked, ..review.clone() }.record(110), Err(ReviewError::Finding));
    let serious = Review { finding: Reason::Escalated, ..review };
    assert_eq!(serious.record(110), Err(ReviewError::Words));
    assert!(Review { words, ..serious }.record(110).is_ok());
}
