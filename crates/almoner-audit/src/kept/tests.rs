use almoner_base::{FixedClock, Timestamp};
use almoner_crypto::{SigningKey, random_u64};

use super::*;
use crate::{Action, Entry, Role};

fn folder() -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("almoner-kept-{:016x}", random_u64().unwrap()));
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn key() -> SigningKey {
    SigningKey::from_seed(&almoner_base::Secret::new([7; 32])).unwrap()
}

fn open(folder: &Path) -> Result<Log, Error> {
    at(folder, Timestamp(0))
}

fn at(folder: &Path, time: Timestamp) -> Result<Log, Error> {
    let clock: Arc<dyn Clock> = Arc::new(FixedClock(time));
    open_kept(folder, &|| Ok(key()), "test/log", &clock, Service::new(Role::Phi, "1.2.3"))
}

fn run(folder: &Path) {
    let log = open(folder).unwrap();
    log.append(&Entry::by_service(Role::Phi, Action::RoleStarted)).unwrap();
    keep_head(folder, &log).unwrap();
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn a_log_that_was_thrown_away_is_not_begun_anew() {
    let folder = folder();
    run(&folder);
    fs::remove_dir_all(folder.join("audit")).unwrap();
    assert!(matches!(open(&folder), Err(Error::Gone)));
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_log_that_was_rolled_back_is_refused() {
    let folder = folder();
    run(&folder);
    copy(&folder.join("audit"), &folder.join("old"));
    run(&folder);
    fs::remove_dir_all(folder.join("audit")).unwrap();
    fs::rename(folder.join("old"), folder.join("audit")).unwrap();
    assert!(matches!(open(&folder), Err(Error::RolledBack)));
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_missing_head_is_refused() {
    let folder = folder();
    run(&folder);
    fs::remove_file(folder.join("audit.head")).unwrap();
    assert!(matches!(open(&folder), Err(Error::RolledBack)));
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_log_that_went_on_after_its_head_opens() {
    let folder = folder();
    run(&folder);
    let log = open(&folder).unwrap();
    log.append(&Entry::by_service(Role::Phi, Action::RoleStarted)).unwrap();
    drop(log);
    assert!(open(&folder).is_ok());
    fs::remove_dir_all(folder).unwrap();
}

/// The middle of 1971, when all else here happens in 1970.
const NEXT_YEAR: Timestamp = Timestamp(550 * 86_400_000);

#[test]
fn a_head_of_the_year_before_holds_that_years_log() {
    let folder = folder();
    run(&folder);
    copy(&folder.join("audit"), &folder.join("old"));
    run(&folder);
    // The first start of the new year, killed before it kept a head.
    drop(at(&folder, NEXT_YEAR).unwrap());
    let log = at(&folder, NEXT_YEAR).unwrap();
    assert_eq!(log.origin(), "test/log/1971");
    let keys = fs::read_to_string(folder.join("audit.vkey")).unwrap();
    assert_eq!(
        keys.lines().map(|key| key.split('+').next().unwrap()).collect::<Vec<_>>(),
        ["test/log/1970", "test/log/1971"]
    );
    drop(log);
    fs::remove_dir_all(folder.join("audit")).unwrap();
    fs::rename(folder.join("old"), folder.join("audit")).unwrap();
    assert!(matches!(at(&folder, NEXT_YEAR), Err(Error::RolledBack)));
    fs::remove_dir_all(folder).unwrap();
}
