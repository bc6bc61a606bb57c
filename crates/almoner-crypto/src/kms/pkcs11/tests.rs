//! Against SoftHSM, where `scripts/test` has made a token.

use super::*;

/// Library, label and PIN of a token for tests, as `LIBRARY:TOKEN:PIN`.
fn token() -> Option<(std::path::PathBuf, String, Secret<String>)> {
    #[expect(clippy::disallowed_methods, reason = "the test set-up says where its counterpart is")]
    let text = std::env::var("ALMONER_TEST_PKCS11").ok();
    let Some(text) = text else {
        println!("skipped: ALMONER_TEST_PKCS11 names no token (scripts/test makes one where SoftHSM is installed)");
        return None;
    };
    let parts: Vec<&str> = text.split(':').collect();
    Some((parts[0].into(), parts[1].to_owned(), Secret::new(parts[2].to_owned())))
}

#[test]
fn what_the_token_wrapped_it_opens_for_the_same_purpose_alone() {
    let Some((library, token, pin)) = token() else { return };
    let label = format!("almoner {:016x}", crate::random_u64().unwrap());
    let kms = Pkcs11Kms::create(&library, &token, &label, &pin).unwrap();
    let key = DataKey::generate().unwrap();
    let wrapped = kms.wrap(&key, b"purpose").unwrap();
    assert_eq!(wrapped.len(), 12 + 32 + 16);
    assert_ne!(wrapped, kms.wrap(&key, b"purpose").unwrap(), "a new nonce each time");
    for bit in (0..wrapped.len() * 8).step_by(7) {
        let mut altered = wrapped.clone();
        altered[bit / 8] ^= 1 << (bit % 8);
        assert!(matches!(kms.unwrap(&altered, b"purpose"), Err(Error::Open)), "bit {bit}");
    }
    assert!(matches!(kms.unwrap(&wrapped, b"another"), Err(Error::Open)));
    assert!(matches!(kms.unwrap(&wrapped[..11], b"purpose"), Err(Error::Open)));
    assert!(!kms.extractable(), "the key's bytes stay in the token");
    let again = Pkcs11Kms::open(&library, &token, &label, &pin).unwrap();
    assert_eq!(again.unwrap(&wrapped, b"purpose").unwrap().secret().expose(), key.secret().expose());
    assert!(matches!(Pkcs11Kms::create(&library, &token, &label, &pin), Err(Error::Service("pkcs11", _))));
}

#[test]
fn a_zone_opens_its_keys_by_the_token() {
    let Some((library, token, pin)) = token() else { return };
    let folder = crate::testing::Folder::new();
    let label = format!("zone {:016x}", crate::random_u64().unwrap());
    let kms = Pkcs11Kms::create(&library, &token, &label, &pin).unwrap();
    let made = crate::ZoneKeys::create_with(&folder.0, Box::new(kms)).unwrap();
    let kms = Pkcs11Kms::open(&library, &token, &label, &pin).unwrap();
    let again = crate::ZoneKeys::open_with(&folder.0, Box::new(kms)).unwrap();
    assert_eq!(made.key("index").secret().expose(), again.key("index").secret().expose());
}

#[test]
fn a_wrong_token_or_key_is_told() {
    let none = Secret::new("0000".to_owned());
    let missing = Pkcs11Kms::open(Path::new("/nowhere.so"), "t", "k", &none).unwrap_err();
    assert_eq!(missing.to_string(), "service `pkcs11`: the library can not be loaded");
    let Some((library, token, pin)) = token() else { return };
    let told = |token: &str, key: &str| Pkcs11Kms::open(&library, token, key, &pin).unwrap_err().to_string();
    assert_eq!(told("no token", "k"), "service `pkcs11`: no such token");
    assert_eq!(told(&token, "no key"), "service `pkcs11`: not one key with this label");
}
