use axum::Router;
use axum::body::Bytes;
use axum::routing::post;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;

/// Sends the head of a request, waits for what the server makes of that alone, then sends the body, and a second request on the
/// same connection; gives back all that was answered.
async fn ask_twice(path: &str, length: usize, sent: usize) -> String {
    let router = Router::new()
        .route("/reads", post(|body: Bytes| async move { body.len().to_string() }))
        .route("/refuses", post(|| async { "no" }))
        .layer(axum::middleware::from_fn(read_out));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let head = format!("POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    stream.write_all(&vec![b'x'; sent]).await.unwrap();
    let mut text = String::new();
    if sent == length {
        let mut some = [0; 4096];
        let read = stream.read(&mut some).await.unwrap();
        text.push_str(std::str::from_utf8(&some[..read]).unwrap());
        stream
            .write_all(b"POST /reads HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc")
            .await
            .unwrap();
    }
    stream.read_to_string(&mut text).await.unwrap();
    text
}

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(work)
}

#[test]
fn a_connection_outlives_an_answer_that_read_nothing_of_the_body() {
    // No route at all, a route that reads nothing, one that refuses what is too large, one that reads everything.
    for (path, length) in [("/elsewhere", 5), ("/refuses", 5), ("/refuses", 3_000_000), ("/reads", 3_000_000), ("/reads", 5)]
    {
        let told = run(ask_twice(path, length, length));
        assert_eq!(told.matches("HTTP/1.1").count(), 2, "{path}: {told}");
        assert!(told.ends_with("\r\n\r\n3"), "{path}: {told}");
        assert_eq!(told.matches("connection: close").count(), 1, "the second one ends it: {path}: {told}");
    }
}

#[test]
fn an_answer_says_that_the_connection_ends_where_the_body_does_not_come() {
    for sent in [0, 4] {
        let told = run(ask_twice("/refuses", 5, sent));
        assert!(told.contains("connection: close") && told.ends_with("no"), "{told}");
    }
}
