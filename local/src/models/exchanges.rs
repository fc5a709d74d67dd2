use std::{path::PathBuf, sync::Arc};

use genesis_models::Chats;
use genesis_providers::{Cassette, Recorder, UnreadableCassette};

/// Whether language models are asked, and whether what they say is kept.
#[derive(Debug, Clone, Default)]
pub enum Exchanges {
    #[default]
    Live,
    /// Each is added to a file.
    RecordedTo(PathBuf),
    /// From a file; no model is asked.
    PlayedFrom(PathBuf),
}

/// A file that is no record of exchanges with models.
#[derive(Debug, thiserror::Error)]
#[error("{}: {source}", path.display())]
pub struct NoRecord {
    path: PathBuf,
    source: UnreadableCassette,
}

impl Exchanges {
    /// The models with a recorder before them, or a record in their place.
    pub(crate) fn through(&self, models: Arc<dyn Chats>) -> Result<Arc<dyn Chats>, NoRecord> {
        let no_record = |path: &PathBuf| {
            let path = path.clone();
            move |source| NoRecord { path, source }
        };
        match self {
            Exchanges::Live => Ok(models),
            Exchanges::RecordedTo(path) => Ok(Arc::new(Recorder::open(path, models).map_err(no_record(path))?)),
            Exchanges::PlayedFrom(path) => Ok(Arc::new(Cassette::open(path).map_err(no_record(path))?)),
        }
    }
}
