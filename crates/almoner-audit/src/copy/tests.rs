use std::cell::RefCell;
use std::os::unix::fs::PermissionsExt;
use std::sync::atomic::{AtomicBool, Ordering};

use super::*;
use crate::error::DefectCode;
use crate::testing::{Folder, ORIGIN, create, entry, files, open, public};
use crate::verify_copy;

const UNTIL: Timestamp = Timestamp(1_900_000_000_000);

fn copy_to(log: &Folder, copy: &WriteOnceFolder) -> Result<Copied, CopyError> {
    copy_log(&log.0, ORIGIN, &public(), copy.entries(), UNTIL, copy)
}

fn target() -> (Folder, WriteOnceFolder) {
    let folder = Folder::new();
    let copy = WriteOnceFolder(folder.0.clone());
    (folder, copy)
}

#[test]
fn a_copy_grows_with_its_log_and_verifies_at_each_step() {
    let (log, (_kept, copy)) = (Folder::new(), target());
    drop(create(&log.0));
    let mut added = 0_u64;
    for more in [3_u64, 252, 1, 300, 66_000] {
        let open = open(&log.0).unwrap();
        open.append_batch(&(0..more).map(entry).collect::<Vec<_>>()).unwrap();
        open.close().unwrap();
        added += more;
        let done = copy_to(&log, &copy).unwrap();
        assert_eq!(done.entries, added);
        assert_eq!(verify_copy(&copy.0, ORIGIN, &public()).unwrap().head.size, added);
    }
    assert_eq!(copy_to(&log, &copy).unwrap(), Copied { entries: added, files: 0, bytes: 0 }, "there is nothing new");
}

#[test]
fn only_what_the_store_lacks_is_put_and_the_checkpoint_comes_last() {
    struct Names(RefCell<Vec<String>>);
    impl WriteOnce for Names {
        fn put(&self, name: &str, _bytes: &[u8], until: Timestamp) -> Result<bool, Error> {
            assert_eq!(until, UNTIL);
            self.0.borrow_mut().push(name.to_owned());
            Ok(true)
        }
    }
    let log = Folder::with_log(600);
    let names = Names(RefCell::default());
    copy_log(&log.0, ORIGIN, &public(), 300, UNTIL, &names).unwrap();
    // 300 entries are one full bundle; the second was partial then, and is full now.
    let put =
        ["tile/entries/001", "tile/entries/002.p/88", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2", "checkpoint.600"];
    assert_eq!(*names.0.borrow(), put);
}

#[test]
fn files_of_a_copy_are_read_only_and_are_never_replaced() {
    let (log, (kept, copy)) = (Folder::with_log(5), target());
    copy_to(&log, &copy).unwrap();
    for (name, _) in files(&kept.0) {
        assert_eq!(fs::metadata(kept.0.join(&name)).unwrap().permissions().mode() & 0o777, 0o400, "{name}");
    }
    let other = copy.put("checkpoint.5", b"other", UNTIL);
    assert!(matches!(other, Err(Error::Damaged(defect)) if defect == Defect::new("checkpoint.5", None, DefectCode::Forked)));
    assert_eq!(fs::read(kept.0.join("checkpoint.5")).unwrap(), fs::read(log.0.join("checkpoint")).unwrap());
}

#[test]
fn every_changed_byte_and_every_missing_or_foreign_file_of_a_copy_is_found() {
    let (log, (kept, copy)) = (Folder::with_log(3), target());
    copy_to(&log, &copy).unwrap();
    let again = open(&log.0).unwrap();
    again.append(&entry(9)).unwrap();
    again.close().unwrap();
    copy_to(&log, &copy).unwrap();
    let verify = || verify_copy(&kept.0, ORIGIN, &public());
    verify().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = kept.0.join(name);
        let _ = fs::remove_file(&path);
        fs::write(path, bytes).unwrap();
    };
    for (name, bytes) in files(&kept.0) {
        for at in 0..bytes.len() {
            let mut altered = bytes.clone();
            altered[at] ^= 1 << (at % 8);
            write(&name, &altered);
            assert!(verify().is_err(), "byte {at} of {name}");
        }
        write(&name, &bytes);
    }
    verify().unwrap();
    write("checkpoint.x", b"");
    assert_eq!(verify().unwrap_err(), [Defect::new("checkpoint.x", None, DefectCode::Unexpected)]);
    fs::remove_file(kept.0.join("checkpoint.x")).unwrap();
    fs::remove_file(kept.0.join("tile/entries/000.p/4")).unwrap();
    assert!(verify().unwrap_err().contains(&Defect::new("tile/entries/000.p/4", None, DefectCode::Missing)));
}

#[test]
fn a_copy_of_one_log_is_not_continued_with_another() {
    let ((kept, copy), first) = (target(), Folder::with_log(3));
    copy_to(&first, &copy).unwrap();
    let second = Folder::new();
    let log = create(&second.0);
    log.append_batch(&(50..60).map(entry).collect::<Vec<_>>()).unwrap();
    log.close().unwrap();
    copy_to(&second, &copy).unwrap();
    let defects = verify_copy(&kept.0, ORIGIN, &public()).unwrap_err();
    assert!(defects.contains(&Defect::new("checkpoint.3", None, DefectCode::Forked)), "{defects:?}");
}

#[test]
fn a_log_that_was_altered_is_not_copied() {
    let (log, (kept, copy)) = (Folder::with_log(300), target());
    let path = log.0.join("tile/entries/000");
    let mut bytes = fs::read(&path).unwrap();
    bytes[100] ^= 1;
    fs::write(&path, bytes).unwrap();
    assert!(matches!(copy_to(&log, &copy), Err(CopyError::NotSound(_))));
    assert!(!kept.0.exists());
}

#[test]
fn a_log_can_be_copied_while_it_is_written_to() {
    let (folder, (kept, copy)) = (Folder::new(), target());
    let log = create(&folder.0);
    log.append(&entry(0)).unwrap();
    log.checkpoint().unwrap();
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::SeqCst) {
                log.append_batch(&[entry(1), entry(2)]).unwrap();
                log.tick().unwrap();
            }
        });
        // A log that goes on faster than it can be copied is left for later.
        let copied = (0..20).filter(|_| copy_to(&folder, &copy).is_ok()).count();
        stop.store(true, Ordering::SeqCst);
        println!("{copied} of 20");
    });
    copy_to(&folder, &copy).unwrap();
    assert_eq!(verify_copy(&kept.0, ORIGIN, &public()).unwrap().head.size, copy.entries());
}
