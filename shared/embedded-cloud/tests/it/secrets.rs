use genesis_embedded_cloud::Api;

use crate::support::{code, ephemeral, platform};

#[tokio::test]
async fn a_secret_put_again_has_the_new_value() {
    let cloud = ephemeral().await;
    cloud.put_secret("genesis/pepper", "first").await.unwrap();
    cloud.put_secret("genesis/pepper", "second").await.unwrap();
    let client = platform().may(Api::SecretsManager, "genesis/pepper", &["GetSecretValue"]).secrets(&cloud);
    let read = client.get_secret_value().secret_id("genesis/pepper").send().await.unwrap();
    assert_eq!(read.secret_string(), Some("second"));
}

#[tokio::test]
async fn a_missing_secret_is_not_found() {
    let cloud = ephemeral().await;
    let client = platform().may(Api::SecretsManager, "none", &["GetSecretValue"]).secrets(&cloud);
    assert_eq!(code(&client.get_secret_value().secret_id("none").send().await), Some("ResourceNotFoundException"));
}
