use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error, SeqAccess, Visitor},
};

use super::ConfigurationFault;
use crate::ModelName;

/// Models of one chain, at most.
const LONGEST: usize = 8;

/// Models in the order in which they are tried; written as one name or as a list of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Chain(Vec<ModelName>);

impl Chain {
    pub(super) fn extractive() -> Self {
        Self(vec![ModelName::extractive()])
    }

    pub fn models(&self) -> &[ModelName] {
        &self.0
    }

    /// Whether nothing but the extractive model is in it.
    pub fn is_extractive(&self) -> bool {
        self.0.iter().all(ModelName::is_extractive)
    }

    pub(super) fn check(&self) -> Result<(), ConfigurationFault> {
        let Some((_, before)) = self.0.split_last() else { return Err(ConfigurationFault::EmptyChain) };
        if self.0.len() > LONGEST {
            return Err(ConfigurationFault::LongChain { most: LONGEST });
        }
        if before.iter().any(ModelName::is_extractive) {
            return Err(ConfigurationFault::AfterExtractive);
        }
        let twice = self.0.iter().enumerate().find(|(place, name)| self.0[..*place].contains(name));
        twice.map_or(Ok(()), |(_, name)| Err(ConfigurationFault::NamedTwice { model: name.to_string() }))
    }
}

impl From<Vec<ModelName>> for Chain {
    fn from(models: Vec<ModelName>) -> Self {
        Self(models)
    }
}

/// Like `openai:gpt-4o-mini,extractive`.
impl fmt::Display for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&names.join(","))
    }
}

/// Read by hand: of an untagged enum, serde would not say what is wrong with a name.
impl<'de> Deserialize<'de> for Chain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMany;
        impl<'de> Visitor<'de> for OneOrMany {
            type Value = Chain;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a model's name or a list of them")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Chain, E> {
                Ok(Chain(vec![text.parse().map_err(E::custom)?]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut names: A) -> Result<Chain, A::Error> {
                let mut chain = Vec::new();
                while let Some(name) = names.next_element()? {
                    chain.push(name);
                }
                Ok(Chain(chain))
            }
        }
        deserializer.deserialize_any(OneOrMany)
    }
}
