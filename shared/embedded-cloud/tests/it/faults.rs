use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use aws_config::{SdkConfig, retry::RetryConfig};
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_s3::primitives::ByteStream;
use genesis_embedded_cloud::{Api, EmbeddedCloud, Faults, Storage};

use crate::support::{Caller, code, platform};

/// Calls enough for each kind of fault, several times over.
const CALLS: usize = 200;

/// A cloud with one of each thing, where nothing goes wrong yet.
async fn cloud(seed: u64) -> (Arc<EmbeddedCloud>, Faults) {
    let faults = Faults::seeded(seed);
    let cloud = EmbeddedCloud::open_with(Storage::Ephemeral, faults.clone()).await.unwrap();
    cloud.create_table("runs").await.unwrap();
    cloud.create_bucket("artifacts").await.unwrap();
    cloud.create_queue("agents", Duration::from_secs(30), None).await.unwrap();
    cloud.create_secret("pepper", "salt").await.unwrap();
    (cloud, faults)
}

fn caller() -> Caller {
    platform()
        .may(Api::DynamoDb, "runs", &["GetItem", "PutItem"])
        .may(Api::S3, "artifacts", &["PutObject", "GetObject"])
        .may(Api::Sqs, "agents", &["SendMessage"])
        .may(Api::SecretsManager, "pepper", &["GetSecretValue"])
}

/// More tries than an outage is long.
fn patient(cloud: &EmbeddedCloud) -> SdkConfig {
    caller().config(cloud).into_builder().retry_config(RetryConfig::standard().with_max_attempts(12)).build()
}

fn key() -> AttributeValue {
    AttributeValue::S("platform#1".into())
}

#[tokio::test(start_paused = true)]
async fn the_clients_own_retries_take_every_fault_for_one_that_passes() {
    let (cloud, faults) = cloud(1).await;
    faults.begin();
    let config = patient(&cloud);
    let (tables, queues, secrets) =
        (aws_sdk_dynamodb::Client::new(&config), aws_sdk_sqs::Client::new(&config), aws_sdk_secretsmanager::Client::new(&config));
    let objects = aws_sdk_s3::Client::from_conf(aws_sdk_s3::config::Builder::from(&config).force_path_style(true).build());
    let url = "http://sqs.embedded:80/000000000000/agents";
    for _ in 0..CALLS {
        tables.put_item().table_name("runs").item("pk", key()).item("sk", key()).send().await.unwrap();
        queues.send_message().queue_url(url).message_body("turn").send().await.unwrap();
        secrets.get_secret_value().secret_id("pepper").send().await.unwrap();
        objects.put_object().bucket("artifacts").key("platform/1").body(ByteStream::from_static(b"plan")).send().await.unwrap();
    }
    faults.end();
    assert!(cloud.messages("agents").await.unwrap() > CALLS as u64, "a message is sent again whose answer was lost");
}

#[tokio::test(start_paused = true)]
async fn calls_are_refused_break_time_out_and_are_cut_off_with_the_effect_and_without() {
    let (cloud, faults) = cloud(2).await;
    let tables = caller().dynamodb(&cloud);
    let (mut seen, mut unheard) = (BTreeSet::new(), 0);
    for number in 0..CALLS {
        let sk = AttributeValue::N(number.to_string());
        faults.begin();
        let put = tables.put_item().table_name("runs").item("pk", key()).item("sk", AttributeValue::S(number.to_string())).item("n", sk);
        let put = put.send().await;
        faults.end();
        let get = tables.get_item().table_name("runs").key("pk", key()).key("sk", AttributeValue::S(number.to_string()));
        let stored = get.send().await.unwrap().item.is_some();
        assert!(stored || put.is_err(), "an answer without an effect");
        unheard += usize::from(stored && put.is_err());
        seen.extend(match &put {
            Err(SdkError::DispatchFailure(failure)) if failure.is_timeout() => Some("timeout".to_owned()),
            Err(SdkError::DispatchFailure(failure)) if failure.is_io() => Some("io".to_owned()),
            _ => code(&put).map(str::to_owned),
        });
    }
    assert_eq!(Vec::from_iter(seen), ["InternalServerError", "ProvisionedThroughputExceededException", "io", "timeout"]);
    assert!(unheard > 0, "some effects are not heard of");
}
