//! Refusals as problem documents (RFC 9457): `type`, `title`, `status`, a stable `code`, the `request_id`, and no content of a
//! record. What failed inside is not told outside.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::Error;

/// The header that names a request in an answer, for whoever asks what happened.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A refusal. It is what nearly every function of an API may end with, so it is small where it is handed on.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem(Box<Told>);

#[derive(Clone, Debug, PartialEq)]
struct Told {
    status: StatusCode,
    code: &'static str,
    title: Cow<'static, str>,
    members: Map<String, Value>,
    retry_after_secs: Option<u64>,
}

impl Problem {
    /// A refusal with its stable code. The title is for people and holds nothing that was sent.
    #[must_use]
    pub fn new(status: StatusCode, code: &'static str, title: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Told { status, code, title: title.into(), members: Map::new(), retry_after_secs: None }))
    }

    /// What failed inside: the caller learns the request's id, and the log the rest.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "not-carried-out", "the request could not be carried out")
    }

    /// There is no such thing, or none that the caller may know of.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "there is no such thing here")
    }

    /// What was sent can not be used.
    #[must_use]
    pub fn unusable(code: &'static str, title: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, title)
    }

    /// Adds a member to the document, such as both versions of a conflict.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.members.insert(name.to_owned(), value.into());
        self
    }

    /// Says when to come again.
    #[must_use]
    pub fn retry_after(mut self, secs: u64) -> Self {
        self.0.retry_after_secs = Some(secs);
        self
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.code
    }

    fn document(&self, request: Option<&RequestId>) -> Value {
        let told = &self.0;
        let mut document = told.members.clone();
        let kind = format!("urn:almoner:problem:{}", told.code);
        let own = json!({ "type": kind, "title": told.title, "status": told.status.as_u16(), "code": told.code });
        if let Value::Object(own) = own {
            document.extend(own);
        }
        if let Some(request) = request {
            document.insert("request_id".to_owned(), request.0.clone().into());
        }
        Value::Object(document)
    }

    fn respond(&self, request: Option<&RequestId>) -> Response {
        let mut response = Response::new(Body::from(self.document(request).to_string()));
        *response.status_mut() = self.0.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(secs) = self.0.retry_after_secs {
            headers.insert(RETRY_AFTER, HeaderValue::from(secs));
        }
        response
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.respond(None);
        // `name_request` writes the document again, with the request's id in it.
        response.extensions_mut().insert(self);
        response
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self::from(&error)
    }
}

impl From<&Error> for Problem {
    fn from(error: &Error) -> Self {
        let status = match error {
            Error::Refused | Error::SessionEnded | Error::SessionLocked | Error::Token | Error::Ceremony | Error::Link => {
                StatusCode::UNAUTHORIZED
            }
            Error::StepUpNeeded | Error::CrossSite | Error::NotAllowed | Error::Assertion(_) => StatusCode::FORBIDDEN,
            Error::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Error::PasswordShort(_)
            | Error::PasswordLong(_)
            | Error::PasswordCommon
            | Error::PasswordContext
            | Error::TwoFactors
            | Error::Name
            | Error::Body => StatusCode::UNPROCESSABLE_ENTITY,
            Error::NameTaken | Error::AlreadySetUp => StatusCode::CONFLICT,
            Error::Unknown => StatusCode::NOT_FOUND,
            Error::Provider(_) => StatusCode::BAD_GATEWAY,
            Error::Setting(_) | Error::Audit(_) | Error::Store(_) | Error::Crypto(_) | Error::Damaged => {
                StatusCode::SERVICE_UNAVAILABLE
            }
        };
        let title = match status {
            StatusCode::SERVICE_UNAVAILABLE => Cow::Borrowed("the request could not be carried out"),
            _ => Cow::Owned(error.to_string()),
        };
        let problem = Self::new(status, error.code(), title);
        match error {
            Error::TooMany { retry_after_secs } => problem.retry_after(u64::try_from(*retry_after_secs).unwrap_or(0)),
            _ => problem,
        }
    }
}

/// Names one request: 128 random bits, drawn here. What a client sends as its own name for it is not taken over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(String);

impl RequestId {
    fn draw() -> Self {
        let bytes: [u8; 16] = almoner_crypto::random_bytes().unwrap_or_default();
        let mut text = String::with_capacity(32);
        for byte in bytes {
            // Writing to a `String` does not fail.
            let _written = write!(text, "{byte:02x}");
        }
        Self(text)
    }

    /// The 32 hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The longest that a request may take until its answer begins.
const LONGEST: Duration = Duration::from_secs(60);

/// Middleware for the whole of a door: names the request, and tells the name in `X-Request-Id` and in a problem document.
pub async fn name_request(mut request: Request, next: Next) -> Response {
    let id = RequestId::draw();
    request.extensions_mut().insert(id.clone());
    let mut response = tokio::time::timeout(LONGEST, next.run(request)).await.unwrap_or_else(|_| {
        let title = "the request took too long, and was given up";
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "too-slow", title).retry_after(5).into_response()
    });
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        let (mut parts, _) = response.into_parts();
        let (told, body) = problem.respond(Some(&id)).into_parts();
        parts.headers.extend(told.headers);
        // The document has another length now.
        parts.headers.remove(axum::http::header::CONTENT_LENGTH);
        response = Response::from_parts(parts, body);
    }
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}
