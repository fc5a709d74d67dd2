use std::future::Future;

use bytes::Bytes;
use genesis_aws::Cloud;
use http::{Request, Response};
use reqwest::{Client, redirect::Policy};

/// A deployed stage: its door, and its stores with an operator's rights.
pub struct Deployed {
    pub operator: Cloud,
    url: String,
    http: Client,
}

impl Deployed {
    /// The stage `GENESIS_TEST_STAGE`, whose API is at `GENESIS_TEST_URL`; none without that URL.
    #[expect(clippy::disallowed_methods, reason = "the tests are told where to run")]
    pub fn of_environment() -> Option<impl Future<Output = Self>> {
        let url = std::env::var("GENESIS_TEST_URL").ok()?;
        let stage = std::env::var("GENESIS_TEST_STAGE").expect("GENESIS_TEST_URL comes with GENESIS_TEST_STAGE");
        Some(async move { Self { operator: Cloud::of_stage(&stage).await, url, http: client() } })
    }

    pub async fn answer(&self, request: Request<Bytes>) -> Response<Bytes> {
        let (head, body) = request.into_parts();
        let url = format!("{}{}", self.url, head.uri);
        let answer = self.http.request(head.method, url).headers(head.headers).body(body).send().await.unwrap();
        let mut response = Response::builder().status(answer.status());
        response.headers_mut().unwrap().extend(answer.headers().clone());
        response.body(answer.bytes().await.unwrap()).unwrap()
    }
}

fn client() -> Client {
    // Whoever was quicker installed the same.
    drop(rustls::crypto::ring::default_provider().install_default());
    Client::builder().redirect(Policy::none()).build().unwrap()
}
