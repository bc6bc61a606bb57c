//! What must not compile.

// ASVS 8.3.1
#[test]
fn a_permit_is_neither_built_by_hand_nor_sent_elsewhere() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/it/compile_fail/permit_by_hand.rs");
    cases.compile_fail("tests/it/compile_fail/permit_sent_elsewhere.rs");
}
