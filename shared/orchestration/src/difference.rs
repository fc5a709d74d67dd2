use std::fmt;

use serde_json::Value;

use crate::AgentStep;

/// Where a replayed run first goes another way than the recorded one.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    pub at: Place,
    /// The path of the field, like `router.selected[2]`.
    pub field: String,
    /// What the artifacts say; none where they say nothing.
    pub recorded: Option<Value>,
    pub replayed: Option<Value>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Turn(AgentStep),
    /// What was decided when a wave was over; 0 is the plan's.
    After(u32),
    /// A file, where all turns are the same.
    File(&'static str),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Turn(turn) => write!(f, "turn {turn}"),
            Place::After(0) => write!(f, "after the plan"),
            Place::After(wave) => write!(f, "after wave {wave}"),
            Place::File(name) => write!(f, "file {name}"),
        }
    }
}

/// The fields that tell a turn, what causes others first; the fields not named here follow by name.
const CAUSES_FIRST: [&str; 7] = ["/query", "/router/selected", "/router", "/tool_calls", "/answer", "/outcome", "/memory"];

impl Difference {
    /// Between what a file or a turn was and what it is now.
    pub(crate) fn between(at: Place, recorded: &Value, replayed: &Value) -> Option<Self> {
        let causes = CAUSES_FIRST.into_iter().filter_map(|path| {
            let name = path[1..].replace('/', ".");
            differing(name, recorded.pointer(path), replayed.pointer(path))
        });
        let (field, recorded, replayed) = causes.chain(differing(String::new(), Some(recorded), Some(replayed))).next()?;
        Some(Self { at, field, recorded: recorded.cloned(), replayed: replayed.cloned() })
    }
}

type Pair<'a> = (String, Option<&'a Value>, Option<&'a Value>);

/// The innermost field that differs first.
fn differing<'a>(path: String, recorded: Option<&'a Value>, replayed: Option<&'a Value>) -> Option<Pair<'a>> {
    match (recorded, replayed) {
        (one, other) if one == other => None,
        (Some(Value::Object(one)), Some(Value::Object(other))) => {
            let mut names: Vec<&String> = one.keys().chain(other.keys()).collect();
            names.sort();
            let below = |name: &String| if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            names.into_iter().find_map(|name| differing(below(name), one.get(name), other.get(name)))
        }
        (Some(Value::Array(one)), Some(Value::Array(other))) => {
            (0..one.len().max(other.len())).find_map(|n| differing(format!("{path}[{n}]"), one.get(n), other.get(n)))
        }
        _ => Some((path, recorded, replayed)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn field(recorded: &Value, replayed: &Value) -> Option<(String, Option<Value>, Option<Value>)> {
        Difference::between(Place::After(0), recorded, replayed).map(|it| (it.field, it.recorded, it.replayed))
    }

    #[test]
    fn the_innermost_field_is_named_and_causes_come_first() {
        let router = |selected: Value| json!({ "agent": 1, "router": { "budget": 5, "selected": selected }, "answer": "a" });
        for (recorded, replayed, expected) in [
            (json!({ "b": [1, { "c": 2 }] }), json!({ "b": [1, { "c": 3 }] }), ("b[1].c", Some(json!(2)), Some(json!(3)))),
            (json!({ "b": [1] }), json!({ "b": [1, 2] }), ("b[1]", None, Some(json!(2)))),
            (json!({ "a": null }), json!({}), ("a", Some(Value::Null), None)),
            (json!({ "b": 1, "a": 2 }), json!({ "b": 2, "a": 3 }), ("a", Some(json!(2)), Some(json!(3)))),
            (json!({ "agent": 1, "query": "x" }), json!({ "agent": 2, "query": "y" }), ("query", Some(json!("x")), Some(json!("y")))),
            (router(json!(["p", "q"])), router(json!(["p", "r"])), ("router.selected[1]", Some(json!("q")), Some(json!("r")))),
            (
                json!({ "outcome": 1, "answer": "a" }),
                json!({ "outcome": 2, "answer": "b" }),
                ("answer", Some(json!("a")), Some(json!("b"))),
            ),
            (json!([1]), json!({}), ("", Some(json!([1])), Some(json!({})))),
        ] {
            let (name, one, other) = expected;
            assert_eq!(field(&recorded, &replayed), Some((name.to_owned(), one, other)), "{recorded} {replayed}");
        }
    }

    #[test]
    fn what_is_the_same_has_no_difference() {
        let value = json!({ "query": "x", "router": null, "list": [1, 2.5, { "a": [] }] });
        assert_eq!(field(&value, &value.clone()), None);
    }
}
