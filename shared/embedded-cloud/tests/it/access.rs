use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_sdk_dynamodb::types::{AttributeValue, Delete, KeysAndAttributes, TransactWriteItem};
use aws_sdk_kms::primitives::Blob;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{Delete as DeleteMany, ObjectIdentifier};
use genesis_embedded_cloud::{Api, EmbeddedCloud};

use crate::support::{code, ephemeral, platform, sdk_config, tenant};

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.into())
}

async fn tables() -> std::sync::Arc<EmbeddedCloud> {
    let cloud = ephemeral().await;
    cloud.create_table("runs").await.unwrap();
    cloud
}

#[tokio::test]
async fn a_tenant_cannot_touch_anothers_items_by_any_operation() {
    let cloud = tables().await;
    let actions = ["GetItem", "PutItem", "Query", "Scan", "BatchGetItem", "TransactWriteItems"];
    let client = tenant("acme").may(Api::DynamoDb, "runs", &actions[..3]).may(Api::DynamoDb, "runs", &actions[4..]).dynamodb(&cloud);
    let get = |pk: &str| client.get_item().table_name("runs").key("pk", text(pk)).key("sk", text("x")).send();
    assert_eq!(code(&get("acme#1").await), None);
    assert_eq!(code(&get("other#1").await), Some("AccessDeniedException"));
    assert_eq!(code(&get("platform#1").await), Some("AccessDeniedException"));
    let put = client.put_item().table_name("runs").item("pk", text("other#1")).item("sk", text("x")).send().await;
    assert_eq!(code(&put), Some("AccessDeniedException"));
    let query = client.query().table_name("runs").key_condition_expression("#p = :p AND begins_with(sk, :s)");
    let query = query.expression_attribute_names("#p", "pk").expression_attribute_values(":s", text("x"));
    assert_eq!(code(&query.clone().expression_attribute_values(":p", text("acme#1")).send().await), None);
    assert_eq!(code(&query.expression_attribute_values(":p", text("other#1")).send().await), Some("AccessDeniedException"));
    let keys = ["acme#1", "other#1"].map(|pk| std::collections::HashMap::from([("pk".into(), text(pk)), ("sk".into(), text("x"))]));
    let batch = KeysAndAttributes::builder().set_keys(Some(keys.to_vec())).build().unwrap();
    assert_eq!(code(&client.batch_get_item().request_items("runs", batch).send().await), Some("AccessDeniedException"));
    let delete = Delete::builder().table_name("runs").key("pk", text("other#1")).key("sk", text("x")).build().unwrap();
    let transaction = client.transact_write_items().transact_items(TransactWriteItem::builder().delete(delete).build()).send().await;
    assert_eq!(code(&transaction), Some("AccessDeniedException"));
    assert_eq!(code(&client.scan().table_name("runs").send().await), Some("AccessDeniedException"));
}

#[tokio::test]
async fn a_tenant_cannot_touch_anothers_objects_by_any_operation() {
    let cloud = ephemeral().await;
    cloud.create_bucket("artifacts").await.unwrap();
    let actions = ["PutObject", "GetObject", "HeadObject", "DeleteObject", "DeleteObjects", "CopyObject", "ListObjectsV2"];
    let other = tenant("other").may(Api::S3, "artifacts", &actions).s3(&cloud);
    other.put_object().bucket("artifacts").key("other/secret").body(ByteStream::from_static(b"s")).send().await.unwrap();
    let client = tenant("acme").may(Api::S3, "artifacts", &actions).s3(&cloud);
    for key in ["other/secret", "acme/../other/secret", "/other/secret"] {
        assert_eq!(code(&client.get_object().bucket("artifacts").key(key).send().await), Some("AccessDenied"), "{key}");
    }
    assert_eq!(code(&client.delete_object().bucket("artifacts").key("other/secret").send().await), Some("AccessDenied"));
    let copy = client.copy_object().bucket("artifacts").key("acme/mine").copy_source("artifacts/other/secret").send().await;
    assert_eq!(code(&copy), Some("AccessDenied"));
    let many = ["acme/mine", "other/secret"].map(|key| ObjectIdentifier::builder().key(key).build().unwrap());
    let many = DeleteMany::builder().set_objects(Some(many.to_vec())).build().unwrap();
    assert_eq!(code(&client.delete_objects().bucket("artifacts").delete(many).send().await), Some("AccessDenied"));
    let list = |prefix: Option<&str>| client.list_objects_v2().bucket("artifacts").set_prefix(prefix.map(Into::into)).send();
    assert_eq!(code(&list(Some("acme/")).await), None);
    assert_eq!(code(&list(Some("other/")).await), Some("AccessDenied"));
    assert_eq!(code(&list(None).await), Some("AccessDenied"));
    assert_eq!(code(&other.get_object().bucket("artifacts").key("other/secret").send().await), None);
}

