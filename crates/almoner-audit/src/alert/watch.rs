//! The rules at work: one pass over the records, with memory that does not grow with the log.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use almoner_base::Timestamp;

use super::rules::{
    CLOCK_BACK, ClockRule, Duty, Event, FAILED_SIGN_INS, FailedSignIns, GAP, NEW_DEVICE, NEW_NETWORK, OUTSIDE_HOURS,
    OutsideHours, PurposeCode, REVIEW_DUE, Rules, UNUSUAL_PATIENTS, UnusualPatients,
};
use super::{Alert, count};
use crate::entry::{Action, Actor, Count, Decision, Entry, NetworkZone, OpaqueId, Outcome, Record, ResourceKind};

/// The most failed sign-ins that are remembered at once; the oldest are forgotten first.
const MOST_FAILURES: usize = 100_000;
/// The most hours and devices of one person that are remembered.
const MOST_HOURS: usize = 240;
const MOST_DEVICES: usize = 64;
const HOUR_MS: i64 = 3_600_000;

/// Holds records against rules, in the order of the log.
#[derive(Debug)]
pub struct Watch {
    rules: Rules,
    before: Option<(u64, Timestamp, Action)>,
    reviewed: Option<Timestamp>,
    failures: VecDeque<(Timestamp, Option<OpaqueId>)>,
    per_source: HashMap<OpaqueId, u64>,
    habits: HashMap<OpaqueId, Habit>,
    quiet: BTreeMap<(String, Option<OpaqueId>), Timestamp>,
}

/// What is usual for one person.
#[derive(Debug, Default)]
struct Habit {
    hour: i64,
    patients: BTreeSet<OpaqueId>,
    /// Patients that an entry counts and does not name.
    unnamed: u64,
    hours: VecDeque<u64>,
    networks: BTreeSet<NetworkZone>,
    devices: VecDeque<OpaqueId>,
}

impl Watch {
    /// A watch that has seen nothing yet.
    #[must_use]
    pub fn new(rules: Rules) -> Self {
        Self {
            rules,
            before: None,
            reviewed: None,
            failures: VecDeque::new(),
            per_source: HashMap::new(),
            habits: HashMap::new(),
            quiet: BTreeMap::new(),
        }
    }

    /// Takes in the next record, and tells what the rules find at it.
    #[must_use]
    pub fn observe(&mut self, record: &Record) -> Vec<Alert> {
        let mut found = Vec::new();
        self.clock(record, &mut found);
        self.failed_sign_in(record, &mut found);
        self.person(record, &mut found);
        self.events(record, &mut found);
        if record.entry.action == Action::ReviewRecorded || self.reviewed.is_none() {
            self.reviewed = Some(record.time);
        }
        self.before = Some((record.index, record.time, record.entry.action));
        found.into_iter().filter_map(|found| self.alert(record.index, record.time, found)).collect()
    }

    /// Tells what the rules find in that nothing is recorded: a log that stands still, a review that is due.
    #[must_use]
    pub fn at(&mut self, now: Timestamp) -> Vec<Alert> {
        let mut found = Vec::new();
        let Some((index, last, action)) = self.before else { return Vec::new() };
        if let Some(rule) = self.rules.file.clock.clone() {
            found.extend(gap(&rule, last, action, now));
        }
        if let Some((rule, reviewed)) = self.rules.file.review.as_ref().zip(self.reviewed) {
            let (seen, limit) = (seconds(reviewed, now), rule.every_secs.get());
            if seen > limit {
                found.push(Found { rule: REVIEW_DUE.to_owned(), subject: None, seen, limit, task: rule.task });
            }
        }
        found.into_iter().filter_map(|found| self.alert(index, now, found)).collect()
    }

    fn clock(&self, record: &Record, found: &mut Vec<Found>) {
        let (Some(rule), Some((_, before, action))) = (&self.rules.file.clock, self.before) else { return };
        found.extend(gap(rule, before, action, record.time));
        let back = seconds(record.time, before);
        if back > rule.back_secs {
            let (rule, limit, task) = (CLOCK_BACK.to_owned(), rule.back_secs, rule.task);
            found.push(Found { rule, subject: None, seen: back, limit, task });
        }
    }

