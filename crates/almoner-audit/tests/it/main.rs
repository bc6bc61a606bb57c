//! The log as its users meet it: killed, starved of disk, watched by a witness, read by somebody else's program.

mod crash;
mod python;
mod room;
mod tamper;
mod witness;
