//! Messages with a task token, in the engine's terms.
//!
//! The engine knows `lambda:invoke.waitForTaskToken` and no other callback. A state that sends a message and waits is therefore loaded as one that
//! invokes a built-in function with the same parameters; that function sends the message.

use serde_json::{Map, Value, json};

/// The built-in function's name, which no function of the product can have.
pub(super) const SEND_MESSAGE: &str = "embedded-sqs-send-message";

const SEND_AND_WAIT: &str = "arn:aws:states:::sqs:sendMessage.waitForTaskToken";
const INVOKE_AND_WAIT: &str = "arn:aws:states:::lambda:invoke.waitForTaskToken";

/// The definition with every send-and-wait state rewritten, those inside Map and Parallel included.
pub(super) fn queue_tasks_to_functions(definition: &str) -> Result<String, serde_json::Error> {
    let mut machine: Value = serde_json::from_str(definition)?;
    rewrite_machine(&mut machine);
    Ok(machine.to_string())
}

fn rewrite_machine(machine: &mut Value) {
    let states = machine.get_mut("States").and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut);
    states.filter_map(Value::as_object_mut).for_each(rewrite_state);
}

fn rewrite_state(state: &mut Map<String, Value>) {
    if state.get("Resource").is_some_and(|resource| resource == SEND_AND_WAIT) {
        let parameters = state.remove("Parameters").unwrap_or_else(|| json!({}));
        state.insert("Parameters".to_owned(), json!({ "FunctionName": SEND_MESSAGE, "Payload": parameters }));
        state.insert("Resource".to_owned(), INVOKE_AND_WAIT.into());
    }
    ["ItemProcessor", "Iterator"].iter().for_each(|inner| {
        if let Some(inner) = state.get_mut(*inner) {
            rewrite_machine(inner);
        }
    });
    let branches = state.get_mut("Branches").and_then(Value::as_array_mut).into_iter().flatten();
    branches.for_each(rewrite_machine);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_rewritten_at_every_depth_and_nothing_else_is() {
        let send = json!({ "Type": "Task", "Resource": SEND_AND_WAIT, "Parameters": { "QueueUrl": "q", "MessageBody": { "token.$": "$$.Task.Token" } }, "End": true });
        let invoke =
            json!({ "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": { "FunctionName": "f" }, "End": true });
        let inner = |state: &Value| json!({ "StartAt": "A", "States": { "A": state, "B": invoke } });
        let machine = |state: &Value| {
            json!({ "StartAt": "A", "States": {
                "A": state,
                "M": { "Type": "Map", "ItemProcessor": inner(state) },
                "P": { "Type": "Parallel", "Branches": [inner(state), inner(&invoke)] },
            } })
        };
        let rewritten: Value = serde_json::from_str(&queue_tasks_to_functions(&machine(&send).to_string()).unwrap()).unwrap();
        let expected = json!({ "Type": "Task", "Resource": INVOKE_AND_WAIT, "Parameters": { "FunctionName": SEND_MESSAGE, "Payload": send["Parameters"] }, "End": true });
        assert_eq!(rewritten, machine(&expected));
    }
}
