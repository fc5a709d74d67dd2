use std::{fmt, time::Duration};

use genesis_models::{ChatError, KeyName};
use reqwest::{
    Client, Response, StatusCode,
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue},
    redirect::Policy,
};
use serde::{Serialize, de::DeserializeOwned};
use tokio::sync::OnceCell;
use url::Url;

use super::fault;
use crate::{
    keyring::{Bearer, Keyring},
    received::MOST_BYTES,
    tls::install,
};

const LONGEST_CONNECTING: Duration = Duration::from_secs(10);
/// More of an error is not read.
const MOST_ERROR_BYTES: usize = 64 * 1024;

/// A server of the protocol. Its client is made when it is first asked.
pub(crate) struct Server {
    url: Url,
    key: Option<Bearer>,
    timeout: Duration,
    client: OnceCell<Client>,
}

impl Server {
    /// The URL is what stands before `/chat/completions`.
    pub fn new(url: Url, key: Option<KeyName>, keyring: &Keyring, timeout: Duration) -> Self {
        Self { url, key: key.map(|name| Bearer::new(name, keyring.clone())), timeout, client: OnceCell::new() }
    }

    pub(super) async fn post<R: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<R, ChatError> {
        let client = self.client.get_or_try_init(|| async { self.connect() }).await?;
        let key = match &self.key {
            Some(key) => Some(key.header().await?),
            None => None,
        };
        let url = format!("{}/{path}", self.url.as_str().trim_end_matches('/'));
        let request = key.iter().fold(client.post(url).json(body), |request, key| request.header(AUTHORIZATION, key.clone()));
        let response = request.send().await.map_err(|error| fault::of_connection(&error))?;
        if !response.status().is_success() {
            return Err(self.refusal(response, key.as_ref()).await);
        }
        if !is_json(&response) {
            return Err(ChatError::Unreadable);
        }
        serde_json::from_slice(&read(response, MOST_BYTES).await?).map_err(|_| ChatError::Unreadable)
    }

    async fn refusal(&self, response: Response, sent: Option<&HeaderValue>) -> ChatError {
        let (status, headers) = (response.status(), response.headers().clone());
        let said = read(response, MOST_ERROR_BYTES).await.unwrap_or_default();
        let error = fault::of_refusal(status, &headers, &without_key(&said, sent));
        if let (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN, Some(key), Some(sent)) = (status, &self.key, sent) {
            key.forget(sent).await;
        }
        error
    }

    fn connect(&self) -> Result<Client, ChatError> {
        install();
        let client = Client::builder().redirect(Policy::none()).timeout(self.timeout).connect_timeout(self.timeout.min(LONGEST_CONNECTING));
        client.build().map_err(|error| fault::of_connection(&error))
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("url", &self.url.as_str()).field("key", &self.key).finish_non_exhaustive()
    }
}

fn is_json(response: &Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || kind.ends_with("+json")
}

/// The body, which is left where it is once it is longer than it may be.
async fn read(mut response: Response, most: usize) -> Result<Vec<u8>, ChatError> {
    if response.content_length().is_some_and(|length| length > most as u64) {
        return Err(ChatError::Unreadable);
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| fault::of_connection(&error))? {
        if body.len() + chunk.len() > most {
            return Err(ChatError::Unreadable);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Some servers repeat the key that they refuse.
fn without_key(said: &[u8], sent: Option<&HeaderValue>) -> String {
    let said = String::from_utf8_lossy(said);
    let key = sent.and_then(|header| header.to_str().ok()?.strip_prefix("Bearer "));
    match key.filter(|key| !key.is_empty()) {
        Some(key) => said.replace(key, "***"),
        None => said.into_owned(),
    }
}
