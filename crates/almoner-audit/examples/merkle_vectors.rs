//! Runs proof vectors in the form of the transparency-dev collection: `cargo run --example merkle_vectors -- FOLDER`, where
//! FOLDER holds `inclusion` and `consistency`. Vectors for subtree proofs, which this crate does not offer, are counted.
#![expect(clippy::print_stdout, reason = "an example reports on standard output")]

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use almoner_audit::{Hash, verify_consistency, verify_inclusion};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("usage: merkle_vectors FOLDER")?);
    let mut all_as_expected = true;
    for (kind, check) in [("inclusion", inclusion as fn(&Value) -> Option<bool>), ("consistency", consistency)] {
        let (mut fine, mut wrong) = (0, 0);
        for file in files(&folder.join(kind))? {
            let case: Value = serde_json::from_slice(&fs::read(&file)?)?;
            // What is not even a proof (hashes of another length, negative numbers) is not accepted.
            let accepted = check(&case).unwrap_or(false);
            if accepted == (case.get("wantErr") == Some(&Value::Bool(false))) {
                fine += 1;
            } else {
                wrong += 1;
                println!("{}: accepted = {accepted}", file.display());
            }
        }
        println!("{kind}: {fine} as expected, {wrong} not");
        all_as_expected &= wrong == 0 && fine > 0;
    }
    for kind in ["subtreeinclusion", "subtreeconsistency"] {
        println!("{kind}: {} not applicable", files(&folder.join(kind))?.len());
    }
    Ok(if all_as_expected { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn inclusion(case: &Value) -> Option<bool> {
    let (index, size) = (case["leafIdx"].as_u64()?, case["treeSize"].as_u64()?);
    Some(verify_inclusion(&hash(&case["leafHash"])?, index, size, &path(case)?, &root(&case["root"])?))
}

fn consistency(case: &Value) -> Option<bool> {
    let (old, new) = (case["size1"].as_u64()?, case["size2"].as_u64()?);
    Some(verify_consistency(old, new, &path(case)?, &root(&case["root1"])?, &root(&case["root2"])?))
}

fn path(case: &Value) -> Option<Vec<Hash>> {
    case["proof"].as_array().map_or(Some(Vec::new()), |hashes| hashes.iter().map(hash).collect())
}

/// A root; where a vector has a text in its place, since any root would do, its hash stands for it.
fn root(value: &Value) -> Option<Hash> {
    hash(value).or_else(|| Some(almoner_crypto::sha256(&STANDARD.decode(value.as_str()?).ok()?)))
}

fn hash(value: &Value) -> Option<Hash> {
    STANDARD.decode(value.as_str()?).ok()?.try_into().ok()
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, std::io::Error> {
    let mut found = Vec::new();
    for item in fs::read_dir(folder)? {
        let path = item?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            found.push(path);
        }
    }
    Ok(found)
}
