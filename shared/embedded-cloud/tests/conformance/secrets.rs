use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::primitives::Blob;

use crate::endpoint::{Endpoint, code};

const FIRST: &str = "00000000-0000-4000-8000-000000000001";
const SECOND: &str = "00000000-0000-4000-8000-000000000002";

async fn created(endpoint: &Endpoint) -> Client {
    let client = endpoint.secrets();
    client.create_secret().name(&endpoint.name).client_request_token(FIRST).secret_string("first").send().await.unwrap();
    client
}

/// The value that a stage leads to, or the name of the error.
async fn at(client: &Client, secret: &str, stage: &str) -> String {
    let read = client.get_secret_value().secret_id(secret).version_stage(stage).send().await;
    match &read {
        Ok(value) => value.secret_string().unwrap().to_owned(),
        Err(_) => code(&read).unwrap().to_owned(),
    }
}

async fn stages(client: &Client, secret: &str) -> [String; 3] {
    [at(client, secret, "AWSCURRENT").await, at(client, secret, "AWSPREVIOUS").await, at(client, secret, "AWSPENDING").await]
}

#[tokio::test]
async fn a_secret_put_again_has_the_new_value_and_remembers_the_old() {
    let endpoint = Endpoint::open().await;
    let client = created(&endpoint).await;
    assert_eq!(stages(&client, &endpoint.name).await, ["first", "ResourceNotFoundException", "ResourceNotFoundException"]);
    client.put_secret_value().secret_id(&endpoint.name).secret_string("second").send().await.unwrap();
    assert_eq!(stages(&client, &endpoint.name).await, ["second", "first", "ResourceNotFoundException"]);
    let read = client.get_secret_value().secret_id(&endpoint.name).send().await.unwrap();
    assert_eq!((read.secret_string(), read.version_stages()), (Some("second"), &["AWSCURRENT".to_owned()][..]));
}

#[tokio::test]
async fn a_pending_value_changes_nothing_until_it_is_made_current() {
    let endpoint = Endpoint::open().await;
    let client = created(&endpoint).await;
    let pending = client.put_secret_value().secret_id(&endpoint.name).client_request_token(SECOND).secret_string("second");
    pending.version_stages("AWSPENDING").send().await.unwrap();
    assert_eq!(stages(&client, &endpoint.name).await, ["first", "ResourceNotFoundException", "second"]);
    let promote = client.update_secret_version_stage().secret_id(&endpoint.name).version_stage("AWSCURRENT");
    promote.move_to_version_id(SECOND).remove_from_version_id(FIRST).send().await.unwrap();
    assert_eq!(stages(&client, &endpoint.name).await, ["second", "first", "second"]);
    let finish = client.update_secret_version_stage().secret_id(&endpoint.name).version_stage("AWSPENDING");
    finish.remove_from_version_id(SECOND).send().await.unwrap();
    assert_eq!(stages(&client, &endpoint.name).await, ["second", "first", "ResourceNotFoundException"]);
    let back = client.get_secret_value().secret_id(&endpoint.name).version_id(FIRST).send().await.unwrap();
    assert_eq!(back.secret_string(), Some("first"));
}

#[tokio::test]
async fn a_version_put_again_is_the_same_or_refused() {
    let endpoint = Endpoint::open().await;
    let client = created(&endpoint).await;
    let put = |value: &str| client.put_secret_value().secret_id(&endpoint.name).client_request_token(SECOND).secret_string(value).send();
    assert_eq!(code(&put("second").await), None);
    assert_eq!(code(&put("second").await), None);
    assert_eq!(code(&put("third").await), Some("ResourceExistsException"));
    assert_eq!(stages(&client, &endpoint.name).await[..2], ["second", "first"]);
}

#[tokio::test]
async fn bytes_are_kept_as_bytes() {
    let endpoint = Endpoint::open().await;
    let client = endpoint.secrets();
    client.create_secret().name(&endpoint.name).secret_binary(Blob::new([0xff, 0x00, 0x7f])).send().await.unwrap();
    let read = client.get_secret_value().secret_id(&endpoint.name).send().await.unwrap();
    assert_eq!((read.secret_string(), read.secret_binary()), (None, Some(&Blob::new([0xff, 0x00, 0x7f]))));
}

#[tokio::test]
async fn a_deleted_secret_cannot_be_read_and_can_be_restored() {
    let endpoint = Endpoint::open().await;
    let client = created(&endpoint).await;
    client.delete_secret().secret_id(&endpoint.name).recovery_window_in_days(7).send().await.unwrap();
    assert_eq!(code(&client.get_secret_value().secret_id(&endpoint.name).send().await), Some("InvalidRequestException"));
    client.restore_secret().secret_id(&endpoint.name).send().await.unwrap();
    assert_eq!(at(&client, &endpoint.name, "AWSCURRENT").await, "first");
}

#[tokio::test]
async fn what_secrets_manager_refuses_is_refused_by_name() {
    let endpoint = Endpoint::open().await;
    let client = created(&endpoint).await;
    let again = client.create_secret().name(&endpoint.name).secret_string("x").send().await;
    assert_eq!(code(&again), Some("ResourceExistsException"));
    assert_eq!(code(&client.get_secret_value().secret_id(&endpoint.other).send().await), Some("ResourceNotFoundException"));
    let lost = client.get_secret_value().secret_id(&endpoint.name).version_id(SECOND).send().await;
    assert_eq!(code(&lost), Some("ResourceNotFoundException"));
    let wrong = client.update_secret_version_stage().secret_id(&endpoint.name).version_stage("AWSCURRENT");
    assert_eq!(code(&wrong.remove_from_version_id(SECOND).send().await), Some("InvalidParameterException"));
}
