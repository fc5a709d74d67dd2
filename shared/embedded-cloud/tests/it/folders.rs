use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_secretsmanager::primitives::Blob;
use genesis_embedded_cloud::{Api, EmbeddedCloud, OpenError, Storage};

use crate::support::{code, platform, tenant};

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.into())
}

#[tokio::test]
async fn a_reopened_folder_keeps_tables_objects_and_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let storage = Storage::Folder(folder.path().join("new"));
    let caller = || {
        let caller = tenant("acme").may(Api::DynamoDb, "runs", &["PutItem", "GetItem"]);
        caller.may(Api::S3, "artifacts", &["PutObject", "GetObject"]).may(Api::SecretsManager, "pepper", &["GetSecretValue"])
    };
    {
        let cloud = EmbeddedCloud::open(storage.clone()).await.unwrap();
        cloud.create_table("runs").await.unwrap();
        cloud.create_bucket("artifacts").await.unwrap();
        cloud.create_secret("pepper", "hot").await.unwrap();
        caller().dynamodb(&cloud).put_item().table_name("runs").item("pk", text("acme#1")).item("sk", text("x")).send().await.unwrap();
        let body = ByteStream::from_static(b"plan");
        caller().s3(&cloud).put_object().bucket("artifacts").key("acme/plan").body(body).send().await.unwrap();
        cloud.shutdown().await;
    }
    let cloud = EmbeddedCloud::open(storage).await.unwrap();
    cloud.create_table("runs").await.unwrap();
    let item = caller().dynamodb(&cloud).get_item().table_name("runs").key("pk", text("acme#1")).key("sk", text("x")).send().await.unwrap();
    assert!(item.item.is_some());
    let object = caller().s3(&cloud).get_object().bucket("artifacts").key("acme/plan").send().await.unwrap();
    assert_eq!(object.body.collect().await.unwrap().into_bytes(), "plan");
    let secret = caller().secrets(&cloud).get_secret_value().secret_id("pepper").send().await.unwrap();
    assert_eq!(secret.secret_string(), Some("hot"));
}

#[tokio::test]
async fn every_stage_of_a_secret_survives_a_restart() {
    const PENDING: &str = "00000000-0000-4000-8000-000000000003";
    let folder = tempfile::tempdir().unwrap();
    let storage = Storage::Folder(folder.path().to_owned());
    let actions = ["DeleteSecret", "GetSecretValue", "PutSecretValue", "RestoreSecret", "UpdateSecretVersionStage"];
    let client = |cloud: &EmbeddedCloud| {
        let caller = platform().may(Api::SecretsManager, "pepper", &actions).may(Api::SecretsManager, "doomed", &actions);
        caller.may(Api::SecretsManager, "gone", &actions).secrets(cloud)
    };
    {
        let cloud = EmbeddedCloud::open(storage.clone()).await.unwrap();
        for (secret, value) in [("pepper", "first"), ("doomed", "d"), ("gone", "g")] {
            cloud.create_secret(secret, value).await.unwrap();
        }
        let client = client(&cloud);
        client.put_secret_value().secret_id("pepper").secret_string("second").send().await.unwrap();
        let put = client.put_secret_value().secret_id("pepper").client_request_token(PENDING).version_stages("AWSPENDING");
        put.secret_binary(Blob::new([0xff, 0x00])).send().await.unwrap();
        client.delete_secret().secret_id("doomed").send().await.unwrap();
        client.delete_secret().secret_id("gone").force_delete_without_recovery(true).send().await.unwrap();
    }
    let cloud = EmbeddedCloud::open(storage.clone()).await.unwrap();
    let again = client(&cloud);
    let read = |stage: &str| again.get_secret_value().secret_id("pepper").version_stage(stage).send();
    assert_eq!(read("AWSCURRENT").await.unwrap().secret_string(), Some("second"));
    assert_eq!(read("AWSPREVIOUS").await.unwrap().secret_string(), Some("first"));
    let pending = read("AWSPENDING").await.unwrap();
    assert_eq!((pending.version_id(), pending.secret_binary()), (Some(PENDING), Some(&Blob::new([0xff, 0x00]))));
    assert_eq!(code(&again.get_secret_value().secret_id("gone").send().await), Some("ResourceNotFoundException"));
    assert_eq!(code(&again.get_secret_value().secret_id("doomed").send().await), Some("InvalidRequestException"));
    again.restore_secret().secret_id("doomed").send().await.unwrap();
    let promote = again.update_secret_version_stage().secret_id("pepper").version_stage("AWSCURRENT").move_to_version_id(PENDING);
    promote.send().await.unwrap();
    drop(cloud);
    let cloud = EmbeddedCloud::open(storage).await.unwrap();
    let read = |secret: &'static str, stage: &'static str| {
        let client = client(&cloud);
        async move { client.get_secret_value().secret_id(secret).version_stage(stage).send().await.unwrap() }
    };
    assert_eq!(read("pepper", "AWSCURRENT").await.version_id(), Some(PENDING));
    assert_eq!(read("pepper", "AWSPREVIOUS").await.secret_string(), Some("second"));
    assert_eq!(read("doomed", "AWSCURRENT").await.secret_string(), Some("d"));
}

#[tokio::test]
async fn what_a_key_sealed_is_opened_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let storage = Storage::Folder(folder.path().to_owned());
    let client = |cloud: &EmbeddedCloud| platform().may(Api::Kms, "tenants", &["Decrypt", "GenerateDataKey"]).keys(cloud);
    let cloud = EmbeddedCloud::open(storage.clone()).await.unwrap();
    cloud.create_key("tenants").await.unwrap();
    let generate = client(&cloud).generate_data_key().key_id("alias/tenants").number_of_bytes(32);
    let generated = generate.encryption_context("tenant", "acme").send().await.unwrap();
    drop(cloud);
    let cloud = EmbeddedCloud::open(storage).await.unwrap();
    cloud.create_key("tenants").await.unwrap();
    let open = client(&cloud).decrypt().key_id("alias/tenants").ciphertext_blob(generated.ciphertext_blob().unwrap().clone());
    assert_eq!(open.encryption_context("tenant", "acme").send().await.unwrap().plaintext(), generated.plaintext());
}

#[cfg(unix)]
#[tokio::test]
async fn secrets_and_keys_are_readable_by_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let cloud = EmbeddedCloud::open(Storage::Folder(folder.path().to_owned())).await.unwrap();
    cloud.create_secret("pepper", "hot").await.unwrap();
    cloud.create_key("tenants").await.unwrap();
    for file in ["secrets.json", "kms.json"] {
        let mode = std::fs::metadata(folder.path().join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
}

#[tokio::test]
async fn a_folder_in_use_is_locked_until_its_cloud_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let storage = Storage::Folder(folder.path().to_owned());
    let first = EmbeddedCloud::open(storage.clone()).await.unwrap();
    let client = tenant("acme").may(Api::DynamoDb, "runs", &["GetItem"]).dynamodb(&first);
    assert!(matches!(EmbeddedCloud::open(storage.clone()).await, Err(OpenError::Locked { .. })));
    drop(first);
    assert!(EmbeddedCloud::open(storage).await.is_ok());
    let orphaned = client.get_item().table_name("runs").key("pk", text("acme#1")).key("sk", text("x")).send().await;
    assert!(orphaned.is_err());
}
