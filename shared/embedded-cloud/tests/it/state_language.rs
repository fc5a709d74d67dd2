//! What the workflows rely on the Amazon States Language to mean.

use std::time::Duration;

use futures::FutureExt;
use genesis_embedded_cloud::InvokeError;
use serde_json::{Value, json};

use crate::executions::{QUEUE, outcome};
use crate::support::ephemeral;

#[tokio::test]
async fn the_state_language_means_what_the_workflows_rely_on() {
    let pass = |parameters: Value| json!({ "StartAt": "A", "States": { "A": { "Type": "Pass", "Parameters": parameters, "End": true } } });
    let paths = json!({ "StartAt": "A", "States": { "A": { "Type": "Pass", "InputPath": "$.a", "OutputPath": "$.kept", "Result": { "x": 1 }, "ResultPath": "$.kept", "End": true } } });
    let no_result = json!({ "StartAt": "A", "States": { "A": {
        "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": { "FunctionName": "echo", "Payload": 1 }, "ResultPath": null, "End": true } } });
    let direct = json!({ "StartAt": "A", "States": { "A": { "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:echo", "End": true } } });
    let by_arn = json!({ "StartAt": "A", "States": { "A": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
        "Parameters": { "FunctionName": "arn:aws:lambda:us-east-1:000000000000:function:echo", "Payload.$": "$.n" }, "OutputPath": "$.Payload", "End": true } } });
    let parallel = json!({ "StartAt": "P", "States": { "P": { "Type": "Parallel", "End": true, "Branches": [
        { "StartAt": "A", "States": { "A": { "Type": "Pass", "Result": 1, "End": true } } },
        { "StartAt": "B", "States": { "B": { "Type": "Succeed" } } } ] } } });
    let presence = json!({ "StartAt": "C", "States": {
        "C": { "Type": "Choice", "Choices": [{ "Not": { "Variable": "$.n", "IsPresent": true }, "Next": "No" }, { "Variable": "$.n", "NumericGreaterThanEquals": 5, "Next": "Yes" }], "Default": "No" },
        "Yes": { "Type": "Pass", "Result": "yes", "End": true }, "No": { "Type": "Pass", "Result": "no", "End": true } } });
    let cases = [
        (pass(json!({ "x.$": "States.Format('{} of {}', $.n, $$.Execution.Name)" })), json!({ "x": "5 of e-1" })),
        (pass(json!({ "x.$": "States.JsonToString($.a)" })), json!({ "x": "{\"b\":true}" })),
        (pass(json!({ "x.$": "States.StringToJson('[1]')" })), json!({ "x": [1] })),
        (pass(json!({ "x.$": "States.MathAdd($.n, 1)" })), json!({ "x": 6 })),
        (pass(json!({ "x.$": "States.ArrayLength($.list)" })), json!({ "x": 2 })),
        (pass(json!({ "x.$": "$.list[*].v" })), json!({ "x": [1, 2] })),
        (paths, json!({ "x": 1 })),
        (no_result, json!({ "a": { "b": true }, "list": [{ "v": 1 }, { "v": 2 }], "n": 5 })),
        (direct, json!({ "a": { "b": true }, "list": [{ "v": 1 }, { "v": 2 }], "n": 5 })),
        (by_arn, json!(5)),
        (parallel, json!([1, { "a": { "b": true }, "list": [{ "v": 1 }, { "v": 2 }], "n": 5 }])),
        (presence, json!("yes")),
    ];
    for (definition, expected) in cases {
        let cloud = ephemeral().await;
        cloud.register_function("echo", |event| async move { Ok(event) }.boxed());
        let output = outcome(&cloud, &definition, &json!({ "n": 5, "a": { "b": true }, "list": [{ "v": 1 }, { "v": 2 }] })).await;
        assert_eq!(output.as_ref(), Ok(&expected), "{definition}");
    }
}

#[tokio::test]
async fn the_time_a_state_was_entered_is_known_to_it() {
    let cloud = ephemeral().await;
    let definition =
        json!({ "StartAt": "A", "States": { "A": { "Type": "Pass", "Parameters": { "at.$": "$$.State.EnteredTime" }, "End": true } } });
    let output = outcome(&cloud, &definition, &json!({})).await.unwrap();
    assert!(chrono::DateTime::parse_from_rfc3339(output["at"].as_str().unwrap()).is_ok(), "{output}");
}

#[tokio::test]
async fn a_function_error_is_caught_by_name_or_fails_the_run_with_it() {
    let state = |extra: Value| {
        let mut task = json!({ "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": { "FunctionName": "broken" }, "End": true });
        task.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        json!({ "StartAt": "A", "States": { "A": task, "B": { "Type": "Fail", "ErrorPath": "$.error.Error", "CausePath": "$.error.Cause" }, "C": { "Type": "Pass", "End": true } } })
    };
    let catch = |error: &str, next: &str| json!({ "Catch": [{ "ErrorEquals": [error], "ResultPath": "$.error", "Next": next }] });
    let failed = || Err(("Orchestration.NoPlan".to_owned(), "nothing to plan".to_owned()));
    for (extra, expected) in [
        (json!({}), failed()),
        (catch("States.ALL", "B"), failed()),
        (catch("Other", "C"), failed()),
        (catch("Orchestration.NoPlan", "C"), Ok(json!({ "error": { "Error": "Orchestration.NoPlan", "Cause": "nothing to plan" } }))),
        (catch("States.TaskFailed", "C"), Ok(json!({ "error": { "Error": "Orchestration.NoPlan", "Cause": "nothing to plan" } }))),
    ] {
        let cloud = ephemeral().await;
        cloud.register_function("broken", |_| {
            async { Err(InvokeError { name: "Orchestration.NoPlan".into(), cause: "nothing to plan".into() }) }.boxed()
        });
        assert_eq!(outcome(&cloud, &state(extra.clone()), &json!({})).await, expected, "{extra}");
    }
}

#[tokio::test]
async fn a_token_that_never_comes_back_times_out() {
    for (limits, expected) in [
        (json!({ "TimeoutSeconds": 1 }), "States.Timeout"),
        (json!({ "TimeoutSeconds": 30, "HeartbeatSeconds": 1 }), "States.HeartbeatTimeout"),
    ] {
        let cloud = ephemeral().await;
        cloud.create_queue("agents", Duration::from_secs(30), None).await.unwrap();
        let mut task = json!({ "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "End": true,
            "Parameters": { "QueueUrl": QUEUE, "MessageBody": { "token.$": "$$.Task.Token" } } });
        task.as_object_mut().unwrap().extend(limits.as_object().unwrap().clone());
        let failed = outcome(&cloud, &json!({ "StartAt": "A", "States": { "A": task } }), &json!({})).await.unwrap_err();
        assert_eq!(failed.0, expected);
    }
}

#[tokio::test]
async fn a_message_to_a_missing_queue_fails_its_state() {
    let cloud = ephemeral().await;
    let task = json!({ "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "End": true,
        "Parameters": { "QueueUrl": QUEUE, "MessageBody.$": "$$.Task.Token" } });
    let failed = outcome(&cloud, &json!({ "StartAt": "A", "States": { "A": task } }), &json!({})).await.unwrap_err();
    assert_eq!(failed.0, "SQS.AmazonSQSException");
}
