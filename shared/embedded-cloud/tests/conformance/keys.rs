use std::collections::HashMap;

use aws_sdk_kms::Client;
use aws_sdk_kms::primitives::Blob;
use aws_sdk_kms::types::DataKeySpec;

use crate::endpoint::{Endpoint, code};

/// A key, named by its alias.
async fn key(endpoint: &Endpoint) -> (Client, String) {
    (endpoint.keys(), key_as(endpoint, &endpoint.name).await)
}

async fn key_as(endpoint: &Endpoint, name: &str) -> String {
    let client = endpoint.keys();
    let created = client.create_key().send().await.unwrap().key_metadata.unwrap().key_id;
    let alias = format!("alias/{name}");
    client.create_alias().alias_name(&alias).target_key_id(created).send().await.unwrap();
    alias
}

fn context(tenant: &str) -> Option<HashMap<String, String>> {
    Some(HashMap::from([("tenant".to_owned(), tenant.to_owned()), ("purpose".to_owned(), "test".to_owned())]))
}

#[tokio::test]
async fn a_data_key_is_opened_with_its_context_and_no_other() {
    let endpoint = Endpoint::open().await;
    let (client, key) = key(&endpoint).await;
    let generate = client.generate_data_key().key_id(&key).key_spec(DataKeySpec::Aes256).set_encryption_context(context("acme"));
    let generated = generate.send().await.unwrap();
    assert_eq!(generated.plaintext().unwrap().as_ref().len(), 32);
    let open = |context| {
        let decrypt = client.decrypt().key_id(&key).ciphertext_blob(generated.ciphertext_blob().unwrap().clone());
        decrypt.set_encryption_context(context).send()
    };
    assert_eq!(open(context("acme")).await.unwrap().plaintext(), generated.plaintext());
    assert_eq!(code(&open(context("other")).await), Some("InvalidCiphertextException"));
    assert_eq!(code(&open(None).await), Some("InvalidCiphertextException"));
}

#[tokio::test]
async fn data_keys_differ_and_have_the_length_that_was_asked() {
    let endpoint = Endpoint::open().await;
    let (client, key) = key(&endpoint).await;
    let generate = || client.generate_data_key().key_id(&key).number_of_bytes(64).send();
    let (one, two) = (generate().await.unwrap(), generate().await.unwrap());
    assert_eq!(one.plaintext().unwrap().as_ref().len(), 64);
    assert_ne!(one.plaintext(), two.plaintext());
    let hidden = client.generate_data_key_without_plaintext().key_id(&key).key_spec(DataKeySpec::Aes128).send().await.unwrap();
    let opened = client.decrypt().key_id(&key).ciphertext_blob(hidden.ciphertext_blob().unwrap().clone()).send().await.unwrap();
    assert_eq!(opened.plaintext().unwrap().as_ref().len(), 16);
}

#[tokio::test]
async fn a_text_is_opened_as_it_was_sealed() {
    let endpoint = Endpoint::open().await;
    let (client, key) = key(&endpoint).await;
    let encrypt = client.encrypt().key_id(&key).plaintext(Blob::new("attack at dawn")).set_encryption_context(context("acme"));
    let sealed = encrypt.send().await.unwrap().ciphertext_blob.unwrap();
    assert!(!sealed.as_ref().windows(4).any(|window| window == b"dawn"));
    let open = |sealed: Blob| client.decrypt().key_id(&key).ciphertext_blob(sealed).set_encryption_context(context("acme")).send();
    assert_eq!(open(sealed.clone()).await.unwrap().plaintext(), Some(&Blob::new("attack at dawn")));
    let mut changed = sealed.into_inner();
    *changed.last_mut().unwrap() ^= 1;
    assert_eq!(code(&open(Blob::new(changed)).await), Some("InvalidCiphertextException"));
}

#[tokio::test]
async fn what_one_key_sealed_another_does_not_open() {
    let endpoint = Endpoint::open().await;
    let (client, key) = key(&endpoint).await;
    let other = key_as(&endpoint, &endpoint.other).await;
    let sealed = client.encrypt().key_id(&key).plaintext(Blob::new("x")).send().await.unwrap().ciphertext_blob.unwrap();
    assert_eq!(code(&client.decrypt().key_id(&other).ciphertext_blob(sealed).send().await), Some("IncorrectKeyException"));
}

#[tokio::test]
async fn what_kms_refuses_is_refused_by_name() {
    let endpoint = Endpoint::open().await;
    let (client, key) = key(&endpoint).await;
    let missing = format!("alias/{}", endpoint.other);
    assert_eq!(code(&client.describe_key().key_id(&missing).send().await), Some("NotFoundException"));
    assert_eq!(code(&client.encrypt().key_id(&missing).plaintext(Blob::new("x")).send().await), Some("NotFoundException"));
    let large = client.encrypt().key_id(&key).plaintext(Blob::new(vec![0; 4_097])).send().await;
    assert_eq!(code(&large), Some("ValidationException"), "a text beyond 4 KiB");
    assert_eq!(code(&client.generate_data_key().key_id(&key).send().await), Some("ValidationException"), "a data key of no length");
    let forged = client.decrypt().key_id(&key).ciphertext_blob(Blob::new("forged")).send().await;
    assert_eq!(code(&forged), Some("InvalidCiphertextException"));
    let described = client.describe_key().key_id(&key).send().await.unwrap().key_metadata.unwrap();
    let again = client.create_alias().alias_name(&key).target_key_id(described.key_id()).send().await;
    assert_eq!(code(&again), Some("AlreadyExistsException"));
}
