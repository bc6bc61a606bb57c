//! A provider of the test's own that signs whatever the test says, since a real one does not lie.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use almoner_audit::Action;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use serde_json::{Value, json};

use super::*;

/// What the provider says and signs with; the test changes it between sign-ins.
struct Lies {
    key: Ed25519KeyPair,
    kid: &'static str,
    header: Value,
    claims: Value,
    cut_signature: bool,
}

struct Liar {
    issuer: String,
    lies: Arc<Mutex<Lies>>,
}

impl Liar {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let lies = Arc::new(Mutex::new(Lies {
            key: Ed25519KeyPair::generate().unwrap(),
            kid: "first",
            header: json!({ "alg": "EdDSA", "kid": "first" }),
            claims: Value::Null,
            cut_signature: false,
        }));
        let (shared, own) = (lies.clone(), issuer.clone());
        // Ends with the test's process.
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let _ = answer(stream, &own, &shared.lock().unwrap());
            }
        });
        Self { issuer, lies }
    }

    fn rotate(&self, kid: &'static str) {
        let mut lies = self.lies.lock().unwrap();
        lies.key = Ed25519KeyPair::generate().unwrap();
        lies.kid = kid;
        lies.header = json!({ "alg": "EdDSA", "kid": kid });
    }
}

fn answer(mut stream: TcpStream, issuer: &str, lies: &Lies) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let (mut request, mut line, mut length) = (String::new(), String::new(), 0);
    reader.read_line(&mut request)?;
    while reader.read_line(&mut line)? > 2 {
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        line.clear();
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let path = request.split(' ').nth(1).unwrap_or_default();
    let body = match path {
        "/.well-known/openid-configuration" => json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/jwks"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["EdDSA", "none", "HS256"],
        }),
        "/jwks" => {
            let x = B64.encode(lies.key.public_key().as_ref());
            json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "use": "sig", "kid": lies.kid, "x": x }] })
        }
        _ => {
            let signed = format!("{}.{}", B64.encode(lies.header.to_string()), B64.encode(lies.claims.to_string()));
            let signature = match lies.header["alg"].as_str().unwrap() {
                // The old confusion: the client's secret as the key of an HMAC.
                "HS256" => almoner_crypto::hmac_sha256(b"test-secret-of-the-test-client", signed.as_bytes()).to_vec(),
                "none" => Vec::new(),
                _ => lies.key.sign(signed.as_bytes()).as_ref().to_vec(),
            };
            let signature = if lies.cut_signature { String::new() } else { B64.encode(signature) };
            json!({ "access_token": "x", "token_type": "Bearer", "id_token": format!("{signed}.{signature}") })
        }
    }
    .to_string();
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// Signs in while the provider says what `change` makes of an honest statement.
fn sign_in(world: &World, liar: &Liar, oidc: &Oidc, change: impl FnOnce(&mut Lies)) -> Result<SignedIn, Error> {
    let asked = query(&world.people.begin_oidc(oidc, &client()).unwrap());
    let now = world.clock.now().0 / 1000;
    {
        let mut lies = liar.lies.lock().unwrap();
        lies.header = json!({ "alg": "EdDSA", "kid": lies.kid });
        lies.cut_signature = false;
        lies.claims = json!({
            "iss": liar.issuer, "sub": "4711", "aud": "almoner", "iat": now, "exp": now + 300, "auth_time": now,
            "nonce": asked["nonce"], "acr": "urn:example:mfa", "amr": ["mfa"], "groups": ["trial-coordinators"],
        });
        change(&mut lies);
    }
    finish(world, oidc, &asked["state"], "code", None)
}

fn world() -> (World, Liar, Oidc) {
    let (world, liar) = (World::new(), Liar::start());
    let oidc = Oidc::connect(settings(liar.issuer.clone()), world.clock.now()).unwrap();
    (world, liar, oidc)
}

