use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_sdk_sfn::Client;
use futures::FutureExt;
use genesis_embedded_cloud::{Api, EmbeddedCloud};
use serde_json::{Value, json};

use crate::executions::{QUEUE, client, ended, outcome, start};
use crate::support::{code, ephemeral, platform, within};

/// An agent that answers its message's token: the outcome depends on the item and on how often it was asked.
fn register_agent(cloud: &EmbeddedCloud) -> Arc<Mutex<BTreeMap<String, u32>>> {
    let asked = Arc::new(Mutex::new(BTreeMap::new()));
    let (client, counts) = (client(cloud), Arc::clone(&asked));
    cloud.register_function("agent", move |event| {
        let (client, counts) = (client.clone(), Arc::clone(&counts));
        async move {
            for record in event["Records"].as_array().unwrap() {
                let message: Value = serde_json::from_str(record["body"].as_str().unwrap()).unwrap();
                let item = message["item"].as_str().unwrap().to_owned();
                let times = *counts.lock().unwrap().entry(item.clone()).and_modify(|times| *times += 1).or_insert(1);
                answer(&client, message["token"].as_str().unwrap(), &item, times).await;
            }
            Ok(Value::Null)
        }
        .boxed()
    });
    asked
}

async fn answer(client: &Client, token: &str, item: &str, times: u32) {
    let fail = |error: &str| client.send_task_failure().task_token(token).error(error).cause(item).send();
    match (item, times) {
        ("flaky", 1) => drop(fail("Transient").await.unwrap()),
        ("hopeless", _) => drop(fail("Refused").await.unwrap()),
        _ => {
            client.send_task_heartbeat().task_token(token).send().await.unwrap();
            client.send_task_success().task_token(token).output(json!({ "item": item, "times": times }).to_string()).send().await.unwrap();
        }
    }
}

