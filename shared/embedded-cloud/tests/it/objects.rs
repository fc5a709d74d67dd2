use aws_sdk_s3::primitives::ByteStream;
use genesis_embedded_cloud::Api;

use crate::support::{code, ephemeral, tenant};

#[tokio::test]
async fn an_object_is_stored_listed_and_read_back() {
    let cloud = ephemeral().await;
    cloud.create_bucket("artifacts").await.unwrap();
    cloud.create_bucket("artifacts").await.unwrap();
    let client = tenant("acme").may(Api::S3, "artifacts", &["PutObject", "GetObject", "ListObjectsV2"]).s3(&cloud);
    let body = ByteStream::from_static(b"{\"steps\":[]}");
    client.put_object().bucket("artifacts").key("acme/runs/1/plan.json").body(body).send().await.unwrap();
    let listed = client.list_objects_v2().bucket("artifacts").prefix("acme/runs/").send().await.unwrap();
    assert_eq!(listed.contents().iter().filter_map(|object| object.key()).collect::<Vec<_>>(), ["acme/runs/1/plan.json"]);
    let read = client.get_object().bucket("artifacts").key("acme/runs/1/plan.json").send().await.unwrap();
    assert_eq!(read.body.collect().await.unwrap().into_bytes(), "{\"steps\":[]}");
}

#[tokio::test]
async fn a_missing_object_is_no_such_key() {
    let cloud = ephemeral().await;
    cloud.create_bucket("artifacts").await.unwrap();
    let client = tenant("acme").may(Api::S3, "artifacts", &["GetObject"]).s3(&cloud);
    assert_eq!(code(&client.get_object().bucket("artifacts").key("acme/none").send().await), Some("NoSuchKey"));
}
