//! The guard that a zone's own routes stand behind, and what their handlers take from a request.
//!
//! A zone builds its router over its own state, puts [`guard`] around it and hands it to the server, which merges it with the
//! routes of sign-in:
//!
//! ```ignore
//! pub fn router(api: Arc<Api>, door: Arc<http::Door>) -> Router {
//!     Router::new()
//!         .route("/phi/v1/contacts", get(contacts))
//!         .route("/phi/v1/contacts/{contact}", post(answer_contact))
//!         .with_state(api)
//!         .layer(DefaultBodyLimit::max(64 * 1024))
//!         .layer(axum::middleware::from_fn_with_state(door, http::guard))
//! }
//!
//! async fn answer_contact(
//!     State(api): State<Arc<Api>>,
//!     caller: http::Caller,
//!     http::Path(contact): http::Path<String>,
//!     http::Json(body): http::Json<Answer>,
//! ) -> Result<http::Json<Answered>, http::Problem> {
//!     http::blocking(move || api.answer_contact(&caller, &contact, &body)).await.map(http::Json)
//! }
//! ```
//!
//! The handler's work then asks the policies with `caller.by().person_for_policy()`, appends to the audit log, and answers. No
//! handler looks at cookies, and none sees a request of somebody who is not signed in.

use std::net::IpAddr;
use std::sync::Arc;

use almoner_audit::{AuthMethod, Entry, NetworkZone, OpaqueId};
use almoner_policy::Method;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, IF_MATCH, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method as HttpMethod, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::problem::{Problem, RequestId};
use super::{DEVICE_COOKIE, Door, Peer, SESSION_COOKIE, cookie, sender, text};
use crate::{Authentication, Client, Error};

/// Who asks, from where, in which request: put into every request that [`guard`] lets through.
#[derive(Clone, Debug)]
pub struct Caller {
    by: Arc<Authentication>,
    peer: Peer,
    request: RequestId,
}

impl Caller {
    /// The proof of who asks.
    #[must_use]
    pub fn by(&self) -> &Authentication {
        &self.by
    }

    /// The name of the request.
    #[must_use]
    pub fn request_id(&self) -> &RequestId {
        &self.request
    }

    /// The address that the request came from.
    #[must_use]
    pub fn address(&self) -> IpAddr {
        self.peer.address
    }

    /// Writes into an entry of the audit log in which session and from where this was asked. The actor and the ids of what it is
    /// about are the zone's to say, since their key is.
    #[must_use]
    pub fn note(&self, entry: Entry) -> Entry {
        let methods: Vec<AuthMethod> = self.by.methods().iter().map(auth_method).collect();
        let session = OpaqueId::from_bytes(*self.by.session().as_bytes());
        let mut request = [0; 16];
        for (at, byte) in request.iter_mut().enumerate() {
            let digits = self.request.as_str().get(2 * at..2 * at + 2).unwrap_or("00");
            *byte = u8::from_str_radix(digits, 16).unwrap_or(0);
        }
        entry
            .session(session, &methods, u32::try_from(self.by.mfa_age_secs()).ok())
            .network(self.peer.network, None, None)
            .request(OpaqueId::from_bytes(request))
    }

    /// The zone of the network that the request came from.
    #[must_use]
    pub fn network(&self) -> NetworkZone {
        self.peer.network
    }
}

fn auth_method(method: Method) -> AuthMethod {
    match method {
        Method::Password => AuthMethod::Password,
        Method::Totp => AuthMethod::Otp,
        Method::Passkey => AuthMethod::Passkey,
        Method::RecoveryCode => AuthMethod::RecoveryCode,
        Method::Oidc => AuthMethod::Oidc,
        Method::Token => AuthMethod::Token,
    }
}

/// Lets a request through to a zone's own routes only with an open session or a program's token, and a request that changes
/// something only from the application's own page. A token is sent in a header that no browser adds by itself, so it needs no
/// proof of the page.
pub async fn guard(State(door): State<Arc<Door>>, mut request: Request, next: Next) -> Response {
    let Some(peer) = request.extensions().get::<Peer>().copied() else { return Problem::internal().into_response() };
    let (method, headers) = (request.method().clone(), request.headers().clone());
    let passed = blocking(move || {
        authenticate(&door, &method, &headers, peer).map_err(|error| super::refusal(&door, &headers, &error))
    })
    .await;
    let by = match passed {
        Ok(by) => Arc::new(by),
        Err(problem) => return problem.into_response(),
    };
    let Some(name) = request.extensions().get::<RequestId>().cloned() else {
        return Problem::internal().into_response();
    };
    request.extensions_mut().insert(Caller { by, peer, request: name });
    next.run(request).await
}

