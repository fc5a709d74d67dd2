//! Replies of Bedrock's Converse and InvokeModel.

use serde_json::{Value, json};

use super::Reply;

pub fn says(text: &str) -> Reply {
    conversed(&json!([{ "text": text }]), "end_turn")
}

/// Uses the tool that asks for a form.
pub fn fills(tool: &str, input: &Value) -> Reply {
    conversed(&json!([{ "text": "Here it is." }, { "toolUse": { "toolUseId": "t", "name": tool, "input": input } }]), "tool_use")
}

/// 60 tokens read beside 40 from the cache, and 10 written.
pub fn conversed(content: &Value, stop_reason: &str) -> Reply {
    let usage =
        json!({ "inputTokens": 60, "outputTokens": 10, "totalTokens": 110, "cacheReadInputTokens": 40, "cacheWriteInputTokens": 0 });
    let message = json!({ "role": "assistant", "content": content });
    let body = json!({ "output": { "message": message }, "stopReason": stop_reason, "usage": usage, "metrics": { "latencyMs": 1 } });
    Reply::json(200, &body)
}

pub fn error(status: u16, kind: &str, message: &str) -> Reply {
    Reply::json(status, &json!({ "message": message })).header("x-amzn-errortype", kind)
}

/// What Titan makes of one text.
pub fn vector(numbers: &[f32], tokens: u32) -> Reply {
    Reply::json(200, &json!({ "embedding": numbers, "inputTextTokenCount": tokens }))
}
