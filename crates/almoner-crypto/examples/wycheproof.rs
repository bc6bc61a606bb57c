//! Runs the Wycheproof vectors that apply to this crate: `cargo run --example wycheproof -- FOLDER`.
//!
//! Applicable are AES-GCM with 256-bit key, 96-bit nonce and 128-bit tag; HKDF-SHA256 with a 256-bit key, no salt and 32
//! bytes of output; HMAC-SHA-256, whole or cut to 128 bits; Ed25519. The rest is counted as not applicable: this crate offers
//! no other key, nonce or tag length. Sets of primitives that it does not offer at all are named as such.
#![expect(clippy::print_stdout, reason = "an example reports on standard output")]

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

use almoner_base::Secret;
use almoner_crypto::{DataKey, VerifyingKey, hmac_sha256};
use serde_json::Value;

/// AES-GCM-SIV, AES-KWP, XChaCha20 and ML-DSA are not used; ML-KEM is used within TLS alone; JOSE belongs to identity.
const NOT_OFFERED: [&str; 9] = [
    "aes_gcm_siv_test.json",
    "aes_kwp_test.json",
    "xchacha20_poly1305_test.json",
    "mldsa_44_verify_test.json",
    "mlkem_768_test.json",
    "json_web_crypto_test.json",
    "json_web_encryption_test.json",
    "json_web_key_test.json",
    "json_web_signature_test.json",
];

/// What a vector says: `Some(true)` for as expected, `None` for not applicable.
type Check = fn(&Value, &Value) -> Option<bool>;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: wycheproof FOLDER")?;
    let sets: [(&str, Check); 4] = [
        ("aes_gcm_test.json", aes_gcm),
        ("ed25519_test.json", ed25519),
        ("hkdf_sha256_test.json", hkdf),
        ("hmac_sha256_test.json", hmac),
    ];
    let mut all_as_expected = true;
    for (file, check) in sets {
        let set: Value = serde_json::from_slice(&std::fs::read(Path::new(&folder).join(file))?)?;
        let (mut fine, mut wrong, mut not_applicable) = (0, 0, 0);
        for group in list(&set, "testGroups") {
            for case in list(group, "tests") {
                match check(group, case) {
                    Some(true) => fine += 1,
                    Some(false) => {
                        wrong += 1;
                        println!("{file}: case {} is not as expected", case["tcId"]);
                    }
                    None => not_applicable += 1,
                }
            }
        }
        println!("{file}: {fine} as expected, {wrong} not, {not_applicable} not applicable");
        all_as_expected &= wrong == 0 && fine > 0;
    }
    for file in NOT_OFFERED {
        println!("{file}: not offered by this crate");
    }
    Ok(if all_as_expected { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn aes_gcm(group: &Value, case: &Value) -> Option<bool> {
    if group["keySize"] != 256 || group["ivSize"] != 96 || group["tagSize"] != 128 {
        return None;
    }
    let key = DataKey::from_secret(Secret::new(hex(case, "key")?.try_into().ok()?));
    let sealed = [hex(case, "iv")?, hex(case, "ct")?, hex(case, "tag")?].concat();
    let opened = key.open(&sealed, &hex(case, "aad")?);
    Some(if valid(case) { opened.ok()? == hex(case, "msg")? } else { opened.is_err() })
}

fn ed25519(group: &Value, case: &Value) -> Option<bool> {
    let key = VerifyingKey::from_bytes(hex(&group["publicKey"], "pk")?.try_into().ok()?);
    Some(key.verify(&hex(case, "msg")?, &hex(case, "sig")?).is_ok() == valid(case))
}

fn hkdf(_: &Value, case: &Value) -> Option<bool> {
    let key: [u8; 32] = hex(case, "ikm")?.try_into().ok()?;
    if !hex(case, "salt")?.is_empty() || case["size"] != 32 || !valid(case) {
        return None;
    }
    let derived = DataKey::from_secret(Secret::new(key)).derive(&hex(case, "info")?);
    Some(derived.secret().expose().as_slice() == hex(case, "okm")?)
}

fn hmac(group: &Value, case: &Value) -> Option<bool> {
    let length = usize::try_from(group["tagSize"].as_u64()? / 8).ok()?;
    let code = hmac_sha256(&hex(case, "key")?, &hex(case, "msg")?);
    Some((code.get(..length)? == hex(case, "tag")?) == valid(case))
}

fn valid(case: &Value) -> bool {
    case["result"] == "valid"
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

fn hex(value: &Value, name: &str) -> Option<Vec<u8>> {
    let digits = value[name].as_str()?;
    (0..digits.len() / 2).map(|at| u8::from_str_radix(digits.get(2 * at..2 * at + 2)?, 16).ok()).collect()
}