fn too_large() -> Problem {
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "body-too-large", "the body is larger than this route takes")
}

fn authenticate(door: &Door, method: &HttpMethod, headers: &HeaderMap, peer: Peer) -> Result<Authentication, Error> {
    let client = Client {
        source: peer.address,
        network: peer.network,
        user_agent: text(headers, USER_AGENT.as_str()).unwrap_or_default(),
        device: cookie(headers, DEVICE_COOKIE).unwrap_or_default(),
    };
    if let Some(line) = text(headers, AUTHORIZATION.as_str()) {
        let token = line.strip_prefix("Bearer ").ok_or(Error::Token)?;
        return door.people.authenticate_token(token, &door.people.audience(), &client);
    }
    let token = cookie(headers, SESSION_COOKIE).ok_or(Error::SessionEnded)?;
    if !matches!(*method, HttpMethod::GET | HttpMethod::HEAD) {
        door.people.check_request(token, &sender(headers))?;
    }
    door.people.authenticate(token, &client)
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(Problem::internal)
    }
}

/// Does work that waits for the disk off the asynchronous threads.
///
/// # Errors
/// The work's own; or it panicked.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Problem> + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(Problem::internal()))
}

/// A JSON body, sent or told. Why a body can not be read is said by line and column, never by quoting it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let kind = text(request.headers(), CONTENT_TYPE.as_str()).unwrap_or_default();
        if kind.split(';').next().map(str::trim) != Some("application/json") {
            let title = "the body must be `application/json`";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "body-type", title));
        }
        let bytes = body(request, state).await?;
        serde_json::from_slice(&bytes).map(Self).map_err(|error| {
            let title = format!("the body is not of the expected form (line {}, column {})", error.line(), error.column());
            if error.is_data() {
                Problem::unusable("body", title)
            } else {
                Problem::new(StatusCode::BAD_REQUEST, "body-json", title)
            }
        })
    }
}

/// The bytes of a body, within the limit of its route.
///
/// # Errors
/// The body is too large, or did not come.
pub async fn body<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    Bytes::from_request(request, state).await.map_err(|rejection| match rejection {
        BytesRejection::FailedToBufferBody(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        _ => Problem::new(StatusCode::BAD_REQUEST, "body-broken", "the body did not come to its end"),
    })
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(bytes) => {
                let mut response = bytes.into_response();
                response.headers_mut().insert(CONTENT_TYPE, axum::http::HeaderValue::from_static("application/json"));
                response
            }
            Err(_) => Problem::internal().into_response(),
        }
    }
}

/// What the path names. A name that is none is answered like a thing that is not there.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        path.map(|axum::extract::Path(path)| Self(path)).map_err(|_| Problem::not_found())
    }
}

/// The parameters after the question mark.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let query = axum::extract::Query::<T>::from_request_parts(parts, state).await;
        query
            .map(|axum::extract::Query(query)| Self(query))
            .map_err(|_| Problem::unusable("query", "a parameter of the query is not of the expected form"))
    }
}

/// The version that an edit starts from (RFC 9110, section 13.1.1): what stands between the quotes of `If-Match`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IfMatch(pub String);

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let title = "an edit names the version that it starts from in `If-Match`";
        let line = text(&parts.headers, IF_MATCH.as_str());
        let line = line.ok_or_else(|| Problem::new(StatusCode::PRECONDITION_REQUIRED, "if-match-missing", title))?;
        let tag = line.trim().trim_start_matches("W/").trim_matches('"');
        Ok(Self(tag.to_owned()))
    }
}

/// The name that the client gave one intent of its user: a repeat under the same name is answered as the first was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey(pub String);

impl<S: Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let key = text(&parts.headers, "idempotency-key").map(|key| key.trim().trim_matches('"')).unwrap_or_default();
        let digits = key.bytes().filter(|byte| *byte != b'-').all(|byte| byte.is_ascii_hexdigit());
        if !digits || key.len() != 36 {
            let title = "a request that changes something carries a UUID in `Idempotency-Key`";
            return Err(Problem::new(StatusCode::BAD_REQUEST, "idempotency-key", title));
        }
        Ok(Self(key.to_ascii_lowercase()))
    }
}
