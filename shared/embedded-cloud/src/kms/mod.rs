//! KMS for symmetric keys: data keys and small texts sealed under a key and bound to an encryption context.
//!
//! The keys stand in a file that only its owner reads: what was sealed can be opened as long as that file exists. Ours and not an engine's, because
//! the engines at hand cannot give their keys away, so that a restart would lose them. Absent are key rotation and deletion, asymmetric keys, grants.

mod keyring;
mod refusal;
mod seal;
mod touches;

use std::io;
use std::path::PathBuf;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use tokio::sync::Mutex;

use crate::reply::{Reply, success};
use crate::storage::Kept;
use keyring::{Key, Keyring};
pub(crate) use refusal::KeyRefusal;
use seal::Sealed;
pub(crate) use touches::touches;

/// The most bytes one call takes.
const LARGEST_PLAINTEXT: usize = 4_096;
const LARGEST_DATA_KEY: u64 = 1_024;
const ALGORITHM: &str = "SYMMETRIC_DEFAULT";

pub(crate) struct Kms(Mutex<Kept<Keyring>>);

impl Kms {
    /// Loads the keys that an earlier process made.
    pub fn open(file: Option<PathBuf>) -> io::Result<Self> {
        Ok(Self(Mutex::new(Kept::open(file)?)))
    }

    pub async fn answer(&self, operation: &str, request: &Value) -> Reply {
        match self.call(operation, request).await {
            Ok(document) => success(&document),
            Err(refusal) => refusal.into(),
        }
    }

    /// Creates a key under `alias/NAME` unless there is one.
    pub async fn create_key_as(&self, name: &str) -> Result<(), KeyRefusal> {
        let alias = format!("alias/{name}");
        if self.0.lock().await.value.find(&alias).is_ok() {
            return Ok(());
        }
        let created = self.create_key(&json!({})).await?;
        self.create_alias(&json!({ "AliasName": alias, "TargetKeyId": created["KeyMetadata"]["KeyId"] })).await.map(drop)
    }

    async fn call(&self, operation: &str, request: &Value) -> Result<Value, KeyRefusal> {
        match operation {
            "CreateKey" => self.create_key(request).await,
            "CreateAlias" => self.create_alias(request).await,
            "DescribeKey" => Ok(json!({ "KeyMetadata": self.key(request).await?.metadata() })),
            "Encrypt" => encrypt(&self.key(request).await?, request),
            "Decrypt" => self.decrypt(request).await,
            "GenerateDataKey" => generate_data_key(&self.key(request).await?, request),
            "GenerateDataKeyWithoutPlaintext" => {
                let mut generated = generate_data_key(&self.key(request).await?, request)?;
                if let Some(fields) = generated.as_object_mut() {
                    fields.remove("Plaintext");
                }
                Ok(generated)
            }
            _ => Err(KeyRefusal::NotEmbedded(operation.to_owned())),
        }
    }

    async fn create_key(&self, request: &Value) -> Result<Value, KeyRefusal> {
        if request["KeySpec"].as_str().is_some_and(|spec| spec != ALGORITHM) {
            return Err(KeyRefusal::Unsupported("only symmetric keys are embedded"));
        }
        let key = Key::new(request["Description"].as_str().unwrap_or_default())?;
        let metadata = key.metadata();
        let mut kept = self.0.lock().await;
        let keyring = kept.value.clone().with(key);
        kept.set(keyring)?;
        Ok(json!({ "KeyMetadata": metadata }))
    }

    async fn create_alias(&self, request: &Value) -> Result<Value, KeyRefusal> {
        let mut kept = self.0.lock().await;
        let keyring = kept.value.clone().with_alias(text(request, "AliasName"), text(request, "TargetKeyId"))?;
        kept.set(keyring)?;
        Ok(json!({}))
    }

    /// The key that sealed it opens it; a key that is named as well must be that one.
    async fn decrypt(&self, request: &Value) -> Result<Value, KeyRefusal> {
        let sealed = bytes(request, "CiphertextBlob")?;
        let sealed = Sealed::parse(&sealed).ok_or(KeyRefusal::InvalidCiphertext)?;
        let key = self.0.lock().await.value.find(sealed.key).map_err(|_| KeyRefusal::InvalidCiphertext)?.clone();
        if !request["KeyId"].is_null() && self.key(request).await?.id != key.id {
            return Err(KeyRefusal::IncorrectKey);
        }
        let opened = sealed.open(&key.material, &request["EncryptionContext"]).ok_or(KeyRefusal::InvalidCiphertext)?;
        Ok(json!({ "KeyId": key.arn(), "Plaintext": BASE64_STANDARD.encode(opened), "EncryptionAlgorithm": ALGORITHM }))
    }

    async fn key(&self, request: &Value) -> Result<Key, KeyRefusal> {
        self.0.lock().await.value.find(text(request, "KeyId")).cloned()
    }
}

fn encrypt(key: &Key, request: &Value) -> Result<Value, KeyRefusal> {
    let plaintext = bytes(request, "Plaintext")?;
    if plaintext.is_empty() || plaintext.len() > LARGEST_PLAINTEXT {
        return Err(KeyRefusal::Invalid(format!("Plaintext must have 1 to {LARGEST_PLAINTEXT} bytes")));
    }
    let sealed = seal::seal(&key.id, &key.material, plaintext, &request["EncryptionContext"])?;
    Ok(json!({ "KeyId": key.arn(), "CiphertextBlob": BASE64_STANDARD.encode(sealed), "EncryptionAlgorithm": ALGORITHM }))
}

fn generate_data_key(key: &Key, request: &Value) -> Result<Value, KeyRefusal> {
    let length = match (request["KeySpec"].as_str(), request["NumberOfBytes"].as_u64()) {
        (Some("AES_256"), None) => 32,
        (Some("AES_128"), None) => 16,
        (None, Some(length @ 1..=LARGEST_DATA_KEY)) => usize::try_from(length).unwrap_or_default(),
        _ => return Err(KeyRefusal::Invalid("give either KeySpec, AES_256 or AES_128, or NumberOfBytes, 1 to 1024".to_owned())),
    };
    let data_key = seal::random(length)?;
    let plaintext = BASE64_STANDARD.encode(&data_key);
    let sealed = seal::seal(&key.id, &key.material, data_key, &request["EncryptionContext"])?;
    Ok(json!({ "KeyId": key.arn(), "Plaintext": plaintext, "CiphertextBlob": BASE64_STANDARD.encode(sealed) }))
}

fn text<'a>(request: &'a Value, field: &str) -> &'a str {
    request[field].as_str().unwrap_or_default()
}

fn bytes(request: &Value, field: &'static str) -> Result<Vec<u8>, KeyRefusal> {
    BASE64_STANDARD.decode(text(request, field)).map_err(|_| KeyRefusal::Invalid(format!("{field} is not in base64")))
}
