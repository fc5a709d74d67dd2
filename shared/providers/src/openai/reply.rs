use genesis_models::{ChatError, ChatReply, Usage};
use serde::Deserialize;
use serde_json::Value;

/// What a server says of a completion, as far as it is read.
#[derive(Deserialize)]
pub(super) struct Completion {
    #[serde(default)]
    model: Option<String>,
    choices: Vec<Choice>,
    #[serde(default)]
    usage: Option<Value>,
}

#[derive(Deserialize)]
struct Choice {
    message: Said,
    #[serde(default)]
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Said {
    #[serde(default)]
    content: Option<String>,
    #[serde(default)]
    refusal: Option<String>,
}

impl Completion {
    pub fn read(self, asked: &str) -> Result<ChatReply, ChatError> {
        let Choice { message, finish_reason } = self.choices.into_iter().next().ok_or(ChatError::Unreadable)?;
        let is_refused = message.refusal.is_some_and(|refusal| !refusal.is_empty());
        if is_refused || finish_reason.as_deref() == Some("content_filter") {
            return Err(ChatError::Guarded);
        }
        let is_cut_off = finish_reason.as_deref() == Some("length");
        // A model that thinks may reach its limit before the first word.
        let text = message.content.or(is_cut_off.then(String::new)).ok_or(ChatError::Unreadable)?;
        let model = self.model.filter(|model| !model.is_empty()).unwrap_or_else(|| asked.to_owned());
        Ok(ChatReply { text, model, is_cut_off, usage: self.usage.and_then(usage) })
    }
}

/// None where the figures are missing or are none.
pub(super) fn usage(counted: Value) -> Option<Usage> {
    #[derive(Deserialize)]
    struct Counted {
        prompt_tokens: u64,
        #[serde(default)]
        completion_tokens: u64,
        #[serde(default)]
        prompt_tokens_details: Option<Details>,
    }
    #[derive(Deserialize)]
    struct Details {
        #[serde(default)]
        cached_tokens: Option<u64>,
    }
    let Counted { prompt_tokens, completion_tokens, prompt_tokens_details } = serde_json::from_value(counted).ok()?;
    let cached = prompt_tokens_details.and_then(|details| details.cached_tokens).unwrap_or(0);
    Some(Usage { input_tokens: prompt_tokens, output_tokens: completion_tokens, cached_input_tokens: cached.min(prompt_tokens) })
}
