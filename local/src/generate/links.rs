//! What a creating operation gives, and where it can be used: its `run_id` is what others take as `runId`.

use serde_json::{Map, Value, json};

/// Adds a link to each operation that creates, for each operation that takes one of its ids in the path.
pub(super) fn add(paths: &mut Map<String, Value>) {
    let takers: Vec<(String, String)> = operations(paths).flat_map(taken).collect();
    for operation in paths.values_mut().filter_map(Value::as_object_mut).flat_map(Map::values_mut) {
        for status in ["201", "202"] {
            let links = links(&operation["responses"][status], &takers);
            if !links.is_empty() {
                operation["responses"][status]["links"] = Value::Object(links);
            }
        }
    }
}

fn operations(paths: &Map<String, Value>) -> impl Iterator<Item = &Value> {
    paths.values().filter_map(Value::as_object).flat_map(Map::values)
}

/// The operation with each of its path parameters.
fn taken(operation: &Value) -> Vec<(String, String)> {
    let parameters = operation["parameters"].as_array().into_iter().flatten().filter(|parameter| parameter["in"] == "path");
    let names = parameters.filter_map(|parameter| parameter["name"].as_str());
    names.map(|name| (operation["operationId"].as_str().unwrap_or_default().to_owned(), name.to_owned())).collect()
}

fn links(response: &Value, takers: &[(String, String)]) -> Map<String, Value> {
    let given = response.pointer("/content/application~1json/schema/properties").and_then(Value::as_object);
    let ids = given.into_iter().flat_map(Map::keys).filter(|property| property.ends_with("_id"));
    let pairs = ids.flat_map(|id| takers.iter().filter(|(_, parameter)| *parameter == camel_case(id)).map(move |taker| (id, taker)));
    let links = pairs.map(|(id, (operation, parameter))| {
        (operation.clone(), json!({ "operationId": operation, "parameters": { parameter: format!("$response.body#/{id}") } }))
    });
    links.collect()
}

fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |camel, word| camel + &word[..1].to_uppercase() + &word[1..])
}
