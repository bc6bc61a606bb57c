//! `cargo xtask train deid`: makes `crates/almoner-deid/data/tagger.bin` anew from the synthetic corpus.
//!
//! The work is done by an example of that crate, so that this one stays free of it. The seed and the number of notes are fixed
//! here: the same sources give the same bytes.

use std::fs;
use std::path::Path;
use std::process::Command;

const NOTES: &str = "120000";
const SEED: &str = "1";
const ROUNDS: &str = "4";
const WEIGHTS: &str = "crates/almoner-deid/data/tagger.bin";

/// Trains the tagger of the text engine; with `check` it leaves the weights as they are, and finds fault where training again does
/// not give the same bytes.
///
/// # Errors
/// The training could not be started or did not succeed, or a file can not be read.
pub fn deid(check: bool) -> Result<Vec<String>, String> {
    let fresh = check.then(|| std::env::temp_dir().join(format!("almoner-weights-{}", std::process::id())));
    let out = fresh.clone().unwrap_or_else(|| WEIGHTS.into());
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["run", "--release", "-q", "-p", "almoner-deid", "--example", "train", "--"])
        .arg(&out)
        .args([NOTES, SEED, ROUNDS])
        .status()
        .map_err(|error| format!("training could not be started: {error}"))?;
    if !status.success() {
        return Err(format!("training ended with {status}"));
    }
    let Some(fresh) = fresh else { return Ok(Vec::new()) };
    let read = |path: &Path| fs::read(path).map_err(|error| format!("{}: {error}", path.display()));
    let same = read(&fresh)? == read(Path::new(WEIGHTS))?;
    fs::remove_file(&fresh).map_err(|error| format!("{}: {error}", fresh.display()))?;
    Ok(if same { Vec::new() } else { vec![format!("{WEIGHTS} is not what training gives; run `cargo xtask train deid`")] })
}
