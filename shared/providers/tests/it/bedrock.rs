use std::sync::Arc;

use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, error::CredentialsError, future};
use genesis_models::{ChatError, ChatRequest, Chats, Configuration, Usage};
use genesis_providers::{Keyring, Providers};
use serde_json::{Value, json};

use crate::{
    model_server::{ModelServer, Reply, bedrock},
    scene::{keyring, model, request, schema},
};

/// An inference profile across regions.
const NAME: &str = "bedrock:us.anthropic.claude-3-5-sonnet-20241022-v2:0";
const TITAN: &str = "bedrock:amazon.titan-embed-text-v2:0";

#[tokio::test]
async fn a_request_is_a_conversation_with_one_tool_that_must_be_used() {
    let server = ModelServer::playing([bedrock::fills("answer", &json!({ "answer": "Paris", "sure": 0.5 }))]);
    let asked = ChatRequest { schema: Some(schema()), ..request(NAME) };
    let settings = json!({ "guardrail": { "id": "g-1", "version": "2" } });
    let reply = model(&server, NAME, &settings).complete(&asked).await.unwrap();
    assert_eq!(serde_json::from_str::<Value>(&reply.text).unwrap(), json!({ "answer": "Paris", "sure": 0.5 }));
    assert_eq!(reply.usage, Some(Usage { input_tokens: 100, output_tokens: 10, cached_input_tokens: 40 }));
    let got = server.asked().remove(0);
    assert_eq!(got.path, "/model/us.anthropic.claude-3-5-sonnet-20241022-v2%3A0/converse");
    assert!(got.header("authorization").unwrap().contains("Credential=AKIDPLAYED/"), "signed");
    assert_eq!(got.body["system"], json!([{ "text": "You plan." }]));
    let spoken: Vec<_> = got.body["messages"].as_array().unwrap().iter().map(|said| (&said["role"], &said["content"][0]["text"])).collect();
    let (user, model) = (json!("user"), json!("assistant"));
    assert_eq!(spoken, [(&user, &json!("Who?")), (&model, &json!("What?")), (&user, &json!("Who, I said."))]);
    let sampling = &got.body["inferenceConfig"];
    let near = |key: &str, number: f64| (sampling[key].as_f64().unwrap() - number).abs() < 1e-6;
    assert!(sampling["maxTokens"] == 300 && near("temperature", 0.1) && near("topP", 0.95), "{sampling}");
    assert_eq!(got.body["toolConfig"]["tools"][0]["toolSpec"]["inputSchema"]["json"], schema().schema);
    assert_eq!(got.body["toolConfig"]["toolChoice"], json!({ "tool": { "name": "answer" } }));
    assert_eq!(got.body["guardrailConfig"]["guardrailIdentifier"], "g-1");
    assert_eq!(got.body["guardrailConfig"]["guardrailVersion"], "2");
}

#[tokio::test]
async fn a_model_is_asked_for_no_more_than_it_takes() {
    let server = ModelServer::playing([bedrock::says("{}")]);
    for (id, choice, takes_top_p) in [
        ("mistral.mistral-large-2402-v1:0", json!({ "any": {} }), true),
        ("meta.llama3-1-70b-instruct-v1:0", json!({ "auto": {} }), true),
        ("amazon.nova-lite-v1:0", json!({ "tool": { "name": "answer" } }), true),
        ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", json!({ "tool": { "name": "answer" } }), false),
    ] {
        let name = format!("bedrock:{id}");
        let asked = ChatRequest { schema: Some(schema()), ..request(&name) };
        assert_eq!(model(&server, &name, &json!({})).complete(&asked).await.unwrap().text, "{}");
        let body = server.asked().pop().unwrap().body;
        assert_eq!((&body["toolConfig"]["toolChoice"], body["inferenceConfig"]["topP"].is_number()), (&choice, takes_top_p), "{id}");
    }
}

#[tokio::test]
async fn a_reply_ends_for_a_reason() {
    let said = json!([{ "text": "Par" }]);
    let reasons = ["max_tokens", "guardrail_intervened", "content_filtered", "end_turn"];
    let server = ModelServer::playing(reasons.map(|reason| bedrock::conversed(&said, reason)));
    let model = model(&server, NAME, &json!({}));
    let mut ends = Vec::new();
    for _ in reasons {
        ends.push(model.complete(&request(NAME)).await.map(|reply| (reply.text, reply.is_cut_off)));
    }
    let guarded = Err(ChatError::Guarded);
    assert_eq!(ends, [Ok(("Par".to_owned(), true)), guarded.clone(), guarded, Ok(("Par".to_owned(), false))]);
}

