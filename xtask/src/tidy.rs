//! House rules that a compiler does not know: heads on files, their length, no path of a machine in the repository, and lists of
//! versioned sources that hold every file of the modules they name.

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
        if rust && text.contains("content_version") {
            findings.extend(unversioned(&path, &text));
        }
    }
    findings
}

/// Where a version is the hash of sources, every file of a module that the list names is in it: a rule that changed under the same
/// version would make old verdicts look like new ones.
fn unversioned(path: &Path, text: &str) -> Vec<String> {
    let Some(folder) = path.parent() else { return Vec::new() };
    let listed = |text: &str| -> Vec<PathBuf> {
        let names = text.split("include_bytes!(\"").skip(1).filter_map(|rest| rest.split('"').next());
        names.filter(|name| name.ends_with(".rs") && !name.starts_with("..")).map(|name| folder.join(name)).collect()
    };
    let listed = listed(text);
    let mut files = Vec::new();
    for module in &listed {
        walk(&module.with_extension(""), &mut files);
        if let Some(beside) = module.parent().filter(|beside| *beside != folder) {
            walk(beside, &mut files);
        }
    }
    files.sort();
    files.dedup();
    let test = |file: &Path| file.components().any(|part| part.as_os_str() == "tests" || part.as_os_str() == "tests.rs");
    let missing = files.iter().filter(|file| !test(file) && !listed.contains(file));
    missing.map(|file| format!("{}: its version leaves out {}", path.display(), file.display())).collect()
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
