//! `docs/reference/asvs.md`: how each requirement of OWASP ASVS 5.0, levels 1 and 2, is met.
//!
//! A test that proves a requirement says so in the line above it, `// ASVS 6.2.1, 6.2.2`; these lines are read from all crates
//! and from the tests of the web application. A
//! requirement without a test has one of three answers in `asvs.tsv`: why it does not apply, where the design meets it, or what is
//! missing. The words of the standard are not repeated (it is under CC BY-SA); look a number up there. An unknown number, one that is
//! missing, or one with both a test and an answer fails.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const ANSWERS: &str = include_str!("asvs.tsv");
/// Levels 1 and 2 of version 5.0.0 have so many requirements.
const REQUIREMENTS: usize = 253;
const MARK: &str = "// ASVS ";

/// The chapters, in words of our own.
const CHAPTERS: [&str; 17] = [
    "Encoding and sanitizing",
    "Validation and business logic",
    "Web front end",
    "APIs and web services",
    "Files",
    "Authentication",
    "Sessions",
    "Authorization",
    "Self-contained tokens",
    "OAuth and OpenID Connect",
    "Cryptography",
    "Secure communication",
    "Configuration",
    "Protection of data",
    "Code and architecture",
    "Logging and errors",
    "WebRTC",
];

/// A number such as 6.2.10, in its order.
type Number = (u8, u8, u8);

/// A test that says that it proves a requirement.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Proof {
    path: String,
    test: String,
}

#[derive(Debug)]
struct Requirement<'a> {
    level: &'a str,
    words: &'a str,
    answer: &'a str,
}

/// The document.
pub fn document() -> Result<String, String> {
    let mut files = Vec::new();
    for folder in ["crates", "web/test", "web/e2e"] {
        walk(Path::new(folder), &mut files)?;
    }
    let mut proofs: BTreeMap<Number, Vec<Proof>> = BTreeMap::new();
    for path in files {
        let name = path.display().to_string();
        let text = fs::read_to_string(&path).map_err(|error| format!("{name}: {error}"))?;
        for (number, test) in annotations(&name, &text)? {
            proofs.entry(number).or_default().push(Proof { path: name.clone(), test });
        }
    }
    let requirements = read(ANSWERS)?;
    if requirements.len() != REQUIREMENTS {
        return Err(format!("xtask/src/asvs.tsv: has {} requirements, expected {REQUIREMENTS}", requirements.len()));
    }
    write(&requirements, &proofs)
}

/// The numbers that the tests of a file name, each with the name of its test.
fn annotations(path: &str, text: &str) -> Result<Vec<(Number, String)>, String> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some(numbers) = line.strip_prefix(MARK) else { continue };
        let place = format!("{path}:{}", at + 1);
        let mut after = lines.iter().skip(at + 1);
        let next = after.next().copied().unwrap_or_default();
        // In the web application: `it("is said in words", ...`.
        let said = next.strip_prefix("it(\"").and_then(|rest| rest.split_once('"'));
        if said.is_none() && !["#[test]", "#[tokio::test", "#[test_case"].iter().any(|known| next.starts_with(known)) {
            return Err(format!("{place}: `{line}` does not stand above a test"));
        }
        let name = after.find_map(|line| line.strip_prefix("fn ").or_else(|| line.strip_prefix("async fn ")));
        let named = said.or_else(|| name.and_then(|rest| rest.split_once('(')));
        let (test, _) = named.ok_or_else(|| format!("{place}: no test follows"))?;
        for text in numbers.split(", ") {
            let number = number(text).ok_or_else(|| format!("{place}: `{text}` is no number of ASVS"))?;
            found.push((number, test.to_owned()));
        }
    }
    Ok(found)
}

