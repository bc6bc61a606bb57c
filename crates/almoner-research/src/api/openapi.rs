//! The API as OpenAPI 3.1. Paths and bodies come from the handlers; what holds for every route (who may ask, the headers, the problem
//! documents) is written here once.

use almoner_policy::ResearchRoute;
use serde_json::{Map, Value, json};
use utoipa::OpenApi;

use super::{
    access, candidate_trials, candidates, contacts, decisions, funnel, oversight, register, runs, system, trials, versions,
    views,
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
        funnel::questions,
        funnel::what_if,
        candidates::list,
        candidates::export,
        candidates::export_one,
        candidates::show,
        candidate_trials::list,
        decisions::decide,
        decisions::undo,
        decisions::screening_log,
        decisions::log,
        decisions::export,
        contacts::request,
        contacts::list,
        contacts::export,
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
        views::list,
        views::save,
        views::remove,
        system::health,
        system::ingest,
    )
)]
struct Document;

/// Routes whose requests name the version that they start from.
const EDITS: [ResearchRoute; 3] = [ResearchRoute::TrialEdit, ResearchRoute::RegisterEdit, ResearchRoute::CandidateDecide];
/// Routes that do what they are asked once.
const ONCE: [ResearchRoute; 11] = [
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
    ResearchRoute::ViewSave,
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

/// The routes for people to read: docs/reference/api.md.
#[must_use]
pub fn markdown() -> String {
    let document = document();
    let mut text = INTRODUCTION.to_owned();
    for (tag, title) in CHAPTERS {
        text.push_str(&format!("\n## {title}\n\n| route | asks for | takes | gives |\n|---|---|---|---|\n"));
        let paths = document.get("paths").and_then(Value::as_object).into_iter().flatten();
        for (path, item) in paths {
            for (method, operation) in item.as_object().into_iter().flatten() {
                let word = |name: &str| operation.get(name).and_then(Value::as_str).unwrap_or_default();
                let is_of = operation.pointer("/tags/0").and_then(Value::as_str) == Some(tag);
                if !is_of {
                    continue;
                }
                let route = format!("`{} {path}`<br>{}", method.to_uppercase(), word("summary"));
                let takes = [named(operation, "header"), named(operation, "query"), body(operation.get("requestBody"))];
                let takes: Vec<String> = takes.into_iter().filter(|part| !part.is_empty()).collect();
                let given = operation.get("responses").and_then(Value::as_object).into_iter().flatten();
                let given = given.filter(|(status, _)| status.starts_with('2'));
                let given: Vec<String> = given.map(|(status, told)| format!("{status} {}", body(Some(told)))).collect();
                let action = word("x-action");
                text.push_str(&format!("| {route} | {action} | {} | {} |\n", takes.join("<br>"), given.join("<br>")));
            }
        }
    }
    text
}

const INTRODUCTION: &str = "# The API of the research zone

Made from the program by `cargo run -p almoner-research --example openapi`, as is [openapi.json](openapi.json), which has every field.

Everything is JSON over TLS, under `/api/v1` of the research door. A browser's session is a cookie; a program sends
`Authorization: Bearer` and a token that a person made for it. Whoever asks says what for in `X-Purpose` (HL7 v3 PurposeOfUse) and
about which project in `X-Project`; without them the route's usual purpose and the project `default` count. Each request is decided by the
policies, by the action that the table names, and is in the audit log before it is answered.

- A refusal is a problem document (RFC 9457) with a stable `code` and the `request_id` of `X-Request-Id`. It holds no content of a record.
- A request that changes something carries `X-CSRF-Token` beside a cookie, and `Idempotency-Key`, a UUID for each intent of the user: a
  repeat is answered as the first was, for a day.
- An edit names what it starts from in `If-Match`; if that is not what is any more, the answer is 412 with both versions.
- A list comes in pages: `limit` up to 200, and `cursor`, which is `next` of the page before. Cursors can not be made up.
- There are limits for each person and route (429 with `Retry-After`), and daily budgets of different what-if questions and candidates.
- Numbers of patients are told from eleven on; a smaller one is `null`. Times are milliseconds since 1970 UTC, and none is of a patient.
";

const CHAPTERS: [(&str, &str); 11] = [
    ("trials", "Trials and the site's register"),
    ("versions", "Versions of criteria"),
    ("runs", "Match runs"),
    ("candidates", "Candidates"),
    ("decisions", "Decisions"),
    ("funnel", "Funnel and what-if"),
    ("contacts", "Contact"),
    ("oversight", "Audit log and alerts"),
    ("access", "Access"),
    ("system", "The system"),
    ("sign-in", "Sign-in and accounts"),
];

/// The names of an operation's parameters of one kind; headers that every route takes are told once, above.
fn named(operation: &Value, place: &str) -> String {
    let parameters = operation.get("parameters").and_then(Value::as_array).into_iter().flatten();
    let own = parameters.filter(|parameter| parameter.get("in").and_then(Value::as_str) == Some(place));
    let names = own.filter_map(|parameter| parameter.get("name")?.as_str());
    let names = names.filter(|name| !["X-Project", "X-Purpose", "X-CSRF-Token", "Idempotency-Key"].contains(name));
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" ")
}

