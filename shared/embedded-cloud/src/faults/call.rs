//! What goes wrong with a call of an AWS API, told as AWS tells it, so that the SDK's own retries know it.

use std::borrow::Cow;
use std::time::Duration;

use aws_smithy_runtime_api::client::result::ConnectorError;
use http::StatusCode;
use serde_json::json;

use super::{Draw, Faults};
use crate::reply::{Reply, failure, json_reply, refusal, xml_failure};
use crate::target::{JsonApi, Target};

/// How long a client waits for an answer that does not come.
const PATIENCE: Duration = Duration::from_secs(4);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CallFault {
    /// Refused, a transaction because of another one; nothing happened.
    Throttled,
    /// Status 500; nothing happened.
    Broken,
    /// No answer; nothing happened.
    TimedOut,
    /// It happened, and status 500 all the same.
    DoneAndBroken,
    /// It happened, but the answer came too late.
    DoneAndTimedOut,
    /// It happened, but the connection broke before the answer.
    DoneAndCut,
    /// It happens later.
    Delayed(Duration),
}

impl Faults {
    /// What goes wrong with a call, if anything: 6 in 100, delays besides, and now and then several in a row.
    /// A `token` in place of keys stands for what it was sent with.
    pub(crate) fn of_call(&self, what: &[&str], token: Option<&str>) -> Option<CallFault> {
        let sent = token.and_then(|token| self.sent_with(token));
        let draw = self.draw(|| what.iter().map(|part| Cow::Borrowed(*part)).chain(sent.map(Cow::Owned)).collect())?;
        match draw.of_ten_thousand(0) {
            0..300 => Some(CallFault::Delayed(draw.millis(5, 2_000))),
            300..900 => Some(failing(draw)),
            _ if draw.of_outage() < 100 => Some(failing(draw)),
            _ => None,
        }
    }
}

fn failing(draw: Draw) -> CallFault {
    match draw.of_ten_thousand(1) % 6 {
        0 => CallFault::Throttled,
        1 => CallFault::Broken,
        2 => CallFault::TimedOut,
        3 => CallFault::DoneAndBroken,
        4 => CallFault::DoneAndTimedOut,
        _ => CallFault::DoneAndCut,
    }
}

impl CallFault {
    /// Lets the fault befall a call, whose effect is `done` by awaiting it.
    pub async fn befall(self, target: &Target, done: impl Future<Output = Reply>) -> Result<Reply, ConnectorError> {
        match self {
            CallFault::Throttled => Ok(throttled(target)),
            CallFault::Broken => Ok(broken(target)),
            CallFault::TimedOut => Err(timed_out().await),
            CallFault::DoneAndBroken => {
                done.await;
                Ok(broken(target))
            }
            CallFault::DoneAndTimedOut => {
                done.await;
                Err(timed_out().await)
            }
            CallFault::DoneAndCut => {
                done.await;
                Err(ConnectorError::io("the connection was reset before the answer".into()))
            }
            CallFault::Delayed(delay) => {
                tokio::time::sleep(delay).await;
                Ok(done.await)
            }
        }
    }
}

async fn timed_out() -> ConnectorError {
    tokio::time::sleep(PATIENCE).await;
    ConnectorError::timeout("no answer came in time".into())
}

fn throttled(target: &Target) -> Reply {
    let name = match target {
        Target::Json { service: JsonApi::DynamoDb, operation } if operation == "TransactWriteItems" => return contended(),
        Target::Json { service: JsonApi::DynamoDb, .. } => "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
        Target::Json { service: JsonApi::Sqs, .. } => "com.amazonaws.sqs#RequestThrottled",
        Target::Json { .. } | Target::Unknown => "ThrottlingException",
        Target::S3 => return xml_failure(StatusCode::SERVICE_UNAVAILABLE, "SlowDown", "Please reduce your request rate."),
    };
    refusal(name, "Rate exceeded")
}

/// Another transaction is under way on one of its items.
fn contended() -> Reply {
    let body = json!({
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "Message": "Transaction cancelled, please refer cancellation reasons for specific reasons [TransactionConflict]",
        "CancellationReasons": [{ "Code": "TransactionConflict", "Message": "Transaction is ongoing for the item" }],
    });
    json_reply(StatusCode::BAD_REQUEST, body.to_string())
}

fn broken(target: &Target) -> Reply {
    let name = match target {
        Target::Json { service: JsonApi::DynamoDb, .. } => "com.amazonaws.dynamodb.v20120810#InternalServerError",
        Target::Json { service: JsonApi::SecretsManager, .. } => "InternalServiceError",
        Target::Json { .. } | Target::Unknown => "InternalFailure",
        Target::S3 => return xml_failure(StatusCode::INTERNAL_SERVER_ERROR, "InternalError", "We encountered an internal error."),
    };
    failure(StatusCode::INTERNAL_SERVER_ERROR, name, "The request processing has failed because of an internal error.")
}
