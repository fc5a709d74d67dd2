//! Replies of the Chat Completions protocol.

use serde_json::{Value, json};

use super::Reply;

/// A completion that ended by itself.
pub fn says(text: &str) -> Reply {
    Reply::json(200, &completion(&json!({ "role": "assistant", "content": text }), "stop"))
}

/// 100 tokens read, of them 40 from the cache, and 10 written.
pub fn completion(message: &Value, finish_reason: &str) -> Value {
    json!({
        "id": "c", "object": "chat.completion", "created": 0, "model": "played-1",
        "choices": [{ "index": 0, "message": message, "finish_reason": finish_reason }],
        "usage": { "prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110, "prompt_tokens_details": { "cached_tokens": 40 } },
    })
}

pub fn error(status: u16, code: &str, message: &str) -> Reply {
    Reply::json(status, &json!({ "error": { "message": message, "type": "invalid_request_error", "param": null, "code": code } }))
}

/// Vectors with the places they say they have.
pub fn vectors(entries: &[(usize, &[f32])]) -> Reply {
    let data = entries.iter().map(|(index, vector)| json!({ "object": "embedding", "index": index, "embedding": vector }));
    let usage = json!({ "prompt_tokens": 7, "total_tokens": 7 });
    Reply::json(200, &json!({ "object": "list", "model": "played-1", "data": data.collect::<Value>(), "usage": usage }))
}
