//! The keys and their aliases, as the file holds them.

use std::collections::BTreeMap;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};

use super::refusal::KeyRefusal;
use super::{ALGORITHM, seal};
use crate::{ACCOUNT, REGION};

#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct Keyring {
    keys: Vec<Key>,
    /// Which key an alias, such as `alias/tenants`, stands for.
    aliases: BTreeMap<String, String>,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Key {
    pub id: String,
    description: String,
    #[serde(serialize_with = "to_base64", deserialize_with = "from_base64")]
    pub material: [u8; seal::KEY_LENGTH],
}

impl Keyring {
    /// By its id, its ARN, an alias or an alias's ARN.
    pub fn find(&self, name: &str) -> Result<&Key, KeyRefusal> {
        let plain = name.strip_prefix("arn:").and_then(|arn| arn.splitn(5, ':').nth(4)).unwrap_or(name);
        let plain = plain.strip_prefix("key/").unwrap_or(plain);
        let id = self.aliases.get(plain).map_or(plain, String::as_str);
        self.keys.iter().find(|key| key.id == id).ok_or_else(|| KeyRefusal::NotFound(name.to_owned()))
    }

    pub fn with(mut self, key: Key) -> Self {
        self.keys.push(key);
        self
    }

    pub fn with_alias(mut self, alias: &str, key: &str) -> Result<Self, KeyRefusal> {
        if !alias.strip_prefix("alias/").is_some_and(|name| !name.is_empty() && !name.starts_with("aws/")) {
            return Err(KeyRefusal::InvalidAlias);
        }
        if self.aliases.contains_key(alias) {
            return Err(KeyRefusal::AlreadyExists(alias.to_owned()));
        }
        let id = self.find(key)?.id.clone();
        self.aliases.insert(alias.to_owned(), id);
        Ok(self)
    }
}

impl Key {
    pub fn new(description: &str) -> Result<Self, KeyRefusal> {
        let id = uuid::Builder::from_random_bytes(seal::random_array()?).into_uuid().to_string();
        Ok(Self { id, description: description.to_owned(), material: seal::random_array()? })
    }

    pub fn arn(&self) -> String {
        format!("arn:aws:kms:{REGION}:{ACCOUNT}:key/{}", self.id)
    }

    pub fn metadata(&self) -> Value {
        json!({
            "AWSAccountId": ACCOUNT,
            "Arn": self.arn(),
            "Description": self.description,
            "Enabled": true,
            "EncryptionAlgorithms": [ALGORITHM],
            "KeyId": self.id,
            "KeyManager": "CUSTOMER",
            "KeySpec": ALGORITHM,
            "KeyState": "Enabled",
            "KeyUsage": "ENCRYPT_DECRYPT",
            "MultiRegion": false,
            "Origin": "AWS_KMS",
        })
    }
}

fn to_base64<S: Serializer>(material: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&BASE64_STANDARD.encode(material))
}

fn from_base64<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; seal::KEY_LENGTH], D::Error> {
    let text = String::deserialize(deserializer)?;
    let bytes = BASE64_STANDARD.decode(text).map_err(serde::de::Error::custom)?;
    bytes.try_into().map_err(|_| serde::de::Error::custom("a key of another length"))
}
