//! `almoner sample`: a synthetic hospital in a folder.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use almoner_sample::{Options, TemplateSet};
use miette::{IntoDiagnostic, Result};
use serde_json::json;

use crate::cli::Common;
use crate::failure::{Exit, fail};
use crate::show;

pub(crate) fn run(common: &Common, patients: u32, seed: u64, out: &Path) -> Result<ExitCode> {
    let files = write(patients, seed, out)?;
    if common.json {
        show::json(&json!({ "patients": patients, "seed": seed, "files": files }));
    } else {
        show::line(&format!("{patients} synthetic patients in {} files (seed {seed}); all of it is invented", files));
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes the hospital and gives the number of files.
pub(crate) fn write(patients: u32, seed: u64, out: &Path) -> Result<usize> {
    if out.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(fail(Exit::Usage, "folder-not-empty", "the output folder is not empty")
            .with_hint("name a folder that does not exist yet"));
    }
    std::fs::create_dir_all(out).into_diagnostic()?;
    let mut files = std::collections::HashMap::new();
    let options = Options { patients, seed, templates: TemplateSet::default() };
    almoner_sample::generate(&options, &mut |path, bytes| append(&mut files, out, path, bytes)).into_diagnostic()?;
    for file in files.values_mut() {
        file.flush().into_diagnostic()?;
    }
    Ok(files.len())
}

fn append(
    files: &mut std::collections::HashMap<String, std::io::BufWriter<std::fs::File>>,
    out: &Path,
    path: &str,
    bytes: &[u8],
) -> std::io::Result<()> {
    if !files.contains_key(path) {
        let place = out.join(path);
        if let Some(folder) = place.parent() {
            std::fs::create_dir_all(folder)?;
        }
        files.insert(path.to_owned(), std::io::BufWriter::new(std::fs::File::create(place)?));
    }
    match files.get_mut(path) {
        Some(file) => file.write_all(bytes),
        None => Ok(()),
    }
}
