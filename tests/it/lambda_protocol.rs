use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::runtime_api::{REQUEST, RuntimeApi, Said};

/// A process that speaks the protocol by hand, as the documentation has it.
struct Process<'a>(&'a RuntimeApi);

impl Process<'_> {
    async fn ask(&self, request: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(self.0.address()).await.unwrap();
        let length = body.len();
        let request = format!("{request} HTTP/1.1\r\nhost: api\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    async fn post(&self, path: &str, body: &str) -> String {
        self.ask(&format!("POST /2018-06-01/runtime{path}"), body).await
    }

    async fn next(&self) -> String {
        self.ask("GET /2018-06-01/runtime/invocation/next", "").await
    }
}

#[tokio::test]
async fn a_process_gets_its_event_and_gives_its_response() {
    let mut api = RuntimeApi::open().await.unwrap();
    api.give(json!({ "question": 1 }));
    let event = Process(&api).next().await;
    assert!(event.starts_with("HTTP/1.1 200"), "{event}");
    assert!(event.contains(&format!("lambda-runtime-aws-request-id: {REQUEST}")) && event.ends_with(r#"{"question":1}"#), "{event}");
    let taken = Process(&api).post(&format!("/invocation/{REQUEST}/response"), r#"{"answer":1}"#).await;
    assert!(taken.starts_with("HTTP/1.1 202"), "{taken}");
    assert_eq!([api.hear().await.1, api.hear().await.1], [Said::Next, Said::Response(r#"{"answer":1}"#.into())]);
}

#[tokio::test]
async fn an_invocation_and_a_start_that_fail_are_told_apart() {
    let mut api = RuntimeApi::open().await.unwrap();
    Process(&api).post(&format!("/invocation/{REQUEST}/error"), "broken").await;
    Process(&api).post("/init/error", "no settings").await;
    assert_eq!([api.hear().await.1, api.hear().await.1], [Said::Error("broken".into()), Said::InitError("no settings".into())]);
}

#[tokio::test]
async fn an_answer_to_what_nobody_asked_is_refused() {
    let api = RuntimeApi::open().await.unwrap();
    let refused = Process(&api).post("/invocation/another/response", "{}").await;
    assert!(refused.starts_with("HTTP/1.1 400"), "{refused}");
}
