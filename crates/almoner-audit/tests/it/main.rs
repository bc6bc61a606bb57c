//! The log as its users meet it: killed, starved of disk, watched by a witness, read by somebody else's program.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "tests fail by panicking, and these wait for other processes"
)]

mod crash;
mod python;
mod room;
mod tamper;
mod witness;
