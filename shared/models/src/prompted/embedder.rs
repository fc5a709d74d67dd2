use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

use sha2::{Digest, Sha256};

use super::BadReply;
use crate::{Chat, ModelError, ModelName};

/// Texts of one call; every known server takes as many.
const BATCH: usize = 64;
/// Bytes of one call, unless a single text is longer.
const BATCH_BYTES: usize = 128 * 1024;

/// What makes embeddings, and those it has made.
#[derive(Clone)]
pub struct Embedder {
    pub model: ModelName,
    pub chat: Arc<dyn Chat>,
    /// Shared between turns; it may serve several models.
    pub cache: EmbeddingCache,
}

impl Embedder {
    /// The embeddings of some texts, in their order. What is known is not asked for again.
    pub(super) async fn embed(&self, texts: &[String]) -> Result<Vec<Vec<f32>>, ModelError> {
        let keys: Vec<Key> = texts.iter().map(|text| self.key(text)).collect();
        let mut found = self.cache.find(&keys);
        let mut asked = BTreeSet::new();
        let unknown = keys.iter().zip(texts).filter(|(key, _)| !found.contains_key(*key) && asked.insert(**key));
        for batch in batches(unknown.collect()) {
            let texts: Vec<String> = batch.iter().map(|(_, text)| (*text).clone()).collect();
            let vectors = self.chat.embed(&texts).await?.vectors;
            if vectors.len() != texts.len() || vectors.iter().flatten().any(|number| !number.is_finite()) {
                return Err(ModelError::Unreadable(BadReply::OtherVectors));
            }
            found.extend(batch.into_iter().map(|(key, _)| *key).zip(vectors));
        }
        let length = keys.first().map_or(0, |key| found[key].len());
        if !keys.is_empty() && (length == 0 || found.values().any(|vector| vector.len() != length)) {
            return Err(ModelError::Unreadable(BadReply::OtherVectors));
        }
        self.cache.keep(&found);
        Ok(keys.iter().map(|key| found[key].clone()).collect())
    }

    fn key(&self, text: &str) -> Key {
        Sha256::new().chain_update(self.model.to_string()).chain_update([0]).chain_update(text).finalize().into()
    }
}

/// The SHA-256 of a model's name and a text.
type Key = [u8; 32];

fn batches<'t>(texts: Vec<(&'t Key, &'t String)>) -> Vec<Vec<(&'t Key, &'t String)>> {
    let mut batches: Vec<Vec<_>> = Vec::new();
    let mut bytes = 0;
    for (key, text) in texts {
        match batches.last_mut() {
            Some(batch) if batch.len() < BATCH && bytes + text.len() <= BATCH_BYTES => batch.push((key, text)),
            _ => {
                batches.push(vec![(key, text)]);
                bytes = 0;
            }
        }
        bytes += text.len();
    }
    batches
}

/// Embeddings by what they are of; the oldest make room.
#[derive(Debug, Clone)]
pub struct EmbeddingCache {
    kept: Arc<Mutex<Kept>>,
    most_numbers: usize,
}

#[derive(Debug, Default)]
struct Kept {
    vectors: BTreeMap<Key, Vec<f32>>,
    oldest_first: VecDeque<Key>,
    numbers: usize,
}

impl EmbeddingCache {
    /// A number takes 4 bytes.
    pub fn new(most_numbers: usize) -> Self {
        Self { kept: Arc::default(), most_numbers }
    }

    fn find(&self, keys: &[Key]) -> BTreeMap<Key, Vec<f32>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        keys.iter().filter_map(|key| Some((*key, kept.vectors.get(key)?.clone()))).collect()
    }

    fn keep(&self, made: &BTreeMap<Key, Vec<f32>>) {
        let kept = &mut *self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, vector) in made {
            if !kept.vectors.contains_key(key) {
                kept.vectors.insert(*key, vector.clone());
                kept.oldest_first.push_back(*key);
                kept.numbers += vector.len();
            }
        }
        while kept.numbers > self.most_numbers {
            let Some(oldest) = kept.oldest_first.pop_front() else { return };
            kept.numbers -= kept.vectors.remove(&oldest).map_or(0, |vector| vector.len());
        }
    }
}

impl Default for EmbeddingCache {
    /// 16 MiB: some 2,700 texts at 1,536 numbers each.
    fn default() -> Self {
        Self::new(4 << 20)
    }
}
