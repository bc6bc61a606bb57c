use std::sync::atomic::{AtomicI64, Ordering};

use super::*;
use crate::ShardProver;
use crate::testing::{Folder, ORIGIN, entry, key, public};

/// A clock that the test sets.
#[derive(Default)]
struct Set(AtomicI64);

impl Clock for Set {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }
}

/// Shards of 2026 to `last`, three entries of work each, and the open log of the last.
fn years(folder: &Folder, last: u16) -> (Shards, Log, Timestamp) {
    let shards = Shards::new(&folder.0, ORIGIN);
    let clock = Arc::new(Set::default());
    let source: Arc<dyn Clock> = Arc::clone(&clock) as Arc<dyn Clock>;
    let mut open = None;
    for year in 2026..=last {
        drop(open.take());
        // The first of February of each year, leap days or not.
        clock.0.store(1_769_904_000_000 + i64::from(year - 2026) * 31_557_600_000, Ordering::Relaxed);
        let log = shards.open(&|| Ok(key()), &source, service()).unwrap();
        log.append_batch(&[entry(1), entry(2), entry(3)]).unwrap();
        open = Some(log);
    }
    (shards, open.unwrap(), source.now())
}

fn service() -> Service {
    Service::new(Role::Phi, "1.2.3")
}

fn by() -> Entry {
    Entry::by_service(Role::Cli, Action::RoleStarted)
}

#[test]
fn each_year_has_a_log_that_follows_the_one_before() {
    let folder = Folder::new();
    let (shards, log, _) = years(&folder, 2028);
    drop(log);
    assert_eq!(shards.years().unwrap(), [2026, 2027, 2028]);
    let reports = shards.verify(&public(), None, &[]).unwrap();
    // Opened, three entries of work, closed; the last is open.
    assert_eq!(reports.iter().map(|(_, report)| report.head.size).collect::<Vec<_>>(), [5, 5, 4]);
}

#[test]
fn a_year_that_is_gone_or_exchanged_is_found() {
    let folder = Folder::new();
    let (shards, log, _) = years(&folder, 2028);
    let head = log.close().unwrap();
    fs::remove_dir_all(shards.folder(2027)).unwrap();
    let defects = shards.verify(&public(), None, &[]).unwrap_err();
    assert_eq!((defects[0].file.as_str(), defects[0].code), ("2028/tile/entries/000", DefectCode::Chain));
    // Another log of that year under the same key.
    Log::create(&shards.folder(2027), key(), &shards.origin(2027), crate::testing::clock())
        .unwrap()
        .append(&entry(9))
        .unwrap();
    let defects = shards.verify(&public(), None, &[]).unwrap_err();
    assert!(defects.iter().all(|defect| defect.code == DefectCode::Chain), "{defects:?}");
    fs::remove_dir_all(shards.folder(2028)).unwrap();
    let defects = shards.verify(&public(), Some((2028, &head)), &[]).unwrap_err();
    assert_eq!((defects[0].file.as_str(), defects[0].code), ("2028", DefectCode::Missing));
}

#[test]
fn a_crash_while_the_year_turns_closes_the_old_shard_once() {
    let folder = Folder::new();
    let (shards, log, now) = years(&folder, 2026);
    drop(log);
    let clock = Arc::new(Set::default());
    clock.0.store(now.0 + 31_557_600_000, Ordering::Relaxed);
    let clock: Arc<dyn Clock> = clock;
    shards.close(2026, &|| Ok(key()), &clock, service()).unwrap();
    // Killed here, and once more within the making of the new log.
    fs::create_dir(shards.folder(2027)).unwrap();
    drop(shards.open(&|| Ok(key()), &clock, service()).unwrap());
    let reports = shards.verify(&public(), None, &[]).unwrap();
    assert_eq!(reports.iter().map(|(year, report)| (*year, report.head.size)).collect::<Vec<_>>(), [(2026, 5), (2027, 1)]);
}

#[test]
fn a_shard_is_kept_for_six_years_after_its_own_and_as_long_as_it_is_held() {
    let folder = Folder::new();
    let (shards, log, now) = years(&folder, 2032);
    assert_eq!(shards.retire(&log, &public(), now).unwrap(), None, "in the sixth year after 2026");
    let next_year = Timestamp(now.0 + 31_557_600_000);
    let hold = OpaqueId::random().unwrap();
    shards.hold(&log, hold, 2024, 2026, &by()).unwrap();
    assert_eq!(shards.retire(&log, &public(), next_year).unwrap(), None, "held");
    fs::write(folder.0.join("holds").join(hold.to_string()), b"unreadable").unwrap();
    assert_eq!(shards.retire(&log, &public(), next_year).unwrap(), None, "a hold that can not be read holds all");
    assert!(shards.lift(&log, hold, &by()).unwrap());
    assert!(!shards.lift(&log, hold, &by()).unwrap());
    assert_eq!(shards.retire(&log, &public(), next_year).unwrap(), Some(2026));
    assert_eq!(shards.retire(&log, &public(), next_year).unwrap(), None, "2027 is not due");
    drop(log);
    assert_eq!(shards.verify(&public(), None, &[]).unwrap().len(), 6);
    let shown = Log::show(&shards.folder(2032), &shards.origin(2032), &public(), &Filter::default()).unwrap();
    let actions: Vec<Action> = shown.iter().map(|record| record.entry.action()).skip(4).collect();
    assert_eq!(actions, [Action::LegalHoldSet, Action::LegalHoldLifted, Action::ShardRetired]);
}

