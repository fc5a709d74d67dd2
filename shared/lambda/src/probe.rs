use serde_json::{Value, json};

/// What a deployment asks a new version before it gets traffic: whether it starts and answers. No function's handler sees it, so that
/// nothing is read and nothing changes.
///
/// Nobody outside can send it. The top level of an HTTP event is the gateway's, whatever the request holds; that of a batch is the
/// queue's, and a task's input is made by the workflow. Whoever may invoke a function itself learns its name and version.
pub fn probe() -> Value {
    json!({ "probe": true })
}

/// The answer to an event, if it is the probe.
pub(crate) fn answer(function: &str, event: &Value) -> Option<Value> {
    let is_probe = event.as_object().is_some_and(|fields| fields.len() == 1 && fields.get("probe") == Some(&Value::Bool(true)));
    is_probe.then(|| json!({ "function": function, "version": env!("CARGO_PKG_VERSION") }))
}
