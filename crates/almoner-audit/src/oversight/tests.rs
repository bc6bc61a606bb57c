use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use almoner_base::Clock;

use super::*;
use crate::entry::{Action, Actor, Reason};
use crate::testing::{Folder, ORIGIN, create, entry, key};
use crate::{Service, Shards};

const NOW: Timestamp = Timestamp(1_700_000_000_000);

fn oversight() -> Oversight {
    Oversight::new(Rules::compiled_in().unwrap(), Role::Phi)
}

fn glass() -> Entry {
    Entry::by_service(Role::Phi, Action::BreakGlassGranted)
}

/// How many tasks are known, and how many of them wait.
fn known(oversight: &Oversight) -> (usize, usize) {
    let waits = |task: &&crate::alert::Task| !matches!(task.state, TaskState::Closed { .. });
    oversight.tasks(|tasks| (tasks.iter().count(), tasks.iter().filter(waits).count()))
}

#[test]
fn a_long_log_is_read_in_steps_and_each_record_once() {
    let folder = Folder::new();
    let log = create(&folder.0);
    log.append(&glass()).unwrap();
    let quiet: Vec<Entry> = (0..STEP + 5).map(entry).collect();
    log.append_batch(&quiet).unwrap();
    log.append(&glass()).unwrap();
    let first = oversight();
    assert_eq!(first.step(&log, NOW).unwrap(), (false, 0), "the end is not reached, so nothing is known to be new");
    assert_eq!(first.catch_up(&log, NOW).unwrap(), 2);
    assert_eq!(known(&first), (2, 2));
    assert_eq!(first.catch_up(&log, NOW).unwrap(), 0);
    log.append(&glass()).unwrap();
    assert_eq!(first.step(&log, NOW).unwrap(), (true, 1));
    // Whoever begins anew finds the tasks in the log and opens none.
    let again = oversight();
    assert_eq!(again.catch_up(&log, NOW).unwrap(), 0);
    assert_eq!(known(&again), (3, 3));
}

struct Set(AtomicI64);

impl Clock for Set {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }
}

#[test]
fn a_task_goes_on_over_the_turn_of_the_year() {
    let folder = Folder::new();
    let (shards, clock) = (Shards::new(&folder.0, ORIGIN), Arc::new(Set(AtomicI64::new(NOW.0))));
    let source: Arc<dyn Clock> = Arc::clone(&clock) as Arc<dyn Clock>;
    let log = shards.open(&|| Ok(key()), &source, Service::new(Role::Phi, "1.2.3")).unwrap();
    log.append(&glass()).unwrap();
    let standing = oversight();
    assert_eq!(standing.catch_up(&log, source.now()).unwrap(), 1);
    // A second before the year ends, and a second after.
    clock.0.store(1_704_067_199_000, Ordering::Relaxed);
    log.append(&entry(1)).unwrap();
    clock.0.store(1_704_067_201_000, Ordering::Relaxed);
    log.tick().unwrap();
    assert_eq!(log.origin(), shards.origin(2024));
    let task = standing.tasks(|tasks| tasks.iter().next().cloned()).unwrap();
    let by = OpaqueId::from_bytes([7; 16]);
    log.append(&task.assign(by, Actor::Service(Role::Cli)).unwrap()).unwrap();
    log.append(&task.close(by, Reason::Justified, None).unwrap()).unwrap();
    for oversight in [standing, oversight()] {
        oversight.catch_up(&log, source.now()).unwrap();
        let state = oversight.tasks(|tasks| tasks.get(task.id).map(|task| task.state));
        assert_eq!(state, Some(TaskState::Closed { by, finding: Reason::Justified }));
    }
}

#[test]
fn nothing_is_missed_or_seen_twice_while_the_log_is_written() {
    let folder = Folder::new();
    let log = create(&folder.0);
    let (oversight, over) = (oversight(), AtomicBool::new(false));
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for turn in 0..300 {
                log.append_batch(&[entry(turn), glass(), entry(turn)]).unwrap();
                if turn % 7 == 0 {
                    log.tick().unwrap();
                }
            }
            over.store(true, Ordering::Release);
        });
        while !over.load(Ordering::Acquire) {
            oversight.step(&log, NOW).unwrap();
        }
        writer.join().unwrap();
    });
    oversight.catch_up(&log, NOW).unwrap();
    let mut about: Vec<u64> = oversight.tasks(|tasks| tasks.iter().map(|task| task.about).collect());
    about.sort_unstable();
    about.dedup();
    assert_eq!((about.len(), known(&oversight).0), (300, 300));
}
