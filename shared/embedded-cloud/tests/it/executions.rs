//! Starting an execution and waiting for its end.

use std::time::Duration;

use aws_sdk_sfn::Client;
use aws_sdk_sfn::operation::describe_execution::DescribeExecutionOutput;
use genesis_embedded_cloud::{Api, EmbeddedCloud};
use serde_json::Value;

use crate::support::{platform, within};

pub const QUEUE: &str = "http://sqs.embedded:80/000000000000/agents";
pub const ACTIONS: &[&str] = &[
    "StartExecution",
    "DescribeExecution",
    "StopExecution",
    "GetExecutionHistory",
    "SendTaskSuccess",
    "SendTaskFailure",
    "SendTaskHeartbeat",
];

pub fn client(cloud: &EmbeddedCloud) -> Client {
    platform().may(Api::StepFunctions, "run", ACTIONS).workflows(cloud)
}

/// Step Functions tells nobody when an execution ends: the only way to know is to ask.
pub async fn ended(client: &Client, arn: &str) -> DescribeExecutionOutput {
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

pub async fn start(client: &Client, machine: &str, name: &str, input: &Value) -> String {
    let start = client.start_execution().state_machine_arn(machine).name(name).input(input.to_string());
    start.send().await.unwrap().execution_arn
}

/// Runs one machine to its end: its output, or the error and cause it failed with.
pub async fn outcome(cloud: &EmbeddedCloud, definition: &Value, input: &Value) -> Result<Value, (String, String)> {
    let machine = cloud.create_workflow("run", &definition.to_string()).await.unwrap();
    let client = client(cloud);
    let ended = ended(&client, &start(&client, &machine, "e-1", input).await).await;
    match ended.output() {
        Some(output) => Ok(serde_json::from_str(output).unwrap()),
        None => Err((ended.error().unwrap_or_default().into(), ended.cause().unwrap_or_default().into())),
    }
}
