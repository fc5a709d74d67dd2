use std::error::Error;

use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_s3::primitives::ByteStream;
use genesis_embedded_cloud::{Api, EmbeddedCloud, OpenError, Storage};

use crate::support::tenant;

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
        cloud.put_secret("pepper", "hot").await.unwrap();
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

#[cfg(unix)]
#[tokio::test]
async fn secrets_are_readable_by_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let cloud = EmbeddedCloud::open(Storage::Folder(folder.path().to_owned())).await.unwrap();
    cloud.put_secret("pepper", "hot").await.unwrap();
    let mode = std::fs::metadata(folder.path().join("secrets.json")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
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

#[tokio::test]
async fn a_file_where_the_folder_should_be_cannot_be_opened() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("taken");
    std::fs::write(&file, "x").unwrap();
    let refused = EmbeddedCloud::open(Storage::Folder(file)).await.unwrap_err();
    assert!(matches!(refused, OpenError::NotCreatable { .. }), "{refused:?}");
}

#[tokio::test]
async fn a_corrupt_database_or_secrets_file_is_named() {
    for (file, expected) in [("dynamodb.sqlite", "dynamodb.sqlite is corrupt"), ("secrets.json", "secrets.json is corrupt")] {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(
            folder.path().join(file),
            "this is neither a database nor JSON, and long enough to be read as a header of one hundred bytes",
        )
        .unwrap();
        let refused = EmbeddedCloud::open(Storage::Folder(folder.path().to_owned())).await.unwrap_err();
        assert!(refused.to_string().contains(expected), "{refused}");
        assert!(refused.source().is_some());
    }
}
