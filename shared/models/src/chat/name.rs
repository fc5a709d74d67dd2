use std::{fmt, str::FromStr};

use genesis_core::written_as_text;

/// A model of a provider, written like `openai:gpt-4o-mini`; `extractive` alone is the model that ships with the platform.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModelName {
    provider: String,
    model: String,
}

impl ModelName {
    const EXTRACTIVE: &str = "extractive";
    const LONGEST: usize = 200;

    pub fn extractive() -> Self {
        Self { provider: Self::EXTRACTIVE.to_owned(), model: String::new() }
    }

    pub fn is_extractive(&self) -> bool {
        self.provider == Self::EXTRACTIVE
    }

    /// The provider's name in the configuration.
    pub fn provider(&self) -> &str {
        &self.provider
    }

    /// As the provider knows it; may hold colons itself.
    pub fn model(&self) -> &str {
        &self.model
    }
}

impl FromStr for ModelName {
    type Err = UnreadableModelName;

    fn from_str(text: &str) -> Result<Self, UnreadableModelName> {
        if text == Self::EXTRACTIVE {
            return Ok(Self::extractive());
        }
        let (provider, model) = text.split_once(':').ok_or(UnreadableModelName)?;
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
        let is_spelled = !provider.is_empty() && provider.chars().all(is_plain) && provider != Self::EXTRACTIVE;
        let is_model = !model.is_empty() && model.chars().all(|c| c.is_ascii_graphic());
        match is_spelled && is_model && text.len() <= Self::LONGEST {
            true => Ok(Self { provider: provider.to_owned(), model: model.to_owned() }),
            false => Err(UnreadableModelName),
        }
    }
}

impl fmt::Display for ModelName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.is_extractive() {
            true => f.write_str(Self::EXTRACTIVE),
            false => write!(f, "{}:{}", self.provider, self.model),
        }
    }
}

written_as_text!(ModelName);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a model's name like `extractive` or `openai:gpt-4o-mini`")]
pub struct UnreadableModelName;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_as_it_is_written() {
        for name in ["extractive", "openai:gpt-4o-mini", "bedrock:anthropic.claude-3-haiku-20240307-v1:0", "my_vllm:meta/llama-3"] {
            assert_eq!(name.parse::<ModelName>().map(|read| read.to_string()).as_deref(), Ok(name));
        }
        let claude: ModelName = "bedrock:anthropic.claude-v1:0".parse().unwrap();
        assert_eq!((claude.provider(), claude.model()), ("bedrock", "anthropic.claude-v1:0"));
    }

    #[test]
    fn what_names_no_model_is_refused() {
        for text in [
            "",
            "openai",
            "openai:",
            ":gpt",
            "Open AI:gpt",
            "extractive:x",
            "openai:gpt 4",
            "openai:gpt\n4",
            &format!("o:{}", "x".repeat(199)),
        ] {
            assert_eq!(text.parse::<ModelName>(), Err(UnreadableModelName), "{text}");
        }
    }
}
