/// A value of a configuration that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{key}: {fault}")]
pub struct InvalidConfiguration {
    /// The key from the top of the document, in dotted form.
    pub key: String,
    pub fault: ConfigurationFault,
}

/// What is wrong with a value. None of these repeats what may be a secret in a wrong place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigurationFault {
    #[error("a chain names at least one model")]
    EmptyChain,
    #[error("a chain names at most {most} models")]
    LongChain { most: usize },
    #[error("`extractive` always replies, so that nothing after it would be asked")]
    AfterExtractive,
    #[error("{model} is named twice")]
    NamedTwice { model: String },
    #[error("no provider `{provider}` is configured")]
    NoSuchProvider { provider: String },
    #[error("{model} is not among the models of its provider")]
    NotOffered { model: String },
    #[error("{model} is not configured")]
    NotConfigured { model: String },
    #[error("the extractive model makes no embeddings")]
    NoEmbeddings,
    #[error("must be from 0 to 2")]
    Temperature,
    #[error("must be above 0 and at most 1")]
    TopP,
    #[error("must be from 1 to {most}")]
    Number { most: u32 },
    #[error("a provider's name has lower-case letters, digits, `-` and `_`, and is not `extractive`")]
    ProviderName,
    #[error("not a model's name")]
    ModelName,
    #[error("is missing: the protocol needs it")]
    Missing,
    #[error("belongs to another protocol")]
    OfAnotherProtocol,
    #[error("must be an address like https://host/v1, without user, password, query or fragment")]
    Address,
    #[error("must be the name of an environment variable, not the key itself")]
    Variable,
    #[error("must be the name of a secret, not the key itself")]
    SecretName,
    #[error("the key is either in the environment (`key_env`) or among the secrets (`key_secret`)")]
    TwoKeys,
    #[error("must not be empty")]
    Empty,
}

impl ConfigurationFault {
    pub fn at(self, key: &str) -> InvalidConfiguration {
        InvalidConfiguration { key: key.to_owned(), fault: self }
    }
}
