//! `cargo xtask train deid|facts`: makes the weights that ship anew from synthetic notes.
//!
//! The work is done by examples of the crates that use them, so that this one stays free of it. The seed and the number of notes
//! are fixed here: the same sources give the same bytes.

use std::fs;
use std::path::Path;
use std::process::Command;

/// A tagger that ships.
pub struct Tagger {
    name: &'static str,
    package: &'static str,
    example: &'static str,
    weights: &'static str,
    /// Notes, seed, rounds.
    size: [&'static str; 3],
}

/// What of a text identifies somebody.
pub const DEID: Tagger = Tagger {
    name: "deid",
    package: "almoner-deid",
    example: "train",
    weights: "crates/almoner-deid/data/tagger.bin",
    size: ["120000", "1", "4"],
};

/// What a note names.
pub const FACTS: Tagger = Tagger {
    name: "facts",
    package: "almoner-nlp",
    example: "train_facts",
    weights: "crates/almoner-nlp/data/mentions.bin",
    size: ["20000", "1", "5"],
};

/// Trains a tagger; with `check` it leaves the weights as they are, and finds fault where training again does not give the same
/// bytes.
///
/// # Errors
/// The training could not be started or did not succeed, or a file can not be read.
pub fn run(tagger: &Tagger, check: bool) -> Result<Vec<String>, String> {
    let Tagger { name, package, example, weights, size } = tagger;
    let fresh = check.then(|| std::env::temp_dir().join(format!("almoner-weights-{name}-{}", std::process::id())));
    let out = fresh.clone().unwrap_or_else(|| weights.into());
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["run", "--release", "-q", "-p", package, "--example", example, "--"])
        .arg(&out)
        .args(size)
        .status()
        .map_err(|error| format!("training could not be started: {error}"))?;
    if !status.success() {
        return Err(format!("training ended with {status}"));
    }
    let Some(fresh) = fresh else { return Ok(Vec::new()) };
    let read = |path: &Path| fs::read(path).map_err(|error| format!("{}: {error}", path.display()));
    let same = read(&fresh)? == read(Path::new(weights))?;
    fs::remove_file(&fresh).map_err(|error| format!("{}: {error}", fresh.display()))?;
    Ok(if same { Vec::new() } else { vec![format!("{weights} is not what training gives; run `cargo xtask train {name}`")] })
}