/// The lines of `asvs.tsv`: number, level, what is asked in a few words, and an answer where there is no test.
fn read(table: &str) -> Result<BTreeMap<Number, Requirement<'_>>, String> {
    let mut requirements = BTreeMap::new();
    for line in table.lines().skip(1) {
        let wrong = || format!("xtask/src/asvs.tsv: `{line}` has another form");
        let [id, level, words, answer] = *line.split('\t').collect::<Vec<_>>().as_slice() else { return Err(wrong()) };
        let known = ["n/a: ", "design: ", "open: "].iter().any(|kind| answer.starts_with(kind));
        if !matches!(level, "1" | "2") || words.is_empty() || !(answer.is_empty() || known) {
            return Err(wrong());
        }
        let number = number(id).ok_or_else(wrong)?;
        if requirements.insert(number, Requirement { level, words, answer }).is_some() {
            return Err(format!("xtask/src/asvs.tsv: {id} comes twice"));
        }
    }
    Ok(requirements)
}

fn write(requirements: &BTreeMap<Number, Requirement<'_>>, proofs: &BTreeMap<Number, Vec<Proof>>) -> Result<String, String> {
    if let Some((number, proof)) =
        proofs.iter().find_map(|(number, all)| Some((number, all.first()?)).filter(|_| !requirements.contains_key(number)))
    {
        let Proof { path, test } = proof;
        return Err(format!("{path}: `{test}` names {}, which is none of levels 1 and 2", shown(*number)));
    }
    let mut rows = String::new();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut chapter = 0;
    for (number, requirement) in requirements {
        let Requirement { level, words, answer } = requirement;
        let id = shown(*number);
        let told = match (proofs.get(number), answer.split_once(": ")) {
            (Some(tests), None) => {
                *counts.entry("test").or_default() += 1;
                let links = tests.iter().map(|Proof { path, test }| format!("[`{test}`](../../{path})"));
                links.collect::<Vec<_>>().join(", ")
            }
            (None, Some((kind, text))) => {
                *counts.entry(kind).or_default() += 1;
                format!("{}: {text}", if kind == "n/a" { "does not apply" } else { kind })
            }
            (Some(_), Some(_)) => return Err(format!("xtask/src/asvs.tsv: {id} has a test and needs no answer")),
            (None, None) => return Err(format!("xtask/src/asvs.tsv: {id} has neither a test nor an answer")),
        };
        if number.0 != chapter {
            chapter = number.0;
            let name = usize::from(chapter).checked_sub(1).and_then(|at| CHAPTERS.get(at)).unwrap_or(&"");
            rows.push_str(&format!("\n## {chapter}. {name}\n\n| id | level | what | how |\n|---|---|---|---|\n"));
        }
        rows.push_str(&format!("| {id} | {level} | {words} | {told} |\n"));
    }
    let count = |kind| counts.get(kind).copied().unwrap_or(0);
    Ok(format!(
        "# OWASP ASVS 5.0, levels 1 and 2\n\n\
         Generated by `cargo xtask codegen` from `xtask/src/asvs.tsv` and from the lines `// ASVS ...` above tests. What a requirement\n\
         asks is told here in a few words of our own; its text is in the [standard](https://github.com/OWASP/ASVS).\n\n\
         A test proves what it is linked for, in the part of the product that it tests. `open` means: not there, or not proven. Nobody\n\
         from outside has assessed this list.\n\n\
         | of {} requirements | |\n|---|---|\n| proven by a test | {} |\n| met by design, no test | {} |\n| open | {} |\n| do not apply | {} |\n{rows}",
        requirements.len(),
        count("test"),
        count("design"),
        count("open"),
        count("n/a"),
    ))
}

fn number(text: &str) -> Option<Number> {
    let parts: Vec<u8> = text.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let [chapter, section, requirement] = *parts.as_slice() else { return None };
    let number = (chapter, section, requirement);
    (shown(number) == text).then_some(number)
}

fn shown((chapter, section, requirement): Number) -> String {
    format!("{chapter}.{section}.{requirement}")
}

/// All files of Rust and TypeScript below a folder, in the order of their names.
fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    let entries = fs::read_dir(folder).map_err(failed)?.collect::<Result<Vec<_>, _>>().map_err(failed)?;
    let mut paths: Vec<PathBuf> = entries.iter().map(fs::DirEntry::path).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            walk(&path, files)?;
        } else if path.extension().is_some_and(|extension| ["rs", "ts", "tsx"].iter().any(|known| extension == *known)) {
            files.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
