use std::{collections::BTreeMap, time::Duration};

use super::{ConfigurationFault as Fault, Guardrail, InvalidConfiguration, ProtocolName, ProviderDocument, ReplyFormat, within};
use crate::{ModelName, Price};

const TIMEOUT_SECONDS: u32 = 60;
const LONGEST_TIMEOUT_SECONDS: u32 = 900;
const ATTEMPTS: u32 = 3;
const MOST_ATTEMPTS: u32 = 10;

/// Where models are asked, and how patiently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderConfiguration {
    pub protocol: Protocol,
    /// The models that may be asked; any where there is none.
    pub models: Option<Vec<String>>,
    /// Of one attempt.
    pub timeout: Duration,
    pub max_attempts: u32,
}

/// How a provider is spoken to, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Protocol {
    OpenAi { base_url: String, key: Option<KeyName>, reply_format: ReplyFormat },
    Bedrock { region: Option<String>, endpoint_url: Option<String>, guardrail: Option<Guardrail> },
}

/// Where a provider's key is kept; never the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyName {
    /// An environment variable.
    Environment(String),
    /// A secret of Secrets Manager.
    Secret(String),
}

impl ProviderConfiguration {
    pub fn offers(&self, model: &str) -> bool {
        self.models.as_ref().is_none_or(|models| models.iter().any(|offered| offered == model))
    }
}

impl ProviderDocument {
    pub(super) fn named_prices(&self, provider: &str) -> Result<BTreeMap<ModelName, Price>, InvalidConfiguration> {
        let named = self.prices.iter().map(|(model, price)| match format!("{provider}:{model}").parse() {
            Ok(name) => Ok((name, *price)),
            Err(_) => Err(Fault::ModelName.at(&format!("providers.{provider}.prices"))),
        });
        named.collect()
    }

    pub(super) fn checked(self, name: &str) -> Result<ProviderConfiguration, InvalidConfiguration> {
        let key = |field: &str| format!("providers.{name}.{field}");
        let is_name = |model: &str| format!("{name}:{model}").parse::<ModelName>().is_ok();
        within(&format!("providers.{name}"), is_name("any"), Fault::ProviderName)?;
        if let Some(models) = &self.models {
            within(&key("models"), !models.is_empty(), Fault::Empty)?;
            within(&key("models"), models.iter().all(|model| is_name(model)), Fault::ModelName)?;
        }
        let number = |field: &str, given: Option<u32>, otherwise: u32, most: u32| {
            let number = given.unwrap_or(otherwise);
            within(&key(field), (1..=most).contains(&number), Fault::Number { most }).map(|()| number)
        };
        let timeout = number("timeout_seconds", self.timeout_seconds, TIMEOUT_SECONDS, LONGEST_TIMEOUT_SECONDS)?;
        let max_attempts = number("max_attempts", self.max_attempts, ATTEMPTS, MOST_ATTEMPTS)?;
        let models = self.models.clone();
        let protocol = match self.protocol {
            ProtocolName::OpenAi => self.openai(key)?,
            ProtocolName::Bedrock => self.bedrock(key)?,
        };
        Ok(ProviderConfiguration { protocol, models, timeout: Duration::from_secs(timeout.into()), max_attempts })
    }

    fn openai(self, key: impl Fn(&str) -> String) -> Result<Protocol, InvalidConfiguration> {
        let foreign =
            [("region", self.region.is_some()), ("endpoint_url", self.endpoint_url.is_some()), ("guardrail", self.guardrail.is_some())];
        none_of(&foreign, &key)?;
        let base_url = self.base_url.ok_or_else(|| Fault::Missing.at(&key("base_url")))?;
        within(&key("base_url"), is_address(&base_url), Fault::Address)?;
        let name = match (self.key_env, self.key_secret) {
            (Some(_), Some(_)) => return Err(Fault::TwoKeys.at(&key("key_secret"))),
            (Some(variable), None) => {
                within(&key("key_env"), is_variable(&variable), Fault::Variable)?;
                Some(KeyName::Environment(variable))
            }
            (None, Some(secret)) => {
                within(&key("key_secret"), is_secret_name(&secret), Fault::SecretName)?;
                Some(KeyName::Secret(secret))
            }
            (None, None) => None,
        };
        Ok(Protocol::OpenAi { base_url, key: name, reply_format: self.reply_format.unwrap_or_default() })
    }

    fn bedrock(self, key: impl Fn(&str) -> String) -> Result<Protocol, InvalidConfiguration> {
        let foreign = [
            ("base_url", self.base_url.is_some()),
            ("key_env", self.key_env.is_some()),
            ("key_secret", self.key_secret.is_some()),
            ("reply_format", self.reply_format.is_some()),
        ];
        none_of(&foreign, &key)?;
        within(&key("region"), self.region.as_ref().is_none_or(|region| !region.is_empty()), Fault::Empty)?;
        within(&key("endpoint_url"), self.endpoint_url.as_deref().is_none_or(is_address), Fault::Address)?;
        if let Some(Guardrail { id, version }) = &self.guardrail {
            within(&key("guardrail.id"), !id.is_empty(), Fault::Empty)?;
            within(&key("guardrail.version"), !version.is_empty(), Fault::Empty)?;
        }
        Ok(Protocol::Bedrock { region: self.region, endpoint_url: self.endpoint_url, guardrail: self.guardrail })
    }
}

fn none_of(foreign: &[(&str, bool)], key: impl Fn(&str) -> String) -> Result<(), InvalidConfiguration> {
    foreign.iter().try_for_each(|(field, is_there)| within(&key(field), !is_there, Fault::OfAnotherProtocol))
}

/// What may stand in an address that is shown: a user or a query could hold a key.
fn is_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/') && rest.chars().all(|c| c.is_ascii_graphic() && !"@?#".contains(c)))
}

/// Upper case only: keys of providers have lower-case letters.
fn is_variable(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

/// As AWS spells names of secrets; what begins like a key is one in the wrong place.
fn is_secret_name(text: &str) -> bool {
    !text.is_empty() && !text.starts_with("sk-") && text.chars().all(|c| c.is_ascii_alphanumeric() || "/_+=.@-:".contains(c))
}
