//! What nobody read of a request's body.
//!
//! A server that answers before the whole body came has to close the connection, and a client that was told nothing of it sends its
//! next request into the closing (RFC 9112, 9.3). So what comes within a moment is read and thrown away; where that is not all, the
//! answer says `Connection: close` (9.6).

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::CONNECTION;
use axum::middleware::Next;
use axum::response::Response;
use futures_util::StreamExt;
use futures_util::stream::poll_fn;

/// How long the rest of a body is waited for.
const LONGEST: Duration = Duration::from_secs(2);

/// Middleware around the whole of a door: with any answer, the connection can be used again or is said to end.
pub async fn read_out(request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let body = Arc::new(Mutex::new(body.into_data_stream().fuse()));
    let pieces = move |body: Arc<Mutex<_>>| {
        poll_fn(move |context| {
            StreamExt::poll_next_unpin(&mut *body.lock().unwrap_or_else(PoisonError::into_inner), context)
        })
    };
    let lent = Body::from_stream(pieces(Arc::clone(&body)));
    let mut response = next.run(Request::from_parts(parts, lent)).await;
    let mut rest = pieces(body);
    let ended = tokio::time::timeout(LONGEST, async move {
        while let Some(piece) = rest.next().await {
            if piece.is_err() {
                return false;
            }
        }
        true
    });
    if !ended.await.unwrap_or(false) {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

#[cfg(test)]
mod tests;
