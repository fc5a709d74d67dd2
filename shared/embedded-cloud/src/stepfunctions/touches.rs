//! Which workflow a request touches.

use serde_json::Value;

use crate::authorise::{Keys, Resource, Touch};
use crate::principal::Api;

/// A machine is named by its ARN or an execution's; a task token names none, so a grant on any workflow will do.
pub(crate) fn touches<'a>(operation: &'a str, request: &'a Value) -> Vec<Touch<'a>> {
    let text = |key: &str| request[key].as_str();
    let named = |workflow| vec![Touch { service: Api::StepFunctions, operation, resource: workflow, keys: Keys::NoneTouched }];
    match operation {
        "SendTaskSuccess" | "SendTaskFailure" | "SendTaskHeartbeat" => named(Resource::AnyGranted),
        "CreateStateMachine" => text("name").map(Resource::Named).map_or_else(Vec::new, named),
        _ => {
            let arn = text("stateMachineArn").or_else(|| text("executionArn"));
            arn.and_then(workflow).map(Resource::Named).map_or_else(Vec::new, named)
        }
    }
}

/// The seventh part of `arn:aws:states:region:account:stateMachine:NAME` and of `...:execution:NAME:EXECUTION`.
fn workflow(arn: &str) -> Option<&str> {
    arn.split(':').nth(6)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_workflow_is_known_by_either_arn_and_a_token_by_any_grant() {
        let resource = |operation: &str, request: Value| touches(operation, &request).first().map(|touch| format!("{:?}", touch.resource));
        let machine = json!({ "stateMachineArn": "arn:aws:states:us-east-1:000000000000:stateMachine:run" });
        let execution = json!({ "executionArn": "arn:aws:states:us-east-1:000000000000:execution:run:e-1" });
        assert_eq!(resource("StartExecution", machine).as_deref(), Some("Named(\"run\")"));
        assert_eq!(resource("DescribeExecution", execution).as_deref(), Some("Named(\"run\")"));
        assert_eq!(resource("SendTaskSuccess", json!({ "taskToken": "t" })).as_deref(), Some("AnyGranted"));
        assert_eq!(resource("ListStateMachines", json!({})), None);
    }
}
