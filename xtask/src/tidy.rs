//! House rules that a compiler does not know: heads on files, their length, and no path of a machine in the repository.

use std::fs;
use std::path::{Path, PathBuf};

/// Longer than this wants a reason.
const LONGEST: usize = 1000;
const SKIP: &[&str] = &["target", ".git", "node_modules"];

pub fn check() -> Vec<String> {
    let mut files = Vec::new();
    walk(Path::new("."), &mut files);
    let mut findings = Vec::new();
    for path in files {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let name = path.display().to_string();
        let rust = path.extension().is_some_and(|extension| extension == "rs");
        if rust && name.contains("/src/") && !name.ends_with("/tests.rs") && !text.starts_with("//!") {
            findings.push(format!("{name}: has no `//!` head that says what the file is for"));
        }
        if rust && text.lines().count() > LONGEST {
            findings.push(format!("{name}: is longer than {LONGEST} lines"));
        }
        for root in ["root", "work", "farm", "var/tmp"] {
            if text.contains(&format!(" /{root}/")) || text.contains(&format!("\"/{root}/")) {
                findings.push(format!("{name}: names a path of a machine"));
            }
        }
        if text.contains(" \n") && rust {
            findings.push(format!("{name}: has trailing spaces"));
        }
    }
    findings
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if SKIP.iter().any(|skip| name == *skip) {
            continue;
        }
        if path.is_dir() {
            walk(&path, files);
        } else if path
            .extension()
            .is_some_and(|extension| ["rs", "md", "toml", "sh"].iter().any(|known| extension == *known))
        {
            files.push(path);
        }
    }
}
