use super::*;

#[test]
fn the_tables_of_the_release_are_valid() {
    if let Err(error) = Terms::parse(&BUILTIN, BUILTIN_UNITS) {
        panic!("{error}");
    }
}
