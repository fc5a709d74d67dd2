//! What the cloud creates when it is asked directly: twice is fine.

use std::time::Duration;

use genesis_embedded_cloud::Api;

use crate::support::{ephemeral, platform};

#[tokio::test]
async fn a_table_created_twice_expires_items_by_ttl() {
    let cloud = ephemeral().await;
    for _ in 0..2 {
        cloud.create_table("runs").await.unwrap();
    }
    let client = platform().may(Api::DynamoDb, "runs", &["DescribeTimeToLive"]).dynamodb(&cloud);
    let ttl = client.describe_time_to_live().table_name("runs").send().await.unwrap().time_to_live_description.unwrap();
    assert_eq!((ttl.attribute_name.as_deref(), ttl.time_to_live_status.unwrap().as_str()), (Some("ttl"), "ENABLED"));
}

#[tokio::test]
async fn a_bucket_a_queue_and_a_workflow_can_be_created_twice() {
    let cloud = ephemeral().await;
    let mut named = Vec::new();
    for _ in 0..2 {
        cloud.create_bucket("artifacts").await.unwrap();
        let url = cloud.create_queue("agents", Duration::from_secs(30), None).await.unwrap();
        let workflow = cloud.create_workflow("run", r#"{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}"#).await.unwrap();
        named.push((url, workflow));
    }
    assert_eq!(named[0], named[1]);
    assert!(cloud.create_workflow("broken", r#"{"StartAt":"A","States":{}}"#).await.is_err());
}

#[tokio::test]
async fn a_secret_created_again_keeps_its_value() {
    let cloud = ephemeral().await;
    cloud.create_secret("genesis/pepper", "first").await.unwrap();
    cloud.create_secret("genesis/pepper", "second").await.unwrap();
    let client = platform().may(Api::SecretsManager, "genesis/pepper", &["GetSecretValue"]).secrets(&cloud);
    let read = client.get_secret_value().secret_id("genesis/pepper").send().await.unwrap();
    assert_eq!(read.secret_string(), Some("first"));
}

#[tokio::test]
async fn a_key_created_again_is_the_same() {
    let cloud = ephemeral().await;
    let client = platform().may(Api::Kms, "tenants", &["DescribeKey"]).keys(&cloud);
    let mut ids = Vec::new();
    for _ in 0..2 {
        cloud.create_key("tenants").await.unwrap();
        let described = client.describe_key().key_id("alias/tenants").send().await.unwrap();
        ids.push(described.key_metadata.unwrap().key_id);
    }
    assert_eq!(ids[0], ids[1]);
}