/// The shape of a run: a loop of waves, each a Map whose items are asked by message and token.
fn waves() -> Value {
    let ask = json!({
        "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Parameters": { "QueueUrl": QUEUE, "MessageBody": { "token.$": "$$.Task.Token", "item.$": "$.item", "run.$": "$$.Execution.Name" } },
        "TimeoutSeconds": 30, "HeartbeatSeconds": 20, "ResultPath": "$.answer",
        "Retry": [{ "ErrorEquals": ["Transient", "States.Timeout"], "IntervalSeconds": 1, "MaxAttempts": 2, "BackoffRate": 2.0, "MaxDelaySeconds": 2, "JitterStrategy": "FULL" }],
        "Catch": [{ "ErrorEquals": ["Refused"], "ResultPath": "$.error", "Next": "Excused" }], "End": true,
    });
    json!({ "StartAt": "NextWave", "TimeoutSeconds": 60, "States": {
        "NextWave": {
            "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": { "FunctionName": "next-wave", "Payload.$": "$" },
            "ResultSelector": { "state.$": "$.Payload" }, "OutputPath": "$.state", "Next": "More",
        },
        "More": { "Type": "Choice", "Choices": [
            { "Variable": "$.next", "StringEquals": "wave", "Next": "Wave" },
            { "And": [{ "Variable": "$.next", "StringEquals": "end" }, { "Variable": "$.good", "BooleanEquals": true }], "Next": "Complete" },
        ], "Default": "Lost" },
        "Wave": {
            "Type": "Map", "ItemsPath": "$.items", "MaxConcurrency": 4, "ItemSelector": { "item.$": "$$.Map.Item.Value" }, "ResultPath": null,
            "ItemProcessor": { "ProcessorConfig": { "Mode": "INLINE" }, "StartAt": "Ask", "States": { "Ask": ask, "Excused": { "Type": "Pass", "End": true } } },
            "Catch": [{ "ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "Lost" }], "Next": "NextWave",
        },
        "Complete": { "Type": "Succeed" },
        "Lost": { "Type": "Fail", "Error": "Lost", "Cause": "no way on" },
    } })
}

#[tokio::test]
async fn a_loop_of_waves_asks_agents_by_token_and_survives_their_failures() {
    let cloud = ephemeral().await;
    cloud.create_queue("agents", Duration::from_secs(30), None).await.unwrap();
    let asked = register_agent(&cloud);
    cloud.register_function("next-wave", |state| {
        let round = state["round"].as_u64().unwrap_or_default() + 1;
        let items = if round == 1 { json!(["plain", "flaky", "hopeless"]) } else { json!(["late"]) };
        let next = if round <= 2 { "wave" } else { "end" };
        async move { Ok(json!({ "round": round, "items": items, "next": next, "good": true })) }.boxed()
    });
    cloud.attach_queue("agents", "agent", 10, 4);
    let output = within(outcome(&cloud, &waves(), &json!({}))).await;
    assert_eq!(output.unwrap()["round"], 3);
    let expected = [("flaky", 2), ("hopeless", 1), ("late", 1), ("plain", 1)].map(|(item, times)| (item.to_owned(), times));
    assert_eq!(*asked.lock().unwrap(), BTreeMap::from(expected));
}

#[tokio::test]
async fn a_shutdown_ends_what_waits() {
    let cloud = ephemeral().await;
    cloud.create_queue("agents", Duration::from_secs(30), None).await.unwrap();
    register_agent(&cloud);
    cloud.attach_queue("agents", "agent", 10, 4);
    let machine = cloud.create_workflow("run", r#"{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":600,"End":true}}}"#).await.unwrap();
    start(&client(&cloud), &machine, "e-1", &json!({})).await;
    tokio::time::timeout(Duration::from_secs(10), cloud.shutdown()).await.expect("a shutdown takes seconds, not minutes");
}

#[tokio::test]
async fn a_hundred_executions_at_once_all_get_their_tokens() {
    let cloud = ephemeral().await;
    cloud.create_queue("agents", Duration::from_secs(30), None).await.unwrap();
    register_agent(&cloud);
    cloud.attach_queue("agents", "agent", 10, 8);
    let mut machine = waves();
    machine["StartAt"] = json!("Wave");
    machine["States"]["Wave"]["Next"] = json!("Complete");
    let machine = cloud.create_workflow("run", &machine.to_string()).await.unwrap();
    let client = client(&cloud);
    let items = json!({ "items": ["a", "b", "c", "d"] });
    let starts = (0..100).map(|n| {
        let (client, machine, items) = (&client, &machine, &items);
        async move { start(client, machine, &format!("e-{n}"), items).await }
    });
    let mut statuses = BTreeMap::new();
    for arn in futures::future::join_all(starts).await {
        *statuses.entry(ended(&client, &arn).await.status().as_str().to_owned()).or_insert(0) += 1;
    }
    assert_eq!(statuses, BTreeMap::from([("SUCCEEDED".to_owned(), 100)]));
}

/// The gate has fewer than two hundred places: each start that joined would hold one, and the last would wait for a minute and be refused.
#[tokio::test]
async fn starts_that_join_an_execution_take_no_place_of_their_own() {
    let cloud = ephemeral().await;
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    cloud.register_function("mourner", move |event| {
        tell.send(event["detail"]["name"].clone()).unwrap();
        async { Ok(json!({})) }.boxed()
    });
    cloud.tell_of_broken_executions("mourner");
    cloud.create_queue("agents", Duration::from_secs(30), None).await.unwrap();
    let waiting = json!({ "StartAt": "A", "States": { "A": { "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "End": true,
        "Parameters": { "QueueUrl": QUEUE, "MessageBody": { "token.$": "$$.Task.Token" } } } } });
    let machine = cloud.create_workflow("run", &waiting.to_string()).await.unwrap();
    let client = client(&cloud);
    let input = json!({});
    let joined = within(futures::future::join_all((0..200).map(|_| start(&client, &machine, "e-1", &input)))).await;
    assert!(joined.iter().all(|arn| *arn == joined[0]));
    let other = within(start(&client, &machine, "e-2", &input)).await;
    let queues = platform().may(Api::Sqs, "agents", &["ReceiveMessage"]).sqs(&cloud);
    for _ in 0..2 {
        let received = within(queues.receive_message().queue_url(QUEUE).wait_time_seconds(20).send()).await.unwrap();
        let message: Value = serde_json::from_str(received.messages()[0].body().unwrap()).unwrap();
        client.send_task_failure().task_token(message["token"].as_str().unwrap()).error("Spoilt").send().await.unwrap();
    }
    for arn in [&joined[0], &other] {
        assert_eq!(ended(&client, arn).await.error(), Some("Spoilt"));
    }
    let mut names = [within(told.recv()).await.unwrap(), within(told.recv()).await.unwrap()];
    names.sort_by_key(Value::to_string);
    assert_eq!(names, ["e-1", "e-2"]);
    assert!(told.try_recv().is_err(), "an execution is told of once, however often its start was sent");
}

#[tokio::test]
async fn an_execution_that_breaks_is_told_of_and_one_that_succeeds_is_not() {
    let cloud = ephemeral().await;
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    cloud.register_function("mourner", move |event| {
        tell.send(event).unwrap();
        async { Ok(json!({})) }.boxed()
    });
    cloud.tell_of_broken_executions("mourner");
    let choice = json!({ "StartAt": "Which", "States": {
        "Which": { "Type": "Choice", "Choices": [{ "Variable": "$.good", "BooleanEquals": true, "Next": "Well" }], "Default": "Broken" },
        "Well": { "Type": "Succeed" },
        "Broken": { "Type": "Fail", "Error": "Spoilt", "Cause": "by design" },
    } });
    let machine = cloud.create_workflow("run", &choice.to_string()).await.unwrap();
    let client = client(&cloud);
    for (name, input) in [("e-1", json!({ "good": true })), ("e-2", json!({ "good": false }))] {
        ended(&client, &start(&client, &machine, name, &input).await).await;
    }
    let event = within(told.recv()).await.unwrap();
    let detail = &event["detail"];
    assert_eq!((&detail["name"], &detail["status"], &detail["error"]), (&json!("e-2"), &json!("FAILED"), &json!("Spoilt")));
    assert_eq!(detail["input"], r#"{"good":false}"#);
    assert!(told.try_recv().is_err());
}

/// Accepts this many starts at once; the gate has fewer places.
const MANY: usize = 200;

#[tokio::test]
async fn an_execution_without_a_place_was_accepted_and_begins_when_another_has_ended() {
    let cloud = ephemeral().await;
    cloud.create_queue("agents", Duration::from_secs(30), None).await.unwrap();
    let waiting = json!({ "StartAt": "A", "States": { "A": { "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "End": true,
        "Parameters": { "QueueUrl": QUEUE, "MessageBody": { "token.$": "$$.Task.Token", "n.$": "$.n" } } } } });
    let machine = cloud.create_workflow("run", &waiting.to_string()).await.unwrap();
    let client = client(&cloud);
    let mut arns = Vec::new();
    for n in 0..MANY {
        arns.push(within(start(&client, &machine, &format!("e-{n}"), &json!({ "n": n }))).await);
    }
    let last = &arns[MANY - 1];
    assert_eq!(client.describe_execution().execution_arn(last).send().await.unwrap().status().as_str(), "RUNNING");
    assert_eq!(&start(&client, &machine, &format!("e-{}", MANY - 1), &json!({ "n": MANY - 1 })).await, last, "a second start joins it");
    let other = client.start_execution().state_machine_arn(&machine).name(format!("e-{}", MANY - 1)).input("{}").send().await;
    assert_eq!(code(&other), Some("ExecutionAlreadyExists"));
    client.stop_execution().execution_arn(last).error("Stopped").cause("by the caller").send().await.unwrap();
    let stopped = client.describe_execution().execution_arn(last).send().await.unwrap();
    assert_eq!((stopped.status().as_str(), stopped.error(), stopped.cause()), ("ABORTED", Some("Stopped"), Some("by the caller")));
    let queues = platform().may(Api::Sqs, "agents", &["ReceiveMessage"]).sqs(&cloud);
    let mut begun = std::collections::BTreeSet::new();
    while begun.len() < MANY - 1 {
        let receive = queues.receive_message().queue_url(QUEUE).wait_time_seconds(20).max_number_of_messages(10);
        for message in within(receive.send()).await.unwrap().messages() {
            let message: Value = serde_json::from_str(message.body().unwrap()).unwrap();
            begun.insert(message["n"].as_u64().unwrap());
            client.send_task_success().task_token(message["token"].as_str().unwrap()).output("{}").send().await.unwrap();
        }
    }
    for arn in &arns[..MANY - 1] {
        assert_eq!(ended(&client, arn).await.status().as_str(), "SUCCEEDED");
    }
    assert!(!begun.contains(&(MANY as u64 - 1)), "what was stopped while it waited never begins");
}
