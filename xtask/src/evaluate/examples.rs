//! What no verb tells: scorers and measurements that the crates keep as examples.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Ground, Outcome};

const ASSERTIONS: &str = "nlp/negex-dev.tsv";
const ABSTRACTS: &str = "nlp/bc5cdr";
const ENTITIES: &str = "chia";
const TAGGED: &str = "facebook-parser/test_processed_medical_ner.tsv";
const VARIABLES: &str = "facebook-parser/variables.csv";
const INTERCHANGE: &str = "conformance";
const ORACLE: &str = "ten_million_trees_have_the_verdict_of_the_oracle";
const TRIALS: &str = "trials/trials.jsonl.gz";

/// Patients and trials of a screening.
const PATIENTS: &str = "1000000";
const COUNT: &str = "1000";

/// The extractor's own scorer.
pub(super) fn assertion(ground: &Ground) -> Result<Outcome, String> {
    let Some(path) = ground.data(ASSERTIONS) else { return Ok(Outcome::Absent(ASSERTIONS)) };
    let said = example("almoner-nlp", "assertion_eval", &[path])?;
    Ok(told("almoner-nlp", "assertion_eval -- FILE", "sentences with one marked condition each", &said))
}

/// The tagger, taught and measured on abstracts.
pub(super) fn abstracts(ground: &Ground) -> Result<Outcome, String> {
    let Some(path) = ground.data(ABSTRACTS) else { return Ok(Outcome::Absent(ABSTRACTS)) };
    let said = example("almoner-nlp", "entities_eval", &[path])?;
    let what = "learnt from the set's training part, measured on its development part, whole mentions with their type; the weights \
                are not kept: the product's own tagger has the same features and is trained on synthetic notes alone";
    Ok(told("almoner-nlp", "entities_eval -- FOLDER", what, &said))
}

/// Names in synthetic notes by templates that the tagger has not seen.
pub(super) fn facts(_: &Ground) -> Result<Outcome, String> {
    let said = example("almoner-nlp", "facts_eval", &[])?;
    let what = "names in synthetic notes of the held-out templates, each byte and the kind right; the templates are dense in what a \
                dictionary can not tell (doubtful abbreviations, slips, unlisted diseases and drugs, look-alikes), so the figures \
                compare readers and do not tell how often ordinary notes are read rightly";
    Ok(told("almoner-nlp", "facts_eval", what, &said))
}

/// Entities, negation and values of annotated eligibility text.
pub(super) fn entities(ground: &Ground) -> Result<Outcome, String> {
    let Some(path) = ground.data(ENTITIES) else { return Ok(Outcome::Absent(ENTITIES)) };
    let said = example("almoner-trials", "chia_eval", &[path])?;
    let what = "an entity is found where a question of its kind overlaps it; negation and value are scored on those that were read, \
                and not only named; logic is the share of pairs, joined in the set by its own mark of an or or an and and both \
                read, whose lowest common connective is that mark (what is left open counts as wrong; the head of the example \
                says what is left out)";
    Ok(told("almoner-trials", "chia_eval -- FOLDER", what, &said))
}

/// Variables and bounds of tagged criterion lines.
pub(super) fn bounds(ground: &Ground) -> Result<Outcome, String> {
    let (Some(lines), Some(variables)) = (ground.data(TAGGED), ground.data(VARIABLES)) else {
        return Ok(Outcome::Absent(TAGGED));
    };
    let said = example("almoner-trials", "bounds_eval", &[lines, variables])?;
    Ok(told("almoner-trials", "bounds_eval -- FILE VARIABLES", "lines with a tagged variable and a bound", &said))
}

/// Documents of other languages for trials and cohorts.
pub(super) fn interchange(ground: &Ground) -> Result<Outcome, String> {
    let Some(folder) = ground.data(INTERCHANGE) else { return Ok(Outcome::Absent(INTERCHANGE)) };
    let said = example("almoner-trials", "interchange_eval", &[folder])?;
    let what = "CTML of matchengine and cohorts of OHDSI Circe; a boolean case agrees where every assignment of its clauses does. \
                In `all_cases.json` the engine's expected paths leave out `c9`, which stands beside `g9` in one element of an `or`; here \
                both are asked. The trials are then asked of the 1,824 clinical records of the engine's tests, and the verdicts put beside \
                CTML's own meaning over the documents: its records of genes are not in the data, so a pair that hangs on a gene is open for \
                both";
    Ok(told("almoner-trials", "interchange_eval -- FOLDER", what, &said))
}

/// Random trees against an oracle.
pub(super) fn logic(_: &Ground) -> Result<Outcome, String> {
    let test = ["--package", "almoner-eligibility", "--lib", "--", "--ignored", ORACLE];
    let output = Command::new("cargo")
        .args(["test", "--release", "--quiet", "--locked"])
        .args(test)
        .output()
        .map_err(|error| format!("cargo test: {error}"))?;
    let said = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() || !said.contains("1 passed") {
        return Err(format!("{ORACLE} ended with {}", output.status));
    }
    Ok(Outcome::Measured(format!(
        "`cargo test --release -p almoner-eligibility -- --ignored {ORACLE}`: 10,000,000 random trees of and, or, not, at \
         least, if-then and except, whose leaves a made record affirms, denies, doubts or is silent about, evaluated on that record \
         and by an oracle of strong Kleene logic that follows the definitions (at least n: every choice of n): no verdict differs.\n"
    )))
}

/// A made cohort of a million patients, and real trials.
pub(super) fn screening(ground: &Ground) -> Result<Outcome, String> {
    let Some(packed) = ground.data(TRIALS) else { return Ok(Outcome::Absent(TRIALS)) };
    let trials = ground.scratch("screened.jsonl");
    unpack(&packed, &trials)?;
    let said = example("almoner-match", "screen_bench", &[PATIENTS.into(), trials, COUNT.into()])?;
    let what = "made patients of about eight facts each; seconds of processors do not count what other programs took of the machine";
    Ok(told("almoner-match", "screen_bench -- PATIENTS TRIALS COUNT", what, &said))
}

fn unpack(packed: &Path, to: &Path) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("the trials can not be unpacked: {error}");
    let mut texts = Vec::new();
    flate2::read::MultiGzDecoder::new(File::open(packed).map_err(failed)?).read_to_end(&mut texts).map_err(failed)?;
    fs::write(to, &texts).map_err(failed)
}

fn told(package: &str, command: &str, what: &str, said: &str) -> Outcome {
    let said = said.trim_end();
    Outcome::Measured(format!("`cargo run --release -p {package} --example {command}`: {what}.\n\n```text\n{said}\n```\n"))
}

/// What an example of a crate prints.
pub(super) fn example(package: &str, name: &str, arguments: &[PathBuf]) -> Result<String, String> {
    let output = Command::new("cargo")
        .args(["run", "--release", "--quiet", "--locked", "--package", package, "--example", name, "--"])
        .args(arguments)
        .output()
        .map_err(|error| format!("cargo run: {error}"))?;
    if !output.status.success() {
        return Err(format!("{name} ended with {}", output.status));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
