//! The generated files are those that the declarations give, and hold together.

use std::{collections::BTreeSet, fs};

use genesis_aws::deployment::{Right, TABLES, rights};
use genesis_core::{Idempotency, Resource, Scope, Trigger};
use genesis_local::{functions, manifest, openapi};
use serde_json::{Value, json};

use crate::house::{items, root, text};

#[test]
fn the_manifest_is_fresh() {
    let stored = fs::read_to_string(root().join("infra/functions.json")).unwrap_or_default();
    assert!(stored == manifest(), "infra/functions.json is stale: run `cargo run -- manifest`");
}

#[test]
fn the_openapi_document_is_fresh() {
    let stored = fs::read_to_string(root().join("infra/openapi.json")).unwrap_or_default();
    assert!(stored == openapi(), "infra/openapi.json is stale: run `cargo run -- openapi`");
}

#[test]
fn the_manifest_has_every_function_once() {
    let manifest: Value = serde_json::from_str(&manifest()).unwrap();
    let names: Vec<&str> = items(&manifest["functions"]).iter().map(|function| text(&function["name"])).collect();
    let declared: BTreeSet<&str> = functions().iter().map(|function| function.declaration.name).collect();
    assert_eq!((names.len(), names.iter().copied().collect()), (declared.len(), declared));
}

#[test]
fn the_manifest_names_the_folder_of_each_function_and_of_the_workflow() {
    let manifest: Value = serde_json::from_str(&manifest()).unwrap();
    for function in items(&manifest["functions"]) {
        let (domain, name) = (text(&function["domain"]), text(&function["name"]));
        let main = root().join(format!("functions/{domain}/src/bin/{name}.rs"));
        assert!(main.exists(), "{} is not there", main.display());
    }
    let definition = fs::read_to_string(root().join(text(&manifest["workflow"]["definition"]))).unwrap();
    assert_eq!(definition, fn_orchestration::WORKFLOW);
}

#[test]
fn every_access_is_to_something_that_is_there_and_comes_to_something() {
    let manifest: Value = serde_json::from_str(&manifest()).unwrap();
    let names = |key: &str| items(&manifest[key]).iter().map(|thing| text(&thing["name"]).to_owned()).collect::<BTreeSet<_>>();
    let there = [("table", names("tables")), ("bucket", names("buckets")), ("queue", names("queues")), ("secret", names("secrets"))];
    for function in items(&manifest["functions"]) {
        for grant in items(&function["grants"]) {
            let (kind, name) = (text(&grant["resource"]["kind"]), &grant["resource"]["name"]);
            let known = there.iter().find(|(of, _)| *of == kind).map_or(kind == "workflow", |(_, names)| names.contains(text(name)));
            assert!(known, "{}: {grant}", function["name"]);
        }
    }
    for function in functions() {
        for right in rights(function.declaration) {
            for access in &right.access {
                let alone = Right { access: vec![*access], ..right.clone() };
                assert!(
                    alone.operations().count() > 0,
                    "{}: {access:?} comes to nothing on {:?}",
                    function.declaration.name,
                    right.resource
                );
            }
        }
    }
}

#[test]
fn a_table_has_an_index_where_a_function_lists_it() {
    let listed: BTreeSet<&str> = functions()
        .iter()
        .flat_map(|function| rights(function.declaration))
        .filter_map(|right| match right.resource {
            Resource::PlatformTable(domain) if right.index.is_some() => Some(domain),
            _ => None,
        })
        .collect();
    let indexed: BTreeSet<&str> = TABLES.iter().filter(|table| table.index.is_some()).map(|table| table.name).collect();
    assert_eq!(indexed, listed);
}

#[test]
fn every_endpoint_is_an_operation_with_its_guard_and_its_success() {
    let document = document();
    let mut operations = BTreeSet::new();
    for function in functions() {
        let Trigger::Http(route) = function.declaration.trigger else { continue };
        let operation = &document["paths"][route.template()][route.method.as_str().to_lowercase()];
        let name = function.declaration.name;
        assert_eq!(operation["operationId"], name);
        assert!(operations.insert(name), "{name} is declared twice");
        assert!(operation["responses"][route.success.to_string()].is_object(), "{name}");
        assert_eq!(operation["security"].is_null(), route.guard.is_public(), "{name}");
        assert_eq!(operation["x-scope"], json!(route.guard.scope().map(Scope::as_str)), "{name}");
        let others = (!route.guard.is_public() && route.guard.scope().is_none()).then_some(route.guard);
        assert_eq!(operation["x-guard"], json!(others), "{name}");
        for parameter in route.template().split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
            let described =
                items(&operation["parameters"]).iter().any(|described| described["name"] == parameter && described["in"] == "path");
            assert!(described, "{name} does not describe {parameter}");
        }
        let keeps_keys = function.declaration.grants.iter().any(|grant| grant.resource == Resource::Table("idempotency"));
        assert_eq!(keeps_keys, route.idempotency == Idempotency::Keyed, "{name}");
        assert_eq!(operation["requestBody"].is_object(), route.body_limit_bytes > 0, "{name}");
    }
    let described: usize = document["paths"].as_object().unwrap().values().map(|path| path.as_object().unwrap().len()).sum();
    assert_eq!(described, operations.len());
}

#[test]
fn every_reference_leads_somewhere() {
    let document = document();
    let mut references = Vec::new();
    collect(&document, &mut references);
    assert!(!references.is_empty());
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap_or_else(|| panic!("{reference} leaves the document"));
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
}

fn collect<'a>(value: &'a Value, references: &mut Vec<&'a str>) {
    references.extend(value.get("$ref").and_then(Value::as_str));
    match value {
        Value::Object(fields) => fields.values().for_each(|field| collect(field, references)),
        Value::Array(items) => items.iter().for_each(|item| collect(item, references)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn document() -> Value {
    serde_json::from_str(&openapi()).unwrap()
}
