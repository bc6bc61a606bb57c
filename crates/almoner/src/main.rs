//! Argument parsing, one match, start.
fn main() {}
