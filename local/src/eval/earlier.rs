use std::{collections::BTreeMap, fs, path::Path};

use genesis_evaluation::{Comparison, Figures};
use serde::{Deserialize, Serialize};

use super::{EvalError, view::Asked};

/// What an earlier run printed, as far as it is compared.
#[derive(Deserialize)]
pub(super) struct EarlierRun {
    #[serde(flatten)]
    asked: Asked,
    rows: Vec<Figures>,
}

/// This run beside an earlier one.
#[derive(Serialize)]
pub(super) struct Against {
    /// What the two were asked with, this one's first, where it is not the same.
    pub differing: BTreeMap<String, [String; 2]>,
    #[serde(flatten)]
    pub comparison: Comparison,
}

impl EarlierRun {
    pub fn read(path: &Path) -> Result<Self, EvalError> {
        let text = fs::read_to_string(path).map_err(|source| EvalError::Unreadable { path: path.to_owned(), source })?;
        serde_json::from_str(&text).map_err(|source| EvalError::NotARun { path: path.to_owned(), source })
    }

    /// None where no question was asked by both.
    pub fn beside(&self, these: &[&Figures], asked: &Asked) -> Option<Against> {
        let comparison = Comparison::of(these, &self.rows, asked.seed);
        let mut differing = asked.named();
        for (name, that) in self.asked.named() {
            differing.entry(name).and_modify(|both| both[1] = that[0].clone());
        }
        differing.retain(|_, [this, that]| this != that);
        (comparison.pairs > 0).then_some(Against { differing, comparison })
    }
}
