//! What may go wrong on the way to a model and back, by either protocol.

use std::time::Duration;

use genesis_models::ChatError;
use serde_json::json;

use crate::{
    model_server::{ModelServer, Reply, bedrock, openai},
    scene::{model, request},
};

const NAMES: [&str; 2] = ["openai:played", "bedrock:us.anthropic.claude-3-5-sonnet-20241022-v2:0"];

fn says(name: &str, text: &str) -> Reply {
    if name == NAMES[0] { openai::says(text) } else { bedrock::says(text) }
}

async fn error_of(name: &str, reply: Reply) -> ChatError {
    let server = ModelServer::playing([reply]);
    let error = model(&server, name, &json!({})).complete(&request(name)).await.unwrap_err();
    assert_eq!(server.asked().len(), 1, "trying again is the caller's");
    error
}

#[tokio::test]
async fn a_provider_that_asks_to_be_spared_says_for_how_long_or_not() {
    let wait = |retry_after: Option<u64>| ChatError::Throttled { retry_after: retry_after.map(Duration::from_secs) };
    for (name, throttled) in [
        (NAMES[0], openai::error(429, "rate_limit_exceeded", "slow down")),
        (NAMES[0], Reply::text(503, "")),
        (NAMES[1], bedrock::error(429, "ThrottlingException", "slow down")),
    ] {
        let later = [("date", "Sun, 06 Nov 1994 12:00:00 GMT"), ("retry-after", "Sun, 06 Nov 1994 12:01:00 GMT")];
        let dated = later.iter().fold(throttled.clone(), |reply, (name, value)| reply.header(name, value));
        assert_eq!(error_of(name, dated).await, wait(Some(60)));
        assert_eq!(error_of(name, throttled.clone().header("retry-after", "7")).await, wait(Some(7)));
    }
    assert_eq!(error_of(NAMES[0], openai::error(429, "rate_limit_exceeded", "slow down")).await, wait(None));
    assert_eq!(error_of(NAMES[1], bedrock::error(429, "ThrottlingException", "slow down")).await, wait(None));
}

#[tokio::test]
async fn a_provider_out_of_order_says_so_in_any_form() {
    for name in NAMES {
        for reply in [Reply::text(500, "<html>"), Reply::json(502, &json!({})), Reply::text(503, "")] {
            assert_eq!(error_of(name, reply).await, ChatError::OutOfOrder, "{name}");
        }
    }
}

#[tokio::test]
async fn a_reply_that_breaks_off_is_told_from_one_that_is_unreadable() {
    for name in NAMES {
        assert_eq!(error_of(name, says(name, "Paris").cut()).await, ChatError::BrokenOff, "{name}");
        assert_eq!(error_of(name, Reply::closing()).await, ChatError::BrokenOff, "{name}");
        assert_eq!(error_of(name, says(name, "Paris").truncated()).await, ChatError::Unreadable, "{name}");
        assert_eq!(error_of(name, Reply::json(200, &json!({ "choices": [] }))).await, ChatError::Unreadable, "{name}");
    }
    assert_eq!(error_of(NAMES[0], openai::says("Paris").header("content-type", "text/html")).await, ChatError::Unreadable);
    assert_eq!(error_of(NAMES[0], Reply::text(200, "{}")).await, ChatError::Unreadable);
}

#[tokio::test]
async fn a_reply_longer_than_any_models_is_left_unread() {
    let long = "x".repeat(10 * 1024 * 1024);
    for name in NAMES {
        assert_eq!(error_of(name, says(name, &long)).await, ChatError::Unreadable, "{name}");
    }
    assert_eq!(error_of(NAMES[0], openai::says(&long).chunked()).await, ChatError::Unreadable);
}

#[tokio::test]
async fn a_provider_that_says_nothing_is_not_waited_for_longer_than_configured() {
    for name in NAMES {
        let server = ModelServer::playing([Reply::silence()]);
        let error = model(&server, name, &json!({ "timeout_seconds": 1 })).complete(&request(name)).await;
        assert_eq!(error, Err(ChatError::TimedOut), "{name}");
    }
}

#[tokio::test]
async fn a_host_that_is_not_there_cannot_be_reached() {
    // Nobody listens at the port of a service that no machine has had for decades.
    let nobody = "127.0.0.1:1";
    let server = ModelServer::playing([Reply::silence()]);
    for (name, key, path) in [(NAMES[0], "base_url", "/v1"), (NAMES[1], "endpoint_url", "")] {
        let model = model(&server, name, &json!({ key: format!("http://{nobody}{path}") }));
        assert_eq!(model.complete(&request(name)).await, Err(ChatError::Unreachable), "{name}");
    }
}

#[tokio::test]
async fn a_host_that_speaks_no_tls_is_told_from_one_that_is_not_there() {
    let server = ModelServer::playing([Reply::text(200, "")]);
    let address = server.url().replace("http:", "https:");
    for (name, key) in [(NAMES[0], "base_url"), (NAMES[1], "endpoint_url")] {
        let error = model(&server, name, &json!({ key: address })).complete(&request(name)).await;
        assert_eq!(error, Err(ChatError::Insecure), "{name}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = ModelServer::playing([openai::says("Paris")]);
    let reply = Reply::text(307, "").header("location", &format!("{}/v1/chat/completions", elsewhere.url()));
    assert_eq!(error_of(NAMES[0], reply).await, ChatError::Unreadable);
    assert_eq!(elsewhere.asked().len(), 0);
}
