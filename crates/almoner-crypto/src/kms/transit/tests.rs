//! Against a small server that keeps to the documented protocol; no real Vault runs here.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::Value;

use super::*;

const TOKEN: &str = "s.test-token";

/// What the server stores by ciphertext: plaintext and associated data, both as base64.
type Stored = Arc<Mutex<HashMap<String, (String, String)>>>;

async fn transit(
    State(stored): State<Stored>,
    Path((verb, key)): Path<(String, String)>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> (StatusCode, Json<Value>) {
    let no = |status| (status, Json(serde_json::json!({ "errors": ["no secret of yours"] })));
    if headers.get("X-Vault-Token").is_none_or(|token| token != TOKEN) || headers.get("X-Vault-Request").is_none() {
        return no(StatusCode::FORBIDDEN);
    }
    if key == "sealed" {
        return no(StatusCode::SERVICE_UNAVAILABLE);
    }
    if key != "almoner" {
        return no(StatusCode::NOT_FOUND);
    }
    let text = |name: &str| body[name].as_str().unwrap().to_owned();
    let mut stored = stored.lock().unwrap();
    match verb.as_str() {
        "encrypt" => {
            let ciphertext = format!("vault:v1:{}", stored.len());
            stored.insert(ciphertext.clone(), (text("plaintext"), text("associated_data")));
            (StatusCode::OK, Json(serde_json::json!({ "data": { "ciphertext": ciphertext, "key_version": 1 } })))
        }
        "decrypt" => match stored.get(&text("ciphertext")) {
            Some((plaintext, aad)) if *aad == text("associated_data") => {
                (StatusCode::OK, Json(serde_json::json!({ "data": { "plaintext": plaintext } })))
            }
            _ => no(StatusCode::BAD_REQUEST),
        },
        _ => no(StatusCode::NOT_FOUND),
    }
}

/// Serves until the test ends; gives the address.
fn serve() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    listener.set_nonblocking(true).unwrap();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            let router = Router::new().route("/v1/transit/{verb}/{key}", post(transit)).with_state(Stored::default());
            axum::serve(listener, router).await.unwrap();
        });
    });
    format!("http://{address}")
}

fn kms(url: &str, key: &str, token: &str) -> TransitKms {
    TransitKms::new(url, "transit", key, None, Secret::new(token.to_owned()), &[]).unwrap()
}

#[test]
fn what_the_engine_wrapped_it_opens_for_the_same_purpose_alone() {
    let kms = kms(&serve(), "almoner", TOKEN);
    let key = DataKey::generate().unwrap();
    let wrapped = kms.wrap(&key, b"purpose").unwrap();
    assert!(wrapped.starts_with(b"vault:v1:"));
    assert_eq!(kms.unwrap(&wrapped, b"purpose").unwrap().secret().expose(), key.secret().expose());
    assert!(matches!(kms.unwrap(&wrapped, b"another"), Err(Error::Service("transit", _))));
    assert!(matches!(kms.unwrap(b"vault:v1:none", b"purpose"), Err(Error::Service("transit", _))));
    let (key, wrapped) = kms.generate(b"purpose").unwrap();
    assert_eq!(kms.unwrap(&wrapped, b"purpose").unwrap().secret().expose(), key.secret().expose());
}

#[test]
fn a_zone_opens_its_keys_by_the_engine() {
    let (folder, url) = (crate::testing::Folder::new(), serve());
    let made = crate::ZoneKeys::create_with(&folder.0, Box::new(kms(&url, "almoner", TOKEN))).unwrap();
    let again = crate::ZoneKeys::open_with(&folder.0, Box::new(kms(&url, "almoner", TOKEN))).unwrap();
    assert_eq!(made.key("index").secret().expose(), again.key("index").secret().expose());
    assert_eq!(again.kms(), KmsKind::Transit);
}

