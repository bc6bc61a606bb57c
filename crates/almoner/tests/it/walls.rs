//! What must not compile.

#[test]
fn the_walls_do_not_compile_when_crossed() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/walls/*.rs");
}
