//! The web application: files that are compiled into the binary. Both zones serve the same files; the page learns from a `meta` element
//! at which door it stands.
//!
//! A page's own styles and scripts carry a nonce that is drawn for each answer, and nothing is loaded from elsewhere (CSP level 3).
//! Files whose names hold their content's hash may be kept for ever; the page itself is never kept.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rust_embed::RustEmbed;

use almoner_identity::http::Problem;

use crate::control::Role;

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Files;

/// What stands in the page for the nonce and the zone.
const NONCE: &str = "__NONCE__";
const ZONE: &str = "__ZONE__";
/// Files whose names hold the hash of their content.
const HASHED: &str = "assets/";

/// What is shown where the program was built without the application.
const NOT_BUILT: &str = "<!doctype html>
<html lang=\"en\">
<title>Almoner</title>
<h1>Almoner</h1>
<p>This program was built without its web application. Run <code>npm ci &amp;&amp; npm run build</code> in <code>web/</code>, then
build the program again. The API is there all the same, under <code>/api/v1</code>.</p>
</html>
";

/// Answers whatever no route does: files of the application, its page at every other path, and problem documents below the
/// paths of the API.
pub(crate) fn around(router: Router, role: Role) -> Router {
    router.fallback(move |request: Request| std::future::ready(answer(&request, role))).method_not_allowed_fallback(
        || async {
            let title = "this route does not take this method";
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method", title)
        },
    )
}

fn answer(request: &Request, role: Role) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    let is_api = ["api/", "phi/v1/"].iter().any(|prefix| path.starts_with(prefix));
    if is_api || !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Problem::not_found().into_response();
    }
    match Files::get(path) {
        Some(file) if path != "index.html" => {
            let kept = if path.starts_with(HASHED) { "public, max-age=31536000, immutable" } else { "no-cache" };
            let mut response = Response::new(Body::from(file.data));
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind(path)));
            response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static(kept));
            response
        }
        // A file of another build: the page would not help whoever asks for it.
        None if path.starts_with(HASHED) => Problem::not_found().into_response(),
        _ => page(role),
    }
}

fn page(role: Role) -> Response {
    let drawn = almoner_crypto::random_bytes::<18>();
    let Ok(nonce) = drawn.map(|bytes| URL_SAFE_NO_PAD.encode(bytes)) else { return Problem::internal().into_response() };
    let file = Files::get("index.html").and_then(|file| String::from_utf8(file.data.into_owned()).ok());
    let text = file.unwrap_or_else(|| NOT_BUILT.to_owned()).replace(NONCE, &nonce).replace(ZONE, role.name());
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; \
         font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    let mut response = Response::new(Body::from(text));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn kind(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("json" | "webmanifest") => "application/json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(path: &str) -> Response {
        answer(&Request::builder().uri(path).body(Body::empty()).unwrap(), Role::Research)
    }

    // ASVS 3.4.3
    #[test]
    fn a_page_is_shown_at_every_path_but_those_of_the_api() {
        let nonce_of = |response: &Response| {
            let policy = response.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
            policy.split_once("'nonce-").unwrap().1.split_once('\'').unwrap().0.to_owned()
        };
        let (one, other) = (get("/"), get("/trials/NCT00000001"));
        assert_eq!((one.status(), other.status()), (StatusCode::OK, StatusCode::OK));
        assert_eq!(one.headers()[CACHE_CONTROL], "no-store");
        assert_ne!(nonce_of(&one), nonce_of(&other));
        let policy = one.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap();
        for part in ["default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"] {
            assert!(policy.contains(part), "{policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        for path in ["/api/v1/nothing", "/phi/v1/nothing", "/assets/of-another-build.js"] {
            assert_eq!(get(path).status(), StatusCode::NOT_FOUND, "{path}");
        }
    }
}
