//! Which language models a command asks, as its options and its configuration file say.

mod exchanges;
mod played;
mod purse;

use std::{fs, io, path::PathBuf, str::FromStr};

use clap::Args;
use futures::FutureExt;
use genesis_models::{
    Chain, Configuration, ConfigurationDocument, InvalidConfiguration, ModelName, ProtocolName, ProviderDocument, Secrets,
    UnreadableModelName, Wishes,
};
use genesis_providers::{EnvironmentSecrets, UnreadableConfiguration, read_toml};
use genesis_rcr::Role;

pub use exchanges::{Exchanges, NoRecord};
pub(crate) use played::Played;

const OPENAI: &str = "https://api.openai.com/v1";
const OPENAI_KEY: &str = "OPENAI_API_KEY";

#[derive(Debug, Clone, Default, Args)]
pub struct ModelArgs {
    /// The model that plays the roles: `extractive`, `openai:NAME` or `bedrock:ID`; of several, each stands in for those before it
    #[arg(long, value_name = "NAME,...", value_delimiter = ',', help_heading = "Models")]
    pub model: Vec<ModelName>,
    /// The model of one role, like `planner=openai:gpt-4o`; may be repeated
    #[arg(long, value_name = "ROLE=NAME,...", help_heading = "Models")]
    pub role_model: Vec<RoleModel>,
    /// Where a server of the OpenAI protocol is, like `http://127.0.0.1:11434/v1`. The key is in OPENAI_API_KEY, if it takes one
    #[arg(long, value_name = "URL", conflicts_with = "models", help_heading = "Models")]
    pub base_url: Option<String>,
    /// A file that says which models there are (TOML)
    #[arg(long, value_name = "FILE", help_heading = "Models")]
    pub models: Option<PathBuf>,
    /// How freely models choose among likely words, from 0 to 2 [default: 0.1]
    #[arg(long, value_name = "T", value_parser = temperature, help_heading = "Models")]
    pub temperature: Option<f64>,
    /// Adds every exchange with a language model to a file
    #[arg(long, value_name = "FILE", conflicts_with = "replay", help_heading = "Models")]
    pub record: Option<PathBuf>,
    /// Takes what language models say from a file that was recorded, and asks none
    #[arg(long, value_name = "FILE", help_heading = "Models")]
    pub replay: Option<PathBuf>,
}

/// A role and who plays it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleModel {
    role: Role,
    chain: Chain,
}

/// Models that cannot be asked as the options say.
#[derive(Debug, thiserror::Error)]
pub enum ModelsError {
    #[error("cannot read {}: {source}", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: UnreadableConfiguration },
    #[error("{0}")]
    Options(#[from] InvalidConfiguration),
    #[error(transparent)]
    Record(#[from] NoRecord),
    #[error("openai: set {OPENAI_KEY} to its key, or name another server with --base-url")]
    NoKey,
    #[error("{provider}: give its address with --base-url, or a file that has it with --models")]
    NoAddress { provider: String },
}

impl ModelArgs {
    /// What the options wish for.
    pub fn wishes(&self) -> Wishes {
        let default = (!self.model.is_empty()).then(|| Chain::from(self.model.clone()));
        Wishes { default, roles: self.role_model.iter().map(|RoleModel { role, chain }| (*role, chain.clone())).collect() }
    }

    /// The models there are: those of the file, or those that the options name. Every wish can be met by them.
    pub fn configuration(&self) -> Result<Configuration, ModelsError> {
        let wishes = self.wishes();
        let configuration = match &self.models {
            Some(path) => {
                let text = fs::read_to_string(path).map_err(|source| ModelsError::Read { path: path.clone(), source })?;
                read_toml(&text).map_err(|source| ModelsError::File { path: path.clone(), source })?
            }
            None => Configuration::try_from(self.document(&wishes)?)?,
        };
        configuration.check(&wishes)?;
        Ok(configuration)
    }

    pub fn exchanges(&self) -> Exchanges {
        match (&self.replay, &self.record) {
            (Some(path), _) => Exchanges::PlayedFrom(path.clone()),
            (None, Some(path)) => Exchanges::RecordedTo(path.clone()),
            (None, None) => Exchanges::Live,
        }
    }

    fn document(&self, wishes: &Wishes) -> Result<ConfigurationDocument, ModelsError> {
        let names = wishes.default.iter().chain(wishes.roles.values()).flat_map(Chain::models);
        let mut document = ConfigurationDocument::default();
        for name in names.filter(|name| !name.is_extractive()) {
            document.providers.insert(name.provider().to_owned(), self.provider(name.provider())?);
        }
        Ok(document)
    }

    fn provider(&self, name: &str) -> Result<ProviderDocument, ModelsError> {
        if name == "bedrock" && self.base_url.is_none() {
            return Ok(ProviderDocument::of(ProtocolName::Bedrock));
        }
        let key = EnvironmentSecrets.secret(OPENAI_KEY).now_or_never().and_then(Result::ok).flatten().map(|_| OPENAI_KEY.to_owned());
        let base_url = match (&self.base_url, &key) {
            (Some(url), _) => url.clone(),
            (None, Some(_)) if name == "openai" => OPENAI.to_owned(),
            (None, None) if name == "openai" => return Err(ModelsError::NoKey),
            (None, _) => return Err(ModelsError::NoAddress { provider: name.to_owned() }),
        };
        Ok(ProviderDocument { base_url: Some(base_url), key_env: key, ..ProviderDocument::of(ProtocolName::OpenAi) })
    }
}

fn temperature(text: &str) -> Result<f64, String> {
    let number: Option<f64> = text.parse().ok();
    number.filter(|number| (0.0..=2.0).contains(number)).ok_or_else(|| "must be a number from 0 to 2".to_owned())
}

impl FromStr for RoleModel {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (role, names) = text.split_once('=').ok_or("must be like planner=openai:gpt-4o")?;
        let role = Role::ALL.into_iter().find(|known| known.as_str() == role);
        let names: Result<Vec<ModelName>, UnreadableModelName> = names.split(',').map(str::parse).collect();
        let chain = names.map_err(|error| error.to_string())?.into();
        Ok(Self { role: role.ok_or("the roles are planner, retriever, solver, critic, verifier and rewriter")?, chain })
    }
}