    fn failed_sign_in(&mut self, record: &Record, found: &mut Vec<Found>) {
        let failed = matches!(record.entry.action, Action::SignInFailed | Action::StepUpFailed);
        let Some(rule) = self.rules.file.failed_sign_ins.clone().filter(|_| failed) else { return };
        let source = record.entry.source;
        self.failures.push_back((record.time, source));
        if let Some(source) = source {
            *self.per_source.entry(source).or_default() += 1;
        }
        while let Some((time, source)) = self.failures.front().copied() {
            if seconds(time, record.time) < rule.within_secs.get() && self.failures.len() <= MOST_FAILURES {
                break;
            }
            self.failures.pop_front();
            let left = source.and_then(|source| self.per_source.get_mut(&source).map(|count| (source, count)));
            if let Some((source, count)) = left {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    self.per_source.remove(&source);
                }
            }
        }
        let FailedSignIns { per_source, in_all, task, .. } = rule;
        let here = source.and_then(|source| self.per_source.get(&source)).copied().unwrap_or(0);
        let all = self.failures.len() as u64;
        for (subject, seen, limit) in [(source, here, per_source.get()), (None, all, in_all.get())] {
            if seen >= limit {
                found.push(Found { rule: FAILED_SIGN_INS.to_owned(), subject, seen, limit, task });
            }
        }
    }

    fn person(&mut self, record: &Record, found: &mut Vec<Found>) {
        let entry = &record.entry;
        let Some(person) = person_of(entry).filter(|_| entry.decision == Decision::Permit) else { return };
        if entry.outcome == Outcome::Failure {
            return;
        }
        let habit = self.habits.entry(person).or_default();
        if let Some(rule) = &self.rules.file.new_place {
            let mut new = |rule_name: &str, is_new| {
                if is_new {
                    let (rule, task) = (rule_name.to_owned(), rule.task);
                    found.push(Found { rule, subject: Some(person), seen: 1, limit: 0, task });
                }
            };
            new(NEW_NETWORK, entry.network.is_some_and(|zone| habit.enters(zone)));
            new(NEW_DEVICE, entry.device.is_some_and(|device| habit.uses(device)));
        }
        if !entry.resource.is_some_and(|resource| matches!(resource.kind, ResourceKind::Patient | ResourceKind::Chart)) {
            return;
        }
        if let Some(rule) = &self.rules.file.unusual_patients {
            found.extend(habit.patient(record, rule).map(|(seen, limit)| Found {
                rule: UNUSUAL_PATIENTS.to_owned(),
                subject: Some(person),
                seen,
                limit,
                task: rule.task,
            }));
        }
        let offset = self.rules.file.utc_offset_minutes.0;
        if let Some(rule) = self.rules.file.outside_hours.as_ref().filter(|rule| is_outside(rule, offset, record)) {
            let (rule, task) = (OUTSIDE_HOURS.to_owned(), rule.task);
            found.push(Found { rule, subject: Some(person), seen: 1, limit: 0, task });
        }
    }

    fn events(&self, record: &Record, found: &mut Vec<Found>) {
        let action = record.entry.action;
        let denied = record.entry.decided() == Decision::Deny;
        let of = |event: &&Event| event.actions.iter().any(|name| name.0 == action) && (denied || !event.denied);
        let hit = self.rules.file.event.iter().filter(of);
        found.extend(hit.map(|event| Found {
            rule: event.name.0.clone(),
            subject: person_of(&record.entry),
            seen: 1,
            limit: 0,
            task: event.task,
        }));
    }

    fn alert(&mut self, about: u64, time: Timestamp, found: Found) -> Option<Alert> {
        let Found { rule, subject, seen, limit, task } = found;
        let key = (rule, subject);
        if self.quiet.get(&key).is_some_and(|until| time < *until) {
            return None;
        }
        if task.quiet_secs > 0 {
            // Silences that are over are forgotten, so that they do not pile up.
            self.quiet.retain(|_, until| *until > time);
            self.quiet.insert(key.clone(), later(time, task.quiet_secs));
        }
        let (rules, due) = (self.rules.version().to_owned(), later(time, task.due_secs.get()));
        Some(Alert { rule: key.0, rules, about, time, subject, seen, limit, owner: task.owner, due })
    }
}

struct Found {
    rule: String,
    subject: Option<OpaqueId>,
    seen: u64,
    limit: u64,
    task: Duty,
}

impl Habit {
    /// Whether the network is new, and not the first.
    fn enters(&mut self, zone: NetworkZone) -> bool {
        let first = self.networks.is_empty();
        self.networks.insert(zone) && !first
    }

