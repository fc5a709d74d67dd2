use genesis_models::{ChatError, ChatRequest, Chats, Usage};
use serde_json::{Value, json};

use crate::{
    model_server::{ModelServer, Reply, openai},
    scene::{KEY, model, models, request, schema},
};

const NAME: &str = "openai:played";

#[tokio::test]
async fn a_request_says_all_that_the_protocol_has_a_word_for() {
    let server = ModelServer::playing([openai::says("{}")]);
    let asked = ChatRequest { schema: Some(schema()), ..request(NAME) };
    model(&server, NAME, &json!({})).complete(&asked).await.unwrap();
    let got = server.asked().remove(0);
    assert_eq!((got.path.as_str(), got.header("authorization")), ("/v1/chat/completions", Some(&*format!("Bearer {KEY}"))));
    let expected = json!({
        "model": "played",
        "messages": [
            { "role": "system", "content": "You plan." },
            { "role": "user", "content": "Who?" },
            { "role": "assistant", "content": "What?" },
            { "role": "user", "content": "Who, I said." },
        ],
        "seed": 42, "temperature": 0.1, "top_p": 0.95, "max_tokens": 300,
        "response_format": { "type": "json_schema", "json_schema": { "name": "answer", "strict": true, "schema": schema().schema } },
    });
    assert_eq!(got.body, expected);
}

#[tokio::test]
async fn a_model_that_thinks_is_spared_what_it_refuses_and_an_older_server_is_asked_in_its_way() {
    let server = ModelServer::playing([openai::says("{}")]);
    let asked = ChatRequest { schema: Some(schema()), ..request("openai:gpt-5-mini") };
    model(&server, "openai:gpt-5-mini", &json!({ "reply_format": "json_object" })).complete(&asked).await.unwrap();
    let body = server.asked().remove(0).body;
    assert_eq!((&body["max_completion_tokens"], &body["max_tokens"], &body["temperature"]), (&json!(300), &Value::Null, &Value::Null));
    assert_eq!(body["response_format"], json!({ "type": "json_object", "schema": schema().schema }));
}

#[tokio::test]
async fn a_reply_is_read_with_what_it_cost() {
    let said = json!({ "role": "assistant", "content": "Par" });
    let server = ModelServer::playing([openai::says("Paris"), Reply::json(200, &openai::completion(&said, "length"))]);
    let model = model(&server, NAME, &json!({}));
    let reply = model.complete(&request(NAME)).await.unwrap();
    assert_eq!((reply.text.as_str(), reply.model.as_str(), reply.is_cut_off), ("Paris", "played-1", false));
    assert_eq!(reply.usage, Some(Usage { input_tokens: 100, output_tokens: 10, cached_input_tokens: 40 }));
    assert!(model.complete(&request(NAME)).await.unwrap().is_cut_off);
}

#[tokio::test]
async fn a_reply_without_figures_has_no_usage() {
    for usage in [Value::Null, json!({}), json!({ "prompt_tokens": -1, "completion_tokens": 2 })] {
        let mut body = openai::completion(&json!({ "role": "assistant", "content": "Paris" }), "stop");
        body["usage"] = usage;
        let server = ModelServer::playing([Reply::json(200, &body)]);
        assert_eq!(model(&server, NAME, &json!({})).complete(&request(NAME)).await.unwrap().usage, None);
    }
}

#[tokio::test]
async fn a_reply_that_is_not_of_its_form_is_given_as_it_is() {
    let server = ModelServer::playing([openai::says("{\"answr\": ")]);
    let asked = ChatRequest { schema: Some(schema()), ..request(NAME) };
    assert_eq!(model(&server, NAME, &json!({})).complete(&asked).await.unwrap().text, "{\"answr\": ");
}

#[tokio::test]
async fn what_safety_rules_stopped_is_no_reply() {
    let refusal = openai::completion(&json!({ "role": "assistant", "content": null, "refusal": "I cannot." }), "stop");
    let filtered = openai::completion(&json!({ "role": "assistant", "content": "" }), "content_filter");
    for reply in [Reply::json(200, &refusal), Reply::json(200, &filtered), openai::error(400, "content_filter", "filtered")] {
        let server = ModelServer::playing([reply]);
        assert_eq!(model(&server, NAME, &json!({})).complete(&request(NAME)).await, Err(ChatError::Guarded));
    }
}

#[tokio::test]
async fn a_refusal_says_why() {
    use ChatError::{NoSuchModel, Refused, TooLong, Unauthorized};
    let vllm = json!({ "object": "error", "message": "This model's maximum context length is 4096 tokens.", "type": "BadRequestError", "code": 400 });
    let llama = json!({ "error": { "code": 400, "message": "the request exceeds", "type": "exceed_context_size_error" } });
    for (reply, error) in [
        (openai::error(401, "invalid_api_key", "wrong"), Unauthorized),
        (Reply::text(403, "no"), Unauthorized),
        (openai::error(404, "model_not_found", "no such"), NoSuchModel),
        (openai::error(400, "model_not_found", "no such"), NoSuchModel),
        (openai::error(400, "context_length_exceeded", "long"), TooLong),
        (Reply::json(400, &vllm), TooLong),
        (Reply::json(400, &llama), TooLong),
        (Reply::text(413, ""), TooLong),
        (openai::error(400, "unsupported_parameter", "no"), Refused),
        (openai::error(429, "insufficient_quota", "pay"), Refused),
    ] {
        let server = ModelServer::playing([reply]);
        assert_eq!(model(&server, NAME, &json!({})).complete(&request(NAME)).await, Err(error));
    }
}

#[tokio::test]
async fn embeddings_come_in_the_order_of_their_texts() {
    let texts = ["a".to_owned(), "b".to_owned()];
    let server = ModelServer::playing([openai::vectors(&[(1, &[0.5, 2.0]), (0, &[-1.0, 0.25])])]);
    let embeddings = model(&server, NAME, &json!({})).embed(&texts).await.unwrap();
    assert_eq!(embeddings.vectors, [[-1.0, 0.25], [0.5, 2.0]]);
    assert_eq!(embeddings.usage, Some(Usage { input_tokens: 7, ..Usage::default() }));
    let got = server.asked().remove(0);
    assert_eq!((got.path.as_str(), &got.body["input"]), ("/v1/embeddings", &json!(texts)));
}

#[tokio::test]
async fn embeddings_that_are_not_of_the_texts_are_refused() {
    let texts = ["a".to_owned(), "b".to_owned()];
    for entries in [
        &[(0, &[1.0][..])][..],
        &[(0, &[1.0]), (2, &[1.0])],
        &[(0, &[1.0]), (0, &[1.0])],
        &[(0, &[1.0]), (1, &[1.0, 2.0])],
        &[(0, &[]), (1, &[])],
    ] {
        let server = ModelServer::playing([openai::vectors(entries)]);
        assert_eq!(model(&server, NAME, &json!({})).embed(&texts).await, Err(ChatError::Unreadable), "{entries:?}");
    }
}

#[tokio::test]
async fn a_model_that_is_not_offered_is_not_found() {
    let server = ModelServer::playing([openai::says("")]);
    let models = models(&server, NAME, &json!({ "models": ["played"] }));
    let is_found = |name: &str| models.find(&name.parse().unwrap()).is_some();
    assert_eq!((is_found(NAME), is_found("openai:other"), is_found("other:played"), is_found("extractive")), (true, false, false, false));
}