// ASVS 6.8.2, 6.8.4, 10.5.1, 10.5.4
#[test]
fn every_lie_of_a_provider_is_refused_and_recorded() {
    let (world, liar, oidc) = world();
    sign_in(&world, &liar, &oidc, |_| ()).unwrap();
    let now = world.clock.now().0 / 1000;
    type Lie = Box<dyn FnOnce(&mut Lies)>;
    let claim = |name: &'static str, value: Value| -> Lie { Box::new(move |lies| lies.claims[name] = value) };
    let header = |value: Value| -> Lie { Box::new(move |lies| lies.header = value) };
    let missing =
        |name: &'static str| -> Lie { Box::new(move |lies| drop(lies.claims.as_object_mut().unwrap().remove(name))) };
    let attacks: Vec<(&str, &str, Lie)> = vec![
        ("wrong nonce", "nonce", claim("nonce", json!("of another sign-in"))),
        ("no nonce", "nonce", missing("nonce")),
        ("other audience", "audience", claim("aud", json!("another-client"))),
        ("one audience too many", "audience", claim("aud", json!(["almoner", "another-client"]))),
        ("other issuer", "issuer", claim("iss", json!("https://evil.example"))),
        ("other authorized party", "authorized party", claim("azp", json!("another-client"))),
        ("expired", "expired", claim("exp", json!(now - 1))),
        ("issued in the future", "issued in the future", claim("iat", json!(now + 3600))),
        ("acr too low", "acr", claim("acr", json!("urn:example:password"))),
        ("no acr", "acr", missing("acr")),
        ("amr too low", "amr", claim("amr", json!(["pwd"]))),
        ("no amr", "amr", missing("amr")),
        ("proved too long ago", "auth_time", claim("auth_time", json!(now - 3600))),
        ("proved some time", "auth_time", missing("auth_time")),
        ("no group", "groups", claim("groups", json!([]))),
        ("alg none", "signature", header(json!({ "alg": "none" }))),
        ("the secret as a key", "signature", header(json!({ "alg": "HS256" }))),
        ("signature cut off", "signature", Box::new(|lies| lies.cut_signature = true)),
        ("another key", "signature", Box::new(|lies| lies.key = Ed25519KeyPair::generate().unwrap())),
    ];
    let count = attacks.len();
    for (what, why, lie) in attacks {
        let key = liar.lies.lock().unwrap().key.public_key().as_ref().to_vec();
        let refused = sign_in(&world, &liar, &oidc, lie);
        assert!(matches!(refused, Err(Error::Assertion(reason)) if reason == why), "{what}: {refused:?}");
        // Only the last attack changed the key.
        assert!(what == "another key" || key == liar.lies.lock().unwrap().key.public_key().as_ref());
    }
    let failures = world.actions().iter().filter(|action| **action == Action::SignInFailed).count();
    assert_eq!(failures, count);
}

#[test]
fn a_key_that_the_provider_changed_is_fetched_but_not_more_than_once_a_minute() {
    let (world, liar, oidc) = world();
    sign_in(&world, &liar, &oidc, |_| ()).unwrap();
    liar.rotate("second");
    assert!(matches!(sign_in(&world, &liar, &oidc, |_| ()), Err(Error::Assertion("signature"))));
    world.later_secs(61);
    sign_in(&world, &liar, &oidc, |_| ()).unwrap();
}

// ASVS 10.5.3
#[test]
fn metadata_that_names_another_issuer_is_refused() {
    let liar = Liar::start();
    let other = liar.issuer.replace("127.0.0.1", "127.0.0.2");
    assert!(Oidc::connect(settings(other), Timestamp(0)).is_err());
    let slash = format!("{}/", liar.issuer);
    assert!(matches!(Oidc::connect(settings(slash), Timestamp(0)), Err(Error::Provider(_))));
}

// ASVS 6.8.1, 10.5.2
#[test]
fn the_same_subject_at_another_provider_is_another_person() {
    let (world, liar, oidc) = world();
    let first = sign_in(&world, &liar, &oidc, |_| ()).unwrap();
    let other = Liar::start();
    let other_oidc = Oidc::connect(settings(other.issuer.clone()), world.clock.now()).unwrap();
    let second = sign_in(&world, &other, &other_oidc, |_| ()).unwrap();
    assert_ne!(first.authentication.person(), second.authentication.person());
}

#[test]
fn roles_follow_the_groups_and_a_change_ends_the_sessions_before() {
    let (world, liar, oidc) = world();
    let first = sign_in(&world, &liar, &oidc, |_| ()).unwrap();
    let second = sign_in(&world, &liar, &oidc, |lies| lies.claims["groups"] = json!(["privacy"])).unwrap();
    assert_eq!(second.authentication.person(), first.authentication.person());
    assert_eq!(second.authentication.grants().roles.iter().map(|role| role.name()).collect::<Vec<_>>(), ["privacy_officer"]);
    assert!(matches!(world.people.authenticate(first.token.expose(), &client()), Err(Error::SessionEnded)));
}

#[test]
fn an_account_that_was_closed_stays_closed_for_the_provider_too() {
    let (world, liar, oidc) = world();
    let (operator, _) = world.operator();
    let signed_in = sign_in(&world, &liar, &oidc, |_| ()).unwrap();
    world.people.close(&operator.authentication, signed_in.authentication.person()).unwrap();
    assert!(matches!(world.people.authenticate(signed_in.token.expose(), &client()), Err(Error::SessionEnded)));
    assert!(matches!(sign_in(&world, &liar, &oidc, |_| ()), Err(Error::Refused)));
}
