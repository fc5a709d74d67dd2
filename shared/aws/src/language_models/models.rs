use std::sync::Arc;

use genesis_models::{Chat, Chats, Configuration, EmbeddingCache, Extractive, Model, ModelName};

/// The models that an instance has.
#[derive(Clone)]
pub struct Models {
    pub counterpart: Counterpart,
    pub configuration: Arc<Configuration>,
    /// The language models. Only who asks them needs any.
    pub chats: Arc<dyn Chats>,
    pub embeddings: EmbeddingCache,
}

/// What plays every role that no language model plays.
#[derive(Clone)]
pub enum Counterpart {
    /// Where nobody asks it, so that it is not linked: it is as large as the rest of a function together.
    Named(&'static str),
    Present(Arc<dyn Model>),
}

impl Counterpart {
    /// As artifacts have it.
    pub fn name(&self) -> &str {
        match self {
            Counterpart::Named(name) => name,
            Counterpart::Present(model) => model.name(),
        }
    }
}

impl Models {
    /// The model that ships with the platform, and what may be asked besides.
    pub fn of(configuration: Configuration) -> Self {
        Self::named(configuration).present()
    }

    /// The same for who asks none of them.
    pub fn named(configuration: Configuration) -> Self {
        Self {
            counterpart: Counterpart::Named(Extractive::NAME),
            configuration: Arc::new(configuration),
            chats: Arc::new(NoChats),
            embeddings: EmbeddingCache::default(),
        }
    }

    /// The same for who asks them all the same.
    pub fn present(self) -> Self {
        Self { counterpart: Counterpart::Present(Arc::new(Extractive)), ..self }
    }
}

impl Default for Models {
    fn default() -> Self {
        Self::of(Configuration::default())
    }
}

/// Of an instance that asks no language model.
struct NoChats;

impl Chats for NoChats {
    fn find(&self, _: &ModelName) -> Option<Arc<dyn Chat>> {
        None
    }
}
