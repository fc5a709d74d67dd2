use std::{fmt, net::IpAddr, sync::Arc, time::Duration};

use futures::{FutureExt, future::BoxFuture};
use genesis_models::Secrets;
use genesis_threats::{Reputation, ReputationSource, Said, Unreached};
use reqwest::{
    Client, RequestBuilder, Response, StatusCode,
    header::{ACCEPT, DATE, HeaderValue, RETRY_AFTER},
    redirect::Policy,
};
use serde::Deserialize;
use tokio::sync::OnceCell;
use url::Url;

use crate::{tls::install, waiting::retry_after};

/// Whoever waits for an answer about an address does not wait longer for this part of it.
const PATIENCE: Duration = Duration::from_secs(3);
/// Reports that are older say nothing of who has the address today.
const MAX_AGE_DAYS: &str = "30";
/// The most of a reply that is read.
const MOST_BYTES: usize = 64 * 1024;
/// What its key is called among keys.
const KEY: &str = "abuseipdb";

/// AbuseIPDB, by version 2 of its API (`GET /api/v2/check`). Nobody asks it until there is a key.
pub struct AbuseIpdb {
    url: Url,
    keys: Arc<dyn Secrets>,
    client: OnceCell<Client>,
}

#[derive(Deserialize)]
struct Reply {
    data: Checked,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Checked {
    abuse_confidence_score: u8,
    #[serde(default)]
    total_reports: u64,
}

impl AbuseIpdb {
    /// Where the API is.
    pub fn address() -> Url {
        Url::parse("https://api.abuseipdb.com").expect("an address of ours")
    }

    pub fn new(url: Url, keys: Arc<dyn Secrets>) -> Self {
        Self { url, keys, client: OnceCell::new() }
    }

    /// The key is looked up each time, before the patience for the answer begins, so that another one holds at once.
    async fn check(&self, address: IpAddr) -> Said {
        let key = self.keys.secret(KEY).await.map_err(|_| Unreached::NoAnswer)?;
        let Some(key) = key.filter(|key| !key.trim().is_empty()) else { return Ok(None) };
        let mut key = HeaderValue::try_from(key.trim()).map_err(|_| Unreached::Unauthorized)?;
        key.set_sensitive(true);
        let response = self.request(address).await?.header("Key", key).send().await.map_err(|error| of_connection(&error))?;
        if !response.status().is_success() {
            return Err(of_refusal(&response));
        }
        let reply: Reply = serde_json::from_slice(&body(response).await?).map_err(|_| Unreached::Unreadable)?;
        let Checked { abuse_confidence_score: confidence, total_reports } = reply.data;
        if confidence > 100 {
            return Err(Unreached::Unreadable);
        }
        let reason = (total_reports > 0).then(|| format!("reported {total_reports} times in {MAX_AGE_DAYS} days"));
        Ok(Some(Reputation { confidence, reason }))
    }

    async fn request(&self, address: IpAddr) -> Result<RequestBuilder, Unreached> {
        let client = self.client.get_or_try_init(|| async { connect() }).await?;
        let mut url = self.url.join("/api/v2/check").map_err(|_| Unreached::NoAnswer)?;
        url.query_pairs_mut().append_pair("ipAddress", &address.to_string()).append_pair("maxAgeInDays", MAX_AGE_DAYS);
        Ok(client.get(url).header(ACCEPT, "application/json"))
    }
}

impl ReputationSource for AbuseIpdb {
    fn name(&self) -> &'static str {
        KEY
    }

    fn ask(&self, address: IpAddr) -> BoxFuture<'_, Said> {
        self.check(address).boxed()
    }
}

fn connect() -> Result<Client, Unreached> {
    install();
    Client::builder().redirect(Policy::none()).timeout(PATIENCE).build().map_err(|error| of_connection(&error))
}

fn of_connection(error: &reqwest::Error) -> Unreached {
    if error.is_timeout() { Unreached::TimedOut } else { Unreached::NoAnswer }
}

fn of_refusal(response: &Response) -> Unreached {
    let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
    match response.status() {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Unreached::Unauthorized,
        StatusCode::TOO_MANY_REQUESTS => {
            Unreached::Throttled { retry_after: header(RETRY_AFTER).and_then(|after| retry_after(after, header(DATE))) }
        }
        status if status.is_server_error() => Unreached::NoAnswer,
        _ => Unreached::Refused,
    }
}

/// No more of it than a reply has.
async fn body(mut response: Response) -> Result<Vec<u8>, Unreached> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| of_connection(&error))? {
        if body.len() + chunk.len() > MOST_BYTES {
            return Err(Unreached::Unreadable);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

impl fmt::Debug for AbuseIpdb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AbuseIpdb").field("url", &self.url.as_str()).finish_non_exhaustive()
    }
}