#[tokio::test]
async fn a_reply_without_figures_has_no_usage() {
    let message = json!({ "role": "assistant", "content": [{ "text": "Paris" }] });
    let server = ModelServer::playing([Reply::json(200, &json!({ "output": { "message": message }, "stopReason": "end_turn" }))]);
    assert_eq!(model(&server, NAME, &json!({})).complete(&request(NAME)).await.unwrap().usage, None);
}

#[tokio::test]
async fn a_refusal_says_why() {
    use ChatError::{NoSuchModel, OutOfOrder, Refused, TimedOut, TooLong, Unauthorized};
    for (status, kind, message, error) in [
        (403, "AccessDeniedException", "You don't have access to the model.", Unauthorized),
        (403, "UnrecognizedClientException", "The security token included in the request is invalid.", Unauthorized),
        (404, "ResourceNotFoundException", "Model not found.", NoSuchModel),
        (400, "ValidationException", "The provided model identifier is invalid.", NoSuchModel),
        (400, "ValidationException", "Input is too long for requested model.", TooLong),
        (400, "ValidationException", "Malformed input request.", Refused),
        (408, "ModelTimeoutException", "Took too long.", TimedOut),
        (424, "ModelErrorException", "The model failed.", OutOfOrder),
        (429, "ModelNotReadyException", "Warming up.", OutOfOrder),
        (500, "InternalServerException", "Oh.", OutOfOrder),
        (503, "ServiceUnavailableException", "Later.", OutOfOrder),
    ] {
        let server = ModelServer::playing([bedrock::error(status, kind, message)]);
        assert_eq!(model(&server, NAME, &json!({})).complete(&request(NAME)).await, Err(error), "{kind}: {message}");
        assert_eq!(server.asked().len(), 1, "{kind}: trying again is the caller's");
    }
}

#[tokio::test]
async fn titan_embeds_texts_one_by_one_and_they_come_in_their_order() {
    let server = ModelServer::start(|asked| {
        let length = asked.body["inputText"].as_str().unwrap().len();
        bedrock::vector(&[length as f32, 1.0], length as u32)
    });
    let texts: Vec<_> = (1..=20).map(|length| "x".repeat(length)).collect();
    let embeddings = model(&server, TITAN, &json!({})).embed(&texts).await.unwrap();
    let lengths: Vec<_> = embeddings.vectors.iter().map(|vector| vector[0]).collect();
    assert_eq!(lengths, (1..=20u8).map(f32::from).collect::<Vec<_>>());
    assert_eq!(embeddings.usage, Some(Usage { input_tokens: 210, ..Usage::default() }));
    assert_eq!(server.asked()[0].path, "/model/amazon.titan-embed-text-v2%3A0/invoke");
}

#[tokio::test]
async fn without_credentials_nothing_is_asked() {
    #[derive(Debug)]
    struct Nobody(fn() -> CredentialsError);
    impl ProvideCredentials for Nobody {
        fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
        where
            Self: 'a,
        {
            future::ProvideCredentials::ready(Err((self.0)()))
        }
    }
    let server = ModelServer::playing([bedrock::says("Paris")]);
    let document = json!({ "providers": { "bedrock": { "protocol": "bedrock", "region": "us-west-2", "endpoint_url": server.url() } } });
    let configuration: Arc<Configuration> = Arc::new(serde_json::from_value(document).unwrap());
    for why in [|| CredentialsError::not_loaded("nobody is here"), || CredentialsError::provider_error("nobody answers")] {
        let nobody = Keyring { aws: Some(SharedCredentialsProvider::new(Nobody(why))), ..keyring() };
        let models = Providers::new(configuration.clone(), &nobody).unwrap();
        let error = models.find(&NAME.parse().unwrap()).unwrap().complete(&request(NAME)).await;
        assert_eq!((error, server.asked().len()), (Err(ChatError::Unauthorized), 0));
    }
}
