use std::fmt;

use genesis_models::{ChatError, KeyName};
use reqwest::header::HeaderValue;
use tokio::sync::Mutex;

use super::Keyring;

/// A provider's key as requests carry it: looked up once, and again after the provider refused it.
pub(crate) struct Bearer {
    name: KeyName,
    keyring: Keyring,
    held: Mutex<Option<HeaderValue>>,
}

impl Bearer {
    pub fn new(name: KeyName, keyring: Keyring) -> Self {
        Self { name, keyring, held: Mutex::new(None) }
    }

    pub async fn header(&self) -> Result<HeaderValue, ChatError> {
        let mut held = self.held.lock().await;
        if let Some(header) = &*held {
            return Ok(header.clone());
        }
        let key = self.keyring.find(&self.name).await.map_err(|_| {
            tracing::warn!(name = ?self.name, "the place of a provider's key cannot be reached");
            ChatError::Unreachable
        })?;
        let header = key.and_then(|key| HeaderValue::try_from(format!("Bearer {}", key.trim())).ok());
        let Some(mut header) = header else {
            tracing::warn!(name = ?self.name, "there is no key of this name, or it is none that a request could carry");
            return Err(ChatError::Unauthorized);
        };
        header.set_sensitive(true);
        Ok(held.insert(header).clone())
    }

    /// So that a key that was replaced meanwhile is found.
    pub async fn forget(&self, refused: &HeaderValue) {
        let mut held = self.held.lock().await;
        if held.as_ref() == Some(refused) {
            *held = None;
        }
    }
}

impl fmt::Debug for Bearer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bearer").field("name", &self.name).finish_non_exhaustive()
    }
}
