//! A witness as C2SP tlog-witness describes it, over HTTP, written from the specification alone.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};

use almoner_audit::{Answer, Checkpoint, Hash, Log, Witness, WitnessKey, verify_consistency};
use almoner_base::Secret;
use almoner_crypto::{SigningKey, sha256};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::room::{ORIGIN, Room, entry, open, public};

const NAME: &str = "witness.test/w1";

fn key() -> SigningKey {
    SigningKey::from_seed(&Secret::new([9; 32])).unwrap()
}

/// The latest checkpoint that the witness cosigned.
type Latest = Arc<Mutex<(u64, Hash)>>;

async fn add_checkpoint(State(latest): State<Latest>, body: String) -> Response {
    let (head, note) = body.split_once("\n\n").unwrap();
    let mut lines = head.lines();
    let old: u64 = lines.next().unwrap().strip_prefix("old ").unwrap().parse().unwrap();
    let proof: Vec<Hash> = lines.map(|line| STANDARD.decode(line).unwrap().try_into().unwrap()).collect();
    if !note.starts_with(&format!("{ORIGIN}\n")) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let Some(new) = Checkpoint::read(note.as_bytes(), ORIGIN, &public()) else {
        return StatusCode::FORBIDDEN.into_response();
    };
    let mut latest = latest.lock().unwrap();
    if old > new.size {
        return StatusCode::BAD_REQUEST.into_response();
    }
    if old != latest.0 {
        let body = format!("{}\n", latest.0);
        return (StatusCode::CONFLICT, [("content-type", "text/x.tlog.size")], body).into_response();
    }
    let holds = if old == 0 { proof.is_empty() } else { verify_consistency(old, new.size, &proof, &latest.1, &new.root) };
    if !holds {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    }
    *latest = (new.size, new.root);
    let text = format!("{}\n", note.split_once("\n\n").unwrap().0);
    let signature = key().sign(format!("cosignature/v1\ntime 1770000000\n{text}").as_bytes());
    let id = sha256(&[NAME.as_bytes(), b"\n\x04", &key().public().to_bytes()].concat());
    let line = STANDARD.encode([&id[..4], &1_770_000_000_u64.to_be_bytes(), &signature].concat());
    // A line of a key that nobody knows comes first and must be ignored.
    format!("\u{2014} other.test/w2 {}\n\u{2014} {NAME} {line}\n", STANDARD.encode([1; 76])).into_response()
}

fn serve() -> SocketAddr {
    let (send, receive) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap().block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            send.send(listener.local_addr().unwrap()).unwrap();
            let route = axum::routing::post(add_checkpoint);
            let app = axum::Router::new().route("/add-checkpoint", route).with_state(Latest::default());
            axum::serve(listener, app).await.unwrap();
        });
    });
    receive.recv().unwrap()
}

fn post(to: SocketAddr, body: &str) -> (u16, Vec<u8>) {
    let mut stream = TcpStream::connect(to).unwrap();
    let head =
        format!("POST /add-checkpoint HTTP/1.1\r\nhost: w\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
    stream.write_all((head + body).as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let text = String::from_utf8(answer).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.as_bytes().to_vec())
}

#[test]
fn a_witness_over_http_cosigns_what_continues_and_nothing_else() {
    let address = serve();
    let room = Room::new();
    let witness_key = WitnessKey::new(NAME, key().public()).unwrap();
    let log = open(&room.log()).unwrap();
    let mut witness = Witness::new(&room.log(), ORIGIN, public(), witness_key.clone());
    let exchange = |witness: &mut Witness| {
        let (status, body) = post(address, &witness.request().unwrap().unwrap());
        witness.answer(status, &body).unwrap()
    };
    let mut size = 0;
    for more in [1, 6, 300, 1000, 1] {
        log.append_batch(&(size..size + more).map(entry).collect::<Vec<_>>()).unwrap();
        size += more;
        log.checkpoint().unwrap();
        assert_eq!(exchange(&mut witness), Answer::Cosigned { size, time_secs: 1_770_000_000 });
    }
    // One that forgot what was cosigned is told the size, and goes on from there.
    std::fs::remove_file(
        std::fs::read_dir(room.log())
            .unwrap()
            .map(|item| item.unwrap().path())
            .find(|path| path.to_str().unwrap().contains("witnessed."))
            .unwrap(),
    )
    .unwrap();
    log.append(&entry(size)).unwrap();
    log.checkpoint().unwrap();
    let mut forgetful = Witness::new(&room.log(), ORIGIN, public(), witness_key.clone());
    assert_eq!(exchange(&mut forgetful), Answer::AskAgain);
    assert_eq!(exchange(&mut forgetful), Answer::Cosigned { size: size + 1, time_secs: 1_770_000_000 });
    drop(log);
    Log::verify_witnessed(&room.log(), ORIGIN, &public(), None, std::slice::from_ref(&witness_key)).unwrap();

    // Another history under the same key and name, as large or larger, is refused.
    let other = Room::new();
    let log = open(&other.log()).unwrap();
    log.append_batch(&(5000..5000 + size).map(entry).collect::<Vec<_>>()).unwrap();
    log.checkpoint().unwrap();
    let mut fork = Witness::new(&other.log(), ORIGIN, public(), witness_key);
    assert_eq!(exchange(&mut fork), Answer::Ahead { size: size + 1 });
    log.append_batch(&(0..10).map(entry).collect::<Vec<_>>()).unwrap();
    log.checkpoint().unwrap();
    assert_eq!(exchange(&mut fork), Answer::AskAgain);
    assert_eq!(exchange(&mut fork), Answer::Refused(422));
}
