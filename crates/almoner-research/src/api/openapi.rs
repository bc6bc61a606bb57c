//! The API as OpenAPI 3.1. Paths and bodies come from the handlers; what holds for every route (who may ask, the headers, the problem
//! documents) is written here once.

use almoner_identity::http::{Guard, ROUTES};
use almoner_policy::ResearchRoute;
use serde_json::{Map, Value, json};
use utoipa::OpenApi;

use super::{
    access, candidates, contacts, decisions, funnel, oversight, register, runs, system, trials, versions,
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Almoner",
        description = "The research zone: trials, candidates by study id, decisions and oversight. No identity is here.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    paths(
        trials::list,
        trials::import,
        trials::show,
        versions::list,
        versions::diff,
        versions::check_criterion,
        versions::edit,
        versions::preview,
        versions::approve,
        register::show,
        register::edit,
        runs::start,
        runs::show,
        runs::events,
        funnel::show,
        funnel::what_if,
        candidates::list,
        candidates::export,
        candidates::show,
        decisions::decide,
        decisions::undo,
        decisions::screening_log,
        decisions::log,
        decisions::export,
        contacts::request,
        contacts::list,
        oversight::list,
        oversight::proof,
        oversight::checkpoint,
        oversight::export,
        oversight::review,
        oversight::alerts,
        oversight::assign,
        oversight::close,
        access::policies,
        access::explain,
        access::navigation,
        system::health,
        system::ingest,
    )
)]
struct Document;

/// Routes whose requests name the version that they start from.
const EDITS: [ResearchRoute; 3] = [ResearchRoute::TrialEdit, ResearchRoute::RegisterEdit, ResearchRoute::CandidateDecide];
/// Routes that do what they are asked once.
const ONCE: [ResearchRoute; 10] = [
    ResearchRoute::TrialEdit,
    ResearchRoute::TrialApprove,
    ResearchRoute::RegisterEdit,
    ResearchRoute::MatchRun,
    ResearchRoute::CandidateDecide,
    ResearchRoute::DecisionUndo,
    ResearchRoute::ContactRequest,
    ResearchRoute::AuditReview,
    ResearchRoute::AlertAssign,
    ResearchRoute::AlertClose,
];
/// What any route may answer instead.
const PROBLEMS: [(&str, &str); 13] = [
    ("400", "the request can not be read"),
    ("401", "not signed in, or the session is locked"),
    ("403", "the policies do not allow it, or two factors are needed again"),
    ("404", "there is no such thing"),
    ("409", "it does not fit what is"),
    ("412", "somebody changed it meanwhile; both versions are in the document"),
    ("413", "the body is too large"),
    ("415", "the body is of another kind"),
    ("422", "what was sent can not be used"),
    ("428", "`If-Match` is missing"),
    ("429", "too many requests, or the day's budget is used up"),
    ("503", "the request could not be carried out"),
    ("507", "the disk is full"),
];

/// The document.
#[must_use]
pub fn document() -> Value {
    let mut document = serde_json::to_value(Document::openapi()).unwrap_or_default();
    for route in ResearchRoute::ALL {
        let method = format!("{:?}", route.method()).to_lowercase();
        let place = format!("/paths/{}/{method}", route.path().replace('/', "~1"));
        if let Some(Value::Object(operation)) = document.pointer_mut(&place) {
            describe(operation, *route);
        }
    }
    sign_in(&mut document);
    if let Some(Value::Object(schemas)) = document.pointer_mut("/components/schemas") {
        schemas.insert("Problem".to_owned(), problem());
    }
    if let Some(components) = document.get_mut("components").and_then(Value::as_object_mut) {
        let cookie = json!({ "type": "apiKey", "in": "cookie", "name": "__Host-session" });
        let bearer = json!({ "type": "http", "scheme": "bearer", "bearerFormat": "JWT" });
        components.insert("responses".to_owned(), problems());
        components.insert("securitySchemes".to_owned(), json!({ "session": cookie, "program": bearer }));
    }
    document
}

/// The document as it is committed.
#[must_use]
pub fn text() -> String {
    let mut text = serde_json::to_string_pretty(&document()).unwrap_or_default();
    text.push('\n');
    text
}

