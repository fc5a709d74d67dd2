use std::sync::Arc;

use genesis_models::{Chat, Chats, Configuration, EmbeddingCache, Extractive, Model, ModelName};

/// The models that an instance has.
#[derive(Clone)]
pub struct Models {
    /// What plays every role that no language model plays.
    pub counterpart: Arc<dyn Model>,
    pub configuration: Arc<Configuration>,
    /// The language models. Only who asks them needs any.
    pub chats: Arc<dyn Chats>,
    pub embeddings: EmbeddingCache,
}

impl Models {
    /// The model that ships with the platform, and what may be asked besides.
    pub fn of(configuration: Configuration) -> Self {
        Self {
            counterpart: Arc::new(Extractive),
            configuration: Arc::new(configuration),
            chats: Arc::new(NoChats),
            embeddings: EmbeddingCache::default(),
        }
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
