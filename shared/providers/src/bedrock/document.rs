//! JSON in the SDK's form and back.

use aws_smithy_types::{Document, Number};
use serde_json::Value;

pub(super) fn of_json(value: &Value) -> Document {
    match value {
        Value::Null => Document::Null,
        Value::Bool(is) => Document::Bool(*is),
        Value::Number(number) => Document::Number(match (number.as_u64(), number.as_i64()) {
            (Some(number), _) => Number::PosInt(number),
            (None, Some(number)) => Number::NegInt(number),
            (None, None) => Number::Float(number.as_f64().expect("a number of JSON is one of the three")),
        }),
        Value::String(text) => Document::String(text.clone()),
        Value::Array(values) => Document::Array(values.iter().map(of_json).collect()),
        Value::Object(fields) => Document::Object(fields.iter().map(|(name, value)| (name.clone(), of_json(value))).collect()),
    }
}

pub(super) fn to_json(document: Document) -> Value {
    match document {
        Document::Null => Value::Null,
        Document::Bool(is) => is.into(),
        Document::Number(Number::PosInt(number)) => number.into(),
        Document::Number(Number::NegInt(number)) => number.into(),
        Document::Number(Number::Float(number)) => number.into(),
        Document::String(text) => text.into(),
        Document::Array(values) => values.into_iter().map(to_json).collect(),
        Document::Object(fields) => fields.into_iter().map(|(name, value)| (name, to_json(value))).collect(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_comes_back_as_it_was() {
        let value = json!({ "a": [1, -2, 2.5, u64::MAX, i64::MIN], "b": { "c": null, "d": true }, "e": "é\n\"" });
        assert_eq!(to_json(of_json(&value)), value);
    }
}
