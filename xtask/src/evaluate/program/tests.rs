use super::*;

#[test]
fn memory_is_that_of_the_process_and_its_descendants() {
    let seen = |parent, peak, resident| Seen { parent, peak, resident };
    let found = BTreeMap::from([
        (1, seen(0, 9000, 9000)),
        (10, seen(1, 50, 40)),
        (11, seen(10, 300, 200)),
        (12, seen(11, 20, 10)),
        (13, seen(1, 7000, 7000)),
    ]);
    assert_eq!(tree(10, &found), Memory { largest: 300, together: 250 });
}

#[test]
fn a_process_status_is_read_in_the_kernels_form() {
    let seen = Seen::parse("Name:\talmoner\nPPid:\t17\nVmHWM:\t    2048 kB\nVmRSS:\t    1024 kB\n");
    assert_eq!((seen.parent, seen.peak, seen.resident), (17, 2048, 1024));
}

#[test]
fn lines_are_handed_on_one_by_one_and_the_last_needs_no_end() {
    let mut heard = Vec::new();
    each_line(&b"a\n\nbc"[..], &mut |line| heard.push(String::from_utf8_lossy(line).into_owned())).unwrap();
    assert_eq!(heard, ["a\n", "\n", "bc"]);
}