#[test]
fn entries_are_known_by_their_place_among_those_of_all_years() {
    let folder = Folder::new();
    let (shards, log, _) = years(&folder, 2028);
    // Five of each closed year, four of the open one.
    assert_eq!(log.entries().unwrap(), 14);
    let all = log.records(&Filter::default()).unwrap();
    assert_eq!(all.iter().map(|record| record.index).collect::<Vec<_>>(), (0..14).collect::<Vec<_>>());
    let some = Filter { from: 4, to: Some(7), ..Filter::default() };
    let some: Vec<_> = log.records(&some).unwrap().iter().map(|record| (record.index, record.entry.action())).collect();
    let (closed, opened, work) = (Action::ShardClosed, Action::ShardOpened, entry(1).action());
    assert_eq!(some, [(4, closed), (5, opened), (6, work)]);
    let prover = ShardProver::new(shards.clone(), public());
    for (index, year, place) in [(0, 2026, 0), (9, 2027, 4), (13, 2028, 3)] {
        let (proof, origin) = prover.prove(index).unwrap();
        assert_eq!((origin.as_str(), proof.index()), (shards.origin(year).as_str(), place));
        assert!(proof.verify(&origin, &public()).is_some());
        assert!(proof.verify(&shards.origin(year + 1), &public()).is_none());
    }
    assert!(matches!(prover.prove(14), Err(Error::NoEntry(14))));
    // What was retired leaves the numbers of what stays as they were.
    drop(log);
    fs::remove_dir_all(shards.folder(2026)).unwrap();
    let shards = Shards::new(&folder.0, ORIGIN);
    assert_eq!(shards.show(&public(), &Filter::default()).unwrap().first().map(|record| record.index), Some(5));
    assert!(matches!(shards.find(&public(), 4), Err(Error::NoEntry(4))));
}

#[test]
fn the_year_turns_under_those_who_append_and_nothing_is_lost_or_doubled() {
    let folder = Folder::new();
    let (shards, log, now) = years(&folder, 2026);
    drop(log);
    let clock = Arc::new(Set::default());
    clock.0.store(now.0, Ordering::Relaxed);
    let source: Arc<dyn Clock> = Arc::clone(&clock) as Arc<dyn Clock>;
    let log = shards.open(&|| Ok(key()), &source, service()).unwrap();
    let mut given: Vec<u64> = std::thread::scope(|scope| {
        let work = || (0..60).map(|_| log.append(&entry(7)).unwrap()).collect::<Vec<_>>();
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(work)).collect();
        for year in 1..=3 {
            clock.0.store(now.0 + year * 31_557_600_000, Ordering::Relaxed);
            log.tick().unwrap();
        }
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    given.sort_unstable();
    assert_eq!(log.origin(), shards.origin(2029));
    // Opened in 2026 with three entries; three turns of two entries each.
    assert_eq!(log.entries().unwrap(), 4 + 240 + 6);
    let records = log.records(&Filter::default()).unwrap();
    let work: Vec<u64> = records.iter().skip(4).filter(|r| r.entry.action() == entry(7).action()).map(|r| r.index).collect();
    assert_eq!(work, given);
    drop(log);
    assert_eq!(shards.verify(&public(), None, &[]).unwrap().len(), 4);
}

#[test]
fn a_shard_that_says_another_number_before_it_is_found() {
    let folder = Folder::new();
    let (shards, log, now) = years(&folder, 2026);
    drop(log);
    let clock: Arc<dyn Clock> = {
        let clock = Set::default();
        clock.0.store(now.0 + 31_557_600_000, Ordering::Relaxed);
        Arc::new(clock)
    };
    shards.close(2026, &|| Ok(key()), &clock, service()).unwrap();
    let head = shards.head_of(2026, &public()).unwrap();
    let next = Log::create(&shards.folder(2027), key(), &shards.origin(2027), clock).unwrap();
    next.append(&shards.opening(2027, head.size + 1).follows(2026, &head)).unwrap();
    drop(next);
    let defects = shards.verify(&public(), None, &[]).unwrap_err();
    assert_eq!((defects[0].file.as_str(), defects[0].code), ("2027/tile/entries/000", DefectCode::Chain));
}

#[test]
fn the_year_turns_once_whoever_notices_it() {
    let folder = Folder::new();
    let (shards, log, now) = years(&folder, 2026);
    drop(log);
    let clock = Arc::new(Set::default());
    clock.0.store(now.0, Ordering::Relaxed);
    let source: Arc<dyn Clock> = Arc::clone(&clock) as Arc<dyn Clock>;
    let log = shards.open(&|| Ok(key()), &source, service()).unwrap();
    for year in 1..=6 {
        clock.0.store(now.0 + year * 31_557_600_000, Ordering::Relaxed);
        std::thread::scope(|scope| {
            let tickers: Vec<_> = (0..8).map(|_| scope.spawn(|| log.tick())).collect();
            tickers.into_iter().for_each(|ticker| ticker.join().unwrap().unwrap());
        });
    }
    assert_eq!(log.entries().unwrap(), 4 + 12, "each turn writes one entry that closes and one that opens");
    drop(log);
    assert_eq!(shards.verify(&public(), None, &[]).unwrap().len(), 7);
}
