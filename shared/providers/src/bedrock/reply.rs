use aws_sdk_bedrockruntime::{
    operation::converse,
    types::{ContentBlock, ConverseOutput, StopReason, TokenUsage},
};
use genesis_models::{ChatError, ChatReply, Usage};

use super::document;

pub(super) fn read(output: converse::ConverseOutput, model: &str) -> Result<ChatReply, ChatError> {
    let is_cut_off = match output.stop_reason {
        StopReason::GuardrailIntervened | StopReason::ContentFiltered => return Err(ChatError::Guarded),
        StopReason::MaxTokens | StopReason::ModelContextWindowExceeded => true,
        _ => false,
    };
    let Some(ConverseOutput::Message(message)) = output.output else { return Err(ChatError::Unreadable) };
    let usage = output.usage.as_ref().and_then(usage);
    Ok(ChatReply { text: text(message.content), model: model.to_owned(), is_cut_off, usage })
}

/// What the tool was given; what was said where it was not used.
fn text(blocks: Vec<ContentBlock>) -> String {
    let mut said = String::new();
    for block in blocks {
        match block {
            ContentBlock::ToolUse(tool) => return document::to_json(tool.input).to_string(),
            ContentBlock::Text(text) => said.push_str(&text),
            _ => {}
        }
    }
    said
}

/// Bedrock counts what came from the cache, or went into it, apart from the other input. The SDK reads missing figures as zeros.
fn usage(counted: &TokenUsage) -> Option<Usage> {
    let tokens = |count: i32| u64::try_from(count).ok();
    let cached_input_tokens = tokens(counted.cache_read_input_tokens.unwrap_or(0))?;
    let written = tokens(counted.cache_write_input_tokens.unwrap_or(0))?;
    let input_tokens = tokens(counted.input_tokens)? + cached_input_tokens + written;
    if input_tokens == 0 {
        return None;
    }
    Some(Usage { input_tokens, output_tokens: tokens(counted.output_tokens)?, cached_input_tokens })
}
