//! The routes of sign-in and accounts as OpenAPI 3.1 describes them: each with the form of what it takes and gives, from the types
//! that the routes read and write. Both zones put it into their documents.

use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;

use super::{Guard, ROUTES};

type Schemas = Vec<(String, RefOr<Schema>)>;

/// The form of a body: puts the schemas that it is made of into a list, and gives its own.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form(fn(&mut Schemas) -> Value);

/// The form of one of these.
pub(super) const fn one<T: ToSchema>() -> Form {
    Form(one_of::<T>)
}

/// The form of any number of these.
pub(super) const fn list<T: ToSchema>() -> Form {
    Form(list_of::<T>)
}

fn one_of<T: ToSchema>(schemas: &mut Schemas) -> Value {
    T::schemas(schemas);
    schemas.push((T::name().into_owned(), T::schema()));
    json!({ "$ref": format!("#/components/schemas/{}", T::name()) })
}

fn list_of<T: ToSchema>(schemas: &mut Schemas) -> Value {
    json!({ "type": "array", "items": one_of::<T>(schemas) })
}

/// The routes by path and method, and the schemas that they name. Refusals, which a door has in common for all its routes, are
/// not among the answers; whoever publishes the document adds them.
#[must_use]
pub fn description() -> (Map<String, Value>, Map<String, Value>) {
    let (mut paths, mut schemas) = (Map::new(), Vec::new());
    for route in ROUTES {
        let name = route.path.trim_start_matches("/api/v1/").replace('/', "-");
        let mut operation = Map::new();
        operation.insert("operationId".to_owned(), format!("{}-{name}", route.method.to_lowercase()).into());
        operation.insert("tags".to_owned(), json!(["sign-in"]));
        if let Some(action) = route.action() {
            operation.insert("x-action".to_owned(), action.name().into());
        }
        if route.guard != Guard::Public {
            operation.insert("security".to_owned(), json!([{ "session": [] }]));
        }
        if route.guard != Guard::Public && route.method != "GET" {
            let csrf = json!({
                "name": "X-CSRF-Token", "in": "header", "required": false, "schema": { "type": "string" },
                "description": "the value that came with the session; without it the request is refused",
            });
            operation.insert("parameters".to_owned(), json!([csrf]));
        }
        if let Some(Form(takes)) = route.takes {
            let content = json!({ "application/json": { "schema": takes(&mut schemas) } });
            operation.insert("requestBody".to_owned(), json!({ "required": true, "content": content }));
        }
        let Form(gives) = route.gives;
        let content = json!({ "application/json": { "schema": gives(&mut schemas) } });
        let responses = json!({
            "200": { "description": "done", "content": content },
            "502": { "description": "the identity provider failed" },
        });
        operation.insert("responses".to_owned(), responses);
        let item = paths.entry(route.path).or_insert_with(|| json!({}));
        if let Some(item) = item.as_object_mut() {
            item.insert(route.method.to_lowercase(), Value::Object(operation));
        }
    }
    let schemas = schemas.into_iter().map(|(name, schema)| (name, serde_json::to_value(schema).unwrap_or_default()));
    (paths, schemas.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_is_described_and_every_schema_that_is_named_is_there() {
        let (paths, schemas) = description();
        let operations: usize = paths.values().map(|item| item.as_object().unwrap().len()).sum();
        assert_eq!(operations, ROUTES.len());
        let text = format!("{}{}", Value::Object(paths), Value::Object(schemas.clone()));
        let named: Vec<&str> =
            text.split("#/components/schemas/").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(named.len() > ROUTES.len());
        for name in named {
            assert!(schemas.contains_key(name), "{name}");
        }
    }
}
