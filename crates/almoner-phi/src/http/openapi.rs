//! This zone's routes as OpenAPI 3.1. Paths and bodies come from the handlers; what holds for every route is written here once.

use almoner_policy::PhiRoute;
use serde_json::{Map, Value, json};
use utoipa::OpenApi;

use super::{basis, break_glass, clinician, contacts, deid, exports, log, oversight, releases};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Almoner, PHI zone",
        description = "Identified screens: a clinician's patients, break-glass, the contact queue, the review of de-identification. Sign-in and accounts have the forms that they have in the research zone; each zone keeps its own.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    paths(
        break_glass::request,
        break_glass::stop,
        break_glass::queue,
        break_glass::review,
        break_glass::reinstate,
        clinician::my_patients,
        clinician::show,
        clinician::trials,
        clinician::answer,
        clinician::consent,
        clinician::clinicians,
        clinician::link,
        contacts::queue,
        contacts::show,
        contacts::answer,
        deid::list,
        deid::draw,
        deid::show,
        deid::decide,
        basis::recipients,
        basis::new_recipient,
        basis::agreements,
        basis::new_agreement,
        basis::disclosures,
        basis::find_disclosures,
        basis::new_disclosure,
        exports::export,
        releases::list,
        releases::draft,
        releases::decide,
        releases::limited,
        releases::choice,
        log::export,
        log::review,
        log::list,
        log::proof,
        log::checkpoint,
        log::alerts,
        log::assign,
        log::close,
        oversight::navigation,
        oversight::health,
        oversight::ingest,
    )
)]
struct Document;

/// What any route may answer instead.
const PROBLEMS: [(&str, &str); 10] = [
    ("400", "the request can not be read"),
    ("401", "not signed in, or the session is locked"),
    ("403", "the policies do not allow it, or two factors or a reason are needed"),
    ("404", "there is no such thing"),
    ("409", "it does not fit what is"),
    ("413", "the body is too large"),
    ("415", "the body is of another kind"),
    ("422", "what was sent can not be used"),
    ("429", "too many requests"),
    ("503", "the request could not be carried out"),
];

/// The document.
#[must_use]
pub fn document() -> Value {
    let mut document = serde_json::to_value(Document::openapi()).unwrap_or_default();
    for route in PhiRoute::ALL {
        let method = format!("{:?}", route.method()).to_lowercase();
        let place = format!("/paths/{}/{method}", route.path().replace('/', "~1"));
        if let Some(Value::Object(operation)) = document.pointer_mut(&place) {
            describe(operation, *route, &method);
        }
    }
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
    if let Some(components) = document.get_mut("components").and_then(Value::as_object_mut) {
        let cookie = json!({ "type": "apiKey", "in": "cookie", "name": "__Host-session" });
        let bearer = json!({ "type": "http", "scheme": "bearer", "bearerFormat": "JWT" });
        components.insert("securitySchemes".to_owned(), json!({ "session": cookie, "program": bearer }));
        let content = json!({ "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } });
        let responses =
            PROBLEMS.iter().map(|(status, text)| ((*status).to_owned(), json!({ "description": text, "content": content })));
        components.insert("responses".to_owned(), Value::Object(responses.collect()));
    }
    if let Some(Value::Object(schemas)) = document.pointer_mut("/components/schemas") {
        schemas.insert("Problem".to_owned(), problem());
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

/// What a route asks for, the headers that it takes, and what it may answer instead.
fn describe(operation: &mut Map<String, Value>, route: PhiRoute, method: &str) {
    let header = |name: &str, required: bool, description: &str| {
        json!({
            "name": name, "in": "header", "required": required, "description": description, "schema": { "type": "string" },
        })
    };
    let mut headers = vec![
        header("X-Purpose", false, "what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused"),
        header("X-Justification", false, "why, in percent-encoded UTF-8, where the policies ask for it"),
    ];
    if method != "get" {
        headers.push(header("Idempotency-Key", true, "a UUID for each intent of the user"));
        headers.push(header("X-CSRF-Token", false, "the value that the page was given; needed with a cookie"));
    }
    if let Some(Value::Array(parameters)) = operation.get_mut("parameters") {
        parameters.extend(headers);
    } else {
        operation.insert("parameters".to_owned(), Value::Array(headers));
    }
    operation.insert("operationId".to_owned(), json!(route.name()));
    operation.insert("x-action".to_owned(), json!(route.action().name()));
    operation.insert("security".to_owned(), json!([{ "session": [] }, { "program": [] }]));
    add_problems(operation);
}

fn add_problems(operation: &mut Map<String, Value>) {
    let Some(Value::Object(responses)) = operation.get_mut("responses") else { return };
    for (status, _) in PROBLEMS {
        let own = json!({ "$ref": format!("#/components/responses/{status}") });
        responses.entry(status.to_owned()).or_insert(own);
    }
}

fn problem() -> Value {
    json!({
        "type": "object",
        "description": "a refusal (RFC 9457); holds no content of a record",
        "required": ["type", "title", "status", "code"],
        "properties": {
            "type": { "type": "string" },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "code": { "type": "string" },
            "request_id": { "type": "string" },
            "policies": { "type": "array", "items": { "type": "string" } },
        },
    })
}

#[cfg(test)]
mod tests {
    use almoner_policy::PhiRoute;

    /// `cargo run -p almoner-phi --example openapi > docs/reference/openapi-phi.json`
    #[test]
    fn the_committed_document_is_current() {
        let committed = include_str!("../../../../docs/reference/openapi-phi.json");
        assert!(committed == super::text(), "write it anew: cargo run -p almoner-phi --example openapi");
    }

    #[test]
    fn every_route_is_described() {
        let document = super::document();
        for route in PhiRoute::ALL {
            let method = format!("{:?}", route.method()).to_lowercase();
            let place = format!("/paths/{}/{method}/x-action", route.path().replace('/', "~1"));
            assert_eq!(document.pointer(&place).and_then(|action| action.as_str()), Some(route.action().name()), "{place}");
        }
        let operations = document["paths"].as_object().unwrap().values().map(|item| item.as_object().unwrap().len());
        assert_eq!(operations.sum::<usize>(), PhiRoute::ALL.len() + almoner_identity::http::ROUTES.len());
    }
}
