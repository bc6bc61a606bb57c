//! Runs the sample tokens of the Biscuit specification: each must be taken or refused as its authors say, by the same library
//! that [`almoner_identity::service`] stands on.
//!
//! `cargo run --release -p almoner-identity --example biscuit_samples -- FOLDER`, with `samples.json` in the folder.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "a measurement that prints")]

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use biscuit_auth::builder::{Algorithm, string};
use biscuit_auth::datalog::ExternFunc;
use biscuit_auth::{AuthorizerBuilder, AuthorizerLimits, Biscuit, PublicKey, error};
use serde_json::Value;

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap());
    let samples: Value = serde_json::from_slice(&std::fs::read(folder.join("samples.json")).unwrap()).unwrap();
    let root = PublicKey::from_bytes_hex(samples["root_public_key"].as_str().unwrap(), Algorithm::Ed25519).unwrap();
    let (mut files, mut validations, mut agree, mut taken) = (0, 0, 0, 0);
    for case in samples["testcases"].as_array().unwrap() {
        files += 1;
        let name = case["filename"].as_str().unwrap();
        let token = std::fs::read(folder.join(name)).unwrap();
        for (label, validation) in case["validations"].as_object().unwrap() {
            validations += 1;
            let result = validate(&token, root, validation["authorizer_code"].as_str().unwrap());
            taken += u32::from(result.is_ok());
            let expected = &validation["result"];
            if kind(&result) == expected_kind(expected) {
                agree += 1;
            } else {
                println!("{name} {label:?}: {:?}, expected {expected}", kind(&result));
            }
        }
    }
    println!(
        "{files} tokens, {validations} validations: {agree} as expected ({taken} taken, {} refused)",
        validations - taken
    );
}

fn validate(token: &[u8], root: PublicKey, code: &str) -> Result<usize, error::Token> {
    // Two samples of old tokens sign in the way of the first draft, which only this name still reads.
    let token = Biscuit::from(token, root).or_else(|_| Biscuit::unsafe_deprecated_deserialize(token, root))?;
    // What sample 35 asks of its host: whether two texts are equal.
    let test = ExternFunc::new(Arc::new(|left, right| match (left, right) {
        (left, None) => Ok(left),
        (left, Some(right)) => Ok(string(if left == right { "equal strings" } else { "different strings" })),
    }));
    let limits = AuthorizerLimits { max_time: Duration::from_secs(1), ..AuthorizerLimits::default() };
    let builder = AuthorizerBuilder::new().code(code)?.set_extern_funcs(HashMap::from([("test".to_owned(), test)]));
    builder.set_limits(limits).build(&token)?.authorize()
}

/// `Ok` with the policy's number, or the outermost names of the error.
fn kind(result: &Result<usize, error::Token>) -> String {
    match result {
        Ok(policy) => format!("Ok {policy}"),
        Err(error::Token::Format(_)) => "Format".to_owned(),
        Err(error::Token::FailedLogic(_)) => "FailedLogic".to_owned(),
        Err(error::Token::Execution(_)) => "Execution".to_owned(),
        Err(_) => "other".to_owned(),
    }
}

fn expected_kind(expected: &Value) -> String {
    match (&expected["Ok"], &expected["Err"]) {
        (Value::Number(policy), _) => format!("Ok {policy}"),
        (_, Value::Object(error)) => error.keys().next().cloned().unwrap_or_default(),
        (_, other) => other.to_string(),
    }
}
