//! The OpenAPI document, read as a client would read it.

use bytes::Bytes;
use genesis_local::openapi;
use http::Method;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::house::text;

pub(super) struct Operation {
    pub id: String,
    pub method: Method,
    pub parameters: Vec<Parameter>,
    /// The schema of the body, where there is one.
    pub body: Option<Value>,
    /// Those the document lists.
    pub statuses: Vec<u16>,
    /// Whether it is for administrators, or for what tenants' callers and they do alike.
    pub is_administrators: bool,
    path: String,
    run: String,
}

pub(super) struct Parameter {
    pub name: String,
    pub place: Place,
    pub is_required: bool,
    pub schema: Value,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Path,
    Query,
    Header,
}

/// What varies between two requests of one operation.
#[derive(Clone, Default)]
pub(super) struct Input {
    /// Percent-encoded already.
    pub path: Vec<(String, String)>,
    pub query: Vec<(String, String)>,
    pub headers: Vec<(String, String)>,
    pub body: Bytes,
}

/// Every operation; a `runId` is that of the run.
pub(super) fn all(run: &str) -> Vec<Operation> {
    let document: Value = serde_json::from_str(&openapi()).unwrap();
    let mut operations = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, described) in methods.as_object().unwrap() {
            operations.push(Operation {
                id: text(&described["operationId"]).to_owned(),
                method: method.to_uppercase().parse().unwrap(),
                parameters: described["parameters"].as_array().into_iter().flatten().map(Parameter::read).collect(),
                body: described.pointer("/requestBody/content/application~1json/schema").cloned(),
                statuses: described["responses"].as_object().unwrap().keys().map(|status| status.parse().unwrap()).collect(),
                is_administrators: described["x-guard"] == "platform" || path.contains("{tenantId}"),
                path: path.clone(),
                run: run.to_owned(),
            });
        }
    }
    operations
}

impl Operation {
    /// Good values for everything, also for what may be absent.
    pub fn good(&self) -> Input {
        let at = |place| self.parameters.iter().filter(move |parameter| parameter.place == place);
        let named = |parameter: &Parameter, value: String| (parameter.name.clone(), value);
        let mut input = Input {
            path: at(Place::Path).map(|parameter| named(parameter, self.good_path(parameter))).collect(),
            // A cursor comes from an answer: there is none to make up.
            query: at(Place::Query)
                .filter(|parameter| parameter.name != "cursor")
                .map(|parameter| named(parameter, encoded(&plain(&parameter.schema))))
                .collect(),
            ..Input::default()
        };
        if let Some(schema) = &self.body {
            input.headers.push(("content-type".to_owned(), "application/json".to_owned()));
            input.body = good(schema).into();
        }
        input
    }

    pub fn target(&self, input: &Input) -> String {
        let path = input.path.iter().fold(self.path.clone(), |path, (name, value)| path.replace(&format!("{{{name}}}"), value));
        let query: Vec<String> = input.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
    }

    fn good_path(&self, parameter: &Parameter) -> String {
        if parameter.name == "runId" { self.run.clone() } else { encoded(&plain(&parameter.schema)) }
    }
}

impl Parameter {
    fn read(described: &Value) -> Self {
        let place = match text(&described["in"]) {
            "path" => Place::Path,
            "query" => Place::Query,
            "header" => Place::Header,
            other => panic!("parameters in {other} are not tried"),
        };
        Self {
            name: text(&described["name"]).to_owned(),
            place,
            is_required: described["required"] == true,
            schema: described["schema"].clone(),
        }
    }
}

pub(super) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// Whether the schema allows for values of a JSON type.
pub(super) fn allows(schema: &Value, kind: &str) -> bool {
    let is_kind = |allowed: &Value| allowed == kind || (allowed == "number" && kind == "integer");
    match (&schema["type"], alternatives(schema)) {
        (Value::Null, Some(alternatives)) => alternatives.iter().any(|alternative| allows(alternative, kind)),
        (Value::Null, None) => schema["enum"].is_null() && schema["const"].is_null() || kind == "string",
        (Value::Array(kinds), _) => kinds.iter().any(is_kind),
        (only, _) => is_kind(only),
    }
}

/// The schema itself, or the alternative that is not `null`.
pub(super) fn shape(schema: &Value) -> &Value {
    match alternatives(schema) {
        Some(alternatives) => alternatives.iter().find(|alternative| alternative["type"] != "null").map_or(schema, shape),
        None => schema,
    }
}

/// How many forms a value may have, `null` aside.
pub(super) fn forms(schema: &Value) -> usize {
    let others = |alternative: &&Value| alternative["type"] != "null";
    alternatives(schema).map_or(1, |alternatives| alternatives.iter().filter(others).map(forms).sum())
}

/// Beside a type they narrow it, and are no forms of their own.
fn alternatives(schema: &Value) -> Option<&Vec<Value>> {
    let alternatives = schema["anyOf"].as_array().or_else(|| schema["oneOf"].as_array());
    alternatives.filter(|_| schema["type"].is_null())
}

/// A good value, as JSON.
pub(super) fn good(schema: &Value) -> String {
    let schema = shape(schema);
    let stated = [&schema["examples"][0], &schema["const"], &schema["enum"][0]].into_iter().find(|value| !value.is_null());
    if let Some(value) = stated {
        return value.to_string();
    }
    let least = schema["minimum"].as_i64().unwrap_or(1).max(1);
    match ["object", "array", "integer", "number", "boolean"].into_iter().find(|kind| allows(schema, kind)) {
        Some("object") => {
            let properties = schema["properties"].as_object().into_iter().flatten();
            object(&properties.map(|(name, schema)| (name.as_str(), good(schema))).collect::<Vec<_>>())
        }
        Some("array") => format!("[{}]", good(&schema["items"])),
        Some("boolean") => "true".to_owned(),
        Some(_) => least.to_string(),
        None => Value::from(word(schema, schema["minLength"].as_u64().unwrap_or(1).max(1))).to_string(),
    }
}

/// A good value, as it stands in an address or a header.
pub(super) fn plain(schema: &Value) -> String {
    let json = good(schema);
    serde_json::from_str::<String>(&json).unwrap_or(json)
}

/// A text of so many characters, if its format leaves the choice.
pub(super) fn word(schema: &Value, length: u64) -> String {
    match schema["format"].as_str() {
        Some("uuid") => "7c9e6679-7425-40de-944b-e07fc1f90ae7".to_owned(),
        Some("email") => "a@example.com".to_owned(),
        Some("date") => "2026-01-01".to_owned(),
        Some("ip") => "203.0.113.7".to_owned(),
        Some("hostname") => "a.example.com".to_owned(),
        // What ends then is not over.
        Some("date-time") => "2100-01-01T00:00:00Z".to_owned(),
        _ => "a".repeat(usize::try_from(length).unwrap()),
    }
}

/// An object, from its fields' JSON.
pub(super) fn object(fields: &[(&str, String)]) -> String {
    let fields: Vec<String> = fields.iter().map(|(name, json)| format!("{}:{json}", Value::from(*name))).collect();
    format!("{{{}}}", fields.join(","))
}
