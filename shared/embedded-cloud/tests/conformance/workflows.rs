use std::time::Duration;

use aws_sdk_sfn::Client;
use aws_sdk_sfn::operation::describe_execution::DescribeExecutionOutput;
use serde_json::{Value, json};

use crate::endpoint::{Endpoint, code, within};

const ROLE: &str = "arn:aws:iam::000000000000:role/conformance";

async fn machine(endpoint: &Endpoint, definition: &Value) -> (Client, String) {
    let client = endpoint.workflows();
    let create = client.create_state_machine().name(&endpoint.name).definition(definition.to_string()).role_arn(ROLE);
    let arn = create.send().await.unwrap().state_machine_arn;
    (client, arn)
}

/// A machine of one state that sends a message with its token to the endpoint's queue and waits; and the queue's URL.
async fn waiting(endpoint: &Endpoint, more: &Value) -> (Client, String, String) {
    let url = endpoint.queues().create_queue().queue_name(&endpoint.name).send().await.unwrap().queue_url.unwrap();
    let mut ask = json!({
        "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "TimeoutSeconds": 300, "End": true,
        "Parameters": { "QueueUrl": url, "MessageBody": { "token.$": "$$.Task.Token", "input.$": "$" } },
    });
    ask.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let states = json!({ "Ask": ask, "Excused": { "Type": "Pass", "End": true } });
    let (client, arn) = machine(endpoint, &json!({ "StartAt": "Ask", "States": states })).await;
    (client, arn, url)
}

/// The next message's body.
async fn asked(endpoint: &Endpoint, url: &str) -> Value {
    let received = within(endpoint.queues().receive_message().queue_url(url).wait_time_seconds(20).send()).await.unwrap();
    serde_json::from_str(received.messages()[0].body().unwrap()).unwrap()
}

async fn start(client: &Client, machine: &str, name: &str, input: &Value) -> String {
    let start = client.start_execution().state_machine_arn(machine).name(name).input(input.to_string());
    start.send().await.unwrap().execution_arn
}

/// Step Functions tells nobody when an execution ends: the only way to know is to ask.
async fn ended(client: &Client, arn: &str) -> DescribeExecutionOutput {
    within(async {
        let mut ticks = tokio::time::interval(Duration::from_millis(5));
        loop {
            ticks.tick().await;
            let described = client.describe_execution().execution_arn(arn).send().await.unwrap();
            if described.status().as_str() != "RUNNING" {
                return described;
            }
        }
    })
    .await
}

fn output(ended: &DescribeExecutionOutput) -> Value {
    serde_json::from_str(ended.output().unwrap_or_else(|| panic!("{ended:?}"))).unwrap()
}

#[tokio::test]
async fn a_message_carries_a_token_that_answers_its_state() {
    let endpoint = Endpoint::open().await;
    let (client, machine, url) = waiting(&endpoint, &json!({})).await;
    let arn = start(&client, &machine, "e-1", &json!({ "n": 1 })).await;
    let message = asked(&endpoint, &url).await;
    assert_eq!(message["input"], json!({ "n": 1 }));
    let token = message["token"].as_str().unwrap();
    client.send_task_heartbeat().task_token(token).send().await.unwrap();
    client.send_task_success().task_token(token).output("{\"done\":true}").send().await.unwrap();
    assert_eq!(output(&ended(&client, &arn).await), json!({ "done": true }));
    let late = client.send_task_success().task_token(token).output("{}").send().await;
    assert!(matches!(code(&late), None | Some("TaskTimedOut" | "InvalidToken" | "TaskDoesNotExist")), "{late:?}");
}

#[tokio::test]
async fn a_failure_is_retried_and_then_caught_by_name() {
    let endpoint = Endpoint::open().await;
    let more = json!({
        "Retry": [{ "ErrorEquals": ["Transient"], "IntervalSeconds": 1, "MaxAttempts": 1 }],
        "Catch": [{ "ErrorEquals": ["Refused"], "ResultPath": "$.error", "Next": "Excused" }],
    });
    let (client, machine, url) = waiting(&endpoint, &more).await;
    let arn = start(&client, &machine, "e-1", &json!({ "n": 1 })).await;
    for error in ["Transient", "Refused"] {
        let token = asked(&endpoint, &url).await["token"].as_str().unwrap().to_owned();
        client.send_task_failure().task_token(token).error(error).cause("by design").send().await.unwrap();
    }
    let caught = output(&ended(&client, &arn).await);
    assert_eq!(caught, json!({ "n": 1, "error": { "Error": "Refused", "Cause": "by design" } }));
}

#[tokio::test]
async fn a_map_gives_its_results_in_order() {
    let endpoint = Endpoint::open().await;
    let each = json!({ "StartAt": "Each", "States": { "Each": { "Type": "Pass", "Parameters": { "x.$": "States.MathAdd($.n, 1)" }, "End": true } } });
    let map = json!({ "Type": "Map", "ItemsPath": "$.items", "MaxConcurrency": 2, "ItemSelector": { "n.$": "$$.Map.Item.Value" },
        "ItemProcessor": { "ProcessorConfig": { "Mode": "INLINE" }, "StartAt": "Each", "States": each["States"] }, "End": true });
    let (client, machine) = machine(&endpoint, &json!({ "StartAt": "M", "States": { "M": map } })).await;
    let arn = start(&client, &machine, "e-1", &json!({ "items": [1, 2, 3] })).await;
    assert_eq!(output(&ended(&client, &arn).await), json!([{ "x": 2 }, { "x": 3 }, { "x": 4 }]));
}

