use std::{collections::BTreeMap, sync::Arc};

use genesis_models::{
    Chat, Chats, Configuration, ConfigurationFault, InvalidConfiguration, ModelName, Protocol, ProviderConfiguration, ReplyFormat,
};
use tokio::sync::OnceCell;
use url::Url;

use crate::{
    Keyring,
    bedrock::{Bedrock, Runtime},
    openai::{OpenAi, Server},
};

/// The models of all providers that are configured. Nothing is connected and no key is looked up before the first request.
#[derive(Debug)]
pub struct Providers {
    configuration: Arc<Configuration>,
    reached: BTreeMap<String, Reached>,
}

/// A provider, with the connections that all its models share.
#[derive(Debug)]
enum Reached {
    OpenAi { server: Arc<Server>, reply_format: ReplyFormat },
    Bedrock { runtime: Arc<Runtime> },
}

impl Providers {
    /// An address that is none is refused with its key.
    pub fn new(configuration: Arc<Configuration>, keyring: &Keyring) -> Result<Self, InvalidConfiguration> {
        let reached = configuration.providers().map(|(name, provider)| Ok((name.to_owned(), Reached::new(name, provider, keyring)?)));
        let reached = reached.collect::<Result<_, _>>()?;
        Ok(Self { configuration, reached })
    }
}

impl Chats for Providers {
    fn find(&self, name: &ModelName) -> Option<Arc<dyn Chat>> {
        let provider = self.reached.get(name.provider()).filter(|_| self.configuration.offers(name))?;
        let model = name.model().to_owned();
        Some(match provider {
            Reached::OpenAi { server, reply_format } => Arc::new(OpenAi { server: server.clone(), reply_format: *reply_format, model }),
            Reached::Bedrock { runtime } => Arc::new(Bedrock { runtime: runtime.clone(), model }),
        })
    }
}

impl Reached {
    fn new(name: &str, provider: &ProviderConfiguration, keyring: &Keyring) -> Result<Self, InvalidConfiguration> {
        match &provider.protocol {
            Protocol::OpenAi { base_url, key, reply_format } => {
                let url = Url::parse(base_url).map_err(|_| ConfigurationFault::Address.at(&format!("providers.{name}.base_url")))?;
                let server = Server::new(url, key.clone(), keyring, provider.timeout);
                Ok(Self::OpenAi { server: Arc::new(server), reply_format: *reply_format })
            }
            Protocol::Bedrock { region, endpoint_url, guardrail } => {
                let runtime = Runtime {
                    region: region.clone(),
                    endpoint_url: endpoint_url.clone(),
                    guardrail: guardrail.clone(),
                    timeout: provider.timeout,
                    keyring: keyring.clone(),
                    client: OnceCell::new(),
                };
                Ok(Self::Bedrock { runtime: Arc::new(runtime) })
            }
        }
    }
}
