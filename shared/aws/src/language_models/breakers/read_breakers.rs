use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use genesis_breakers::Breaker;
use genesis_core::Timestamp;
use genesis_models::ModelName;
use serde::{Deserialize, Serialize};

/// Models of which one instance knows at a time.
const MODELS_KEPT: usize = 256;

/// What an instance has read.
pub(crate) type ReadBreakers = Arc<Mutex<Shelf>>;

/// A breaker as it is stored; 0 is none yet.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Versioned {
    pub version: u64,
    pub breaker: Breaker,
}

impl Versioned {
    /// Whether it is this instance's alone.
    pub fn is_own(&self) -> bool {
        self.version == 0
    }
}

/// Breakers with when they were read or changed.
#[derive(Default)]
pub(crate) struct Shelf(BTreeMap<ModelName, (Timestamp, Versioned)>);

impl Shelf {
    pub fn find(&self, model: &ModelName) -> Option<&(Timestamp, Versioned)> {
        self.0.get(model)
    }

    /// What this instance has seen itself of a model of which nothing is stored.
    pub fn own(&self, model: &ModelName) -> Versioned {
        self.find(model).map(|(_, known)| known.clone()).filter(Versioned::is_own).unwrap_or_default()
    }

    pub fn change(&mut self, model: &ModelName, at: Timestamp, change: impl FnOnce(&mut Breaker)) {
        let mut own = self.own(model);
        change(&mut own.breaker);
        self.keep(model, at, own);
    }

    /// The one that was looked at longest ago makes room.
    pub fn keep(&mut self, model: &ModelName, at: Timestamp, known: Versioned) {
        if self.0.len() >= MODELS_KEPT && !self.0.contains_key(model) {
            let oldest = self.0.iter().min_by_key(|(_, (at, _))| *at).map(|(model, _)| model.clone());
            self.0.remove(&oldest.expect("there are some"));
        }
        self.0.insert(model.clone(), (at, known));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_without_end_take_no_more_room() {
        let mut shelf = Shelf::default();
        let model = |n: usize| format!("own:made-up-{n}").parse::<ModelName>().unwrap();
        for n in 0..3 * MODELS_KEPT {
            shelf.keep(&model(n), Timestamp(n as i64), Versioned::default());
        }
        let kept = (0..3 * MODELS_KEPT).filter(|n| shelf.find(&model(*n)).is_some());
        assert_eq!(kept.collect::<Vec<_>>(), (2 * MODELS_KEPT..3 * MODELS_KEPT).collect::<Vec<_>>());
    }
}
