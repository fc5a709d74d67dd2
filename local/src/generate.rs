//! The generated files: the manifest that infrastructure is built from, and the OpenAPI document.

mod links;
mod manifest;

use genesis_aws::Cloud;
use genesis_core::{Idempotency, Method, Route, Trigger};
use genesis_http::{Function, Handler, Problem, Shapes};
use serde_json::{Map, Value, json};

pub use self::manifest::manifest;

/// Every function of the platform, in the order of domains.
pub fn functions() -> Vec<Function<Cloud>> {
    domains().into_iter().flat_map(|(_, functions)| functions).collect()
}

/// The same by the folder of their package.
fn domains() -> [(&'static str, Vec<Function<Cloud>>); 10] {
    [
        ("authorizer", fn_authorizer::functions()),
        ("protection", fn_protection::functions()),
        ("tenants", fn_tenants::functions()),
        ("security", fn_security::functions()),
        ("limits", fn_limits::functions()),
        ("orchestration", fn_orchestration::functions()),
        ("memory", fn_memory::functions()),
        ("integrations", fn_integrations::functions()),
        ("monitoring", fn_monitoring::functions()),
        ("learning", fn_learning::functions()),
    ]
}

/// `infra/openapi.json`.
pub fn openapi() -> String {
    let mut paths: Map<String, Value> = Map::new();
    for function in functions() {
        if let (Trigger::Http(route), Handler::Http(endpoint)) = (function.declaration.trigger, &function.handler) {
            let operation = operation(function.declaration.name, function.declaration.summary, &route, &endpoint.shapes);
            paths.entry(route.template()).or_insert_with(|| json!({}))[route.method.as_str().to_lowercase()] = operation;
        }
    }
    links::add(&mut paths);
    pretty(&json!({
        "openapi": "3.1.0",
        "info": {
            "title": "GENESIS Orchestrator",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "paths": paths,
        "components": {
            "schemas": { "Problem": Shapes::output::<Problem>() },
            "securitySchemes": {
                "apiKey": { "type": "apiKey", "in": "header", "name": "x-api-key" },
                "session": { "type": "http", "scheme": "bearer" },
            },
        },
    }))
}

fn operation(name: &str, summary: &str, route: &Route, shapes: &Shapes) -> Value {
    let mut responses = json!({ route.success.to_string(): success(shapes) });
    for status in problem_statuses(route, shapes) {
        responses[status] = json!({
            "description": "A problem.",
            "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
        });
    }
    for (status, schema) in &shapes.others {
        responses[status.to_string()] = json!({ "description": "Not well.", "content": { "application/json": { "schema": schema } } });
    }
    let mut operation = json!({ "operationId": name, "summary": summary, "responses": responses });
    let headers = secret_header(shapes).into_iter().chain(idempotency_key(route));
    let parameters: Vec<Value> = path_parameters(&route.template()).chain(query_parameters(shapes)).chain(headers).collect();
    if !parameters.is_empty() {
        operation["parameters"] = json!(parameters);
    }
    if let Some(schema) = &shapes.request {
        operation["requestBody"] = json!({ "required": true, "content": { "application/json": { "schema": schema } } });
    }
    if !route.guard.is_public() {
        operation["security"] = json!([{ "apiKey": [] }, { "session": [] }]);
        match route.guard.scope() {
            Some(scope) => operation["x-scope"] = json!(scope.as_str()),
            None => operation["x-guard"] = json!(route.guard),
        }
    }
    operation
}

fn success(shapes: &Shapes) -> Value {
    match &shapes.response {
        Some(schema) => json!({ "description": "Done.", "content": { "application/json": { "schema": schema } } }),
        None => json!({ "description": "The file.", "content": { "*/*": {} } }),
    }
}

fn problem_statuses(route: &Route, shapes: &Shapes) -> Vec<&'static str> {
    let mut statuses = Vec::new();
    if shapes.request.is_some() {
        statuses.extend(["413", "415"]);
    }
    if shapes.request.is_some() || shapes.query.is_some() {
        statuses.extend(["400", "422"]);
    } else if route.path.contains("{ip}") {
        statuses.push("400");
    } else if route.method == Method::Delete && route.path.contains("{userId}") {
        // A tenant's last owner stays.
        statuses.push("422");
    }
    if !route.guard.is_public() {
        statuses.extend(["401", "403"]);
    } else if shapes.request.is_some() {
        // Whoever sends something proves by it who they are, and may not come from everywhere.
        statuses.extend(["401", "403"]);
    }
    if !route.is_unmetered() {
        statuses.push("429");
    }
    if shapes.secret_header.is_some() {
        statuses.push("401");
    }
    if route.path.contains('{') || names_something(shapes) {
        statuses.push("404");
    }
    // What is there already, or is no longer what it was.
    if route.method != Method::Get {
        statuses.push("409");
    }
    statuses.extend(["500", "503"]);
    statuses.sort_unstable();
    statuses
}

/// Whether the body names a run or an invitation, which may not exist.
fn names_something(shapes: &Shapes) -> bool {
    let names = |schema: &Value| ["run_id", "token", "client_id", "model"].iter().any(|name| schema["properties"][name].is_object());
    [&shapes.request, &shapes.query].into_iter().flatten().any(|schema| names(&json!(schema)))
}

fn secret_header(shapes: &Shapes) -> Option<Value> {
    let name = shapes.secret_header?;
    Some(json!({ "name": name, "in": "header", "required": true, "schema": { "type": "string" } }))
}

fn path_parameters(path: &str) -> impl Iterator<Item = Value> + use<'_> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).map(|name| {
        let schema = match name {
            "keyId" => json!({ "type": "string", "pattern": "^[0-9a-f]{16}$", "examples": ["5f1c2a9be07d4436"] }),
            "ip" => json!({ "type": "string", "anyOf": [{ "format": "ipv4" }, { "format": "ipv6" }], "examples": ["203.0.113.7"] }),
            "source" if path.starts_with("/webhooks/") => {
                json!({ "type": "string", "examples": ["0b0e6c52-3f0c-4f6d-9d2b-5c8f3f1f7a10.billing"] })
            }
            "source" => json!({ "type": "string", "pattern": "^[a-z][a-z0-9-]{0,62}$", "examples": ["billing"] }),
            id if id.ends_with("Id") => json!({ "type": "string", "format": "uuid" }),
            _ => json!({ "type": "string" }),
        };
        json!({ "name": name, "in": "path", "required": true, "schema": schema })
    })
}

fn query_parameters(shapes: &Shapes) -> impl Iterator<Item = Value> {
    let schema = shapes.query.as_ref().map(|schema| json!(schema)).unwrap_or_default();
    let required: Vec<Value> = schema["required"].as_array().cloned().unwrap_or_default();
    let properties = schema["properties"].as_object().cloned().unwrap_or_default();
    properties
        .into_iter()
        .map(move |(name, schema)| json!({ "name": name, "in": "query", "required": required.contains(&json!(name)), "schema": schema }))
}

fn idempotency_key(route: &Route) -> Option<Value> {
    let parameter = json!({
        "name": "Idempotency-Key",
        "in": "header",
        "required": false,
        "description": "Makes the request safe to repeat: for 24 hours, the same request with the same key has its effect once and gets \
            the first answer, with the header `idempotency-replayed`. Another request with the key gets 409.",
        "schema": { "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-+\\--~]+$" },
    });
    (route.idempotency == Idempotency::Keyed).then_some(parameter)
}

fn pretty(document: &Value) -> String {
    format!("{document:#}\n")
}
