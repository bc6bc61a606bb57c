//! Requests that change something are done once: a repeat under the same `Idempotency-Key`, after a lost answer or a double click,
//! gets the answer of the first. Refusals are not kept, so that what failed can be tried again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use almoner_identity::http::{IdempotencyKey, Problem};
use axum::http::header::{CONTENT_TYPE, ETAG};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;

use super::{Api, Asker};
use crate::review::Answered;

/// Requests under way, by person and name.
#[derive(Default)]
pub(crate) struct Once(Mutex<HashMap<Slot, Arc<Mutex<()>>>>);

type Slot = (String, String);

/// What a request that changed something is answered with.
#[derive(Clone, Debug)]
pub(crate) struct Done {
    status: StatusCode,
    etag: Option<String>,
    body: Value,
}

impl Done {
    pub(crate) fn new<T: Serialize>(status: StatusCode, body: &T) -> Result<Self, Problem> {
        let body = serde_json::to_value(body).map_err(|_| Problem::internal())?;
        Ok(Self { status, etag: None, body })
    }

    pub(crate) fn etag(self, etag: &impl ToString) -> Self {
        Self { etag: Some(etag.to_string()), ..self }
    }
}

impl IntoResponse for Done {
    fn into_response(self) -> Response {
        let mut response = self.body.to_string().into_response();
        *response.status_mut() = self.status;
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(Ok(etag)) = self.etag.map(|etag| HeaderValue::from_str(&format!("\"{etag}\""))) {
            response.headers_mut().insert(ETAG, etag);
        }
        response
    }
}

impl Api {
    /// Does the work of a request unless it was done under the same name before.
    pub(crate) fn once(
        &self,
        asker: &Asker,
        key: &IdempotencyKey,
        request: &impl Serialize,
        work: impl FnOnce() -> Result<Done, Problem>,
    ) -> Result<Done, Problem> {
        let person = asker.name();
        let slot = (person.clone(), key.0.clone());
        let turn = {
            let mut under_way = self.once.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(under_way.entry(slot.clone()).or_default())
        };
        let done = {
            let _one_at_a_time = turn.lock().unwrap_or_else(PoisonError::into_inner);
            self.done_before_or(&person, key, request, work)
        };
        let mut under_way = self.once.0.lock().unwrap_or_else(PoisonError::into_inner);
        // This one and the map's: nobody else waits.
        if Arc::strong_count(&turn) <= 2 {
            under_way.remove(&slot);
        }
        done
    }

    fn done_before_or(
        &self,
        person: &str,
        key: &IdempotencyKey,
        request: &impl Serialize,
        work: impl FnOnce() -> Result<Done, Problem>,
    ) -> Result<Done, Problem> {
        let text = serde_json::to_vec(request).map_err(|_| Problem::internal())?;
        let digest = crate::hex(&almoner_crypto::sha256(&text));
        if let Some(answered) = self.room.answered(person, &key.0)? {
            if answered.request != digest {
                let title = "this `Idempotency-Key` was used for another request";
                return Err(Problem::unusable("idempotency-key-reused", title));
            }
            let status = StatusCode::from_u16(answered.status).map_err(|_| Problem::internal())?;
            return Ok(Done { status, etag: answered.etag, body: answered.body });
        }
        let done = work()?;
        let kept =
            Answered { request: digest, status: done.status.as_u16(), etag: done.etag.clone(), body: done.body.clone() };
        self.room.keep_answer(person, &key.0, &kept)?;
        Ok(done)
    }
}
