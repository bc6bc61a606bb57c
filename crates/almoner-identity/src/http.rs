//! The routes of sign-in, one's own account and the administration of accounts, as JSON under `/api/v1`.
//!
//! [`ROUTES`] is the whole of it: path, guard and function. Every request that changes something is a POST from the
//! application's own page (ASVS 3.5: `Origin`, `Sec-Fetch-Site`, and with a session the value of `X-CSRF-Token`); names and ids
//! are in bodies, never in a request line. The session's token is in a cookie that no script can read. Refusals are problem
//! documents (RFC 9457) with a stable code. Whoever mounts the router puts a [`Peer`] into each request; without one there is no
//! answer. What is asked of the register runs off the asynchronous threads.
//!
//! A zone's own routes stand behind [`guard`], which gives them a [`Caller`]; its documentation shows how. The server puts
//! [`name_request`] around all of them, so that every answer carries `X-Request-Id`, and [`read_out`] around that.

use std::net::IpAddr;
use std::sync::Arc;

use almoner_audit::NetworkZone;
use almoner_base::Secret;
use almoner_policy::Action;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, COOKIE, ORIGIN, SET_COOKIE, USER_AGENT};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, on};
use serde::Serialize;
use serde_json::Value;

use crate::{Authentication, Client, Error, Oidc, People, Sender, SignedIn};

mod guard;
mod openapi;
mod problem;
mod rate;
mod routes;
mod told;
mod unread;

pub use guard::{Caller, IdempotencyKey, IfMatch, Json, Path, Query, blocking, body, guard};
pub use openapi::description;
pub use problem::{Problem, REQUEST_ID, RequestId, name_request};
pub use rate::{Bucket, Rates};
pub use routes::ROUTES;
pub use unread::read_out;

/// The largest body: a passkey's answer is below 8 KiB.
const LARGEST_BODY: usize = 16 * 1024;
const SESSION_COOKIE: &str = "__Host-session";
const DEVICE_COOKIE: &str = "__Host-device";
/// How long a browser keeps the device's cookie: 400 days, the most that browsers allow.
const DEVICE_SECS: u32 = 400 * 86_400;

/// Where a request came from, by the server that accepted it (not by a header that anybody can write).
#[derive(Clone, Copy, Debug)]
pub struct Peer {
    /// The address.
    pub address: IpAddr,
    /// The zone of the network that it belongs to.
    pub network: NetworkZone,
}

/// What the routes act on.
#[derive(Debug)]
pub struct Door {
    /// The register of this zone.
    pub people: People,
    /// The hospital's identity provider, where there is one.
    pub oidc: Option<Oidc>,
}

/// Who gets as far as a route's function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// Anybody, from the application's own page.
    Public,
    /// Whoever has a session, locked or not.
    Session,
    /// Whoever has an open session.
    SignedIn,
}

/// One route.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// The method: GET reads, POST changes.
    pub method: &'static str,
    /// The path.
    pub path: &'static str,
    /// Who gets there.
    pub guard: Guard,
    takes: Option<openapi::Form>,
    gives: openapi::Form,
    pub(crate) run: fn(&Call<'_>) -> Result<Reply, Error>,
}

impl Route {
    /// What the policies call it; nothing for who has not signed in yet.
    #[must_use]
    pub fn action(&self) -> Option<Action> {
        match (self.guard, self.path) {
            (Guard::Public, _) => None,
            (_, "/api/v1/accounts") => Some(Action::ReadAccounts),
            (_, "/api/v1/accounts/invite" | "/api/v1/accounts/link") => Some(Action::EnrolUser),
            (_, "/api/v1/accounts/grants") => Some(Action::GrantRole),
            (_, "/api/v1/accounts/end-sessions") => Some(Action::RevokeSession),
            (_, "/api/v1/accounts/close") => Some(Action::RevokeUser),
            _ => Some(Action::ManageOwnAccount),
        }
    }
}

/// A request on its way to a route's function.
pub(crate) struct Call<'a> {
    pub(crate) door: &'a Door,
    pub(crate) client: Client<'a>,
    token: Option<&'a str>,
    by: Option<Authentication>,
    body: &'a [u8],
}

impl Call<'_> {
    /// Who asks; of a route that is guarded by [`Guard::SignedIn`].
    pub(crate) fn by(&self) -> Result<&Authentication, Error> {
        self.by.as_ref().ok_or(Error::SessionEnded)
    }

    pub(crate) fn token(&self) -> Result<&str, Error> {
        self.token.ok_or(Error::SessionEnded)
    }

    /// The body. Why it can not be read is not said, since that would quote it.
    pub(crate) fn read<T: serde::de::DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_slice(self.body).map_err(|_| Error::Body)
    }
}

/// What a route answers.
pub(crate) struct Reply {
    body: Value,
    session: Cookie,
}

enum Cookie {
    Keep,
    Set(Secret<String>),
    Clear,
}

impl Reply {
    pub(crate) fn of(body: &impl Serialize) -> Self {
        Self { body: serde_json::to_value(body).unwrap_or_default(), session: Cookie::Keep }
    }