#[test]
fn a_process_that_let_go_of_the_engine_rotates_by_the_version_that_it_fetched_before() {
    let (folder, url) = (crate::testing::Folder::new(), serve());
    let service = || Box::new(kms(&url, "almoner", TOKEN));
    let mut keys = crate::ZoneKeys::create_with(&folder.0, service()).unwrap().let_go(false).unwrap();
    assert!(matches!(keys.begin_rotation(), Err(Error::Service("transit", _))));
    let mut keys = crate::ZoneKeys::open_with(&folder.0, service()).unwrap().let_go(true).unwrap();
    assert_eq!((keys.kms(), keys.take_uses().sealed), (KmsKind::Transit, 1));
    let wrapped = keys.ring().wrap(&DataKey::generate().unwrap(), b"patient").unwrap();
    assert_eq!(keys.begin_rotation().unwrap(), 2);
    let again = crate::ZoneKeys::open_with(&folder.0, service()).unwrap();
    assert!(again.ring().unwrap(&wrapped, b"patient").is_ok());
    assert_eq!(again.ring().newest(), 2);
    // Cut short here, the rotation goes on with the version that is there.
    let mut again = again.let_go(true).unwrap();
    assert_eq!(
        (again.take_uses().sealed, again.begin_rotation().unwrap(), again.destroy_old_versions().unwrap()),
        (0, 2, 1)
    );
}

#[test]
fn a_refusal_is_told_without_what_the_server_said() {
    let url = serve();
    let refusal = |kms: TransitKms| kms.wrap(&DataKey::generate().unwrap(), b"").unwrap_err().to_string();
    for (key, token, expected) in [
        ("almoner", "s.wrong", "service `transit`: not permitted: the credential or its policy"),
        ("nothing", TOKEN, "service `transit`: no such key or engine"),
        ("sealed", TOKEN, "service `transit`: out of service, or sealed"),
    ] {
        assert_eq!(refusal(kms(&url, key, token)), expected);
    }
    assert_eq!(refusal(kms("http://127.0.0.1:1", "almoner", TOKEN)), "service `transit`: no answer");
    assert_eq!(format!("{:?}", kms(&url, "almoner", TOKEN)), "TransitKms(..)");
}

// ASVS 12.3.1
#[test]
fn keys_do_not_cross_a_network_in_the_clear() {
    let new = |url: &str, key: &str, token: &str| {
        TransitKms::new(url, "transit", key, None, Secret::new(token.to_owned()), &[]).unwrap_err()
    };
    for (url, key, token) in [
        ("http://vault.example", "almoner", TOKEN),
        ("https://vault.example", "almoner", TOKEN),
        ("ftp://localhost", "almoner", TOKEN),
        ("http://localhost", "../sys", TOKEN),
        ("http://localhost", "almoner", ""),
        ("http://localhost", "almoner", "two\nlines"),
    ] {
        assert!(matches!(new(url, key, token), Error::Setting(_)), "{url} {key}");
    }
}

// ASVS 12.3.2
#[test]
fn a_server_that_no_given_authority_vouches_for_is_not_asked() {
    use crate::tls::{Authority, Certificates, server_config_outside};
    use almoner_base::{FixedClock, Timestamp};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    // The HTTP client checks the end's certificate against the machine's clock, so this one is good from 1970 to 2100. The dates
    // of a root are not looked at: it is trusted because it was given.
    let (start, long) = (Timestamp(1000), 4_102_444_800);
    let (own, stranger) = (Authority::create(start).unwrap(), Authority::create(start).unwrap());
    let identity = own.issue_door(&["localhost"], start, long).unwrap();
    let clock = Arc::new(FixedClock(start));
    let config = server_config_outside(&Certificates::new(&identity).unwrap(), clock).unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    listener.set_nonblocking(true).unwrap();
    let heard = Arc::new(Mutex::new(0));
    let count = heard.clone();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            while let Ok((socket, _)) = listener.accept().await {
                let Ok(mut stream) = tokio_rustls::TlsAcceptor::from(config.clone()).accept(socket).await else { continue };
                let mut request = vec![0; 4096];
                let read = stream.read(&mut request).await.unwrap_or(0);
                *count.lock().unwrap() += usize::from(read > 0);
                let _ = stream.write_all(b"HTTP/1.1 503 Sealed\r\ncontent-length: 0\r\n\r\n").await;
            }
        });
    });
    let ask = |root: &Authority| {
        let url = format!("https://localhost:{port}");
        let token = Secret::new(TOKEN.to_owned());
        let kms = TransitKms::new(&url, "transit", "almoner", None, token, &[root.root()]).unwrap();
        kms.wrap(&DataKey::generate().unwrap(), b"").unwrap_err().to_string()
    };
    assert_eq!(ask(&stranger), "service `transit`: no answer");
    assert_eq!(*heard.lock().unwrap(), 0, "not a byte of the request was sent");
    assert_eq!(ask(&own), "service `transit`: out of service, or sealed");
    assert_eq!(*heard.lock().unwrap(), 1);
}
