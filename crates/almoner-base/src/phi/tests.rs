use super::*;

#[test]
fn debug_shows_nothing_of_the_content() {
    assert_eq!(format!("{:?} {:#?}", Phi::new("Ann Example"), Phi::new(4711)), "Phi(..) Phi(..)");
}
