use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::{Map, Value};

/// A schema whose properties stand in the order in which they are required. Servers that hold a model to a schema have it write them
/// so: what the others follow from comes first.
pub(super) struct InOrder<'a>(pub &'a Value);

/// The properties of an object, and the names that are required.
struct Properties<'a>(&'a Map<String, Value>, &'a [Value]);

impl Serialize for InOrder<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Value::Object(schema) = self.0 else { return self.0.serialize(serializer) };
        let required = schema.get("required").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let mut map = serializer.serialize_map(Some(schema.len()))?;
        for (key, value) in schema {
            match value {
                Value::Object(properties) if key == "properties" => map.serialize_entry(key, &Properties(properties, required))?,
                value => map.serialize_entry(key, &InOrder(value))?,
            }
        }
        map.end()
    }
}

impl Serialize for Properties<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(properties, required) = self;
        let place = |name: &str| required.iter().position(|required| *required == name).unwrap_or(required.len());
        let mut ordered: Vec<_> = properties.iter().collect();
        ordered.sort_by_key(|(name, _)| place(name));
        serializer.collect_map(ordered.into_iter().map(|(name, schema)| (name, InOrder(schema))))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn properties_stand_as_they_are_required_however_deep() {
        let step = json!({ "type": "object", "properties": { "asked": {}, "question": {} }, "required": ["question", "asked"] });
        let steps = json!({ "type": "array", "items": step });
        let schema = json!({ "properties": { "about": {}, "steps": steps, "verdict": {} }, "required": ["verdict", "steps"] });
        let written = serde_json::to_string(&InOrder(&schema)).unwrap();
        let places: Vec<_> =
            ["verdict", "steps", "question", "asked", "about"].iter().map(|name| written.find(&format!("\"{name}\":"))).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{written}");
        assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), schema);
    }
}
