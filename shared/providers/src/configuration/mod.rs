//! The model configuration as a TOML file.

mod place;

use genesis_models::{Configuration, ConfigurationDocument, InvalidConfiguration};

/// A file that is no model configuration, and where.
#[derive(Debug, thiserror::Error)]
pub enum UnreadableConfiguration {
    /// Not TOML, or a key or a kind of value that is not read.
    #[error("line {line}: {}{}", place::before(key), source.message())]
    Form { line: usize, key: String, source: Box<toml::de::Error> },
    /// A value that cannot be.
    #[error("line {line}: {source}")]
    Value { line: usize, source: InvalidConfiguration },
}

/// Reads a model configuration; the keys are those of [`ConfigurationDocument`].
pub fn read_toml(text: &str) -> Result<Configuration, UnreadableConfiguration> {
    let document: ConfigurationDocument = toml::from_str(text).map_err(|mut source: toml::de::Error| {
        let at = source.span().map_or(0, |span| span.start);
        // The text is not kept: it could hold a key where none belongs.
        source.set_input(None);
        UnreadableConfiguration::Form { line: place::line(text, at), key: place::key_at(text, at), source: Box::new(source) }
    })?;
    Configuration::try_from(document)
        .map_err(|source| UnreadableConfiguration::Value { line: place::line(text, place::of_key(text, &source.key)), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = r#"
default = ["openai:gpt-4o-mini", "extractive"]
embeddings = "openai:text-embedding-3-small"
temperature = 0
top_p = 0.9
[roles]
planner = ["bedrock:us.anthropic.claude-3-5-sonnet-20241022-v2:0", "openai:gpt-4o-mini", "extractive"]
solver = "local:any"
[providers.openai]
protocol = "openai"
base_url = "https://api.openai.com/v1"
key_env = "OPENAI_API_KEY"
models = ["gpt-4o-mini", "text-embedding-3-small"]
timeout_seconds = 30
max_attempts = 2
[providers.openai.prices."gpt-4o-mini"]
input = 1
output = 2
[providers.local]
protocol = "openai"
base_url = "http://127.0.0.1:11434/v1"
reply_format = "json_object"
[providers.bedrock]
protocol = "bedrock"
region = "us-west-2"
endpoint_url = "http://127.0.0.1:4566"
guardrail = { id = "g", version = "1" }
"#;

    #[test]
    fn every_key_is_read() {
        let read = read_toml(WHOLE).unwrap();
        let names: Vec<_> = read.providers().map(|(name, _)| name).collect();
        assert_eq!(names, ["bedrock", "local", "openai"]);
        assert_eq!(read.sampling(7).temperature, 0.0);
        assert!(read.offers(&"local:whatever".parse().unwrap()) && !read.offers(&"openai:gpt-4o".parse().unwrap()));
    }

    #[test]
    fn a_broken_file_is_refused_with_line_and_key() {
        for (broken, by, said) in [
            ("top_p = 0.9", "top_p = 0.9.1", "line 5: "),
            ("top_p = 0.9", "top_q = 0.9", "line 5: unknown field `top_q`"),
            ("max_attempts = 2", "attempts = 2", "line 15: unknown field `attempts`"),
            ("temperature = 0", "temperature = \"warm\"", "line 4: temperature: invalid type"),
            ("timeout_seconds = 30", "timeout_seconds = -1", "line 14: providers.openai.timeout_seconds: invalid value"),
            ("planner =", "planer =", "line 7: unknown variant `planer`"),
            ("output = 2", "output = 2\ncost = 3", "line 19: unknown field `cost`"),
            ("version = \"1\"", "versoin = \"1\"", "line 27: unknown field `versoin`"),
            ("\"local:any\"", "\"local\"", "line 8: roles.solver: not a model's name"),
            ("\"local:any\"", "\"vllm:any\"", "line 8: roles.solver: no provider `vllm` is configured"),
            ("temperature = 0", "temperature = 2.5", "line 4: temperature: must be from 0 to 2"),
            ("timeout_seconds = 30", "timeout_seconds = 0", "line 14: providers.openai.timeout_seconds: must be from 1 to 900"),
            ("base_url = \"https://api.openai.com/v1\"\n", "", "line 9: providers.openai.base_url: is missing"),
            ("key_env", "key_secret = \"openai\"\nkey_env", "line 12: providers.openai.key_secret: the key is either"),
        ] {
            assert!(WHOLE.contains(broken), "{broken}");
            let error = read_toml(&WHOLE.replacen(broken, by, 1)).unwrap_err().to_string();
            assert!(error.starts_with(said), "{error}\n  is not\n{said}");
        }
    }

    #[test]
    fn a_key_in_a_wrong_place_is_not_repeated() {
        for line in
            ["key = \"sk-secret\"", "key_env = \"sk-secret\"", "key_secret = \"sk-secret\"", "base_url = \"https://sk-secret@host\""]
        {
            let error = read_toml(&format!("[providers.o]\nprotocol = \"openai\"\n{line}\n")).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("sk-secret"), "{error:?}");
        }
    }
}
