//! `cargo xtask train deid`: makes `crates/almoner-deid/data/tagger.bin` anew from the synthetic corpus.
//!
//! The work is done by an example of that crate, so that this one stays free of it. The seed and the number of notes are fixed
//! here: the same sources give the same bytes.

use std::process::Command;

const NOTES: &str = "12000";
const SEED: &str = "1";
const ROUNDS: &str = "3";
const WEIGHTS: &str = "crates/almoner-deid/data/tagger.bin";

/// Trains the tagger of the text engine.
///
/// # Errors
/// The training could not be started or did not succeed.
pub fn deid() -> Result<Vec<String>, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let arguments = ["run", "--release", "-q", "-p", "almoner-deid", "--example", "train", "--"];
    let status = Command::new(cargo).args(arguments).args([WEIGHTS, NOTES, SEED, ROUNDS]).status();
    match status {
        Ok(status) if status.success() => Ok(Vec::new()),
        Ok(status) => Err(format!("training ended with {status}")),
        Err(error) => Err(format!("training could not be started: {error}")),
    }
}
