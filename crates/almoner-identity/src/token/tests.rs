use almoner_audit::Action;
use almoner_crypto::hmac_sha256;
use almoner_policy::{Method, Zone};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use serde_json::{Value, json};

use crate::testing::{World, client};
use crate::token::{LONGEST_TOKEN_SECS, Uses};
use crate::{Error, SignedIn};

fn mint(world: &World, by: &SignedIn, uses: Uses) -> String {
    world.people.mint_token(&by.authentication, "research-api", 60, uses).unwrap().expose().clone()
}

fn refused(world: &World, token: &str) -> bool {
    matches!(world.people.authenticate_token(token, "research-api", &client()), Err(Error::Token))
}

// ASVS 9.2.3, 9.2.4
#[test]
fn a_token_is_taken_by_its_audience_until_its_end() {
    let world = World::new();
    let (operator, _) = world.operator();
    let token = mint(&world, &operator, Uses::Many);
    let by = world.people.authenticate_token(&token, "research-api", &client()).unwrap();
    assert_eq!(by.person(), operator.authentication.person());
    assert!(by.methods().contains(Method::Token) && by.methods().contains(Method::Passkey));
    assert!(matches!(world.people.authenticate_token(&token, "phi-api", &client()), Err(Error::Token)));
    assert!(matches!(world.people.mint_token(&by, "research-api", 60, Uses::Many), Err(Error::NotAllowed)));
    world.later_secs(59);
    assert!(!refused(&world, &token));
    world.later_secs(1);
    assert!(refused(&world, &token));
    assert!(world.actions().contains(&Action::TokenMinted) && world.actions().contains(&Action::TokenRefused));
}

// ASVS 9.2.1
#[test]
fn no_token_lives_longer_than_five_minutes_whatever_is_asked() {
    let world = World::new();
    let (operator, _) = world.operator();
    let token = world.people.mint_token(&operator.authentication, "research-api", u32::MAX, Uses::Many).unwrap();
    world.later_secs(i64::from(LONGEST_TOKEN_SECS) - 1);
    assert!(!refused(&world, token.expose()));
    world.later_secs(1);
    assert!(refused(&world, token.expose()));
}

#[test]
fn a_token_ends_with_its_session() {
    let world = World::new();
    let (operator, mut key) = world.operator();
    let token = mint(&world, &operator, Uses::Many);
    let other = world.sign_in_passkey(&mut key, &client()).unwrap();
    assert!(!refused(&world, &token));
    world.people.end_session(&other.authentication, operator.authentication.session()).unwrap();
    assert!(refused(&world, &token));
}

#[test]
fn a_single_use_token_is_taken_once() {
    let world = World::new();
    let (operator, _) = world.operator();
    let token = mint(&world, &operator, Uses::Once);
    assert!(!refused(&world, &token));
    assert!(refused(&world, &token));
}

#[test]
fn a_token_of_one_zone_is_nothing_in_the_other() {
    let (research, phi) = (World::new(), World::of(Zone::Phi));
    let (operator, _) = research.operator();
    phi.operator();
    assert!(refused(&phi, &mint(&research, &operator, Uses::Many)));
}

// ASVS 9.1.1, 9.1.2, 9.1.3
#[test]
fn every_forged_header_and_every_flipped_bit_is_refused() {
    let world = World::new();
    let (operator, _) = world.operator();
    let token = mint(&world, &operator, Uses::Many);
    let [header, claims, signature] = token.split('.').collect::<Vec<_>>()[..] else { panic!("three parts") };
    let forge =
        |header: Value, signature: &[u8]| format!("{}.{claims}.{}", B64.encode(header.to_string()), B64.encode(signature));
    let own: Value = serde_json::from_slice(&B64.decode(header).unwrap()).unwrap();
    assert_eq!(own, json!({ "typ": "at+jwt", "alg": "EdDSA" }));
    let signature_bytes = B64.decode(signature).unwrap();

    assert!(refused(&world, &forge(json!({ "typ": "at+jwt", "alg": "none" }), b"")));
    assert!(refused(&world, &forge(json!({ "typ": "at+jwt", "alg": "none" }), &signature_bytes)));
    assert!(refused(&world, &forge(json!({ "typ": "JWT", "alg": "EdDSA" }), &signature_bytes)));
    assert!(refused(
        &world,
        &forge(json!({ "typ": "at+jwt", "alg": "EdDSA", "jku": "https://evil.example" }), &signature_bytes)
    ));
    let hmac_header = json!({ "typ": "at+jwt", "alg": "HS256" });
    let signed = format!("{}.{claims}", B64.encode(hmac_header.to_string()));
    assert!(refused(&world, &forge(hmac_header, &hmac_sha256(&signature_bytes, signed.as_bytes()))));

    for at in 0..token.len() {
        let mut bytes = token.clone().into_bytes();
        bytes[at] ^= 1;
        let Ok(altered) = String::from_utf8(bytes) else { continue };
        // The last character of a part has bits that stand for nothing; strict base64 refuses those too.
        assert!(super::decode(&altered, &world.people.tokens.verify).is_none(), "bit of byte {at}");
    }
    assert!(!refused(&world, &token));
}
