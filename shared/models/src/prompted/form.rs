use std::sync::LazyLock;

use genesis_rcr::Role;
use serde_json::Value;

use crate::ReplySchema;

const SOURCES: [&str; 6] = [
    include_str!("../../prompts/forms/planner.json"),
    include_str!("../../prompts/forms/retriever.json"),
    include_str!("../../prompts/forms/solver.json"),
    include_str!("../../prompts/forms/critic.json"),
    include_str!("../../prompts/forms/verifier.json"),
    include_str!("../../prompts/forms/rewriter.json"),
];

static FORMS: LazyLock<[Value; 6]> = LazyLock::new(|| SOURCES.map(|text| serde_json::from_str(text).expect("a form is JSON")));

/// The form of a role's reply, as the providers' strict modes take it: every property required, none besides.
pub(super) fn form(role: Role) -> ReplySchema {
    ReplySchema { name: role.as_str().to_owned(), schema: FORMS[role as usize].clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_strict(schema: &Value) -> bool {
        let nested = |key: &str| schema.get(key).is_none_or(is_strict);
        let Some(properties) = schema.get("properties").and_then(Value::as_object) else { return nested("items") };
        let named: Vec<&str> = schema["required"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        let required = named.len() == properties.len() && properties.keys().all(|key| named.contains(&key.as_str()));
        required && schema["additionalProperties"] == false && properties.values().all(is_strict)
    }

    #[test]
    fn every_form_is_strict() {
        for role in Role::ALL {
            let form = form(role);
            assert!(form.schema["type"] == "object" && is_strict(&form.schema), "{}", form.name);
        }
        assert!(!is_strict(
            &serde_json::json!({ "type": "object", "properties": { "a": {} }, "required": [], "additionalProperties": false })
        ));
    }

    /// A small model that repeats itself would go on until its reply is cut off.
    #[test]
    fn every_list_of_a_form_ends() {
        fn ends(schema: &Value) -> bool {
            let is_bounded = schema["type"] != "array" || schema["maxItems"].is_u64();
            let nested = schema.as_object().into_iter().flat_map(|object| object.values());
            is_bounded && nested.filter(|value| value.is_object()).all(ends)
        }
        assert!(Role::ALL.iter().all(|role| ends(&form(*role).schema)));
        assert!(!ends(&serde_json::json!({ "properties": { "a": { "type": "array" } } })));
    }

    /// A verdict that comes first is guessed, and what is written after it contradicts it.
    #[test]
    fn a_verdict_comes_after_its_grounds() {
        let first = |role: Role| form(role).schema["required"][0].as_str().unwrap().to_owned();
        assert_eq!(Role::ALL.map(first), ["steps", "queries", "answer", "reason", "issues", "answer"]);
    }
}
