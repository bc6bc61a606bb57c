use super::*;

#[test]
fn memory_is_locked_or_it_is_said_why_not() {
    let locked = || {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find(|line| line.starts_with("VmLck:")).unwrap().to_owned();
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap()
    };
    assert_eq!(locked(), 0);
    match lock_memory() {
        MemoryLock::Locked => {
            let before = locked();
            assert!(before > 0);
            let touched = vec![1_u8; 8 << 20];
            assert!(locked() >= before + 8 * 1024, "what comes later is locked too");
            drop(touched);
        }
        MemoryLock::Limited(_) | MemoryLock::Refused => {
            println!("skipped: this user may not lock memory");
            assert_eq!(locked(), 0, "not by halves either");
        }
    }
}
