use super::*;

#[test]
fn a_run_is_read_by_rank_and_not_by_line() {
    let run = "7 Q0 NCT2 2 0.5 almoner\n7 Q0 NCT1 1 0.9 almoner\n8 Q0 NCT3 1 0.1 almoner\n";
    let ranked = read_run(run);
    assert_eq!(ranked["7"], ["NCT1", "NCT2"]);
    assert_eq!(ranked["8"], ["NCT3"]);
}