#[tokio::test]
async fn an_operation_that_was_not_granted_is_refused_by_every_service() {
    let cloud = tables().await;
    cloud.create_bucket("artifacts").await.unwrap();
    let url = cloud.create_queue("agents", std::time::Duration::from_secs(30), None).await.unwrap();
    cloud.create_secret("pepper", "p").await.unwrap();
    let definition = r#"{"StartAt":"Done","States":{"Done":{"Type":"Succeed"}}}"#;
    let arn = cloud.create_workflow("run", definition).await.unwrap();

    let client = platform().may(Api::DynamoDb, "runs", &["GetItem"]).dynamodb(&cloud);
    let put = client.put_item().table_name("runs").item("pk", text("platform#1")).item("sk", text("x")).send().await;
    assert_eq!(code(&put), Some("AccessDeniedException"));
    let client = platform().may(Api::S3, "artifacts", &["GetObject"]).s3(&cloud);
    let put = client.put_object().bucket("artifacts").key("platform/x").body(ByteStream::from_static(b"x")).send().await;
    assert_eq!(code(&put), Some("AccessDenied"));
    let client = platform().may(Api::Sqs, "agents", &["SendMessage"]).sqs(&cloud);
    assert_eq!(code(&client.receive_message().queue_url(&url).send().await), Some("AccessDeniedException"));
    let client = platform().may(Api::SecretsManager, "pepper", &["DescribeSecret"]).secrets(&cloud);
    assert_eq!(code(&client.get_secret_value().secret_id("pepper").send().await), Some("AccessDeniedException"));
    cloud.create_key("tenants").await.unwrap();
    let client = platform().may(Api::Kms, "tenants", &["Encrypt"]).keys(&cloud);
    let encrypt = |key| client.encrypt().key_id(key).plaintext(Blob::new("x")).send();
    let sealed = encrypt("alias/tenants").await.unwrap();
    assert_eq!(code(&encrypt(sealed.key_id().unwrap()).await), Some("AccessDeniedException"));
    let sealed = sealed.ciphertext_blob.unwrap();
    let opened = client.decrypt().key_id("alias/tenants").ciphertext_blob(sealed.clone()).send().await;
    assert_eq!(code(&opened), Some("AccessDeniedException"));
    assert_eq!(code(&client.decrypt().ciphertext_blob(sealed).send().await), Some("AccessDeniedException"));
    let client = platform().may(Api::StepFunctions, "run", &["DescribeExecution"]).workflows(&cloud);
    assert_eq!(code(&client.start_execution().state_machine_arn(&arn).send().await), Some("AccessDeniedException"));
    assert_eq!(code(&client.send_task_success().task_token("t").output("{}").send().await), Some("AccessDeniedException"));
}

#[tokio::test]
async fn an_execution_is_stopped_by_whom_its_workflow_was_granted_to() {
    let cloud = ephemeral().await;
    let waiting = r#"{"StartAt":"Wait","States":{"Wait":{"Type":"Wait","Seconds":600,"End":true}}}"#;
    let machine = cloud.create_workflow("run", waiting).await.unwrap();
    cloud.create_workflow("other", waiting).await.unwrap();
    let starter = platform().may(Api::StepFunctions, "run", &["StartExecution", "DescribeExecution"]).workflows(&cloud);
    let execution = starter.start_execution().state_machine_arn(&machine).send().await.unwrap().execution_arn;
    assert_eq!(code(&starter.stop_execution().execution_arn(&execution).send().await), Some("AccessDeniedException"));
    let stranger = platform().may(Api::StepFunctions, "other", &["StopExecution"]).workflows(&cloud);
    assert_eq!(code(&stranger.stop_execution().execution_arn(&execution).send().await), Some("AccessDeniedException"));
    let running = starter.describe_execution().execution_arn(&execution).send().await.unwrap();
    assert_eq!(running.status().as_str(), "RUNNING");
    let stopper = platform().may(Api::StepFunctions, "run", &["StopExecution"]).workflows(&cloud);
    assert_eq!(code(&stopper.stop_execution().execution_arn(&execution).send().await), None);
    let stopped = starter.describe_execution().execution_arn(&execution).send().await.unwrap();
    assert_eq!(stopped.status().as_str(), "ABORTED");
}

#[tokio::test]
async fn credentials_nobody_gave_out_are_refused() {
    let cloud = tables().await;
    cloud.create_bucket("artifacts").await.unwrap();
    let config = sdk_config(&cloud, SharedCredentialsProvider::new(Credentials::from_keys("FORGED", "forged", None)));
    let tables = aws_sdk_dynamodb::Client::new(&config);
    let got = tables.get_item().table_name("runs").key("pk", text("acme#1")).key("sk", text("x")).send().await;
    assert_eq!(code(&got), Some("UnrecognizedClientException"));
    let objects = aws_sdk_s3::Client::from_conf(aws_sdk_s3::config::Builder::from(&config).force_path_style(true).build());
    assert_eq!(code(&objects.get_object().bucket("artifacts").key("acme/x").send().await), Some("InvalidAccessKeyId"));
}