fn describe(operation: &mut Map<String, Value>, route: ResearchRoute) {
    operation.insert("operationId".to_owned(), route.name().into());
    operation.insert("x-action".to_owned(), route.action().name().into());
    operation.insert("security".to_owned(), json!([{ "session": [] }, { "program": [] }]));
    let mut headers = vec![
        header("X-Project", false, json!({ "type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,39}$" }), "the research project; `default` unless said"),
        header("X-Purpose", false, json!({ "type": "string", "enum": purposes() }), "what for: HL7 v3 PurposeOfUse"),
    ];
    if route.method() != almoner_policy::HttpMethod::Get {
        headers.push(header("X-CSRF-Token", false, json!({ "type": "string" }), "the value that came with the session; needed beside a cookie"));
    }
    if ONCE.contains(&route) {
        headers.push(header("Idempotency-Key", true, json!({ "type": "string", "format": "uuid" }), "names one intent of the user; a repeat is answered as the first was"));
    }
    if EDITS.contains(&route) {
        headers.push(header("If-Match", true, json!({ "type": "string" }), "the `ETag` of what the edit starts from"));
    }
    let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
    if let Some(parameters) = parameters.as_array_mut() {
        parameters.extend(headers);
    }
    add_problems(operation);
}

fn purposes() -> Vec<&'static str> {
    almoner_policy::Purpose::ALL.iter().map(|purpose| purpose.name()).collect()
}

fn header(name: &str, required: bool, schema: Value, description: &str) -> Value {
    json!({ "name": name, "in": "header", "required": required, "schema": schema, "description": description })
}

fn add_problems(operation: &mut Map<String, Value>) {
    let responses = operation.entry("responses").or_insert_with(|| json!({}));
    let Some(responses) = responses.as_object_mut() else { return };
    for response in responses.values_mut().filter_map(Value::as_object_mut) {
        let headers = response.entry("headers").or_insert_with(|| json!({}));
        if let Some(headers) = headers.as_object_mut() {
            headers.insert("X-Request-Id".to_owned(), request_id());
        }
    }
    for (status, _) in PROBLEMS {
        let response = json!({ "$ref": format!("#/components/responses/{status}") });
        responses.entry(status).or_insert(response);
    }
}

fn request_id() -> Value {
    json!({ "description": "names the request", "schema": { "type": "string" } })
}

/// The problem documents, each written once.
fn problems() -> Value {
    let each = PROBLEMS.iter().map(|(status, description)| {
        let content = json!({ "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } });
        let headers = json!({ "X-Request-Id": request_id() });
        ((*status).to_owned(), json!({ "description": description, "headers": headers, "content": content }))
    });
    Value::Object(each.collect())
}

fn problem() -> Value {
    json!({
        "type": "object",
        "description": "A refusal (RFC 9457). It holds no content of a record.",
        "required": ["type", "title", "status", "code", "request_id"],
        "properties": {
            "type": { "type": "string" },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "code": { "type": "string", "description": "stable" },
            "request_id": { "type": "string" },
            "current": { "description": "what is now, where the request started from something older" },
            "yours": { "description": "what was sent" },
            "policies": { "type": "array", "items": { "type": "string" } },
        },
    })
}

/// The routes of sign-in and accounts, which both zones have.
fn sign_in(document: &mut Value) {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return };
    for route in ROUTES {
        let mut operation = Map::new();
        let name = route.path.trim_start_matches("/api/v1/").replace('/', "-");
        operation.insert("operationId".to_owned(), format!("{}-{name}", route.method.to_lowercase()).into());
        operation.insert("tags".to_owned(), json!(["sign-in"]));
        if route.guard != Guard::Public {
            operation.insert("security".to_owned(), json!([{ "session": [] }]));
        }
        if route.method != "GET" {
            let body = json!({ "required": true, "content": { "application/json": { "schema": { "type": "object" } } } });
            operation.insert("requestBody".to_owned(), body);
        }
        let done = json!({ "description": "done", "content": { "application/json": { "schema": {} } } });
        operation.insert("responses".to_owned(), json!({ "200": done, "502": { "description": "the identity provider failed" } }));
        add_problems(&mut operation);
        let item = paths.entry(route.path).or_insert_with(|| json!({}));
        if let Some(item) = item.as_object_mut() {
            item.insert(route.method.to_lowercase(), Value::Object(operation));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_is_described_and_no_other_is() {
        let document = document();
        let paths = document["paths"].as_object().unwrap();
        let described: usize = paths.values().map(|item| item.as_object().unwrap().len()).sum();
        assert_eq!(described, ResearchRoute::ALL.len() + ROUTES.len());
        for route in ResearchRoute::ALL {
            let method = format!("{:?}", route.method()).to_lowercase();
            assert_eq!(paths[route.path()][&method]["operationId"], route.name(), "{}", route.path());
        }
    }

    #[test]
    fn the_committed_document_is_current() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reference/openapi.json");
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        let hint = "write it with `cargo run -p almoner-research --example openapi`";
        assert!(committed == text(), "docs/reference/openapi.json is not current: {hint}");
    }
}