    /// Whether the device is new, and not the first.
    fn uses(&mut self, device: OpaqueId) -> bool {
        if let Some(place) = self.devices.iter().position(|known| *known == device) {
            self.devices.remove(place);
            self.devices.push_back(device);
            return false;
        }
        if self.devices.len() == MOST_DEVICES {
            self.devices.pop_front();
        }
        self.devices.push_back(device);
        self.devices.len() > 1
    }

    /// Counts the patient of the record, and tells count and limit if there are more in this hour than is usual.
    fn patient(&mut self, record: &Record, rule: &UnusualPatients) -> Option<(u64, u64)> {
        let hour = record.time.0.div_euclid(HOUR_MS);
        if hour != self.hour {
            if self.seen() > 0 {
                self.hours.push_back(self.seen());
            }
            if self.hours.len() > MOST_HOURS {
                self.hours.pop_front();
            }
            (self.hour, self.unnamed) = (hour, 0);
            self.patients.clear();
        }
        let before = self.seen();
        match record.entry.resource.and_then(|resource| resource.id) {
            // Beyond what is always unusual nothing is learnt from exact numbers.
            Some(id) if before <= rule.at_most => drop(self.patients.insert(id)),
            Some(_) => {}
            None => {
                let number = count(&record.entry, Count::Patients).max(count(&record.entry, Count::Charts));
                self.unnamed = self.unnamed.saturating_add(number);
            }
        }
        let (seen, limit) = (self.seen(), self.limit(rule));
        (seen > limit && seen > before).then_some((seen, limit))
    }

    fn seen(&self) -> u64 {
        self.unnamed.saturating_add(self.patients.len() as u64)
    }

    /// Median and median deviation of the hours so far: one hour that was out of the ordinary does not move them.
    fn limit(&self, rule: &UnusualPatients) -> u64 {
        if self.hours.len() < usize::from(rule.hours_known) {
            return rule.newcomer.min(rule.at_most);
        }
        let middle = median(self.hours.iter().copied());
        let deviation = median(self.hours.iter().map(|hour| hour.abs_diff(middle)));
        // 3/2 of the median deviation stands for the standard deviation; counts vary by their square root at least.
        let spread = (deviation.saturating_mul(3) / 2).max(middle.isqrt()).max(1);
        let usual = middle.saturating_add(spread.saturating_mul(rule.times.get()));
        usual.max(rule.at_least).min(rule.at_most)
    }
}

fn median(numbers: impl Iterator<Item = u64>) -> u64 {
    let mut numbers: Vec<u64> = numbers.collect();
    numbers.sort_unstable();
    numbers.get(numbers.len() / 2).copied().unwrap_or(0)
}

/// The person who acts, or for whom a service acts.
fn person_of(entry: &Entry) -> Option<OpaqueId> {
    [Some(entry.actor), entry.on_behalf_of].into_iter().flatten().find_map(|actor| match actor {
        Actor::Person(id) => Some(id),
        Actor::Service(_) => None,
    })
}

fn gap(rule: &ClockRule, before: Timestamp, action: Action, now: Timestamp) -> Option<Found> {
    let (seen, limit) = (seconds(before, now), rule.gap_secs.get());
    let silent = seen > limit && action != Action::RoleStopped;
    silent.then(|| Found { rule: GAP.to_owned(), subject: None, seen, limit, task: rule.task })
}

fn is_outside(rule: &OutsideHours, offset_minutes: i64, record: &Record) -> bool {
    // Break-glass access has its own alert and review.
    let purpose = record.entry.purpose.is_none_or(|purpose| rule.purposes.contains(&PurposeCode(purpose)));
    if !purpose || record.entry.break_glass.is_some() {
        return false;
    }
    let hours = record.time.0.saturating_add(offset_minutes * 60_000).div_euclid(HOUR_MS);
    let (day, hour) = (hours.div_euclid(24), hours.rem_euclid(24));
    // 1970-01-01 was a Thursday.
    let weekday = (day + 3).rem_euclid(7) + 1;
    !rule.days.iter().any(|day| day.0 == weekday) || !(rule.from_hour.0..rule.to_hour.0).contains(&hour)
}

/// Whole seconds from one moment to a later one; 0 if it is earlier.
fn seconds(from: Timestamp, to: Timestamp) -> u64 {
    u64::try_from(to.0.saturating_sub(from.0) / 1000).unwrap_or(0)
}

fn later(time: Timestamp, seconds: u64) -> Timestamp {
    Timestamp(time.0.saturating_add(i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000)))
}