/// The name of the schema of a body.
fn body(of: Option<&Value>) -> String {
    let contents = of.and_then(|body| body.get("content")).and_then(Value::as_object).into_iter().flatten();
    let names = contents.map(|(kind, content)| {
        let reference = content.pointer("/schema/$ref").and_then(Value::as_str);
        match reference.and_then(|reference| reference.rsplit('/').next()) {
            Some(name) => name.to_owned(),
            None if kind == "application/json" => "JSON".to_owned(),
            None => kind.clone(),
        }
    });
    names.collect::<Vec<_>>().join(", ")
}

fn describe(operation: &mut Map<String, Value>, route: ResearchRoute) {
    operation.insert("operationId".to_owned(), route.name().into());
    operation.insert("x-action".to_owned(), route.action().name().into());
    operation.insert("security".to_owned(), json!([{ "session": [] }, { "program": [] }]));
    let mut headers = vec![
        header(
            "X-Project",
            false,
            &json!({ "type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,39}$" }),
            "the research project; `default` unless said",
        ),
        header("X-Purpose", false, &json!({ "type": "string", "enum": purposes() }), "what for: HL7 v3 PurposeOfUse"),
    ];
    if route.method() != almoner_policy::HttpMethod::Get {
        headers.push(header(
            "X-CSRF-Token",
            false,
            &json!({ "type": "string" }),
            "the value that came with the session; needed beside a cookie",
        ));
    }
    if ONCE.contains(&route) {
        headers.push(header(
            "Idempotency-Key",
            true,
            &json!({ "type": "string", "format": "uuid" }),
            "names one intent of the user; a repeat is answered as the first was",
        ));
    }
    if EDITS.contains(&route) {
        headers.push(header("If-Match", true, &json!({ "type": "string" }), "the `ETag` of what the edit starts from"));
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

fn header(name: &str, required: bool, schema: &Value, description: &str) -> Value {
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
    let (paths, schemas) = almoner_identity::http::description();
    if let Some(all) = document.get_mut("paths").and_then(Value::as_object_mut) {
        for (path, mut item) in paths {
            for operation in item.as_object_mut().into_iter().flatten().filter_map(|(_, one)| one.as_object_mut()) {
                add_problems(operation);
            }
            all.insert(path, item);
        }
    }
    if let Some(all) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        all.extend(schemas);
    }
}

#[cfg(test)]
mod tests {
    use almoner_identity::http::ROUTES;

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
    fn the_committed_documents_are_current() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reference/openapi.json");
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        let hint = "write it with `cargo run -p almoner-research --example openapi`";
        assert!(committed == text(), "docs/reference/openapi.json is not current: {hint}");
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reference/api.md");
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        assert!(committed == markdown(), "docs/reference/api.md is not current: {hint}");
    }
}