#[tokio::test]
async fn a_choice_leads_to_the_failure_it_names() {
    let endpoint = Endpoint::open().await;
    let choice = json!({ "StartAt": "Which", "States": {
        "Which": { "Type": "Choice", "Choices": [{ "Variable": "$.good", "BooleanEquals": true, "Next": "Well" }], "Default": "Broken" },
        "Well": { "Type": "Succeed" },
        "Broken": { "Type": "Fail", "Error": "Spoilt", "Cause": "by design" },
    } });
    let (client, machine) = machine(&endpoint, &choice).await;
    let well = ended(&client, &start(&client, &machine, "e-1", &json!({ "good": true })).await).await;
    assert_eq!(output(&well), json!({ "good": true }));
    let broken = ended(&client, &start(&client, &machine, "e-2", &json!({ "good": false })).await).await;
    assert_eq!((broken.status().as_str(), broken.error(), broken.cause()), ("FAILED", Some("Spoilt"), Some("by design")));
}

#[tokio::test]
async fn a_name_starts_one_execution() {
    let endpoint = Endpoint::open().await;
    let (client, machine, url) = waiting(&endpoint, &json!({})).await;
    let again = |input: &str| client.start_execution().state_machine_arn(&machine).name("e-1").input(input).send();
    let first = again("{}").await.unwrap().execution_arn;
    assert_eq!(again("{}").await.unwrap().execution_arn, first);
    assert_eq!(code(&again("{\"other\":1}").await), Some("ExecutionAlreadyExists"));
    let token = asked(&endpoint, &url).await["token"].as_str().unwrap().to_owned();
    client.send_task_success().task_token(token).output("{}").send().await.unwrap();
    ended(&client, &first).await;
    assert_eq!(code(&again("{}").await), Some("ExecutionAlreadyExists"));
}

#[tokio::test]
async fn a_stopped_execution_is_aborted_and_its_token_is_worth_nothing() {
    let endpoint = Endpoint::open().await;
    let (client, machine, url) = waiting(&endpoint, &json!({})).await;
    let arn = start(&client, &machine, "e-1", &json!({})).await;
    let token = asked(&endpoint, &url).await["token"].as_str().unwrap().to_owned();
    client.stop_execution().execution_arn(&arn).error("Cancelled").cause("by the caller").send().await.unwrap();
    let described = ended(&client, &arn).await;
    assert_eq!((described.status().as_str(), described.error(), described.cause()), ("ABORTED", Some("Cancelled"), Some("by the caller")));
    let gone = |code: Option<&str>| matches!(code, Some("TaskTimedOut" | "InvalidToken"));
    assert!(gone(code(&client.send_task_heartbeat().task_token(&token).send().await)));
    assert!(gone(code(&client.send_task_success().task_token(&token).output("{}").send().await)));
    assert!(gone(code(&client.send_task_failure().task_token(&token).error("Late").send().await)));
}

#[tokio::test]
async fn the_history_is_read_page_by_page_in_both_directions() {
    let endpoint = Endpoint::open().await;
    let (client, machine) = machine(&endpoint, &json!({ "StartAt": "A", "States": { "A": { "Type": "Pass", "End": true } } })).await;
    let arn = start(&client, &machine, "e-1", &json!({})).await;
    ended(&client, &arn).await;
    let mut types = Vec::new();
    let mut pages = client.get_execution_history().execution_arn(&arn).max_results(3).into_paginator().send();
    while let Some(page) = pages.next().await {
        types.extend(page.unwrap().events().iter().map(|event| event.r#type().as_str().to_owned()));
    }
    assert_eq!(types, ["ExecutionStarted", "PassStateEntered", "PassStateExited", "ExecutionSucceeded"]);
    let last = client.get_execution_history().execution_arn(&arn).reverse_order(true).max_results(1).send().await.unwrap();
    assert_eq!(last.events()[0].r#type().as_str(), "ExecutionSucceeded");
}

#[tokio::test]
async fn what_step_functions_refuses_is_refused_by_name() {
    let endpoint = Endpoint::open().await;
    let (client, machine) = machine(&endpoint, &json!({ "StartAt": "A", "States": { "A": { "Type": "Pass", "End": true } } })).await;
    let missing = machine.replace(&endpoint.name, &endpoint.other);
    assert_eq!(code(&client.start_execution().state_machine_arn(missing).send().await), Some("StateMachineDoesNotExist"));
    let nowhere = format!("{}:none", machine.replace(":stateMachine:", ":execution:"));
    assert_eq!(code(&client.describe_execution().execution_arn(&nowhere).send().await), Some("ExecutionDoesNotExist"));
    assert_eq!(code(&client.stop_execution().execution_arn(&nowhere).send().await), Some("ExecutionDoesNotExist"));
    let invalid = client.start_execution().state_machine_arn(&machine).input("{").send().await;
    assert_eq!(code(&invalid), Some("InvalidExecutionInput"));
    assert_eq!(code(&client.send_task_success().task_token("forged").output("{}").send().await), Some("InvalidToken"));
    let endless =
        client.create_state_machine().name(&endpoint.other).definition(r#"{"StartAt":"A","States":{}}"#).role_arn(ROLE).send().await;
    assert_eq!(code(&endless), Some("InvalidDefinition"));
}