    /// A new session or a new token of one.
    pub(crate) fn signed_in(signed_in: SignedIn) -> Self {
        let by = &signed_in.authentication;
        let body = told::SessionMade {
            csrf: signed_in.csrf.expose(),
            person: by.person(),
            session: by.session(),
            grants: by.grants(),
            methods: by.methods(),
        };
        Self { session: Cookie::Set(signed_in.token), ..Self::of(&body) }
    }

    pub(crate) fn signed_out() -> Self {
        Self { session: Cookie::Clear, ..Self::of(&told::Empty {}) }
    }
}

/// All routes over one register. Keep the `Arc` until the asynchronous runtime has ended: the register's database has a
/// runtime of its own, which can not end inside another.
pub fn router(door: Arc<Door>) -> Router {
    let mut router = Router::new();
    for route in ROUTES {
        let filter = if route.method == "GET" { MethodFilter::GET } else { MethodFilter::POST };
        let handler = move |State(door): State<Arc<Door>>, request: Request| answer(door, *route, request);
        router = router.route(route.path, on(filter, handler));
    }
    router.layer(DefaultBodyLimit::max(LARGEST_BODY)).with_state(door)
}

async fn answer(door: Arc<Door>, route: Route, request: Request) -> Response {
    let Some(peer) = request.extensions().get::<Peer>().copied() else {
        return Problem::internal().into_response();
    };
    let (parts, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, LARGEST_BODY).await else {
        return Problem::from(Error::Body).into_response();
    };
    let work = tokio::task::spawn_blocking(move || handle(&door, route, &parts.method, &parts.headers, peer, &body));
    work.await.unwrap_or_else(|_| Problem::internal().into_response())
}

fn handle(door: &Door, route: Route, method: &Method, headers: &HeaderMap, peer: Peer, body: &Bytes) -> Response {
    let known = cookie(headers, DEVICE_COOKIE).map(str::to_owned);
    // A device that has no cookie yet gets one with this answer, and this request counts as sent by it.
    let fresh = if known.is_none() { crate::link::token().ok() } else { None };
    let device = known.as_deref().or(fresh.as_ref().map(|token| token.expose().as_str())).unwrap_or_default();
    let user_agent = text(headers, USER_AGENT.as_str()).unwrap_or_default();
    let client = Client { source: peer.address, network: peer.network, user_agent, device };
    let token = cookie(headers, SESSION_COOKIE);
    let mut response = match pass(door, route, method, headers, client, token, body) {
        Ok(reply) => {
            let mut response = json_response(StatusCode::OK, "application/json", &reply.body);
            match &reply.session {
                Cookie::Keep => {}
                Cookie::Set(token) => set_cookie(&mut response, SESSION_COOKIE, token.expose(), None),
                Cookie::Clear => set_cookie(&mut response, SESSION_COOKIE, "", Some(0)),
            }
            response
        }
        Err(error) => refusal(door, headers, &error).into_response(),
    };
    if let Some(token) = fresh {
        set_cookie(&mut response, DEVICE_COOKIE, token.expose(), Some(DEVICE_SECS));
    }
    response
}

/// A refusal as it is told. A page that was loaded anew learns from that of a locked session the value that unlocking needs;
/// as with `GET /api/v1/session`, another site can send the request and can not read the answer.
fn refusal(door: &Door, headers: &HeaderMap, error: &Error) -> Problem {
    let problem = Problem::from(error);
    match (error, cookie(headers, SESSION_COOKIE)) {
        (Error::SessionLocked, Some(token)) => problem.with("csrf", door.people.csrf(token).expose().as_str()),
        _ => problem,
    }
}

/// The guard of a route, then its function.
fn pass(
    door: &Door,
    route: Route,
    method: &Method,
    headers: &HeaderMap,
    client: Client<'_>,
    token: Option<&str>,
    body: &Bytes,
) -> Result<Reply, Error> {
    if *method != Method::GET {
        let sender = sender(headers);
        match (route.guard, token) {
            (Guard::Public, _) => door.people.check_origin(&sender)?,
            (_, Some(token)) => door.people.check_request(token, &sender)?,
            (_, None) => return Err(Error::SessionEnded),
        }
    }
    let by = match route.guard {
        Guard::SignedIn => Some(door.people.authenticate(token.ok_or(Error::SessionEnded)?, &client)?),
        Guard::Public | Guard::Session => None,
    };
    (route.run)(&Call { door, client, token, by, body })
}

fn sender(headers: &HeaderMap) -> Sender<'_> {
    Sender {
        origin: text(headers, ORIGIN.as_str()),
        fetch_site: text(headers, "sec-fetch-site"),
        csrf: text(headers, "x-csrf-token"),
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    lines
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().split_once('=').filter(|(own, _)| *own == name))
        .map(|(_, value)| value)
}

fn set_cookie(response: &mut Response, name: &str, value: &str, max_age_secs: Option<u32>) {
    let age = max_age_secs.map(|secs| format!("; Max-Age={secs}")).unwrap_or_default();
    let line = format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Strict{age}");
    if let Ok(line) = HeaderValue::from_str(&line) {
        response.headers_mut().append(SET_COOKIE, line);
    }
}

fn json_response(status: StatusCode, kind: &'static str, body: &Value) -> Response {
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests;
