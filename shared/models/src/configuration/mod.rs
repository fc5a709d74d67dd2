//! Which models a deployment asks, for what, and at which providers: read from a document that holds no key.

mod casting;
mod chain;
mod document;
mod invalid;
mod provider;
#[cfg(test)]
mod tests;
mod wishes;

use std::collections::{BTreeMap, BTreeSet};

pub use casting::Casting;
pub use chain::Chain;
pub use document::{ConfigurationDocument, Guardrail, ProtocolName, ProviderDocument, ReplyFormat};
use genesis_rcr::Role;
pub use invalid::{ConfigurationFault, InvalidConfiguration};
pub use provider::{KeyName, Protocol, ProviderConfiguration};
use serde::Deserialize;
pub use wishes::Wishes;

use crate::{ModelName, Price, Prices, Sampling};

const TEMPERATURE: f64 = 0.1;
const TOP_P: f64 = 0.95;

/// What a document says, checked: every name leads to a provider that offers the model.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "ConfigurationDocument")]
pub struct Configuration {
    default: Chain,
    roles: BTreeMap<Role, Chain>,
    embeddings: Option<ModelName>,
    temperature: f64,
    top_p: f64,
    providers: BTreeMap<String, ProviderConfiguration>,
    prices: BTreeMap<ModelName, Price>,
}

/// The extractive model alone.
impl Default for Configuration {
    fn default() -> Self {
        Self::try_from(ConfigurationDocument::default()).expect("a document that says nothing names no provider that could be missing")
    }
}

impl Configuration {
    /// The models a role asks, in the order in which they are tried; at least one.
    pub fn chain(&self, role: Role) -> &[ModelName] {
        self.roles.get(&role).unwrap_or(&self.default).models()
    }

    /// How the models choose, drawing from a seed.
    pub fn sampling(&self, seed: u64) -> Sampling {
        Sampling { temperature: self.temperature, top_p: self.top_p, seed }
    }

    /// The model that makes embeddings, where there is one.
    pub fn embeddings(&self) -> Option<&ModelName> {
        self.embeddings.as_ref()
    }

    pub fn provider(&self, name: &str) -> Option<&ProviderConfiguration> {
        self.providers.get(name)
    }

    /// The providers by their names; nothing in them is secret.
    pub fn providers(&self) -> impl Iterator<Item = (&str, &ProviderConfiguration)> {
        self.providers.iter().map(|(name, provider)| (name.as_str(), provider))
    }

    /// Whether a model may be asked here.
    pub fn offers(&self, name: &ModelName) -> bool {
        name.is_extractive() || self.provider(name.provider()).is_some_and(|provider| provider.offers(name.model()))
    }

    /// Whether the document itself names a model, and not only who asks for it.
    pub fn names(&self, name: &ModelName) -> bool {
        self.named().contains(name)
    }

    /// The models that it names; the extractive one, which is nowhere else, is none of them.
    pub fn named(&self) -> BTreeSet<ModelName> {
        let chosen = self.roles.values().chain([&self.default]).flat_map(Chain::models).chain(&self.embeddings).chain(self.prices.keys());
        let listed = self.providers.iter().flat_map(|(provider, known)| {
            let models = known.models.iter().flatten();
            models.filter_map(move |model| format!("{provider}:{model}").parse().ok())
        });
        chosen.cloned().chain(listed).filter(|name| !name.is_extractive()).collect()
    }

    /// The list that comes with the platform, with what the document says of prices going before it.
    pub fn prices(&self) -> Prices {
        self.prices.iter().fold(Prices::listed(), |prices, (name, price)| prices.with(name.clone(), *price))
    }
}

impl TryFrom<ConfigurationDocument> for Configuration {
    type Error = InvalidConfiguration;

    fn try_from(document: ConfigurationDocument) -> Result<Self, InvalidConfiguration> {
        let ConfigurationDocument { default, embeddings, temperature, top_p, roles, providers } = document;
        let (temperature, top_p) = (temperature.unwrap_or(TEMPERATURE), top_p.unwrap_or(TOP_P));
        within("temperature", (0.0..=2.0).contains(&temperature), ConfigurationFault::Temperature)?;
        within("top_p", top_p > 0.0 && top_p <= 1.0, ConfigurationFault::TopP)?;
        let mut configuration = Self {
            default: default.unwrap_or_else(Chain::extractive),
            roles,
            embeddings,
            temperature,
            top_p,
            providers: BTreeMap::new(),
            prices: BTreeMap::new(),
        };
        for (name, provider) in providers {
            configuration.prices.extend(provider.named_prices(&name)?);
            configuration.providers.insert(name.clone(), provider.checked(&name)?);
        }
        configuration.check_names()?;
        Ok(configuration)
    }
}

impl Configuration {
    fn check_names(&self) -> Result<(), InvalidConfiguration> {
        let of_roles = self.roles.iter().map(|(role, chain)| (format!("roles.{}", role.as_str()), chain));
        for (key, chain) in [("default".to_owned(), &self.default)].into_iter().chain(of_roles) {
            chain.check().map_err(|fault| fault.at(&key))?;
            chain.models().iter().try_for_each(|name| self.check_name(&key, name))?;
        }
        match &self.embeddings {
            Some(name) if name.is_extractive() => Err(ConfigurationFault::NoEmbeddings.at("embeddings")),
            Some(name) => self.check_name("embeddings", name),
            None => Ok(()),
        }
    }

    fn check_name(&self, key: &str, name: &ModelName) -> Result<(), InvalidConfiguration> {
        let is_known = name.is_extractive() || self.providers.contains_key(name.provider());
        within(key, is_known, ConfigurationFault::NoSuchProvider { provider: name.provider().to_owned() })?;
        within(key, self.offers(name), ConfigurationFault::NotOffered { model: name.to_string() })
    }
}

fn within(key: &str, holds: bool, fault: ConfigurationFault) -> Result<(), InvalidConfiguration> {
    if holds { Ok(()) } else { Err(fault.at(key)) }
}
