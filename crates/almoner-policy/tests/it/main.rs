//! What must not compile.

#[test]
fn a_permit_cannot_be_built_by_hand() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/it/compile_fail/permit_by_hand.rs");
}
