use serde_json::{Map, Value};

/// The most JSON of what a caller keeps with a run or an execution.
pub(crate) const METADATA_BYTES: usize = 16 * 1024;

/// An object that is not larger than it may be; an empty one where there is none.
pub(crate) fn within(object: Option<Map<String, Value>>, bytes: usize) -> Option<Map<String, Value>> {
    let object = object.unwrap_or_default();
    serde_json::to_string(&object).is_ok_and(|text| text.len() <= bytes).then_some(object)
}
